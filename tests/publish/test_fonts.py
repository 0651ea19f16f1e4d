"""Line breaking by the rules of print, and which font writes which letter."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storyhelpers import NotHere
from storyhelpers.publish import fonts
from storyhelpers.publish.fonts import Shelf, check_letters, cure, fonts_here, is_seen
from storyhelpers.publish.lines import GONE, NOT_FIRST, NOT_LAST, broken, clusters, is_wide, pieces

CHINESE = "他說：「你聽，SAM-2 分割的 dog 在叫！」小朋友（五歲）笑了……真的——很大聲，有 1,234.5 公尺。"
MIXED = st.text(
    st.sampled_from("一二三四，。「」（）！？……——、：ab cd 12.5%-—¿¡“”() \u00a0é\u0301🐱\u200d👩🏽"), max_size=80
)


def plain(text):
    """How wide a test thinks a text is: a Chinese letter one, others a half."""
    return sum(1.0 if is_wide(letter) else 0.5 for letter in text)


def letters(text):
    return "".join(letter for letter in text if not letter.isspace() and letter not in GONE)


@given(MIXED | st.text(max_size=80), st.floats(1.5, 30), st.booleans())
@example(CHINESE, 6, False)
@example("W" * 500, 7, True)
@example("。" * 40, 5, False)
def test_no_letter_is_lost_and_every_line_fits(text, width, even):
    lines = broken(text, width, plain, even=even)
    assert letters("".join(lines)) == letters(text)
    for one in lines:
        assert plain(one) <= width + 1e-6 or len(clusters(one)) == 1


@given(MIXED, st.floats(12, 30), st.booleans())
def test_no_line_begins_or_ends_with_the_wrong_mark(text, width, even):
    text = re.sub(r"([^\w\s])[^\w\s]+", r"\1", text)  # marks alone, as writers set them
    if any(plain(piece) > width for piece in pieces(text.replace("\n", " "))):
        return  # then a piece must be cut, and the marks cannot be minded
    lines = broken(text, width, plain, even=even)
    for before, after in zip(lines, lines[1:], strict=False):
        glued = text[text.find(before[-1:] + after[:1]) :] if before and after else ""
        if before and after and glued.startswith(before[-1] + after[0]):  # not broken at a space
            assert after[0] not in NOT_FIRST
            assert before[-1] not in NOT_LAST


@pytest.mark.parametrize("width", range(5, 16))
def test_chinese_is_broken_as_print_does(width):
    lines = broken(CHINESE, width, plain)
    for one in lines:
        assert one[0] not in "，。」！）：…—" and one[-1] not in "「（"
        assert "SAM-2" in one or "SAM" not in one
    joined = "\n".join(lines)
    assert "…\n…" not in joined and "—\n—" not in joined and "1,234.5" in joined


def test_spanish_dashes_stay_with_their_words():
    text = "La luna no estaba. —¿Quién se la ha llevado? —preguntó al búho—. ¡No lo sé!"
    for width in range(7, 30):
        for one in broken(text, width, plain):
            assert not one.endswith(("—", "¿", "¡")) or one.endswith("búho—")
            assert not one.startswith((".", "!", "?"))


def test_what_stays_together():
    assert pieces("100\u00a0km a") == ("100\u00a0km ", "a")
    assert pieces("sing-along") == ("sing-", "along")
    assert clusters("e\u0301👩🏽\u200d🚀🇹🇼🇪🇸") == ["e\u0301", "👩🏽\u200d🚀", "🇹🇼", "🇪🇸"]


def test_no_word_is_alone_on_the_last_line():
    text = "Once there was a cat and she sat on the roof at night and looked at the moon up high"
    for width in range(12, 24):
        lines = broken(text, width, plain)
        assert len(lines[-1].split()) > 1, lines


def test_a_title_is_broken_evenly_and_by_sense():
    assert broken("The little cat who looked for the moon", 11, plain, even=True) == [
        "The little cat who",
        "looked for the moon",
    ]
    for one in broken("La gatita que buscaba la luna en el lago de la montaña", 10, plain, even=True)[:-1]:
        assert not one.endswith((" la", " el", " de", " en"))


def test_paragraphs_stay_paragraphs():
    assert broken("one\ntwo\n\nthree \n", 20, plain) == ["one", "two", "", "three"]


# ---- Fonts: whatever this machine has, the rules hold


@pytest.fixture
def fresh_fonts():
    fonts._fonts_here.cache_clear()
    yield
    fonts._fonts_here.cache_clear()


def a_font():
    found = next((font for font in fonts_here() if font.works and font.has("a")), None)
    if found is None:
        pytest.skip("no font on this machine")
    return found


def test_a_font_of_ones_own_goes_first(monkeypatch, tmp_path, fresh_fonts):
    own = a_font()
    copy = tmp_path / ("own" + own.path.suffix)
    copy.write_bytes(own.path.read_bytes())
    for told in (copy, tmp_path):
        monkeypatch.setenv("STORY_FONT", str(told))
        assert Shelf("en").font_of("a").path == copy


def test_of_a_collection_the_face_of_the_language_is_taken(tmp_path, monkeypatch, fresh_fonts):
    from fontTools.ttLib import TTCollection, TTFont

    own = a_font()
    faces = [TTFont(own.path, fontNumber=own.index) for _ in range(2)]
    for face, family in zip(faces, ("Noto Sans CJK JP", "Noto Sans CJK TC"), strict=True):
        face["name"].setName(family, 16, 3, 1, 0x409)
        for table in face["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord("的")] = table.cmap[ord("a")]
    collection = TTCollection()
    collection.fonts = faces
    collection.save(str(tmp_path / "both.ttc"), shareTables=False)
    monkeypatch.setenv("STORY_FONT", str(tmp_path / "both.ttc"))
    assert Shelf("zh-Hant-TW").first.inside.family == "Noto Sans CJK TC"


@pytest.mark.parametrize("made", ["missing", "empty folder", "text", "damaged"])
def test_a_wrong_story_font_is_explained(monkeypatch, tmp_path, fresh_fonts, made):
    path = tmp_path / "font.ttf"
    if made == "empty folder":
        path.mkdir()
    elif made == "text":
        path.write_text("not a font", encoding="utf-8")
    elif made == "damaged":
        path.write_bytes(a_font().path.read_bytes()[:2000])
        fonts._fonts_here.cache_clear()
    monkeypatch.setenv("STORY_FONT", str(path))
    with pytest.raises(NotHere, match="no font can be read there"):
        fonts_here()


def test_a_damaged_font_of_the_system_is_passed_over(monkeypatch, tmp_path):
    (tmp_path / "andika.ttf").write_bytes(b"\0\1\0\0" + b"x" * 100)
    broken_font = fonts.Font(tmp_path / "andika.ttf", 0, "Andika")
    good = a_font()
    monkeypatch.setattr(fonts, "fonts_here", lambda: (broken_font, good))
    assert not broken_font.works and Shelf("en").font_of("a") == good


def test_no_font_at_all(monkeypatch):
    monkeypatch.setattr(fonts, "fonts_here", lambda: ())
    for tag, package in (("en", "fonts-sil-andika"), ("zh-Hant-TW", "fonts-wqy-microhei")):
        with pytest.raises(NotHere, match=f"No font was found.*apt-get install {package}"):
            Shelf(tag).missing("a")


def test_without_fontconfig_the_folders_are_looked_through(monkeypatch, tmp_path, fresh_fonts):
    own = a_font()
    (tmp_path / "deep").mkdir()
    copy = tmp_path / "deep" / ("x" + own.path.suffix)
    copy.write_bytes(own.path.read_bytes())
    monkeypatch.setattr(fonts.shutil, "which", lambda name: None)
    monkeypatch.setattr(fonts, "PLACES", {"Linux": (str(tmp_path),), fonts.platform.system(): (str(tmp_path),)})
    fonts._fonts_here.cache_clear()
    assert copy in [font.path for font in fonts_here()]


def test_a_letter_that_no_font_has_is_named(monkeypatch):
    own = a_font()
    monkeypatch.setattr(fonts, "fonts_here", lambda: (own,))
    rare = next(letter for letter in "\U00030edd龘ሴ" if not own.has(letter))
    with pytest.raises(NotHere, match=rf"No font here has “{rare}” \(U\+{ord(rare):04X}\), on page 3\. Install"):
        check_letters(Shelf("en"), [("on page 3", f"a {rare} b")])
    if not own.has("🐱"):
        (sentence,) = check_letters(Shelf("en"), [("in the title", "a 🐱 b 🐱")])
        assert "“🐱” (U+1F431), in the title, was left out" in sentence and "fonts-noto-color-emoji" in sentence


def test_what_is_not_seen_needs_no_font(monkeypatch):
    own = a_font()
    monkeypatch.setattr(fonts, "fonts_here", lambda: (own,))
    assert Shelf("en").missing("a\u200b\u00ad\ufe0f\u200d\nb\u2066") == []


@settings(deadline=None)  # the first example looks for fonts
@given(st.text(st.sampled_from("ab é 你好，🐱שלום→ "), max_size=30))
def test_runs_hold_every_letter_that_a_font_has(text):
    shelf = Shelf("en")
    a_font()
    lost = shelf.missing(text)
    runs = shelf.runs(text)
    assert "".join(run for _, run in runs).replace(" ", "") == "".join(
        letter for letter in text if is_seen(letter) and letter not in lost and letter != " "
    )
    assert all(font.has(letter) for font, run in runs for letter in run)
    assert shelf.width(text) == pytest.approx(sum(shelf.width(letter) for letter in text), abs=0.5 * len(text) + 0.01)


def test_what_to_install_fits_the_letter():
    assert "emoji" in cure("🐱") and "wqy" in cure("貓") and "andika" in cure("ñ") and "noto-core" in cure("ש")
