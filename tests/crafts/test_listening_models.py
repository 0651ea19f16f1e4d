"""AST and CLAP with tiny weights, YAMNet through LiteRT with a small file of the same signature made here."""

import importlib.util

import numpy as np
import pytest
from conftest import seated

from storyhelpers import BadInput, Cancelled, NotHere, Sound, Studio
from storyhelpers.crafts.listener import AST, ClapListener, YamNet

AST_REPO, CLAP_REPO = "MIT/ast-finetuned-audioset-10-10-0.4593", "laion/clap-htsat-fused"


def tone(hertz=440.0, seconds=2.0, rate=44100, level=0.5):
    return Sound(level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate), rate)


# ---- AST ----


@pytest.fixture(scope="module")
def ast(zoo):
    zoo[AST_REPO]
    made = seated(AST())
    yield made
    made.unload()


@pytest.mark.models
def test_ast_hears_what_transformers_own_classes_hear(zoo, ast):
    import torch
    from transformers import ASTFeatureExtractor, ASTForAudioClassification

    sound = Sound(np.random.default_rng(0).standard_normal(16000 * 8).astype(np.float32) * 0.1, 16000)
    heard = ast(sound)
    folder = zoo[AST_REPO]
    model, extractor = ASTForAudioClassification.from_pretrained(folder), ASTFeatureExtractor.from_pretrained(folder)
    samples = sound.samples[:, 0] - sound.samples[:, 0].mean()
    with torch.no_grad():
        scores = torch.sigmoid(model(**extractor(samples, sampling_rate=16000, return_tensors="pt")).logits)[0].numpy()
    for label, score in heard.overall:
        assert score == pytest.approx(scores[model.config.label2id[label]], abs=1e-4)
    assert heard.overall and "AST" in heard.made_by and "Gong" not in heard.note


@pytest.mark.models
def test_ast_hears_a_long_sound_in_stretches(ast):
    seen = []
    heard = ast(tone(seconds=13.0), on_step=lambda done, total: seen.append((done, total)))
    assert heard.moments[0].start == 0 and heard.moments[-1].end == pytest.approx(13.0)
    assert all(m.end - m.start == pytest.approx(4.0) for m in heard.moments)
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1]

    def stop(done, total):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        ast(tone(), on_step=stop)


@pytest.mark.models
def test_ast_and_the_studio(ast):
    heard = Studio("offline", listener=ast).listen(tone(seconds=1.0))
    assert "huggingface.co/" in heard.origin and "BSD" in heard.origin
    if heard.known:
        assert heard.idea and heard.timeline.width == 1024
    with pytest.raises(BadInput, match="no 4-bit form"):
        AST(dtype="nf4").dtypes(type("Seat", (), {"name": "cuda:0", "bf16": True}))


# ---- CLAP ----


@pytest.fixture(scope="module")
def clap(zoo):
    zoo[CLAP_REPO]
    made = seated(ClapListener())
    yield made
    made.unload()


@pytest.mark.models
def test_clap_scores_are_the_softmax_of_its_own_cosines(zoo, clap):
    import torch
    from transformers import ClapModel, ClapProcessor

    labels = {"cat": "a cat meows", "dog": "a dog barks", "rain": "rain falls"}
    chooser = seated(ClapListener(labels=labels))
    sound = Sound(np.random.default_rng(2).standard_normal(48000 * 3).astype(np.float32) * 0.1, 48000)
    heard = chooser(sound)
    model, processor = ClapModel.from_pretrained(zoo[CLAP_REPO]), ClapProcessor.from_pretrained(zoo[CLAP_REPO])
    samples = sound.samples[:, 0] - sound.samples[:, 0].mean()
    with torch.no_grad():
        told = processor.tokenizer(list(labels.values()), padding=True, return_tensors="pt")
        given = processor.feature_extractor(samples, sampling_rate=48000, return_tensors="pt")
        scores = torch.softmax(model(**told, **given).logits_per_audio[0], 0).numpy()
    wanted = dict(zip(labels, scores))
    assert heard.overall
    for label, score in heard.overall:
        assert score == pytest.approx(wanted[label], abs=2e-3)
    chooser.unload()


@pytest.mark.models
def test_clap_chooses_among_the_sounds_of_the_paper_town(clap):
    from storyhelpers.papertown.foley import SOUNDS

    heard = Studio("offline", listener=clap).listen(tone(seconds=5.0))
    assert all(label in SOUNDS for label, _ in heard.overall) and len(heard.moments) >= 1
    assert sum(score for _, score in heard.overall) <= 1 + 1e-6


def test_clap_needs_sentences_to_choose_between():
    for labels in ({}, {"dog": "a dog barks"}, {"dog": "a dog barks", "cat": " "}):
        with pytest.raises(BadInput, match="two or more"):
            ClapListener(labels=labels)


# ---- YAMNet ----


litert = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("ai_edge_litert", "tflite")), reason="needs LiteRT and tflite"
)


@pytest.fixture
def model(tmp_path):
    from crafts.tiny_yamnet import write, write_classes

    write_classes(tmp_path / "yamnet_class_map.csv")
    return write(tmp_path / "yamnet.tflite")


@litert
@pytest.mark.parametrize("rate", [16000, 44100, 48000])
def test_yamnet_hears_every_half_second(model, rate):
    parts = [tone(440, 3, rate).samples, tone(1500, 3, rate).samples]
    sound = Sound(np.concatenate(parts), rate)
    heard = YamNet(model)(sound)
    assert len(heard.moments) == 12 and heard.moments[1].start == pytest.approx(0.48)
    assert all(m.end - m.start == pytest.approx(0.975, abs=0.001) for m in heard.moments)
    assert heard.moments[0].categories[0][0] == "Dog" and heard.moments[-1].categories[0][0] == "Rain"
    assert {label for label, _ in heard.get_top_categories(2)} == {"Dog", "Rain"}
    assert "a dog barks" in heard.idea and "rain falls" in heard.idea and heard.made_by == "YAMNet"


@litert
def test_yamnet_in_the_studio_and_a_short_sound(model, monkeypatch):
    monkeypatch.chdir(model.parent)  # found there under its usual name
    heard = Studio("offline", listener="yamnet").listen(tone(700, 0.3))
    assert heard.origin == "own file yamnet.tflite, Apache-2.0" and len(heard.moments) == 1
    assert heard.moments[0].end == pytest.approx(0.3)


@litert
def test_the_class_map_may_be_inside_the_model(tmp_path):
    from crafts.tiny_yamnet import write

    assert YamNet(write(tmp_path / "m.tflite", labels=True))(tone(3000)).overall[0][0] == "Bell"


@litert
def test_files_that_are_not_yamnets_are_told_in_one_sentence(model, tmp_path):
    from crafts.tiny_yamnet import write

    with pytest.raises(NotHere, match=r"no model file .*yamnet.tflite.*Kaggle Models"):
        YamNet(tmp_path / "nowhere" / "yamnet.tflite")(tone())
    (tmp_path / "cat.tflite").write_bytes(b"\x89PNG" + bytes(100))
    with pytest.raises(BadInput, match="is no TFLite model"):
        YamNet(tmp_path / "cat.tflite")(tone())
    (tmp_path / "cut.tflite").write_bytes(model.read_bytes()[:2000])
    with pytest.raises(BadInput, match="damaged or of a newer kind"):
        YamNet(tmp_path / "cut.tflite")(tone())
    with pytest.raises(BadInput, match="is another model: YAMNet takes 15,600 samples"):
        YamNet(write(tmp_path / "other.tflite", frames=224))(tone())
    (tmp_path / "few.csv").write_text("index,mid,display_name\n0,/m/0,Dog\n", "utf-8")
    with pytest.raises(BadInput, match="gives 5 scores, and its class map names 1 categories"):
        YamNet(model, tmp_path / "few.csv")(tone())
    with pytest.raises(NotHere, match="no class map"):
        YamNet(model, tmp_path / "none.csv")(tone())


def test_without_litert_it_says_what_to_type(monkeypatch):
    monkeypatch.setattr("storyhelpers.crafts.listener.yamnet.is_installed", lambda name: False)
    with pytest.raises(NotHere, match="pip install ai-edge-litert"):
        YamNet()(tone())
