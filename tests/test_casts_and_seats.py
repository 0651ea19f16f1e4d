"""The casts of real engines on the cards that people have: arithmetic with what each engine says it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from storyhelpers import Studio, devices
from storyhelpers.devices import Seat, Seating

GB = 1_000_000_000
T4 = 15_828_320_256  # bytes that torch sees on a T4: 14.75 GiB
ROOT = Path(__file__).parents[1]


pytestmark = pytest.mark.usefixtures("nothing_here")  # every engine gives the full-size figures that it declares


def cards(count: int) -> Seating:
    seats = [Seat(f"cuda:{i}", "Tesla T4", T4, T4, context=devices.CONTEXT) for i in range(count)]
    return Seating([*seats, Seat("cpu", "processor", 31 * GB, 31 * GB)])


def places(plan) -> dict[str, str]:
    return {row.craft: row.seat.name for row in plan.rows}


def test_the_first_systems_cast_sits_on_two_t4s():
    studio = Studio("offline", segmenter="sam-huge", describer="dam", sound_maker="tangoflux")
    plan = cards(2).plan(studio.models)
    where = places(plan)
    assert plan.fits and plan.at_once
    assert where["segmenter"] == where["describer"] != where["sound_maker"]
    assert all(row.dtype == "fp16" for row in plan.rows), "nobody has to be quantised"


@pytest.mark.parametrize("illustrator", ["sd15", "sd2", "sdxl", "turbo", "lightning", "playground"])
def test_with_an_illustrator_of_ones_own_it_still_sits(illustrator):
    studio = Studio("offline", illustrator=illustrator, segmenter="sam-huge", describer="dam", sound_maker="tangoflux")
    plan = cards(2).plan(studio.models)
    where = places(plan)
    assert plan.fits and plan.at_once
    assert where["segmenter"] == where["describer"] != where["sound_maker"]


def test_the_gpu_cast_sits_on_two_t4s_and_on_one():
    studio = Studio("gpu")
    assert cards(2).plan(studio.models).at_once
    plan = cards(1).plan(studio.models)
    assert plan.fits and set(places(plan).values()) == {"cuda:0"}


@pytest.mark.parametrize("craft", [
    "illustrator", "segmenter", "describer", "sound_maker", "prompt_writer", "story_writer", "translator", "narrator",
    "upscaler", "listener",
])  # fmt: skip
def test_every_engine_alone_says_where_it_goes_on_one_t4(craft):
    from storyhelpers.casts import CRAFTS

    for name in CRAFTS[craft].ENGINES:
        models = Studio("offline", **{craft: name}).models
        plan = cards(1).plan(models)
        assert plan.fits or plan.sentences, name
        for row in plan.rows:
            assert row.seat.name == "cuda:0" and 0 < row.weights < T4, name
            assert row.declared or name == "tiny", "the files of the tiny model are here, so its weights are counted"


@pytest.mark.parametrize(
    "look", [lambda studio: None, lambda studio: studio.plan(), lambda studio: studio._repr_html_()]
)
def test_models_go_where_the_plan_says_whoever_looked_at_it(monkeypatch, look):
    seating = cards(2)
    monkeypatch.setattr("storyhelpers.studio.house", lambda: seating)
    studio = Studio("gpu")
    look(studio)
    studio._take_seats()
    assert len(seating._planned) == len(studio.models) == 10


def test_the_offline_studio_brings_in_no_model_library():
    code = (
        "import sys, storyhelpers as s; studio = s.Studio('offline'); "
        "picture = studio.draw(studio.write_prompt('a cat on a bench')); "
        "region = studio.cut_out(picture, studio.find_things(picture, 1)); words = studio.describe(region); "
        "studio.prepare(picture); studio.make_sound(studio.write_sound_prompt(words), seconds=1); repr(studio); "
        "print({'torch', 'transformers', 'diffusers', 'huggingface_hub', 'google.genai'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"
