"""The same character on every page: what the paper town knows, and what CLIP sees."""

from dataclasses import replace

import numpy as np
import pytest

from storyhelpers import Book, Character, Page, Story, Studio
from storyhelpers.consistency import ClipEye, consistency, looks_alike

MIMI = Character("Mimi", "small orange tabby cat wearing a red scarf", "cat")


@pytest.fixture(scope="module")
def drawn():
    studio, story = Studio("offline"), Story(title="Mimi", characters=[MIMI])
    book = Book.__new__(Book)
    book.style, book.characters = "", (MIMI,)
    for place in ("in a park", "at the beach", "in the snow"):
        page = Page(prompt=f"[Mimi] is {place}.", words="Mimi!")
        page.picture = studio.draw(book.prompt_for(page), seed=len(story))
        story.append(page)
    return story


def a_book(drawn, characters=(MIMI,)):
    return Book.open("mimi").tell(drawn.like(drawn, characters=characters))


def test_the_paper_town_draws_the_same_cat(drawn):
    told = consistency(a_book(drawn))
    assert told.figures == {"Mimi": (1.0, 1.0, 1.0)} and told.mean == 1.0 and set(told.how) == {"paper town"}
    assert "Mimi" in told._repr_html_() and "1.00" in repr(told)


def test_another_cat_is_noticed(drawn):
    other = replace(MIMI, looks="small black cat wearing a blue hat")
    figures = consistency(a_book(drawn, (other,))).figures["Mimi"]
    assert all(figure < 0.8 for figure in figures)


def test_who_is_not_there_has_no_figure(drawn):
    told = consistency(a_book(drawn, (MIMI, Character("Bo", "brown dog", "dog"))))
    assert told.figures["Bo"] == (None, None, None) and told.figures["Mimi"] == (1.0, 1.0, 1.0)


def test_pictures_that_know_nothing_need_an_eye(drawn):
    plain = [replace(page, picture=replace(page.picture, scene=None)) for page in drawn]
    book = Book.open("plain").tell(drawn.like(plain))
    assert looks_alike(book).figures == {"Mimi": (None, None, None)} and looks_alike(book).mean is None

    def eye(pictures):
        return np.array([(1, 0, 0), (0.6, 0.8, 0), (0, 1, 0)])[: len(pictures)]

    told = consistency(book, eye)
    assert told.figures["Mimi"] == (1.0, 0.6, 0.0) and told.how == ("your own eye",) * 3
    plain[2].prompt, plain[2].words = "a house", "Nobody is here."
    assert consistency(book, eye).figures["Mimi"] == (1.0, 0.6, None)


def test_a_book_without_pictures_or_characters():
    book = Book.open("empty").tell(Story([Page(words="a"), Page(words="b")], characters=[MIMI]))
    assert consistency(book).figures == {"Mimi": (None, None)}
    assert consistency(Book.open("nobody")).figures == {}


@pytest.mark.models
def test_clip_sees_what_transformers_sees(zoo, fresh_house, drawn):
    import torch
    from transformers import AutoImageProcessor, CLIPModel

    folder = zoo["laion/CLIP-ViT-B-32-laion2B-s34B-b79K"]
    pictures = [page.picture for page in drawn]
    ours = ClipEye(dtype="fp32")(pictures)
    model = CLIPModel.from_pretrained(folder).eval()
    processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    with torch.inference_mode():
        pixels = processor([picture.image for picture in pictures], return_tensors="pt")
        theirs = model.get_image_features(**pixels)
    theirs = getattr(theirs, "pooler_output", theirs).numpy()
    theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
    assert np.abs(ours - theirs).max() < 2e-3
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


@pytest.mark.models
def test_clip_says_what_it_needs(zoo, fresh_house):
    zoo["laion/CLIP-ViT-B-32-laion2B-s34B-b79K"]
    eye = ClipEye(dtype="fp32")
    need = eye.need("fp32")
    eye([Studio("offline").draw("a cat", seed=1)])
    taken = sum(tensor.numel() * tensor.element_size() for tensor in eye._loaded[0].state_dict().values())
    assert need.weights == pytest.approx(taken, rel=0.03)
