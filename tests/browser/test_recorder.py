"""A person records in a real Chromium, whose microphone hears a sound that we made; or is refused; or brings a file."""

import io
from dataclasses import replace

import numpy as np
import pytest
from browser.conftest import QUIET
from browser.recording import OPEN, Desk
from PIL import Image

from storyhelpers import Sound, language
from storyhelpers.crafts.sound_maker import foley

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def heard():
    """What the microphone hears, over and over."""
    return foley("a big bell rings", seconds=2.0, seed=3)


@pytest.fixture(scope="module")
def ear(_chromium, heard, tmp_path_factory):
    """A Chromium with a microphone that hears `heard`."""
    browser, reason = _chromium
    if browser is None:
        pytest.skip(reason)
    file = heard.save(tmp_path_factory.mktemp("heard") / "heard.wav")
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={file}"]
    browser = browser.browser_type.launch(executable_path=_path(), args=[*QUIET, *flags])
    yield browser
    browser.close()


def _path():
    import shutil

    from browser.conftest import NAMES

    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture
def pages():
    """`pages(browser, allowed=True, **context)` → a page without a network; fails on an error and on a request."""
    contexts, troubles = [], []

    def made(browser, allowed=True, **options):
        context = browser.new_context(**{"viewport": {"width": 900, "height": 600}, **options}, offline=True)
        contexts.append(context)
        context.grant_permissions(["microphone"] if allowed else [])
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        own = ("data:", "blob:", "https://studio.test/", "http://studio.test/")
        page.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
        return page

    yield made
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def desk(ear, pages):
    """`desk(seconds, …)` → a Desk with a microphone that may be used."""
    return lambda seconds=10, allowed=True, context=None, **more: Desk(
        pages(ear, allowed, **(context or {})), seconds, **more
    )


def bands(sound):
    """How loud each of 40 bands between 80 Hz and 8 kHz is, as a vector of length 1."""
    samples = sound.samples.mean(axis=1)
    power, pitch = np.abs(np.fft.rfft(samples)) ** 2, np.fft.rfftfreq(len(samples), 1 / sound.rate)
    edges = np.geomspace(80, 8000, 41)
    level = np.sqrt([power[(pitch >= a) & (pitch < b)].sum() for a, b in zip(edges, edges[1:])])
    return level / np.linalg.norm(level)


def loudest_pitch(sound):
    samples = sound.samples.mean(axis=1)
    return np.fft.rfftfreq(len(samples), 1 / sound.rate)[np.abs(np.fft.rfft(samples)).argmax()]


# ---- recording


def test_what_the_microphone_hears_is_recorded(desk, heard):
    there = desk(2)
    told = []
    there.spot.on_sound(told.append)
    assert there.main.inner_text() == "Record"
    sound = there.record(2600)  # it stops by itself
    assert told == [sound] and there.said("Recorded: 2.0 s.")
    assert sound.seconds == pytest.approx(2.0, abs=0.001) and sound.samples.shape[1] == 1
    assert abs(loudest_pitch(sound) / loudest_pitch(heard) - 1) < 0.02
    others = [foley(words, seconds=2.0, seed=3) for words in ("a dog barks", "rain", "a car engine")]
    assert bands(sound) @ bands(heard) > 0.95 > max(bands(sound) @ bands(other) for other in others)
    assert there.main.inner_text() == "Record again"
