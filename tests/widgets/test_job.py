"""A job: one run for ten presses, Cancel at once, every error as an escaped sentence in place."""

import threading
import time

import pytest

pytest.importorskip("ipywidgets")

from storyhelpers import BadInput, Cancelled, language
from storyhelpers.widgets import job as jobs
from storyhelpers.widgets.job import Job


def label():
    return "Go"


@pytest.fixture
def gate():
    """Work that waits until it is let through, and counts."""
    return Gate()


class Gate:
    def __init__(self):
        self.open, self.runs, self.inside = threading.Event(), 0, threading.Event()

    def __call__(self, progress):
        self.runs += 1
        self.inside.set()
        assert self.open.wait(20)
        progress(1, 2)
        return self.runs


def test_ten_presses_are_one_run(gate):
    came = []
    job = Job(label, gate, came.append, inline=False)
    for _ in range(10):
        job.button.click()
    assert gate.inside.wait(20) and job.busy and job.button.disabled and job.stop.layout.display == ""
    gate.open.set()
    job.wait()
    assert came == [1] and not job.busy and not job.button.disabled and job.stop.layout.display == "none"
    job.button.click()
    job.wait()
    assert came == [1, 2]


@pytest.mark.parametrize("press", ["stop", "none"])
def test_when_it_says_how_it_ended_the_button_is_ready(gate, press):
    def fails(progress):
        gate(progress)
        raise BadInput("No such page.")

    job, seen = Job(label, fails, inline=False), []
    job.button.click()
    assert gate.inside.wait(20)
    job.text.observe(lambda _: seen.append((job.button.disabled, job.stop.layout.display)), "value")
    if press == "stop":
        job.stop.click()
    gate.open.set()
    job.wait()
    assert seen[-1] == (False, "none") and ("Cancelled" if press == "stop" else "No such page.") in job.text.value


def test_ten_presses_are_one_run_inside_the_callback_too():
    came = []
    job = Job(label, lambda progress: 1, came.append, inline=True)
    for _ in range(10):  # Colab hands them over one after the other, when the first has ended
        job.button.click()
    assert came == [1]
    time.sleep(jobs.QUEUED + 0.05)
    job.button.click()
    assert came == [1, 1]


def test_cancel_at_once_throws_the_answer_away(gate):
    came, took = [], []
    for _ in range(3):  # a busy machine may hold one of them up
        job = Job(label, gate, came.append, inline=False)
        job.button.click()
        assert gate.inside.wait(20)
        started = time.perf_counter()
        job.stop.click()
        took.append(time.perf_counter() - started)
        assert not job.busy and not job.button.disabled and "Cancelled" in job.text.value
        gate.open.set()
        job.wait()
        assert came == [] and "Cancelled" in job.text.value
        gate.inside.clear(), gate.open.clear()
    assert min(took) < 0.11


def test_cancelled_before_its_turn_it_never_runs(gate):
    first, second = Job(label, gate, inline=False), Job(label, gate, inline=False)
    first.start()
    assert gate.inside.wait(20)
    second.start()
    assert "Waiting" not in first.text.value
    second.cancel()
    gate.open.set()
    first.wait()
    second.wait()
    assert gate.runs == 1


def test_work_that_asks_is_stopped_at_its_next_step():
    stopped, begun = [], threading.Event()

    def work(progress):
        try:
            for number in range(10_000):
                progress(number, 10_000)
                begun.set()
                time.sleep(0.002)
        except Cancelled:
            stopped.append(number)
            raise

    job = Job(label, work, inline=False)
    job.start()
    assert begun.wait(20)
    job.cancel()
    job.wait()
    assert stopped and stopped[0] < 5000


def test_progress_is_shown_and_has_a_name(gate):
    def work(progress):
        progress.doing("Painting <b>")
        progress(1, 4)
        time.sleep(jobs.PACE * 1.5)
        progress(2, 4)
        shown.append(job.text.value)

    shown = []
    job = Job(label, work, inline=False)
    job.start()
    job.wait()
    assert 'value="0.500"' in shown[0] and "50%" in shown[0] and "Painting &lt;b&gt;" in shown[0]
    assert 'aria-label="Painting &lt;b&gt;"' in shown[0] and job.text.value == ""


@pytest.mark.parametrize("inline", [True, False])
def test_a_story_error_is_a_sentence_and_text_stays_text(inline):
    def work(progress):
        raise BadInput("The idea <script>alert(1)</script> is empty.")

    job = Job(label, work, inline=inline)
    job.start()
    job.wait()
    assert "&lt;script&gt;" in job.text.value and "<script" not in job.text.value and 'role="alert"' in job.text.value
    assert "Traceback" not in job.text.value and not job.busy


@pytest.mark.parametrize("where", ["work", "done"])
def test_any_other_error_has_its_details_in_a_fold(where):
    def fails(*_):
        raise KeyError("<img src=x>")

    job = Job(label, fails if where == "work" else lambda progress: 1, fails if where == "done" else None, inline=False)
    job.start()
    job.wait()
    assert "KeyError" in job.text.value and "<details>" in job.text.value and "<img" not in job.text.value
    assert not job.busy and not job.button.disabled


def test_the_kernels_stop_button_is_a_cancel():
    def work(progress):
        raise KeyboardInterrupt

    job = Job(label, work, inline=True)
    job.start()
    assert "Cancelled" in job.text.value and not job.busy


def test_a_job_may_start_another_when_it_is_done():
    came = []
    second = Job(label, lambda progress: "second", came.append, inline=False)
    first = Job(label, lambda progress: "first", lambda made: (came.append(made), second.start()), inline=False)
    first.start()
    first.wait()
    second.wait()
    assert came == ["first", "second"]


def test_labels_follow_the_language():
    from storyhelpers.locale import say

    job = Job(lambda: say("Generate pictures"), lambda progress: None, inline=False)
    assert (job.button.description, job.stop.description) == ("Generate pictures", "Cancel")
    language("zh-TW")
    job.relabel()
    assert (job.button.description, job.stop.description) == ("生成圖片", "取消")


def test_on_colab_work_runs_inside_the_callback(monkeypatch):
    monkeypatch.setattr(jobs, "where", lambda: "colab")
    threads = []
    job = Job(label, lambda progress: threads.append(threading.current_thread()))
    job.start()
    assert threads == [threading.current_thread()]
