"""A training is watched: in this thread, beside the kernel, without a notebook; stopped, failed, and gone on with."""

import time

import pytest

pytest.importorskip("ipywidgets")

from widgets.pretend import Pretend

from storyhelpers import BadInput, NotHere, language
from storyhelpers.finetune import curves as module
from storyhelpers.finetune.curves import Curves
from storyhelpers.widgets import training_panel
from storyhelpers.widgets.training_panel import TrainingPanel, watch


@pytest.fixture
def training(tmp_path):
    return Pretend(tmp_path, steps=40)


@pytest.fixture
def plain(monkeypatch):
    """Curves that nobody draws: what a panel does with them is not how they look."""
    monkeypatch.setattr(Curves, "figure", lambda self, narrow=False: None)
    monkeypatch.setattr(module, "picture_of", lambda figure, kind: b"a picture")


def test_it_runs_to_the_end_and_shows_all_of_it(training):
    panel = TrainingPanel(training)
    last = panel.run()
    assert last.state == "done" and last.step == 40
    assert "Done in 0 s: 40 steps, 320 pictures seen = 1.25 epochs." in panel.ended.value
    assert "data:image/png" in panel.curves.value and "Step 40" in panel.strip.value
    assert "out of memory" in panel.curves.value and panel.job.text.value == "" and panel.halt.value == ""
    for part in (panel.ended.value, panel.curves.value, panel.strip.value):
        assert part in panel.html
    assert panel.job.button.description == "Go on training"


def test_the_curves_are_drawn_seldom(training, plain):
    training.steps = 300
    TrainingPanel(training).run()
    assert training.looks <= 3, "the first step, the end, and what a second more may bring"


def test_where_it_is_is_told_in_words(training, plain):
    panel, told = TrainingPanel(training), []
    training.pace = 0.012
    panel.job.text.observe(lambda change: told.append(change.new), "value")
    panel.run()
    now = next(text for text in told if "step 1 of 40" in text)
    assert "8 pictures seen = 0.03 epochs" in now and "s left" in now and 'value="0.025"' in now


def test_stop_ends_it_after_the_step_and_it_goes_on(training, plain):
    training.steps, training.pace = 100_000, 0.001
    panel = TrainingPanel(training, inline=False)
    panel.job.button.click()
    while training.step < 20:
        time.sleep(0.01)
    panel.job.stop.click()
    panel.job.wait()
    step = training.step
    assert f"Stopped at step {step}; run the cell again" in panel.ended.value and panel.job.text.value == ""
    assert not panel.job.busy and (training.folder / "kept.json").read_text() == str(step)
    training.steps = step + 30
    panel.job.button.click()
    panel.job.wait()
    assert panel.progress.step == step + 30 and "Done" in panel.ended.value


def test_the_kernels_own_stop_button_returns_what_there_is(training, plain, monkeypatch):
    def interrupted(seconds):
        if training.step == 7:
            raise KeyboardInterrupt

    monkeypatch.setattr("widgets.pretend.time.sleep", interrupted)
    panel = TrainingPanel(training)
    assert panel.run().state == "stopped" and "Stopped at step 7" in panel.ended.value


@pytest.mark.parametrize("error", [BadInput("No such base."), ZeroDivisionError("x")])
def test_what_goes_wrong_is_raised_in_the_cell(tmp_path, error, plain):
    panel = TrainingPanel(Pretend(tmp_path, fails=error))
    with pytest.raises(type(error)):
        panel.run()
    assert panel.job.text.value == "" and "data:image/png" in panel.html, "said once, and the curves so far are kept"


def test_beside_the_kernel_it_is_said_in_place(tmp_path, plain):
    panel = TrainingPanel(Pretend(tmp_path, fails=BadInput("No <such> base.")), inline=False)
    panel.job.button.click()
    panel.job.wait()
    assert "No &lt;such&gt; base." in panel.job.text.value and 'role="alert"' in panel.job.text.value


def test_without_matplotlib_it_trains_all_the_same(training, monkeypatch):
    def none_here(self):
        raise NotHere("Curves need matplotlib. Type: pip install matplotlib.")

    monkeypatch.setattr(Pretend, "curves", none_here)
    panel = TrainingPanel(training)
    assert panel.run().state == "done" and "pip install matplotlib" in panel.curves.value


def test_what_was_said_stays_text(training, plain):
    training.said.append((0, "<script>alert(1)</script>"))
    panel = TrainingPanel(training)
    panel.run()
    assert "<script" not in panel.html and "&lt;script" in panel.html


def test_given_up_is_said():
    from types import SimpleNamespace

    last = SimpleNamespace(step=30, state="gave up")
    assert training_panel._end(last) == "Given up at step 30; the best weights were kept."


def test_without_a_notebook_it_prints_now_and_then(training, capsys, monkeypatch):
    monkeypatch.setattr(training_panel, "EVERY", 0.0)
    assert watch(training).state == "done"
    lines = capsys.readouterr().out.splitlines()
    assert "step 1 of 40" in lines[0] and "Done" in lines[-1] and "Step 10: out of memory" in lines[9]


def test_it_prints_little_when_it_is_quick(training, capsys):
    watch(training)
    assert len(capsys.readouterr().out.splitlines()) == 2  # what was said, and the end


def test_it_speaks_the_persons_language(training, plain):
    panel = TrainingPanel(training)
    language("zh-TW")
    panel.relabel()
    assert panel.job.button.description == "開始訓練"
    panel.run()
    assert "完成" in panel.ended.value and "第 40 步" in panel.strip.value


@pytest.mark.parametrize("seconds, text", [(3, "3 s"), (99, "99 s"), (114, "1.9 min"), (9000, "2.5 h")])
def test_times(seconds, text):
    assert training_panel._time(seconds) == text
