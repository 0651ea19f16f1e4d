"""Swin2SR with tiny weights: it equals transformers' own, in tiles too; outlines grow; sizes are as asked for."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import seated, square_picture
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers import Studio
from storyhelpers.crafts.upscaler import Swin2SR, enlarged
from storyhelpers.crafts.upscaler.swin2sr import OVERLAP, UNIT, padded, ramp_of, tiles
from storyhelpers.engine import Cancelled, NoAnswer, NoRoom

REPOS = {2: "caidas/swin2SR-classical-sr-x2-64", 4: "caidas/swin2SR-classical-sr-x4-64"}


@pytest.fixture(scope="module")
def engine(zoo):
    """The model for two times, loaded once for this file."""
    for repo in REPOS.values():
        zoo[repo]
    made = seated(Swin2SR())
    yield made
    made.unload()


# ---- tiles ----


@given(st.integers(1, 700), st.integers(1, 700), st.sampled_from([32, 64, 192]))
def test_tiles_cover_the_picture_and_overlap(width, height, tile):
    seen = np.zeros((height, width), int)
    for x0, y0, x1, y1 in tiles(width, height, tile):
        assert 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height and x0 % UNIT == y0 % UNIT == 0
        assert x1 - x0 <= tile and y1 - y0 <= tile
        seen[y0:y1, x0:x1] += 1
    assert seen.min() == 1
    if tile > 2 * OVERLAP and width > tile:
        inner = seen[0, : tile - OVERLAP + UNIT]
        assert (inner[:-OVERLAP] >= 1).all() and seen[0, tile - OVERLAP : tile].min() >= 2


@given(st.integers(1, 400), st.sampled_from([2, 4]))
def test_every_pixel_of_a_tile_counts(length, times):
    ramp = ramp_of(length, times)
    assert len(ramp) == length * times and ramp.min() > 0 and ramp.max() <= 1
    assert np.array_equal(ramp, ramp[::-1])


# ---- the model ----


def theirs(zoo, picture, times=2):
    """What transformers' own processor and model make of it."""
    import torch
    from transformers import Swin2SRForImageSuperResolution

    pixels = reader()(images=picture.image, return_tensors="pt").pixel_values
    assert np.array_equal(pixels[0].numpy(), padded(picture.array))
    model = Swin2SRForImageSuperResolution.from_pretrained(zoo[REPOS[times]]).eval()
    with torch.no_grad():
        made = model(pixel_values=pixels).reconstruction[0]
    width, height = (side * times for side in picture.size)
    return (made[:, :height, :width].clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


def reader():
    """Its own processor, the one without torchvision: it moved between releases of transformers."""
    try:
        from transformers.models.swin2sr.image_processing_pil_swin2sr import Swin2SRImageProcessorPil as Reader
    except ImportError:
        from transformers.models.swin2sr.image_processing_swin2sr import Swin2SRImageProcessor as Reader
    return Reader()


@pytest.mark.models
@pytest.mark.parametrize("size", [(96, 64), (61, 45)])
def test_it_equals_transformers_own(engine, zoo, size):
    picture = square_picture(*size)
    made = engine(picture)
    assert made.size == (2 * size[0], 2 * size[1]) and made.array.std() > 20
    assert np.abs(made.array.astype(int) - theirs(zoo, picture)).max() <= 1


@pytest.mark.models
def test_in_tiles_it_is_nearly_the_same(engine, zoo):
    from PIL import Image, ImageFilter

    noise = np.random.default_rng(1).integers(0, 255, (120, 152, 3), np.uint8)
    picture = replace(square_picture(), image=Image.fromarray(noise).filter(ImageFilter.GaussianBlur(3)))
    whole, steps, tile = engine(picture), [], engine.tile
    engine.tile = 72
    try:
        made = engine(picture, on_step=lambda *step: steps.append(step))
    finally:
        engine.tile = tile
    apart = np.abs(made.array.astype(int) - whole.array)
    assert apart.mean() < 1.5 and np.quantile(apart, 0.99) < 10
    assert steps == [(i, 6) for i in range(7)]


@pytest.mark.models
def test_for_more_than_two_times_the_other_model_is_taken(engine, zoo):
    picture = square_picture(48, 32)
    four = engine(picture, times=4)
    assert four.size == (192, 128) and np.abs(four.array.astype(int) - theirs(zoo, picture, 4)).max() <= 1
    assert "4 times" in four.note
    for times, size in ((1.5, (72, 48)), (2.5, (120, 80)), (1, (48, 32))):
        assert engine(picture, times=times).size == size
    engine._larger.unload()


@pytest.mark.models
def test_the_outlines_of_a_paper_town_picture_grow_with_it(engine):
    studio = Studio("offline", upscaler=engine)
    drawn = studio.draw("a cat on a bench", aspect="1:1")
    small = replace(drawn, image=drawn.image.resize((90, 90)), scene=enlarged(drawn.scene, (90, 90)))
    made = studio.upscale(small)
    assert made.scene.labels.shape == (180, 180) and made.note.count("Swin2SR") == 1
    assert made.words == small.words and made.seed == small.seed
    thing = studio.cut_out(made, studio.find_things(made, 1))
    assert thing.figure is not None


@pytest.mark.models
def test_cancel_and_what_goes_wrong(engine, monkeypatch):
    picture = square_picture()

    def stop(done, total):
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        engine(picture, on_step=stop)
    tried = []
    large = engine._large
    monkeypatch.setattr(
        engine, "_large", lambda m, a, tile, s: tried.append(tile) or _full(tile, engine, large, m, a, s)
    )
    assert engine(picture).size == (192, 128) and tried[-1] == engine.tile // 2
    monkeypatch.setattr(engine, "_large", lambda *given: _full(99999, engine, large, *given))
    with pytest.raises(NoRoom):
        engine(picture)
    monkeypatch.undo()
    model = engine.work(lambda loaded, place: loaded)
    bias = model.upsample.final_convolution.bias
    kept = bias.detach().clone()
    bias.data.fill_(float("nan"))
    with pytest.raises(NoAnswer, match='dtype="fp32"'):
        engine(picture)
    bias.data.copy_(kept)
    assert engine(picture)


def _full(tile, engine, large, model, array, *rest):
    if tile >= engine.tile:
        raise RuntimeError("CUDA out of memory.")
    return large(model, array, tile, rest[-1])


@pytest.mark.models
def test_four_bits_are_refused(engine):
    with pytest.raises(NoRoom, match='no 4-bit form: give it dtype="fp16"'):
        seated(Swin2SR(dtype="nf4"))(square_picture())


@pytest.mark.models
def test_the_plan_knows_what_the_weights_take(engine):
    model = engine.work(lambda loaded, place: loaded)
    taken = sum(t.numel() * t.element_size() for t in [*model.parameters(), *model.buffers()])
    need = engine.need("fp32")
    assert not need.declared and abs(need.weights / taken - 1) < 0.03
    assert engine.licence == "Apache-2.0" and REPOS[2] in engine.made_by
