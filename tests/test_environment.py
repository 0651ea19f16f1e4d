"""Where we are, where books are kept, which cards the driver names, and what never answers."""

import importlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import driver
import pytest
from classroom.line_kit import eventually
from driver import A100, P100, T4
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyhelpers import BadInput, BookTrouble, Studio, environment, language, reach
from storyhelpers.environment import Question, cards, has_card, trouble_with_cards
from storyhelpers.locale import language_of

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    """Each test has a driver of its own, and the next one is not told what this one said."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)
    monkeypatch.setattr(environment, "_silent", [])
    environment._driver.cache_clear()
    yield
    environment._driver.cache_clear()


@pytest.fixture
def colab(tmp_path, monkeypatch):
    """A machine that has google.colab: `colab(text)` gives its userdata this text."""
    package = tmp_path / "colab" / "google" / "colab"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "colab"))
    yield lambda text: (package / "userdata.py").write_text(text)
    for name in [name for name in sys.modules if name.startswith("google.colab")]:
        del sys.modules[name]


# ---- where books are kept ----


def test_a_books_folder_of_ones_own(monkeypatch, tmp_path):
    monkeypatch.setenv("STORY_BOOKS", str(tmp_path / "x" / "y"))
    assert environment.books_folder() == tmp_path / "x" / "y"
    assert environment.styles_folder() == tmp_path / "x" / "styles"
    monkeypatch.delenv("STORY_BOOKS")
    monkeypatch.chdir(tmp_path)
    assert environment.books_folder() == tmp_path / "books"


def test_books_on_kaggle(monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    monkeypatch.delenv("STORY_BOOKS")
    assert environment.where() == "kaggle"
    assert environment.books_folder().as_posix() == "/kaggle/working/books"
    assert environment.styles_folder().as_posix() == "/kaggle/working/styles"


def test_books_on_colab_are_kept_in_drive_once_it_is_mounted(monkeypatch, tmp_path, colab):
    own = environment.books_folder()
    monkeypatch.setattr(environment, "DRIVE", tmp_path / "drive" / "MyDrive")
    assert environment.where() == "colab" and environment.books_folder() == own, "STORY_BOOKS comes first"
    monkeypatch.delenv("STORY_BOOKS")
    assert environment.books_folder().as_posix() == "/content/books"
    assert environment.styles_folder().as_posix() == "/content/styles"
    environment.DRIVE.mkdir(parents=True)
    assert environment.books_folder() == environment.DRIVE / "storybooks"
    assert environment.styles_folder() == environment.DRIVE / "storybooks" / "styles"
    monkeypatch.setenv("STORY_BOOKS", str(own))
    assert environment.books_folder() == own


def test_a_books_folder_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("STORY_BOOKS", "~nosuchuser/x")
    with pytest.raises(BadInput, match="STORY_BOOKS is ~nosuchuser/x"):
        environment.books_folder()
    monkeypatch.setenv("STORY_BOOKS", "")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(BookTrouble, match="deleted"):
        environment.books_folder()


# ---- models that are here, or can come ----


@pytest.fixture
def card(monkeypatch, tmp_path):
    """A card and all libraries, an empty cache: `card(repo)` puts a model in it."""
    monkeypatch.setattr(environment, "has_card", lambda: True)
    monkeypatch.setattr(environment, "missing", lambda cast: () if cast == "gpu" else ("google-genai",))
    monkeypatch.setattr(reach, "_asked", [])
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))

    def put(repo):
        commit = tmp_path / "cache" / f"models--{repo.replace('/', '--')}" / "snapshots" / "0123"
        commit.mkdir(parents=True)
        (commit / "config.json").touch()

    return put


def test_where_nothing_may_be_fetched_a_card_without_models_is_no_reason(card):
    assert Studio().cast == "offline" and "its models are not here and HF_HUB_OFFLINE" in Studio().why
    assert "its models are not here" in Studio()._repr_html_()
    assert Studio("gpu").cast == "gpu" and Studio("gemini").models == {}, "what is asked for is not swapped"
    card(Studio("gpu").models["segmenter"].repo)
    assert Studio().cast == "gpu" and set(Studio("gemini").models) == {"segmenter"}


def test_on_kaggle_without_internet_too(card, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    asked = []
    monkeypatch.setattr(reach, "_knock", lambda: asked.append(1) or "the hub does not answer")
    assert Studio().cast == "offline" == Studio().cast and "the model hub does not answer" in Studio().why
    assert len(asked) == 1, "the answer holds for the session"
    monkeypatch.setattr(reach, "_asked", [])
    monkeypatch.setattr(reach, "_knock", lambda: "")
    assert Studio().cast == "gpu"


def test_nobody_waits_for_the_hub(card, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    never = threading.Event()
    monkeypatch.setattr(reach, "_knock", never.wait)
    monkeypatch.setattr(reach, "SOON", 60.0)
    try:
        began = time.monotonic()
        assert Studio().cast == "gpu", "a short silence says nothing"
        assert time.monotonic() - began < 20
        monkeypatch.setattr(reach, "SOON", 0.2)
        assert Studio().cast == "offline", "a longer one does"
    finally:
        never.set()


def test_elsewhere_nobody_is_asked(card, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr(reach, "_knock", lambda: pytest.fail("the network was asked"))
    assert Studio().cast == "gpu" and not reach._asked


@pytest.mark.parametrize("told", [{}, {"HF_HOME": "~/x"}, {"HF_HUB_CACHE": "$HOME/y"}, {"XDG_CACHE_HOME": "/z"}])
def test_the_cache_is_where_the_hubs_client_has_it(told):
    names = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME")
    bare = {name: value for name, value in os.environ.items() if name not in names}
    code = (
        "from huggingface_hub import constants; from storyhelpers import reach\n"
        "print(constants.HF_HUB_CACHE); print(reach.cache_folder())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**bare, **told}, cwd=ROOT)
    client, ours = done.stdout.split()
    assert client == ours


# ---- keys ----


def test_colab_is_not_waited_for_twice(colab):
    colab(
        "asked = []\n"
        "class TimeoutException(Exception): pass\n"
        "def get(name):\n    asked.append(name)\n    raise TimeoutException(name)\n"
    )
    assert environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY") is None and environment.secret("HF_TOKEN") is None
    assert sys.modules["google.colab.userdata"].asked == ["GEMINI_API_KEY"]


def test_colab_is_asked_for_each_key_while_it_answers(colab):
    colab("def get(name):\n    if name == 'HF_TOKEN': return ' hf_x '\n    raise KeyError(name)\n")
    assert environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY") is None
    assert environment.secret("HF_TOKEN") == "hf_x"


@pytest.fixture
def kaggle(tmp_path, monkeypatch):
    """Kaggle: `kaggle(text)` is what its client does when it is asked for the secret `label`."""
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    monkeypatch.syspath_prepend(str(tmp_path))
    head = "asked = []\nclass UserSecretsClient:\n    def get_secret(self, label):\n        asked.append(label)\n"
    yield lambda text: (tmp_path / "kaggle_secrets.py").write_text(f"{head}        {text}\n")
    sys.modules.pop("kaggle_secrets", None)


def test_kaggles_secrets_are_found_or_not(kaggle):
    kaggle("if label == 'HF_TOKEN': return ' hf_x '\n        raise ConnectionError('No user secrets exist')")
    assert environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY") is None and environment.secret("HF_TOKEN") == "hf_x"
    environment.secret("GEMINI_API_KEY")
    assert sys.modules["kaggle_secrets"].asked.count("GEMINI_API_KEY") == 2, "it may have been attached meanwhile"


def test_kaggles_secrets_are_not_waited_for_twice(kaggle, monkeypatch):
    monkeypatch.setattr(environment, "SECRETS", 0.2)
    kaggle("import time; time.sleep(30)")
    asked = importlib.import_module("kaggle_secrets").asked
    began = time.monotonic()
    assert environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY") is None and environment.secret("HF_TOKEN") is None
    assert time.monotonic() - began < 20
    eventually(lambda: asked)  # by a thread, which may come to it late
    assert asked == ["GEMINI_API_KEY"]
    environment.look_again()
    environment.secret("HF_TOKEN")
    eventually(lambda: asked == ["GEMINI_API_KEY", "HF_TOKEN"])


def test_a_place_without_its_client(kaggle):
    assert environment.secret("HF_TOKEN") is None


# ---- the cards that the driver names ----


def test_two_cards_are_asked_for_once(tmp_path, monkeypatch):
    calls = driver.install(tmp_path / "bin", monkeypatch, T4, T4)
    assert has_card() and [card.title for card in cards()] == ["Tesla T4", "Tesla T4"]
    assert cards()[0].total == 15360 << 20 and cards()[0].free == 15095 << 20 and cards()[0].ability == 7.5
    assert not trouble_with_cards() and len(calls.read_text().splitlines()) == 1
    environment.look_again()
    assert len(cards()) == 2 and len(calls.read_text().splitlines()) == 2


def test_a_card_that_is_too_old_is_named_but_not_used(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch, P100)
    assert [card.ability for card in cards()] == [6.0] and not has_card()


def test_an_old_driver_does_not_say_what_a_card_can_do(tmp_path, monkeypatch):
    calls = driver.install(tmp_path / "bin", monkeypatch, T4, T4, old=True)
    assert [(card.title, card.ability) for card in cards()] == [("Tesla T4", None)] * 2 and has_card()
    assert len(calls.read_text().splitlines()) == 2


def test_a_driver_that_hangs_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "PATIENCE", 0.3)
    driver.install(tmp_path / "bin", monkeypatch, T4, hangs=True)
    began = time.monotonic()
    assert cards() == () and not has_card() and time.monotonic() - began < 10
    assert "does not answer" in trouble_with_cards()


@pytest.mark.parametrize(
    "says, status, trouble",
    [
        ("Failed to initialize NVML: Driver/library version mismatch\n", 18, "version mismatch"),
        ("No devices were found\n", 6, ""),
        ("", 0, "says nothing"),
        ("Tesla T4, many, some, 7.5, GPU-1\n", 0, "names no card"),
    ],
)
def test_a_driver_in_trouble_says_why(tmp_path, monkeypatch, says, status, trouble):
    driver.install(tmp_path / "bin", monkeypatch, says=says, status=status)
    assert cards() == () and not has_card()
    assert trouble in trouble_with_cards() and bool(trouble) == bool(trouble_with_cards())


def test_a_program_that_is_none(tmp_path, monkeypatch):
    driver.install(tmp_path / "bin", monkeypatch)
    (tmp_path / "bin" / "nvidia-smi").write_bytes(b"\x7fELF nothing")
    assert cards() == () and not has_card()


@pytest.mark.parametrize("unknown", ["[N/A]", "[Not Supported]"])
def test_a_card_without_a_memory_of_its_own(tmp_path, monkeypatch, unknown):
    driver.install(tmp_path / "bin", monkeypatch, ("NVIDIA GB10", unknown, unknown, "12.1"))
    assert [(card.total, card.free, card.ability) for card in cards()] == [(0, 0, 12.1)]


PIECES = ("Tesla T4", "15360", "15360 MiB", "7.5", "-1", "9" * 5000, "٧.٥", "[N/A]", "GPU-0", "", "\x1b[31m")
WORDS = st.sampled_from((*PIECES, "T4, 1, 1, 7.5, GPU-0"))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.text(max_size=200), st.lists(st.lists(WORDS, max_size=7).map(", ".join), max_size=3).map("\n".join))
)
def test_whatever_the_driver_prints_nothing_is_made_up(monkeypatch, printed):
    monkeypatch.setattr(environment.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(environment, "_nvidia_smi", lambda fields: (printed, 0))
    environment.look_again()
    for card in cards():
        assert card.title in printed and card.total >= 0 and card.free >= 0
        assert card.uuid.startswith(("GPU-", "MIG-")) and card.uuid in printed
    assert cards() or trouble_with_cards().isprintable() and len(trouble_with_cards()) < 200


@pytest.mark.parametrize(
    "told, titles",
    [
        ("0", ["Tesla T4"]),
        ("1,0", ["NVIDIA A100-SXM4-40GB", "Tesla T4"]),
        ("", []),
        ("-1", []),
        ("1,7,0", ["NVIDIA A100-SXM4-40GB"]),
        ("GPU-00000001", ["NVIDIA A100-SXM4-40GB"]),
        ("nonsense", []),
    ],
)
def test_cards_that_are_hidden(tmp_path, monkeypatch, told, titles):
    driver.install(tmp_path / "bin", monkeypatch, T4, A100)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", told)
    assert [card.title for card in cards()] == titles and has_card() == bool(titles)


# ---- what never answers ----


def test_a_question_is_answered_raised_or_left():
    assert Question(lambda: 7).answer(5) == 7
    with pytest.raises(ZeroDivisionError):
        Question(lambda: 1 / 0).answer(5)
    never = threading.Event()
    try:
        began = time.monotonic()
        assert Question(never.wait).answer(0.05, "nothing") == "nothing" and time.monotonic() - began < 2
    finally:
        never.set()


def test_seconds_count_from_the_asking():
    never = threading.Event()
    try:
        questions = [Question(never.wait) for _ in range(100)]
        began = time.monotonic()
        assert [question.answer(0.3) for question in questions] == [None] * 100
        assert time.monotonic() - began < 10, "all were asked at once, so they are waited for at once, and not 30 s"
    finally:
        never.set()


# ---- languages ----


@pytest.mark.parametrize(
    "given, tag", [("zh", "zh-TW"), ("zh_Hant", "zh-TW"), ("EN", "en"), ("es-MX", "es"), ("es", "es")]
)
def test_language_tags(given, tag):
    assert language(given) == tag == language()


@pytest.mark.parametrize("given", ["fr", "", "englisch", "z"])
def test_unknown_languages(given):
    with pytest.raises(BadInput, match="English"):
        language(given)


def test_language_from_the_environment(monkeypatch):
    assert language() == "en"
    monkeypatch.setenv("STORY_LANGUAGE", "es")
    assert language() == "es"


@pytest.mark.parametrize("text, tag", [
    ("a cat in the snow", "en"), ("一隻貓", "zh-TW"), ("un gato en la nieve", "es"), ("dos coches rojos", "es"),
    ("¿dónde está el ratón?", "es"), ("", "en"), ("🐱", "en"), ("a cat named 小花 in the street", "en"),
])  # fmt: skip
def test_language_of_an_idea(text, tag):
    assert language_of(text) == tag
