"""What falls or drifts through a picture, over all figures: rain, snow, wind, fog."""

import random

from PIL import Image

from . import Ground, render


def veil(ground: Ground, rng: random.Random) -> Image.Image | None:
    """The weather as RGBA in the picture's size; None when the air is clear."""
    draw = {"rain": _rain, "snow": _snow, "wind": _wind, "fog": _fog}.get(ground.weather)
    if draw is None:
        return None
    w, h = ground.size
    many = w * h / ground.reach**2 / 1.78
    return render("".join(draw(ground, rng, many)), w, h)


def _rain(ground, rng, many):
    w, h = ground.size
    r = ground.reach
    for _ in range(int(190 * many)):
        x, y, long = rng.uniform(-0.1, 1.05) * w, rng.uniform(-0.1, 1) * h, rng.uniform(0.03, 0.06) * r
        yield (
            f'<path d="M{x:.0f},{y:.0f}l{-long * 0.28:.0f},{long:.0f}" stroke="#e2eefa" stroke-linecap="round" '
            f'stroke-width="{rng.uniform(0.0018, 0.0034) * r:.1f}" opacity="{rng.uniform(0.35, 0.7):.2f}"/>'
        )
    for _ in range(int(40 * many)):  # rings where drops fall
        x, y = rng.uniform(0, w), rng.uniform(ground.line(0.1), h)
        yield (
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{0.014 * r:.1f}" ry="{0.0042 * r:.1f}" fill="none" '
            f'stroke="rgb(236,244,252)" stroke-width="{0.0022 * r:.1f}" opacity="0.5"/>'
        )


def _snow(ground, rng, many):
    w, h = ground.size
    for _ in range(int(210 * many)):
        x, y, size = rng.uniform(0, w), rng.uniform(0, h), ground.reach * rng.choice((0.0026, 0.004, 0.004, 0.0062))
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="white" opacity="{rng.uniform(0.7, 1):.2f}"/>'


def _wind(ground, rng, many):
    w, h = ground.size
    r = ground.reach
    for _ in range(int(9 * many)):  # a gust is a long line with a curl at its end
        x, y, s = rng.uniform(-0.05, 0.9) * w, rng.uniform(0.05, 0.85) * h, rng.uniform(0.12, 0.26) * r
        points = (0.4, -0.1, 0.6, 0.1, 1, 0), (0.2, -0.08, 0.12, -0.26, -0.02, -0.14)
        curves = "".join("c" + " ".join(f"{s * p:.0f}" for p in curve) for curve in points)
        yield (
            f'<path d="M{x:.0f},{y:.0f}{curves}" fill="none" stroke="white" stroke-width="{0.005 * r:.1f}" '
            'stroke-linecap="round" opacity="0.6"/>'
        )
    for _ in range(int(34 * many)):
        x, y, s = rng.uniform(0, w), rng.uniform(0.05, 1) * h, rng.uniform(0.006, 0.011) * r
        colour = rng.choice(("214,120,60", "240,178,70", "150,170,80", "190,84,60"))
        yield (
            f'<path d="M{-s:.1f},0Q0,{-s:.1f} {s:.1f},0Q0,{s:.1f} {-s:.1f},0Z" fill="rgb({colour})" '
            f'transform="translate({x:.0f},{y:.0f}) rotate({rng.uniform(0, 360):.0f})"/>'
        )


def _fog(ground, rng, many):
    w, h = ground.size
    stops = ((0, 0.30), (ground.horizon / h, 0.55), (1, 0.03))
    marks = "".join(f'<stop offset="{at:.2f}" stop-color="#eef1f4" stop-opacity="{share}"/>' for at, share in stops)
    yield f'<linearGradient id="fog" x1="0" y1="0" x2="0" y2="1">{marks}</linearGradient>'
    yield f'<rect width="{w}" height="{h}" fill="url(#fog)"/>'
    for _ in range(int(7 * many)):
        x, y = rng.uniform(-0.1, 1) * w, rng.uniform(ground.horizon - 0.15 * h, ground.line(0.5))
        wide = rng.uniform(0.3, 0.6) * ground.reach
        size = f'cx="{x:.0f}" cy="{y:.0f}" rx="{wide:.0f}" ry="{wide * 0.1:.0f}"'
        yield f'<ellipse {size} fill="#f4f6f8" opacity="0.15"/>'
