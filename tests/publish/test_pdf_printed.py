"""The printed book through other people's programs: poppler reads and draws it, OpenCV reads the QR code.

Marked `browser` because tests/browser/install.sh installs poppler, as it does Chromium.
"""

import re
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image
from publish.books import STORIES, book, can_print, needs_fonts

from storyhelpers import Picture
from storyhelpers.publish.pdf import pdf
from storyhelpers.publish.quiz import quiz
from storyhelpers.publish.sheets import SIZES

pytestmark = [
    pytest.mark.browser,
    needs_fonts,
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed: tests/browser/install.sh"),
]
LINK = "https://school.example/books/the-cat?class=3B&page=1#über"


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, check=True, text=True).stdout


def text_of(path, *options):
    return run("pdftotext", *options, path, "-")


def joined(text):
    return re.sub(r"\s+", "", text)


def drawn(path, page, dpi=100):
    run("pdftoppm", "-r", dpi, "-png", "-f", page, "-l", page, "-singlefile", path, path.with_suffix(""))
    return Image.open(path.with_suffix(".png")).convert("RGB")


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory):
    told = book("zh-TW", "es", link=LINK)
    return pdf(told, tmp_path_factory.mktemp("pdf") / "book.pdf", bilingual="es", quiz=True)


def test_every_font_is_embedded_and_only_in_part(bilingual):
    rows = run("pdffonts", bilingual).splitlines()[2:]
    assert rows
    for row in rows:
        emb, sub, uni = re.search(r"(yes|no) (yes|no) (yes|no)\s+\d+\s+\d+$", row).groups()
        assert (emb, sub, uni) == ("yes", "yes", "yes"), row


def test_the_words_come_back_in_reading_order(bilingual):
    title, chinese = STORIES["zh-TW"]
    spanish = STORIES["es"][1]
    assert joined(title) in joined(text_of(bilingual, "-f", 1, "-l", 1))
    for number in range(4):
        page = joined(text_of(bilingual, "-f", number + 2, "-l", number + 2))
        assert joined(chinese[number]) in page
        assert joined(spanish[number]) in page
        assert page.index(joined(chinese[number])) < page.index(joined(spanish[number]))


def test_the_words_are_tagged_with_their_language(bilingual):
    tree = run("pdfinfo", "-struct-text", bilingual)
    assert "H1" in tree and tree.count("Figure") >= 6 and '"' in tree
    assert joined(STORIES["es"][1][0])[:20] in joined(tree)
    about = run("pdfinfo", bilingual)
    assert re.search(r"Tagged:\s+yes", about) and STORIES["zh-TW"][0] in about and re.search(r"Author:\s+3B", about)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("link", [LINK, "https://school.example/" + "x" * 300])
def test_the_code_on_the_page_is_the_link(tmp_path, size, link):
    import cv2

    path = pdf(book("en", pages=1), tmp_path / "book.pdf", size=size, link=link)
    image = np.array(drawn(path, 3, 300))
    found, *_ = cv2.QRCodeDetector().detectAndDecode(image)
    assert found == link


def test_nothing_stands_outside_the_sheet_or_on_top_of_other_words(bilingual):
    """The boxes of all words lie on the sheet; no two lines of a page overlap by more than a hair."""
    page = ""
    boxes = []
    for row in run("pdftotext", "-bbox", bilingual, "-").splitlines():
        if found := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', row):
            page, boxes = tuple(map(float, found.groups())), []
        if found := re.search(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', row):
            x0, y0, x1, y1 = map(float, found.groups())
            assert 0 <= x0 < x1 <= page[0] and y0 + 2 >= 0 and y1 - 2 <= page[1]
            middle = (y0 + y1) / 2
            for a0, b0, a1, b1 in boxes:
                apart = x1 <= a0 + 1 or a1 <= x0 + 1 or abs(middle - (b0 + b1) / 2) > 0.35 * min(y1 - y0, b1 - b0)
                assert apart, row
            boxes.append((x0, y0, x1, y1))


def test_the_pictures_are_there_and_the_cover_has_no_white_edge(bilingual, tmp_path):
    cover = np.asarray(drawn(bilingual, 1)).astype(int)
    for edge in (cover[0], cover[-1], cover[:, 0], cover[:, -1]):
        assert (edge.min(axis=-1) < 235).mean() > 0.98
    page = np.asarray(drawn(bilingual, 2)).astype(int)
    assert (np.ptp(page, axis=-1) > 20).mean() > 0.3, "a colourful picture on much of the page"
    sizes = run("pdfimages", "-list", bilingual).splitlines()[2:]
    for row in sizes:
        dpi = int(row.split()[12])
        assert dpi <= 170, row
    large = book("en", pages=1)
    large.pages[0].picture = Picture(large.pages[0].picture.image.resize((3200, 1800)))
    large.pages[0].regions, large.pages[0].sounds = [], []
    rows = run("pdfimages", "-list", pdf(large, tmp_path / "large.pdf")).splitlines()[2:]
    assert [round(int(row.split()[12]), -1) for row in rows] == [150, 150], "print quality, and no more"


def test_the_answers_show_what_the_questions_hide(tmp_path):
    path = quiz(book("es", things=6), tmp_path / "quiz.pdf")
    questions, answers = (np.asarray(drawn(path, page)).astype(int) for page in (1, 2))
    orange = np.array((232, 84, 32))
    marks = [(np.abs(page - orange).sum(axis=-1) < 30).sum() for page in (questions, answers)]
    assert marks[0] < 60 < 800 < marks[1]
    words = text_of(path, "-f", 1, "-l", 1)
    assert "Mira y escucha" in words and "Me llamo:" in words and "Sonido A" in words
    assert "Respuestas" in text_of(path, "-f", 2, "-l", 2)


def test_signs_that_mean_something_elsewhere_are_printed_as_they_are(tmp_path):
    told = book("en", pages=1, title="{nb} **bold** __x__ <b>")
    told.pages[0].words = "{nb} [link](https://x.example) (a\\b) %s {title}"
    path = pdf(told, tmp_path / "book.pdf")
    assert joined(told.title) in joined(text_of(path, "-f", 1, "-l", 1))
    assert joined(told.pages[0].words) in joined(text_of(path, "-f", 2, "-l", 2))


def test_hebrew_and_arabic_run_from_the_right(tmp_path):
    pytest.importorskip("uharfbuzz", reason="joins Arabic letters; optional")
    if not can_print("ש"):
        pytest.skip("no Hebrew font on this machine")
    told = book("en", pages=1, title="החתול הקטן")
    told.language = "he"
    told.pages[0].words = "החתול ישב על הגג."
    path = pdf(told, tmp_path / "book.pdf")
    assert "החתול ישב על הגג" in re.sub("[\u200e\u200f\u202a-\u202e]", "", text_of(path, "-f", 2, "-l", 2))
