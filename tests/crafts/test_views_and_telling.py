"""What a seeing model is shown, and how its words are tidied on their way to the reader. No model is needed here."""

import numpy as np
import pytest
from crafts.looking import STREET, part, scene
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers.crafts.describer import views
from storyhelpers.crafts.describer.florence import location
from storyhelpers.crafts.describer.telling import Telling


def test_a_close_up_holds_the_thing_and_fades_the_rest():
    for box in ((10, 10, 60, 60), (0, 0, 3, 3), (150, 88, 160, 96), (0, 40, 160, 50), (0, 0, 160, 96)):
        region = part(STREET, *box)
        x0, y0, x1, y1 = views.around(region)
        assert 0 <= x0 <= region.bounds[0] < region.bounds[2] <= x1 <= 160 and x1 - x0 >= 32
        assert 0 <= y0 <= region.bounds[1] < region.bounds[3] <= y1 <= 96 and y1 - y0 >= 32
        shown, mask = np.asarray(views.close_up(region)), region.mask[y0:y1, x0:x1]
        assert (shown[mask] == STREET.array[y0:y1, x0:x1][mask]).all()
        if not mask.all():
            assert (shown[~mask] != STREET.array[y0:y1, x0:x1][~mask]).any()


def test_pictures_are_shrunk_and_never_enlarged():
    large = scene(1, 1600, 900)
    assert views.whole(large).size == (640, 360) and views.whole(STREET) is STREET.image
    assert max(views.overview(part(large, 100, 100, 900, 800)).size) == 640
    assert max(views.close_up(part(large, 100, 100, 900, 800)).size) == 512
    assert views.square(STREET.image, (0, 0, 0)).size == (160, 160)


def test_a_box_is_told_in_thousandths():
    assert location(part(STREET, 16, 24, 80, 96)) == "<loc_100><loc_250><loc_500><loc_999>"


def said(*texts):
    """What a Telling says while a text grows to each of these in turn."""
    telling, pieces = Telling(), []
    for number, text in enumerate(texts):
        pieces.append(telling.feed(text, number == len(texts) - 1))
    return pieces


def letter_by_letter(text):
    return "".join(said(*(text[:i] for i in range(1, len(text) + 1)), text))


@pytest.mark.parametrize(
    "written, told",
    [
        ("A cat sits on a mat.", "A cat sits on a mat."),
        ("Sure! Here is a short description:\n\nA cat sits on a mat.", "A cat sits on a mat."),
        ('"A cat sits on a mat."', "A cat sits on a mat."),
        ("**Description:** A **small** cat.", "A small cat."),
        ("A cat sits\n\non a   mat by the door of a house.", "A cat sits on a mat by the door of a house."),
        ("This is a cat on a mat, and it looks at the bird: a small one.", None),
        ("The cat is very very big and it sits on the mat near the door.", None),
        ("A cat sits on the old mat. A cat sits on the old mat. A cat sits", "A cat sits on the old mat."),
        ("a red hat and " * 9, "a red hat and"),
        ("The cat that sits there is " + "!" * 70, "The cat that sits there is"),
        ("一隻戴著紅帽子的小貓坐在窗邊，看著外面的雨。", None),
        ("一隻小貓坐在很老很老的窗邊，看著外面的雨。它很安靜。", None),
        ("描述：一隻小貓。", "一隻小貓。"),
        ("好的！一隻小貓。", "一隻小貓。"),
        ("A cat sits on a mat near the door.\n\nLet me know if you need more!", "A cat sits on a mat near the door."),
        ("\n\n", ""),
    ],
)
def test_words_are_tidied_on_their_way(written, told):
    told = written if told is None else told
    assert said(written)[0].strip() == told
    assert letter_by_letter(written).strip() == told


WORDS = st.sampled_from(
    ["cat ", "red ", "cat. ", "\n", "貓", "。", "**", '"', "Sure! ", "Here is", ": ", "!", "\ufffd", "é"]
)


@given(st.lists(WORDS, max_size=40), st.integers(1, 5))
def test_pieces_only_ever_add_and_say_nothing_for_ever(words, at_once):
    telling, pieces = Telling(), []
    for end in range(at_once, len(words) + at_once, at_once):
        pieces.append(telling.feed("".join(words[:end]), False))
        assert "".join(pieces) == telling.said
    pieces.append(telling.feed("".join(words), True))
    whole = "".join(pieces)
    assert whole == telling.said and "\n" not in whole and "\ufffd" not in whole
    assert len(whole) <= len("".join(words))


def test_words_are_said_as_soon_as_they_are_sure():
    text = "The old tram stands at the corner of the street and waits for rain"
    assert said(text[:20], text[:50], text[:60], text) == [
        "", "The old tram stands at the corner of the street", " and waits", " for rain"
    ]  # fmt: skip
