"""What the tests of SAM share: prompts, pictures, engines with tiny weights, transformers' own processor."""

import numpy as np
import pytest
from conftest import seated
from PIL import Image, ImageDraw

from storyhelpers import Picture, Point
from storyhelpers.crafts.segmenter.sam import Sam
from storyhelpers.crafts.segmenter.sam2 import Sam2

BASE, HIERA = "facebook/sam-vit-base", "facebook/sam2.1-hiera-large"
CLICK, OTHER, AWAY = Point(60, 50), Point(140.5, 90.25), Point(100, 70, keep=False)
BOX = (20.0, 15.5, 120.0, 100.0)
PROMPTS = {
    "one click": ((CLICK,), None),
    "two clicks": ((CLICK, OTHER), None),
    "yes and no": ((CLICK, AWAY), None),
    "a box": ((), BOX),
    "a box and a click": ((OTHER, AWAY), BOX),
}


def scene(width=200, height=130, seed=0) -> Picture:
    """Shapes on a noisy ground, so that the tiny models see something."""
    chance = np.random.default_rng(seed)
    image = Image.fromarray(chance.integers(0, 80, (height, width, 3)).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(5):
        x, y, size = chance.integers(0, width), chance.integers(0, height), chance.integers(3, max(4, width // 4))
        pen.ellipse((x, y, x + size, y + size), fill=tuple(int(v) for v in chance.integers(60, 256, 3)))
    return Picture(image)


def made(kind, *given, **options):
    """An engine on a processor of its own."""
    return seated(kind(*given, **options))


@pytest.fixture(scope="module")
def sam(zoo):
    zoo[BASE]
    return made(Sam)


@pytest.fixture(scope="module")
def sam2(zoo):
    zoo[HIERA]
    return made(Sam2)


@pytest.fixture(scope="module", params=["sam", "sam2"])
def engine(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def picture():
    return scene()


@pytest.fixture(scope="module")
def processor(zoo):
    """transformers' own, as it works without torchvision."""
    from transformers import AutoImageProcessor, SamProcessor

    return SamProcessor(AutoImageProcessor.from_pretrained(zoo[BASE], backend="pil"))


def looks(engine, monkeypatch) -> list:
    """Grows by one each time that the network looks at a picture."""
    engine.prepare(scene(seed=99))
    network, seen = engine._loaded.network, []
    whole = network.get_image_embeddings
    monkeypatch.setattr(network, "get_image_embeddings", lambda *a, **k: seen.append(1) or whole(*a, **k))
    return seen
