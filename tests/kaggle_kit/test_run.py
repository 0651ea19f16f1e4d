"""run.py against a scripted service: waiting, fetching, what is said about green and red."""

import json

import pytest
import run
from hypothesis import given
from hypothesis import strategies as st
from kaggle_kit.loopback import KEY, SAVED, Answer
from kit import logs, waiting
from kit.trouble import KitTrouble, Unreachable, exit_status

QUEUED, RUNNING, GREEN = {"status": "QUEUED"}, {"status": "RUNNING"}, {"status": "COMPLETE"}
RED = {"status": "ERROR", "failureMessage": "Notebook raised an exception"}
TRACEBACK = """---------------------------------------------------------------------------
Exception encountered at "In [3]":
---------------------------------------------------------------------------
\x1b[0;31mModuleNotFoundError\x1b[0m                       Traceback (most recent call last)
Cell In[3], line 1
----> 1 import segno

ModuleNotFoundError: No module named 'segno'

[NbConvertApp] Converting notebook __notebook__.ipynb to html
[NbConvertApp] Writing 300000 bytes to __results__.html
"""


def log(*texts: str) -> str:
    """As Kaggle gives it: a JSON list, a piece a line."""
    pieces = [{"stream_name": "stderr", "time": n / 10, "data": text} for n, text in enumerate(texts)]
    return "[" + "\n,".join(json.dumps(piece) for piece in pieces) + "\n]"


@pytest.fixture
def go(service, clock, tmp_path):
    """Runs run.py for alice; its results go below tmp_path."""
    return lambda *words: run.main(["--owner", "alice", "--out", str(tmp_path / "out"), *words], clock)


def test_pushes_waits_and_fetches(service, go, clock, tmp_path, capsys):
    service.say("GetKernelSessionStatus", QUEUED, QUEUED, RUNNING, RUNNING, GREEN)
    service.outputs |= {"/output/book.html": b"<p>a book</p>", "/output/sound.wav": b"RIFF"}
    assert go("05", "--minutes", "30") == 0
    pushed = service.of("SaveKernel")[0].json
    assert pushed["sessionTimeoutSeconds"] == 1800 and "kernelExecutionType" not in pushed
    asked = service.of("GetKernelSessionStatus")
    assert len(asked) == 5 and asked[0].json["versionLabel"] == "v3"
    assert asked[0].json["kernelSlug"] == "storybook-studio-05-the-whole-chain" and asked[0].json["userName"] == "alice"
    assert clock.slept == sorted(clock.slept) and clock.slept[0] == 5 and clock.slept[-1] > 5
    folder = tmp_path / "out" / "05_the_whole_chain"
    assert (folder / "book.html").read_bytes() == b"<p>a book</p>" and (folder / "sound.wav").read_bytes() == b"RIFF"
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[2] for line in lines[1:3]] == ["waits for a machine", "runs"]
    assert "05_the_whole_chain: green after" in lines[-1] and str(folder) in lines[-1]


def test_a_red_one_says_which_cell_and_its_last_lines(service, go, capsys):
    service.say("GetKernelSessionStatus", RUNNING, RED)
    service.say("ListKernelSessionOutput", {"log": log("Setting up\n", f"key {KEY}\n", TRACEBACK)})
    assert go("05") == 1
    said = capsys.readouterr().err
    assert (
        "05_the_whole_chain: failed in cell [3] after" in said and "Kaggle says: Notebook raised an exception" in said
    )
    assert "    ModuleNotFoundError: No module named 'segno'\n" in said and "----> 1 import segno" in said
    assert "NbConvertApp" not in said and "\x1b" not in said and KEY not in said
    assert said.endswith("Not green: 05_the_whole_chain.\n")


def test_one_red_does_not_stop_the_next(service, go, capsys):
    service.say("GetKernelSessionStatus", RED, GREEN)
    assert go("04", "05") == 1
    said = capsys.readouterr()
    assert "05_the_whole_chain: green" in said.out and said.err.endswith("Not green: 04_words_to_sound.\n")
    names = [asked.name for asked in service.asked]
    assert names.index("GetKernelSessionStatus") < len(names) - names[::-1].index("SaveKernel")  # one after another


def test_one_that_was_stopped(service, go, capsys):
    service.say("GetKernelSessionStatus", {"status": "CANCEL_REQUESTED"}, {"status": "CANCEL_ACKNOWLEDGED"})
    assert go("05") == 1
    said = capsys.readouterr()
    assert "is being stopped" in said.out and "05_the_whole_chain: was stopped" in said.err


def test_a_network_that_comes_back_does_no_harm(service, go):
    service.say(
        "GetKernelSessionStatus", Answer({}, 500), Answer({"code": 429, "message": "slow"}, 429), RUNNING, GREEN
    )
    assert go("05") == 0


def test_a_network_that_stays_away_says_how_to_fetch_later(service, go, clock, capsys):
    service.say("GetKernelSessionStatus", Answer({"code": 403, "message": "no"}, 403))
    assert go("05") == 1
    said = capsys.readouterr().err
    assert len(clock.slept) == waiting.PATIENCE - 1 and "does not allow it (403)" in said
    assert (
        "It goes on running on Kaggle (https://www.kaggle.com/code/alice/storybook-studio-05-the-whole-chain)" in said
    )
    assert "`kaggle kernels output alice/storybook-studio-05-the-whole-chain -p" in said


def test_ctrl_c_leaves_it_running_and_says_so(service, go, clock, monkeypatch, capsys):
    def pressed(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(clock, "sleep", pressed)
    service.say("GetKernelSessionStatus", RUNNING)
    assert exit_status(lambda: go("05", "06")) == 1
    said = capsys.readouterr().err
    assert "05_the_whole_chain goes on running on Kaggle" in said and "fetches it later" in said
    assert len(service.of("SaveKernel")) == 1 and not service.of("ListKernelSessionOutput")


def test_one_that_does_not_end(service, go, clock, capsys):
    service.say("GetKernelSessionStatus", RUNNING)
    assert go("05", "--minutes", "10") == 1
    assert "It has not ended after 10 minutes and goes on" in capsys.readouterr().err
    assert clock.monotonic() == pytest.approx(10 * 60 + run.QUEUE)


def test_waits_for_a_free_place(service, go, capsys):
    busy = SAVED | {"error": "Maximum batch GPU session count of 2 reached."}
    url = {"url": "https://www.kaggle.com/code/alice/storybook-studio-05-the-whole-chain"}
    service.say("SaveKernel", busy, busy, SAVED | url)
    assert go("05") == 0
    assert len(service.of("SaveKernel")) == 3
    assert capsys.readouterr().out.count("waits, as many of your notebooks run as may at a time") == 1


def test_one_that_is_refused_is_not_pushed_again(service, go, clock, capsys):
    service.say("SaveKernel", Answer({"code": 400, "message": "bad"}, 400))
    assert go("05") == 1
    assert len(service.of("SaveKernel")) == 1 and clock.slept == []
    assert "05_the_whole_chain: Kaggle refuses it: bad" in capsys.readouterr().err


def test_no_key_stops_all(service, go):
    service.say("SaveKernel", Answer({"code": 401, "message": "no"}, 401))
    with pytest.raises(Unreachable, match="does not know this key"):
        go()
    assert len(service.of("SaveKernel")) == 1


def test_green_and_not_fetched_says_how_to_fetch_later(service, go, capsys):
    service.say("ListKernelSessionOutput", Answer({}, 500))
    assert go("05") == 1
    said = capsys.readouterr().err
    assert "It is green, but what it made was not fetched." in said and "fetches it later" in said


def test_a_name_that_leads_out_of_the_folder_is_refused(service, go, tmp_path):
    files = [{"fileName": "../../escaped.txt", "url": "http://localhost/output/x"}]
    service.outputs["/output/x"] = b"gotcha"
    service.say("ListKernelSessionOutput", {"files": files, "log": "[]"})
    assert go("05") == 1
    assert not list(tmp_path.rglob("escaped.txt"))


@pytest.mark.parametrize("minutes", ["0", "-3", "721"])
def test_minutes_that_kaggle_does_not_give(go, service, minutes):
    with pytest.raises(KitTrouble, match="between 1 and 720 minutes"):
        go("05", "--minutes", minutes)
    assert service.asked == []


@pytest.mark.parametrize("text", [log("one\n", "two\n"), "one\ntwo\n", '{"data": "one\\n"}\n{"data": "two\\n"}\n'])
def test_logs_of_every_form(text):
    assert logs.text_of(text) == "one\ntwo\n"


@given(st.text())
def test_any_log_can_be_read(text):
    read = logs.text_of(text)
    assert len(logs.last_words(read)) <= 12
    logs.failing_cell(read)


def test_the_last_words_without_a_traceback():
    assert logs.last_words("a\n\nb\n[NbConvertApp] x\n") == ["a", "b"]
    assert logs.failing_cell("a\nb") is None
