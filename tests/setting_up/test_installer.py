"""What the set-up asks of the installer, and what it says when that fails; the installer is a small program."""

import os
import shutil
import sys

import pytest
from packaging.requirements import Requirement

from storyhelpers.checkup.packages import bounds
from storysetup import fonts, installer, needs, set_up, stack, wheels
from storysetup.installer import install
from storysetup.needs import SetUpTrouble

NO_SOLUTION = "× No solution found when resolving dependencies: because a==1 depends on b<2 …"
NO_NETWORK = "error: Failed to fetch: dns error: failed to lookup address information"


def test_all_is_named_at_once_and_pinned(uv, shelf):
    shelf.put("inkwell", "1.0")
    uv.will({"puts": {"brush": "2.0", "inkwell": "1.1"}})
    done = install([Requirement("brush>=2"), Requirement("inkwell")], {"inkwell": "1.0"}, {"inkwell": "1.0"})
    assert dict(done.changed) == {"brush": (None, "2.0"), "inkwell": ("1.0", "1.1")} and done.by == "uv"
    assert done.replaced == {"inkwell": ("1.0", "1.1")}
    (call,) = uv.asked
    assert call["words"][-2:] == ["brush>=2", "inkwell"] and call["pins"] == ["inkwell==1.0"]
    assert call["words"][call["words"].index("--python") + 1] == sys.executable
    assert not {"-U", "--upgrade", "--no-index", "--find-links"} & set(call["words"])


def test_only_without_an_answer_the_pins_are_loosened(uv):
    uv.will({"status": 1, "says": NO_SOLUTION}, {})
    install([Requirement("brush")], {"inkwell": "1.0", "torch": "2"}, {"torch": "2"})
    assert [call["pins"] for call in uv.asked] == [["inkwell==1.0", "torch==2"], ["torch==2"]]


def test_attached_wheels_are_tried_before_the_network(uv, tmp_path):
    uv.will({"status": 1, "says": NO_SOLUTION}, {})
    install([Requirement("brush"), tmp_path / "a.whl"], {}, {}, [tmp_path])
    offline, online = (call["words"] for call in uv.asked)
    assert "--no-index" in offline and "--no-index" not in online
    for words in (offline, online):
        assert words[words.index("--find-links") + 1] == str(tmp_path) and words[-1] == str(tmp_path / "a.whl")


@pytest.mark.parametrize(
    ("says", "sentence", "calls"),
    [
        (NO_NETWORK, "network does not answer. Turn the internet on (on Kaggle: Settings → Internet → On)", 1),
        (NO_SOLUTION, "does not fit what is installed here, and nothing was changed", 2),
        ("error: No space left on device (os error 28)", "The disk is full.", 1),
        ("error: externally-managed-environment\n× This environment", "python -m venv story", 1),
        ("ERROR: Could not find an activated virtualenv (required).", "python -m venv story", 1),
        (
            "Downloaded torch\nerror: failed to create directory: Permission denied (os error 13)",
            "said: error: failed",
            1,
        ),
        ("error: HTTP status client error (403 Forbidden)", "does not let us in", 1),
        ("", "The installer stopped. The installer said: nothing", 1),
        ("error: https://teacher:s3cr@t99secret@index.example/simple: no", "https://index.example/simple: no", 1),
    ],
)
def test_a_failure_is_one_sentence_with_what_to_do(uv, says, sentence, calls):
    uv.will(*[{"status": 2, "says": says}] * 2)
    with pytest.raises(SetUpTrouble) as trouble:
        install([Requirement("brush")], {}, {})
    assert sentence in str(trouble.value) and "secret" not in str(trouble.value) and len(uv.asked) == calls


def test_wheels_that_are_not_enough_ask_for_the_network(uv, tmp_path):
    uv.will(*[{"status": 1, "says": NO_SOLUTION}], {"status": 1, "says": NO_NETWORK})
    with pytest.raises(SetUpTrouble, match="Turn the internet on"):
        install([Requirement("brush")], {}, {}, [tmp_path])


def test_uv_first_then_pip_else_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(installer, "_home", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(installer.importlib.util, "find_spec", lambda name: name == "uv")
    assert installer.installer()[1][:3] == [sys.executable, "-m", "uv"]
    monkeypatch.setattr(installer.importlib.util, "find_spec", lambda name: name == "pip")
    assert installer.installer()[0] == "pip"
    monkeypatch.setattr(installer.importlib.util, "find_spec", lambda name: False)
    with pytest.raises(SetUpTrouble, match="neither pip nor uv"):
        installer.installer()


def test_uv_is_not_asked_where_it_would_not_see_what_is_here(uv, shelf):
    """A package in a folder that is not this Python's own, as --system-site-packages and --user make them."""
    shelf.put("segno", "9.9")
    assert installer.installer()[0] == "pip"


# ---- all of it in order ----


@pytest.fixture
def small(monkeypatch, shelf):
    """A suite that asks for little: brush and inkwell, and gradio's like for serving. Both of the first are here."""
    lists = {"": ["brush>=2", "inkwell"], "gpu": ["press>=5"], "train": [], "gemini": [], "serve": ["counter"]}
    parsed = {extra: [Requirement(line) for line in lines] for extra, lines in lists.items()}
    core = parsed.pop("")
    monkeypatch.setattr(needs, "_declared", lambda: (core, parsed))
    monkeypatch.setattr(installer, "homes", lambda: {os.path.realpath(shelf.folder)})
    shelf.put("brush", "2.0")
    shelf.put("inkwell", "1.0")
    bounds.cache_clear()
    yield shelf
    bounds.cache_clear()  # the next test has the true ones


def rows(report):
    return [(f.what, f.works, f.found) for f in report if f.what in ("set-up", "packages", "Chinese letters")]


def test_where_all_is_here_nothing_is_started(small, uv):
    report = set_up()
    assert uv.asked == [] and rows(report) == [
        ("set-up", True, "nothing to install: all is here"),
        ("packages", True, "2 fit each other"),
    ]
    assert any(f.what == "Python" for f in report), "and the doctor says the rest"


def test_what_is_missing_is_installed_and_what_is_here_is_named_with_it(small, uv):
    small.put("press", "5.1")
    uv.will({"puts": {"counter": "1.0", "till": "0.1"}}, {})
    said = rows(set_up("serve"))[0][2]
    (call,) = uv.asked
    assert call["words"][-4:] == ["brush>=2", "inkwell", "counter", "press>=5"], "press is not asked for, but is here"
    assert {"brush==2.0", "press==5.1"} <= set(call["pins"]) and not any("storyhelpers" in pin for pin in call["pins"])
    assert said.startswith("installed in ") and said.endswith(" s by uv: counter 1.0 and 1 that they need")
    set_up("serve")
    assert len(uv.asked) == 1, "the second time there is nothing to do"


def test_what_is_too_old_is_renewed_and_said(small, uv):
    small.put("brush", "1.0")
    uv.will({"puts": {"brush": "2.3"}})
    report = set_up()
    assert "brush==1.0" not in uv.asked[0]["pins"]
    assert ("set-up", None, "replaced, because the old ones would not do: brush 1.0 → 2.3") in rows(report)


def test_what_is_too_old_and_in_use_is_left_and_said(small, uv, monkeypatch):
    small.put("brush", "1.0")
    monkeypatch.setattr(stack, "in_use", lambda: {"brush"})
    with pytest.raises(SetUpTrouble, match=r"brush>=2 \(1.0 is here\): this session uses it already"):
        set_up()
    assert uv.asked == []


def test_what_does_not_fit_but_was_not_asked_for_is_named(small, uv):
    small.put("press", "4.0", "ink<2")
    small.put("ink", "3.0")
    found = {f.found for f in set_up() if f.what == "packages"}
    assert "press 4.0 needs ink<2, 3.0 is here" in found and uv.asked == []


def test_what_a_place_lacks_for_its_own_notebook_is_a_note(small, uv):
    small.put("press", "5.0", "ipython")
    small.put("ipython", "7.34.0", "jedi-that-colab-lacks>=0.16")
    report = set_up()
    sentence = "ipython 7.34.0 needs jedi-that-colab-lacks>=0.16, which is not here"
    assert ("packages", None, sentence) in rows(report) and report.healthy and uv.asked == []


def test_a_card_and_torch_ask_for_the_real_models(small, uv, monkeypatch):
    small.put("torch", "2.10")
    program = uv.folder / "nvidia-smi"
    program.write_text("#!/bin/sh\necho No devices were found; exit 6\n")
    program.chmod(0o755)
    set_up()
    assert uv.asked == [], "a driver without a card asks for nothing"
    program.write_text("#!/bin/sh\necho GPU 0: Tesla T4\n")
    uv.will({"status": 1, "says": NO_NETWORK}, {"puts": {"press": "5.0"}})
    report = set_up()
    assert report[0].found == "nothing to install: all is here", "the lessons go on without them"
    assert (report[1].what, report[1].works) == ("real models", None) and "network" in report[1].found
    assert "press 5.0" in rows(set_up())[0][2]


def test_what_a_package_lacks_that_is_here_is_mended(small, uv):
    small.put("inkwell", "1.0", "ink>=2")
    uv.will({"puts": {"ink": "2.0"}})
    assert rows(set_up())[1] == ("packages", True, "3 fit each other") and "ink>=2" in uv.asked[0]["words"]


def test_an_installer_that_puts_things_elsewhere_is_found_out(small, uv):
    uv.will({"puts": {}})
    with pytest.raises(SetUpTrouble, match=r"does not find counter \(not installed\).* PIP_TARGET"):
        set_up("serve")


def test_the_folder_above_is_on_the_path_by_its_full_name(small, uv, monkeypatch, tmp_path):
    folder = tmp_path / "clone"
    (folder / "notebooks").mkdir(parents=True)
    monkeypatch.chdir(folder / "notebooks")
    monkeypatch.setattr(needs, "source", lambda: folder)
    monkeypatch.setattr(sys, "path", ["../storysetup/..", *sys.path, "..", "/kaggle/input/w/storyhelpers-1.0-none.whl"])
    (folder / "storysetup").mkdir()
    for _ in range(2):
        set_up()
        assert sys.path[0] == str(folder) and sys.path.count(str(folder)) == 1, "before whatever is installed"
        assert not any(entry.startswith("..") or entry.endswith(".whl") for entry in sys.path)


def test_attached_datasets_are_found_where_kaggle_mounts_them(tmp_path):
    for place in ("wheels", "datasets/alice/wheels", "datasets/alice/photos/deep/down", "other"):
        (tmp_path / place).mkdir(parents=True)
    for place in ("wheels", "datasets/alice/wheels", "datasets/alice/photos/deep/down"):
        (tmp_path / place / "storyhelpers-1.0-py3-none-any.whl").touch()
    assert wheels.attached(tmp_path) == [tmp_path / "datasets/alice/wheels", tmp_path / "wheels"]
    assert wheels.attached(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("status", "said", "row"),
    [
        (0, "", ("Chinese letters", True, "installed fonts-wqy-microhei")),
        (100, "E: Unable to locate", ("Chinese letters", None, "could not be installed: E: Unable to locate")),
    ],
)
def test_chinese_letters_come_on_kaggle_only(small, uv, monkeypatch, status, said, row):
    fonts.install.cache_clear()
    apt = f"echo $* >> {uv.folder}/asked; echo '{said}' >&2; exit {status}"
    for name, text in (("fc-list", ""), ("apt-get", apt)):
        (uv.folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (uv.folder / name).chmod(0o755)
    monkeypatch.delenv("STORY_FONT", raising=False)
    assert not [r for r in rows(set_up()) if r[0] == "Chinese letters"]
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    assert row in rows(set_up()) and row in rows(set_up())
    asked = (uv.folder / "asked").read_text().splitlines()
    assert len(asked) == (2 if status else 1), "a list too old is fetched anew, and a failure is not tried again"
    monkeypatch.setenv("STORY_FONT", "my.ttf")
    assert not [r for r in rows(set_up()) if r[0] == "Chinese letters"]


def test_the_cell_is_python_for_a_notebook():
    from IPython.core.inputtransformer2 import TransformerManager

    from storysetup.cell import cell

    text = cell("https://example.org/studio")
    compile(TransformerManager().transform_cell(text), "cell", "exec")
    assert (
        text.splitlines()[0]
        == 'SOURCE = "https://example.org/studio/archive/refs/heads/main.zip"  # @param {type:"string"}'
    )
