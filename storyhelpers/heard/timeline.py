"""The timeline of a sound as a picture: waveform, spectrogram, and the moments with their categories."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, LEFT, RIGHT = 1024, 16, 16
WAVE, SPECTRUM, ROW, GAP = 110, 190, 30, 10  # pixels
PAPER, INK, SOFT, LINE = (255, 253, 248), (52, 44, 40), (140, 128, 118), (224, 214, 200)
COLOURS = ((222, 104, 52), (46, 120, 140), (120, 138, 46), (150, 84, 140), (196, 150, 30), (84, 108, 180))
HEAT = ((24, 20, 46), (80, 34, 100), (170, 52, 90), (232, 108, 60), (250, 186, 88), (255, 246, 205))
RATE = 22050  # what is looked at; nothing much is higher
ROWS = 5  # categories that get a row of their own
SIZES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120)


def draw(heard) -> Image.Image:
    """The timeline of a Heard, RGB, 1024 pixels wide."""
    labels = _labels(heard)
    height = GAP + WAVE + GAP + SPECTRUM + 30 + ROW * max(1, len(labels)) + GAP
    image = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(image)
    wide = WIDTH - LEFT - RIGHT
    samples = _one_channel(heard.sound.samples)
    _wave(pen, samples, LEFT, GAP, wide)
    top = GAP + WAVE + GAP
    image.paste(_spectrogram(samples, heard.sound.rate, wide), (LEFT, top))
    seconds = max(heard.sound.seconds, 1e-3)
    _axis(pen, seconds, top + SPECTRUM, wide)
    top += SPECTRUM + 30
    if not labels:
        pen.text((LEFT, top + 6), "?", SOFT, _font(17))
    for row, label in enumerate(labels):
        _bars(pen, heard, label, seconds, top + row * ROW, wide, COLOURS[row % len(COLOURS)])
    return image


def _labels(heard) -> list[str]:
    """The categories that get a row: the top ones of the whole, then those of single moments."""
    top = [label for label, _ in heard.get_top_categories(ROWS)]
    best: dict[str, float] = {}
    for moment in heard.moments:
        for label, score in moment.categories[:1]:
            best[label] = max(score, best.get(label, 0.0))
    more = sorted((label for label in best if label not in top), key=lambda label: -best[label])
    return [*top, *more][:ROWS]


def _bars(pen, heard, label, seconds, top, wide, colour) -> None:
    """One row: a bar for every moment in which the category was heard, the stronger the surer."""
    pen.line((LEFT, top + ROW - 4, LEFT + wide, top + ROW - 4), LINE)
    best = 0.0
    for moment in heard.moments:
        score = dict(moment.categories).get(label, 0.0)
        if score > 0:
            best = max(best, score)
            shade = tuple(round(p + (c - p) * (0.25 + 0.75 * min(1, score))) for p, c in zip(PAPER, colour))
            x0, x1 = (LEFT + round(wide * min(at, seconds) / seconds) for at in (moment.start, moment.end))
            pen.rectangle((x0, top + 3, max(x0 + 1, x1 - 1), top + ROW - 7), shade)
    score = dict(heard.get_top_categories(999)).get(label, best)
    font = _font(15)
    text = f"{label}  {score:.2f}"
    box = pen.textbbox((LEFT + 6, top + 4), text, font)
    pen.rounded_rectangle((box[0] - 5, box[1] - 3, box[2] + 5, box[3] + 3), 5, PAPER)
    pen.text((LEFT + 6, top + 4), text, INK, font)


def _wave(pen, samples, left, top, wide) -> None:
    middle = top + WAVE // 2
    pen.line((left, middle, left + wide, middle), LINE)
    if not len(samples):
        return
    edges = np.linspace(0, len(samples), wide + 1).astype(int)
    starts = np.minimum(edges[:-1], len(samples) - 1)
    low, high = np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)
    scale = (WAVE / 2 - 2) / max(float(max(high.max(), -low.min())), 1e-6)
    for x in range(wide):
        y0, y1 = middle - high[x] * scale, middle - low[x] * scale
        pen.line((left + x, y0, left + x, max(y1, y0 + 1)), COLOURS[1])


def _spectrogram(samples: np.ndarray, rate: int, wide: int) -> Image.Image:
    """Low tones below, high ones above, as ears space them; dark is quiet."""
    size = 1024 if rate >= 16000 else 512
    columns = min(wide, max(8, (len(samples) - size) // 128))
    starts = np.linspace(0, max(0, len(samples) - size), columns).astype(int)
    padded = np.pad(samples, (0, max(0, size - len(samples))))
    window = np.hanning(size).astype(np.float32)
    power = np.abs(np.fft.rfft(padded[starts[:, None] + np.arange(size)] * window, axis=1)).T ** 2
    tops = np.geomspace(60, max(200.0, min(rate / 2, RATE / 2)), SPECTRUM + 1) / rate * size
    rows = np.empty((SPECTRUM, columns), np.float32)
    for row in range(SPECTRUM):
        a, b = tops[row], tops[row + 1]
        first, last = int(a), int(np.ceil(b))
        rows[SPECTRUM - 1 - row] = power[first : max(last, first + 1)].mean(0)
    level = 10 * np.log10(rows + 1e-12)
    level = np.clip((level - level.max() + 62) / 62, 0, 1)
    image = Image.fromarray(_heat()[(level * 255).astype(np.uint8)])
    return image.resize((wide, SPECTRUM), Image.Resampling.BILINEAR)


@cache
def _heat() -> np.ndarray:
    at = np.linspace(0, len(HEAT) - 1, 256)
    colours = np.array(HEAT, float)
    return np.stack([np.interp(at, range(len(HEAT)), colours[:, c]) for c in range(3)], 1).round().astype(np.uint8)


def _axis(pen, seconds: float, top: int, wide: int) -> None:
    step = next((size for size in SIZES if seconds / size <= 10), 120)
    font = _font(13)
    for n in range(int(seconds / step + 1e-6) + 1):
        x = LEFT + round(wide * n * step / seconds)
        pen.line((x, top, x, top + 5), SOFT)
        text = f"{n * step:g}" + (" s" if n == 0 else "")
        width = pen.textlength(text, font)
        pen.text((min(max(LEFT, x - width / 2), LEFT + wide - width), top + 7), text, SOFT, font)


def _one_channel(samples: np.ndarray) -> np.ndarray:
    return samples[:, 0] if samples.shape[1] == 1 else samples.mean(1)


@cache
def _font(size: int):
    return ImageFont.load_default(size)
