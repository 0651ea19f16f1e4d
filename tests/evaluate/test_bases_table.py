"""The table of base models: what files say is counted, what grids measured stands beside it, and all else is "–"."""

import csv

import pytest
from evaluate.grids import PROMPTS, Eye, painter

from storyhelpers.crafts.illustrator import MODELS
from storyhelpers.engine import BadInput, NotHere
from storyhelpers.evaluate.bases_table import bases_table
from storyhelpers.evaluate.grid import Grid


def test_what_is_not_known_is_a_dash_and_never_a_guess(nothing_here):
    table = bases_table()
    assert [row.name for row in table] == list(MODELS)
    row = table["sd2"]
    assert (row.parameters, row.drawing, row.size, row.prediction, row.clip, row.seconds) == (None,) * 6
    assert row.gigabytes == MODELS["sd2"].weights["fp16"] and row.licence == MODELS["sd2"].licence
    assert "parameters" not in repr(table)  # a column of dashes is left out


def test_a_grid_fills_in_what_it_measured(nothing_here, tmp_path):
    models = {"light": painter("plain", 200), "dark": painter("dark", 40), "paper": "offline"}
    grid = Grid(tmp_path / "g", PROMPTS, [1, 2], models).draw()
    table = bases_table(grid, clip=Eye(), models=["sd15"])
    assert [row.name for row in table] == ["sd15", "light", "dark", "paper"]
    light, dark = table["light"], table["dark"]
    assert light.drawn == 6 and light.clip.mean < dark.clip.mean and light.seconds > 0 and light.memory is None
    assert (light.title, light.licence, light.parameters, light.gigabytes) == ("plain", None, None, None)
    assert table["paper"].licence == "Apache-2.0"
    assert f"{100 * dark.clip.mean:.1f} (" in repr(table) and "CLIP cosine" in table._repr_html_()


def test_a_base_of_a_grid_is_the_row_of_the_base_and_one_with_a_style_has_its_own(nothing_here, tmp_path):
    (tmp_path / "sketch.safetensors").write_bytes(b"x")
    tuned = {"engine": "sd15", "lora": str(tmp_path / "sketch.safetensors")}
    grid = Grid(tmp_path / "g", PROMPTS, [1], {"base": "sd15", "sdxl": tuned})
    table = bases_table(grid, models=["sd15", "sdxl"])
    assert [row.name for row in table] == ["sd15", "sdxl", "sdxl (g)"]
    assert table["sd15"].drawn == 0 and table["sdxl"].drawn is None
    own = table["sdxl (g)"]
    assert own.title == "Stable Diffusion 1.5 with sketch.safetensors" and own.gigabytes == table["sd15"].gigabytes


def test_two_grids_share_the_table(nothing_here, tmp_path):
    grids = [Grid(tmp_path / n, PROMPTS, [1], {"mine": painter()}).draw() for n in "ab"]
    assert [row.name for row in bases_table(grids, models=[])] == ["mine", "mine (b)"]


def test_it_is_kept_as_csv(nothing_here, tmp_path):
    grid = Grid(tmp_path / "g", PROMPTS, [1, 2], {'a "name", odd': painter()}).draw()
    path = bases_table(grid, clip=Eye(), models=["sd15"]).save(tmp_path / "table.csv")
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert [row["model"] for row in rows] == ["sd15", 'a "name", odd']
    assert rows[0]["weights in fp16, GB"] == "2.74" and rows[0]["CLIP cosine, %"] == "" == rows[1]["parameters"]
    assert 20 < float(rows[1]["CLIP cosine, %"]) < 30 and rows[1]["pictures drawn"] == "6"


def test_a_wrong_name_is_said(nothing_here):
    with pytest.raises(BadInput, match='Did you mean "sd15"'):
        bases_table(models=["sd51"])
    with pytest.raises(NotHere, match="It has: sd2"):
        bases_table(models="sd2")["sd15"]


@pytest.mark.models
def test_files_that_are_here_are_counted(zoo):
    import torch
    from diffusers import StableDiffusionPipeline

    for name in ("sd15", "playground", "sana-sprint"):
        zoo[MODELS[name].repo]
    table = bases_table(models=["sd15", "playground", "sana-sprint"])
    pipe = StableDiffusionPipeline.from_pretrained(zoo[MODELS["sd15"].repo], safety_checker=None)
    row = table["sd15"]
    assert row.drawing == sum(weight.numel() for weight in pipe.unet.parameters())
    assert row.parameters > row.drawing and row.gigabytes == pytest.approx(2 * row.parameters / 1e9, rel=0.01)
    assert [one.prediction for one in table] == ["epsilon", "EDM", "trigflow"]
    assert row.size == pipe.unet.config.sample_size * pipe.vae_scale_factor == 64
    assert "1.43 M" in repr(table) and torch.is_grad_enabled()
