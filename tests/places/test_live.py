"""The same against the real index, which changes every day: what stands in metadata.json is still what happens."""

import os

import pytest
from places.test_freezes import needs
from places.test_set_up import PLACES, brought

WAY = ("SSL_CERT", "REQUESTS_CA", "PIP_CERT", "UV_DEFAULT_INDEX", "PIP_INDEX")  # how this machine reaches the index
pytestmark = pytest.mark.soak


@pytest.fixture
def live(working):
    """A place whose installers take from the real index, as they do on Kaggle and Colab."""

    def made(name):
        there = working(name)
        for setting in ("UV_CONFIG_FILE", "PIP_CONFIG_FILE", "UV_CACHE_DIR"):
            del there.environment[setting]
        there.environment |= {n: v for n, v in os.environ.items() if n.startswith(WAY) or n.lower().endswith("_proxy")}
        return there

    return made


@pytest.mark.parametrize("name", PLACES)
def test_the_set_up_changes_nothing_today_either(live, name):
    there = live(name)
    report = there.set_up("gpu", "train", "gemini", "serve")
    assert there.changed() == {} and there.new() == brought(name, "bitsandbytes")
    assert [line for line in report if line[1] is False] == [] and len(there.calls()) == 1


def test_gradio_alone_breaks_kaggle_today_too(live):
    there = live("kaggle")
    assert there.install("gradio>=6.16").returncode == 0
    assert {line.split()[0] for line in there.broken()} >= {"transformers", "diffusers"}


@pytest.mark.parametrize("name", PLACES)
def test_upgrading_takes_the_card_away_today_too(live, name):
    there = live(name)
    done = there.install("--dry-run", "-U", *map(str, needs("core", "gpu")))
    assert done.returncode == 0 and " - torch==" in done.stderr and " - numpy==" in done.stderr
