"""Secrets on Kaggle, asked for over HTTP: attached, not attached, refused, silent, out of reach; never shown."""

import socket
import subprocess
import sys
import time

import pytest
from classroom.line_kit import eventually
from gemini_server import KEY, server  # noqa: F401
from lesson_files import ROOT

from storyhelpers import NotHere, doctor, environment
from storyhelpers.gemini.keys import find_key

from .batch import SESSION, on_kaggle

NAMES = ("GEMINI_API_KEY", "GOOGLE_API_KEY")


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """A session with one secret attached, in this process."""
    monkeypatch.syspath_prepend(str(SESSION))
    monkeypatch.delitem(sys.modules, "kaggle_secrets", raising=False)
    environment.look_again()
    with on_kaggle(tmp_path, GEMINI_API_KEY=KEY) as session:
        yield session
    environment.look_again()
    sys.modules.pop("kaggle_secrets", None)  # other tests have one of their own


def test_an_attached_secret_is_found_and_never_shown(kaggle):
    assert environment.where() == "kaggle" and environment.secret(*NAMES) == KEY
    assert kaggle.secrets.asked == ["GEMINI_API_KEY"], "the first name that has one is enough"
    report = doctor()
    shown = repr(report) + report._repr_html_() + repr(find_key())
    assert KEY not in shown and "set" in next(line.found for line in report if line.what == "GEMINI_API_KEY")


def test_what_the_environment_has_is_not_asked_for(kaggle, monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "from-the-environment")
    assert environment.secret(*NAMES) == "from-the-environment" and not kaggle.secrets.asked


def test_a_secret_that_is_attached_later_is_found_without_a_restart(kaggle):
    kaggle.secrets.attached.clear()
    assert environment.secret(*NAMES) is None and kaggle.secrets.asked == list(NAMES)
    with pytest.raises(NotHere, match="Add-ons"):
        find_key()
    kaggle.secrets.attached["GOOGLE_API_KEY"] = KEY
    assert environment.secret(*NAMES) == KEY


@pytest.mark.parametrize("trouble", ["refused", "no token", "nobody there", "not HTTP"])
def test_a_service_in_trouble_is_no_key_and_no_error(kaggle, monkeypatch, trouble):
    if trouble == "refused":
        kaggle.secrets.mood = "denied"
    elif trouble == "no token":
        monkeypatch.delenv("KAGGLE_USER_SECRETS_TOKEN")
    elif trouble == "nobody there":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            monkeypatch.setenv("KAGGLE_URL_BASE", f"http://127.0.0.1:{free.getsockname()[1]}")
    else:
        monkeypatch.setenv("KAGGLE_URL_BASE", "about:blank")
    started = time.monotonic()
    assert environment.secret(*NAMES) is None and time.monotonic() - started < 5


def test_a_service_that_says_nothing_is_waited_for_once(kaggle, monkeypatch):
    """Kaggle's own module would wait 40 s for each name, each time."""
    kaggle.secrets.mood = "silent"
    started = time.monotonic()
    with monkeypatch.context() as hurry:
        hurry.setattr(environment, "SECRETS", 0.3)
        assert environment.secret(*NAMES) is None and environment.secret("HF_TOKEN") is None
    assert time.monotonic() - started < 20
    eventually(lambda: kaggle.secrets.asked)  # the question may be on its way still
    assert kaggle.secrets.asked == ["GEMINI_API_KEY"]
    kaggle.secrets.mood = "well"
    environment.look_again()
    assert environment.secret(*NAMES) == KEY


@pytest.mark.notebooks  # imports google-genai twice
def test_kaggles_proxy_gets_a_plain_client_and_not_ours(kaggle, server, monkeypatch):
    """The trap: a client that has nothing but a key sends it to the proxy, which the image sees to."""
    monkeypatch.delenv("GEMINI_API_KEY")
    kaggle.secrets.attached["GEMINI_API_KEY"] = KEY
    plain = f"from google import genai\nclient = genai.Client(api_key={KEY!r})\nclient.models.list()"
    ours = "from storyhelpers.gemini import Gemini\nGemini(timeout=20, waits=()).text('hello')"
    for code, asked in ((plain, True), (ours, False)):
        kaggle.proxy.asked.clear()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
        assert bool(kaggle.proxy.asked) is asked, done.stderr
        assert KEY not in done.stdout + done.stderr
    assert done.returncode == 0 and "GEMINI_API_KEY" in kaggle.secrets.asked, "ours reached Gemini's own address"
