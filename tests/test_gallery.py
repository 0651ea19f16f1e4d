"""The photographs to begin with, and what the name of a file says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers import NotHere, Picture, Story, Studio
from storyhelpers.gallery import PHOTOS, gallery, photo
from storyhelpers.media import name_in
from storyhelpers.story import Page


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photograph_says_whose_it_is(name):
    picture = gallery(name)
    assert min(picture.size) > 250 and picture.name == name and picture.scene is None
    assert "photograph by" in picture.made_by and "scikit-image" in picture.origin
    again = Picture.open(picture.png)
    assert (again.name, again.made_by, again.origin) == (picture.name, picture.made_by, picture.origin)


def test_a_wrong_name_is_told_the_right_ones(tmp_path):
    with pytest.raises(NotHere, match='Did you mean "coffee"'):
        gallery("cofee")
    gallery("cat").save(tmp_path / "my-cat_2.png")
    assert photo(str(tmp_path / "my-cat_2.png")).name == "cat", "our own file keeps what it was called"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("my-cat_2", "my cat"), ("IMG_2041", ""), ("DSC00012", ""), ("holiday 2024", "holiday"), ("我的貓", "我的貓"),
        ("20240102_101112", ""), ("WhatsApp Image 2024", ""), ("niño-y-perro", "niño y perro"),
        ("Photo of a dog", "of a dog"),
    ],
)  # fmt: skip
def test_only_names_that_say_something_are_taken(stem, name):
    assert name_in(stem) == name


@given(st.text(max_size=200))
def test_any_file_name_can_be_read(stem):
    assert len(name_in(stem)) <= 60


def test_the_name_of_a_photo_is_told_to_the_story_writer(tmp_path):
    heard = []

    def writer(given, *, about):
        heard.append(about)
        return Story([Page(words="Once.", prompt="a cat")])

    gallery("cat").image.save(tmp_path / "my dog.jpg")
    studio = Studio("offline", story_writer=writer)
    studio.tell_story(Picture.open(tmp_path / "my dog.jpg"))
    studio.tell_story(Picture.open(tmp_path / "my dog.jpg"), about="two friends")
    assert heard == ["my dog", "two friends"]
