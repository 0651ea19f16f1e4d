"""A person opens notebooks in JupyterLab, runs them, clicks the canvas, and the kernel has the region."""

import json
import shutil

import pytest
from browser.jupyter import ROOT, notebook, run_all

from storyhelpers import Book, Studio

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PICTURE = """
import numpy as np
from PIL import Image
from storyhelpers import Picture, Region, click
y, x = np.mgrid[:360, :640]
colours = Image.fromarray(np.dstack([x % 256, y % 256, 128 + 0 * x]).astype(np.uint8))
paper = Picture(colours, words="a sheet of colours")

def disc(picture, points, *, box=None):
    mask = np.zeros(picture.size[::-1], bool)
    for p in points:
        mask[np.hypot(x - p.x, y - p.y) < 40] = p.keep
    if box:
        mask[int(box[1]) : int(box[3]), int(box[0]) : int(box[2])] = True
    return Region(picture, mask, points, box)
"""
TELL = "spot.on_change(lambda c: open('told.txt', 'a').write(repr([(p.x, p.y, p.keep) for p in c._points]) + '\\n'))"
NOT_COPIED = shutil.ignore_patterns("books", ".ipynb_checkpoints")
NO_ANYWIDGET = "import anywidget; anywidget.AnyWidget._model_module.default_value = 'anywidget-that-is-not-here'"


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(60_000)
    yield page
    page.close()


@pytest.fixture
def place(lab, request):
    """A folder of the test's own, in which its notebook runs."""
    place = lab.work / request.node.name
    place.mkdir()
    return place


@pytest.fixture
def own(lab, place, page):
    """`own(cell, …)` opens a notebook of these cells, after PICTURE, in JupyterLab and runs it."""

    def opened(*cells):
        notebook(place / "own.ipynb", PICTURE, *cells)
        run_all(page, lab.address(f"{place.name}/own.ipynb"))
        return page.locator(".story-stage")

    return opened


def marks_told(place):
    """All marks that Python told of, in their order."""
    file = place / "told.txt"
    return [eval(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_click_in_jupyterlab(lab, place, page, tmp_path, monkeypatch):
    """Lesson 02 as it stands, with a book that has a picture already."""
    shutil.copytree(ROOT / "notebooks", place, ignore=NOT_COPIED, dirs_exist_ok=True)
    studio = Studio("offline")
    monkeypatch.setenv("STORY_BOOKS", str(lab.books))
    book = Book.open("my-first-book")
    story = book.page("a big red balloon next to a cat")
    story.picture = studio.draw(story.about, seed=2)
    book.save()
    run_all(page, lab.address(f"{place.name}/02_click_and_cut.ipynb"))
    stage = page.locator(".story-stage")
    stage.wait_for(timeout=120_000)
    stage.scroll_into_view_if_needed()
    status = page.locator(".story-tools [role=status]")
    mask = page.locator(".story-mask")
    mask.wait_for(state="visible", timeout=30_000)
    before = mask.get_attribute("src")

    picture = Book.open("my-first-book").page().picture
    first = studio.find_things(picture, 1)[0]  # what `at` has marked; another thing is clicked now
    index = next(i for i in (0, 1) if i != picture.scene.figure_at(first.x, first.y))
    ys, xs = picture.scene.mask(index).nonzero()
    x, y = xs[len(xs) // 2], ys[len(ys) // 2]
    assert page.locator(".story-marks .yes").count() == 1  # made by `at`; a person's first click replaces it
    frame = stage.bounding_box()  # only its size: where it is changes while the cells below it still run
    stage.click(
        position={
            "x": (x + 0.5) / picture.size[0] * frame["width"],
            "y": (y + 0.5) / picture.size[1] * frame["height"],
        }
    )
    page.wait_for_function(f"document.querySelector('.story-mask').src != {json.dumps(before)}")
    assert picture.scene.figures[index].name in status.inner_text()
    assert page.locator(".story-marks .yes").count() == 1
    assert not page.locator(".story-plain").is_visible(), "no sliders where the canvas is alive"

    stage.focus()  # by keyboard: a mark in the middle, taken back again
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.story-marks .yes').length == 2")
    page.keyboard.press("Backspace")
    page.wait_for_function("document.querySelectorAll('.story-marks .yes').length == 1")
    page.keyboard.press("d")
    page.keyboard.press("d")  # in command mode this would delete the cell
    page.get_by_role("button", name="Keep it, mark the next").focus()
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert stage.is_visible()
    page.get_by_role("button", name="Keep it, mark the next").click()
    page.locator(".story-things li").wait_for()
    assert picture.scene.figures[index].name in page.get_by_label("Name of thing 1").input_value()
    page.screenshot(path=tmp_path / "lab.png")


def test_all_hands_in_jupyterlab(own, place, page, tmp_path):
    hints = "import storyhelpers.widgets.clicking as clicking\nclicking.FAST = 60\n"  # however busy the machine is
    stage = own(hints + "spot = click(paper, disc, at=(50, 50))\n" + TELL + "\nspot")
    page.locator(".story-mask").wait_for(timeout=60_000)
    frame = page.locator(".story-picture").bounding_box()
    assert frame["width"] == 640
    stage.click(position={"x": 100.5, "y": 200.5})
    stage.click(position={"x": 130.5, "y": 200.5}, modifiers=["Shift"])
    stage.click(position={"x": 300.5, "y": 200.5}, button="right")
    page.mouse.move(frame["x"] + 400, frame["y"] + 100)
    page.mouse.down()
    page.mouse.move(frame["x"] + 500, frame["y"] + 150, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Keep it, mark the next").click()
    name = page.get_by_label("Name of thing 1")
    name.fill("disc and box")
    name.press("Enter")
    page.get_by_label("Remove disc and box").wait_for()  # while a question is open, the canvas wonders about nothing
    page.locator(".story-picture").hover(position={"x": 250.5, "y": 250.5}, force=True)
    page.locator(".story-hint").wait_for(state="visible")
    told = marks_told(place)
    assert [(100, 200, True), (130, 200, False), (300, 200, False)] in told and told[-1] == []
    page.screenshot(path=tmp_path / "hands.png")


def test_without_anywidget_the_bridge_takes_over(own, place, page, tmp_path):
    stage = own(NO_ANYWIDGET + "\nspot = click(paper, disc)\n" + TELL + "\nspot")
    stage.wait_for(timeout=60_000)
    page.locator(".story-picture").wait_for()
    stage.click(position={"x": 100.5, "y": 200.5})
    page.locator(".story-mask").wait_for()
    stage.click(position={"x": 200.5, "y": 200.5})
    page.get_by_role("button", name="Keep it, mark the next").click()
    name = page.get_by_label("Name of thing 1")
    name.fill("两 discs ✓ <b>")
    name.press("Enter")
    page.get_by_label("Remove 两 discs ✓ <b>").wait_for()
    assert [(100, 200, True), (200, 200, True)] in marks_told(place)
    assert not page.locator(".story-plain").is_visible()
    page.screenshot(path=tmp_path / "bridge.png")


def test_without_any_script_there_are_sliders(own, place, page, tmp_path):
    """The bridge's script is taken away as well: the sliders come to light by themselves."""
    no_script = "import storyhelpers.widgets.bridge as b; b.run_in_page = lambda code: ''"
    own(NO_ANYWIDGET + "\n" + no_script + "\nspot = click(paper, disc)\n" + TELL + "\nspot")
    page.get_by_role("button", name="Mark it with sliders").click(timeout=60_000)
    page.locator(".story-plain img").wait_for()
    page.get_by_role("button", name="＋ This").click()
    page.get_by_text("of the picture").wait_for()
    assert marks_told(place) == [[(320, 180, True)]]
    page.screenshot(path=tmp_path / "sliders.png")


def test_a_kernel_that_is_restarted_is_told_in_place(own, page):
    stage = own("click(paper, disc)")
    page.locator(".story-picture").wait_for(timeout=60_000)
    stage.click(position={"x": 100.5, "y": 200.5})
    page.locator(".story-mask").wait_for()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Restart Kernel…", exact=True).click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    stage.click(position={"x": 200.5, "y": 200.5})
    status = page.locator(".story-tools .wrong")
    status.wait_for()
    assert "restarted" in status.inner_text() and "un this cell again" in status.inner_text()
    assert page.locator(".story-marks .yes").count() == 2  # what was clicked is still there to see


def test_a_kernel_that_works_on_another_cell_answers_later(own, place, page):
    busy = "import pathlib, time\nwhile not pathlib.Path('go on').exists():\n    time.sleep(0.1)"
    stage = own("spot = click(paper, disc)\n" + TELL + "\nspot", busy)
    page.locator(".story-picture").wait_for(timeout=60_000)
    stage.click(position={"x": 100.5, "y": 200.5})
    status = page.locator(".story-tools .wrong")
    status.wait_for()
    assert "Python has not answered for" in status.inner_text()
    stage.click(position={"x": 200.5, "y": 200.5})
    (place / "go on").touch()
    page.locator(".story-mask").wait_for(timeout=30_000)
    page.locator(".story-stage[aria-busy=false]").wait_for()  # the second click is asked for when the first is answered
    assert status.count() == 0
    assert marks_told(place)[-1] == [(100, 200, True), (200, 200, True)]
