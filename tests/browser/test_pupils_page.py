"""The pupils' page in a real browser at the width of a phone: every step of the chain, three languages, faults."""

import io
import time

import numpy as np
import pytest
from PIL import Image

from storyhelpers import Picture, Sound, Studio
from storyhelpers.crafts.illustrator import paper_town
from storyhelpers.engine import NoAnswer

gradio = pytest.importorskip("gradio")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1280, "height": 900}}
IDEA = "a small cat with a Santa hat hides in a crowded street"
IDEA_IN_CHINESE = "大街上很多人，有一隻帶著聖誕帽的小花貓悄悄的躲在圖片裡"
PATIENCE = 120_000  # ms: other tests may be running


class Brush:
    """An illustrator that shows how a picture grows, as slowly as a test wants, and fails when it is told to."""

    name = "brush"

    def __init__(self):
        self.wait, self.error, self.asked = 0.0, None, []

    def __call__(self, prompt, *, n=1, aspect="16:9", seed=0, on_step=None, on_picture=None):
        self.asked.append((prompt, n, aspect, seed))
        if self.error is not None:
            raise self.error
        end, step = time.monotonic() + self.wait, 0
        while time.monotonic() < end:
            step += 1
            on_step(min(step, 19), 20)
            on_picture(step, Picture(Image.new("RGB", (64, 36), (10 * min(step, 20), 90, 60)), note=f"Step {step}"))
            time.sleep(0.1)
        return paper_town(prompt, n=n, aspect=aspect, seed=seed)


@pytest.fixture(scope="module")
def brush():
    """The illustrator of the fine-tuned studio."""
    return Brush()


@pytest.fixture(scope="module")
def slow():
    """The illustrator of the first studio."""
    return Brush()


@pytest.fixture(scope="module")
def server(slow, brush):
    """One class for all tests of this file."""
    from storyhelpers.classroom import page, serve

    furnish, pages = page.pupils_page, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "pupils_page", lambda desk: pages.append(furnish(desk)))
        made = serve(Studio("offline", illustrator=slow), compare=Studio("offline", illustrator=brush))
    made.pupils = pages[0].pupils
    yield made
    made.close()


@pytest.fixture(autouse=True)
def rested(slow, brush):
    """Both illustrators are quick again, and content."""
    for one in (slow, brush):
        one.wait, one.error = 0.0, None


@pytest.fixture
def visit(browser, server, tmp_path):
    """`visit(locale="en-US", **context)` → a new pupil on the page; fails on a script's error and a foreign request."""
    contexts, troubles = [], []

    def arrive(locale="en-US", **options):
        context = browser.new_context(**{**PHONE, **options}, locale=locale, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        own = (server.url, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
        page.goto(server.link)
        ready(page)
        return page

    arrive.troubles = troubles
    yield arrive
    for context in contexts:
        context.close()
    assert troubles == []


def ready(page):
    """Waits until the page has heard from the server for the first time."""
    page.wait_for_selector(".pupil-overview nav")
    page.wait_for_function("window.storyPupils === true")
    page.wait_for_load_state("networkidle")


def value(page, name):
    return page.locator(f"#pupil-{name} textarea, #pupil-{name} input").first.input_value()


def until(page, expression, *given):
    return page.wait_for_function(expression, arg=list(given))


def press(page, name):
    page.locator(f"#pupil-{name}").tap()


def written(page, name):
    """Waits until there is something in a field."""
    until(page, "([id]) => document.querySelector(id + ' textarea').value.trim()", f"#pupil-{name}")
    return value(page, name)


def done(page, step):
    until(page, "([id]) => document.querySelector(id).closest('.pupil-head').classList.contains('done')",
          f"#pupil-step-{step}")  # fmt: skip


def draw(page, idea=IDEA):
    """From the idea to the first picture that can be tapped."""
    page.locator("#pupil-idea textarea").fill(idea)
    press(page, "do-pictures")
    page.locator(".pupil-gallery li:nth-child(2) img").wait_for()
    rests(page, "pictures")
    page.locator(".pupil-gallery button").first.tap()
    page.locator(".pupil-tap").wait_for()


def rests(page, name):
    """Waits until a button is no longer at work: when its Stop goes, all that is below moves up."""
    until(page, "([id]) => !document.querySelector(id).disabled", f"#pupil-do-{name}")


def tap_at(page, x, y, width, height):
    """A finger on pixel (x, y) of the picture."""
    place = page.locator(".pupil-tap")
    box = place.bounding_box()  # only its size: where it is may change until the finger is there
    place.tap(position={"x": box["width"] * x / width, "y": box["height"] * y / height})


def spots(server):
    """The pupil who came last, the picture they look at, and a point on each of its things."""
    pupil = list(server.pupils)[-1]
    picture = pupil.story.work.picture
    return pupil, picture, Studio("offline").find_things(picture, 4)


def tap_thing(page, server, number=0):
    """Taps one of the things of the picture; answers the pupil and the point."""
    pupil, picture, points = spots(server)
    tap_at(page, points[number].x, points[number].y, *picture.size)
    return pupil, points[number]


def look(page, folder, name):
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def still(page):
    """Waits until no button is at work and nothing is fading any more."""
    until(page, "() => [...document.querySelectorAll('[id^=pupil-do-]')].every((button) => !button.disabled)")
    until(page, "() => document.getAnimations().every((fading) => !(fading instanceof CSSTransition))")


def fits(page):
    """Nothing is wider than the phone, and everything to press is as large as a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll(`button, a, textarea, select, input:not([type=radio], [type=checkbox]),
           label:has(input[type=radio], input[type=checkbox])`)]
          .filter((e) => e.offsetParent && !e.closest('footer, #pupil-slider, .pupil-hidden'))
          .filter((e) => e.type !== 'file' && e.getBoundingClientRect().height < 44)
          .map((e) => e.outerHTML.slice(0, 160))"""
    )
    assert small == []


def test_the_whole_chain_on_a_phone(visit, server, tmp_path):
    page = visit()
    page.locator("#pupil-idea textarea").fill(IDEA)
    press(page, "do-prompt")
    prompt = written(page, "prompt")
    assert "Wally" in prompt and "top-down" in prompt
    done(page, "prompt")
    page.locator("#pupil-prompt textarea").fill("a lighthouse")
    page.locator("#pupil-prompt textarea").blur()
    until(page, "() => !document.querySelector('#pupil-restore').disabled")
    press(page, "restore")
    until(page, "([words]) => document.querySelector('#pupil-prompt textarea').value === words", prompt)

    press(page, "do-pictures")
    page.locator(".pupil-gallery li:nth-child(2) img").wait_for()
    done(page, "pictures")
    rests(page, "pictures")
    assert page.locator(".pupil-card-pictures").get_by_text("Please select at least one picture.").count() == 1
    with page.expect_download() as saved:
        page.locator(".pupil-gallery a").first.tap()
    drawn = Picture.open(saved.value.path())
    assert drawn.words == prompt and drawn.scene is not None
    page.locator(".pupil-gallery button").first.tap()
    page.locator(".pupil-tap").wait_for()

    pupil, point = tap_thing(page, server)
    words = written(page, "words")
    done(page, "thing")
    region = pupil.story.thing.region
    assert abs(region.points[0].x - point.x) < 4 and abs(region.points[0].y - point.y) < 4
    assert region.mask[int(point.y), int(point.x)] and words == pupil.story.thing.words.now
    assert page.locator(".pupil-outline").evaluate("e => e.decode().then(() => e.naturalWidth)") > 300
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").tap()
    until(page, "() => document.querySelector('[data-copy]').textContent.includes('✓')")
    assert page.evaluate("navigator.clipboard.readText()") == words

    page.locator("#pupil-seconds input[type=number]").fill("3")
    page.locator("#pupil-seconds input[type=number]").blur()
    press(page, "do-sound_prompt")
    written(page, "sound-prompt")
    press(page, "do-sound")
    audio = page.locator(".story-player audio")
    audio.wait_for()
    done(page, "sound")
    for link, kind in zip(page.locator(".story-player a").all(), ("wav", "mp3"), strict=True):
        with page.expect_download() as saved:
            link.tap()
        assert saved.value.suggested_filename.endswith(kind)
        heard = Sound.open(saved.value.path())
        assert abs(heard.seconds - 3) <= 0.05 and np.abs(heard.samples).max() > 0.05
        assert np.sqrt(np.mean(heard.samples**2)) > 0.003, "it is silent"
    until(page, "() => document.querySelector('.story-player audio').duration > 2.9")
    caption = page.locator(".story-caption").inner_text()
    assert "Duration: 3 s" in caption and "Steps: 25" in caption

    press(page, "do-page")
    link = page.locator(".pupil-card-book a[download$='.html']")
    link.wait_for()
    done(page, "book")
    with page.expect_download() as saved:
        link.tap()
    file = tmp_path / "page.html"
    saved.value.save_as(file)
    fits(page)
    look(page, tmp_path, "all")

    page.reload()  # a phone forgets a page that it has not shown for a while
    ready(page)
    page.locator(".story-player audio").wait_for()
    assert value(page, "idea") == IDEA and value(page, "words") == words and value(page, "prompt") == prompt
    kept = page.context.new_page()
    kept.goto(file.as_uri())
    kept.wait_for_selector("html[data-ready]", state="attached")
    assert kept.locator("audio").count() >= 1 and words in kept.content()


def test_in_chinese_and_then_in_spanish(visit, server, tmp_path):
    page = visit("zh-TW")
    until(page, "() => document.documentElement.lang === 'zh-TW'")  # the page is English until the first answer comes
    until(page, "() => document.querySelector('#pupil-do-prompt').innerText.trim() === '增強提示詞'")
    draw(page, IDEA_IN_CHINESE)
    tap_thing(page, server)
    words = written(page, "words")
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in words) > len(words) / 2
    press(page, "do-one_go")
    page.locator(".story-player audio").wait_for()
    assert "持續時間" in page.locator(".story-caption").inner_text()
    fits(page)
    look(page, tmp_path, "chinese")
    page.locator("#pupil-language label").nth(2).tap()
    until(page, "() => document.documentElement.lang === 'es'")
    assert page.locator(".pupil-top h1").inner_text() == "El taller de cuentos"
    assert value(page, "words") == words and value(page, "idea") == IDEA_IN_CHINESE
    fits(page)
    other = visit("fr-FR")  # somebody else, whose language is none of ours
    assert other.evaluate("document.documentElement.lang") == "en"


def photo(size=(900, 600), kind="JPEG"):
    """A photo with two balls in it, as bytes."""
    image = Image.new("RGB", size, (120, 170, 220))
    for x, colour in ((size[0] // 4, (220, 40, 40)), (3 * size[0] // 4, (40, 160, 60))):
        ball = Image.new("L", size, 0)
        ball.paste(255, (x - 90, size[1] // 2 - 90, x + 90, size[1] // 2 + 90))
        image.paste(colour, mask=ball)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def send(page, name, data):
    page.locator("#pupil-photo").evaluate("e => e.scrollIntoView()")
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": data})


def test_a_photo_of_ones_own_and_every_kind_of_tap(visit, server, tmp_path):
    page = visit()
    send(page, "two-balls.jpg", photo())
    page.locator(".pupil-tap").wait_for()
    tap_at(page, 225, 300, 900, 600)
    first = written(page, "words")
    pupil = list(server.pupils)[-1]
    thing = pupil.story.thing
    assert thing.region.mask[300, 225] and not thing.region.mask[300, 675]

    tap_at(page, 675, 300, 900, 600)  # it is described already, so this is another thing
    until(page, "([old]) => { const t = document.querySelector('#pupil-words textarea').value; return t && t !== old }",
          first)  # fmt: skip
    assert pupil.story.thing.region.mask[300, 675] and len(pupil.wanted()) == 2
    assert page.locator(".pupil-shelf li").count() == 2
    page.locator(".pupil-shelf button").first.tap()
    until(page, "() => document.querySelectorAll('.pupil-shelf li').length === 1")

    page.locator("#pupil-not label").tap()
    tap_at(page, 640, 300, 900, 600)
    until(page, "() => document.querySelectorAll('.pupil-tap g.not').length === 1 && !document.querySelector('.busy')")
    assert [point.keep for point in pupil.points] == [True, False]
    press(page, "undo")
    until(page, "() => !document.querySelector('.pupil-tap g.not') && !document.querySelector('.busy')")
    page.locator("#pupil-not label").tap()
    press(page, "new-thing")
    until(page, "() => !document.querySelector('.pupil-outline')")
    assert pupil.story.thing is None and len(pupil.story.work.things) >= 2

    page.locator("[data-larger]").tap()
    until(page, "() => document.querySelector('.pupil-tap').getBoundingClientRect().width > 700")
    fits(page)
    page.locator(".pupil-window").evaluate("e => { e.scrollLeft = e.scrollWidth }")
    page.wait_for_timeout(200)
    tap_at_right = page.locator(".pupil-window").bounding_box()
    page.touchscreen.tap(tap_at_right["x"] + tap_at_right["width"] - 200, tap_at_right["y"] + 120)
    until(page, "() => document.querySelector('.pupil-tap g.keep')")
    assert pupil.points[0].x > 500
    assert page.locator(".pupil-window").evaluate("e => e.scrollLeft") > 200  # it stays where it was moved to
    press(page, "new-picture")
    until(page, "() => !document.querySelector('.pupil-tap')")


def test_the_keyboard_taps_too(visit, server):
    page = visit(**LAPTOP, has_touch=False, is_mobile=False)
    send(page, "balls.jpg", photo())
    place = page.locator(".pupil-tap")
    place.wait_for()
    place.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    written(page, "words")
    pupil = list(server.pupils)[-1]
    assert abs(pupil.points[0].x - 0.26 * 900) < 12 and abs(pupil.points[0].y - 300) < 2


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cat.jpg", b"no picture at all", "not a picture"),
        ("cat.jpg", photo()[:3000], "cut short"),
        ("cat.jpg", photo((12, 12), "PNG"), "12 × 12 pixels"),
        ("cat.jpg", b"%PDF-1.7 and so on", "PDF"),
    ],
)
def test_a_bad_file_is_a_sentence_on_the_page(visit, name, data, sentence):
    page = visit()
    page.locator("#pupil-idea textarea").fill("stays")
    send(page, name, data)
    page.locator("#pupil-said-photo .pupil-trouble").wait_for()
    assert sentence in page.locator("#pupil-said-photo").inner_text()
    assert value(page, "idea") == "stays"


def test_waiting_growing_and_stop(visit, slow, tmp_path):
    first, second = visit(), visit()
    slow.wait = 60
    for page in (first, second):
        page.locator("#pupil-idea textarea").fill(IDEA)
        press(page, "do-prompt")
        written(page, "prompt")
        press(page, "do-pictures")
    first.locator(".pupil-growing").wait_for()
    assert first.locator(".pupil-growing").get_attribute("src").startswith("data:image/webp")
    look(first, tmp_path, "growing")
    second.locator("#pupil-idea textarea").fill("typed while it draws")
    press(first, "stop-pictures")
    first.locator("#pupil-said-pictures").get_by_text("Cancelled").wait_for()
    assert first.locator("#pupil-stop-pictures").count() == 0 or not first.locator("#pupil-stop-pictures").is_visible()
    press(second, "stop-pictures")
    second.locator("#pupil-said-pictures").get_by_text("Cancelled").wait_for()
    slow.wait = 0  # not sooner: the second drawing may not have begun, and would be done before it is stopped
    assert value(second, "idea") == "typed while it draws"
    press(second, "do-pictures")
    second.locator(".pupil-gallery li img").first.wait_for()


def test_a_phone_that_falls_asleep_finds_its_pictures(visit, slow):
    page = visit()
    slow.wait = 6
    page.locator("#pupil-idea textarea").fill(IDEA)
    press(page, "do-pictures")
    page.locator("#pupil-stop-pictures").wait_for()
    page.goto("about:blank")
    page.wait_for_timeout(1000)
    page.go_back()
    page.locator(".pupil-gallery li img").first.wait_for()
    assert value(page, "idea") == IDEA
    visit.troubles[:] = [one for one in visit.troubles if "abort" not in one.lower() and "errored" not in one]


def test_an_engine_that_fails_is_a_sentence(visit, slow):
    page = visit()
    page.locator("#pupil-idea textarea").fill(IDEA)
    for error, sentence in (
        (NoAnswer("The quota of key 123 is gone."), "No answer came"),
        (ValueError("a fault with a path /home/teacher"), "Something went wrong"),
    ):
        slow.error = error
        press(page, "do-pictures")
        page.locator("#pupil-said-pictures .pupil-trouble").get_by_text(sentence).wait_for()
        assert "key 123" not in page.content() and "/home/teacher" not in page.content()
        slow.error = None
    press(page, "do-pictures")
    page.locator(".pupil-gallery li img").first.wait_for()


def test_two_models_side_by_side(visit, slow, brush, tmp_path):
    page = visit()
    page.locator("#pupil-pages label").nth(1).tap()
    page.locator("#pupil-both-prompt textarea").wait_for()
    press(page, "do-both")
    page.locator("#pupil-said-both .pupil-trouble").wait_for()
    slow.wait = brush.wait = 2
    page.locator("#pupil-both-prompt textarea").fill("a cat in the snow")
    page.locator("#pupil-both-seed input").fill("12")
    press(page, "do-both")
    page.locator("#pupil-slider img").nth(1).wait_for()
    assert slow.asked[-1] == brush.asked[-1] == ("a cat in the snow", 1, "1:1", 12)
    told = page.locator("#pupil-both-about").inner_text()
    assert "Base model (left)" in told and "Fine-tuned model (right)" in told and told.count("Generation") == 2
    assert page.locator(".pupil-strip img").count() >= 4
    fits(page)
    look(page, tmp_path, "both")
    brush.error = NoAnswer("no")
    press(page, "do-both")
    page.locator("#pupil-said-both .pupil-trouble").wait_for()
    assert page.locator(".pupil-both-list > li > img").count() == 1  # the good one is there


@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_axe_finds_nothing_of_ours(visit, server, axe_source, screen, tmp_path):
    page = visit(**screen, **({} if screen is PHONE else {"has_touch": False, "is_mobile": False}))
    page.locator("#pupil-idea textarea").fill(IDEA)
    page.locator("#pupil-do-pictures").click()
    page.locator(".pupil-gallery button").first.click()
    page.locator(".pupil-tap").wait_for()
    _, picture, points = spots(server)
    box = page.locator(".pupil-tap").bounding_box()
    x, y = points[0].x * box["width"] / picture.size[0], points[0].y * box["height"] / picture.size[1]
    page.locator(".pupil-tap").click(position={"x": x, "y": y})
    written(page, "words")
    page.locator("#pupil-do-one_go").click()
    page.locator(".story-player audio").wait_for()
    still(page)  # a button that is just coming back has a colour in between
    page.evaluate(axe_source)
    found = page.evaluate("axe.run()")["violations"]
    told = [(f["id"], [n["html"][:140] for n in f["nodes"]][:3]) for f in found]
    assert told == []
    look(page, tmp_path, "laptop" if screen is LAPTOP else "phone")
