"""Curves and strips: drawn from whatever a journal holds, without a global figure, and the same words for everybody."""

import io
import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from widgets.pretend import BATCH, PICTURES, Pretend, events_of, preview

from storyhelpers import BadInput, NotHere, language
from storyhelpers.finetune import curves as module
from storyhelpers.finetune.curves import curves, strip
from storyhelpers.finetune.drawing_curves import MOST_POINTS, Drawn, _window, smoothed

NAN = float("nan")


def image(data):
    return Image.open(io.BytesIO(data))


def test_what_is_drawn_is_what_was_measured():
    events = events_of(100)
    drawn = Drawn.of(events, PICTURES)
    losses = [event["loss"] for event in events if event["kind"] == "step"]
    assert drawn.steps == 100 and np.array_equal(drawn.columns["loss"], losses)
    checks = {event["step"]: event["loss"] for event in events if event["kind"] == "validation"}
    assert drawn.best == (100, min(checks.values())) and drawn.first == checks[25]


def test_the_figure_has_its_lines_its_star_and_its_second_axis():
    shown = curves([*events_of(100), {"kind": "said", "step": 60, "text": "Went back to step 50."}], PICTURES)
    figure = shown.figure()
    loss = figure.axes[0]
    labels = loss.get_legend_handles_labels()[1]
    assert labels == ["Training, smoothed", "Validation, fixed noise", "Best, at step 100"]
    assert [text.get_text() for text in loss.texts] == ["1"] and shown.marks == ((60, "Went back to step 50."),)
    top = loss.child_axes[0]
    assert "256 are one epoch" in top.get_xlabel()
    figure.canvas.draw()
    assert top.get_xlim()[1] == pytest.approx(loss.get_xlim()[1] * BATCH, rel=1e-6)
    assert "<ol" in shown._repr_html_() and "Went back" in shown._repr_html_()


def test_the_pictures_seen_follow_a_batch_that_changed():
    events = [
        {"kind": "step", "step": n, "loss": 1.0, "seen": 8 * min(n, 50) + 4 * max(0, n - 50)} for n in range(1, 101)
    ]
    ax = curves(events).figure().axes[0]
    forth, back = ax.child_axes[0]._functions
    for step, seen in ((0, 0), (25, 200), (50, 400), (100, 600), (110, 640)):
        assert forth(np.array([step])) == pytest.approx(seen) and back(np.array([seen])) == pytest.approx(step)


def test_png_and_svg_are_saved_and_nothing_else(tmp_path):
    shown = curves(events_of(60))
    assert image(shown.save(tmp_path / "c.png").read_bytes()).size == (1122, 704)
    assert b"<svg" in shown.save(tmp_path / "c.svg").read_bytes()
    with pytest.raises(BadInput, match=r"\.png or \.svg"):
        shown.save(tmp_path / "c.pdf")


def test_matplotlibs_global_state_is_left_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    curves(events_of(30)).figure(narrow=True)
    assert dict(matplotlib.rcParams) == before
    plt = sys.modules.get("matplotlib.pyplot")
    assert plt is None or plt.get_fignums() == []


def test_an_empty_journal_says_so():
    for events in ([], [{"kind": "said", "step": 0, "text": "Started."}], [{"kind": "step"}]):
        shown = curves(events)
        assert "No step has been taken yet." in shown._repr_html_() and "<img" not in shown._repr_html_()
        assert shown.live == ""
    assert image(shown.png).width > 1000


def test_losses_that_are_no_numbers_are_marked_and_passed_over():
    events = events_of(40)
    for event in events[10:13]:
        event["loss"] = NAN
    events.append({"kind": "validation", "step": 30, "loss": math.inf})
    shown = curves(events)
    assert "Not a number" in shown.figure().axes[0].get_legend_handles_labels()[1]
    assert shown.drawn.best[0] == 25 and image(shown.png).width > 1000
    assert np.isfinite(smoothed(shown.drawn.columns["loss"], 5)).all()


def test_a_spike_does_not_press_the_rest_flat():
    events = events_of(200)
    next(event for event in events if event["step"] == 150)["loss"] = 1e9
    events.append({"kind": "validation", "step": 152, "loss": 1e9})
    low, high = curves(events).figure().axes[0].get_ylim()
    assert low < 0.33 and 0.6 < high < 3


def test_of_two_events_of_a_step_the_later_counts_and_order_does_not_matter():
    events = [{"kind": "step", "step": 2, "loss": 5.0}, {"kind": "step", "step": 1, "loss": 4.0},
              {"kind": "step", "step": 2, "loss": 3.0}]  # fmt: skip
    assert Drawn.of(events).columns["loss"].tolist() == [4.0, 3.0]


def test_a_long_run_is_drawn_with_few_points():
    figure = curves([{"kind": "step", "step": n, "loss": 1 / n, "seen": n} for n in range(1, 20_001)]).figure()
    assert max(len(line.get_xdata()) for line in figure.axes[0].lines) <= MOST_POINTS


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), st.floats(1, 50))
def test_a_smoothed_line_stays_among_its_values(values, span):
    line = smoothed(np.array(values), span)
    assert line[0] == pytest.approx(values[0]) and (line >= min(values) - 1e-9).all()
    assert (line <= max(values) + 1e-9).all()


numbers = st.one_of(st.none(), st.floats(), st.integers(-5, 10**12), st.just("x"))
anything = st.fixed_dictionaries(
    {"kind": st.sampled_from(["step", "validation", "said", "pictures", "probe", "?"])},
    optional={"step": st.one_of(st.integers(0, 500), st.none(), st.just(NAN), st.just("x")), "loss": numbers,
              "rate": numbers, "grad": numbers, "memory": numbers, "seen": numbers, "text": st.text(max_size=40),
              "file": st.text(max_size=8)},
)  # fmt: skip


@settings(max_examples=8, deadline=None)  # each draws a figure
@given(st.lists(anything, min_size=4, max_size=12), st.booleans())
def test_any_journal_can_be_drawn(events, narrow):
    figure = curves(events).figure(narrow)
    figure.draw_without_rendering()
    assert figure.axes or figure.texts


@given(st.lists(anything, max_size=12))
def test_any_journal_can_be_told(events):
    shown = curves(events)
    low, high = _window(shown.drawn.columns["loss"], smoothed(shown.drawn.columns["loss"], 2), known(shown.drawn))
    assert shown.words and math.isfinite(low) and low < high


def known(drawn):
    losses = drawn.validation[:, 1]
    return losses[np.isfinite(losses)]


def test_it_speaks_the_persons_language():
    language("zh-TW")
    shown = curves(events_of(50), PICTURES)
    assert "驗證損失" in shown.words and "學習率" in {ax.get_title(loc="left") for ax in shown.figure().axes}


def test_without_matplotlib_it_says_what_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(NotHere, match="pip install matplotlib"):
        curves(events_of(5)).figure()


# ---- The strip


def test_a_strip_has_a_row_a_step(tmp_path):
    training = Pretend(tmp_path, steps=60)
    training.run()
    shown = training.strip()
    assert [step for step, _ in shown.rows] == [20, 40, 60] and shown.lost == ()
    sheet = image(shown.save(tmp_path / "strip.png").read_bytes())
    assert sheet.size == shown.image.size and sheet.width == module.MARGIN + module.ROW_WIDTH
    page = shown._repr_html_()
    assert page.index("Step 20") < page.index("Step 60") and page.count("<img") == 3
    assert "Step 60" in shown.newest and "Step 20" not in shown.newest


def test_many_steps_are_thinned_out_evenly(tmp_path):
    events = [{"kind": "pictures", "step": step, "file": f"{step}.webp"} for step in range(0, 5000, 100)]
    for event in events:
        preview(event["step"]).save(tmp_path / event["file"])
    steps = [step for step, _ in strip(events, tmp_path).rows]
    assert len(steps) == module.MOST_ROWS and steps[0] == 0 and steps[-1] == 4900
    assert [step for step, _ in strip(events, tmp_path, most=1).rows] == [4900]


def test_what_cannot_be_read_is_named(tmp_path):
    preview(10).save(tmp_path / "good.webp")
    (tmp_path / "cut.webp").write_bytes((tmp_path / "good.webp").read_bytes()[:60])
    names = ("good.webp", "cut.webp", "gone.webp")
    events = [{"kind": "pictures", "step": step, "file": name} for step, name in enumerate(names, 1)]
    shown = strip(events, tmp_path)
    assert [step for step, _ in shown.rows] == [1] and shown.lost == ("cut.webp", "gone.webp")
    assert "cut.webp, gone.webp" in shown._repr_html_()


def test_a_strip_without_pictures_says_so(tmp_path):
    shown = strip(events_of(30), tmp_path)
    assert "No validation pictures" in shown._repr_html_() and shown.newest == ""
    with pytest.raises(BadInput, match="No validation pictures"):
        shown.save(tmp_path / "strip.png")
    with pytest.raises(BadInput, match=r"\.png or \.webp"):
        shown.save(tmp_path / "strip.txt")
