"""The zoo's cache: a checkpoint is built once, however many workers ask for it, and the hub finds it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import zoo


def test_who_asks_while_it_is_built_waits_for_it(tmp_path, monkeypatch):
    built = []

    def slow(folder):
        built.append(folder)
        time.sleep(0.1)
        (folder / "config.json").write_text("{}")

    monkeypatch.setattr(zoo, "builders", lambda: {"tests/slow": slow})
    with ThreadPoolExecutor(4) as workers:
        (folder,) = set(workers.map(lambda _: zoo.place("tests/slow", tmp_path), range(4)))
    assert len(built) == 1 and (folder / "config.json").read_text() == "{}"
    repository = tmp_path / "hub" / "models--tests--slow"
    assert (repository / "refs" / "main").read_text() == folder.name == zoo.commit()
    assert [one.name for one in (repository / "snapshots").iterdir()] == [folder.name]


def test_what_it_does_not_have_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(zoo, "builders", lambda: {"tests/slow": None})
    with pytest.raises(KeyError, match="no tests/quick; it has: tests/slow"):
        zoo.place("tests/quick", tmp_path)
    assert not list(tmp_path.iterdir())
