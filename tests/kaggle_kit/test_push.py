"""push.py, and the real official client, against a stand-in of the service: what arrives there, and what is said."""

import base64
import json
import os
import subprocess
import sys

import nbformat
import push
import pytest
from kaggle_kit.loopback import KEY, SAVED, Answer
from kit.lessons import ROOT, all_lessons
from kit.trouble import KitTrouble, Unreachable, exit_status

LESSONS = all_lessons()


def slug_of(lesson) -> str:
    return json.loads(lesson.metadata.read_text("utf-8"))["id"].replace("OWNER", "alice")


def assert_sent(body: dict, lesson):
    """What Kaggle has to be told about a notebook of ours."""
    told = json.loads(lesson.metadata.read_text("utf-8"))
    assert body["slug"] == slug_of(lesson) and body["newTitle"] == told["title"]
    assert body["language"] == "python" and body["kernelType"] == "notebook"
    assert body["enableGpu"] is True and body["machineShape"] == "NvidiaTeslaT4"
    assert body["enableInternet"] is True and body["isPrivate"] is True and body["enableTpu"] is False
    assert body["datasetDataSources"] == ["alice/storybook-studio-wheels"]
    sent = nbformat.reads(body["text"], 4)
    nbformat.validate(sent)
    original = nbformat.read(lesson.notebook, 4)
    assert [cell.source for cell in sent.cells if cell.cell_type == "code"] == [
        cell.source for cell in original.cells if cell.cell_type == "code"
    ]
    assert not any(cell.get("outputs") for cell in sent.cells)
    pictures = [
        data for cell in sent.cells for kinds in cell.get("attachments", {}).values() for data in kinds.values()
    ]
    beside = {path.read_bytes() for path in (ROOT / "notebooks" / "pictures").iterdir()}
    assert pictures and {base64.b64decode(data) for data in pictures} <= beside


def bare(*words: str) -> subprocess.CompletedProcess:
    """A command in a Python that has its standard library alone."""
    command = [sys.executable, "-S", *words]
    there = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=there, check=False)


def test_every_notebook_is_pushed_and_none_is_run(service, capsys):
    assert push.main(["--owner", "alice"]) == 0
    bodies = [asked.json for asked in service.of("SaveKernel")]
    assert len(bodies) == len(LESSONS) == len(service.asked)
    for body, lesson in zip(bodies, LESSONS, strict=True):
        assert_sent(body, lesson)
        assert body["kernelExecutionType"] == "QUICK_SAVE"
    said = capsys.readouterr().out
    assert all(
        f"{lesson.name} → https://www.kaggle.com/code/{slug_of(lesson)} (version 3)" in said for lesson in LESSONS
    )


def test_the_official_command_pushes_every_folder_that_is_kept(service, tmp_path, monkeypatch, capsys):
    from kaggle import cli

    assert push.main(["--owner", "alice", "--dry-run", "--keep", str(tmp_path / "kept")]) == 0
    assert service.asked == []
    for lesson in LESSONS:
        monkeypatch.setattr(sys, "argv", ["kaggle", "kernels", "push", "-p", str(tmp_path / "kept" / lesson.name)])
        cli.main()
    said = capsys.readouterr().out
    assert said.count("successfully pushed") == len(LESSONS) and "does not resolve" not in said
    for asked, lesson in zip(service.of("SaveKernel"), LESSONS, strict=True):
        assert_sent(asked.json, lesson)


def test_the_official_command_in_a_process_of_its_own(service, tmp_path):
    assert push.main(["--owner", "alice", "05", "--dry-run", "--keep", str(tmp_path)]) == 0
    command = [sys.executable, "-m", "kaggle", "kernels", "push", "-p", str(tmp_path / "05_the_whole_chain")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)  # where a folder kaggle/ is
    assert "Kernel version 3 successfully pushed" in done.stdout, done.stdout + done.stderr
    assert_sent(service.of("SaveKernel")[0].json, LESSONS[5])


def test_a_dry_run_needs_nothing_installed():
    done = bare("kaggle/push.py", "--owner", "alice", "05", "studio", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "05_the_whole_chain → https://www.kaggle.com/code/alice/storybook-studio-05-the-whole-chain" in done.stdout
    assert "machine   T4 ×2, internet on, private" in done.stdout and "1 picture inside" in done.stdout
    assert done.stdout.endswith("Nothing was sent: this was a dry run.\n")


def test_without_the_client_one_sentence_says_what_to_install():
    done = bare("kaggle/push.py", "--owner", "alice", "05")
    assert done.returncode == 1
    assert done.stderr == 'Kaggle\'s official client is not installed: pip install "kaggle>=2.2.5" six\n'


def test_an_old_client_is_refused(service, monkeypatch):
    import kaggle

    monkeypatch.setattr(kaggle, "__version__", "2.2.4")
    with pytest.raises(Unreachable, match="2.2.4 is too old here: pip install --upgrade"):
        push.main(["--owner", "alice", "05"])
    assert service.asked == []


def test_nothing_is_sent_while_something_is_wrong(service, small_repository, monkeypatch):
    small_repository.metadata |= {"machine_shape": "T4x2", "is_private": "true"}
    small_repository.notebook["cells"][1]["source"] = 'HF_TOKEN = "' + "aB3" * 10 + '"'
    root = small_repository.lesson().root
    monkeypatch.setattr(push, "choose", lambda words: all_lessons(root))
    with pytest.raises(KitTrouble) as trouble:
        push.main(["--owner", "alice"])
    said = trouble.value.sentences
    assert len(said) == 4 and said[-1] == "Nothing was sent." and "aB3aB3" not in str(trouble.value)
    assert service.asked == []


def test_a_wrong_owner_is_said_once():
    with pytest.raises(KitTrouble) as trouble:
        push.main(["--owner", "Alice Chen", "--dry-run"])
    assert len(trouble.value.sentences) == 1 and "kaggle.com/NAME" in str(trouble.value)


def test_without_a_card_without_wheels(service):
    assert push.main(["--owner", "alice", "05", "--without", "gpu", "--without", "wheels"]) == 0
    body = service.of("SaveKernel")[0].json
    assert body["enableGpu"] is False and not body.get("machineShape") and not body.get("datasetDataSources")


def test_without_internet_and_without_wheels_there_is_nothing_to_install_from(service):
    with pytest.raises(KitTrouble, match="nothing to install from: give one of the two.") as trouble:
        push.main(["--owner", "alice", "05", "--without", "wheels", "--without", "gpu", "--without", "internet"])
    assert len(trouble.value.sentences) == 1 and service.asked == []


def test_nobody_is_signed_in(service, monkeypatch, capsys):
    monkeypatch.delenv("KAGGLE_KEY")
    with pytest.raises(
        Unreachable, match="Nobody is signed in to Kaggle on this machine. Sign in once with `kaggle auth"
    ):
        push.main(["--owner", "alice", "05"])
    assert capsys.readouterr().out == ""


def test_a_token_is_used_and_never_shown(service, monkeypatch, capsys):
    token = "KGAT_" + "0a1b" * 8
    monkeypatch.delenv("KAGGLE_KEY")
    monkeypatch.setenv("KAGGLE_API_TOKEN", token)
    monkeypatch.setenv("VERBOSE", "true")
    from kaggle.api.kaggle_api_extended import KaggleApi

    monkeypatch.setattr(KaggleApi, "args", ["--local", "--verbose"])  # as VERBOSE sets it
    service.say("IntrospectToken", {"active": True, "username": "alice"})
    assert push.main(["--owner", "alice", "05"]) == 0
    assert service.of("SaveKernel")[0].headers["Authorization"] == f"Bearer {token}"
    said = capsys.readouterr()
    assert token not in said.out + said.err


TROUBLES = [
    (Answer({"code": 401, "message": "Unauthorized"}, 401), "does not know this key (401). Sign in once"),
    (
        Answer({"code": 403, "message": "Permission denied"}, 403),
        "does not allow it (403). The owner has to be your own",
    ),
    (Answer({"code": 404, "message": "Not found"}, 404), "no such page (404): look at the owner (alice)"),
    (Answer({"code": 429, "message": "Slow down"}, 429), "too many requests from you (429): wait some minutes"),
    (
        Answer(status=500, text="<h1>An internal server error</h1>"),
        "Kaggle itself has trouble (500): wait some minutes",
    ),
    (
        Answer({"code": 409, "message": 'The requested title "x" is already in use by a kernel.'}, 409),
        "The title is taken by another page of yours",
    ),
    (
        Answer({"code": 400, "message": "The kernel source must be less than 1 megabytes in size."}, 400),
        "Kaggle refuses it",
    ),
    (
        Answer(SAVED | {"error": "Maximum batch GPU session count of 2 reached."}),
        "as may run at a time: wait, or stop one",
    ),
    (Answer(SAVED | {"error": "You have exceeded your weekly GPU quota"}), "push with --without gpu"),
    (Answer(SAVED | {"error": f"No, not with {KEY}"}), "Kaggle refuses it: No, not with •••"),
    (Answer(text="<html>Hotel Wi-Fi: please log in</html>"), "the log-in page of this network"),
]


@pytest.mark.parametrize("answer, sentence", TROUBLES, ids=[str(number) for number in range(len(TROUBLES))])
def test_what_kaggle_answers_becomes_one_sentence(service, capsys, answer, sentence):
    service.say("SaveKernel", answer)
    assert exit_status(lambda: push.main(["--owner", "alice", "05"])) == 1
    said = capsys.readouterr()
    assert sentence in said.err and len(said.err.splitlines()) == 1, said.err
    assert KEY not in said.out + said.err and "Traceback" not in said.err


def test_another_account_s_name_is_noticed(service, capsys):
    service.say("SaveKernel", Answer({"code": 403, "message": "no"}, 403))
    assert push.main(["--owner", "bob", "05"]) == 1
    assert "You are signed in as alice, and push as bob." in capsys.readouterr().err


def test_no_network(service, monkeypatch, capsys):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert exit_status(lambda: push.main(["--owner", "alice"])) == 1
    assert capsys.readouterr().err.startswith("Kaggle cannot be reached from here: look at the network")


def test_one_that_is_refused_does_not_stop_the_others(service, capsys):
    service.say("SaveKernel", Answer({"code": 400, "message": "no"}, 400), SAVED)
    assert push.main(["--owner", "alice", "04", "05", "06"]) == 1
    said = capsys.readouterr()
    assert len(service.of("SaveKernel")) == 3
    assert said.err == "04_words_to_sound: Kaggle refuses it: no\n"
    assert "05_the_whole_chain →" in said.out and "06_photo_to_story →" in said.out


def test_a_key_that_is_not_known_stops_at_the_first(service):
    service.say("SaveKernel", Answer({"code": 401, "message": "no"}, 401))
    with pytest.raises(Unreachable):
        push.main(["--owner", "alice"])
    assert len(service.of("SaveKernel")) == 1


NO_WHEELS = SAVED | {"invalidDatasetSources": ["alice/storybook-studio-wheels"]}


def test_wheels_that_are_not_there_yet_are_said_once_and_are_no_failure(service, capsys):
    service.say("SaveKernel", NO_WHEELS)
    assert push.main(["--owner", "alice", "04", "05"]) == 0
    said = capsys.readouterr()
    assert said.err == (
        "Kaggle has no dataset alice/storybook-studio-wheels yet, so that notebooks install over the internet; "
        "`python kaggle/bundle.py --owner alice --push` makes it, then push again.\n"
    )
    assert said.out.endswith("python kaggle/run.py --owner alice 04_words_to_sound\n")


def test_wheels_that_are_not_there_are_a_failure_without_internet(service, capsys):
    service.say("SaveKernel", NO_WHEELS)
    assert push.main(["--owner", "alice", "05", "--without", "internet"]) == 1
    assert "05_the_whole_chain: Kaggle has no dataset alice/storybook-studio-wheels, and" in capsys.readouterr().err


def test_other_things_that_are_not_there_are_a_failure(service, capsys):
    service.say("SaveKernel", NO_WHEELS | {"invalidDatasetSources": ["bob/songs"], "invalidTags": ["x"]})
    assert push.main(["--owner", "alice", "05"]) == 1
    said = capsys.readouterr().err
    assert "does not have the datasets bob/songs, and left them out." in said and "the tags x" in said
    assert "bundle.py" not in said


def test_a_reader_that_goes_away_is_no_trouble():
    there, ours = os.pipe()
    os.close(there)  # as `| head` after its last line
    command = [sys.executable, "-S", "kaggle/push.py", "--owner", "alice", "--dry-run"]
    with open(ours, "w") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_notebook_that_landed_elsewhere_is_said(service, capsys):
    service.say("SaveKernel", SAVED | {"url": "https://www.kaggle.com/code/alice/another-slug"})
    assert push.main(["--owner", "alice", "05"]) == 1
    assert (
        "put it at alice/another-slug instead of alice/storybook-studio-05-the-whole-chain" in capsys.readouterr().err
    )
