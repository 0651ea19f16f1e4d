"""The card of a style: the hub can read its front, every picture is there, and nothing of the machine stands in it."""

import json
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers.crafts.illustrator.origin import Origin
from storyhelpers.engine import BookTrouble
from storyhelpers.finetune import CONVOLUTIONS, Recipe, card, saving

REPO = "stable-diffusion-v1-5/stable-diffusion-v1-5"


class Journal:
    """What the card asks of a journal."""

    def __init__(self, folder, events):
        self.folder, self._events = folder, events

    def events(self):
        return self._events


class Base:
    repo, name, licence = REPO, "Stable Diffusion 1.5", "CreativeML Open RAIL-M"
    family, prediction = "StableDiffusionPipeline", "epsilon"


class Pictures(list):
    name, licence, fingerprint = "sketches", "CC-BY-4.0", "0123abcd"

    def __init__(self, many, source):
        super().__init__(range(many))
        self.source = source


@pytest.fixture
def run(tmp_path):
    """A run's folder with its journal, strips and curves, and the folder "style" of the saved LoRA beside."""
    folder = tmp_path / "ann" / "run"
    (folder / "pictures").mkdir(parents=True)
    style = folder / "style"
    style.mkdir()
    (style / "pytorch_lora_weights.safetensors").write_bytes(b"")
    (style / "style_kohya.safetensors").write_bytes(b"")
    events = [{"kind": "probe", "rates": [1e-4], "losses": [0.1], "rate": 3e-4}]
    for step in range(0, 500, 50):
        name = f"pictures/step-{step:06d}.webp"
        strip = Image.new("RGB", (128, 64), (step // 2, 80, 160))
        strip.paste((0, 0, 0), (64, 0, 128, 64))
        strip.save(folder / name)
        events.append({"kind": "pictures", "step": step, "file": name, "prompts": ["a cat", "a <b>car</b> | tree"]})
        events.append({"kind": "validation", "step": step, "loss": 0.2 - step / 5000})
    Image.new("RGB", (640, 300), "white").save(folder / "curves.png")
    return Journal(folder, events), style


def told(tmp_path, **more):
    recipe = Recipe(base=str(tmp_path / "ann" / "my-base"), targets=("to_q", *CONVOLUTIONS), alpha=2)
    return card.about(Base, recipe, Pictures(12, str(tmp_path / "ann" / "sketches")), name="sketch", **more)


def front(page):
    return yaml.safe_load(re.match(r"---\n(.*?)\n---", page, re.DOTALL)[1])


def test_a_card_tells_it_all(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    journal, style = run
    more = {
        "trigger": "a pencil sketch of",
        "steps": 450,
        "seen": 1800,
        "epochs": 150.0,
        "seconds": 5400,
        "machine": "T4",
    }
    page = card.write(style, told(tmp_path, **more), journal).read_text("utf-8")
    said = front(page)
    assert said["license"] == "creativeml-openrail-m" and said["base_model"] == REPO
    assert said["base_model_relation"] == "adapter" and said["instance_prompt"] == "a pencil sketch of"
    assert {"text-to-image", "lora", "diffusers", "stable-diffusion"} <= set(said["tags"]) and "datasets" not in said
    assert [one["text"] for one in said["widget"]] == ["a cat", "a <b>car</b> | tree"]
    for words in ("Only 12 pictures", "CC-BY-4.0", "0123abcd", "0.0003, found by a probe", "90 min", "1,800", "| 150 |",
                  "0.2000 → 0.1100", "`alpha` | 2", "style_kohya.safetensors", "the noise", "T4", "my-base",
                  'lora="style"', "same terms"):  # fmt: skip
        assert words in page, words
    assert "<b>" not in page.split("---", 2)[2]
    assert str(tmp_path) not in page and "/ann" not in page and "hf_secret" not in page
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", page) + [one["output"]["url"] for one in said["widget"]]
    assert all((style / name).is_file() and not name.startswith("/") for name in pictures)
    assert len([name for name in pictures if "step-" in name]) == 6
    assert any("curves.png" in name for name in pictures)
    assert Image.open(style / "pictures" / "after-1.webp").getpixel((5, 5))[0] > 200  # of step 450, not of step 0
    assert Image.open(style / "pictures" / "after-2.webp").getpixel((5, 5))[1] < 20
    assert Origin.of(style / "nothing.safetensors").name == REPO


def test_before_and_after_may_be_given(run, tmp_path, picture):
    _, style = run
    pairs = [("a red square", picture, Image.new("RGBA", (2048, 1024), "blue"))]
    page = card.write(style, told(tmp_path, drawn=pairs)).read_text("utf-8")
    assert "![before](pictures/before-1.webp)" in page
    assert Image.open(style / "pictures" / "after-1.webp").size == (1024, 512)


def test_a_whole_pipeline_and_other_licences(tmp_path):
    about = {"name": "big", "repo": "owner/model", "licence": "Playground v2.5 Community", "prediction": "edm",
             "family": "StableDiffusionXLPipeline", "recipe": {"whole": True, "rank": 8, "targets": ["to_q"]},
             "data": {"name": "x", "hub": "owner/pictures", "pictures": 5000}}  # fmt: skip
    page = card.write(tmp_path, about).read_text("utf-8")
    said = front(page)
    assert said["license"] == "other" and said["license_name"] == "playground-v2.5-community" and said["license_link"]
    assert said["base_model_relation"] == "finetune" and said["datasets"] == ["owner/pictures"]
    assert "stable-diffusion-xl" in said["tags"] and "load_lora_weights" not in page and "EDM" in page
    assert "`rank`" not in page and "Only" not in page


def test_the_tiny_base_is_in_the_package(run):
    _, style = run
    page = card.write(style, {"base": "tiny", "licence": "Apache-2.0"}).read_text("utf-8")
    assert "from storyhelpers.small import painter" in page and "from_pretrained(painter())" in page
    assert front(page)["license"] == "apache-2.0" and "base_model" not in front(page)


def test_almost_nothing_is_known(tmp_path):
    said = front(card.write(tmp_path, {}).read_text("utf-8"))
    assert said["license"] == "other" and "base_model" not in said and "widget" not in said


def test_a_strip_that_is_gone_or_elsewhere_is_left_out(tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "secret.png")
    (tmp_path / "run").mkdir()
    events = [{"kind": "pictures", "step": i, "file": file} for i, file in enumerate(["gone.webp", "../secret.png"])]
    page = card.write(tmp_path / "run", {}, Journal(tmp_path / "run", events)).read_text("utf-8")
    assert "secret" not in page and "gone" not in page


def test_a_full_disk_keeps_the_old_card(run, tmp_path, full_disk):
    journal, style = run
    card.write(style, told(tmp_path), journal)
    before = (style / "README.md").read_bytes()
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        card.write(style, told(tmp_path, trigger="x" * 100_000), journal)
    assert (style / "README.md").read_bytes() == before


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400), st.text(max_size=40), st.text(max_size=40))
def test_any_words_leave_the_front_whole(words, licence, trigger):
    about = {"repo": "owner/model", "licence": licence, "trigger": trigger, "name": words}
    page = card._front(about, [(words, "a.webp", "b.webp")], saving.Path("nowhere"))
    said = front(page)
    assert said["base_model"] == "owner/model"
    assert said["widget"][0]["text"] == card._line(words)
    assert "\n" not in card._cell(words) and "<" not in card._cell(words)
    assert not re.search(r"(?<!\\)\|", card._cell(words))
    assert json.loads(card._text(words)) == card._line(words)
    if words.isascii() and words.isprintable():
        assert card._line(words) == " ".join(words.split())
