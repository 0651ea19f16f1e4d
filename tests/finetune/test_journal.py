"""The journal, the guard, the budget and the forecast: plain Python, no model."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers.engine import NotHere
from storyhelpers.finetune.forecast import Forecast
from storyhelpers.finetune.guard import Guard
from storyhelpers.finetune.journal import Journal
from storyhelpers.finetune.probe import pick
from storyhelpers.finetune.progress import Budget, duration


def step(number: int) -> dict:
    return {"kind": "step", "step": number, "loss": 0.5, "rate": 1e-4, "grad": 1.0, "memory": 10, "seen": 4 * number,
            "seconds": 0.1 * number}  # fmt: skip


@pytest.fixture
def journal(tmp_path, monkeypatch):
    """One whose TensorBoard files are left out: torch takes seconds."""
    monkeypatch.setattr("storyhelpers.finetune.journal._board", lambda folder, step: None)
    return Journal(tmp_path / "run")


def test_events_come_back_as_they_were_written(journal):
    journal.begin(0)
    journal.write([step(1), step(2)])
    journal.say(2, "Hello.")
    assert journal.events() == [step(1), step(2), {"kind": "said", "step": 2, "text": "Hello."}]
    assert journal.of("step") == [step(1), step(2)]
    assert Journal(journal.folder).events() == journal.events()


def test_a_line_cut_off_by_a_kill_is_left_out_and_the_next_is_whole(journal):
    journal.begin(0)
    journal.write([step(1), step(2)])
    text = journal.file.read_text()
    journal.file.write_text(text[:-20])
    assert journal.events() == [step(1)]
    journal.begin(1)
    journal.write([step(2)])
    assert journal.events() == [step(1), step(2)]


def test_going_on_drops_what_came_after_the_checkpoint(journal):
    journal.begin(0)
    journal.write([{"kind": "probe", "rates": [1], "losses": [1], "rate": 1}, *map(step, range(1, 9))])
    journal.begin(5)
    assert [event["step"] for event in journal.of("step")] == [1, 2, 3, 4, 5]
    journal.begin(0)
    assert [event["kind"] for event in journal.events()] == ["probe"]
    journal.write([{"kind": "validation", "step": 0, "loss": 0.5}])
    journal.begin(0)  # stopped before the first step: what was measured counts
    assert [event["kind"] for event in journal.events()] == ["probe", "validation"]
    journal.begin(-1)  # stopped before that: it will be measured again
    assert [event["kind"] for event in journal.events()] == ["probe"]


def test_it_can_be_followed_from_elsewhere(journal):
    journal.begin(0)
    journal.write([step(1)])
    reader = Journal(journal.folder)
    events, position = reader.follow()
    assert events == [step(1)]
    journal.write([step(2)])
    with journal.file.open("a") as file:
        file.write('{"kind": "st')  # half a line, still being written
    events, position = reader.follow(position)
    assert events == [step(2)]
    journal.begin(1)
    events, position = reader.follow(position)
    assert events == [step(1)]


def test_a_full_disk_leaves_whole_lines(journal, full_disk):
    journal.begin(0)
    journal.write([step(1)])
    with full_disk(), pytest.raises(OSError):
        journal.write([step(number) for number in range(1000)])
    assert journal.events() == [step(1)]
    journal.write([step(2)])
    assert journal.events() == [step(1), step(2)]


def test_a_tracker_that_is_not_installed_is_said(journal, monkeypatch):
    monkeypatch.setattr("storyhelpers.finetune.journal.find_spec", lambda name: None)
    with pytest.raises(NotHere, match="pip install wandb"):
        journal.begin(0, ("wandb",))


@pytest.mark.models
def test_tensorboards_files_have_the_curves(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    journal = Journal(tmp_path)
    journal.begin(0)
    journal.write([step(1), step(2), {"kind": "validation", "step": 2, "loss": 0.25}])
    journal.say(2, "Hello.")
    journal.end()
    board = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert [(e.step, e.value) for e in board.Scalars("validation/loss")] == [(2, 0.25)]
    assert [e.step for e in board.Scalars("step/loss")] == [1, 2]
    assert "said/text_summary" in board.Tags()["tensors"]


def test_the_guard_goes_back_three_times_and_then_gives_up():
    guard = Guard()
    assert guard.look(0, 1.0) == "best" and guard.look(5, 0.8) == "best"
    assert guard.look(10, 0.9) == ""
    answers = [guard.look(15 + number, loss) for number, loss in enumerate([0.93, math.nan, math.inf, 5.0])]
    assert answers == ["back", "back", "back", "stop"]
    assert guard.slowed == pytest.approx(0.3**4) and guard.best == 0.8 and guard.best_step == 5
    assert "learning_rate=" in guard.sentence(18, 5.0, 1.0)


def test_a_loss_that_begins_high_may_stay_there_but_not_rise():
    guard = Guard()
    guard.look(0, 1.0)
    assert guard.look(5, 1.1) == "" and guard.look(10, 1.16) == "back"


@given(step=st.integers(0, 1000), seconds=st.floats(0, 10_000), minutes=st.none() | st.floats(0.1, 100))
def test_the_rate_falls_from_one_to_nothing_by_steps_or_by_time(step, seconds, minutes):
    budget = Budget(1000, minutes, 0)
    share = budget.share(step, seconds)
    assert share == min(1.0, max(step / 1000, seconds / (60 * minutes) if minutes else 0.0))
    assert 0 <= budget.factor(step, share) <= 1
    assert budget.factor(step, 0.0) == 1.0 and budget.factor(step, 1.0) == pytest.approx(0)


def test_the_rate_rises_first():
    budget = Budget(1000, None, 10)
    assert [round(budget.factor(step, 0.0), 2) for step in (0, 4, 9, 20)] == [0.1, 0.5, 1.0, 1.0]


def test_the_probe_takes_the_lowest_point():
    rates = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
    assert pick(rates, [1.0, 0.9, 0.7, 0.8, math.nan]) == 1e-3
    assert pick(rates[:1], [1.0]) == 1e-5


def forecast(**changes) -> Forecast:
    plain = {
        "steps": 400, "check_every": 25, "show_every": 100, "seconds_a_step": 0.5, "seconds_a_check": 1.0,
        "seconds_a_strip": 10.0, "memory": 2_500_000_000, "pictures": 256, "together": 4, "learns": 230,
        "device": "the processor", "place": "local", "hours": None, "minutes": None,
    }  # fmt: skip
    return Forecast(**(plain | changes))


def test_a_forecast_tells_pictures_seen_from_epochs():
    said = str(forecast())
    assert "1,600 pictures" in said and "7.0 epochs" in said and "26 more are kept back" in said
    assert "4.3 min" in said and "2.5 GB" in said
    few = str(forecast(steps=30, together=16, pictures=9_999, learns=9_999))
    assert "480 of the 9,999 come once, the others never" in few and "0.048 epochs" in few


def test_a_forecast_that_is_too_long_says_the_way_out():
    long = forecast(steps=20_625, together=16, pictures=11_000, learns=11_000, seconds_a_step=4.0, place="kaggle",
                    hours=12.0, seconds_a_strip=0, seconds_a_check=0)  # fmt: skip
    said = long.sentences()[-1]
    assert not long.fits
    assert said.startswith("11,000 pictures × 30 epochs take 23 h; a Kaggle session has 12 h: take ")
    assert "5,100 pictures for 30 epochs" in said and "14 epochs (steps=9_720)" in said
    assert "Kaggle" not in str(forecast(place="kaggle", hours=12.0))
    assert "about step" in str(forecast(minutes=3))


def test_durations():
    assert [duration(s) for s in (3, 90, 150, 3600, 3 * 3600, 90 * 3600, 9e5)] == [
        "3 s", "90 s", "2.5 min", "60 min", "3.0 h", "4 days", "10 days"
    ]  # fmt: skip


def test_the_journal_is_json_lines(journal):
    journal.begin(0)
    journal.write([step(1)])
    assert json.loads(journal.file.read_text().splitlines()[0])["kind"] == "step"
