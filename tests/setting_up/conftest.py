import importlib
import sys

import pytest
from setting_up.shelf import FakeUv, Shelf

from storysetup.needs import described


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Packages that are there as far as Python's metadata goes; the modules they have are forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield Shelf(folder)
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
    described.cache_clear()
    importlib.invalidate_caches()


@pytest.fixture
def uv(tmp_path, shelf, monkeypatch):
    """An installer that does what the test says, in place of the real one."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return FakeUv(folder, shelf.folder)
