"""Every figure can be drawn: in all its colours, poses and clothes, the same for the same seed, inside its bounds."""

import io
import random

import numpy as np
import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers.papertown.figures import KINDS, draw_figure
from storyhelpers.scenegraph import COLOURS, Clothing, Figure

NAMES = sorted(KINDS)
PATTERNS = ("", "tabby", "spotted", "striped")
ABOVE_THE_GROUND = ("running", "jumping", "flying", "swimming")  # a leap has no foot on the ground
SIZE = 96  # pixels of the longer side of a test drawing
EDGE = 3  # pixels of air around it


def rendered(pen, size=SIZE):
    """The pen's shapes as an RGBA array, and how many pixels a unit is; `EDGE` pixels of air around the bounds."""
    x0, y0, x1, y1 = pen.bounds
    scale = size / max(x1 - x0, y1 - y0)
    air = EDGE / scale
    box = f"{x0 - air} {-y1 - air} {x1 - x0 + 2 * air} {y1 - y0 + 2 * air}"
    wide, high = round((x1 - x0) * scale) + 2 * EDGE, round((y1 - y0) * scale) + 2 * EDGE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{wide}" height="{high}" '
        f'preserveAspectRatio="none">{pen.svg()}</svg>'
    )
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))
    return np.array(Image.open(io.BytesIO(png)).convert("RGBA")), scale


@st.composite
def figures(draw):
    name = draw(st.sampled_from(NAMES))
    kind = KINDS[name]
    worn = draw(st.lists(st.sampled_from(kind.wears), max_size=3, unique=True)) if kind.wears else []
    return Figure(
        name,
        colour=draw(st.sampled_from(("", *COLOURS))),
        pattern=draw(st.sampled_from(PATTERNS)),
        pose=draw(st.sampled_from(("", *kind.poses))),
        clothes=tuple(Clothing(word, draw(st.sampled_from(("", *COLOURS)))) for word in worn),
    )


@settings(max_examples=150, deadline=None)
@given(figure=figures(), seed=st.integers(0, 10_000), night=st.booleans(), snow=st.booleans())
def test_any_figure_is_drawn_inside_its_bounds(figure, seed, night, snow):
    pen = draw_figure(figure, seed=seed, night=night, snow=snow)
    x0, y0, x1, y1 = pen.bounds
    assert np.isfinite(pen.bounds).all() and x1 > x0 and y1 > y0
    assert "nan" not in pen.svg() and "inf" not in pen.svg()
    pixels, scale = rendered(pen)
    ink = pixels[..., 3] > 40
    assert ink.mean() > 0.02
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    allowed = EDGE - scale - 1  # one unit, and a pixel for antialiasing
    assert min(rows[0], columns[0], ink.shape[0] - 1 - rows[-1], ink.shape[1] - 1 - columns[-1]) >= allowed


@settings(max_examples=60, deadline=None)
@given(figure=figures(), seed=st.integers(0, 10_000))
def test_the_same_seed_draws_the_same_figure(figure, seed):
    assert draw_figure(figure, seed=seed).svg() == draw_figure(figure, seed=seed).svg()


@pytest.mark.parametrize("name", NAMES)
def test_each_colour_is_a_different_picture(name):
    colours = sorted(set(KINDS[name].colours))
    seen = {colour: draw_figure(Figure(name, colour=colour), seed=1).svg() for colour in colours}
    assert len(set(seen.values())) == len(colours)
    if len(colours) > 1:
        first, second = (rendered(draw_figure(Figure(name, colour=c), seed=1), 64)[0].astype(int) for c in colours[:2])
        assert first.shape != second.shape or (np.abs(first - second).sum(-1) > 40).mean() > 0.01


@pytest.mark.parametrize("name", NAMES)
def test_each_pose_is_a_different_picture(name):
    poses = KINDS[name].poses
    assert len({draw_figure(Figure(name, pose=pose), seed=2).svg() for pose in poses}) == len(set(poses))


@pytest.mark.parametrize("name", [name for name in NAMES if KINDS[name].wears])
def test_everything_worn_is_seen_in_its_colour(name):
    main = KINDS[name].colours[0]
    one, other = [colour for colour in ("red", "blue", "green") if colour != main][:2]
    bare = draw_figure(Figure(name, colour=main), seed=3).svg()
    for word in KINDS[name].wears:
        drawn = {
            draw_figure(Figure(name, colour=main, clothes=(Clothing(word, c),)), seed=3).svg() for c in (one, other)
        }
        assert len(drawn | {bare}) == 3, word


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_its_natural_height(name):
    heights = [draw_figure(Figure(name), seed=seed).bounds for seed in range(5)]
    tall = [y1 - (max(y0, 0) if KINDS[name].home == "ground" else y0) for _, y0, _, y1 in heights]
    assert min(tall) > 0.6 * KINDS[name].height
    assert max(tall) < 1.4 * KINDS[name].height


@pytest.mark.parametrize("name", [name for name in NAMES if KINDS[name].home == "ground"])
def test_feet_stand_on_the_ground(name):
    for pose in KINDS[name].poses:
        low = draw_figure(Figure(name, pose=pose), seed=4).bounds[1]
        high = 0.35 * KINDS[name].height + 12 if pose in ABOVE_THE_GROUND else 2.5
        assert -max(2.5, 0.05 * KINDS[name].height) <= low <= high, pose


def test_a_crowd_shows_many_different_people():
    rng = random.Random(7)
    people = [name for name in NAMES if "trousers" in KINDS[name].wears]
    crowd = {draw_figure(Figure(rng.choice(people)), seed=seed).svg() for seed in range(60)}
    assert len(crowd) == 60


def test_a_cat_with_a_santa_hat_shows_the_hat_in_its_colour():
    hat = Figure("cat", colour="grey", clothes=(Clothing("santa hat", "red"),))
    pixels, _ = rendered(draw_figure(hat, seed=1), 40)
    red, green, blue, alpha = (pixels[..., i].astype(int) for i in range(4))
    top = np.zeros(red.shape, bool)
    top[: len(top) // 2] = True
    assert ((red > 150) & (green < 110) & (blue < 110) & (alpha > 200) & top).sum() > 60
    assert ((np.minimum(np.minimum(red, green), blue) > 225) & (alpha > 200) & top).sum() > 25
