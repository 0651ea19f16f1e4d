"""The player and the sounding picture in a real browser: they load, play, seek, stop, and are for everybody."""

from functools import cache
from pathlib import Path

import pytest
from browser.street import DESKTOP, PHONE, SILENT, THINGS, street, tone, until

from storyhelpers import Sound, language
from storyhelpers.playing import player_html
from storyhelpers.widgets.player import player
from storyhelpers.widgets.sounding import sounding_html, sounding_picture

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
DARK = "background:#111;color:#ddd"


@pytest.fixture
def put(new_page, tmp_path):
    """`put(html, …, head=, **context)` → a page with these pieces of HTML, put in as ipywidgets does. Offline.

    Fails on a console error and on a request.
    """

    def opened(*pieces, head="", style="", as_widget=True, **options):
        whole = "" if as_widget else "".join(pieces)
        path = tmp_path / "page.html"
        scheme = '<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width">'
        path.write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A cell</title>{scheme}{head}</head>'
            f'<body style="margin:8px;{style}"><main><h1>A cell</h1>{whole}</main></body></html>',
            "utf-8",
        )
        page = new_page(("data:", path.as_uri()), **options)
        page.goto(path.as_uri())
        for piece in pieces if as_widget else ():
            page.evaluate("piece => document.querySelector('main').append(Object.assign(document.createElement('div'), "
                          "{ innerHTML: piece }))", piece)  # fmt: skip
        return page

    opened.troubles = new_page.troubles
    return opened


@cache
def street_html():
    """The sounding picture of the street in English, made once."""
    return sounding_html(street())


def audio(page, index=0):
    return page.locator("audio").nth(index)


def state(page, what, index=0):
    return page.evaluate(f"document.querySelectorAll('audio')[{index}].{what}")


def plays(page, index=0):
    """Whether sound comes out: the time advances."""
    return until(page, f"(a => !a.paused && a.currentTime > 0.05)(document.querySelectorAll('audio')[{index}])")


def loaded(page, index=0):
    return until(page, f"document.querySelectorAll('audio')[{index}].readyState >= 1")


# ---- The player


@pytest.mark.parametrize("rate, channels", [(44100, 2), (44100, 1), (48000, 2), (16000, 1), (96000, 1)])
def test_what_the_browser_plays_is_as_long_as_was_asked(put, rate, channels):
    lengths = (0.2, 1.0, 2.5, 5.0, 10.0, 18.0)
    sounds = [Sound(tone(440, "tone", 40).samples[:, :channels], rate).fit(s) for s in lengths]
    page = put(*map(player_html, sounds))
    for index, seconds in enumerate(lengths):
        assert loaded(page, index)
        assert abs(state(page, "duration", index) - seconds) < 0.05, (rate, seconds)
        assert state(page, "paused", index) and not state(page, "loop", index)


def test_a_click_on_the_native_button_plays(put):
    page = put(player_html(tone(440, "cat"), steps=25))
    audio(page).scroll_into_view_if_needed()
    box = audio(page).bounding_box()
    assert box["height"] >= 44
    page.mouse.click(box["x"] + 24, box["y"] + box["height"] / 2)
    assert plays(page)
    assert until(page, "parseFloat(getComputedStyle(document.querySelector('.story-heard')).width) > 10")


def test_the_keyboard_plays_and_pauses(put):
    page = put(player_html(tone(440, "cat")))
    assert loaded(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "AUDIO"
    page.keyboard.press("Space")
    assert plays(page)
    page.keyboard.press("Space")
    assert until(page, "document.querySelector('audio').paused")


def test_no_key_gets_through_to_a_notebook(put):
    """JupyterLab looks for this mark on what has the focus, and there only; without it, D D deletes the cell."""
    page = put(player_html(tone(440, "cat")), street_html())
    page.wait_for_selector(".story-alive")
    reached = page.locator("main").locator("a, button, audio, [tabindex]")
    assert reached.count() > 15
    assert page.locator("[data-lm-suppress-shortcuts='true']").count() == reached.count()


def test_a_click_on_the_waveform_goes_there(put):
    page = put(player_html(tone(440, "cat", 10)))
    assert loaded(page)
    wave = page.locator(".story-wave")
    box = wave.bounding_box()
    audio(page).evaluate("a => a.addEventListener('seeking', () => { window.sought = a.currentTime; })")
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 30)
    assert plays(page) and state(page, "currentTime") > 5.9
    assert page.evaluate("window.sought") == pytest.approx(6, abs=0.1)
    audio(page).evaluate("a => a.pause()")
    share = page.evaluate("document.querySelector('.story-heard').offsetWidth") / box["width"]
    assert share == pytest.approx(state(page, "currentTime") / 10, abs=0.02)


def test_one_player_at_a_time_and_a_picture_is_a_player_too(put):
    page = put(player_html(tone(440, "cat")), player_html(tone(550, "dog")), sounding_html(street(("cat",))))
    for index in (0, 1, 0):
        audio(page, index).evaluate("a => a.play()")
        assert plays(page, index)
        assert page.evaluate("[...document.querySelectorAll('audio')].filter((a) => !a.paused).length") == 1
    page.locator(".story-item > button").click()
    assert plays(page, 2) and state(page, "paused", 0)
    assert page.locator(".story-stop").is_enabled()
    audio(page, 1).evaluate("a => a.play()")
    assert plays(page, 1) and until(page, "document.querySelector('.story-stop').disabled")


def test_it_begins_by_itself_only_when_asked(put):
    page = put("<button>here</button><p></p>")
    page.click("button")  # a page that was touched may make sound
    show = "html => { document.querySelector('p').outerHTML = `<p></p>${html}`; }"
    page.evaluate(show, player_html(tone(440, "cat"), autoplay=True))
    assert plays(page)
    page.evaluate(show, player_html(tone(440, "cat")))
    page.wait_for_timeout(400)
    assert state(page, "paused") and state(page, "currentTime") == 0


@pytest.mark.parametrize("seconds", [5, 16])
def test_the_downloads_are_the_files(put, seconds):
    sound = tone(440, "cat meows", seconds)
    page = put(player_html(sound))
    for kind, wanted in (("wav", sound.wav), ("mp3", sound.mp3)):
        with page.expect_download() as waiting:
            page.locator(f'a[download$=".{kind}"]').click()
        assert waiting.value.suggested_filename == f"a-cat-meows-{seconds}s-seed-1.{kind}"
        assert Path(waiting.value.path()).read_bytes() == wanted


@pytest.mark.parametrize("way", ["no scripts", "a policy", "put in as text"])
def test_nothing_depends_on_a_script(put, way):
    head = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">' if way == "a policy" else ""
    pieces = player_html(tone(440, "cat"), steps=25), street_html()
    page = put(*pieces, head=head, as_widget=False, java_script_enabled=way != "no scripts")
    if way == "a policy":
        put.troubles.clear()  # the browser says that it did not run them
    page.wait_for_timeout(300)
    assert page.locator(".story-player audio").is_visible() and page.locator(".story-wave svg").is_visible()
    assert loaded(page)
    alive = page.locator(".story-alive").count()
    assert alive == (way == "put in as text")
    if not alive:
        assert page.locator(".story-sounding audio:visible").count() == len(THINGS) - 1
        assert page.get_by_text("Here is the tower.").is_visible() and page.locator(".story-stop").is_hidden()
        assert page.locator(".story-sounding svg").is_hidden() and page.locator(".story-scene img").is_visible()


@pytest.mark.parametrize("width", [300, 400, 1280])
@pytest.mark.parametrize("tag", ["en", "zh-TW", "es"])
def test_it_fits(put, width, tag):
    language(tag)
    sound = tone(440, "n" * 80, 5)
    page = put(player_html(sound, steps=25), sounding_html(street()), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    wave = page.locator(".story-wave").bounding_box()
    assert wave["height"] == 64 and wave["width"] >= 0.8 * min(width, 900)
    marks = [m.bounding_box() for m in page.locator(".story-seconds span").all()]
    assert all(a["x"] + a["width"] < b["x"] for a, b in zip(marks, marks[1:], strict=False))
    assert marks[-1]["x"] + marks[-1]["width"] <= wave["x"] + wave["width"] + 1


@pytest.mark.parametrize("colours, style", [("light", ""), ("dark", DARK), ("light", DARK)])
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_axe_finds_nothing(put, axe_source, colours, style, screen):
    size = DESKTOP if screen == "desktop" else PHONE
    pieces = player_html(tone(440, "cat"), steps=25), street_html()
    page = put(*pieces, color_scheme=colours, style=style, **size)
    page.wait_for_selector(".story-alive")
    page.evaluate(axe_source)
    for act in (lambda: None, lambda: page.locator(".story-item > button").first.click()):
        act()
        found = page.evaluate("tags => axe.run(document, { runOnly: tags })", AXE_TAGS)
        told = [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"]]) for v in found["violations"]]
        assert told == []
        assert len(found["passes"]) > 15


def test_a_saved_notebook_as_a_page_plays(browser, tmp_path):
    nbconvert = pytest.importorskip("nbconvert", reason="nbconvert is not installed: pip install '.[lab]'")
    from nbformat import v4

    outputs = [
        v4.new_output("display_data", {"text/html": tone(440, "cat")._repr_html_()}),
        v4.new_output("display_data", dict(player(tone(440, "dog"))._repr_mimebundle_())),
        v4.new_output("display_data", dict(sounding_picture(street())._repr_mimebundle_())),
    ]
    notebook = v4.new_notebook(cells=[v4.new_code_cell("sound", outputs=outputs)])
    text, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    (tmp_path / "saved.html").write_text(text, "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "saved.html").as_uri(), wait_until="domcontentloaded")
    assert page.locator(".story-player").count() == 2
    assert loaded(page, 0) and loaded(page, 1)
    page.wait_for_selector(".story-alive")
    page.locator(".story-item > button").first.click()
    assert plays(page, 2)
    context.close()


# ---- The sounding picture


def picture(put, **options):
    page = put(street_html(), **options)
    page.wait_for_selector(".story-alive")
    return page


def centre(page, name, dx=0.0):
    """Where the middle of a thing is on the screen."""
    (x0, y0, x1, y1), _ = THINGS[name]
    frame = page.locator(".story-scene").bounding_box()
    x, y = (x0 + x1) / 2 + dx, (y0 + y1) / 2
    return frame["x"] + x * frame["width"] / 640, frame["y"] + y * frame["height"] / 360


def thing(page, name):
    return page.locator(f'.story-thing[aria-label^="{name}"]')


def glows(page, name):
    return thing(page, name).locator(".story-light").evaluate("g => getComputedStyle(g).opacity") == "1"


def heard(page):
    """The names of what is playing."""
    playing = "[...document.querySelectorAll('.story-item:has(audio)')].filter((i) => !i.querySelector('audio').paused)"
    return page.evaluate(f"{playing}.map((item) => item.dataset.name)")


def sounds(page, name):
    """Whether this, and nothing else, is heard, and the time advances."""
    index = [n for n in THINGS if n != SILENT].index(name)
    return plays(page, index) and heard(page) == [name]


def test_pointing_makes_it_glow_and_plays_nothing(put):
    page = picture(put)
    page.mouse.move(*centre(page, "tower"))
    assert glows(page, "tower") and not glows(page, "cat")
    assert page.locator(".story-tag").inner_text() == "tower"
    page.mouse.move(*centre(page, "lamp"))
    assert glows(page, "lamp") and not glows(page, "red bus"), "a thing in a hole is its own"
    page.mouse.move(*centre(page, "red bus", dx=60))
    assert glows(page, "red bus") and not glows(page, "lamp")
    page.mouse.move(2, 2)
    assert page.locator(".story-lit").count() == 0 and page.locator(".story-tag").is_hidden()
    assert heard(page) == []


def test_a_click_plays_at_once_and_tells(put):
    page = picture(put)
    page.evaluate("""document.addEventListener('click', () => {
      window.at_once = [...document.querySelectorAll('audio')].some((audio) => !audio.paused);
    })""")
    page.mouse.click(*centre(page, "cat"))
    assert page.evaluate("window.at_once"), "the click itself starts it, nothing is waited for"
    assert sounds(page, "cat")
    assert page.locator(".story-name").inner_text() == "cat"
    assert page.locator(".story-told").inner_text() == "Here is the cat."
    assert page.locator('[role="status"] .story-name').count() == 1
    page.mouse.click(*centre(page, "tower"))
    assert sounds(page, "tower")
    audio(page, 1).evaluate("a => { a.currentTime = 2; }")
    page.mouse.click(*centre(page, "tower"))
    assert state(page, "currentTime", 1) < 1.8, "a second click starts again"
    page.wait_for_timeout(150)
    assert sounds(page, "tower"), "and goes on: the old one's end does not stop the new one"
    page.locator(".story-stop").click()
    assert heard(page) == [] and page.locator(".story-on").count() == 0


def test_it_ends_by_itself(put):
    page = street(("cat",))
    page.sounds = [tone(300, "cat", 0.4)]
    page = put(sounding_html(page))
    page.locator(".story-item > button").click()
    assert until(page, "document.querySelector('audio').ended && document.querySelector('.story-stop').disabled")
    assert page.locator(".story-trouble").inner_text() == ""


def test_a_silent_thing_says_so(put):
    page = picture(put)
    page.mouse.click(*centre(page, "cat"))
    assert sounds(page, "cat")
    page.mouse.click(*centre(page, "lamp"))
    assert heard(page) == [] and page.locator(".story-told").inner_text() == "Here is the lamp."
    assert page.locator(".story-trouble").inner_text() == "It has no sound of its own yet."


def test_the_keyboard_alone(put):
    page = picture(put)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')").split(":")[0]
    assert first in THINGS and glows(page, first)
    thing(page, "cat").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("tower")
    assert glows(page, "tower") and page.locator(".story-tag").inner_text() == "tower"
    page.keyboard.press("Space")
    assert sounds(page, "tower") and page.evaluate("scrollY") == 0
    page.keyboard.press("Escape")
    assert heard(page) == []
    page.keyboard.press("Enter")
    assert sounds(page, "tower")
    page.keyboard.press("Tab")  # to Stop, past the other things
    assert page.evaluate("document.activeElement.className") == "story-stop"
    page.keyboard.press("Tab")
    assert glows(page, "red bus"), "the list mirrors the picture"
    page.keyboard.press("Enter")
    assert sounds(page, "red bus")


def test_a_finger_plays_the_tiniest_thing_and_the_page_still_scrolls(put):
    page = picture(put, **PHONE)
    beside = centre(page, "tiny bell", dx=30)  # 18 px on this screen: fingers are wide
    under = "([x, y]) => document.elementFromPoint(x, y).closest('.story-thing')?.getAttribute('aria-label')"
    assert page.evaluate(under, beside).startswith("tiny bell")
    page.touchscreen.tap(*beside)
    assert sounds(page, "tiny bell")
    assert page.locator(".story-scene svg").evaluate("s => getComputedStyle(s).touchAction") == "manipulation"
    for button in page.locator("button:visible").all():
        assert round(button.bounding_box()["height"]) >= 44


def test_two_views_of_the_same_picture_are_two(put):
    page = put(street_html(), street_html())
    page.wait_for_function("document.querySelectorAll('.story-alive').length == 2")
    second = page.locator(".story-sounding").nth(1)
    second.locator(".story-item > button").nth(2).click()
    assert heard(page) == ["cat"]
    assert second.locator(".story-name").inner_text() == "cat"
    assert page.locator(".story-name").first.inner_text() != "cat"


def test_a_picture_that_is_taken_away_is_silent(put):
    page = picture(put)
    page.locator(".story-item > button").first.click()
    assert sounds(page, "red bus")
    page.evaluate("window.kept = document.querySelector('audio'); document.querySelector('main').replaceChildren()")
    assert until(page, "window.kept.paused")


def test_it_does_not_move_for_those_who_asked(put):
    for wish, moving in (("reduce", False), ("no-preference", True)):
        page = picture(put, reduced_motion=wish)
        page.mouse.click(*centre(page, "cat"))
        assert (page.evaluate("document.getAnimations().length") > 0) is moving
