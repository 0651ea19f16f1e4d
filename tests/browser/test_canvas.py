"""The canvas' script in Chromium, with a model that is not Python: every hand, and what it does without answers."""

import time

import pytest
from browser.desk import HEIGHT, QUIET, WIDTH, asked, marks, open_desk

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 400, "height": 780}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}
CENTRE = {"x": WIDTH // 2, "y": HEIGHT // 2, "keep": True}


WINDOW = {"viewport": {"width": 900, "height": 700}}


@pytest.fixture
def page(new_page):
    return new_page(**WINDOW)


@pytest.fixture
def clock_page(new_page):
    """A page with an open desk, whose clock stands still until the test turns it."""
    page = new_page(alone=True, **WINDOW)
    page.clock.install()
    open_desk(page)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)  # surely later than now, however busy the machine is
    return page


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def status(page):
    return page.locator(".story-tools [role=status]")


def test_click_shift_right_and_the_tool(page):
    stage = open_desk(page)
    stage.click(position={"x": 50, "y": 40})
    stage.click(position={"x": 60, "y": 40}, modifiers=["Shift"])
    stage.click(position={"x": 70, "y": 40}, button="right")
    button(page, "－ Not this").click()
    stage.click(position={"x": 80, "y": 40})
    button(page, "＋ This").click()
    stage.click(position={"x": 90, "y": 40})
    assert [(m["x"], m["keep"]) for m in marks(page)] == [(50, True), (60, False), (70, False), (80, False), (90, True)]
    assert page.locator(".story-marks .yes").count() == 2 and page.locator(".story-marks .no").count() == 3
    stage.click(position={"x": 10, "y": 10}, button="middle")
    assert len(marks(page)) == 5


def drag(page, stage, start, end):
    box = stage.bounding_box()
    page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=4)
    page.mouse.up()


def test_a_box_by_drag_by_two_clicks_and_by_keys(page):
    stage = open_desk(page)
    drag(page, stage, (100, 90), (40, 20))  # from any corner
    assert marks(page) == [{"box": [40, 20, 101, 91]}]
    drag(page, stage, (100, 90), (400, 300))  # out of the picture: to its border; the new box replaces the old
    assert marks(page) == [{"box": [100, 90, WIDTH, HEIGHT]}]
    button(page, "▭ Box").click()
    stage.click(position={"x": 20, "y": 10})
    assert "First corner: column 20, row 10" in page.locator(".story-whisper").inner_text()
    stage.click(position={"x": 30, "y": 50})
    assert marks(page) == [{"box": [20, 10, 31, 51]}]
    stage.press("Enter")
    stage.press("ArrowRight")
    stage.press("ArrowDown")
    stage.press("Enter")
    assert marks(page) == [{"box": [160, 90, 166, 96]}]
    assert page.locator(".story-marks .box").count() == 1


def test_a_trembling_hand_makes_a_point(page):
    stage = open_desk(page)
    drag(page, stage, (100, 90), (103, 92))
    assert marks(page) == [{"x": 100, "y": 90, "keep": True}]


def test_the_keyboard_alone(page):
    stage = open_desk(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "story-stage"
    stage.press("Enter")
    assert marks(page) == [CENTRE]
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        stage.press(key)
    assert page.locator(".story-whisper").inner_text() == "Column 166, row 84"
    stage.press("Shift+Enter")
    assert marks(page)[-1] == {"x": 166, "y": 84, "keep": False}
    stage.press("Backspace")
    assert marks(page) == [CENTRE]
    stage.press("Space")
    stage.press("Control+z")
    assert marks(page) == [CENTRE]
    stage.press("Delete")
    assert marks(page) == []
    stage.press("Backspace")
    assert marks(page) == [CENTRE]
    for _ in range(200):
        stage.press("ArrowLeft")
    stage.press("Enter")
    assert marks(page)[-1]["x"] == 0
    stage.press("Escape")
    assert page.locator(".story-marks .aim").count() == 0


def test_keys_stay_in_the_canvas_and_commands_leave_it(page):
    stage = open_desk(page)
    page.evaluate("window.heard = []; addEventListener('keydown', (e) => heard.push(e.key))")
    for key in ("d", "d", "Enter", "b", "Escape", "Control+s", "Tab"):
        stage.press(key) if key != "Tab" else page.keyboard.press(key)
    assert page.evaluate("heard") == ["Control", "s", "Tab"] or page.evaluate("heard") == ["s", "Tab"]
    assert page.locator(".story-canvas").get_attribute("data-lm-suppress-shortcuts") == "true"


def test_undo_and_clear(page):
    stage = open_desk(page, marks=[CENTRE])
    assert button(page, "↶ Undo").get_attribute("aria-disabled") == "false"
    stage.click(position={"x": 10, "y": 10})
    button(page, "✕ Clear").click()
    assert marks(page) == [] and not page.locator(".story-mask").is_visible()
    assert button(page, "✕ Clear").get_attribute("aria-disabled") == "true"
    for wanted in ([CENTRE, {"x": 10, "y": 10, "keep": True}], [CENTRE], [], []):
        button(page, "↶ Undo").dispatch_event("click")  # the last one finds nothing to undo
        assert marks(page) == wanted


def test_the_marks_that_nobody_made_give_way(page):
    stage = open_desk(page, marks=[CENTRE], suggested=True)
    stage.click(position={"x": 10, "y": 10})
    stage.click(position={"x": 20, "y": 10})
    assert [m["x"] for m in marks(page)] == [10, 20]
    button(page, "↶ Undo").click()
    button(page, "↶ Undo").click()
    assert marks(page) == [CENTRE]
    stage = open_desk(page, marks=[CENTRE], suggested=True)
    stage.click(position={"x": 10, "y": 10}, button="right")  # "not this" belongs to what is marked
    assert marks(page)[0] == CENTRE and len(marks(page)) == 2


def test_keep_name_and_remove(page):
    stage = open_desk(page)
    stage.click(position={"x": 150, "y": 90})
    page.locator(".story-mask").wait_for()
    button(page, "Keep it, mark the next").click()
    page.wait_for_function(QUIET)
    assert marks(page) == [] and not page.locator(".story-mask").is_visible()
    name = page.get_by_label("Name of thing 1")
    assert name.input_value() == "thing" and page.locator(".story-kept img:visible").count() == 1
    name.fill("the <b>bus</b>")
    name.press("Enter")
    page.wait_for_function(QUIET)
    assert asked(page)[-1][0]["rename"][1] == "the <b>bus</b>"
    assert page.get_by_label("Remove the <b>bus</b>").count() == 1 and page.locator(".story-things b").count() == 0
    name.fill("  ")
    name.press("Tab")
    assert name.input_value() == "the <b>bus</b>"  # a thing keeps a name
    count = len(asked(page))
    name.fill("no")
    name.press("Escape")
    assert name.input_value() == "the <b>bus</b>" and len(asked(page)) == count
    stage.click(position={"x": 20, "y": 20})
    button(page, "Keep it, mark the next").click()
    page.wait_for_function(QUIET)
    page.get_by_label("Remove the <b>bus</b>").click()
    page.wait_for_function(QUIET)
    assert page.locator(".story-things li").count() == 1 and page.locator(".story-kept img").count() == 1
    assert status(page).inner_text() == "Removed: the <b>bus</b>. Undo takes it back."
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove thing"
    button(page, "↶ Undo").click()
    page.wait_for_function(QUIET)
    assert "restore" in asked(page)[-1][0]
    button(page, "↶ Undo").click()  # of the second keep: its mark is there again
    assert [m["x"] for m in marks(page)] == [20] and page.locator(".story-things li").count() == 0


def test_a_thing_glows_while_its_name_is_pointed_at(page):
    things = [{"id": "a", "name": "bus", "colour": "#b45309", "mask": None, "at": [40, 40]}]
    open_desk(page, things=things)
    page.locator(".story-things li").hover()
    assert page.locator(".story-kept img.glow").count() == 1
    page.mouse.move(1, 1)
    assert page.locator(".story-kept img.glow").count() == 0
    page.get_by_label("Remove bus").focus()
    assert page.locator(".story-kept img.glow").count() == 1


def test_two_hundred_clicks_in_a_second_are_few_questions_and_none_is_lost(page):
    stage = open_desk(page)
    page.evaluate("model.delay = 150")
    box = stage.bounding_box()
    page.evaluate(
        """([x, y]) => { const stage = document.querySelector('.story-stage');
        stage.setPointerCapture = () => {};
        for (let n = 0; n < 200; n++) for (const kind of ['pointerdown', 'pointerup'])
          stage.dispatchEvent(new PointerEvent(kind, { clientX: x + n, clientY: y + 50.5, isPrimary: true, button: 0,
            bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse' })); }""",
        [box["x"], box["y"]],
    )
    assert page.locator(".story-marks .yes").count() == 200  # shown at once
    assert [m["x"] for m in marks(page)] == list(range(200))
    assert len(asked(page)) == 2 and len(asked(page)[1]) == 1


def test_what_is_done_while_python_works_stays_in_order(page):
    stage = open_desk(page)
    page.evaluate("""() => {   // Python answers the first question when the test says so
      const python = model.python;
      model.python = (question) => {
        model.python = python;
        window.let_python_answer = () => model.python(question);
      };
    }""")
    stage.click(position={"x": 10, "y": 10})
    stage.click(position={"x": 20, "y": 10})
    button(page, "Keep it, mark the next").click()
    stage.click(position={"x": 30, "y": 10})
    stage.click(position={"x": 40, "y": 10})
    assert status(page).inner_text().startswith("Cutting out …")
    page.wait_for_function("!!window.let_python_answer")
    page.evaluate("let_python_answer()")
    assert [m["x"] for m in marks(page)] == [30, 40]
    page.wait_for_function("model.saved.filter((one) => one.asked).length > 1")
    acts = asked(page)
    assert [list(act)[0] for act in acts[1]] == ["marks", "keep", "marks"]
    assert [m["x"] for m in acts[1][0]["marks"]] == [10, 20]


def test_python_that_does_not_answer_is_told_and_nothing_is_lost(clock_page):
    page, stage = clock_page, clock_page.locator(".story-stage")
    page.evaluate("model.hearing = model.answering = false")
    stage.click(position={"x": 10, "y": 10})
    page.clock.run_for(2000)
    assert status(page).inner_text() == "Cutting out …"
    stage.click(position={"x": 20, "y": 10})
    page.clock.run_for(4000)
    assert "Python has not answered for 6 s" in status(page).inner_text() and "wrong" in status(page).get_attribute(
        "class"
    )
    page.clock.run_for(5000)
    assert len(asked(page)) == 2 and asked(page)[0] == asked(page)[1], "asked once more, the same"
    page.evaluate("model.hearing = model.answering = true; model.python(model.get('asked'))")
    page.clock.run_for(1000)
    assert [m["x"] for m in page.evaluate("model.get('marks')")] == [10, 20]
    assert status(page).inner_text() == "" and "wrong" not in status(page).get_attribute("class")


def test_python_that_heard_and_works_long_shows_the_time(clock_page):
    page, stage = clock_page, clock_page.locator(".story-stage")
    page.evaluate("model.answering = false")
    stage.click(position={"x": 10, "y": 10})
    page.clock.run_for(20_000)
    assert status(page).inner_text() == "Cutting out … 20 s" and len(asked(page)) == 1


def test_a_closed_line_is_told_at_once(page):
    stage = open_desk(page)
    page.evaluate("model.hearing = model.answering = false; model.fire('comm:close')")
    assert "stopped" not in status(page).inner_text()  # nobody waits for anything
    stage.click(position={"x": 10, "y": 10})
    assert status(page).inner_text() == "Python was stopped or restarted. Run this cell again to go on marking."
    page.evaluate("() => { model.save_changes = () => { throw new Error('no line') } }")
    stage.click(position={"x": 20, "y": 10})
    assert page.locator(".story-marks .yes").count() == 2


def test_hints_follow_the_pointer_and_change_nothing(page):
    stage = open_desk(page, hints=True)
    hint = page.locator(".story-hint")
    stage.hover(position={"x": 150, "y": 90})
    hint.wait_for(state="visible")
    assert page.evaluate("model.saved.filter((one) => one.wondered).at(-1).wondered.marks") == [
        {"x": 150, "y": 90, "keep": True}
    ]
    assert marks(page) == [] and asked(page) == []
    page.mouse.move(1, 400)
    assert not hint.is_visible()
    page.evaluate("model.thinking = 120")
    stage.hover(position={"x": 100, "y": 90})
    page.wait_for_timeout(80)
    page.mouse.move(1, 400)  # gone before the answer comes
    page.wait_for_timeout(200)
    assert not hint.is_visible()


def test_hints_are_throttled_and_none_without_leave(page):
    stage = open_desk(page, hints=True)
    page.evaluate("model.thinking = 100")
    box = stage.bounding_box()
    start = time.monotonic()
    for n in range(60):
        page.mouse.move(box["x"] + 2 * n, box["y"] + 20 + n)
    page.wait_for_timeout(400)
    most = (time.monotonic() - start) / 0.1 + 1
    assert 1 <= page.evaluate("model.saved.filter((one) => one.wondered).length") <= most
    stage = open_desk(page, hints=False)
    stage.hover(position={"x": 150, "y": 90})
    page.wait_for_timeout(200)
    assert page.evaluate("model.saved.filter((one) => one.wondered).length") == 0


def test_a_tap_marks_and_a_swipe_scrolls(new_page):
    page = new_page(**PHONE)
    stage = open_desk(page, after="<p style='height:3000px'>below</p>")
    assert "Tap a thing." in status(page).inner_text()
    box = stage.bounding_box()
    page.touchscreen.tap(box["x"] + 60.5, box["y"] + 50.5)
    assert marks(page) == [{"x": 60, "y": 50, "keep": True}]
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    x, y = box["x"] + 100, box["y"] + 150
    touch("touchStart", (x, y))
    for step in range(1, 12):
        touch("touchMove", (x, y - 12 * step))
    touch("touchEnd")
    page.wait_for_function("scrollY > 50")
    assert len(marks(page)) == 1 and page.locator(".story-marks .box").count() == 0
    page.evaluate("""async () => {   // a swipe goes on for a moment
      for (let before = -1; before !== scrollY; await new Promise((done) => setTimeout(done, 200))) before = scrollY;
    }""")
    page.evaluate("scrollTo(0, 0)")
    button(page, "▭ Box").tap()
    box = stage.bounding_box()
    touch("touchStart", (box["x"] + 20.5, box["y"] + 20.5))
    for step in range(1, 12):
        touch("touchMove", (box["x"] + 20.5 + 5 * step, box["y"] + 20.5 + 5 * step))
    touch("touchEnd")
    assert marks(page)[-1] == {"box": [20, 20, 76, 76]} and stage.bounding_box() == box
    button(page, "＋ This").tap()
    touch("touchStart", (box["x"] + 60, box["y"] + 50))  # two fingers zoom: no mark
    touch("touchStart", (box["x"] + 60, box["y"] + 50), (box["x"] + 160, box["y"] + 90))
    touch("touchEnd")
    assert len(marks(page)) == 2


def test_it_fits_a_phone_and_fingers(new_page):
    page = new_page(**PHONE)
    things = [{"id": str(n), "name": "a thing with a long name", "colour": "#b45309", "mask": None, "at": [40, 40]}
              for n in range(3)]  # fmt: skip
    open_desk(page, things=things)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    boxes = [one.bounding_box() for one in page.locator("button").all()]
    assert all(min(box["width"], box["height"]) >= 44 for box in boxes), boxes


@pytest.mark.parametrize("words", ["", "Nothing could be cut out there."])
def test_axe_is_content(page, axe_source, words):
    things = [{"id": "a", "name": "bus", "colour": "#4d7c0f", "mask": None, "at": [40, 40]}]
    stage = open_desk(page, things=things, words=words, wrong=bool(words))
    stage.press("Enter")
    page.evaluate(axe_source)
    found = page.evaluate("axe.run('.story-canvas')")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []


def test_words_are_only_words(page):
    nasty = "<img src=x onerror=\"document.title='broken'\">"
    things = [{"id": "a", "name": nasty, "colour": "#b45309", "mask": None, "at": [40, 40]}]
    open_desk(page, words=nasty, label=nasty, things=things)
    assert status(page).inner_text() == nasty and page.title() == "desk"
    assert page.get_by_label("Name of thing 1").input_value() == nasty


def test_the_focus_is_seen(page):
    stage = open_desk(page)
    page.keyboard.press("Tab")
    assert stage.evaluate("(node) => getComputedStyle(node).outlineWidth") == "3px"
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_it_says_that_it_is_alive_and_leaves_nothing_behind(page):
    open_desk(page)
    assert page.evaluate("model.saved[0].alive") is True
    page.evaluate("stop()")
    assert not page.locator(".story-canvas").count()
    assert page.evaluate("Object.values(model.listeners).every((list) => list.length === 0)")


def test_two_views_of_one_canvas(page):
    open_desk(page, after="<div id=second></div>")
    page.evaluate("() => { render_again('second') }")
    stages = page.locator(".story-stage")
    stages.nth(0).click(position={"x": 10, "y": 10})
    page.wait_for_function(QUIET)
    stages.nth(1).click(position={"x": 20, "y": 10})
    assert [m["x"] for m in marks(page)] == [10, 20]
    assert page.locator(".story-marks .yes").count() == 4
