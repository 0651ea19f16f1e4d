"""Files of pupils: nobody else's, never half, gone after an hour; and what happens when the disk is full."""

import errno
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers.classroom import results as room
from storyhelpers.classroom.results import EVERYBODY, Results
from storyhelpers.engine import BadInput, NoRoom


@pytest.fixture
def results(tmp_path):
    made = Results(tmp_path / "gradio" / "results-1", uploads=[tmp_path / "gradio"])
    yield made
    made.close()


def aged(path: Path, seconds: float) -> Path:
    """The same file, that much older."""
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_a_result_is_its_pupils_alone(results):
    path = results.keep(b"picture", ".png", "ana")
    assert path.read_bytes() == b"picture" and path.suffix == ".png" and path.parent == results.folder
    assert results.may_read(path, "ana") and not results.may_read(path, "ben") and not results.may_read(path, "")
    assert path.stat().st_mode & 0o077 == 0 and results.folder.stat().st_mode & 0o077 == 0


def test_names_are_unique_and_cannot_be_guessed(results):
    names = {results.keep(b"", ".wav", "ana").stem for _ in range(300)}
    assert len(names) == 300 and all(len(name) >= 24 and name.isalnum() for name in names)


@pytest.mark.parametrize("suffix", ["", "png", ".", "./../a", ".p/g", ".PNG", ".abcdefghi", ".p\n", ".html\0"])
def test_an_ending_is_an_ending(results, suffix):
    with pytest.raises(BadInput):
        results.keep(b"", suffix, "ana")


def test_gradios_copy_is_as_private_as_the_result(results, tmp_path):
    path = results.keep(b"picture", ".png", "ana")
    copy = tmp_path / "gradio" / "0123" / path.name
    assert results.may_read(copy, "ana") and not results.may_read(copy, "ben")
    assert not results.may_read(tmp_path / "elsewhere" / path.name, "ana")


def test_an_upload_is_of_those_who_sent_it(results):
    results.remember("/up/a/cat.png", "ana")
    assert results.may_read("/up/a/cat.png", "ana") and not results.may_read("/up/a/cat.png", "ben")
    results.remember("/up/a/cat.png", "ben")
    assert results.may_read("/up/a/cat.png", "ana") and results.may_read("/up/a/cat.png", "ben")
    for way in ("/up/a/../a/cat.png", "//up/a/cat.png", "/up//a/cat.png", "/up/a/cat.png/", "/up/a/./cat.png",
    "up/a/cat.png", "/UP/a/cat.png",
                "/up/a/cat.png\0", "", "/", "~/cat.png"):  # fmt: skip
        assert not results.may_read(way, "ana"), way


def test_what_is_everybodys_stays(results, tmp_path):
    path, upload = results.keep(b"", ".png", EVERYBODY), tmp_path / "gradio" / "a" / "b.png"
    upload.parent.mkdir()
    upload.write_bytes(b"")
    results.remember(upload, EVERYBODY)
    aged(path, 1e6), aged(upload, 1e6)
    assert results.sweep() == 0 and results.may_read(path, "ana") and results.may_read(upload, "ben")


@given(st.text(max_size=60))
def test_no_other_path_may_be_read(path):
    places = Results.__new__(Results)
    places.folder, places.uploads, places._lock = Path("/kept"), (Path("/up"),), threading.Lock()
    places._owner, places._given = {"abc.png": ("ana", 0.0)}, {"/up/x": {"ana": 0.0}}
    known = {"/kept/abc.png", "/up/abc.png", "/up/x"}
    for text in (path, f"/kept/{path}", f"/up/{path}/abc.png", f"/kept/../{path}"):
        allowed = places.may_read(text, "ana")
        copy = text.startswith(("/up/", "/kept/")) and text.endswith("/abc.png") and ".." not in Path(text).parts
        assert not allowed or text in known or copy
        assert not places.may_read(text, "ben")


def test_a_sweep_takes_what_is_old_here_and_among_the_uploads(results, tmp_path):
    home = tmp_path / "gradio"
    old, new = results.keep(b"old", ".png", "ana"), results.keep(b"new", ".png", "ana")
    gone, stays, half = home / "aa" / "up.png", home / "bb" / "up.png", home / "tmpabc"
    others = home / "results-2" / "theirs.png"
    for path in (gone, stays, half, others):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    for path in (old, gone, half, others, gone.parent):
        aged(path, 4000)
    results._owner[old.name] = ("ana", time.time() - 4000)
    assert results.sweep() == 3
    assert not old.exists() and not gone.exists() and not half.exists()
    assert new.exists() and stays.exists() and others.exists(), "what another server keeps is its own affair"
    assert not results.may_read(old, "ana") and results.may_read(new, "ana") and len(results) == 1
    aged(gone.parent, 4000)
    assert results.sweep() == 0 and not gone.parent.exists() and stays.parent.exists()


def test_the_thread_sweeps_by_itself_and_ends_with_close(tmp_path):
    made = Results(tmp_path / "r", seconds=0.2)
    path = made.keep(b"a", ".png", "ana")
    until = time.monotonic() + 10
    while path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not path.exists() and not made.may_read(path, "ana")
    rest = made.keep(b"a", ".png", "ana")
    made.close()
    assert not rest.exists() and not made.folder.exists() and not made._thread.is_alive()
    made.close()


def full(times: int):
    """An os.replace on a disk that is full so many times."""
    real, left = os.replace, [times]

    def replace(one, other):
        if left[0]:
            left[0] -= 1
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(one, other)

    return replace


def test_a_full_disk_is_a_sentence_and_leaves_nothing(results, monkeypatch):
    monkeypatch.setattr(room.os, "replace", full(9))
    with pytest.raises(NoRoom, match="disk of the class server is full"):
        results.keep(b"a" * 1000, ".png", "ana")
    assert list(results.folder.iterdir()) == [] and len(results) == 0


def test_a_full_disk_gets_room_by_a_sweep(results, monkeypatch):
    aged(results.keep(b"old", ".png", "ben"), 5000)
    monkeypatch.setattr(room.os, "replace", full(1))
    path = results.keep(b"new", ".png", "ana")
    assert path.read_bytes() == b"new" and len(list(results.folder.iterdir())) == 1


def test_a_folder_that_may_not_be_written_is_a_sentence(results, monkeypatch):
    def forbidden(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(room.os, "replace", forbidden)
    with pytest.raises(NoRoom, match="Read-only"):
        results.keep(b"a", ".png", "ana")


def test_no_reader_sees_half_a_file_and_nothing_is_mixed_up(results):
    """Thirty pupils at once, while sweeps run: each path holds its own bytes from the moment it is there."""

    def work(n):
        data = bytes([n]) * (20_000 + n)
        path = results.keep(data, ".png", f"pupil{n}")
        results.sweep()
        return path.read_bytes() == data and results.may_read(path, f"pupil{n}")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(30)))
    assert not [path for path in results.folder.iterdir() if path.name.startswith(".")]


def test_what_was_sent_here_goes_at_the_end_and_nothing_of_others(tmp_path):
    sent, others = tmp_path / "hash" / "photo.png", tmp_path.with_name(tmp_path.name + "-elsewhere.png")
    sent.parent.mkdir()
    for file in (sent, others):
        file.write_bytes(b"x")
    results = Results(tmp_path / "results-a", uploads=[tmp_path])
    results.remember(sent, "me")
    results.remember(others, "me")
    results.close()
    assert not sent.exists() and others.exists()


def test_the_folder_for_uploads_is_always_our_own(tmp_path, monkeypatch):
    from storyhelpers.classroom.launching import files_folder

    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    made = files_folder()
    assert made.parent == tmp_path and made != tmp_path and files_folder() == made
