"""What all tests share: books in a folder of the test's own, small pictures, the zoo, a count of what was skipped."""

import gc
import os
import re
import sys
from itertools import chain, combinations, count
from pathlib import Path

import amounts  # registers its profile with hypothesis before pytest chooses one
import numpy as np
import pytest
from PIL import Image
from zoo import Zoo

from storyhelpers import Picture, Point, Region, Sound, locale

# Before anything imports huggingface_hub, which reads these once: the hub's cache is the zoo, and there is no network.
CACHE = Path(__file__).parents[1] / ".pytest_cache"  # what is made once a checkout, whoever needs it first
ZOO = CACHE / "zoo"
EARS = CACHE / "storyhelpers" / "listener"
PERSONAL = ("STORY_CAST", "STORY_LANGUAGE", "STORY_FONT", "GEMINI_API_KEY", "GOOGLE_API_KEY", "HF_TOKEN")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # tiny models are slower on two threads, and tests share the machine
os.environ.update(HF_HOME=str(ZOO), HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
for cache in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE"):
    os.environ.pop(cache, None)


MARKS = ("models", "notebooks", "browser", "served", "places", "soak")
OF_THE_FILE = re.compile(r"^pytestmark = (\[.*?\]|[^\n]*)", re.DOTALL | re.MULTILINE)


def pytest_ignore_collect(collection_path, config):
    """A file without a test that -m could choose is not imported: with torch and gradio that takes seconds.

    Which marks all its tests have says its `pytestmark`, and which ones some may have, what is written in it.
    """
    asked = config.option.markexpr
    known = set(re.findall(r"\w+", asked)) <= {*MARKS, "and", "or", "not"} and re.fullmatch(r"[\w\s()]+", asked)
    if not known or not re.fullmatch(r"test_\w+\.py", collection_path.name):
        return None
    text = collection_path.read_text("utf-8")
    all_have = set(re.findall(r"\bmark\.(\w+)", "".join(OF_THE_FILE.findall(text)))) & set(MARKS)
    some_have = (set(re.findall(r"\bmark\.(\w+)", text)) & set(MARKS)) - all_have
    if "from amounts import" in text:  # which marks the cases that take long
        some_have.add(amounts.SOAK)
    possible = chain.from_iterable(combinations(some_have, many) for many in range(len(some_have) + 1))
    chosen = (eval(asked, {}, {mark: mark in all_have.union(more) for mark in MARKS}) for more in possible)
    return None if any(chosen) else True


def pytest_collection_modifyitems(items):
    """Notebooks first, then browsers, then the rest: two workers end together when the longest files begin first."""
    ranks = ("notebooks", "browser")
    items.sort(key=lambda item: next((n for n, mark in enumerate(ranks) if item.get_closest_marker(mark)), len(ranks)))


imported = [0]


def pytest_runtest_setup():
    """What was imported stays, so the garbage collection, which every model asks for when it goes, may pass it over.

    With torch, transformers and gradio it would look through a million objects each time, for most of a second.
    """
    if len(sys.modules) > imported[0] + 30:
        imported[0] = len(sys.modules)
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session")
def zoo():
    """Tiny checkpoints by hub id, built on demand into a hub cache: zoo["facebook/sam-vit-base"]."""
    return Zoo(ZOO)


@pytest.fixture(scope="session")
def ears():
    """The offline listener, which has learnt: half a minute once a checkout, and other workers wait for it."""
    from storyhelpers.crafts.listener import PaperTownEars

    made = PaperTownEars(EARS)
    made.ears()
    return made


@pytest.fixture
def fresh_house(monkeypatch):
    """Nobody sits anywhere yet, and whoever sits down during the test gets up after it."""
    from storyhelpers import devices
    from storyhelpers.devices import Seat, seating

    own = devices.Seating([Seat("cpu", "processor", 64_000_000_000, 64_000_000_000)])
    monkeypatch.setattr(seating, "_HOUSE", own)
    yield own
    for models in own.who().values():
        for model in models:
            model.unload()


places = count()


@pytest.fixture(autouse=True)
def own_place(request, monkeypatch):
    """Every test has its own books folder, no cast, no keys and the default language.

    A folder is made when something is written: making one for each of thousands of tests takes longer than the tests.
    """
    for name in PERSONAL:
        monkeypatch.delenv(name, raising=False)
    if "tmp_path" in request.fixturenames:
        books = request.getfixturevalue("tmp_path") / "books"
    else:
        books = request.getfixturevalue("tmp_path_factory").getbasetemp() / "places" / str(next(places)) / "books"
    monkeypatch.setenv("STORY_BOOKS", str(books))
    monkeypatch.setattr(locale, "_chosen", [])


@pytest.fixture
def picture():
    """A small picture with a red square on a green ground."""
    return square_picture()


def seated(engine):
    """The engine on a processor of its own, so that a busy machine does not matter."""
    from storyhelpers.devices import Seat, Seating

    engine.seating = Seating([Seat("cpu", "a processor", 64_000_000_000, 64_000_000_000)])
    return engine


def square_picture(width=96, height=64):
    """A picture without a scene: a red square from (20, 15) to (50, 45) on green."""
    array = np.full((height, width, 3), (90, 150, 80), np.uint8)
    array[15:45, 20:50] = (200, 40, 40)
    return Picture(Image.fromarray(array), words="a red square")


@pytest.fixture
def region(picture):
    """The red square of `picture`."""
    mask = np.zeros(picture.size[::-1], bool)
    mask[15:45, 20:50] = True
    return Region(picture, mask, (Point(30, 30),), words="A red square.", name="square")


@pytest.fixture
def sound():
    """Half a second of a tone in two channels."""
    t = np.arange(22050) / 44100
    return Sound(np.stack([np.sin(2760 * t), np.sin(2770 * t)], 1) * 0.3, words="a tone", made_by="test", seed=1)


def pytest_terminal_summary(terminalreporter):
    """Counts the skipped tests in plain words: a skip must never look like a pass."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.write_line(f"!!! {len(skipped)} test(s) were SKIPPED; see the reasons above.", red=True)


@pytest.fixture
def full_disk():
    """`with full_disk():` no file of this process may grow beyond 20 kB: a real OSError, as on a full disk."""
    resource = pytest.importorskip("resource", reason="limits on file sizes are a Unix thing")
    import contextlib
    import signal

    @contextlib.contextmanager
    def full():
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, handler)

    return full


@pytest.fixture
def somebody_else():
    """`with somebody_else():` the process has no special rights (root may write everywhere)."""
    import contextlib
    import os

    @contextlib.contextmanager
    def other():
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            yield
            return
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    return other
