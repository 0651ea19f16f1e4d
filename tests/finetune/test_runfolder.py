"""A run's folder and its recipe: what belongs together, what is deleted, what is refused with a sentence."""

import pytest
from finetune.loop_kit import pictures

from storyhelpers.engine import BadInput
from storyhelpers.finetune.recipe import Recipe
from storyhelpers.finetune.runfolder import RECIPE, claim


def test_a_run_whose_style_was_saved_can_be_begun_anew(tmp_path):
    data, folder = pictures(tmp_path / "pictures"), tmp_path / "run"
    claim(folder, Recipe(rank=4), data)
    for name in ("style", "checkpoints", "cache"):
        (folder / name).mkdir()
    (folder / "launch.log").write_text("")
    claim(folder, Recipe(rank=8), data, anew=True)
    assert Recipe.open(folder / RECIPE).rank == 8
    assert (folder / "style").is_dir() and (folder / "cache").is_dir() and not (folder / "checkpoints").exists()


def test_what_cannot_be_deleted_is_said(tmp_path, monkeypatch):
    data, folder = pictures(tmp_path / "pictures"), tmp_path / "run"
    claim(folder, Recipe(), data)
    (folder / "checkpoints").mkdir()

    def locked(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storyhelpers.finetune.runfolder.shutil.rmtree", locked)
    with pytest.raises(BadInput, match="Permission denied.*another folder"):
        claim(folder, Recipe(rank=2), data, anew=True)
    assert (folder / RECIPE).is_file()


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_damaged_recipe_says_the_way_out(tmp_path, text):
    data, folder = pictures(tmp_path / "pictures"), tmp_path / "run"
    claim(folder, Recipe(), data)
    (folder / RECIPE).write_text(text)
    with pytest.raises(BadInput, match="anew=True"):
        claim(folder, Recipe(), data)
    claim(folder, Recipe(), data, anew=True)


@pytest.mark.parametrize(
    "setting",
    [{"minutes": "30"}, {"learning_rate": "1e-4"}, {"alpha": "8"}, {"prompts": "a cat"}, {"trackers": "wandb"}],
)
def test_a_text_where_something_else_belongs_is_refused(setting):
    with pytest.raises(BadInput, match=f"^{next(iter(setting))} is "):
        Recipe(**setting)


def test_a_text_encoder_is_not_taught_beside_a_whole_unet():
    with pytest.raises(BadInput, match="one of the two"):
        Recipe(whole=True, text_encoder=True)
