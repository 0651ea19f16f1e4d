"""The studio page without a browser: all of S0 by pressing its buttons, and what goes wrong."""

import pytest
from widgets.studio_hands import Hands, marks, thing_at

pytest.importorskip("ipywidgets")

from storyhelpers import Book, Point, language
from storyhelpers.widgets.made import DONE, LOCKED, OPEN, STALE


@pytest.fixture
def hands():
    return Hands()


def test_all_of_s0_by_hand(hands):
    page = hands.page
    page.idea.box.value = "a square"
    hands.press(page.idea.job)
    assert page.prompt.box.value == "picture prompt: a square" and page.prompt.back.disabled
    page.prompt.box.value += " and more"
    assert not page.prompt.back.disabled
    page.prompt.back.click()
    assert page.prompt.box.value == "picture prompt: a square"
    page.pictures.style_.value, page.pictures.aspect.value, page.pictures.seed.value = "ink", "4:3", 3
    hands.press(page.pictures.job)
    assert hands.calls[-1] == ("draw", "ink. picture prompt: a square", 2, "4:3", 3)
    assert "2 pictures are ready" in page.pictures.told.value and "at least one" in page.pictures.told.value
    assert len(page.pictures.gallery.children) == 2
    assert page.pictures.gallery.children[0].extra.value.count('download="a-square-') == 1
    assert hands.choose(1).picture.size[0] == 96 + 8 * 4
    assert page.pictures.gallery.children[1].pick.description == "✓ Selected"
    thing = hands.mark()
    assert hands.calls[-1] == ("describe", "en", "long") and page.thing.words.value == "A red square from 20."
    hands.press(page.sound.enhance)
    assert page.sound.box.value == "sound prompt: A red square from 20."
    page.sound.box.value = "mine"
    page.sound.back.click()
    assert page.sound.box.value == "sound prompt: A red square from 20."
    page.sound.seconds.value, page.sound.steps.value = 2, 30
    hands.press(page.sound.job)
    assert hands.calls[-1] == ("sound", "sound prompt: A red square from 20.", 2.0, 30)
    assert (
        thing.sound.seconds == 2
        and "Steps: 30" in page.sound.player.value
        and "Duration: 2 s" in page.sound.player.value
    )
    page.keeping.called.value = "my square"
    assert hands.press(page.keeping.keep) == ""
    assert "my square" in page.keeping.list.value
    assert hands.press(page.keeping.export) == ""
    assert "Open the sounding page" in page.keeping.links.value
    assert marks(page.story) == [DONE] * 6
    kept = Book.open("the-test").page()
    assert [r.name for r in kept.regions] == ["my square"] and kept.regions[0].words == "A red square from 20."
    assert kept.sounds[0].seconds == 2 and kept.prompt == "picture prompt: a square"


def test_defaults_are_those_of_s0(hands):
    page = hands.page
    assert (page.pictures.count.value, page.pictures.aspect.value) == (2, "16:9")
    assert (page.sound.seconds.value, page.sound.steps.value) == (5.0, 25)


def test_generate_pressed_ten_times_draws_once(hands):
    hands.page.idea.box.value = "a square"
    for _ in range(10):
        hands.page.pictures.job.button.click()
    hands.page.pictures.job.wait()
    assert [call[0] for call in hands.calls if call[0] == "draw"] == ["draw"]
    assert hands.page.prompt.box.value == "picture prompt: a square"  # it was written on the way


def test_nothing_said_is_a_sentence_in_place(hands):
    assert "empty" in hands.press(hands.page.idea.job)
    assert "nothing to draw" in hands.press(hands.page.pictures.job)


def test_one_press_makes_the_whole_sound_and_reset_takes_it_away(hands):
    hands.pictures()
    hands.choose()
    thing = hands.mark()
    hands.press(hands.page.sound.all_at_once)
    assert thing.sound.seconds == 5 and hands.page.sound.box.value.startswith("sound prompt")
    assert not hands.page.sound.reset.disabled
    hands.page.sound.reset.click()
    assert thing.sound is None and hands.page.sound.box.value == "" and hands.page.sound.heard.layout.display == "none"
    assert hands.page.story.status("sound") == OPEN


def test_automatic_audio_follows_the_description(hands):
    hands.pictures()
    hands.choose()
    hands.page.thing.automatic.value = True
    thing = hands.mark()
    hands.page.sound.all_at_once.wait()
    assert thing.sound is not None


def test_a_new_region_and_another_picture_and_back(hands):
    hands.pictures()
    work = hands.choose()
    first = hands.mark(20)
    hands.page.thing.words.value = "My own words."
    hands.page.thing.new_region.click()
    assert work.thing is None and work.click.marked is None and hands.page.thing.words.value == ""
    hands.mark(60)
    assert hands.page.thing.words.value == "A red square from 60."
    hands.page.thing.new_picture.click()
    assert hands.page.story.status("thing") == LOCKED
    hands.choose(1)
    assert hands.page.thing.words.value == ""
    assert hands.choose(0) is work
    assert hands.mark(20) is first and hands.page.thing.words.value == "My own words."


def test_what_is_kept_on_the_canvas_itself_goes_into_the_book(hands):
    hands.pictures()
    work = hands.choose()
    hands.mark(20)
    work.click.keep("one")
    hands.page.keeping.keep.wait()
    hands.mark(60)
    work.click.keep("two")
    hands.page.keeping.keep.wait()
    assert [r.name for r in Book.open("the-test").page().regions] == ["one", "two"]
    work.click.rename(work.click.things[0].id, "uno")
    hands.page.keeping.keep.wait()
    work.click.remove(work.click.things[1].id)
    hands.page.keeping.keep.wait()
    assert [r.name for r in Book.open("the-test").page().regions] == ["uno"]
    assert Book.open("the-test").page().regions[0].words == "A red square from 20."


def test_keeping_twice_keeps_once_and_takes_the_newer_sound(hands):
    hands.pictures()
    work = hands.choose()
    hands.mark(20)
    hands.press(hands.page.keeping.keep)
    hands.press(hands.page.keeping.keep)
    assert len(Book.open("the-test").page().regions) == 1 and hands.page.story.status("book") == DONE
    hands.press(hands.page.sound.all_at_once)
    assert hands.page.story.status("book") == STALE
    hands.press(hands.page.keeping.keep)
    kept = Book.open("the-test").page()
    assert len(kept.regions) == len(work.click.things) == 1 and kept.sounds[0].seconds == 5


def test_a_book_that_somebody_else_saved_is_not_lost(hands):
    hands.pictures()
    hands.choose()
    hands.mark(20)
    hands.press(hands.page.keeping.keep)
    other = Book.open("the-test")
    other.page("something else").words = "by another notebook"
    other.save()
    hands.mark(60)
    assert hands.press(hands.page.keeping.keep) == ""
    book = Book.open("the-test")
    assert [page.words for page in book.pages] == ["", "by another notebook"] and len(book.pages[0].regions) == 2


def test_a_new_page_goes_on_with_the_book(hands):
    hands.pictures()
    hands.choose()
    hands.mark(20)
    hands.press(hands.page.sound.all_at_once)
    hands.press(hands.page.keeping.keep)
    again = Hands().page
    assert len(again.start.shelf.children) == 1
    again.start.shelf.children[0].pick.click()
    assert "A red square from 20." in again.keeping.list.value and len(again.story.work.click.things) == 1
    again.story.work.click.mark([Point(20, 30)])
    assert again.thing.words.value == "A red square from 20." and again.story.thing.sound.seconds == 5
    assert again.story.status("book") == DONE


def test_a_full_disk_is_a_sentence_and_the_thing_stays(hands, full_disk):
    hands.pictures()
    hands.choose()
    hands.mark(20)
    hands.press(hands.page.sound.all_at_once)  # its file is too large for the disk below
    with full_disk():
        assert "disk is full" in hands.press(hands.page.keeping.keep)
    assert hands.press(hands.page.keeping.keep) == ""
    assert len(Book.open("the-test").page().regions) == 1


# ---- who works, in which language


def test_a_callable_shows_its_name_and_a_wrong_name_is_a_sentence(hands):
    who = hands.page.who
    assert who.fields["describer"].value == "describe"
    hands.press(who.job)
    assert hands.page.studio.describer.__name__ == "describe"  # what was not changed stays
    who.fields["sound_maker"].value = "<script>alert(1)</script>"
    said = hands.press(who.job)
    assert "Choose one of these: offline, tangoflux" in said and "&lt;script&gt;" in said and "<script" not in said
    who.fields["sound_maker"].value = "offline"
    assert hands.press(who.job) == ""
    assert hands.page.studio.sound_maker.__name__ == "foley" and "foley" in who.card.value
    assert hands.page.studio.describer.__name__ == "describe"


def test_another_segmenter_works_on_the_picture_that_is_open(hands):
    hands.pictures()
    work = hands.choose()
    hands.page.recast(segmenter=lambda picture, points, *, box=None: thing_at(picture, 0, 5))
    work.click.mark([Point(50, 30)])
    assert work.click.marked.bounds[0] == 0


def test_the_page_speaks_the_language_that_is_chosen(hands):
    page = hands.page
    hands.pictures()
    page.pictures.aspect.value = "1:1"
    page.language.value = "zh-TW"
    assert language() == "zh-TW"
    assert page.idea.job.button.description == "增強提示詞" and "已完成" in page.idea.head.value
    assert page.pictures.job.button.description == "生成圖片" and "已生成 2 張圖片" in page.pictures.told.value
    assert "請選擇至少一張圖片" in page.pictures.told.value and page.pictures.aspect.value == "1:1"
    assert page.pictures.gallery.children[0].pick.description == "選擇此圖片"
    hands.choose()
    hands.mark()
    assert hands.calls[-1] == ("describe", "zh-TW", "long")
    page.language.value = "es"
    assert page.pictures.job.button.description == "Crear imágenes"
    assert page.story.aspect == "1:1" and len(page.story.pictures) == 2


@pytest.mark.parametrize("field", ["idea", "prompt", "style", "name", "title", "words"])
def test_script_in_any_field_is_text(hands, field):
    page, evil = hands.page, '<script>alert(1)</script><img src=x onerror="alert(2)">'
    page.idea.box.value = evil if field == "idea" else "a square"
    hands.press(page.idea.job)
    if field == "prompt":
        page.prompt.box.value = evil
    page.pictures.style_.value = evil if field == "style" else ""
    hands.press(page.pictures.job)
    hands.choose()
    hands.mark()
    if field == "words":
        page.thing.words.value = evil
    page.keeping.called.value = evil if field == "name" else ""
    page.keeping.title_.value = evil if field == "title" else ""
    hands.press(page.sound.all_at_once)
    assert hands.press(page.keeping.keep) == "" and hands.press(page.keeping.export) == ""
    shown = "".join(html_of(page))
    assert "<script>alert" not in shown and "<img src=x" not in shown
    if field in ("name", "words"):
        assert "&lt;script&gt;alert(1)" in shown


def html_of(widget):
    """The HTML of all HTML widgets in a tree."""
    import ipywidgets

    if isinstance(widget, ipywidgets.HTML):
        yield widget.value
    for child in getattr(widget, "children", ()):
        yield from html_of(child)


def test_a_description_of_5000_characters_is_shown_and_its_sound_refused_in_place():
    hands = Hands(describer=lambda region: "word " * 1000)
    hands.pictures()
    hands.choose()
    hands.mark()
    assert len(hands.page.thing.words.value) == 4999
    assert "characters" in hands.press(hands.page.sound.all_at_once)
    assert hands.press(hands.page.keeping.keep) == ""


def test_an_engine_that_breaks_is_told_in_place_and_the_page_goes_on():
    def broken(region):
        raise RuntimeError("the <b>describer</b> is ill")

    hands = Hands(describer=broken)
    hands.pictures()
    hands.choose()
    thing = hands.mark()
    assert "the &lt;b&gt;describer&lt;/b&gt; is ill" in hands.page.thing.job.text.value
    hands.page.thing.words.value = "I say it myself."
    assert thing.words.now == "I say it myself." and hands.press(hands.page.sound.all_at_once) == ""


def test_shown_again_it_is_the_same(hands):
    hands.pictures()
    first, second = (hands.page.get_view_spec()["model_id"] for _ in range(2))
    assert first == second
