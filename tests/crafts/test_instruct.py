"""The local prompt writer with tiny weights: pictures and sounds, other words for other ideas, refusals, cancel."""

import json
import shutil

import pytest
from conftest import seated

from storyhelpers import BadInput, Studio
from storyhelpers.crafts import prompt_writer
from storyhelpers.crafts.prompt_writer.cleaning import clean
from storyhelpers.crafts.prompt_writer.instruct import EXAMPLES, MOST, TEMPLATES, Instruct
from storyhelpers.engine import Cancelled, NoAnswer, NotHere, pick

pytestmark = pytest.mark.models

REPOS = {"qwen": "Qwen/Qwen2.5-1.5B-Instruct", "qwen-small": "Qwen/Qwen2.5-0.5B-Instruct"}
IDEA = "a small tabby cat with a Santa hat hides in a crowded street"


@pytest.fixture(scope="module")
def writer(zoo):
    """The small writer, loaded once for this file."""
    zoo[REPOS["qwen-small"]]
    engine = seated(pick("prompt_writer", "qwen-small", prompt_writer.ENGINES))
    yield engine
    engine.unload()


def test_the_prompt_changes_with_idea_and_purpose(writer):
    studio = Studio("offline", prompt_writer=writer)
    cat, whale, sound = (
        studio.write_prompt(IDEA),
        studio.write_prompt("一隻怕水的鯨魚"),
        studio.write_sound_prompt(IDEA),
    )
    assert len({cat, whale, sound}) == 3 and all(len(words.split()) > 1 for words in (cat, whale, sound))
    assert studio.write_prompt(IDEA) == cat
    assert not cat.startswith('"') and "\n" not in cat


@pytest.mark.parametrize("name", REPOS)
def test_the_studio_finds_them_by_name(zoo, name):
    zoo[REPOS[name]]
    engine = Studio("offline", prompt_writer=name).prompt_writer
    assert isinstance(engine, Instruct) and engine.repo == REPOS[name] and not engine.loaded
    assert engine.licence == "Apache-2.0" and REPOS[name] in engine.made_by


def test_sizes_differ_and_both_write(zoo, writer):
    zoo[REPOS["qwen"]]
    large = seated(Instruct("qwen"))
    assert large(IDEA) != writer(IDEA)


@pytest.mark.parametrize("purpose", TEMPLATES)
def test_it_equals_transformers_own_chat(zoo, writer, purpose):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = zoo[REPOS["qwen-small"]]
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForCausalLM.from_pretrained(folder).eval()
    talk = [{"role": "system", "content": TEMPLATES[purpose]}]
    for idea, prompt in EXAMPLES[purpose]:
        talk += [{"role": "user", "content": idea}, {"role": "assistant", "content": prompt}]
    talk.append({"role": "user", "content": IDEA})
    given = tokenizer.apply_chat_template(talk, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    ids = model.generate(**given, max_new_tokens=MOST[purpose], do_sample=False)
    theirs = tokenizer.decode(ids[0, given["input_ids"].shape[1] :], skip_special_tokens=True)
    assert writer(IDEA, purpose=purpose) == clean(theirs) and len(theirs) > 40


def test_cancel_stops_at_once_and_the_model_stays_usable(writer):
    before, steps = writer(IDEA), []

    def on_step(done, total):
        steps.append((done, total))
        if done == 4:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        writer(IDEA, on_step=on_step)
    assert steps == [(i, MOST["picture"]) for i in (1, 2, 3, 4)]
    assert writer(IDEA) == before


@pytest.mark.parametrize("dtype", ("fp32", "nf4"))
def test_the_plan_knows_what_the_weights_take(zoo, dtype):
    zoo[REPOS["qwen"]]
    engine = seated(Instruct(device="cpu", dtype=dtype))
    words = engine(IDEA)
    model = engine._loaded[0]
    tensors = {t.data_ptr(): t for t in [*model.parameters(), *model.buffers()]}.values()
    taken = sum(t.numel() * t.element_size() for t in tensors)
    if dtype == "nf4":
        import bitsandbytes

        small = [m.weight for m in model.modules() if isinstance(m, bitsandbytes.nn.Linear4bit)]
        assert len(small) == 3 * 7
        taken += sum(w.quant_state.absmax.nbytes + w.quant_state.code.nbytes for w in small)
        assert words != engine("a whale that is afraid of water")
    need = engine.need(dtype)
    assert not need.declared and abs(need.weights / taken - 1) < 0.03


def test_another_purpose_is_refused(writer):
    with pytest.raises(BadInput, match="purpose"):
        writer(IDEA, purpose="song")


def test_nothing_written_is_an_error_with_a_way_out(writer):
    before = writer(IDEA)
    model, tokenizer, _ = writer._loaded
    end = tokenizer.convert_tokens_to_ids("<|im_end|>")
    model.generation_config.suppress_tokens = [i for i in range(len(tokenizer)) if i != end]
    try:
        with pytest.raises(NoAnswer, match="empty answer"):
            writer(IDEA)
    finally:
        model.generation_config.suppress_tokens = None
    assert writer(IDEA) == before


def test_an_answer_that_is_not_english_is_refused(writer, monkeypatch):
    writer(IDEA)
    monkeypatch.setattr(type(writer._loaded[1]), "decode", lambda *given, **named: "一隻小貓躲在街上。")
    with pytest.raises(NoAnswer, match="not write the prompt in English"):
        writer(IDEA)


def test_another_architecture_is_named(zoo):
    folder = zoo["Salesforce/blip-image-captioning-base"]
    with pytest.raises(NotHere, match="holds a blip"):
        seated(Instruct(folder))(IDEA)


def test_a_model_that_was_not_taught_to_talk_is_refused(zoo, tmp_path):
    folder = shutil.copytree(zoo[REPOS["qwen-small"]], tmp_path / "base")
    (folder / "chat_template.jinja").unlink()
    about = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    assert "chat_template" not in about
    with pytest.raises(NotHere, match="no chat template"):
        seated(Instruct(folder))(IDEA)
