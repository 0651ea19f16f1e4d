"""A photograph's story by local models, drawn by SDXL and its refiner: the first of the source systems, in one go."""

import pytest

from storyhelpers import Book, Studio
from storyhelpers.gallery import photo

pytestmark = pytest.mark.models


def test_llava_sees_qwen_tells_and_sdxl_draws_with_its_refiner(zoo, fresh_house):
    from storyhelpers.crafts.story_writer import Teller

    zoo.all()
    studio = Studio("offline", story_writer=Teller("qwen-small", eye="llava"), illustrator="sdxl-refiner")
    story = studio.tell_story(photo("cat"), pages=1, language="en")
    book = Book.open("by-models").tell(story)
    book.style = "Soft watercolour."
    page = book.pages[0]
    assert story.caption and "Qwen" in story.made_by and "Qwen" in page.words.by
    page.picture = studio.draw(book.prompt_for(page), steps=2, aspect="1:1")
    assert "refiner" in page.picture.made_by and page.picture.words.startswith("Soft watercolour.")
    assert "Qwen" in Book.open(str(book.save().folder)).pages[0].words.by
