"""The sounding page in a real browser: opened from disk without a network, pointed at, clicked, tapped and played."""

import re

import numpy as np
import pytest
from browser.street import (
    DESKTOP,
    PHONE,
    SILENT,
    THINGS,
    Shelf,
    asked_for,
    centre,
    glows,
    playing,
    silent,
    street,
    thing,
    tone,
    until,
)

from storyhelpers import Page, Picture, Region, sounding_page
from storyhelpers.scenegraph import Figure, Scene

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("name", ["cat", "red bus", "tower"])
def test_a_long_name_stays_on_the_picture(open_page, width, name):
    long = "a small orange tabby cat with a very red Santa hat that hides at the edge of the picture"
    page = open_page(Shelf(street(**{name: long})), viewport={"width": width, "height": 800})
    page.mouse.move(*centre(page, name))
    tag, frame = page.locator(".tag").bounding_box(), page.locator(".page:visible .frame").bounding_box()
    assert tag["x"] >= frame["x"] and tag["x"] + tag["width"] <= frame["x"] + frame["width"]
    assert tag["y"] >= frame["y"] and tag["width"] > 200


def test_pointing_makes_the_outline_glow(open_page):
    page = open_page()
    assert not glows(page, "tower")
    page.mouse.move(*centre(page, "tower"))
    assert glows(page, "tower") and not glows(page, "cat")
    assert page.locator(".tag").inner_text() == "tower"
    page.mouse.move(*centre(page, "cat"))
    assert glows(page, "cat") and not glows(page, "tower")
    assert silent(page), "pointing plays nothing"


def test_a_thing_in_a_hole_is_its_own(open_page):
    page = open_page()
    page.mouse.move(*centre(page, "lamp"))
    assert glows(page, "lamp") and not glows(page, "red bus")
    page.mouse.move(*centre(page, "red bus", dx=60))
    assert glows(page, "red bus") and not glows(page, "lamp")


def test_a_click_plays_and_tells(open_page):
    page = open_page()
    page.mouse.click(*centre(page, "cat"))
    assert playing(page)
    assert page.locator("#name").inner_text() == "cat" and page.locator("#words").inner_text() == "Here is the cat."
    assert page.locator("#says").get_attribute("aria-live") == "polite"
    assert until(page, "document.getElementById('progress').value > 0.05")
    page.evaluate("document.getElementById('player').currentTime = 2")
    page.mouse.click(*centre(page, "cat"))
    assert page.evaluate("document.getElementById('player').currentTime") < 1.8, "a second click starts again"
    cat = page.evaluate("document.getElementById('player').src")
    page.mouse.click(*centre(page, "tower"))
    assert playing(page) and page.evaluate("document.getElementById('player').src") != cat
    assert page.evaluate("[...document.querySelectorAll('audio')].filter(a => !a.paused).length") == 1


def test_the_sound_ends_by_itself(open_page):
    page = open_page(Shelf(Page("", "", "", (p := street(("cat",))).picture, p.regions, [tone(300, "cat", 0.4)])))
    page.mouse.click(*centre(page, "cat"))
    assert until(page, "document.getElementById('player').ended && document.getElementById('stop').disabled")
    assert page.locator("#replay").is_enabled()
    assert page.locator(".on").count() == 0


def test_the_keyboard_alone(open_page):
    page = open_page()
    order = []
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('thing')"):
            order.append(page.evaluate("document.activeElement.getAttribute('aria-label')").split(":")[0])
            assert glows(page, order[-1])
    assert sorted(order) == sorted(THINGS)
    thing(page, "cat").focus()
    page.keyboard.press("Enter")
    assert playing(page) and page.locator("#name").inner_text() == "cat"
    page.keyboard.press("Escape")
    assert silent(page)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("tower")
    page.keyboard.press("Space")
    assert playing(page) and page.locator("#name").inner_text() == "tower"
    assert page.evaluate("scrollY") == 0, "Space does not scroll"


def test_the_list_mirrors_the_picture(open_page):
    page = open_page()
    items = page.locator(".item:visible")
    assert [i.inner_text().split("\n")[0].strip().removesuffix(" no sound") for i in items.all()] == list(THINGS)
    items.nth(1).hover()
    assert glows(page, "tower")
    page.mouse.move(0, 0)
    items.nth(2).focus()
    page.keyboard.press("Tab")
    assert glows(page, "tiny bell")
    page.keyboard.press("Enter")
    assert playing(page) and page.locator("#name").inner_text() == "tiny bell"


def test_a_silent_thing_says_so(open_page):
    page = open_page()
    page.mouse.click(*centre(page, "cat"))
    page.mouse.click(*centre(page, "lamp"))
    assert silent(page), "one thing at a time, also when it is silent"
    assert page.locator("#words").inner_text() == "Here is the lamp."
    assert page.locator("#trouble").inner_text() == "It has no sound of its own yet."
    assert page.locator("#replay").is_disabled()


def test_stop_again_and_volume(open_page):
    page = open_page()
    page.mouse.click(*centre(page, "cat"))
    assert playing(page)
    page.click("#stop")
    assert silent(page)
    page.click("#replay")
    assert playing(page)
    page.locator("#volume").fill("25")
    assert page.evaluate("document.getElementById('player').volume") == 0.25
    page.click("#mute")
    assert page.evaluate("document.getElementById('player').muted")
    page.mouse.click(*centre(page, "tower"))
    assert playing(page) and page.locator("#trouble").inner_text() == "The sound is turned off."
    assert page.locator("#words").inner_text() == "Here is the tower."
    page.click("#mute")
    assert not page.evaluate("document.getElementById('player').muted") and page.locator("#trouble").is_hidden()


def test_a_finger_on_a_phone(open_page):
    page = open_page(**PHONE)
    page.touchscreen.tap(*centre(page, "red bus", dx=60))
    assert playing(page) and page.locator("#name").inner_text() == "red bus"
    x, y = centre(page, "tiny bell")  # 5 px wide on this screen
    page.touchscreen.tap(x + 14, y + 10)
    assert until(page, "document.getElementById('name').textContent === 'tiny bell'")
    assert playing(page)


@pytest.mark.parametrize("way", ["name", "sound"])
def test_a_round_of_find_it(open_page, way):
    page = open_page()
    page.click('[data-mode="find"]')
    assert page.locator(".item:visible").count() == 0
    page.click(f'[data-way="{way}"]')
    total = 5 if way == "name" else 4
    for number in range(1, total + 1):
        assert page.locator("#round").inner_text() == f"Round {number} of {total}"
        if way == "name":
            target = asked_for(page)
        else:
            assert page.locator("#question").inner_text() == "What makes this sound?" and playing(page)
            source = page.evaluate("document.getElementById('player').src")
            players = page.evaluate("[...document.querySelectorAll('[id^=sound-0-]')].map((a) => [a.src, a.id])")
            target = list(THINGS)[int(dict(players)[source].split("-")[2])]
        x, y = centre(page, target, dx=60 if target == "red bus" else 0)
        page.mouse.move(x, y)
        assert not glows(page, target) and not page.locator(".tag").count(), "pointing tells nothing"
        if number == 1:
            other = "cat" if target != "cat" else "tower"
            page.mouse.click(*centre(page, other))
            assert other in page.locator("#answer").inner_text()
            page.mouse.click(*centre(page, "tower", dx=-60, dy=100))
            assert "tower" not in page.locator("#answer").inner_text(), "the sky is nothing"
        page.mouse.click(x, y)
        assert target in page.locator("#answer").inner_text() and glows(page, target)
        assert target == SILENT or playing(page)
        page.keyboard.press("Enter")  # the focus is on "Next one"
    stars = re.search(r"(\d+) of (\d+) stars", page.locator("#answer").inner_text())
    assert (int(stars[1]), int(stars[2])) == (3 * total - 1, 3 * total)
    assert page.locator("#question").inner_text() == "You found everything!"
    page.click("#play-again")
    assert page.locator("#round").inner_text() == f"Round 1 of {total}"
    page.click('[data-mode="listen"]')
    assert page.locator(".item:visible").count() == 5
    page.mouse.move(*centre(page, "tower"))
    assert glows(page, "tower")


def test_after_three_misses_a_place_glows(open_page):
    page = open_page()
    page.click('[data-mode="find"]')
    radii = []
    for miss in range(1, 6):
        page.mouse.click(*centre(page, "tower", dx=-60, dy=100))
        assert page.locator(".hint").count() == (miss >= 3)
        assert page.evaluate("document.activeElement.closest('.frame')") is None, "the picture takes no focus"
        if miss >= 3:
            radii.append(float(page.locator(".hint").get_attribute("r")))
            x, y = (float(page.locator(".hint").get_attribute(k)) for k in ("cx", "cy"))
            (x0, y0, x1, y1), _ = THINGS[asked_for(page)]
            assert np.hypot((x0 + x1) / 2 - x, (y0 + y1) / 2 - y) < radii[-1]
    assert radii == sorted(radii, reverse=True) and radii[0] > radii[-1], "the place gets smaller"
    assert "hint" in page.locator("#answer").inner_text()
    page.click("#show-me")
    assert glows(page, page.locator("#answer").inner_text().split(": ")[1].split(".")[0])


def test_find_it_without_a_pointer(open_page):
    page = open_page()
    page.click('[data-mode="find"]')
    assert page.locator(".thing[tabindex]").count() == 0
    assert page.locator(".things").get_attribute("aria-hidden") == "true"
    page.locator("#places summary").press("Enter")
    labels = [b.get_attribute("aria-label") for b in page.locator("#numbers button").all()]
    assert len(labels) == 5 and all(re.fullmatch(r"Place \d: [a-z ]+", label) for label in labels)
    assert not any(name in " ".join(labels) for name in THINGS), "the numbers tell no names"
    target = asked_for(page)
    for button in page.locator("#numbers button").all():
        button.focus()
        assert page.locator(".mark.lit").inner_text() == button.inner_text()
        page.keyboard.press("Enter")
        if page.locator("#go-on").is_visible():
            break
    assert glows(page, target)


def test_a_page_with_one_thing_and_one_with_two_of_a_name(open_page):
    page = open_page(Shelf(street(("cat",))))
    page.click('[data-mode="find"]')
    page.mouse.click(*centre(page, "cat"))
    page.click("#go-on")
    assert "3 of 3 stars" in page.locator("#answer").inner_text()
    page = open_page(Shelf(street(("cat", "tower"), tower="cat")))
    page.click('[data-mode="find"]')
    assert page.locator("#round").inner_text() == "Round 1 of 1"
    page.mouse.click(*centre(page, "tower"))
    assert "cat" in page.locator("#answer").inner_text() and page.locator("#go-on").is_visible()


def test_the_hidden_one_is_asked_for_last(open_page):
    story = street()
    labels = np.zeros((360, 640), np.uint16)
    labels[story.regions[2].mask] = 1
    town = Picture(story.picture.image, made_by="paper town", scene=Scene((Figure("cat", hidden=True),), labels=labels))
    story.picture, story.regions[2] = town, Region(town, story.regions[2].mask, name="cat")
    page = open_page(Shelf(story))
    for _ in range(3):
        page.click('[data-mode="find"]')
        for _ in range(4):
            page.click("#show-me")
            page.click("#go-on")
        assert asked_for(page) == "cat"


def test_a_page_without_things_or_sounds(open_page):
    quiet = street()
    page = open_page(Shelf(Page(picture=quiet.picture)))
    page.click('[data-mode="find"]')
    assert page.locator("#question").inner_text() == "There is nothing to find in this picture yet."
    page = open_page(Shelf(Page(picture=quiet.picture, regions=quiet.regions)))
    page.click('[data-mode="find"]')
    assert page.locator('[data-way="sound"]').is_disabled() and page.locator("#no-sounds").is_visible()


def test_turning_the_pages(open_page):
    book = Shelf(street(("cat", "tower"), words="First."), street(("lamp", "red bus"), words="Second."))
    book.pages[0].reading = tone(300, "reading")
    page = open_page(book)
    assert page.locator("#where-we-are").inner_text() == "Page 1 of 2" and page.locator("#previous").is_disabled()
    page.click(".read")
    assert playing(page)
    page.click("#next")
    assert silent(page) and page.locator(".tale:visible").inner_text() == "Second."
    page.mouse.click(*centre(page, "red bus", dx=60))
    assert playing(page) and page.locator("#name").inner_text() == "red bus"
    page.click('[data-mode="find"]')
    assert asked_for(page) in ("lamp", "red bus")


def test_text_that_wants_to_be_code_is_only_text(open_page):
    nasty = "</script><img src=x onerror=\"document.title='broken'\"> & שלום 🐱"
    page = open_page(Shelf(street(("cat",), words=nasty, cat=nasty), title=nasty, author=nasty))
    page.mouse.click(*centre(page, "cat"))
    assert page.locator("#name").inner_text()[:59] == nasty[:59]
    assert page.locator("#words").inner_text() == "Here is the cat."
    assert page.locator("h1").inner_text() == nasty and page.title() == nasty and page.locator("img").count() == 1


def test_without_scripts_the_sounds_are_in_the_list(browser, tmp_path):
    path = sounding_page(Shelf(street()), tmp_path / "page.html")
    context = browser.new_context(**DESKTOP, offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("audio:visible").count() == 4 and page.locator(".modes").is_hidden()
    page.mouse.move(*centre(page, "tower"))
    assert page.locator(".thing:hover").count() == 1
    context.close()


def test_what_was_found_is_shown_large_in_the_panel(open_page):
    page = open_page()
    page.click('[data-mode="find"]')
    assert not page.locator("#cutout").is_visible()
    page.mouse.click(*centre(page, asked_for(page), dx=60 if asked_for(page) == "red bus" else 0))
    assert page.locator("#cutout").is_visible()
    painted = "[...document.getElementById('cutout').getContext('2d').getImageData(0, 0, 360, 360).data].some((v) => v)"
    assert page.evaluate("!!(document.getElementById('cutout').width)") and page.evaluate(painted)
    page.click("#go-on")
    assert not page.locator("#cutout").is_visible()
    page.click("#show-me")
    assert page.locator("#answer").inner_text().startswith("Here it is: ") and page.locator("#cutout").is_visible()


def test_at_the_start_two_things_pulse_and_never_the_hidden_one(open_page):
    assert open_page(reduced_motion="no-preference").locator(".thing.wink").count() == 2
    assert open_page(reduced_motion="reduce").evaluate("document.getAnimations().length") == 0


def test_what_sounds_like_another_is_not_asked_for_by_sound(open_page):
    story = street()
    story.sounds[1] = story.sounds[0]
    page = open_page(Shelf(story))
    page.click('[data-mode="find"]')
    page.click('[data-way="sound"]')
    assert page.locator("#round").inner_text() == "Round 1 of 2"
