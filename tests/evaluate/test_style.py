"""The style judge: its held-out errors are honest, it is kept without a pickle; the distance has no bias."""

import numpy as np
import pytest
from conftest import seated
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from storyhelpers import Picture
from storyhelpers.clip import MODELS, Clip
from storyhelpers.engine import BadInput, NotHere
from storyhelpers.evaluate.looks import LOOKS, looks
from storyhelpers.evaluate.style import StyleJudge, mmd, style_distance


def scene(seed: int) -> Picture:
    """Coloured boxes on a coloured ground."""
    chance = np.random.default_rng(seed)
    image = Image.new("RGB", (48, 48), tuple(map(int, chance.integers(60, 256, 3))))
    pen = ImageDraw.Draw(image)
    for _ in range(4):
        x, y = chance.integers(0, 30, 2)
        pen.rectangle((x, y, x + 14, y + 10), tuple(map(int, chance.integers(0, 256, 3))))
    return Picture(image, seed=seed)


def sketched(picture: Picture) -> Picture:
    return Picture(ImageOps.autocontrast(ImageOps.grayscale(picture.image)).convert("RGB"), seed=picture.seed)


def plain(pictures):
    """An eye that needs no model: the mean colour as a unit vector."""
    rows = np.array([np.asarray(getattr(p, "image", p), np.float32).mean((0, 1)) + 1 for p in pictures])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


plain.name = "mean colour"


@pytest.fixture(scope="module")
def scenes():
    return [scene(seed) for seed in range(40)]


@pytest.fixture(scope="module")
def judge(scenes):
    return StyleJudge.fit([sketched(p) for p in scenes], scenes, plain)


def test_it_tells_sketches_from_colours(judge):
    fresh = [scene(seed) for seed in range(100, 140)]
    missed, taken = judge.test([sketched(p) for p in fresh], fresh)
    assert missed.value <= 0.1 and taken.value <= 0.1
    assert judge.error[0].of == judge.error[1].of == 40 and judge.error[0].value <= 0.1
    assert judge.share(fresh).value <= 0.1 and judge.share([sketched(p) for p in fresh]).value >= 0.9
    assert "misses" in repr(judge) and "mean colour" in judge._repr_html_()


def test_where_there_is_nothing_to_tell_the_errors_say_so(scenes):
    judge = StyleJudge.fit(scenes, [scene(seed) for seed in range(200, 240)], plain)
    assert 0.3 < (judge.error[0].hits + judge.error[1].hits) / 80 < 0.7


def test_what_belongs_together_is_held_out_together():
    """Every scene ten times over: tried on copies of what it learned, it would know them; held out by scene, not."""
    chance = np.random.default_rng(0)
    kinds = {seed: chance.random() < 0.5 for seed in range(24)}
    pictures = {
        kind: [scene(seed) for seed in kinds if kinds[seed] is kind for _ in range(10)] for kind in (True, False)
    }
    groups = tuple([p.seed for p in pictures[kind]] for kind in (True, False))

    def memory(shown):  # an eye that knows every single scene
        return np.array([np.eye(24)[p.seed] for p in shown])

    memory.name = "memory"
    together = StyleJudge.fit(pictures[True], pictures[False], memory, groups=groups, strength=1e3)
    apart = StyleJudge.fit(
        pictures[True], pictures[False], memory, strength=1e3,
        groups=(range(len(groups[0])), range(1000, 1000 + len(groups[1]))),
    )  # fmt: skip
    wrong = [sum(one.hits for one in judge.error) for judge in (together, apart)]
    assert wrong[1] == 0 and wrong[0] > 40


def test_it_is_kept_and_opened_again(judge, tmp_path, scenes):
    path = judge.save(tmp_path / "sketch.npz")
    again = StyleJudge.open(path, plain)
    assert np.allclose(again.chances(scenes), judge.chances(scenes)) and again.error == judge.error
    with np.load(path, allow_pickle=False) as kept:
        assert {kept[name].dtype.kind for name in kept.files} <= set("fu")


def test_another_eye_is_refused(judge, tmp_path):
    path = judge.save(tmp_path / "sketch.npz")
    with pytest.raises(BadInput, match="learned with mean colour, not other"):
        StyleJudge.open(path, other)
    swapped = StyleJudge(other, judge.middle, judge.scale, judge.weights, judge.bias, judge.error, judge.seen_by)
    with pytest.raises(BadInput, match="another size"):
        swapped.says([scene(1)])


def other(pictures):
    return np.ones((len(pictures), 5)) / 5**0.5


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_file_is_said_and_never_run(judge, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("judge") / "sketch.npz"
    whole = judge.save(path).read_bytes()
    where = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["cut", "bit", "junk"]))
    if kind == "cut":
        path.write_bytes(whole[:where])
    elif kind == "junk":
        path.write_bytes(data.draw(st.binary(max_size=60)))
    else:
        path.write_bytes(whole[:where] + bytes([whole[where] ^ 1 << data.draw(st.integers(0, 7))]) + whole[where + 1 :])
    try:
        assert len(StyleJudge.open(path, plain).weights) == 3 + len(LOOKS)
    except (NotHere, BadInput) as said:
        assert "judge" in str(said)


@pytest.mark.parametrize(("where", "bit"), [(8, 0), (8, 5), (8, 6), (10, 1), (6, 7)])
def test_one_that_calls_itself_encrypted_or_packed_otherwise_is_damaged(judge, tmp_path, where, bit):
    path = judge.save(tmp_path / "sketch.npz")
    whole = bytearray(path.read_bytes())
    whole[whole.rindex(b"PK\x01\x02") + where] ^= 1 << bit  # in what the zip says of its last array
    path.write_bytes(whole)
    with pytest.raises(NotHere, match="no style judge that can be read"):
        StyleJudge.open(path, plain)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotHere, match="StyleJudge.fit makes one"):
        StyleJudge.open(tmp_path / "none.npz", plain)
    np.savez(tmp_path / "program.npz", about=np.array([print], dtype=object))
    with pytest.raises(NotHere, match="no style judge"):
        StyleJudge.open(tmp_path / "program.npz", plain)


def test_too_few_pictures_are_said(scenes):
    with pytest.raises(BadInput, match="got 3 and 40"):
        StyleJudge.fit(scenes[:3], scenes, plain)
    with pytest.raises(BadInput, match="2 groups; 5 are needed"):
        StyleJudge.fit(scenes, scenes, plain, groups=([0] * 40, [1] * 40))
    with pytest.raises(BadInput, match="one label for each"):
        StyleJudge.fit(scenes, scenes, plain, groups=([0], [1]))
    assert StyleJudge.fit(scenes[:10], scenes[10:20], plain).share([]).of == 0


# ---- looks


def test_looks_say_what_they_are_called():
    grey, red = Image.new("RGB", (64, 64), (128,) * 3), Image.new("RGB", (64, 64), (220, 20, 20))
    chess = Image.fromarray((np.indices((64, 64)).sum(0) % 2 * 255).astype(np.uint8)).convert("RGB")
    rows = {
        name: dict(zip(LOOKS, looks([image])[0])) for name, image in {"grey": grey, "red": red, "chess": chess}.items()
    }
    assert rows["grey"]["colourfulness"] < 1e-6 < rows["red"]["colourfulness"]
    assert rows["grey"]["saturation"] < 1e-6 and rows["red"]["saturation"] > 0.8
    assert rows["chess"]["edges"] > 1 and rows["grey"]["edges"] < 1e-6 and rows["chess"]["white"] == 0.5
    assert rows["grey"]["lightness"] == pytest.approx(128 / 255, abs=1e-3)


@settings(deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1))
def test_looks_are_numbers_whatever_the_picture(width, height, seed):
    array = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    found = looks([Image.fromarray(array)])
    assert found.shape == (1, len(LOOKS)) and np.isfinite(found).all() and (found >= 0).all()


# ---- distance


def slow_mmd(x, y, sigma=10.0):
    def k(a, b):
        return np.exp(-((a - b) ** 2).sum() / (2 * sigma**2))

    n, m = len(x), len(y)
    of_x = sum(k(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    of_y = sum(k(y[i], y[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    return 1000 * (of_x + of_y - 2 * sum(k(a, b) for a in x for b in y) / (n * m))


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 7), st.integers(2, 7), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_the_discrepancy_is_the_textbook_sum(n, m, d, seed):
    chance = np.random.default_rng(seed)
    x, y = chance.normal(0, 3, (n, d)), chance.normal(1, 2, (m, d))
    assert mmd(x, y) == pytest.approx(slow_mmd(x, y), abs=1e-7)
    assert mmd(x, y) == pytest.approx(mmd(y, x), abs=1e-7)


def test_the_discrepancy_of_many_is_that_of_all_pairs():
    chance = np.random.default_rng(3)
    x, y = chance.normal(0, 1, (1100, 3)), chance.normal(0.2, 1, (1030, 3))

    def kernels(a, b):
        return np.exp(-((a[:, None] - b) ** 2).sum(2) / 200)

    inside = [(kernels(z, z).sum() - len(z)) / (len(z) * (len(z) - 1)) for z in (x, y)]
    assert mmd(x, y) == pytest.approx(1000 * (sum(inside) - 2 * kernels(x, y).mean()), abs=1e-7)


def test_two_halves_of_one_set_are_no_distance_apart_on_average():
    chance = np.random.default_rng(0)
    found = [mmd(chance.normal(0, 1, (8, 6)), chance.normal(0, 1, (20, 6))) for _ in range(400)]
    assert abs(np.mean(found)) < 3 * np.std(found) / 20 and min(found) < 0
    biased = [mmd(np.repeat(x := chance.normal(0, 1, (8, 6)), 2, 0), np.repeat(x, 2, 0)) for _ in range(5)]
    assert max(biased) < 0  # a set against itself: what a vector has with itself is not counted inside


def test_the_style_is_nearer_than_the_others(scenes):
    style = [sketched(p) for p in scenes]
    near, far = style_distance(style[:20], style[20:], plain), style_distance(scenes[:20], style[20:], plain)
    assert float(near) < float(far) and near.cosine < far.cosine
    assert (
        (near.pictures, near.training) == (20, 20) and "20 pictures against 20" in repr(near) and "jumps" in repr(near)
    )
    with pytest.raises(BadInput, match="Two pictures on each side"):
        style_distance(style[:1], style, plain)


def test_examples_of_a_training_set_are_opened(scenes):
    class Example:
        def __init__(self, picture):
            self.picture = picture

        def image(self):
            return self.picture.image

    there = style_distance(scenes[:10], [Example(p) for p in scenes[10:]], plain)
    assert there == style_distance(scenes[:10], scenes[10:], plain)


def test_many_pictures_are_opened_some_at_a_time():
    class Example:
        def image(self):
            return Image.new("RGB", (16, 16), (200, 100, 50))

    def eye(pictures):
        seen.append(len(pictures))
        return plain(pictures)

    seen, many = [], [Example() for _ in range(130)]
    assert float(style_distance(many, many[:70], eye)) == pytest.approx(0, abs=1e-6)
    assert seen == [64, 64, 2, 64, 6]


@pytest.mark.models
def test_it_judges_with_clip(zoo, fresh_house, scenes):
    zoo[MODELS["clip"].repo]
    clip = seated(Clip(dtype="fp32"))
    judge = StyleJudge.fit([sketched(p) for p in scenes], scenes, clip)
    assert judge.error[0].value <= 0.2 and judge.error[1].value <= 0.2 and judge.seen_by == clip.name
    assert style_distance(scenes[:20], [p.image for p in scenes[20:]], clip).cosine < 0.2
