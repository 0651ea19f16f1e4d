"""DAM in its own process: our engine, the real pins, a stand-in with model code of its own (tests/zoo/dam.py)."""

import os
import shutil
import signal
import threading
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from conftest import square_picture

from storyhelpers import Picture, Region
from storyhelpers.crafts.describer import ENGINES, dam
from storyhelpers.crafts.describer.dam import PINS, Dam, bytes_here, sentences
from storyhelpers.devices import Seat, Seating
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NotHere
from storyhelpers.models import LocalModel, hub

REPO = "nvidia/DAM-3B-Self-Contained"
CPU = Seat("cpu", "the processor", 16 * 10**9, 16 * 10**9)
T4 = Seat("cuda:0", "a T4", 15_800_000_000, 15_500_000_000)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Few tokens, and the overlay in a place that outlives the test run."""
    monkeypatch.setattr(dam, "MOST", {"short": 8, "long": 16})
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path(__file__).parents[2] / ".pytest_cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(Path(__file__).parents[2] / ".pytest_cache"))


@pytest.fixture(scope="module")
def house():
    """One processor, for all tests here."""
    return Seating([CPU])


@pytest.fixture(scope="module")
def engine(zoo, house):
    """A Dam on the processor; its process is ended at the end."""
    zoo[REPO]
    made = Dam(device="cpu")
    made.seating = house
    yield made
    made.unload()


def region_of(picture, mask):
    return Region(picture, mask)


# ---- without a model ----


def test_it_is_seated_like_any_other_model():
    made = Dam()
    assert isinstance(made, LocalModel) and made.outside and ENGINES["dam"] is Dam
    assert made.name == "DAM-3B" and REPO in made.source and "no commercial use" in made.licence
    assert made.dtypes(T4) == ("fp16", "nf4") and Dam(dtype="nf4").dtypes(T4) == ("nf4",)
    with pytest.raises(NotHere, match="graphics card"):
        made.dtypes(CPU)
    assert Dam(device="cpu").dtypes(CPU) == ("fp16",)


def test_the_declared_bytes_are_those_that_were_measured(monkeypatch):
    monkeypatch.setattr(hub, "fetch", lambda *_, **__: (_ for _ in ()).throw(NotHere("not here")))
    made = Dam()
    assert made.need("fp16").weights == 7_120_000_000 and made.need("nf4").weights == 3_470_000_000
    assert made.need("nf4").declared and made.need("nf4").peak < T4.room < 2 * made.need("fp16").peak


def test_without_a_card_it_says_so_before_anything_is_fetched(picture, monkeypatch):
    monkeypatch.setattr(hub, "fetch", lambda *_, **__: pytest.fail("something was fetched"))
    made = Dam()
    made.seating = Seating([CPU])
    with pytest.raises(NotHere, match=r'needs an NVIDIA graphics card.*"offline".*device="cpu"'):
        made(picture)
    plan = made.seating.plan({"describer": made})
    assert not plan.fits and "graphics card" in plan.row("describer").why


@pytest.mark.parametrize("language", ["es", "zh-TW"])
def test_it_speaks_english_only(picture, language):
    with pytest.raises(BadInput, match=r'DAM-3B speaks English only.*language="en".*"offline"'):
        Dam(device="cpu")(picture, language=language)


def test_other_bad_input(picture):
    made = Dam(device="cpu")
    with pytest.raises(BadInput, match="length"):
        made(picture, length="huge")
    with pytest.raises(BadInput, match="empty"):
        made(region_of(picture, np.zeros(picture.size[::-1], bool)))
    with pytest.raises(BadInput, match="not str"):
        made("a picture")
    for dtype in ("fp32", "bf16"):
        with pytest.raises(BadInput, match=f'float16 only.*"{dtype}"'):
            Dam(dtype=dtype)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A red square. It lies on grass.", ["A red square.", "It lies on grass."]),
        ("A St. Bernard dog, 2.5 m long! It runs", ["A St. Bernard dog, 2.5 m long!"]),
        ("A dog with a long\n coat and", ["A dog with a long coat and"]),
        ('He says "Stop." Then he goes?', ['He says "Stop."', "Then he goes?"]),
        ("  ", []),
    ],
)
def test_sentences(text, found):
    assert sentences(text) == found


def test_the_pins_are_complete_and_exclude_ours():
    names = [pin.partition("==")[0] for pin in PINS]
    assert len(set(names)) == len(names) and "torch" not in names
    pinned = dict(pin.split("==") for pin in PINS)
    assert pinned["transformers"].startswith("4.50.") and int(pinned["numpy"][0]) < 3


# ---- with the stand-in, in its own process ----

models = pytest.mark.models


@models
def test_it_runs_its_own_packages_and_ours_stay(engine, picture):
    words = engine(picture)
    assert words and engine.loaded
    pinned = dict(pin.split("==") for pin in PINS)
    for package in ("transformers", "tokenizers", "huggingface_hub", "numpy"):
        assert engine.versions[package] == pinned[package]
    assert engine.versions["torch"] == version("torch")
    assert engine.versions["transformers"].startswith("4.50.") and version("transformers").startswith("5.")
    import transformers

    assert transformers.__version__.startswith("5.")


@models
def test_mask_picture_and_length_are_seen_in_the_words(engine, picture, region):
    around = region_of(picture, ~region.mask)
    inverse = Picture(picture.image.point(lambda v: 255 - v))
    said = [
        engine(region, length="long"),
        engine(around, length="long"),
        engine(picture, length="long"),
        engine(region_of(inverse, region.mask), length="long"),
        engine(inverse, length="long"),
    ]
    assert len(set(said)) == 5, said
    assert engine(region, length="long") == said[0], "the same region gets the same words"
    assert len(engine(region)) < len(said[0])


@models
def test_a_photo_sized_picture_and_a_single_pixel(engine):
    large = square_picture(2000, 1500)
    mask = np.zeros((1500, 2000), bool)
    mask[700, 900] = True
    assert engine(region_of(large, mask))


@models
def test_the_commit_is_pinned_and_told(engine, zoo, picture):
    engine(picture)
    assert engine.revision == zoo[REPO].name and len(engine.revision) == 40
    assert engine.source.endswith(f"@{engine.revision[:12]}")
    with pytest.raises(NotHere):
        Dam(device="cpu", revision="0" * 40).fetch()


@models
def test_the_plan_knows_the_bytes_before_anything_loads(engine, picture, zoo):
    made = Dam(device="cpu")
    engine(picture)
    real = engine._worker.opened["bytes"]
    assert not made.need("fp16").declared and made.need("fp16").weights == pytest.approx(real, rel=0.03)
    assert made.need("nf4").weights < made.need("fp16").weights
    assert engine.seating.who()["cpu"] == [engine]


@models
def test_a_half_downloaded_model_has_declared_bytes(zoo, tmp_path):
    folder = shutil.copytree(zoo[REPO], tmp_path / "dam")
    (folder / "llm" / "model.safetensors").unlink()
    with pytest.raises(KeyError):
        bytes_here(folder, "fp16")
    made = Dam(folder, device="cpu")
    assert made.need("fp16").declared and made.need("fp16").weights == 7_120_000_000


@models
def test_cancel_stops_it_and_it_stays_loaded(engine, picture):
    engine(picture)
    pid, seen = engine._worker.pid, []

    def on_step(done, total):
        seen.append((done, total))
        if done == 3:
            raise Cancelled("pressed")

    with pytest.raises(Cancelled):
        engine(picture, on_step=on_step)
    assert seen == [(1, 8), (2, 8), (3, 8)]
    assert engine(picture) and engine._worker.pid == pid


@models
def test_killed_in_the_middle_it_comes_back(engine, picture):
    words = engine(picture)
    pid = engine._worker.pid

    def on_step(done, total):
        if done == 2:
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(NoAnswer, match=r"DAM-3B ended in the middle.*SIGKILL"):
        engine(picture, on_step=on_step)
    assert not engine.loaded
    assert engine(picture) == words and engine._worker.pid != pid


@models
def test_two_threads_ask_at_once(engine, picture, region):
    alone = [engine(picture), engine(region)]
    together = {}
    threads = [
        threading.Thread(target=lambda n=n, thing=thing: together.update({n: engine(thing)}))
        for n, thing in enumerate((picture, region))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [together[0], together[1]] == alone


@models
def test_four_bits_for_the_language_model_only(zoo, house, picture, region):
    made = Dam(device="cpu", dtype="nf4")
    made.seating = house
    try:
        words = made(region, length="long")
        assert words != made(picture, length="long")
        assert made.need("nf4").weights == pytest.approx(made._worker.opened["bytes"], rel=0.03)
    finally:
        made.unload()


@models
def test_a_pickle_in_a_folder_is_not_opened(zoo, house, tmp_path, picture):
    folder = shutil.copytree(zoo[REPO], tmp_path / "dam")
    (folder / "mm_projector" / "model.safetensors").rename(folder / "mm_projector" / "pytorch_model.bin")
    made = Dam(folder, device="cpu")
    made.seating = house
    with pytest.raises(NotHere, match="pickle"):
        made(picture)


@models
def test_code_that_fails_is_a_sentence(zoo, house, tmp_path, picture):
    folder = shutil.copytree(zoo[REPO], tmp_path / "dam")
    (folder / "llava_llama.py").write_text("import a_package_that_is_not_there\n", "utf-8")
    made = Dam(folder, device="cpu")
    made.seating = house
    with pytest.raises(NoAnswer, match="a_package_that_is_not_there"):
        made(picture)
    assert not made.loaded


@models
def test_another_model_is_refused(zoo, house, picture):
    made = Dam(zoo["facebook/sam-vit-base"], device="cpu")
    made.seating = house
    with pytest.raises(NotHere, match="llava_llama"):
        made(picture)


@models
def test_unload_ends_the_process(engine, picture):
    engine(picture)
    worker, process = engine._worker, engine._worker._child.process
    engine.unload()
    assert not engine.loaded and not worker.running and process.poll() is not None
    assert engine.seating.who()["cpu"] == []
