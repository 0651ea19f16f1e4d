"""The cache of latents and embeddings: equal to encoding anew, made once, gone on with, safe from what goes wrong."""

import numpy as np
import pytest
from PIL import Image

from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NoRoom
from storyhelpers.finetune import Recipe, TrainingSet

REPOS = {
    "sd15": "stable-diffusion-v1-5/stable-diffusion-v1-5",
    "sdxl": "stabilityai/stable-diffusion-xl-base-1.0",
}
SIZES = [(90, 60), (64, 64), (50, 120), (200, 201)]
pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    home = tmp_path_factory.mktemp("pictures")
    for k in range(14):
        dice = np.random.default_rng(k)
        small = Image.fromarray(dice.integers(0, 256, (7, 9, 3), dtype=np.uint8))
        small.resize(SIZES[k % 4], Image.Resampling.BICUBIC).save(home / f"{k:02d}.png")
        (home / f"{k:02d}.txt").write_text(["a red cat", "a blue dog", "a boat in the snow"][k % 3], "utf-8")
    return TrainingSet.open(home)


@pytest.fixture(params=list(REPOS))
def base(request, zoo):
    from storyhelpers.finetune.bases import Base

    zoo[REPOS[request.param]]
    return Base.open(Recipe(base=request.param))


@pytest.fixture
def sd15(zoo):
    from storyhelpers.finetune.bases import Base

    zoo[REPOS["sd15"]]
    return Base.open(Recipe(base="sd15"))


def same(one, other, within):
    """Whether two conditions of a U-Net differ by no more than that."""
    pairs = [(one["encoder_hidden_states"], other["encoder_hidden_states"])]
    for name in one.get("added_cond_kwargs", {}):
        pairs.append((one["added_cond_kwargs"][name], other["added_cond_kwargs"][name]))
    return all((a - b).abs().max() <= within * max(1, b.abs().max()) for a, b in pairs)


@pytest.mark.parametrize("buckets", [False, True])
def test_a_cache_is_equal_to_encoding_anew(base, pictures, tmp_path, buckets):
    import torch

    from storyhelpers.finetune.caching import Cache, Direct

    recipe = Recipe(buckets=buckets, prompts=("a moon",))
    exact = Cache(base, recipe, pictures, tmp_path / "whole", whole=True)
    half = Cache(base, recipe, pictures, tmp_path / "half")
    anew = Direct(base, recipe, pictures)
    assert len(half) == 14 and half.shapes == anew.shapes and len(set(half.shapes)) == (3 if buckets else 1)
    assert half.bytes < 0.6 * exact.bytes
    for shape in set(half.shapes):
        indices = [k for k in range(14) if half.shapes[k] == shape][:4]
        variant = torch.tensor([0.1, 0.9, 0.49, 0.5])[: len(indices)]
        dropped = torch.tensor([False, True, False, False])[: len(indices)]
        wanted = anew.batch(indices, variant)
        assert wanted.mean.shape[2:] == shape
        for source, within in ((exact, 1e-5), (half, 2e-3)):
            batch = source.batch(torch.tensor(indices), variant)
            assert (batch.mean - wanted.mean).abs().max() <= within * wanted.mean.abs().max()
            assert (batch.std - wanted.std).abs().max() <= within * wanted.std.abs().max()
            assert batch.mean.dtype == batch.sizes.dtype == torch.float32
            assert torch.equal(batch.sizes, wanted.sizes) and torch.equal(batch.captions, wanted.captions)
            assert same(source.conditions(batch, dropped), anew.conditions(wanted, dropped), within)
            assert same(source.conditions(batch), anew.conditions(wanted), within)
    nothing, known = anew.nothing()["hidden"], half.nothing()["hidden"].float()
    assert (nothing - known).abs().max() < 4e-3
    for caption in ("a moon", "words that are in no file"):
        assert (half.text([caption])["hidden"].float() - anew.text([caption])["hidden"]).abs().max() < 4e-3


def test_the_mirror_image_is_encoded_not_the_latents_mirrored(sd15, pictures, tmp_path):
    import torch

    from storyhelpers.finetune.caching import Cache

    cache = Cache(sd15, Recipe(), pictures, tmp_path, whole=True)
    plain, mirrored = (cache.batch([3], torch.tensor([v])).mean for v in (0.0, 0.999))
    image = pictures[3].image().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    from storyhelpers.finetune.shaping import fit

    wanted, _ = sd15.encode_pictures(torch.from_numpy(fit(image, (64, 64))[0].copy())[None])
    assert (mirrored - wanted).abs().max() < 1e-4 < (mirrored - plain).abs().max()
    still = Cache(sd15, Recipe(flip=False), pictures, tmp_path, whole=True)
    assert still.variants == 1 and torch.equal(still.batch([3], torch.tensor([0.999])).mean, plain)


def test_afterwards_the_networks_are_gone_and_next_time_not_loaded(base, pictures, tmp_path, monkeypatch):
    from storyhelpers.finetune.caching import Cache

    steps = []
    first = Cache(base, Recipe(), pictures, tmp_path, on_step=lambda *step: steps.append(step))
    assert base.loaded == () and steps[-1] == (17, 17) and steps == sorted(steps)
    files = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert all(name.endswith(".safetensors") for name in files)
    monkeypatch.setattr(type(base), "_part", lambda *a: pytest.fail("a network was loaded"))
    again = Cache(base, Recipe(), pictures, tmp_path, on_step=lambda *step: steps.append(step))
    assert steps[-1] == (17, 17)
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == files
    assert (again.batch([0, 1]).mean == first.batch([0, 1]).mean).all()
    again.nothing(), again.text(["a red cat"])


def test_other_pictures_captions_shapes_or_bases_have_other_files(sd15, zoo, pictures, tmp_path):
    from storyhelpers.finetune.bases import Base
    from storyhelpers.finetune.caching import Cache

    def names(base, recipe, some):
        Cache(base, recipe, some, tmp_path)
        return {file.name for file in tmp_path.iterdir()}

    before = names(sd15, Recipe(), pictures)
    learn, _ = pictures.split(0.3)
    more = names(sd15, Recipe(), learn)
    said = names(sd15, Recipe(prompts=("a moon",)), pictures) - more
    assert before < more and said and all(name.startswith("text") for name in said), "latents do not hang on captions"
    shaped = names(sd15, Recipe(buckets=True), pictures) - more - said
    assert shaped and all(name.startswith("latents") for name in shaped)
    zoo[REPOS["sdxl"]]
    other = names(Base.open(Recipe(base="sdxl")), Recipe(), pictures) - more - said - shaped
    assert len(other) == len(before)


def test_a_stopped_cache_goes_on_with_the_next_file(sd15, pictures, tmp_path, monkeypatch):
    from storyhelpers.finetune import caching

    monkeypatch.setattr(caching, "PART", 4)
    seen = []

    def stop(done, all_):
        seen.append(done)
        if done > 11:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        caching.Cache(sd15, Recipe(), pictures, tmp_path, on_step=stop)
    there = {file.name for file in tmp_path.iterdir()}
    encoded = []
    plain = sd15.encode_pictures
    sd15.encode_pictures = lambda pixels: (encoded.append(len(pixels)), plain(pixels))[1]
    cache = caching.Cache(sd15, Recipe(), pictures, tmp_path)
    assert there and there < {file.name for file in tmp_path.iterdir()}
    assert sum(encoded) == 2 * (14 - 4 * len([name for name in there if name.startswith("latents")]))
    whole = caching.Direct(sd15, Recipe(), pictures).batch(range(14))
    assert (cache.batch(range(14)).mean - whole.mean).abs().max() < 0.01


def test_a_damaged_file_is_made_again(sd15, pictures, tmp_path):
    from storyhelpers.finetune.caching import Cache

    wanted = Cache(sd15, Recipe(), pictures, tmp_path).batch([5, 9]).mean.clone()
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:200])
    assert (Cache(sd15, Recipe(), pictures, tmp_path).batch([5, 9]).mean == wanted).all()
    assert not list(tmp_path.glob("*.part"))


def test_less_memory_means_smaller_batches(sd15, pictures, tmp_path, monkeypatch):
    from storyhelpers.finetune.caching import Cache

    plain, sizes = sd15.encode_pictures, []

    def tight(pixels, room=3):
        sizes.append(len(pixels))
        if len(pixels) > room:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return plain(pixels)

    wanted = Cache(sd15, Recipe(), pictures, tmp_path / "a").batch([13]).mean
    monkeypatch.setattr(sd15, "encode_pictures", tight)
    assert (Cache(sd15, Recipe(), pictures, tmp_path / "b").batch([13]).mean - wanted).abs().max() < 0.01
    assert sizes == [14, 7, 4, 2, *[2] * 6, *[2] * 7], "what fitted is remembered"
    monkeypatch.setattr(sd15, "encode_pictures", lambda pixels: tight(pixels, room=0))
    with pytest.raises(NoRoom, match="64 × 64.*size=256"):
        Cache(sd15, Recipe(), pictures, tmp_path / "c")


def test_latents_that_are_no_numbers_name_their_picture(sd15, pictures, tmp_path):
    from storyhelpers.finetune.caching import Cache

    plain = sd15.encode_pictures

    def broken(pixels):
        mean, std = plain(pixels)
        mean[6, 0, 0, 0] = float("nan")
        return mean, std

    sd15.encode_pictures = broken
    with pytest.raises(NoAnswer, match=r"06\.png"):
        Cache(sd15, Recipe(), pictures, tmp_path)
    assert not [file for file in tmp_path.iterdir() if file.name.startswith("latents")]


def test_what_a_person_should_know_is_said(sd15, pictures, tmp_path):
    from dataclasses import replace

    from storyhelpers.finetune.caching import Direct

    long = tuple(
        replace(one, caption="a red cat on the moon " * 40) if k < 2 else one for k, one in enumerate(pictures)
    )
    said = Direct(sd15, Recipe(), replace(pictures, examples=long)).said
    assert "7 of 14 pictures are smaller than the 64 pixels" in said[0]
    assert "One caption is longer than the 77 tokens" in said[1] and "a red cat on the moon" in said[1]
    blank = replace(pictures, examples=tuple(replace(one, caption="") for one in pictures))
    with pytest.raises(BadInput, match="14 of the 14 .*with_captions"):
        Direct(sd15, Recipe(), blank)


def test_a_text_encoder_that_learns_gets_gradients(base, pictures):
    import torch

    from storyhelpers.finetune.caching import Direct

    base.text_encoders[0].requires_grad_(True)
    source = Direct(base, Recipe(text_encoder=True, cache=False), pictures)
    batch = source.batch([0, 1, 2])
    told = source.conditions(batch, torch.tensor([True, False, False]))
    told["encoder_hidden_states"].square().sum().backward()
    assert base.text_encoders[0].get_input_embeddings().weight.grad.abs().sum() > 0
    frozen = Direct(base, Recipe(cache=False), pictures).conditions(batch)
    assert not frozen["encoder_hidden_states"].requires_grad
