"""The seeing models and their files: what the plan knows of them, and what is damaged, missing, or of another kind."""

import json

import pytest
from crafts.looking import KINDS, LEFT, NAMES, REPOS, RIGHT, eye, own, seated  # noqa: F401

from storyhelpers.crafts.describer.blip import Blip
from storyhelpers.engine import NoAnswer, NotHere

pytestmark = pytest.mark.models


@pytest.mark.parametrize("dtype", ("fp32", "nf4"))
@pytest.mark.parametrize("name", NAMES)
def test_the_plan_knows_what_the_weights_take(zoo, name, dtype):
    zoo[REPOS[name]]
    engine = seated(KINDS[name](device="cpu", dtype=dtype))
    words = engine(LEFT)
    model = engine._loaded.model
    tensors = {t.data_ptr(): t for t in [*model.parameters(), *model.buffers()]}.values()
    taken = sum(t.numel() * t.element_size() for t in tensors)
    if dtype == "nf4":
        import bitsandbytes

        small = [m.weight for m in model.modules() if isinstance(m, bitsandbytes.nn.Linear4bit)]
        assert len(small) > 10 and all(weight.quant_state is not None for weight in small)
        taken += sum(w.quant_state.absmax.nbytes + w.quant_state.code.nbytes for w in small)
        assert words != engine(RIGHT)
    need = engine.need(dtype)
    assert not need.declared and abs(need.weights / taken - 1) < 0.03


def test_another_architecture_is_named(zoo):
    with pytest.raises(NotHere, match="qwen3_vl.*blip is needed"):
        seated(Blip(zoo[REPOS["qwen-vl"]]))(LEFT)


@pytest.mark.parametrize("name", NAMES)
def test_missing_weights_are_never_made_up(own, name):
    from safetensors.torch import load_file, save_file

    folder, make = own(name)
    weights = load_file(folder / "model.safetensors")
    lost = next(key for key in weights if key.endswith("weight") and weights[key].ndim > 1 and "embed" not in key)
    del weights[lost]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(NotHere, match="does not hold a whole.*missing"):
        seated(make())(LEFT)


def test_weights_of_other_sizes_are_refused(own):
    folder, make = own("llava")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["text_config"]["intermediate_size"] = 192
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(NotHere, match="other sizes"):
        seated(make())(LEFT)


@pytest.mark.parametrize(
    "name, file, says",
    [
        ("blip", "preprocessor_config.json", "lacks preprocessor_config"),
        ("llava", "chat_template.jinja", "no chat template"),
        ("florence", "model.safetensors", "no weights"),
        ("qwen-vl", "tokenizer.json", "lacks its tokenizer"),
    ],
)
def test_a_missing_file_is_named(own, name, file, says):
    folder, make = own(name)
    (folder / file).unlink()
    with pytest.raises(NotHere, match=says):
        seated(make())(LEFT)


def test_a_tokenizer_that_is_cut_off_is_told(own):
    folder, make = own("qwen-vl")
    text = (folder / "tokenizer.json").read_text("utf-8")
    (folder / "tokenizer.json").write_text(text[: len(text) // 2], "utf-8")
    with pytest.raises(NotHere, match="tokenizer in .* cannot be read"):
        seated(make())(LEFT)


def test_a_template_where_older_processors_keep_it(own, eye):
    folder, make = own("qwen-vl")
    template = (folder / "chat_template.jinja").read_text("utf-8")
    (folder / "chat_template.jinja").unlink()
    (folder / "chat_template.json").write_text(json.dumps({"chat_template": template}), "utf-8")
    assert seated(make())(LEFT) == eye("qwen-vl")(LEFT)


def test_rules_where_newer_processors_keep_them(own, eye):
    folder, make = own("blip")
    rules = json.loads((folder / "preprocessor_config.json").read_text("utf-8"))
    (folder / "preprocessor_config.json").unlink()
    (folder / "processor_config.json").write_text(json.dumps({"image_processor": rules}), "utf-8")
    assert seated(make())(LEFT) == eye("blip")(LEFT)


def test_nothing_said_is_an_error_with_a_way_out(eye):
    engine = eye("qwen-vl")
    before = engine(LEFT)
    usual, tokenizer = engine._loaded.model.generation_config, engine._loaded.tokenizer
    end = tokenizer.convert_tokens_to_ids("<|im_end|>")
    usual.suppress_tokens = [i for i in range(len(tokenizer)) if i != end]
    try:
        with pytest.raises(NoAnswer, match="nothing to say.*offline"):
            engine(LEFT)
        with pytest.raises(NoAnswer):
            list(engine.stream(LEFT))
    finally:
        usual.suppress_tokens = None
    assert engine(LEFT) == before


@pytest.mark.parametrize("name", NAMES)
def test_numbers_that_overflowed_are_told(own, name):
    import torch

    _, make = own(name)
    engine = seated(make())
    engine(LEFT)
    with torch.no_grad():
        next(p for n, p in engine._loaded.model.named_parameters() if "norm" in n.lower()).fill_(float("nan"))
    with pytest.raises(NoAnswer, match='dtype="fp32"'):
        engine(LEFT)
