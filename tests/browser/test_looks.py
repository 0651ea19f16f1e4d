"""Before and after, the film and the training panel in a real browser: pushed, tapped, turned, watched and stopped."""

import json
import re
from dataclasses import replace

import pytest
from browser.jupyter import jupyterlab, notebook, run_all
from browser.street import PHONE, street, until
from browser.test_player import AXE_TAGS, put  # noqa: F401 - a fixture
from PIL import Image, ImageOps

from storyhelpers import Picture, language
from storyhelpers.crafts.illustrator.steps import Generation
from storyhelpers.widgets.before_after import before_after
from storyhelpers.widgets.film import film

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
AT = "getComputedStyle(document.querySelectorAll('.story-two')[%d]).getPropertyValue('--at')"


def pair():
    """A street, and the same in grey."""
    one = replace(street(("cat",)).picture, seed=7, words="a street with a cat")
    return one, replace(one, image=ImageOps.grayscale(one.image).convert("RGB"))


def at(page, index=0):
    return float(page.evaluate(AT % index).strip().rstrip("%"))


def is_grey(page, x, y):
    """Whether the pixel of the page that is seen there has no colour."""
    import io

    shot = Image.open(io.BytesIO(page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1}))).convert("RGB")
    return max(shot.getpixel((0, 0))) - min(shot.getpixel((0, 0))) < 4


def test_a_mouse_pushes_the_line_and_both_sides_are_seen(put):
    page = put(before_after(*pair()).html)
    until(page, "!!document.querySelector('.story-alive')")
    stage = page.locator(".story-two").bounding_box()
    y = stage["y"] + stage["height"] * 0.25
    left, right = stage["x"] + stage["width"] * 0.3, stage["x"] + stage["width"] * 0.7
    assert at(page) == 50 and not is_grey(page, left, y) and is_grey(page, right, y)
    page.mouse.move(stage["x"] + stage["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.9, y, steps=4)
    page.mouse.up()
    assert abs(at(page) - 90) < 1 and not is_grey(page, right, y)
    page.mouse.move(stage["x"] + 5, y)
    assert abs(at(page) - 90) < 1, "without a button it stays"
    page.mouse.move(stage["x"] - 200, y)
    page.mouse.click(stage["x"] + stage["width"] * 0.1, y)
    assert abs(at(page) - 10) < 1 and is_grey(page, left, y)


def test_the_keyboard_alone(put):
    page = put(before_after(*pair(), names=("before", "after")).html)
    until(page, "!!document.querySelector('.story-alive')")
    page.keyboard.press("Tab")
    slider = page.get_by_role("slider", name="From before to after")
    assert slider.evaluate("e => e === document.activeElement")
    assert slider.get_attribute("aria-valuetext") == "before 50 %, after 50 %"
    for key, value in (
        ("ArrowRight", 54),
        ("ArrowUp", 58),
        ("PageDown", 38),
        ("ArrowLeft", 34),
        ("End", 100),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        assert at(page) == value, key
    assert slider.get_attribute("aria-valuetext") == "before 0 %, after 100 %"
    assert page.evaluate("scrollY") == 0


def test_a_finger_pushes_it_on_a_phone(put):
    page = put(before_after(*pair()).html, **{**PHONE, "viewport": {"width": 400, "height": 800}})
    until(page, "!!document.querySelector('.story-alive')")
    stage = page.locator(".story-two").bounding_box()
    assert stage["width"] > 370 and page.evaluate("document.documentElement.scrollWidth") <= 400
    page.touchscreen.tap(stage["x"] + stage["width"] * 0.8, stage["y"] + 40)
    assert until(page, f"Math.abs(parseFloat({AT % 0}) - 80) < 1")
    assert page.evaluate("getComputedStyle(document.querySelector('.story-two')).touchAction").startswith("pan-y")


def test_pairs_are_turned(put):
    one, other = pair()
    page = put(before_after([one] * 3, [other] * 3, words=["first", "second", "third"]).html)
    until(page, "!!document.querySelector('.story-alive')")
    on, back = page.get_by_role("button", name="Next pair"), page.get_by_role("button", name="Previous pair")
    assert page.get_by_text("Pair 1 of 3").is_visible() and back.is_disabled()
    assert page.get_by_text("first").is_visible() and not page.get_by_text("second").is_visible()
    on.click()
    on.press("Enter")
    assert page.get_by_text("Pair 3 of 3").is_visible() and page.get_by_text("third").is_visible()
    assert on.is_disabled() and back.evaluate("e => e === document.activeElement")


def test_pictures_of_other_sizes_are_whole(put):
    one, _ = pair()
    tall = Picture(Image.new("RGB", (100, 300), "red"))
    page = put(before_after(one, tall).html)
    until(page, "!!document.querySelector('.story-alive')")
    stage = page.locator(".story-two").bounding_box()
    assert abs(stage["width"] / stage["height"] - one.size[0] / one.size[1]) < 0.02
    assert page.evaluate("getComputedStyle(document.querySelectorAll('.story-two img')[1]).objectFit") == "contain"


def test_without_scripts_and_on_paper_they_stand_side_by_side(put):
    page = put(before_after(*pair()).html, as_widget=False, java_script_enabled=False)
    one, other = (figure.bounding_box() for figure in page.locator("figure").all())
    assert one["x"] + one["width"] < other["x"] and one["y"] == other["y"]
    assert page.get_by_text("base").is_visible() and page.get_by_text("tuned").is_visible()
    assert not page.locator("input").is_visible()
    page = put(before_after(*pair()).html)
    until(page, "!!document.querySelector('.story-alive')")
    page.emulate_media(media="print")
    one, other = (figure.bounding_box() for figure in page.locator("figure").all())
    assert one["x"] + one["width"] < other["x"] and not page.locator("input").is_visible()


@pytest.mark.parametrize("tag", ["en", "zh-TW"])
def test_they_are_for_everybody(put, axe_source, tag):
    language(tag)
    one, other = pair()
    steps = [(step, other) for step in (10, 20, 30)]
    pieces = before_after([one] * 2, [other] * 2).html, film(Generation("abc", one, steps))._repr_html_()
    page = put(*pieces, viewport={"width": 400, "height": 800})
    until(page, "!!document.querySelector('.story-alive')")
    page.evaluate(axe_source)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)["violations"]
    assert [(rule["id"], node["html"][:150]) for rule in found for node in rule["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_the_film_moves_and_stops_for_who_wants_no_motion(put):
    one, other = pair()
    piece = film(Generation("abc", one, [(10, other), (20, one)]))._repr_html_()
    page = put(piece)
    moving = page.locator(".story-moving")
    assert moving.evaluate("e => e.currentSrc").startswith("data:image/gif")
    page.get_by_text("How the picture came about").click()
    assert not moving.is_visible()
    calm = put(piece, reduced_motion="reduce")
    assert calm.locator(".story-moving").evaluate("e => e.currentSrc").startswith("data:image/webp")


IMPORTS = """
from tests.widgets.pretend import Pretend
from storyhelpers import Picture
from storyhelpers.widgets.before_after import before_after
from storyhelpers.widgets.training_panel import TrainingPanel, watch
from PIL import Image
"""


def test_a_training_is_watched_and_stopped_in_jupyterlab(browser, tmp_path):
    """Run All: the cell trains, Stop ends it, the next cells find what was trained; and a pair is pushed."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install '.[lab]'")
    page = browser.new_page(viewport={"width": 1100, "height": 1400})
    page.set_default_timeout(60_000)
    pretend = IMPORTS + "training = Pretend('run', steps=9000, pace=0.05)\nlast = watch(training)"
    pictures = (
        "before_after(Picture(Image.new('RGB', (300, 200), 'red')), Picture(Image.new('RGB', (300, 200), 'blue')))"
    )
    notebook(tmp_path / "own.ipynb", pretend, "open('told.txt', 'w').write(f'{last.state} {last.step}')", pictures)
    with jupyterlab(tmp_path, tmp_path) as address:
        run_all(page, address("own.ipynb"))
        page.locator(".story-training progress[value]").wait_for()
        page.locator(".story-training img[alt*='steps']").wait_for()
        page.get_by_text(re.compile(r"^Step \d+$")).wait_for()
        page.screenshot(path=tmp_path / "training.png")
        assert not (tmp_path / "told.txt").exists(), "the next cell waits"
        page.get_by_role("button", name="■ Stop", exact=True).click()
        page.get_by_text("run the cell again to go on").wait_for()
        assert until(page, "!!document.querySelector('.story-pairs.story-alive')", seconds=60)
        state, step = (tmp_path / "told.txt").read_text().split()
        assert state == "stopped" and int(step) < 8990
        assert json.loads((tmp_path / "run/kept.json").read_text()) == int(step)
        page.screenshot(path=tmp_path / "stopped.png")
        slider = page.get_by_role("slider", name="From base to tuned")
        slider.focus()
        slider.press("ArrowRight")
        page.keyboard.press("d")
        page.keyboard.press("d")  # in command mode this would delete the cell
        assert at(page) == 54 and slider.is_visible()
        saved = page.locator(".jp-OutputArea .story-training img").count()
        assert saved >= 2, "curves and pictures stay as plain HTML"
    page.close()


def test_a_panel_trains_beside_the_kernel(browser, tmp_path):
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install '.[lab]'")
    page = browser.new_page(viewport={"width": 1100, "height": 1400})
    page.set_default_timeout(60_000)
    notebook(tmp_path / "own.ipynb", IMPORTS + "panel = TrainingPanel(Pretend('run', steps=3000, pace=0.1))\npanel",
             "open('told.txt', 'w').write('free')")  # fmt: skip
    with jupyterlab(tmp_path, tmp_path) as address:
        run_all(page, address("own.ipynb"))
        page.get_by_role("button", name="Train").click()
        page.locator(".story-training progress[value]").wait_for()
        assert (tmp_path / "told.txt").read_text() == "free", "the kernel did not wait"
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_text("run the cell again to go on").wait_for()
        page.get_by_role("button", name="Go on training").click()
        page.locator(".story-training progress[value]").wait_for()
    page.close()
