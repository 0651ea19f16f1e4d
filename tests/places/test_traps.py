"""The traps of Kaggle and Colab. Each test first walks into one, and then shows that the set-up avoids or names it."""

import pytest
from driver import P100, T4
from places.environments import ROOT, freeze
from places.test_freezes import needs

pytestmark = pytest.mark.places
GPU_STACK = ("torch", "torchvision", "torchaudio", "triton", "numpy", "nvidia-cudnn-cu12", "nvidia-cublas-cu12")


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_gradio_alone_breaks_what_it_does_not_know(place, working, by):
    """A resolver that is asked for one package takes the newest of what that one needs; nobody objects."""
    kaggle = place("kaggle")
    assert kaggle.broken() == []
    done = kaggle.install("gradio>=6.16", by=by)
    assert done.returncode == 0, done.stderr
    after = kaggle.freeze()
    assert freeze("kaggle")["huggingface-hub"] == "1.11.0" and after["huggingface-hub"].startswith("2.")
    assert {line.split()[0] for line in kaggle.broken()} >= {"transformers", "diffusers"}

    kaggle = working("kaggle")
    report = kaggle.set_up("serve")
    assert kaggle.changed() == {}, "the gradio that is there will do"
    assert ["packages", True] in [line[:2] for line in report] and kaggle.broken() == []


def test_gradio_alone_is_named_when_it_has_happened(working):
    kaggle = working("kaggle")
    kaggle.install("gradio>=6.16")
    report = kaggle.set_up()
    told = " ".join(found for what, works, found, _ in report if what == "packages" and works is False)
    assert "transformers 5.0.0 needs huggingface" in told and "diffusers 0.37.1 needs huggingface" in told


def test_tangoflux_tears_the_place_apart(place, working):
    """Its pins: torch 2.4.0, transformers 4.44.0, diffusers 0.30.0. Without them it changes nothing."""
    kaggle = place("kaggle")
    assert kaggle.install("tangoflux").returncode == 0
    torn = kaggle.changed()
    assert {"torch", "torchvision", "transformers", "diffusers", "accelerate", "datasets"} <= torn.keys()
    assert torn["torch"] == ("2.10.0+cu128", "2.4.0")

    kaggle = working("kaggle")
    kaggle.cards(T4, T4)
    assert kaggle.install("--no-deps", "-r", str(ROOT / "requirements-nodeps.txt")).returncode == 0
    assert kaggle.changed() == {}
    report = kaggle.set_up("gpu", "train")
    assert kaggle.changed() == {} and ["packages", True] in [line[:2] for line in report]


@pytest.mark.parametrize("name", ["kaggle", "colab"])
def test_upgrading_replaces_what_the_card_needs(place, working, name):
    """`-U` means: the newest of everything. Neither the card's driver nor the running notebook was asked."""
    there = place(name)
    assert there.install("-U", *map(str, needs("core", "gpu", "train", "gemini", "serve"))).returncode == 0
    assert {"torch", "numpy", "pillow", "protobuf", "ipywidgets"} <= there.changed().keys()

    there = working(name)
    there.cards(T4)
    there.set_up("gpu", "train", "gemini", "serve")
    assert there.changed() == {}
    assert not any(word in call.split() for call in there.calls() for word in ("-U", "--upgrade"))


@pytest.mark.parametrize("name", ["kaggle", "colab"])
def test_sentencepiece_stays(place, working, name):
    """0.2.3 does not work with the protobuf of these places, and then says that tiktoken is missing."""
    there = place(name)
    assert there.install("-U", "sentencepiece").returncode == 0
    assert there.changed().keys() == {"sentencepiece"}
    assert not any("sentencepiece" in line for line in there.broken())  # nothing says so

    there = working(name, sentencepiece="0.1.99")  # older than we ask for: the one case in which it is touched at all
    there.cards(T4)
    there.set_up()
    assert there.changed() == {} or there.freeze()["protobuf"] == freeze(name)["protobuf"]


def test_a_module_that_is_older_than_what_is_installed(working):
    """Python keeps what was imported first: the installer says that it is done, and the session still has the old."""
    kaggle = working("kaggle")
    replace = (
        "import subprocess, sys\n"
        "import gradio\n"
        "subprocess.run(['uv', 'pip', 'install', '--python', sys.executable, '--quiet', 'gradio>=6.16'], check=True)\n"
        "from importlib.metadata import version\n"
        "assert version('gradio') != gradio.__version__ == '5.50.0'\n"
    )
    report = kaggle.set_up(first=replace)
    (line,) = [line for line in report if "in memory" in line[2]]
    assert line[1] is False and "gradio 5.50.0 is in memory" in line[2] and "restart" in line[3]


def test_what_is_imported_is_not_replaced_under_our_feet(working):
    """One that is too old and in use: the set-up changes nothing and says what to do; before the import it cures."""
    kaggle = working("kaggle", transformers="4.44.0", tokenizers="0.19.1", huggingface_hub="0.36.2")
    before = kaggle.freeze()
    trouble = kaggle.set_up("gpu", first="import transformers")
    assert "transformers" in trouble and "4.44.0 is here" in trouble and "Restart the session" in trouble
    assert kaggle.freeze() == before and kaggle.calls() == []

    kaggle.set_up("gpu")
    after = kaggle.freeze()
    assert after["transformers"].startswith("5.") and kaggle.broken() == []
    assert all(after[name] == before[name] for name in GPU_STACK)


def test_a_transformers_that_is_too_old_for_bitsandbytes(place, working):
    """The new bitsandbytes goes in, the old transformers stays, and it fails in the middle of a lesson."""
    old = {"transformers": "4.44.0", "tokenizers": "0.19.1", "huggingface_hub": "0.36.2"}
    kaggle = place("kaggle", **old)
    assert kaggle.install("bitsandbytes>=0.48").returncode == 0
    assert kaggle.freeze()["transformers"] == "4.44.0"

    kaggle = working("kaggle", **old)
    kaggle.cards(T4, T4)
    report = kaggle.set_up()
    after = kaggle.freeze()
    assert after["transformers"].startswith("5.") and "bitsandbytes" in after and kaggle.broken() == []
    assert all(after[name] == freeze("kaggle")[name] for name in GPU_STACK)
    (line,) = [line for line in report if line[0] == "set-up" and "replaced" in line[2]]
    assert "transformers 4.44.0" in line[2]


def test_a_bitsandbytes_that_is_too_old(place, working):
    """Its presence looks like a cure: nothing is missing, and no installer objects."""
    kaggle = place("kaggle", bitsandbytes="0.43.1")
    assert kaggle.install("bitsandbytes").returncode == 0 and kaggle.freeze()["bitsandbytes"] == "0.43.1"

    kaggle = working("kaggle", bitsandbytes="0.43.1")
    (line,) = [line for line in kaggle.set_up() if line[0] == "bitsandbytes"]
    assert line[1] is False and "0.43.1" in line[2] and line[3] == 'set_up("gpu")'
    assert kaggle.freeze()["bitsandbytes"] == "0.43.1"  # without a card nobody needs it: named, not touched
    kaggle.cards(T4, T4)
    (line,) = [line for line in kaggle.set_up() if line[0] == "bitsandbytes"]
    assert line[1] is True and kaggle.changed().keys() == {"bitsandbytes"}


def test_a_card_that_this_torch_has_no_programs_for(working):
    """A P100 is a card with 16 GB that the driver shows like any other; torch 2.10 has nothing for its 6.0."""
    kaggle = working("kaggle")
    kaggle.cards(P100)
    look = "from storyhelpers import environment as e; answer = [len(e.cards()), e.has_card()]"
    kaggle.set_up()
    assert kaggle.run(look) == [1, False]
    report = kaggle.set_up()
    told = [line for line in report if "P100" in line[2] + line[0]]
    assert told and any(line[1] is not True for line in told)
    assert any("T4" in line[3] + line[2] for line in told), "what to choose instead"


def test_no_internet(working, working_shelf, tmp_path):
    """Without wheels there is no way, and the set-up says which two there are; with them nothing is asked for."""
    kaggle = working("kaggle")
    nowhere = tmp_path / "nowhere.toml"
    nowhere.write_text('index-url = "http://127.0.0.1:9/simple"\n')
    offline = {"UV_CONFIG_FILE": str(nowhere), "UV_HTTP_TIMEOUT": "1", "UV_HTTP_RETRIES": "0"}
    trouble = kaggle.set_up(**offline)
    assert "Internet → On" in trouble and "attach" in trouble and "127.0.0.1" in trouble
    assert kaggle.changed() == {} and kaggle.new() == set()
