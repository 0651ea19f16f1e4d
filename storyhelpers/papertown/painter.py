"""From a Staging to pixels: paper figures with soft shadows, the light of the hour, the weather, the paper's grain."""

import random
from dataclasses import replace
from functools import cache

import numpy as np
from PIL import Image, ImageFilter

from ..media import Picture
from ..scenegraph import Scene
from . import stage
from .backdrop import LIGHTS, Ground, weather
from .figures.pen import LIT
from .stage import Placed, Staging

SHADOW = (34, 24, 58)
HOUSES = ("house", "shop", "bakery", "castle", "school")


def paint(scene: Scene, size: tuple[int, int] = (1024, 576), seed: int = 0, on_step=None) -> Picture:
    """Draw a scene without places as a Picture whose `scene` knows every figure's outline, box and looks.

    size: (width, height) in pixels. Equal arguments give equal pictures. on_step(done, total) counts figures and may
    raise.
    """
    staging = stage.place(scene, size, seed, on_step=on_step)
    image = compose(staging, seed)
    total = len(staging.placed)
    if on_step:
        on_step(total, total)
    return Picture(image=image, made_by="paper town", seed=seed, scene=label(staging))


def label(staging: Staging) -> Scene:
    """The staged scene with its label map, and with every figure's box around what is seen of it."""
    labels = stage.paint_labels(staging.placed, staging.ground.size)
    labels.setflags(write=False)
    boxes = _boxes(labels, len(staging.placed))
    figures = tuple(replace(f, box=box) for f, box in zip(staging.scene.figures, boxes))
    return replace(staging.scene, figures=figures, labels=labels)


def _boxes(labels: np.ndarray, count: int) -> list:
    rows, columns = np.nonzero(labels)
    found = labels[rows, columns].astype(np.intp) - 1
    low = np.full((count, 2), 1 << 30)
    high = np.full((count, 2), -1)
    np.minimum.at(low[:, 0], found, columns)
    np.minimum.at(low[:, 1], found, rows)
    np.maximum.at(high[:, 0], found, columns)
    np.maximum.at(high[:, 1], found, rows)
    return [(int(a[0]), int(a[1]), int(b[0]) + 1, int(b[1]) + 1) if b[0] >= 0 else None for a, b in zip(low, high)]


def compose(staging: Staging, seed: int = 0) -> Image.Image:
    """The picture of a staging as an RGB image."""
    ground, rng = staging.ground, np.random.default_rng(seed + 1)
    image = ground.draw()
    if ground.time == "night":
        _pools(image, staging)
    for i in staging.order:
        _lay(image, staging.placed[i], ground)
    pixels = np.asarray(image).astype(np.float32)
    pixels = _light(pixels, ground)
    veil = weather.veil(ground, random.Random(f"weather/{seed}"))
    if veil is not None:
        veil = np.asarray(veil)
        alpha = veil[..., 3:].astype(np.float32) / 255
        if ground.weather == "fog":  # most of it is behind those the idea named
            alpha = alpha * (0.62 if ground.time == "night" else 1.0) * (1 - 0.8 * _asked(staging)[..., None])
        pixels = pixels * (1 - alpha) + veil[..., :3] * alpha
    return Image.fromarray(np.clip(pixels + _grain(ground, rng), 0, 255).astype(np.uint8))


def _lay(image: Image.Image, one: Placed, ground: Ground):
    """One figure: the shadow at its foot, the shadow it throws on the paper below, itself."""
    tile, r = one.tile, ground.reach
    x, y = round(one.x), round(one.y)
    alpha = tile.image.getchannel("A")
    strength = 0.75 if ground.time == "night" or ground.weather in ("cloudy", "rain", "fog", "snow") else 1.0
    if one.grounded:
        feet = np.flatnonzero(tile.mask[int(tile.mask.shape[0] * 0.9) :].any(axis=0))
        if len(feet):
            left, right = int(feet[0]), int(feet[-1])
            wide = max(6.0, (right - left) * 1.16)
            tall = max(3.0, min(wide * 0.2, 0.03 * r))
            spot = _spot().resize((max(4, round(wide * 1.5)), max(4, round(tall * 2))), Image.BILINEAR)
            spot = spot.point(lambda v: int(v * 0.42 * strength))
            cx = x + tile.left + (left + right) / 2 + 0.03 * wide
            image.paste(SHADOW, (round(cx - spot.width / 2), round(y - spot.height / 2)), spot)
    soft = max(1.2, min(0.0075 * r, 0.05 * max(tile.image.size)))
    pad = int(soft * 2) + 1
    wide = Image.new("L", (alpha.width + 2 * pad, alpha.height + 2 * pad))
    wide.paste(alpha, (pad, pad))
    wide = wide.filter(ImageFilter.BoxBlur(soft)).point(lambda v: int(v * 0.36 * strength))
    image.paste(SHADOW, (x + tile.left - pad + round(soft * 0.55), y + tile.top - pad + round(soft * 0.75)), wide)
    image.paste(_toned(one, ground), (x + tile.left, y + tile.top), alpha)


def _pools(image: Image.Image, staging: Staging):
    """Lamplight on the ground around lamps, stalls and houses."""
    for one in staging.placed:
        share = {"lamp": 0.5, "market stall": 0.34, "fountain": 0.2}.get(
            one.figure.name, 0.3 if one.figure.name in HOUSES else 0
        )
        if share and one.grounded:
            wide = one.height * 1.5 if one.figure.name == "lamp" else one.width * 1.35
            tall = min(wide * 0.4, 0.2 * staging.ground.reach)
            spot = (
                _spot()
                .resize((max(4, round(wide)), max(4, round(tall))), Image.BILINEAR)
                .point(lambda v, s=share: int(v * s))
            )
            x0, _, x1, _ = one.box
            image.paste((255, 206, 128), (round((x0 + x1 - wide) / 2), round(one.y - tall * 0.42)), spot)


def _asked(staging: Staging) -> np.ndarray:
    """Where figures are that the idea named, float32 (H, W) from 0 to 1."""
    known = np.array([False, *(one.keep for one in staging.placed)])
    mask = known[stage.paint_labels(staging.placed, staging.ground.size)]
    soft = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(1))
    return np.asarray(soft, np.float32) / 255


@cache
def _spot() -> Image.Image:
    """A round soft spot, rendered once; nobody may change it."""
    yy, xx = np.mgrid[-1:1:64j, -1:1:64j]
    return Image.fromarray((255 * np.clip(1.25 - 1.3 * np.hypot(xx, yy), 0, 1) ** 1.2).astype(np.uint8))


def _toned(one: Placed, ground: Ground) -> Image.Image:
    """The tile in the colours of the hour; what is lit stays lit, and what is far is a little pale."""
    image = one.tile.image.convert("RGB")
    factors, lift = LIGHTS[ground.time]
    plain = ground.time == "day" or one.figure.name in ("sun", "moon", "star")
    far = max(0.0, 1 - (one.y - ground.horizon) / max(1.0, ground.size[1] - ground.horizon)) if one.grounded else 0.0
    haze = 0.13 * far * (0.4 if ground.view == "above" else 1.0) * (1.0 if one.keep or ground.weather != "fog" else 2.6)
    if plain and haze < 0.02:
        return image
    pixels = np.asarray(image).astype(np.float32)
    if not plain:
        lit = pixels * (1 - 0.52 * (1 - np.float32(factors))) + 0.5 * np.float32(lift)
        if ground.time == "night":
            keep = np.clip((np.abs(pixels - np.float32(LIT)).sum(axis=2, keepdims=True) - 20) / 60, 0, 1)
            lit = pixels + (lit - pixels) * keep
        pixels = lit
    if haze:
        pixels += (np.float32(ground.tint((222, 226, 232))) - pixels) * haze
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _light(pixels: np.ndarray, ground: Ground) -> np.ndarray:
    """The hour: a fall of light over the whole picture, a glow around what shines."""
    h, w = pixels.shape[:2]
    yy = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    xx = np.linspace(-1, 1, w, dtype=np.float32)[None, :, None]
    if ground.time == "night":
        bright = (np.abs(pixels - np.float32(LIT)).sum(axis=2) < 46).astype(np.uint8) * 255
        small = Image.fromarray(bright).resize((max(1, w // 4), max(1, h // 4)), Image.BOX)
        glow = small.filter(ImageFilter.GaussianBlur(0.012 * ground.reach)).resize((w, h), Image.BILINEAR)
        pixels = pixels + np.asarray(glow, np.float32)[..., None] * np.float32((0.62, 0.46, 0.16)) * 1.1
    elif ground.time in ("day", "morning") and ground.weather in ("clear", "wind"):
        warm = np.float32((8, 5, -4)) if ground.time == "day" else np.float32((14, 6, -6))
        pixels = pixels + warm * (1 - yy) * (0.6 - 0.4 * xx)
    elif ground.time == "sunset":
        pixels = pixels + np.float32((16, 2, -8)) * np.exp(-((yy - ground.horizon / h) ** 2) / 0.06)
    vignette = (
        1 - (0.10 if ground.time != "night" else 0.2) * np.clip((xx**2 * 0.5 + (2 * yy - 1) ** 2 * 0.5), 0, 1) ** 1.6
    )
    return pixels * vignette


def _grain(ground: Ground, rng: np.random.Generator) -> np.ndarray:
    """The tooth of the paper: fine noise and softer fibres, the same in all three channels."""
    w, h = ground.size
    fine = rng.standard_normal((h, w), dtype=np.float32)
    coarse = Image.fromarray(rng.standard_normal((h // 3 + 1, w // 3 + 1), dtype=np.float32)).resize(
        (w, h), Image.BICUBIC
    )
    return ((fine + 1.2 * np.asarray(coarse)) * 1.15)[..., None]
