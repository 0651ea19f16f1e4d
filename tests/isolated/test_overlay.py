"""Overlays: made once, whoever makes them, and never finished in looks only."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storyhelpers import isolated
from storyhelpers.engine import BadInput, NotHere
from storyhelpers.isolated import overlay


def fake_pip(tmp_path, monkeypatch, body):
    """An installer of our own: a program that is run instead of uv and pip, with the same arguments."""
    file = tmp_path / "installer.py"
    file.write_text(
        "import sys, os, time, pathlib\nside = pathlib.Path(sys.argv[1])\npins = sys.argv[2:]\n" + body, "utf-8"
    )
    monkeypatch.setattr(
        sys.modules[overlay.__module__], "_installers", lambda side: [[sys.executable, str(file), str(side)]]
    )


INSTALL = """
with open(side.parent / "runs", "a") as f: f.write("x")
time.sleep(0)
for pin in pins:
    name, _, version = pin.partition("==")
    (side / f"{name}-{version}.dist-info").mkdir(parents=True)
    (side / f"{name}-{version}.dist-info" / "METADATA").write_text(f"Name: {name}\\nVersion: {version}\\n")
    (side / f"{name}.py").write_text(f"version = {version!r}\\n")
"""


def test_an_overlay_is_made_once_and_lies_over_our_packages(toy, tmp_path, monkeypatch, capsys):
    fake_pip(tmp_path, monkeypatch, INSTALL)
    code = "import plum\nimport numpy\ndef f(): return [plum.version, plum.__file__]"
    one = toy(code, pins=("plum==1.2",), cache=tmp_path / "cache")
    version, file = one.call("f")
    folder = overlay("Toy", ["plum==1.2"], tmp_path / "cache")
    assert version == "1.2" and Path(file).parent == folder
    assert (tmp_path / "cache" / "runs").read_text() == "x"
    assert "Making the environment of Toy: 1 packages" in capsys.readouterr().out
    other = overlay("Toy", ["plum==1.3"], tmp_path / "cache")
    assert other != folder and folder.is_dir(), "other pins are another folder"


NOTEBOOK = """
import sys
from pathlib import Path
from storyhelpers.isolated import overlay
module = sys.modules[overlay.__module__]
module._installers = lambda side: [[sys.executable, sys.argv[1], str(side)]]
print(overlay("Toy", ["plum==1.2"], Path(sys.argv[2])))
"""


def test_two_notebooks_make_it_once(tmp_path, monkeypatch):
    fake_pip(tmp_path, monkeypatch, INSTALL.replace("sleep(0)", "sleep(0.5)"))
    command = [sys.executable, "-c", NOTEBOOK, str(tmp_path / "installer.py"), str(tmp_path / "cache")]
    notebooks = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    threads = [threading.Thread(target=overlay, args=("Toy", ["plum==1.2"], tmp_path / "cache")) for _ in range(2)]
    for thread in threads:
        thread.start()
    said = [notebook.communicate(timeout=60)[0] for notebook in notebooks]
    for thread in threads:
        thread.join(60)
    folder = overlay("Toy", ["plum==1.2"], tmp_path / "cache")
    assert [words.splitlines()[-1] for words in said] == [str(folder)] * 2
    assert (tmp_path / "cache" / "runs").read_text() == "x", "it was installed once"


def test_a_notebook_killed_while_it_installs_holds_nobody_up(tmp_path, monkeypatch):
    fake_pip(tmp_path, monkeypatch, INSTALL.replace("sleep(0)", "sleep(30)"))
    command = [sys.executable, "-c", NOTEBOOK, str(tmp_path / "installer.py"), str(tmp_path / "cache")]
    notebook = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    limit = time.monotonic() + 30
    while not (tmp_path / "cache" / "runs").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    notebook.kill()
    notebook.wait()
    fake_pip(tmp_path, monkeypatch, INSTALL)
    began = time.monotonic()
    assert (overlay("Toy", ["plum==1.2"], tmp_path / "cache") / "plum.py").is_file()
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            INSTALL + "print('ERROR: No matching distribution found for plum==1.2'); sys.exit(1)",
            "No matching distribution",
        ),
        ("print('ERROR: Temporary failure in name resolution'); sys.exit(1)", "turn the internet on"),
        ("print('OSError: [Errno 28] No space left on device'); sys.exit(1)", "disk is full"),
        (INSTALL.replace("Version: {version}", "Version: 1.3"), r"came without plum==1\.2 \(found: 1\.3\)"),
        ("sys.exit(0)", "came without plum==1.2"),
        ("os.kill(os.getpid(), 9)", "installer said nothing"),
    ],
)
def test_a_failed_installation_is_a_sentence_and_never_looks_finished(tmp_path, monkeypatch, body, words):
    cache = tmp_path / "cache"
    fake_pip(tmp_path, monkeypatch, body)
    with pytest.raises(NotHere, match=words):
        overlay("Toy", ["plum==1.2"], cache)
    assert not [p for p in cache.iterdir() if p.is_dir()]
    fake_pip(tmp_path, monkeypatch, INSTALL)
    assert (overlay("Toy", ["plum==1.2"], cache) / "plum.py").is_file()


def test_an_installation_that_never_ends(tmp_path, monkeypatch):
    fake_pip(tmp_path, monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(sys.modules[overlay.__module__], "PATIENCE", 0.5)
    with pytest.raises(NotHere, match="no end after"):
        overlay("Toy", ["plum==1.2"], tmp_path)


def test_what_a_killed_installation_left_is_cleared_away(tmp_path, monkeypatch):
    fake_pip(tmp_path, monkeypatch, INSTALL)
    folder = overlay("Toy", ["plum==1.2"], tmp_path)
    (folder / "overlay.json").unlink()
    left = folder.with_name(f"{folder.name}.99999.part")
    left.mkdir()
    again = overlay("Toy", ["plum==1.2"], tmp_path)
    assert again == folder and (folder / "overlay.json").is_file() and not left.exists()


def test_pip_has_the_last_word_when_uv_fails(tmp_path, monkeypatch, capsys):
    fake_pip(tmp_path, monkeypatch, INSTALL)
    module = sys.modules[overlay.__module__]
    works = module._installers
    uv = [sys.executable, "-c", "import sys; sys.exit('error: uv is out of order')"]
    monkeypatch.setattr(module, "_installers", lambda side: [uv, *works(side)])
    assert overlay("Toy", ["plum==1.2"], tmp_path / "cache").is_dir()
    assert "trying pip" in capsys.readouterr().out


def test_no_installer_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[overlay.__module__], "_installers", lambda side: [])
    with pytest.raises(NotHere, match="Neither uv nor pip"):
        overlay("Toy", ["plum==1.2"], tmp_path)


@pytest.mark.parametrize(
    "pin", ["plum", "plum>=1", "plum==1.2; os_name=='nt'", "--index-url=http://x", "plum @ file:///x"]
)
def test_pins_are_exact(tmp_path, pin):
    with pytest.raises(BadInput, match="exact version"):
        overlay("Toy", [pin], tmp_path)


def test_the_cache_is_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert tmp_path in isolated.cache_folder().parents


def test_a_cache_that_may_not_be_written(tmp_path, monkeypatch, somebody_else):
    fake_pip(tmp_path, monkeypatch, INSTALL)
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    with somebody_else(), pytest.raises(NotHere, match="cannot be written to"):
        overlay("Toy", ["plum==1.2"], shut / "inside")
    shut.chmod(0o700)


@pytest.mark.models
def test_a_real_overlay_from_the_package_index(toy, tmp_path):
    """The only one here that needs the network: a small package in another version than ours."""
    import idna

    one = toy("import idna\ndef f(): return [idna.__version__, idna.__file__]", pins=("idna==3.6",), cache=tmp_path)
    version, file = one.call("f")
    assert version == "3.6" != idna.__version__ and tmp_path in Path(file).parents


@pytest.mark.models
def test_a_package_that_does_not_exist(tmp_path):
    with pytest.raises(NotHere, match=r"environment of Toy could not be made.*idna==0\.0\.0\.99"):
        overlay("Toy", ["idna==0.0.0.99"], tmp_path)
    assert not [p for p in tmp_path.iterdir() if p.is_dir()]


@pytest.mark.models
def test_no_network(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NotHere, match="could not be made"):
        overlay("Toy", ["idna==3.6"], tmp_path)
