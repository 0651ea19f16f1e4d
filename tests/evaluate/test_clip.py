"""Clip: the numbers of transformers' own CLIPModel, long texts with their end, old weights, PickScore."""

import numpy as np
import pytest
from conftest import seated
from PIL import Image

from storyhelpers import Picture
from storyhelpers.clip import MODELS, Clip
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NotHere

pytestmark = pytest.mark.models
LONG = "a small cat " * 40 + "and a dog"


@pytest.fixture(scope="module")
def pictures():
    chance = np.random.default_rng(0)
    sizes = ((64, 64), (100, 70), (50, 120), (64, 64), (300, 200))
    return [Picture(Image.fromarray(chance.integers(0, 256, (h, w, 3), np.uint8))) for w, h in sizes]


@pytest.fixture(scope="module")
def clip(zoo):
    zoo[MODELS["clip"].repo]
    return seated(Clip(dtype="fp32"))


def theirs(folder, pictures, texts, words=None):
    """Unit vectors by transformers alone: one forward with padding to the longest."""
    import torch
    from transformers import AutoImageProcessor, AutoTokenizer, CLIPModel

    words = words or folder
    old = not (folder / "model.safetensors").exists()
    model = CLIPModel.from_pretrained(folder, use_safetensors=not old, weights_only=True).eval()
    seen = AutoImageProcessor.from_pretrained(words, backend="pil")([p.image for p in pictures], return_tensors="pt")
    told = AutoTokenizer.from_pretrained(words)(
        texts, padding="max_length", max_length=77, truncation=True, return_tensors="pt"
    )
    with torch.inference_mode():
        found = model(**seen, **told)
    return found.image_embeds.numpy(), found.text_embeds.numpy(), found.logits_per_text.numpy()


@pytest.mark.parametrize("name", ["clip", "clip-laion", "pickscore"])
def test_the_numbers_are_those_of_transformers(zoo, pictures, name):
    row = MODELS[name]
    folder = zoo[row.repo]
    words = zoo[row.extra["processor"]] if name == "pickscore" else folder
    texts = ["a cat", "a dog in the rain", "", LONG, "gato pequeño 猫"]
    ours = seated(Clip(name, dtype="fp32"))
    seen, told, logits = theirs(folder, pictures, texts, words)
    assert np.abs(ours(pictures) - seen).max() < 1e-4 and np.abs(ours.texts(texts) - told).max() < 1e-4
    assert np.abs(ours.table(pictures, texts) - seen @ told.T).max() < 1e-4
    assert np.abs(ours.scores(pictures, texts) - (seen * told).sum(1)).max() < 1e-4
    chances = np.exp(logits[1] - logits[1].max())
    assert np.abs(ours.pick_probabilities(texts[1], pictures) - chances / chances.sum()).max() < 2e-3
    assert np.unique(np.round(ours.table(pictures, texts), 3)).size > 15  # the tiny networks do tell things apart


def test_cosines_scores_and_tables_agree(clip, pictures):
    prompts = [f"picture {n}" for n in range(len(pictures))]
    table, pairs = clip.table(pictures, prompts), clip.scores(pictures, prompts)
    assert np.allclose(np.diag(table), pairs, atol=1e-6) and table.shape == (5, 5)
    assert np.allclose(clip.clip_score(pictures, prompts), 100 * np.maximum(pairs, 0)) and pairs.min() < 0
    assert np.allclose(clip.scores(pictures, "a cat"), clip.table(pictures, ["a cat"])[:, 0])
    assert np.allclose(np.linalg.norm(clip(pictures), axis=1), 1, atol=1e-5)
    assert clip.pick_probabilities("a cat", pictures).sum() == pytest.approx(1)


def test_plain_images_do_as_well_and_order_is_kept(clip, pictures):
    there, back = clip(pictures), clip([p.image for p in reversed(pictures)])
    assert np.array_equal(there, back[::-1]) and np.array_equal(clip([pictures[2]] * 3), there[[2, 2, 2]])


def test_nothing_gives_nothing(clip):
    assert clip([]).shape == (0, 32) and clip.texts([]).shape == (0, 32)
    assert clip.scores([], []).shape == (0,) and clip.table([], ["a cat"]).shape == (0, 1)
    assert clip.pick_probabilities("a cat", []).shape == (0,)


def test_the_end_of_a_long_text_is_kept_and_the_cut_is_said_once(clip, capsys):
    clip.forget()
    vector = clip.texts([LONG])
    clip.forget()
    assert np.array_equal(clip.texts([LONG]), vector)
    said = capsys.readouterr().err
    assert said.count("tokens of") == 1 and "and a dog" in said
    other = clip.texts(["a small cat " * 60])
    assert np.allclose(other, vector, atol=1e-5)  # the same first 76 tokens and the end: what comes later is not read
    assert np.abs(clip.texts(["a small cat"]) - vector).max() > 1e-3


def test_a_batch_gives_what_one_by_one_gives(clip, pictures, monkeypatch):
    together = clip.table(pictures, ["a cat", "a dog in the rain"])
    clip.forget()
    monkeypatch.setattr("storyhelpers.clip.MOST", 1)
    assert np.allclose(clip.table(pictures, ["a dog in the rain", "a cat"])[:, ::-1], together, atol=1e-5)


def test_vectors_are_made_once(clip, pictures, monkeypatch):
    clip.forget()
    first = clip.table(pictures, ["a cat"])
    monkeypatch.setattr(clip, "work", lambda *a, **k: pytest.fail("embedded again"))
    assert np.array_equal(clip.table(pictures, ["a cat"]), first)


def test_memory_that_runs_out_is_met_with_one_at_a_time(clip, pictures, monkeypatch):
    whole = clip(pictures)
    clip.forget()
    network = clip._loaded.model
    true = network.get_image_features

    def scarce(pixel_values):
        if len(pixel_values) > 1:
            raise RuntimeError("CUDA out of memory")
        return true(pixel_values=pixel_values)

    monkeypatch.setattr(network, "get_image_features", scarce)
    assert np.allclose(clip(pictures), whole, atol=1e-5)


def test_it_can_be_cancelled(clip, pictures):
    clip.forget()

    def stop(done, total):
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        clip(pictures, on_step=stop)
    steps = []
    clip(pictures, on_step=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (5, 5)


def test_numbers_that_overflow_are_said(clip, pictures, monkeypatch):
    clip.forget()
    monkeypatch.setattr("storyhelpers.clip.out", lambda found: np.full((len(found), 32), np.nan, np.float32))
    with pytest.raises(NoAnswer, match="fp32"):
        clip(pictures)


def test_what_cannot_be_asked(clip, pictures):
    with pytest.raises(BadInput, match="5 pictures and 2 prompts"):
        clip.scores(pictures, ["a", "b"])
    with pytest.raises(BadInput, match="Several texts"):
        clip.texts("a cat")
    with pytest.raises(BadInput, match="not int"):
        clip.texts(["a cat", 3])
    with pytest.raises(BadInput, match="not at str"):
        clip(["cat.png"])
    with pytest.raises(BadInput, match="stays whole"):
        Clip(dtype="nf4")
    with pytest.raises(NotHere, match="There is: clip, clip-laion, tiny, pickscore"):
        Clip("clap")


def test_a_pickled_program_is_refused(tmp_path, zoo):
    import shutil

    import torch

    folder = tmp_path / "strange"
    shutil.copytree(zoo[MODELS["clip"].repo], folder)
    torch.save({"weights": Picture}, folder / "pytorch_model.bin")
    with pytest.raises(NotHere, match="more than numbers"):
        seated(Clip(folder, dtype="fp32")).texts(["a cat"])
