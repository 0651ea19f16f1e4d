"""What the Kaggle kit's tests share: the scripts, a stand-in of the service, a small repository of one's own."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from kaggle_kit.loopback import KEY, Loopback

ROOT = Path(__file__).parents[2]
KAGGLE = ROOT / "kaggle"
sys.path.append(str(KAGGLE))  # as it is for `python kaggle/push.py`


@pytest.fixture(autouse=True)
def nobody(tmp_path, monkeypatch):
    """No account of whoever runs the tests is ever used: no key in the environment, none at home."""
    for name in ("KAGGLE_API_TOKEN", "KAGGLE_USERNAME", "KAGGLE_KEY", "VERBOSE", "VERBOSE_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(home))
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "LOCALHOST")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    from kaggle.api.kaggle_api_extended import KaggleApi

    monkeypatch.setattr(KaggleApi, "args", ["--local"])
    monkeypatch.setattr(KaggleApi, "config", str(home / "kaggle.json"))
    monkeypatch.setattr(KaggleApi, "config_values", {})


@pytest.fixture(scope="session")
def server():
    """One for all tests of a worker."""
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.fixture
def service(server, nobody, monkeypatch):
    """The stand-in of Kaggle, and alice, who is signed in."""
    server.clear()
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, server.url)
    monkeypatch.setenv("KAGGLE_USERNAME", "alice")
    monkeypatch.setenv("KAGGLE_KEY", KEY)
    return server


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self):
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)

    def monotonic(self):
        return sum(self.slept)


@pytest.fixture
def clock():
    """A clock of the test's own: nothing is really waited for."""
    return Clock()


@pytest.fixture
def small_repository(tmp_path):
    """A repository with one notebook, its picture and its metadata: (its root, metadata, notebook), to be changed."""
    root = tmp_path / "repository"
    for folder in ("notebooks/pictures", "kaggle/kernels/01_one"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "pictures" / "04.webp", root / "notebooks" / "pictures" / "01.webp")
    urls = '[project]\nname = "x"\n[project.urls]\nRepository = "https://example.org/o/r"\n'
    (root / "pyproject.toml").write_text(urls)
    metadata = json.loads((KAGGLE / "kernels" / "04_words_to_sound" / "kernel-metadata.json").read_text())
    slug = "storybook-studio-01-one"
    metadata |= {
        "id": f"OWNER/{slug}",
        "title": "Storybook Studio 01 One",
        "code_file": "../../../notebooks/01_one.ipynb",
    }
    notebook = {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# One\n", "![Waves](pictures/01.webp)"]},
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {"tags": ["parameters"], "execution": {"iopub.execute_input": "2026"}},
                "execution_count": 4,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": ["done\n"]}],
                "source": ['SOURCE = "git+https://example.org/o/r"  # @param {type:"string"}'],
            },
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return Repository(root, metadata, notebook)


class Repository:
    """A small repository; what a test changes is written when it is asked for."""

    def __init__(self, root: Path, metadata: dict, notebook: dict):
        self.root, self.metadata, self.notebook = root, metadata, notebook

    def lesson(self):
        """Its one lesson, written to disk."""
        from kit.lessons import Lesson

        lesson = Lesson("01_one", self.root)
        lesson.metadata.write_text(json.dumps(self.metadata))
        lesson.notebook.write_text(json.dumps(self.notebook))
        return lesson

    def text(self, source: str):
        """Its first cell says this."""
        self.notebook["cells"][0]["source"] = source
        return self.lesson()
