"""What is done, out of date or next on the studio page: plain data, no widget."""

from conftest import square_picture
from widgets.studio_hands import marks, thing_at

from storyhelpers.widgets.made import DONE, LOCKED, MOST_SHOWN, OPEN, SKIPPED, STALE, Story


def test_the_way_through_all_steps(picture):
    story = Story()
    assert marks(story) == [OPEN, OPEN, LOCKED, LOCKED, LOCKED, LOCKED] and story.next_step == "idea"
    story.idea = "a square"
    assert marks(story) == [DONE, OPEN, OPEN, LOCKED, LOCKED, LOCKED]
    story.prompt.write("A red square.", "a square")
    assert marks(story)[:3] == [DONE, DONE, OPEN] and story.next_step == "pictures"
    story.drew([picture], story.request)
    assert marks(story)[2:4] == [DONE, LOCKED]
    work = story.choose(picture)
    assert marks(story)[3:] == [OPEN, LOCKED, LOCKED] and story.next_step == "thing"
    thing = work.mark(thing_at(picture))
    assert marks(story)[3:] == [OPEN, LOCKED, OPEN]
    thing.words.write("A red square.", "region")
    assert marks(story)[3:] == [DONE, OPEN, OPEN]
    thing.sound_prompt.write("A square hums.", "A red square.")
    thing.sound, thing.of = object(), story.sound_request(thing)
    assert marks(story)[3:] == [DONE, DONE, OPEN]
    thing.kept = thing.holds()
    assert marks(story) == [DONE] * 6 and story.next_step is None


def test_what_was_made_of_what_has_changed_is_out_of_date(picture):
    story = Story(idea="a square")
    story.prompt.write("A red square.", "a square")
    story.drew([picture], story.request)
    story.idea = "a circle"
    assert story.status("prompt") == STALE
    story.prompt.write("A circle.", "a circle")
    assert story.status("prompt") == DONE and story.status("pictures") == STALE
    thing = story.choose(picture).mark(thing_at(picture))
    thing.words.write("A square.", "region")
    thing.sound_prompt.write("It hums.", "A square.")
    thing.sound, thing.of = object(), story.sound_request(thing)
    thing.kept = thing.holds()
    story.seconds = 8
    assert story.status("sound") == STALE and story.status("book") == DONE
    story.seconds = 5.0
    assert story.status("sound") == DONE
    thing.words.now = "Another square."
    assert story.status("sound") == STALE and story.status("book") == STALE


def test_going_back_loses_nothing():
    story = Story(idea="two")
    one, two = square_picture(96), square_picture(120)
    story.drew([one, two], story.request)
    first = story.choose(one).mark(thing_at(one))
    first.words.write("The first.", "region")
    second = story.work.mark(thing_at(one, 60, 80))
    assert second.words.now == "" and story.thing is second
    assert story.work.mark(thing_at(one)) is first and first.words.now == "The first."
    story.choose(two)
    assert story.thing is None and story.status("thing") == OPEN
    story.leave()
    assert story.status("thing") == LOCKED and story.status("pictures") == DONE
    assert story.choose(one).thing is first


def test_an_own_picture_skips_the_first_steps(picture):
    story = Story()
    story.choose(picture, "own", "holiday.jpg")
    assert marks(story)[:4] == [SKIPPED, SKIPPED, SKIPPED, OPEN] and story.work.about == "holiday.jpg"


def test_restoring_brings_back_what_was_written():
    story = Story(idea="a cat")
    story.prompt.now = "my own words"
    assert not story.prompt.changed and story.status("prompt") == DONE
    story.prompt.write("A cat.", "a cat")
    story.prompt.now = ""
    assert story.prompt.changed
    story.prompt.restore()
    assert story.prompt.now == "A cat." and not story.prompt.changed


def test_style_stands_before_the_prompt():
    story = Story(style=" watercolour. ")
    assert story.picture_prompt == ""
    story.prompt.now = "A cat."
    assert story.picture_prompt == "watercolour. A cat."


def test_the_gallery_holds_each_picture_once_and_not_too_many():
    story = Story()
    for width in range(96, 96 + 3 * MOST_SHOWN, 2):
        story.drew([square_picture(width), square_picture(96)], ())
    assert len(story.pictures) == MOST_SHOWN
    assert len({picture.fingerprint for picture in story.pictures}) == MOST_SHOWN
