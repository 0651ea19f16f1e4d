"""The recipe of the small models, from nothing to a pipeline, in seconds."""

import json

import pytest

from recipes.small_models.__main__ import main
from storyhelpers.small import SIXTEEN


@pytest.mark.soak
def test_the_whole_recipe_with_hardly_any_time(tmp_path, capsys):
    import torch
    from diffusers import StableDiffusionPipeline
    from transformers import CLIPModel

    given = ["--minutes", "0.1", "--pictures", "80", "--threads", "1", "--out", str(tmp_path)]
    main(given)
    pipe = StableDiffusionPipeline.from_pretrained(tmp_path / "painter" / "pipeline", torch_dtype=torch.float32)
    assert pipe.scheduler.config.prediction_type == "v_prediction" and pipe.unet.config.sample_size == 16
    (picture,) = pipe(SIXTEEN[0], num_inference_steps=2).images
    assert picture.size == (64, 64)
    assert CLIPModel.from_pretrained(tmp_path / "clip").config.vision_config.image_size == 64
    figures = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert 0 <= figures["eye on true scenes"]["sky"] <= 1
    assert list(tmp_path.glob("painter/sheet-*.webp"))
    capsys.readouterr()
    main([*given, "--stage", "vae"])
    assert "done before" in capsys.readouterr().out
