"""The find-it and listening sheet: what is asked, that the answers are true, and that nothing breaks it."""

from dataclasses import replace
from itertools import product

import pytest
from amounts import some
from PIL import Image, ImageDraw
from publish.books import book, needs_fonts, tone

from storyhelpers import BadInput, Page, Picture, Region
from storyhelpers.outlines import outline
from storyhelpers.publish.manuscript import manuscript
from storyhelpers.publish.press import plain_type
from storyhelpers.publish.quiz import MOST_THINGS, _height, _room, asked, quiz, rings
from storyhelpers.publish.sheets import SIZES, Sheet

pytestmark = needs_fonts


def test_things_are_asked_for_once_and_in_the_same_order_every_time():
    told = manuscript(book(things=9))
    first, again = asked(told), asked(manuscript(book(things=9)))
    assert [[thing.name for thing in one.find] for one in first] == [
        [thing.name for thing in one.find] for one in again
    ]
    for one in first:
        assert 0 < len(one.find) <= MOST_THINGS
        assert len({thing.kind for thing in one.find}) == len(one.find), "find the tree: which of two?"
        assert set(one.hear) <= set(one.find) and all(thing.sound is not None for thing in one.hear)


def test_sounds_that_nobody_can_tell_apart_are_not_asked_for(picture, region):
    import numpy as np

    other = np.zeros_like(region.mask)
    other[50:60, 60:80] = True
    things = [replace(region, name="dog"), Region(picture, other, name="cat")]
    page = Page(picture=picture, regions=things, sounds=[tone(words="a bark"), tone(words="a bark")])
    (one,) = asked(manuscript(page))
    assert len(one.find) == 2 and not one.hear
    page.sounds[1] = tone(words="a meow")
    (one,) = asked(manuscript(page))
    assert sorted(thing.name for thing in one.hear) == ["cat", "dog"]


def test_the_one_that_hides_is_asked_for():
    from storyhelpers import Studio

    studio = Studio("offline")
    picture = studio.draw("a small cat with a Santa hat hides in a crowded street", seed=3)
    figures = picture.scene.figures
    assert any(figure.hidden for figure in figures)
    regions = [Region(picture, picture.scene.mask(i)) for i in range(len(figures)) if picture.scene.mask(i).any()]
    (one,) = asked(manuscript(Page(picture=picture, regions=regions)))
    assert any(thing.hidden for thing in one.find) and len(one.find) <= MOST_THINGS


def test_nothing_to_ask(picture, tmp_path, sound):
    for page in (Page(picture=picture), Page(picture=picture, sounds=[sound])):
        with pytest.raises(BadInput, match="There is nothing to ask.*page.keep"):
            quiz(page, tmp_path / "quiz.pdf")
    assert not list(tmp_path.iterdir())


def test_a_wrong_size(tmp_path):
    with pytest.raises(BadInput, match='There is no size "A44". Did you mean "A4"'):
        quiz(book(pages=1), tmp_path / "quiz.pdf", size="A44")


TONGUES = ["en", "zh-TW", "es"]
IN_TURN = {size: TONGUES[number % 3] for number, size in enumerate(SIZES)}


@pytest.mark.parametrize(
    ("size", "language"), some(product(SIZES, TONGUES), lambda size, tongue: IN_TURN[size] == tongue)
)
def test_a_sheet_in_every_size_and_language(tmp_path, size, language):
    path = quiz(book(language, things=6, pages=2), tmp_path, size=size)
    assert path.name.endswith("-quiz.pdf") and path.read_bytes().startswith(b"%PDF")


def test_two_pictures_fit_on_an_upright_sheet():
    told, sheet = manuscript(book("es", things=6)), Sheet(*SIZES["A4"])
    heights = [_height(one, told, sheet, plain_type("es")) for one in asked(told)]
    assert sum(heights[:2]) + 1.4 * sheet.gap <= _room(sheet) + 0.2
    assert min(heights) > 0.3 * _room(sheet), "and are large enough to look for things in them"


def test_outlines_on_paper_are_those_of_the_mask(region):
    """The drawn rings, filled, are the mask: within the 1.5 px that the outline promises."""
    import numpy as np

    drawn = Image.new("1", region.picture.size)
    for ring in rings(outline(region.mask)):
        ImageDraw.Draw(drawn).polygon(ring, fill=1)
    differs = np.array(drawn) ^ region.mask
    assert differs.sum() < 0.12 * region.mask.sum()


def test_any_names_can_be_asked_for(tmp_path, region):
    names = ["<script>alert(1)</script>", "x" * 300, "", "\x00\ud800", "שלום", "**fett** (a) \\"]
    regions = [replace(region, name=name) for name in names]
    page = Page(picture=region.picture, regions=regions, sounds=[tone(words=str(i)) for i in range(len(names))])
    assert quiz(page, tmp_path / "quiz", title="\ud800</title>").stat().st_size > 1000


def test_a_picture_of_any_shape(tmp_path):
    import numpy as np

    for size in ((400, 40), (40, 400)):
        picture = Picture(Image.new("RGB", size, "teal"))
        mask = np.zeros(size[::-1], bool)
        mask[10:30, 10:30] = True
        page = Page(picture=picture, regions=[Region(picture, mask, name="patch")])
        assert quiz(page, tmp_path / "quiz.pdf").exists()
