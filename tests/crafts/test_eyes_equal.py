"""The seeing models are given, and write, what transformers' own processors and `generate` do on the same weights."""

import json

import numpy as np
import pytest
from crafts.looking import BEACH, LEFT, REPOS, RIGHT, eye, scene  # noqa: F401

from storyhelpers import Region
from storyhelpers.crafts.describer import views
from storyhelpers.crafts.describer.eyes import rules_of
from storyhelpers.crafts.describer.florence import location

pytestmark = pytest.mark.models


def raw(engine, thing, **options):
    """What the model wrote before it was tidied, and what it was given."""
    from storyhelpers.models.talking import write

    length = options.pop("length", "short")
    given = engine.inputs(engine._loaded, thing, "en", length)
    eyes = engine._loaded
    asked = {key: value.clone() for key, value in given.items()}  # BLIP writes into what it is given
    return write(eyes.model, eyes.tokenizer, asked, most=20, who="", **options), given


def compare(given, theirs):
    for key, value in given.items():
        other = theirs[key]
        assert value.shape == other.shape, key
        if value.is_floating_point():
            assert np.abs(value.numpy() - other.numpy()).max() < 1e-5, key
        else:
            assert (value == other).all(), key


def test_blip_equals_transformers(eye, zoo):
    from transformers import AutoImageProcessor, BlipForConditionalGeneration, BlipProcessor

    folder, engine = zoo[REPOS["blip"]], eye("blip")
    engine(BEACH)
    tokenizer = engine._loaded.tokenizer
    processor = BlipProcessor(AutoImageProcessor.from_pretrained(folder, backend="pil"), tokenizer)
    model = BlipForConditionalGeneration.from_pretrained(folder).eval()
    for length, words in (("short", ""), ("long", "a picture of")):
        theirs = processor(images=BEACH.image, text=words, return_tensors="pt")
        text, given = raw(engine, BEACH, length=length)
        compare(given, theirs)
        ids = model.generate(**theirs, max_new_tokens=20, do_sample=False)
        if not words:
            plain = processor(images=BEACH.image, return_tensors="pt")
            assert (model.generate(**plain, max_new_tokens=20, do_sample=False) == ids).all()
        start = len(tokenizer(words).input_ids) - 1
        assert text == tokenizer.decode(ids[0, start:], skip_special_tokens=True) and len(text) > 20


def test_florence_equals_transformers(eye, zoo):
    from transformers import AutoImageProcessor, Florence2ForConditionalGeneration, Florence2Processor

    folder, engine = zoo[REPOS["florence"]], eye("florence")
    engine(BEACH)
    images = AutoImageProcessor.from_pretrained(folder, backend="pil")
    images.image_seq_length = 17
    processor = Florence2Processor(images, engine._loaded.tokenizer, post_processor_config={})
    model = Florence2ForConditionalGeneration.from_pretrained(folder).eval()
    for thing, length, task in (
        (BEACH, "short", "<DETAILED_CAPTION>"),
        (BEACH, "long", "<MORE_DETAILED_CAPTION>"),
        (RIGHT, "short", "<REGION_TO_DESCRIPTION>" + location(RIGHT)),
    ):
        image = thing.picture.image if isinstance(thing, Region) else thing.image
        theirs = processor(images=image, text=task, return_tensors="pt", add_special_tokens=False)
        text, given = raw(engine, thing, length=length)
        compare(given, theirs)
        ids = model.generate(**theirs, max_new_tokens=20, do_sample=False, num_beams=1, early_stopping=False)
        assert text == processor.batch_decode(ids, skip_special_tokens=True)[0] and len(text) > 20


def test_llava_equals_transformers(eye, zoo):
    from transformers import AutoImageProcessor, LlavaForConditionalGeneration, LlavaProcessor

    folder, engine = zoo[REPOS["llava"]], eye("llava")
    engine(BEACH)
    eyes = engine._loaded
    about = json.loads((folder / "processor_config.json").read_text("utf-8"))
    about = {k: about[k] for k in ("patch_size", "num_additional_image_tokens", "vision_feature_select_strategy")}
    images = AutoImageProcessor.from_pretrained(folder, backend="pil")
    processor = LlavaProcessor(images, eyes.tokenizer, chat_template=eyes.template, **about)
    text, given = raw(engine, BEACH)
    grey = tuple(round(255 * value) for value in eyes.rules["image_mean"])
    asked = eyes.tokenizer.decode(given["input_ids"][0], skip_special_tokens=True)
    question = asked[asked.index("Describe") : asked.index(" ASSISTANT")].strip()
    talk = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": question}]}]
    prompt = processor.apply_chat_template(talk, add_generation_prompt=True)
    theirs = processor(images=views.square(BEACH.image, grey), text=prompt, return_tensors="pt")
    compare(given, theirs)
    model = LlavaForConditionalGeneration.from_pretrained(folder).eval()
    ids = model.generate(**theirs, max_new_tokens=20, do_sample=False)
    assert text == eyes.tokenizer.decode(ids[0, given["input_ids"].shape[1] :], skip_special_tokens=True)


def qwen_reader(**rules):
    """Qwen-VL's own picture processor, the one without torchvision: it moved between releases of transformers."""
    try:
        from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil as Reader
    except ImportError:
        from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor as Reader
    return Reader(**rules)


def test_qwen_equals_transformers(eye, zoo):
    """Its own processor cannot be made without torchvision; its picture part can."""
    from transformers import Qwen3VLForConditionalGeneration

    folder, engine = zoo[REPOS["qwen-vl"]], eye("qwen-vl")
    engine(BEACH)
    text, given = raw(engine, LEFT)
    images = [views.overview(LEFT), views.close_up(LEFT)]
    rules = {k: v for k, v in rules_of(folder).items() if k not in ("image_processor_type", "processor_class")}
    reader = qwen_reader(**rules)
    seen = reader(images=images, return_tensors="pt")
    compare({k: given[k] for k in ("pixel_values", "image_grid_thw")}, seen)
    tokenizer, mark = engine._loaded.tokenizer, "<|image_pad|>"
    shown = tokenizer.decode(given["input_ids"][0]).split("<|vision_end|>")[:2]
    assert [run.count(mark) for run in shown] == [int(grid.prod()) // 4 for grid in seen["image_grid_thw"]]
    model = Qwen3VLForConditionalGeneration.from_pretrained(folder).eval()
    made = model.generate(**given, max_new_tokens=20, do_sample=False)
    assert text == tokenizer.decode(made[0, given["input_ids"].shape[1] :], skip_special_tokens=True)


@pytest.mark.parametrize("size", [(160, 96), (33, 700), (1200, 40), (17, 19), (2000, 1500)])
def test_qwen_patches_of_any_shape_equal_transformers(size):
    rules = {
        "size": {"shortest_edge": 65536, "longest_edge": 262144}, "patch_size": 16, "temporal_patch_size": 2,
        "merge_size": 2, "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 3, "rescale_factor": 1 / 255,
    }  # fmt: skip
    image = scene(4, *size).image
    ours, grid = views.patches(image, rules)
    theirs = qwen_reader(**rules)(images=image, return_tensors="np")
    assert grid == tuple(theirs["image_grid_thw"][0]) and ours.shape == theirs["pixel_values"].shape
    assert np.abs(ours - theirs["pixel_values"]).max() < 1e-5
