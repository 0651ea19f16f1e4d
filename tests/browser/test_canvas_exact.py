"""The canvas marks the pixel that the pointer is on: at 5 scales, 3 device-pixel ratios, moved, turned and scrolled."""

import io
import random

import numpy as np
import pytest
from browser.desk import HEIGHT, WIDTH, marks, open_desk
from PIL import Image

pytestmark = pytest.mark.browser

SCALES, RATIOS, PLACES, EDGE = (0.375, 0.5, 1.0, 1.6, 3.0), (1, 2, 3), 20, 3  # EDGE: the canvas' own padding
C, S = np.cos(np.radians(9)), np.sin(np.radians(9))
TURNS = {  # how the page bends the canvas around its upper left corner: CSS, and the same as a matrix
    "straight": ("none", np.eye(2)),
    "larger": ("scale(1.3, .8)", np.diag([1.3, 0.8])),
    "turned": ("rotate(9deg) skewX(6deg)", np.array([[C, -S], [S, C]]) @ [[1, np.tan(np.radians(6))], [0, 1]]),
}  # fmt: skip


def css(scale, turn):
    return (
        f".story-picture {{ width: {WIDTH * scale}px; max-width: none !important; image-rendering: pixelated }}"
        f"#room {{ width: 1250px; height: 760px; overflow: auto; padding: 37px 0 0 61px; box-sizing: border-box }}"
        f"#host {{ transform-origin: 0 0; transform: {TURNS[turn][0]}; width: {WIDTH * scale + 2 * EDGE}px;"
        "margin: 200px 0 1500px 90px } .story-stage { max-width: none } .story-stage img { border-radius: 0 }"
    )


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scale", SCALES)
def test_no_pixel_of_error(new_page, scale, ratio):
    dice = random.Random(f"{scale} {ratio}")
    page = new_page(device_scale_factor=ratio)
    for turn, (_, matrix) in TURNS.items():
        open_desk(page, css(scale, turn), "<div id=room>", "</div>")
        page.evaluate("document.getElementById('room').scrollTop = 143")
        page.evaluate(
            "window.clicks = []; addEventListener('pointerdown', (e) => clicks.push([e.clientX, e.clientY]), true)"
        )
        corner = np.array([61 + 90, 37 + 200 - 143], float)  # of the canvas on the screen, by what the CSS above says
        chosen = []
        while len(chosen) < (PLACES if turn == "straight" else 7):
            pixel = dice.randrange(WIDTH), dice.randrange(HEIGHT)
            place = corner + matrix @ (EDGE + (np.array(pixel) + 0.5) * scale)
            place = np.floor(place * ratio + 1e-6) / ratio  # a mouse is on a whole pixel of the screen
            if not (61 < place[0] < 1200 and 37 < place[1] < 730):
                continue
            page.mouse.click(*place)
            chosen.append(pixel)
        found = [(mark["x"], mark["y"]) for mark in marks(page)]
        clicks = np.array(page.evaluate("clicks"))
        clicks = clicks + 0.5 / ratio  # the middle of that pixel
        exact = (np.linalg.solve(matrix, (clicks - corner).T).T - EDGE) / scale
        least, most = (
            np.floor(exact + tiny).clip(0, [WIDTH - 1, HEIGHT - 1]).astype(int).tolist() for tiny in (-2e-3, 2e-3)
        )  # on the very border between two pixels, both are right
        assert all(x in (a, c) and y in (b, d) for (x, y), (a, b), (c, d) in zip(found, least, most, strict=True)), turn
        if scale * ratio >= 1 and turn == "straight":  # a pixel of the picture is not smaller than one of the screen
            assert found == chosen


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_marked_pixel_is_the_one_that_is_seen(new_page, ratio):
    """Every pixel of the picture tells its place by its colour; what is under the pointer is read from a screenshot."""
    dice = random.Random(ratio)
    page = new_page(device_scale_factor=ratio)
    stage = open_desk(page, css(3, "straight") + ".story-marks { display: none }", "<div id=room>", "</div>")
    page.evaluate("document.getElementById('room').scrollTop = 143")
    page.evaluate("model.cut = bytes('')")  # no mask over the colours
    box = stage.bounding_box()
    places = [(int(box["x"]) + dice.randrange(2, 900), int(box["y"]) + dice.randrange(2, 520)) for _ in range(20)]
    for place in places:
        page.mouse.click(*place)
    seen = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
    colours = [seen[y * ratio, x * ratio] for x, y in places]
    assert [(m["x"], m["y"]) for m in marks(page)] == [(r + 256 * (b // 64), g) for r, g, b in colours]


def test_marks_are_drawn_where_they_are(new_page):
    page = new_page()
    stage = open_desk(page, css(3, "straight"), marks=[{"x": 100, "y": 50, "keep": True}, {"box": [10, 20, 40, 60]}])
    frame, dot, box = (
        page.locator(q).bounding_box() for q in (".story-picture", ".story-marks .yes", ".story-marks .box")
    )
    assert dot["x"] + dot["width"] / 2 == pytest.approx(frame["x"] + 100.5 * 3, abs=0.1)
    assert dot["y"] + dot["height"] / 2 == pytest.approx(frame["y"] + 50.5 * 3, abs=0.1)
    assert [box[k] for k in ("x", "y", "width", "height")] == pytest.approx(
        [frame["x"] + 30, frame["y"] + 60, 90, 120], abs=0.1
    )
    x0, y0 = frame["x"] + 10 * 3 + 1, frame["y"] + 20 * 3 + 1  # the same box, drawn by hand
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move(frame["x"] + 39 * 3 + 1, frame["y"] + 59 * 3 + 1, steps=3)
    page.mouse.up()
    assert marks(page)[-1] == {"box": [10, 20, 40, 60]} and stage.is_visible()
