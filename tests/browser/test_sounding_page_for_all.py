"""The sounding page for everybody: small screens, large fingers, dark rooms, no motion, paper; axe-core is content."""

import pytest
from browser.street import DESKTOP, PHONE, Shelf, centre, street

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("language", ["en", "zh-TW", "es"])
@pytest.mark.parametrize("width", [1280, 400, 320])
def test_it_reflows_and_buttons_are_large(open_page, width, language):
    size = {"width": width, "height": 700}
    page = open_page(Shelf(street(words="Once."), street(), language=language), viewport=size)
    for mode in ("listen", "find"):
        page.click(f'[data-mode="{mode}"]')
        if mode == "find":
            page.click("#places summary")
        page.locator("#card").evaluate("card => { card.open = true; }")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        for button in page.locator("button:visible, summary:visible, input:visible").all():
            box = button.bounding_box()
            assert box["height"] >= 44 and box["width"] >= 44, button.inner_text()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_axe_finds_nothing(open_page, axe_source, colours, screen):
    size = DESKTOP if screen == "desktop" else PHONE
    page = open_page(Shelf(street(words="Once."), street(), language="en"), color_scheme=colours, **size)
    page.evaluate(axe_source)
    moments = {
        "opened": lambda: page.locator("#card").evaluate("card => { card.open = true; }"),
        "playing": lambda: page.mouse.click(*centre(page, "cat")),
        "silent": lambda: page.mouse.click(*centre(page, "lamp")),
        "seeking": lambda: page.click('[data-mode="find"]'),
        "numbers": lambda: page.click("#places summary"),
        "missed": lambda: [page.mouse.click(*centre(page, "tower", dx=-60, dy=100)) for _ in range(3)],
        "found": lambda: page.click("#show-me"),
    }
    for moment, act in moments.items():
        act()
        found = page.evaluate("tags => axe.run(document, { runOnly: tags })", AXE_TAGS)
        told = [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"]]) for v in found["violations"]]
        assert told == [], (moment, told)
        assert len(found["passes"]) > 20


def test_it_does_not_move_for_those_who_asked(open_page):
    page = open_page(reduced_motion="reduce")
    page.mouse.click(*centre(page, "cat"))
    assert page.evaluate("document.getAnimations().length") == 0
    page = open_page(reduced_motion="no-preference")
    page.mouse.click(*centre(page, "cat"))
    assert page.evaluate("document.getAnimations().length") > 0


def test_printed_it_shows_all_pages_and_what_is_in_them(open_page):
    page = open_page(Shelf(street(words="First."), street(words="Second.")))
    page.emulate_media(media="print")
    assert page.locator(".frame img:visible").count() == 2 and page.locator(".list:visible").count() == 2
    assert page.locator(".on-paper p:visible").count() == 10 and page.locator(".panel").is_hidden()
