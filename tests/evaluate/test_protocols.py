"""Prompts that stand for a data set, the two experiments, tables, captions, content and preference."""

import re
from collections import Counter

import numpy as np
import pytest
from conftest import seated, square_picture
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import Picture, Studio, evaluate
from storyhelpers.clip import MODELS
from storyhelpers.engine import BadInput, Cancelled
from storyhelpers.evaluate import prompts as p
from storyhelpers.evaluate.captions import SHOWN, caption_check, count_words, has_word
from storyhelpers.evaluate.protocols import EXPERIMENTS, experiment_prompts, scored, two_experiments


class Reader:
    """A CLIP that needs no model: a picture fits a text as far as its own words are in it."""

    name, logit_scale = "reader", 10.0

    def table(self, pictures, texts):
        return np.array([[self._fit(one.words, text) for text in texts] for one in pictures])

    def scores(self, pictures, texts, *, on_step=None):
        if on_step:
            on_step(len(pictures), len(pictures))
        texts = [texts] * len(pictures) if isinstance(texts, str) else texts
        return np.array([self._fit(one.words, text) for one, text in zip(pictures, texts, strict=True)])

    @staticmethod
    def _fit(words, text):
        mine, theirs = set(words.casefold().split()), set(text.casefold().split())
        return len(mine & theirs) / max(len(mine | theirs), 1)


def drawn(words, seed=0):
    return Picture(Image.new("RGB", (16, 16), (seed % 256, 0, 0)), words=words, seed=seed)


# ---- prompts


def test_the_sets_are_what_they_say():
    assert len(p.STRONG) == len(set(p.STRONG)) == 30 and len(set(p.HANDS)) == 12 and len(p.FIVE) == 5
    assert all(
        "hand" in text or "finger" in text or re.search("fist|holding|shoelace|magician", text) for text in p.HANDS
    )
    assert not any(has_word(text, word) for text in p.STRONG for word in evaluate.SKETCH_WORDS)
    assert p.styled(p.FIVE)[4] == "A black and white sketch of zebra running"


SUBJECTS = st.sampled_from(["cat", "dog", "house", "tree", "boat"])
CAPTIONS = st.lists(
    st.builds(lambda s, n, k: f"a {s} {'very ' * n}near thing{k}", SUBJECTS, st.integers(0, 5), st.integers(0, 40)),
    min_size=1, max_size=120, unique=True,
)  # fmt: skip


@settings(deadline=None)
@given(CAPTIONS, st.data())
def test_every_subject_has_its_share(captions, data):
    n, seed = data.draw(st.integers(1, len(captions))), data.draw(st.integers(0, 9))
    taken = p.prompts_from(captions, n, seed)
    assert len(set(taken)) == n and set(taken) <= set(captions) and taken == p.prompts_from(captions, n, seed)
    here, there = (Counter(one.split()[1] for one in some) for some in (captions, taken))
    for subject, count in here.items():
        assert abs(there[subject] - n * count / len(captions)) < 1 + 1e-9


def test_short_and_long_captions_are_both_taken():
    captions = [f"a cat {'word ' * length}number{k}" for length in range(20) for k in range(10)]
    lengths = [len(one.split()) for one in p.prompts_from(captions, 20)]
    assert sorted(lengths) == list(range(3, 23))


def test_the_same_caption_twice_is_one_prompt():
    assert sorted(p.prompts_from(["A cat", "a  cat", "a dog", " "], 2)) == ["A cat", "a dog"]
    with pytest.raises(BadInput, match="2 different captions: take 1 to 2, not 3"):
        p.prompts_from(["a cat", "a dog"], 3)
    with pytest.raises(BadInput, match="no captions"):
        p.prompts_from(["", " "], 1)
    with pytest.raises(BadInput, match="not int"):
        p.prompts_from([3], 1)


def test_examples_will_do_for_captions():
    class Example:
        caption = "a cat in the snow"

    assert p.prompts_from([Example()], 1) == ("a cat in the snow",)


def test_what_was_seen_and_what_was_not():
    captions = [
        f"a {animal} {where}" for animal in ("cat", "dog", "duck", "fox") for where in ("in the garden", "at night")
    ]
    pair = p.seen_and_unseen(captions, 4)
    assert set(pair.seen) <= set(captions) and len(pair.unseen) == 4
    known = {word for caption in captions for word in p.telling_words(caption)}
    assert all(not known & set(p.telling_words(prompt)) for prompt in pair.unseen)
    own = p.seen_and_unseen(captions, 2, pool=["a whale in the garden", "a red tram", "some robots", "a cat at night"])
    assert set(own.unseen) == {"a red tram", "some robots"}
    with pytest.raises(BadInput, match="Only 1 of the 3 prompts"):
        p.seen_and_unseen(captions, 3, pool=["two cats", "a dog at night", "a whale"])


# ---- the two experiments


class Learned:
    """A model that has learned the style: it draws what it is asked for, as a sketch."""

    def __init__(self, style="a black and white sketch of"):
        self.style, self.asked = style, []

    def __call__(self, prompt, *, seed=0, steps=None):
        self.asked.append((prompt, seed, steps))
        return [drawn(f"{self.style} {prompt}" if seed % 2 else prompt, seed)]


def test_the_two_experiments_are_drawn_and_read_as_described():
    model = Learned()
    found = two_experiments(model, Reader(), steps=7)
    assert len(model.asked) == 60 and {seed for _, seed, _ in model.asked} == {1, 2, 3, 4, 5, 6}
    assert model.asked[0] == ("A black and white sketch of a boy is practicing martial arts", 1, 7)
    assert model.asked[30][0] == "a boy is practicing martial arts"
    assert list(found.values) == list(EXPERIMENTS) and all(v.shape == (5, 6) for v in found.values.values())
    first, second = found.values.values()
    assert np.all(first == 100)  # asked with the words and read with them: the pictures have them all
    assert np.all(second[:, 0] == 100) and np.all(
        second[:, 1] < 100
    )  # read with them even where they were not asked for
    page = found._repr_html_()
    assert "zebra running" in page and "mean over prompts" in page and "0.0625" in page
    assert found.means[EXPERIMENTS[0]].mean == 100 and "95 % interval" in page


def test_pictures_of_a_grid_will_do():
    prompts = experiment_prompts(("zebra running", "a cat"), "A sketch of")
    rows = [[drawn(prompt, seed) for seed in (1, 2)] for prompt in prompts]
    found = two_experiments(rows, Reader(), prompts=("zebra running", "a cat"), style="A sketch of")
    assert np.all(found.values[EXPERIMENTS[0]] == 100) and np.all(found.values[EXPERIMENTS[1]] <= 50)
    with pytest.raises(BadInput, match="pictures of 3 prompts, and there are 4"):
        two_experiments(rows[:3], Reader(), prompts=("zebra running", "a cat"))


def test_the_offline_illustrator_can_be_judged():
    found = two_experiments(Studio("offline").draw, Reader(), prompts=("a cat", "a dog"), seeds=(1,))
    assert found.values[EXPERIMENTS[0]].shape == (2, 1)


def test_a_studio_will_do_and_a_name_is_said():
    model = Learned()
    two_experiments(Studio("offline", illustrator=model), Reader(), prompts=("a cat",), seeds=(1,))
    assert [prompt for prompt, *_ in model.asked] == list(experiment_prompts(("a cat",)))
    with pytest.raises(BadInput, match="not its name"):
        two_experiments("tiny", Reader())


def test_drawing_can_be_cancelled():
    def stop(done, total):
        if done == 3:
            raise Cancelled("enough")

    model = Learned()
    with pytest.raises(Cancelled):
        two_experiments(model, Reader(), on_step=stop)
    assert len(model.asked) == 3


def test_models_are_compared_prompt_by_prompt():
    prompts = [f"thing{n} one two" for n in range(12)]
    base = [[drawn(f"thing{n} one", s) for s in (1, 2)] for n in range(12)]
    tuned = [[drawn(f"thing{n} one two" if n else "x", s) for s in (1, 2)] for n in range(12)]
    steps = []
    found = scored({"base": base, "tuned": tuned}, prompts, Reader(), on_step=lambda *step: steps.append(step))
    told = found.difference()
    assert told.shown and told.mean > 0 and told.per_prompt[0] < 0 and told.names == ("base", "tuned")
    assert steps[-1] == (48, 48) and "svg" in found._repr_html_() and "base" in repr(found)
    assert found.difference("tuned", "base").mean == pytest.approx(-told.mean)
    with pytest.raises(BadInput, match="base, tuned"):
        found.difference("base", "other")
    three = scored({"base": base, "tuned": tuned, "third": base}, prompts, Reader())
    assert three._repr_html_().count("p = ") == 2
    alone = scored(base, prompts, Reader())
    assert list(alone.values) == ["pictures"] and "svg" not in alone._repr_html_()
    with pytest.raises(BadInput, match="can be compared"):
        alone.difference()


def test_pictures_of_a_large_table_are_opened_once_and_let_go():
    class Row:
        opened = 0

        def __len__(self):
            return 5

        def __getitem__(self, place):
            if place >= 5:
                raise IndexError
            Row.opened += 1
            return drawn("thing", place)

    class Counting(Reader):
        most = 0

        def scores(self, pictures, texts, *, on_step=None):
            self.most = max(self.most, len(pictures))
            return super().scores(pictures, texts)

    reader = Counting()
    found = scored([Row() for _ in range(40)], [f"thing {n}" for n in range(40)], reader)
    assert found.values["pictures"].shape == (40, 5) and np.all(found.values["pictures"] == 50)
    assert Row.opened == 200 and reader.most == 64


def test_tables_that_do_not_fit():
    one = drawn("a")
    with pytest.raises(BadInput, match="2 prompts, and there are 1"):
        scored([[one], [one]], ["a"], Reader())
    with pytest.raises(BadInput, match="same number of pictures"):
        scored([[one], [one, one]], ["a", "b"], Reader())
    with pytest.raises(BadInput, match="lacks pictures"):
        scored([[one], [None]], ["a", "b"], Reader())
    with pytest.raises(BadInput, match="Every model needs the same"):
        scored({"base": [[one]], "tuned": [[one, one]]}, ["a"], Reader())
    with pytest.raises(BadInput):
        scored([], [], Reader())


# ---- captions


@pytest.mark.parametrize("caption,word,there", [
    ("a Black and White drawing", "black and white", True), ("a black-and-white photo", "black and white", True),
    ("two sketches", "sketch", True), ("A drawing, of a cat", "drawing", True), ("a sketchy street", "sketch", False),
    ("withdrawing money", "drawing", False), ("black and whitewashed", "black and white", False),
    ("a c+ student", "c+", True), ("", "sketch", False),
])  # fmt: skip
def test_words_are_found_whole(caption, word, there):
    assert has_word(caption, word) is there


@settings(deadline=None)
@given(st.text(max_size=30), st.text(min_size=1, max_size=8))
def test_any_word_is_found_in_itself_and_nothing_breaks(before, word):
    if word.strip():
        assert has_word(word, word)
        assert has_word(f"{before} {word} …", word)
        page = count_words([f"{before} {word}"], [word])._repr_html_()
        assert "<mark>" in page and "<script" not in page


def test_captions_are_made_and_counted():
    said = iter(["A sketch of a cat", "a drawing <b>", "a cat", "a black and white sketch"])
    told = caption_check([square_picture()] * 4, lambda picture: next(said))
    assert [found.hits for found in told.words.values()] == [2, 1, 1] and (told.any.hits, told.any.of) == (3, 4)
    page = told._repr_html_()
    assert "<mark>sketch</mark>" in page and "&lt;b&gt;" in page and "3 of 4 (75 %; 30 % to 95 %)" in page
    assert "any of them in 3 of 4" in repr(told)
    many = count_words(["a sketch"] * (SHOWN + 5))
    assert "and 5 more" in many._repr_html_()


def test_the_offline_describer_and_images_will_do():
    told = caption_check(
        [Studio("offline").draw("a cat in the snow", seed=1), square_picture().image], "offline", ["cat"]
    )
    assert told.words["cat"].hits == 1 and told.words["cat"].of == 2


def test_what_cannot_be_counted():
    with pytest.raises(BadInput, match="list of words"):
        caption_check([], "offline")
    with pytest.raises(BadInput, match="list of words"):
        caption_check([square_picture()], "offline", "sketch")
    with pytest.raises(BadInput, match="empty"):
        count_words(["a"], [" "])


@pytest.mark.models
def test_blip_describes(zoo, fresh_house):
    zoo["Salesforce/blip-image-captioning-base"]
    steps = []
    told = caption_check([square_picture()] * 2, "blip", on_step=lambda *step: steps.append(step))
    assert len(told.captions) == 2 and told.captions[0] and told.describer == "BLIP base" and steps[-1] == (2, 2)


# ---- content and preference


def test_content_that_is_kept():
    captions = ["an orange cat", "a red house", "a blue car", "a white rabbit"]
    found = evaluate.clip_accuracy([drawn(c) for c in captions], captions, captions, Reader())
    assert found.value == 1 and found.chance == 0.25 and found.low < 1 and "guessing gives 25 %" in repr(found)
    turned = evaluate.clip_accuracy([drawn(c) for c in captions[::-1]], captions, captions, Reader())
    assert turned.value == 0 and turned.right == (False,) * 4
    own = [[c, c.replace(c.split()[-1], "dog")] for c in captions]
    mixed = evaluate.clip_accuracy([drawn("a orange dog"), *map(drawn, captions[1:])], captions, own, Reader())
    assert mixed.right == (False, True, True, True) and mixed.chance == 0.5


def test_a_tie_is_not_right():
    found = evaluate.clip_accuracy([drawn("cat")], ["a cat"], ["cat a"], Reader())
    assert found.value == 0


def test_content_that_cannot_be_asked():
    with pytest.raises(BadInput, match="1 pictures and 2 captions"):
        evaluate.clip_accuracy([drawn("a")], ["a", "b"], ["a", "b"], Reader())
    with pytest.raises(BadInput, match="two captions or more"):
        evaluate.clip_accuracy([drawn("a")], ["a"], ["a"], Reader())
    with pytest.raises(BadInput, match="1 pictures and 2 lists"):
        evaluate.clip_accuracy([drawn("a")], ["a"], [["a", "b"], ["c", "d"]], Reader())


def test_preference_is_a_chance():
    prompts = [f"thing{n} one" for n in range(12)]
    good = [[drawn(prompt, s) for s in (1, 2)] for prompt in prompts]
    bad = [[drawn("nothing", s) for s in (1, 2)] for _ in prompts]
    better = evaluate.preference(bad, good, prompts, Reader())
    assert better.mean == pytest.approx(1 / (1 + np.exp(-10))) and better.prompts == 12 and "tuned" in better.what
    assert evaluate.preference(good, good, prompts, Reader()).mean == 0.5
    assert evaluate.preference(good, bad, prompts, Reader()).mean == pytest.approx(1 - better.mean)
    with pytest.raises(BadInput, match="same prompts and seeds"):
        evaluate.preference(good[:3], bad, prompts, Reader())


@pytest.mark.models
def test_preference_of_two_is_what_pickscore_says_of_two(zoo, fresh_house):
    zoo[MODELS["pickscore"].repo], zoo[MODELS["pickscore"].extra["processor"]]
    pick = seated(evaluate.Clip("pickscore", dtype="fp32"))
    chance = np.random.default_rng(0)
    a, b = (Picture(Image.fromarray(chance.integers(0, 256, (64, 64, 3), np.uint8))) for _ in range(2))
    told = evaluate.preference([[a]], [[b]], ["a cat"], pick)
    assert told.mean == pytest.approx(pick.pick_probabilities("a cat", [a, b])[1], abs=1e-5) and told.mean != 0.5
