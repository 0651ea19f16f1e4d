"""The report page in a real browser: narrow and wide, light and dark, by keyboard, on paper, and without scripts."""

import pytest
from evaluate.grids import PROMPTS, Eye, painter

from storyhelpers.evaluate.grid import Grid
from storyhelpers.evaluate.report import report

pytestmark = pytest.mark.browser
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """number of models → the path of a report with all that can be on it."""
    folder, made = tmp_path_factory.mktemp("reports"), {}
    for models in (2, 4):
        names = ["base", "a name that is rather long for a model", "c", "d"][:models]
        prompts = [*PROMPTS, *(f"a thing of {'many ' * n}words" for n in range(7))]
        drawn = Grid(folder / str(models), prompts, [1, 2], {n: painter(n, 50 * i + 40) for i, n in enumerate(names)})
        made[models] = report(drawn.draw(), folder / f"{models}.html", clip=Eye(), captions=lambda p: "a sketch",
                              pickscore=Eye())  # fmt: skip
    return made


@pytest.mark.parametrize("models", [2, 4])
@pytest.mark.parametrize("width, colours", [(1280, "light"), (400, "dark"), (320, "light"), (1280, "dark")])
def test_it_reflows_and_axe_finds_nothing(open_file, axe_source, pages, models, width, colours):
    page = open_file(pages[models], viewport={"width": width, "height": 800}, color_scheme=colours)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.evaluate(axe_source)
    found = page.evaluate("tags => axe.run(document, { runOnly: tags })", AXE_TAGS)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_the_slider_uncovers_by_keyboard_and_by_pointer(open_file, pages):
    page = open_file(pages[2], viewport={"width": 1280, "height": 800})
    slider, pair = page.locator(".pair input").first, page.locator(".pair").first
    cut = "pair => getComputedStyle(pair.querySelectorAll('.shot')[1]).clipPath"
    assert pair.evaluate(cut) == "inset(0px 0px 0px 50%)"
    slider.focus()
    page.keyboard.press("Home")
    assert pair.evaluate(cut) == "inset(0px 0px 0px 0%)"
    assert slider.get_attribute("aria-valuetext").startswith("0 % base, 100 %")
    box = pair.bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    assert 65 < float(slider.input_value()) < 85


def test_without_scripts_the_pictures_stand_side_by_side(browser, pages):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 800, "height": 800})
    page = context.new_page()
    page.goto(pages[2].as_uri())
    first, second = (page.locator(".pair img").nth(number).bounding_box() for number in (0, 1))
    assert first["x"] + first["width"] <= second["x"] and abs(first["y"] - second["y"]) < 1
    assert page.locator(".pair input:visible").count() == 0
    context.close()


def test_printed_nothing_is_hidden_or_overlaps(open_file, pages):
    page = open_file(pages[2], viewport={"width": 800, "height": 800})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".pair img:visible").count() == 2 * 10
    assert page.locator(".pair input:visible, .knob:visible, .more:visible").count() == 0
    for item in page.locator(".prompts > li").all():
        words, boxes = item.locator("figcaption").first.bounding_box(), item.locator(".pair img").all()
        assert all(box.bounding_box()["y"] + box.bounding_box()["height"] <= words["y"] + 1 for box in boxes)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
