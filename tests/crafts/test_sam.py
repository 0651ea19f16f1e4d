"""SAM and SAM 2.1 with tiny weights: the same outlines as transformers' own forward, one look per picture."""

import json
import threading
import time
import weakref

import numpy as np
import pytest
from crafts.sam_kit import (
    AWAY,
    BASE,
    BOX,
    CLICK,
    HIERA,
    OTHER,
    PROMPTS,
    engine,
    looks,
    made,
    picture,
    processor,
    sam,
    sam2,
    scene,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, Picture, Point, Studio, click
from storyhelpers.crafts import segmenter
from storyhelpers.crafts.segmenter import sam as sam_file
from storyhelpers.crafts.segmenter.sam import KEPT, Frame, Sam, held, missed
from storyhelpers.crafts.segmenter.sam2 import Sam2
from storyhelpers.engine import pick

# ruff: noqa: F401 (fixtures are imported, and asked for by name)
pytestmark = pytest.mark.models


def test_the_table_of_engines():
    assert list(segmenter.ENGINES)[:2] == ["offline", "sam"]
    assert set(segmenter.ENGINES) - {"offline"} == set(segmenter.MODELS)
    repos = {"sam": BASE, "sam-base": BASE, "sam-large": "facebook/sam-vit-large", "sam-huge": "facebook/sam-vit-huge"}
    for name, repo in repos.items() | {"sam2": HIERA, "sam2-base-plus": "facebook/sam2.1-hiera-base-plus"}.items():
        engine = pick("segmenter", name, segmenter.ENGINES)
        assert engine.repo == repo and engine.licence == "Apache-2.0" and repo in engine.source
        assert set(engine.model.weights) == set(engine.model.work) == {"fp32", "fp16", "nf4"}


# how a picture lies in the model's square

sizes = st.tuples(st.integers(1, 5000), st.integers(1, 5000))


@settings(max_examples=200, deadline=None)
@given(size=sizes, side=st.sampled_from([256, 1024]), at=st.tuples(st.floats(0, 0.999), st.floats(0, 0.999)))
def test_places_are_mapped_into_the_part_that_the_picture_fills(size, side, at):
    point = np.array(at) * size
    for kind in (Sam, Sam2):
        frame = kind._frame(None, size, side)
        mapped = frame.to_model(point)
        assert max(frame.inner) == side and min(frame.inner) >= 1
        assert (mapped >= 0).all() and (mapped < np.array(frame.inner)).all()
        assert np.allclose(mapped * np.array(size) / frame.inner, point, atol=1e-6)
    whole = Sam._frame(None, size, side)
    if min(size) * side / max(size) >= 0.5:  # else there would be nothing left of the short side
        assert np.abs(np.array(whole.inner) - np.array(size) * side / max(size)).max() <= 0.5


@settings(max_examples=60, deadline=None)
@given(size=sizes, x=st.floats(0, 5000), y=st.floats(0, 5000))
def test_places_are_those_of_transformers(processor, size, x, y):
    height, width = processor.image_processor._get_preprocess_shape(size[::-1], 256)
    if min(width, height) < 1:
        return
    frame = Sam._frame(None, size, 256)
    assert frame.inner == (width, height)
    assert np.array_equal(
        frame.to_model([[x, y]]), processor._normalize_coordinates(256, np.array([[x, y]]), size[::-1])
    )


@settings(max_examples=60, deadline=None)
@given(width=st.integers(60, 700), height=st.integers(60, 700), data=st.data())
def test_what_is_seen_lies_where_its_place_is_mapped(width, height, data):
    x, y = data.draw(st.integers(0, width - 30)), data.draw(st.integers(0, height - 30))
    image = Image.new("RGB", (width, height))
    image.paste((255, 255, 255), (x, y, x + 30, y + 30))
    for kind in (Sam, Sam2):
        frame = kind._frame(None, image.size, 256)
        seen = frame.pixels(image, (0, 0, 0), (1, 1, 1))
        rows, columns = np.indices(seen.shape[1:])
        centre = [(axis * seen[0]).sum() / seen[0].sum() for axis in (columns, rows)]
        assert np.abs(frame.to_model((x + 15, y + 15)) - 0.5 - centre).max() < 0.6


def test_the_pixels_are_those_of_transformers_and_the_rest_is_nothing(processor, sam):
    theirs = processor.image_processor
    for size in ((200, 130), (90, 300), (16, 16), (1000, 20)):
        image = scene(*size).image
        frame = sam._frame(size, 256)
        mine = frame.pixels(image, theirs.image_mean, theirs.image_std)
        assert np.array_equal(mine, theirs(image, return_tensors="np")["pixel_values"][0])
        assert not mine[:, frame.inner[1] :].any() and not mine[:, :, frame.inner[0] :].any()


# the same as transformers


@pytest.mark.parametrize("prompt", PROMPTS)
def test_sam_equals_transformers_own_full_forward(zoo, processor, sam, picture, prompt):
    import torch
    from transformers import SamModel

    points, box = PROMPTS[prompt]
    # transformers' processor for SAM 1 nests three levels: picture, point, (x, y)
    asked = {"input_points": [[[p.x, p.y] for p in points]], "input_labels": [[int(p.keep) for p in points]]}
    asked = (asked if points else {}) | ({"input_boxes": [[list(box)]]} if box else {})
    inputs = processor(picture.image, return_tensors="pt", **asked)
    network = SamModel.from_pretrained(zoo[BASE]).eval()
    sizes = inputs.pop("original_sizes"), inputs.pop("reshaped_input_sizes")
    with torch.no_grad():
        answer = network(**inputs, multimask_output=prompt == "one click")
    masks = processor.post_process_masks(answer.pred_masks, *sizes)[0][0].numpy()
    scores = answer.iou_scores[0, 0].numpy()
    assert len(masks) == (3 if prompt == "one click" else 1)
    region = sam(picture, points, box=box)
    assert np.array_equal(region.mask, masks[scores.argmax()])
    assert region.score == np.clip(scores.max(), 0, 1)
    assert region.points == points and region.box == box and region.made_by == f"SAM base ({BASE})"


@pytest.mark.parametrize("prompt", PROMPTS)
def test_sam2_equals_transformers_own_full_forward(zoo, sam2, picture, prompt):
    import torch
    from transformers import Sam2Model

    points, box = PROMPTS[prompt]
    network = Sam2Model.from_pretrained(zoo[HIERA]).eval()
    about = json.loads((zoo[HIERA] / "preprocessor_config.json").read_text())
    small = np.asarray(picture.image.resize((256, 256), Image.BILINEAR), np.float32) / 255
    pixels = torch.from_numpy((small - about["image_mean"]) / about["image_std"]).permute(2, 0, 1)[None].float()
    # SAM 2 nests four levels: picture, object, point, (x, y)
    asked = {}
    if points:
        asked["input_points"] = torch.tensor([[[[p.x * (256 / 200), p.y * (256 / 130)] for p in points]]]).double()
        asked["input_labels"] = torch.tensor([[[int(p.keep) for p in points]]])
    if box:
        asked["input_boxes"] = torch.tensor([[[v * (256 / (200, 130)[i % 2]) for i, v in enumerate(box)]]]).double()
    with torch.no_grad():
        answer = network(pixel_values=pixels, multimask_output=prompt == "one click", **asked)
    scores = answer.iou_scores[0, 0].numpy()
    best = answer.pred_masks[0, 0, scores.argmax()][None, None]
    mask = torch.nn.functional.interpolate(best, (130, 200), mode="bilinear", align_corners=False)[0, 0] > 0
    region = sam2(picture, points, box=box)
    assert (region.mask != mask.numpy()).sum() <= 2  # the pixels are divided by 255 in another order: the last bit
    assert abs(region.score - scores.max()) < 1e-5


# what counts


def test_every_prompt_and_every_picture_has_an_outline_of_its_own(engine, picture):
    masks = [engine(picture, points, box=box).mask for points, box in PROMPTS.values()]
    masks += [engine(scene(seed=1), (CLICK,)).mask, engine(picture, (Point(150, 20),)).mask]
    for number, mask in enumerate(masks):
        assert mask.dtype == bool and mask.shape == (130, 200)
        assert all((mask != other).any() for other in masks[:number])


def test_the_named_models_are_different_models(zoo, picture):
    found = []
    for kind, name in ((Sam, "sam"), (Sam, "sam-large"), (Sam, "sam-huge"), (Sam2, "sam2"), (Sam2, "sam2-base-plus")):
        zoo[segmenter.MODELS[name].repo]
        found.append(made(kind, name)(picture, (CLICK,)))
    for number, region in enumerate(found):
        assert region.made_by.endswith(f"({list(segmenter.MODELS.values())[number].repo})") or number
        assert all((region.mask != other.mask).any() for other in found[:number])


def test_a_box_may_be_given_from_any_corner(engine, picture):
    x0, y0, x1, y1 = BOX
    assert np.array_equal(engine(picture, (), box=BOX).mask, engine(picture, (), box=(x1, y1, x0, y0)).mask)


def test_nothing_clicked_is_said(engine, picture):
    with pytest.raises(BadInput, match="Nothing was clicked"):
        engine(picture, ())
    with pytest.raises(BadInput, match="Nothing was clicked"):
        engine.objects(picture, [(CLICK,), ()])
    assert engine.objects(picture, []) == []


def test_several_objects_are_decoded_together_and_equal_single_calls(engine, picture, monkeypatch):
    groups = [(CLICK,), (OTHER,), (CLICK, AWAY), (Point(10, 10),), (OTHER, Point(5, 5))]
    single = [engine(picture, group) for group in groups]
    calls = []
    decode = engine._decode
    monkeypatch.setattr(engine, "_decode", lambda *given: calls.append(len(given[-1])) or decode(*given))
    found = engine.objects(picture, groups)
    assert calls == [3, 2]
    for alone, together in zip(single, found, strict=True):
        assert together.points == alone.points and abs(together.score - alone.score) < 1e-4
        assert (together.mask != alone.mask).mean() < 0.001
    monkeypatch.setattr(sam_file, "TOGETHER", 2)
    calls.clear()
    assert len(engine.objects(picture, groups)) == 5 and calls == [2, 1, 2]


def test_an_outline_that_does_not_obey_says_so(sam, picture):
    mask = sam(picture, (CLICK,)).mask
    inside = Point(*(int(v[0]) for v in np.nonzero(mask)[::-1]))
    outside = Point(*(int(v[0]) for v in np.nonzero(~mask)[::-1]))
    said = {True: missed(), False: held()}
    for keep, wrong, right in ((True, outside, inside), (False, inside, outside)):
        assert sam_file._note(mask, [Point(wrong.x, wrong.y, keep)]) == said[keep]
        assert sam_file._note(mask, [Point(right.x, right.y, keep)]) == ""
    for points, box in PROMPTS.values():
        region = sam(picture, points, box=box)
        assert (missed() in region.note) == any(p.keep and not region.mask[int(p.y), int(p.x)] for p in points)


@pytest.mark.parametrize("size", [(16, 16), (4096, 2300), (4096, 16), (1, 40)])
def test_tiny_huge_and_narrow_pictures(engine, size):
    picture = scene(*size)
    for x, y in ((0, 0), (size[0] - 0.5, size[1] - 0.5)):
        assert engine(picture, (Point(x, y),)).mask.shape == size[::-1]


def test_grey_and_plain_pictures(engine, picture):
    grey = engine(Picture(picture.image.convert("L")), (CLICK,))
    assert grey.mask.shape == (130, 200) and (grey.mask != engine(picture, (CLICK,)).mask).any()
    assert engine(Picture(Image.new("RGB", (50, 40), "white")), (Point(3, 3),)).mask.shape == (40, 50)


# one look per picture


def test_a_picture_is_looked_at_once_and_the_outlines_are_equal_to_the_bit(engine, monkeypatch):
    seen = looks(engine, monkeypatch)
    picture = scene(seed=5)
    first = [engine(picture, points, box=box) for points, box in PROMPTS.values()]
    assert len(seen) == 1
    again = engine(Picture(picture.image.copy()), (CLICK,))  # the same pixels are the same picture
    assert len(seen) == 1 and np.array_equal(again.mask, first[0].mask)
    for region, (points, box) in zip(first, PROMPTS.values(), strict=True):
        engine._loaded.kept.clear()
        fresh = engine(picture, points, box=box)
        assert np.array_equal(fresh.mask, region.mask) and fresh.score == region.score
    assert len(seen) == 1 + len(PROMPTS)


def test_the_last_few_pictures_are_kept(engine, monkeypatch):
    seen = looks(engine, monkeypatch)
    engine._loaded.kept.clear()
    pictures = [scene(40, 30, seed=seed) for seed in range(KEPT + 1)]
    for one in pictures[:KEPT]:
        engine.prepare(one)
    engine(pictures[0], (Point(3, 3),))  # used again, so the second one is the oldest now
    engine.prepare(pictures[KEPT])
    assert len(seen) == KEPT + 1 and len(engine._loaded.kept) == KEPT
    engine.prepare(pictures[0])
    assert len(seen) == KEPT + 1
    engine.prepare(pictures[1])
    assert len(seen) == KEPT + 2


def test_preparing_leaves_only_decoding(engine, monkeypatch):
    seen = looks(engine, monkeypatch)
    picture = scene(seed=7)
    engine.prepare(picture)
    engine.prepare(picture)
    region = engine(picture, (CLICK,))
    assert len(seen) == 1 and region.mask.shape == (130, 200)


def test_threads_may_click_at_the_same_time(engine, monkeypatch):
    pictures = [scene(seed=20 + number) for number in range(3)]
    alone = [engine(picture, (CLICK,)).mask for picture in pictures]
    engine._loaded.kept.clear()
    seen = looks(engine, monkeypatch)
    found = {}

    def work(number):
        found[number] = engine(pictures[number % 3], (CLICK,)).mask

    threads = [threading.Thread(target=work, args=(number,)) for number in range(9)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(seen) == 3
    assert all(np.array_equal(found[number], alone[number % 3]) for number in range(9))


def test_a_model_that_gets_up_leaves_nothing_and_comes_back_the_same(zoo, picture):
    zoo[BASE]
    engine = made(Sam)
    before = engine(picture, (CLICK,)).mask
    network = weakref.ref(engine._loaded.network)
    embedding = weakref.ref(next(iter(engine._loaded.kept.values())))
    engine.unload()
    assert not engine.loaded and network() is None and embedding() is None
    assert np.array_equal(engine(picture, (CLICK,)).mask, before) and engine.loaded


def test_the_canvas_prepares_while_the_person_looks(sam, monkeypatch):
    seen = looks(sam, monkeypatch)
    spot = click(scene(seed=8), Studio("offline", segmenter=sam).cut_out)
    canvas = spot.canvas
    deadline = time.monotonic() + 20
    while not seen and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(seen) == 1 and not spot.points
    canvas.marks = [{"x": 60, "y": 50, "keep": True}]
    assert len(seen) == 1 and canvas.mask and np.array_equal(spot.region.mask, sam(spot.picture, (CLICK,)).mask)


def test_the_frame_is_plain_data():
    assert Frame((200, 100), (256, 128), 256).to_model((100, 50)).tolist() == [128, 64]
