"""The sounding book in a real browser: turned by button, key, finger and address, read aloud word by word, touched."""

import re
import time

import numpy as np
import pytest
from browser.street import DESKTOP, PHONE, Shelf, asked_for, centre, playing, street, until

from storyhelpers import Sound
from storyhelpers.media import WordTiming
from storyhelpers.publish import sounding_book

pytestmark = pytest.mark.browser

CALM = {"reduced_motion": "reduce"}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
READER = "document.getElementById('reader')"
LIT = "[...document.querySelectorAll('.w.said')].map((word) => word.textContent)"
SPANISH = "El autobús rojo espera."


def read_aloud(words, each=0.3, rate=16000):
    """A voice of tones: every word as long as the others, a Chinese letter is a word."""
    places = [found.span() for found in re.finditer(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", words)]
    seconds = np.arange(int(rate * each)) / rate
    tones = [np.sin(6.283 * (220 + 30 * i) * seconds) * np.hanning(len(seconds)) * 0.3 for i in range(len(places))]
    timings = tuple(WordTiming(i * each, (i + 1) * each, *place) for i, place in enumerate(places))
    return Sound(
        np.concatenate([*tones, np.zeros(rate // 5)]).astype(np.float32), rate, words, "voice", timings=timings
    )


@pytest.fixture(scope="module")
def pages():
    """Read with timings, read without, and not read at all; the first in two languages."""
    first = street(("cat", "red bus", "lamp"), words="The red bus waits for the cat.")
    first.reading = read_aloud(first.words)
    first.translations, first.readings = {"es": SPANISH}, {"es": read_aloud(SPANISH)}
    second = street(("tower",), words="小貓在塔上。")
    second.reading = Sound(read_aloud(second.words).samples, 16000, second.words, "voice")
    second.translations = {"es": "En la torre."}
    third = street(("tower", "tiny bell"), words="And then?")
    third.translations = {"es": "¿Y luego?"}
    return [first, second, third]


@pytest.fixture(scope="module")
def written(pages, tmp_path_factory):
    """The book as a file, once for all tests that only look."""
    shelf = Shelf(*pages)
    shelf.link = "https://school.example/books/street"
    return sounding_book(shelf, tmp_path_factory.mktemp("book") / "book.html", bilingual="es")


@pytest.fixture
def open_book(open_file, written):
    return lambda at="", path=None, **options: open_file(path or written, at, **{**CALM, **options})


def open_leaf(page):
    (leaf,) = [one.get_attribute("id") for one in page.locator(".leaf:visible").all()]
    return leaf


def time_of(page):
    return page.evaluate(f"{READER}.currentTime")


def swipe(page, across, down=0):
    """A finger that takes a tenth of a second, however long it takes to say so on a busy machine."""
    finger = page.context.new_cdp_session(page)
    x, y, now = 200 - across / 2, 300, time.time()

    def touch(kind, step, *points):
        told = {"type": kind, "touchPoints": list(points), "timestamp": now + step * 0.02}
        finger.send("Input.dispatchTouchEvent", told)

    touch("touchStart", 0, {"x": x, "y": y})
    for step in range(1, 6):
        touch("touchMove", step, {"x": x + across * step / 5, "y": y + down * step / 5})
    touch("touchEnd", 5)


def test_it_is_turned_by_button_key_dot_and_address(open_book):
    page = open_book()
    assert open_leaf(page) == "cover" and page.locator("#previous").is_disabled()
    assert page.locator(".cover-title").inner_text() == "The street that sings"
    page.click("#open-book")
    assert open_leaf(page) == "page-1" and page.locator("#where-we-are").inner_text() == "Page 1 of 3"
    page.click("#next")
    assert open_leaf(page) == "page-2" and page.url.endswith("#page-2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert open_leaf(page) == "end" and page.locator("#next").is_disabled()
    page.keyboard.press("ArrowLeft")
    assert open_leaf(page) == "page-3"
    page.click('.dot[href="#page-1"]')
    assert open_leaf(page) == "page-1" and page.locator(".dot[aria-current]").get_attribute("href") == "#page-1"
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert open_leaf(page) == "page-1", "the place survives"
    page.goto(page.url.split("#")[0] + "#end")
    assert open_leaf(page) == "end"
    page.click("#from-start")
    assert open_leaf(page) == "cover" and page.evaluate("document.activeElement.id") == "next"


def test_it_is_turned_by_a_finger(open_book):
    page = open_book("#page-1", **PHONE)
    swipe(page, -160)
    assert until(page, "location.hash === '#page-2'") and open_leaf(page) == "page-2"
    swipe(page, 160)
    assert until(page, "location.hash === '#page-1'")
    swipe(page, -60, down=-200)
    page.wait_for_timeout(150)
    assert open_leaf(page) == "page-1", "that was scrolling"
    assert page.evaluate(f"{READER}.paused && document.getElementById('player').paused"), "and touched nothing"


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_a_leaf_really_turns_and_then_lies_still(open_book, screen):
    page = open_book("#page-1", reduced_motion="no-preference", **screen)
    turning = "document.getAnimations().filter((a) => a.effect.target.matches('.scene, .side, .page, .board')).length"
    page.evaluate(f"""() => addEventListener("keydown", () => {{   // looked at before it can end
      window.then = [{turning}, document.querySelectorAll("[inert]").length];
    }})""")
    for key, leaf in (
        ("ArrowRight", "page-2"),
        ("ArrowLeft", "page-1"),
        ("ArrowLeft", "cover"),
        ("ArrowRight", "page-1"),
    ):
        page.keyboard.press(key)
        moving, inert = page.evaluate("window.then")
        assert moving > 0 and page.evaluate("location.hash") == f"#{leaf}"
        assert inert == 1, "the page that goes takes no clicks"
        assert until(page, f"{turning} === 0") and open_leaf(page) == leaf and page.locator("[inert]").count() == 0
    for _ in range(3):  # faster than a page can turn
        page.keyboard.press("ArrowRight")
    assert until(page, "document.querySelectorAll('.leaf:not([hidden])').length === 1") and open_leaf(page) == "end"


def test_those_who_asked_for_calm_see_no_motion(open_book):
    page = open_book("#page-1")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.getAnimations().length") == 0 and open_leaf(page) == "page-2"


def note_lit_words(page):
    """From now on the page itself notes in `seen` which words are lit, and when: one is lit for a moment only."""
    page.evaluate(f"""() => {{
        window.seen = [];
        const look = () => {{
            const lit = {LIT};
            if (lit.length && lit.join() !== seen.at(-1)?.[1].join()) seen.push([{READER}.currentTime, lit]);
            requestAnimationFrame(look);
        }};
        look();
    }}""")


def test_words_light_up_as_they_are_heard(open_book, pages):
    page = open_book("#page-1")
    note_lit_words(page)
    page.click("#read")
    page.evaluate(f"{READER}.playbackRate = 0.4")  # a busy machine looks at every word all the same
    assert page.locator("#read-label").inner_text() == "Pause"
    assert until(page, f"{READER}.currentTime > 0.3") and until(page, f"{READER}.ended")
    words = pages[0].words.removesuffix(".").split()
    seen = page.evaluate("window.seen")
    assert [lit for _, lit in seen] == [[word] for word in words], "one after the other, one at a time"
    for (at, _), timing in zip(seen, pages[0].reading.timings, strict=True):
        assert timing.start - 0.02 <= at <= timing.end + 0.3, "no word before it is said, and soon"
    assert until(page, f"{LIT}.length === 0") and page.locator("#read-label").inner_text() == "Read to me"
    assert not page.locator(".tale [aria-live], [aria-live] .w").count(), "nobody hears every word twice"


def test_a_click_on_a_word_plays_from_there(open_book, pages):
    page = open_book("#page-1")
    page.evaluate(f"{READER}.addEventListener('seeking', () => {{ window.sought = {READER}.currentTime; }})")
    page.locator("#text-0-0 .w").nth(4).click()
    page.evaluate(f"{READER}.playbackRate = 0.2")  # it does not come to its end before it is stopped
    start = pages[0].reading.timings[4].start
    assert until(page, f"{READER}.currentTime > {start + 0.05}")
    assert page.evaluate("window.sought") == pytest.approx(start, abs=0.05)
    page.click("#read")
    page.evaluate(f"{READER}.currentTime = {start + 0.1}")
    stopped = time_of(page)
    page.wait_for_timeout(150)
    assert page.evaluate(f"{READER}.paused") and time_of(page) == stopped
    assert page.locator("#read-label").inner_text() == "Read on" and len(page.evaluate(LIT)) == 1
    page.click('[data-speed="0.8"]')
    page.click("#read")
    assert time_of(page) >= stopped and until(page, f"{READER}.currentTime > {stopped + 0.05}")
    assert page.evaluate(f"[{READER}.playbackRate, {READER}.preservesPitch]") == [0.8, True]
    page.click("#next")
    assert page.evaluate(f"{READER}.paused"), "who turns the page stops the reading"


def test_the_place_can_be_chosen_by_key(open_book, pages):
    page = open_book("#page-1")
    for _ in range(2):
        page.locator("#place").press("ArrowRight")
    assert open_leaf(page) == "page-1", "the key moves the reading, not the page"
    assert page.locator("#place").get_attribute("aria-valuetext") == "bus, word 3 of 7"
    assert page.evaluate(LIT) == ["bus"] and time_of(page) == pytest.approx(pages[0].reading.timings[2].start)


def test_the_whole_book_is_read_and_the_pages_turn(open_book):
    page = open_book()
    page.click("#read-whole")
    assert open_leaf(page) == "page-1" and page.locator("#auto").get_attribute("aria-pressed") == "true"
    assert until(page, f"{READER}.currentTime > 0.1")
    page.evaluate(f"{READER}.currentTime = {READER}.duration - 0.2")
    assert until(page, "location.hash === '#page-2'") and until(page, f"!{READER}.paused")
    assert until(page, "document.getElementById('text-1-0').classList.contains('heard')"), "no timings: all of it"
    assert page.locator(".w.said").count() == 0
    page.evaluate(f"{READER}.currentTime = {READER}.duration - 0.2")
    assert until(page, "location.hash === '#page-3'")
    assert page.locator("#not-read").is_visible() and page.locator("#read-label").inner_text() == "Pause"
    page.click("#read")
    assert page.locator("#read-label").inner_text() == "Read to me", "it waits for the reader, and can be held"


def test_two_languages_and_which_is_read(open_book):
    page = open_book("#page-1")
    assert [b.inner_text() for b in page.locator(".choose").all()] == ["English", "español"]
    page.click('.choose[lang="es"]')
    note_lit_words(page)
    page.click("#read")
    assert until(page, "seen.length") and page.evaluate("seen[0][1]") == ["El"], "the first word in Spanish"
    page.locator("#text-0-0 .w").nth(1).click()
    assert until(page, "seen.some(([, lit]) => lit.join() === 'red')")
    assert page.locator(".choose[aria-pressed=true]").inner_text() == "English"
    page.keyboard.press("ArrowRight")
    assert page.locator('.choose[lang="es"]').is_disabled(), "nobody reads this page in Spanish"


def test_things_sound_and_the_reading_makes_room(open_book):
    page = open_book("#page-1")
    page.click("#read")
    assert until(page, f"{READER}.currentTime > 0.1")
    page.mouse.click(*centre(page, "cat"))
    assert playing(page) and page.evaluate(f"{READER}.paused"), "one sound at a time"
    assert page.locator("#name").inner_text() == "cat" and page.locator("#words").inner_text() == "Here is the cat."
    page.click("#read")
    assert until(page, f"!{READER}.paused") and page.evaluate("document.getElementById('player').paused")
    page.click("#mute")
    assert page.evaluate(f"{READER}.muted"), "one volume for all"
    page.keyboard.press("Escape")
    assert page.evaluate(f"{READER}.paused")
    page.locator(".item:visible").nth(1).click()
    assert playing(page) and page.locator("#name").inner_text() == "red bus"


def test_every_page_has_its_game(open_book):
    page = open_book("#page-1")
    page.click('[data-mode="find"]')
    assert page.locator("#text-0-0").is_hidden() and page.locator(".item:visible").count() == 0
    target = asked_for(page)
    page.mouse.click(*centre(page, target, dx=60 if target == "red bus" else 0))
    assert target in page.locator("#answer").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#round").inner_text() == "Round 1 of 1" and asked_for(page) == "tower"
    page.click('[data-mode="listen"]')
    assert page.locator("#text-1-0").is_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_axe_finds_nothing(open_book, axe_source, screen):
    page = open_book(**screen)
    page.evaluate(axe_source)
    moments = {
        "cover": lambda: None,
        "page": lambda: page.click("#open-book"),
        "reading": lambda: [page.click("#read"), until(page, f"{LIT}.length === 1"), page.click("#read")],
        "whole text": lambda: [page.keyboard.press("ArrowRight"), page.click("#read"), page.click("#read")],
        "not read": lambda: page.keyboard.press("ArrowRight"),
        "seeking": lambda: page.click('[data-mode="find"]'),
        "end": lambda: [page.keyboard.press("ArrowRight"), page.click("#card summary")],
    }
    for moment, act in moments.items():
        act()
        if screen is PHONE and moment not in ("cover", "reading", "end"):
            continue
        found = page.evaluate("tags => axe.run(document, { runOnly: tags })", AXE_TAGS)
        told = [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"]]) for v in found["violations"]]
        assert told == [], (moment, told)


@pytest.mark.parametrize("size", [(1280, 800), (768, 1024), (400, 780), (320, 640), (844, 390)])
def test_it_fits_every_screen(open_book, size):
    page = open_book(viewport=dict(zip(("width", "height"), size, strict=True)))
    for leaf in ("cover", "page-1", "page-2", "page-3", "end"):
        assert open_leaf(page) == leaf
        for mode in ("find", "listen") if leaf.startswith("page") else ("",):
            if mode:
                page.click(f'[data-mode="{mode}"]')
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (leaf, mode)
            small = """[...document.querySelectorAll('button, summary, input')].filter((b) => b.checkVisibility())
                .map((b) => [b.id || b.textContent, b.getBoundingClientRect()])
                .filter(([, b]) => b.width && (b.width < 44 || b.height < 44 || b.left < 0 || b.right > innerWidth))
                .map(([name]) => name)"""
            assert page.evaluate(small) == [], (leaf, mode)
        page.keyboard.press("ArrowRight")


def test_without_scripts_all_pages_stand_below_each_other(browser, written):
    context = browser.new_context(**DESKTOP, offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(written.as_uri())
    assert page.locator(".leaf:visible").count() == 5 and page.locator(".text:visible").count() == 6
    tops = [one.bounding_box()["y"] for one in page.locator(".leaf").all()]
    assert tops == sorted(tops) and len(set(tops)) == 5
    assert page.locator("audio:visible").count() == 3 + 2 + 1 + 2, "readings and sounds"
    assert page.locator("button:visible").count() == 6, "only the names in the lists"
    context.close()


def test_on_paper_there_are_all_pages(open_book):
    page = open_book("#page-2")
    page.emulate_media(media="print")
    assert page.locator(".leaf:visible").count() == 5 and page.locator(".text:visible").count() == 6
    assert page.locator(".turn").is_hidden() and page.locator("#voice-box").is_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".page .list:visible").count() == 3 and page.locator(".card-grid").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator(".list:visible").count() == 1 and open_leaf(page) == "page-2"


def test_text_that_wants_to_be_code_is_only_text(open_book, pages, tmp_path):
    nasty = "</script></style><img src=x onerror=\"document.title='broken'\"><b>b</b> & שלום 🐱"
    story = street(("cat",), words=nasty, cat=nasty)
    story.reading = read_aloud(nasty)
    shelf = Shelf(story, title=nasty, author=nasty, language='en"><script>alert(1)</script>')
    page = open_book(path=sounding_book(shelf, tmp_path / "nasty.html"))
    assert page.title() == nasty and page.locator(".cover-title").inner_text() == nasty
    page.click("#open-book")
    assert page.locator("#text-0-0").inner_text() == nasty
    note_lit_words(page)
    page.click("#read")
    assert until(page, "seen.length") and page.evaluate("seen[0][1]") == ["script"]
    assert page.locator("img").count() == 2 and page.locator("b").count() == 0 and page.title() == nasty


def test_what_gets_in_all_the_same_is_not_run(browser, written, tmp_path):
    """The policy holds even where somebody puts a script into the file by hand."""
    text = written.read_text("utf-8").replace(
        "<main>", "<main><script>window.broken = 1</script><img src=x onerror='broken = 2'>"
    )
    (tmp_path / "book.html").write_text(text, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "book.html").as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("typeof window.broken") == "undefined"
    context.close()
