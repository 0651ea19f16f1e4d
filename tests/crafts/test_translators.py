"""M2M100, NLLB and Qwen with tiny weights translate; sentences are parted and joined; tongues have the right codes."""

import pickle

import pytest
from conftest import seated
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers import BadInput, Studio
from storyhelpers.crafts import translator
from storyhelpers.crafts.translator import M2M100, NLLB, Interpreter
from storyhelpers.crafts.translator.sentences import LONGEST, joined, parted
from storyhelpers.crafts.translator.tongues import english_name, in_traditional, tongue, tongues
from storyhelpers.engine import Cancelled, NoAnswer, NotHere
from storyhelpers.locale import LANGUAGES

REPOS = {"m2m100": "facebook/m2m100_418M", "nllb": "facebook/nllb-200-distilled-600M"}
KINDS = {"m2m100": M2M100, "nllb": NLLB}
WORDS = "A small cat sits. The old woman walks! Two children play with the dog."


@pytest.fixture(scope="module")
def engines(zoo):
    """Both models, each loaded once for this file."""
    made = {name: seated(kind()) for name, kind in KINDS.items() if zoo[REPOS[name]]}
    yield made
    for engine in made.values():
        engine.unload()


# ---- sentences ----


@given(st.text("ab. !?…。！？」「\"'”\nMr.,，\t", max_size=60) | st.text(max_size=60))
def test_sentences_joined_are_the_words_again(words):
    pieces = parted(words)
    assert "".join(sentence + gap for sentence, gap in pieces) == words
    assert all(gap.isspace() or not gap for _, gap in pieces)
    assert all(len(sentence) <= LONGEST or not sentence[LONGEST:].strip() for sentence, _ in pieces)


@pytest.mark.parametrize("words, sentences", [
    ("Mr. Fox ran. He was fast!", ["Mr. Fox ran.", "He was fast!"]),
    ('"Hi!" said the cat. "Come in."', ['"Hi!" said the cat.', '"Come in."']),
    ("It is 3.5 kg. OK?", ["It is 3.5 kg.", "OK?"]),
    ("「你好！」牠說。他們回家了。", ["「你好！」牠說。", "他們回家了。"]),
    ("「你好！」「再見！」", ["「你好！」", "「再見！」"]),
    ("Un gato.\n\n¿Dónde está? Aquí…", ["Un gato.", "¿Dónde está?", "Aquí…"]),
    ("Title without a mark\nA line.", ["Title without a mark", "A line."]),
])  # fmt: skip
def test_where_sentences_end(words, sentences):
    assert [sentence for sentence, _ in parted(words)] == sentences


def test_joined_as_the_language_wants_it():
    assert joined(["A.", "B.", "C."], [" ", "\n\n", ""], "es") == "A. B.\n\nC."
    assert joined(["甲。", "乙。"], [" ", ""], "zh-TW") == "甲。乙。"
    assert joined(["A.", "B."], ["", ""], "en") == "A. B."


# ---- tongues ----


def test_every_code_is_one_the_models_know():
    from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as m2m100
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as nllb

    assert {one.m2m100 for one in tongues().values()} - {""} == set(m2m100["m2m100"])
    assert {one.nllb for one in tongues().values()} - {""} <= set(nllb)
    assert set(LANGUAGES) <= set(tongues())


@pytest.mark.parametrize("tag, name", [("pt-BR", "Portuguese (as in BR)"), ("zh", "Chinese in traditional"),
                                       ("zh-Hans", "Chinese in simplified"),
                                       ("en", "English")])  # fmt: skip
def test_a_tag_means_a_language(tag, name):
    assert english_name(tag).startswith(name)


def test_traditional_characters_are_left_alone():
    assert in_traditional("皇后在台北后面") == (("皇后在台北后面",), 0)
    assert in_traditional("小猫", "皇后") == (("小貓", "皇後"), 2), "together they are Simplified"
    assert tongue("tlh") is None


# ---- the models ----


@pytest.mark.models
@pytest.mark.parametrize("name", REPOS)
def test_words_change_with_the_language_and_the_words(engines, name):
    studio, steps = Studio("offline", translator=engines[name]), []
    french = studio.translate(WORDS, "fr", on_step=lambda *step: steps.append(step))
    assert french == studio.translate(WORDS, "fr") and len({french, studio.translate(WORDS, "de"), WORDS}) == 3
    assert studio.translate("The dog plays.", "fr") != french
    assert steps[0] == (0, 3) and steps[-1] == (3, 3) and len(steps) > 5
    assert REPOS[name] in french.by and ("NC" in french.by) == (name == "nllb")


@pytest.mark.models
@pytest.mark.parametrize("name", REPOS)
def test_it_equals_transformers_own_generate(engines, zoo, name):
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    engine, folder = engines[name], zoo[REPOS[name]]
    source, to = ("en", "fr") if name == "m2m100" else ("eng_Latn", "fra_Latn")
    tokenizer = AutoTokenizer.from_pretrained(folder, src_lang=source)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
    first = engine.mark(tokenizer, to)
    said = []
    for sentence, _ in parted(WORDS):
        given = tokenizer(sentence, return_tensors="pt")
        most = 3 * given["input_ids"].shape[1] + 20
        ids = model.generate(
            **given, forced_bos_token_id=first, num_beams=engine.BEAMS, early_stopping=True, max_length=most
        )
        theirs = tokenizer.decode(ids[0, 2:], skip_special_tokens=True)
        (ours,) = engine._batch(*engine._loaded or engine.work(lambda loaded, _: loaded), [sentence], source, to, None)
        assert ours == translator.seq2seq.without_stutter(theirs)
        said.append(ours)
    assert max(map(len, said)) > 8
    alone = [engine(sentence, to="fr", source="en") for sentence, _ in parted(WORDS)]
    assert engine(WORDS, to="fr", source="en") == " ".join(alone), "together as alone"


@pytest.mark.models
def test_paragraphs_stay_and_what_has_no_words_is_left(engines):
    made = engines["m2m100"]("A cat.\n\n* * *\n\nA dog.", to="fr", source="en")
    assert made.split("\n\n")[1] == "* * *" and made.count("\n\n") == 2
    assert engines["m2m100"]("123 …", to="fr", source="en") == "123 …"


@pytest.mark.models
def test_cancel_is_heard_within_a_sentence(engines):
    calls = []

    def stop(done, total):
        calls.append(done)
        if len(calls) == 4:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        engines["m2m100"](WORDS, to="fr", on_step=stop)
    assert len(calls) == 4 and engines["m2m100"]("A cat.", to="fr")


def test_a_language_it_does_not_speak_names_the_nearest():
    with pytest.raises(BadInput, match=r'M2M100 418M speaks \d+ languages, but not Basque \("eu"\). Nearest: "'):
        M2M100()("A cat.", to="eu")
    with pytest.raises(BadInput, match="not a language with the tag"):
        NLLB()("A cat.", to="en", source="tlh")
    with pytest.raises(BadInput, match='one language to it.*"nllb"'):
        M2M100()("一隻貓", to="zh-CN", source="zh-TW")
    assert M2M100()("一只猫睡觉。", to="zh-TW", source="zh-CN") == "一隻貓睡覺。"
    assert NLLB().code("zh-TW") == "zho_Hant" and M2M100().code("pt-BR") == "pt"


@pytest.mark.models
def test_simplified_characters_of_m2m100_are_turned_and_it_is_said(engines, monkeypatch, capsys):
    monkeypatch.setattr(M2M100, "_batch", lambda self, *given: ["小猫在睡觉。"])
    assert engines["m2m100"]("The cat sleeps.", to="zh-TW") == "小貓在睡覺。"
    assert "2 Simplified characters; they were turned Traditional" in capsys.readouterr().err
    monkeypatch.setattr(M2M100, "_batch", lambda self, *given: [" … "])
    with pytest.raises(NoAnswer, match='no words in .*for "The cat sleeps."'):
        engines["m2m100"]("The cat sleeps.", to="zh-TW")


@pytest.mark.models
def test_weights_in_the_old_form_are_read_as_numbers_only(zoo, tmp_path):
    import shutil

    folder = shutil.copytree(zoo[REPOS["nllb"]], tmp_path / "evil")
    assert not list(folder.glob("*.safetensors"))

    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "pwned"), "w"))

    (folder / "pytorch_model.bin").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"model": Evil()}))
    with pytest.raises(NotHere, match="more than numbers"):
        seated(NLLB(folder))(WORDS, to="fr")
    assert not (tmp_path / "pwned").exists()


@pytest.mark.models
@pytest.mark.parametrize("name", REPOS)
@pytest.mark.parametrize("dtype", ["fp32", "nf4"])
def test_the_plan_knows_what_the_weights_take(zoo, name, dtype):
    engine = seated(KINDS[name](zoo[REPOS[name]], device="cpu", dtype=dtype))
    model = engine.work(lambda loaded, place: loaded[0])
    tensors = {t.data_ptr(): t for t in [*model.parameters(), *model.buffers()]}.values()
    taken = sum(t.numel() * t.element_size() for t in tensors)
    if dtype == "nf4":
        import bitsandbytes

        small = [m.weight for m in model.modules() if isinstance(m, bitsandbytes.nn.Linear4bit)]
        taken += sum(w.quant_state.absmax.nbytes + w.quant_state.code.nbytes for w in small)
    need = engine.need(dtype)
    assert not need.declared and abs(need.weights / taken - 1) < 0.03
    engine.unload()


# ---- Qwen ----


@pytest.mark.models
def test_qwen_is_asked_to_translate(zoo, monkeypatch):
    zoo["Qwen/Qwen2.5-1.5B-Instruct"]
    studio, steps = Studio("offline", translator="qwen"), []
    engine = seated(studio.translator)
    assert isinstance(engine, Interpreter)
    made = studio.translate("A cat sleeps.", "fr", on_step=lambda *step: steps.append(step))
    assert made and made != studio.translate("A dog runs.", "fr") and steps[-1][0] <= steps[-1][1]
    from storyhelpers.models import talking

    asked = []

    def write(model, tokenizer, inputs, **options):
        asked.append(tokenizer.decode(inputs["input_ids"][0]))
        return '"小猫睡了。"'

    monkeypatch.setattr(talking, "write", write)
    assert engine("A cat sleeps.\n\nIt is night.", to="zh-TW", source="en") == "小貓睡了。\n\n小貓睡了。"
    assert (
        len(asked) == 2
        and "from English into Chinese in traditional characters" in asked[0]
        and "It is night." in asked[1]
    )
    monkeypatch.setattr(talking, "write", lambda *given, **options: "A big cat sleeps well.")
    with pytest.raises(NoAnswer, match="gave the same words back"):
        engine("A big cat sleeps well.", to="fr")
    engine.unload()
