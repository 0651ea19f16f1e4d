"""The offline illustrator: sizes, seeds, what it says about words it cannot draw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers.crafts.illustrator import ENGINES, paper_town, size_for
from storyhelpers.engine import BadInput, Cancelled
from storyhelpers.locale import language
from storyhelpers.papertown.prompts import prompt_of
from storyhelpers.papertown.reader import read


@pytest.mark.parametrize(("aspect", "size"), [("16:9", (1024, 576)), ("1:1", (768, 768)), ("9:16", (576, 1024))])
def test_usual_sizes(aspect, size):
    assert size_for(aspect) == size


@given(st.floats(0.1, 100), st.floats(0.1, 100))
def test_any_ratio_has_about_as_many_pixels(wide, high):
    aspect = f"{wide}:{high}"
    if not 0.2 <= wide / high <= 5:
        with pytest.raises(BadInput):
            size_for(aspect)
        return
    width, height = size_for(aspect)
    assert width % 8 == height % 8 == 0
    assert abs(width * height / (1024 * 576) - 1) < 0.05
    assert abs(width / height / (wide / high) - 1) < 0.05


@given(st.text(max_size=12))
def test_no_text_breaks_the_aspect(text):
    try:
        assert len(size_for(text)) == 2
    except BadInput as error:
        assert "16:9" in str(error)


def test_n_pictures_with_their_own_seeds():
    pictures = paper_town("A red car and a black cat in a park.", n=2, aspect="1:1", seed=7)
    assert [p.seed for p in pictures] == [7, 8]
    assert all(p.made_by == "paper town" and p.size == (768, 768) and p.words.startswith("A red car") for p in pictures)
    for picture in pictures:
        assert {("car", "red"), ("cat", "black")} <= {(f.name, f.colour) for f in picture.scene.figures}
    assert (pictures[0].array != pictures[1].array).any()


def test_what_cannot_be_drawn_is_said():
    (picture,) = paper_town("A cat with a trombone in a park.")
    assert "trombone" in picture.note and "cannot draw" in picture.note
    (picture,) = paper_town("A cat in a park.")
    assert picture.note == ""


@pytest.mark.parametrize(("idea", "said"), [
    ("a cat with a trumpeting", "I cannot draw “trumpeting” yet; I drew the rest."),
    ("a cat, Tom and Anna", "I cannot draw “Tom” and “Anna” yet; I drew the rest."),
    ("a dragon", "I cannot draw “dragon” yet, so I drew the place alone. "
                 "I can draw, for example, a cat, a bus or a castle."),
    ("a dog and a wolf", "I cannot draw “wolf” yet; I drew the rest. Ask for a fox instead of “wolf”."),
    ("一隻貓和月餅", "我還不會畫「月餅」，其他的都畫好了。"),
    ("一隻狼", "我還不會畫「狼」，所以只畫了地方。可以把「狼」換成「狐狸」。"),
    ("un gato y un dragón", "Todavía no sé dibujar «dragón»; dibujé lo demás."),
    ("un perro y dos lobos",
     "Todavía no sé dibujar «lobos»; dibujé lo demás. Puedes pedir un zorro en lugar de «lobos»."),
    ("a dancing cow and a fox in a blue coat", "I cannot draw “dancing” for a cow; I cannot draw “coat” for a fox."),
    ("two", "The idea named nothing that I know, so I drew some hills."),
    ("a T-rex", "I cannot draw “T-rex” yet, so I drew the place alone. "
                "I can draw, for example, a cat, a bus or a castle."),
    ("a park at night", ""),
    ("a dancing girl in a blue coat; a bird sits on a tree; a flying kite", ""),
])  # fmt: skip
def test_the_note(idea, said):
    (picture,) = paper_town(prompt_of(read(idea)))
    assert picture.note == said


@pytest.mark.parametrize(("prompt", "said"), [
    ("跳舞的牛", "我不會畫牛的「跳舞」。"),
    ("tres gatos bailan en la plaza", "No sé dibujar «bailando» para un gato."),
])  # fmt: skip
def test_the_note_is_in_the_language_of_the_prompt(prompt, said):
    assert paper_town(prompt)[0].note == said


def test_the_note_is_in_the_language_of_the_studio():
    before = language()
    try:
        language("es")
        assert "bailando" in paper_town("a dancing cow")[0].note
        language("zh-TW")
        assert "跳舞" in paper_town("a dancing cow")[0].note
    finally:
        language(before)


def test_progress_covers_all_pictures_and_cancel_stops():
    steps = []
    paper_town("A dog.", n=2, on_step=lambda done, total: steps.append(done / total))
    assert steps == sorted(steps) and steps[-1] == 1.0

    def stop(done, total):
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        paper_town("A dog.", on_step=stop)


def test_offline_is_the_first_engine():
    assert next(iter(ENGINES)) == "offline"
