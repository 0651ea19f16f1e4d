"""The scenery behind the figures: places at a time of day and in a weather, cut from paper.

`plan(...)` decides where land, road, rail and water lie and collects the sheets of paper; `Ground.draw()` renders them.
All lengths are pixels, y down.
"""

import io
import math
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from ..figures.pen import dark, mix

SKY, LAND, ROAD, WATER, RAIL, LOT = range(6)  # the codes in Ground.zones; LOT is kept for buildings
COARSE = 4  # one cell of Ground.zones covers 4 × 4 pixels

SKIES = {  # top, middle, horizon
    "morning": ((142, 190, 228), (248, 222, 206), (255, 238, 204)),
    "day": ((104, 182, 230), (174, 220, 240), (236, 242, 226)),
    "sunset": ((126, 92, 152), (236, 126, 108), (255, 214, 150)),
    "night": ((26, 32, 76), (52, 60, 122), (98, 102, 160)),
}
OVERCAST = ((150, 168, 190), (192, 204, 216), (222, 226, 228))
LIGHTS = {  # how the hour colours paper: factors per channel, then a lift; weaker on figures than on scenery
    "morning": ((1.0, 0.96, 0.91), (4, 2, 0)),
    "day": ((1.0, 1.0, 1.0), (0, 0, 0)),
    "sunset": ((1.0, 0.86, 0.79), (6, 0, 6)),
    "night": ((0.42, 0.47, 0.70), (10, 12, 26)),
}
WALLS = (
    (236, 190, 150),
    (214, 142, 122),
    (240, 214, 158),
    (164, 188, 196),
    (200, 170, 196),
    (176, 196, 160),
    (232, 168, 132),
)


def render(markup: str, width: int, height: int) -> Image.Image:
    """SVG markup of `width` × `height` pixels as an RGBA image."""
    import resvg_py

    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{markup}</svg>'
    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)))).convert("RGBA")


@dataclass
class Ground:
    """Where things can stand.

    size: (width, height). reach: the side that figure sizes are measured by, 576 for 1024 × 576. horizon: its y.
    zones: uint8 (height/4, width/4), one of SKY … LOT. lanes: (y, direction) of the traffic lanes,
    y may be a function of x.
    lots: (x0, x1, y) stretches where a row of buildings may stand. sky_low: y down to which clouds may hang.
    split: how many of the parts lie behind a sea that is a figure of its own. parts: SVG markup; what is seen through
    says so by its fill or stroke, for `opacity` would have a canvas of its own a shape and take four times as long.
    """

    place: str
    time: str
    weather: str
    size: tuple[int, int]
    crowd: bool
    view: str
    rng: random.Random
    horizon: float = 0.0
    lanes: list = field(default_factory=list)
    lots: list = field(default_factory=list)
    plaza: tuple = ()
    sky_low: float = 0.0
    split: int | None = None
    parts: list = field(default_factory=list)
    zones: np.ndarray = None

    def __post_init__(self):
        w, h = self.size
        self.reach = math.sqrt(w * h * 9 / 16)
        self.zones = np.full((-(-h // COARSE), -(-w // COARSE)), SKY, np.uint8)

    def unit(self, y: float) -> float:
        """Pixels per pen unit for a figure of a crowd that stands at `y`."""
        t = min(1.0, max(0.0, (y - self.horizon) / (self.size[1] - self.horizon)))
        near, far = (0.118, 0.088) if self.view == "above" else (0.152, 0.088)
        return self.reach / 100 * (far + (near - far) * t)

    def zone(self, x: float, y: float) -> int:
        """The zone code at a pixel; outside of the picture the nearest."""
        rows, columns = self.zones.shape
        return int(self.zones[min(rows - 1, max(0, int(y) // COARSE)), min(columns - 1, max(0, int(x) // COARSE))])

    def line(self, t: float) -> float:
        """y at the share t of the way from the horizon to the lower border."""
        return self.horizon + (self.size[1] - self.horizon) * t

    def tint(self, colour):
        """The paper as this hour and weather show it."""
        factors, lift = LIGHTS[self.time]
        colour = tuple(min(255, round(c * f + add)) for c, f, add in zip(colour, factors, lift))
        return (
            mix(colour, (176, 184, 196), 0.16)
            if self.weather in ("rain", "cloudy", "fog") and self.time != "night"
            else colour
        )

    # ---- cutting paper

    def sheet(self, points, colour, *, zone=None, shadow=0.0, raw=False):
        """A polygon of paper; with `shadow` > 0 it lies a little above what is under it."""
        if self.weather == "snow" and self.place != "snow" and not raw:
            red, green, blue = colour
            if zone == LAND or green > red + 4 and green > blue + 4:  # snow lies on land, lawns and hedges
                colour = mix(colour, (244, 248, 253), 0.72)
        if self.split is None and zone in (LAND, ROAD, RAIL):
            self.split = len(self.parts)
        d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"
        if shadow:
            lift = self.reach / 576
            for width, opacity in ((11, 0.16), (7, 0.22), (3, 0.30)):
                self.parts.append(f'<path d="{d}" fill="none" stroke="rgb(34,26,54)" stroke-width="{width * lift:.1f}" '
                                  f'stroke-linejoin="round" stroke-opacity="{opacity * shadow:.3f}"/>')  # fmt: skip
        paint = colour if raw else self.tint(colour)
        self.parts.append(f'<path d="{d}" fill="rgb{tuple(paint)}"/>')
        if zone is not None:
            self.mark(points, zone)

    def mark(self, points, zone):
        """Write a zone code into a polygon of the zone map."""
        image = Image.fromarray(self.zones)
        ImageDraw.Draw(image).polygon([(x / COARSE, y / COARSE) for x, y in points], fill=zone)
        self.zones = np.array(image)

    def box(self, x0, y0, x1, y1, colour, *, round=0.0, opacity=1.0, raw=False):
        """A rectangle of paper without a shadow."""
        paint = colour if raw else self.tint(colour)
        self.parts.append(
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" rx="{round:.1f}" '
            f'fill="rgb{tuple(paint)}" fill-opacity="{opacity:.2f}"/>'
        )

    def oval(self, x, y, rx, ry, colour, *, opacity=1.0, raw=False):
        """An ellipse of paper without a shadow."""
        paint = colour if raw else self.tint(colour)
        self.parts.append(f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="rgb{tuple(paint)}" '
                          f'fill-opacity="{opacity:.2f}"/>')  # fmt: skip

    def stroke(self, points, width, colour, *, opacity=1.0, dash="", closed=False, raw=False):
        """A line of paper; `dash` as in SVG."""
        d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + ("Z" if closed else "")
        paint = colour if raw else self.tint(colour)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="{d}" fill="none" stroke="rgb{tuple(paint)}" stroke-width="{width:.1f}" '
            f'stroke-opacity="{opacity:.2f}" '
            f'stroke-linecap="{"butt" if dash else "round"}" stroke-linejoin="round"{dashes}/>'
        )

    def front(self) -> Image.Image:
        """The part of the scenery in front of a sea, as RGBA."""
        return render("".join(self.parts[self.split :]), *self.size)

    def draw(self) -> Image.Image:
        """The scenery as an RGB image."""
        return render("".join(self.parts), *self.size).convert("RGB")


def plan(place: str, time: str, weather: str, size, *, seed=0, crowd=False, view="side") -> Ground:
    """Lay out a place. Equal arguments give equal scenery, another seed other hills, roofs and paths."""
    from . import sights

    ground = Ground(place, time, weather, tuple(size), crowd, view, random.Random(f"backdrop/{seed}"))
    sights.build(ground)
    return ground


def wave(ground: Ground, base, amplitude, *, turns=1.0, lower=None):
    """A polygon whose upper edge swings around y = `base`, down to `lower` or below the picture."""
    w, h = ground.size
    phase, second = ground.rng.uniform(0, 6.28), ground.rng.uniform(0, 6.28)
    top = []
    for i in range(49):
        t = i / 48
        swing = math.sin(phase + t * turns * 6.28) + 0.4 * math.sin(second + t * turns * 14)
        top.append((t * w * 1.02 - 0.01 * w, base - amplitude * swing))
    lower = h + 20 if lower is None else lower
    return [*top, (w * 1.01, lower), (-w * 0.01, lower)]


def sky(ground: Ground):
    """The sky's gradient, with stars at night."""
    w, h = ground.size
    colours = SKIES[ground.time]
    if ground.weather in ("cloudy", "rain", "snow", "fog"):
        share = {"night": 0.25, "sunset": 0.4}.get(ground.time, 0.78)
        colours = tuple(mix(a, b, share) for a, b in zip(colours, OVERCAST))
    stops = "".join(f'<stop offset="{o}" stop-color="rgb{c}"/>' for o, c in zip((0, 0.6, 1), colours))
    ground.parts.append(f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="{max(ground.horizon, h * 0.3):.0f}" '
                        f'gradientUnits="userSpaceOnUse">{stops}</linearGradient></defs>'
                        f'<rect width="{w}" height="{h}" fill="url(#sky)"/>')  # fmt: skip
    if ground.time == "night" and ground.weather not in ("rain", "fog", "cloudy"):
        for _ in range(int(60 * w / ground.reach)):
            x, y, r = (
                ground.rng.uniform(0, w),
                ground.rng.uniform(0, ground.horizon),
                ground.reach * ground.rng.uniform(0.0012, 0.0034),
            )
            ground.oval(x, y, r, r, (255, 246, 208), opacity=ground.rng.uniform(0.45, 1), raw=True)


def skyline(ground: Ground, base, tall, haze, *, lower=None):
    """A row of far paper houses with windows; `haze` 0…1 mixes them with the sky."""
    w, _ = ground.size
    rng, r = ground.rng, ground.reach
    air = SKIES[ground.time][2]
    x = -rng.uniform(0, 0.1) * r
    lower = base + 0.1 * r if lower is None else lower
    while x < w:
        wide, high = rng.uniform(0.1, 0.19) * r, tall * rng.uniform(0.6, 1.0)
        wall = mix(ground.tint(rng.choice(WALLS)), air, haze)
        roof = dark(wall, 0.16)
        y = base - high
        kind = rng.randrange(4)
        top = [(x, y), (x + wide, y)]
        if kind == 0:
            ground.sheet([(x - 4, y), (x + wide / 2, y - wide * 0.42), (x + wide + 4, y)], roof, raw=True)
        elif kind == 1:
            steps = [(0, 0), (0, 0.12), (0.2, 0.12), (0.2, 0.24), (0.38, 0.24), (0.38, 0.36), (0.62, 0.36),
                     (0.62, 0.24), (0.8, 0.24), (0.8, 0.12), (1, 0.12), (1, 0)]  # fmt: skip
            top = [(x + a * wide, y - b * wide) for a, b in steps]
        elif kind == 2:
            ground.sheet(
                [(x - 3, y), (x + wide * 0.14, y - wide * 0.24), (x + wide * 0.86, y - wide * 0.24), (x + wide + 3, y)],
                roof,
                raw=True,
            )
        ground.sheet([*top, (x + wide, lower), (x, lower)], wall, shadow=0.5 * (1 - haze), raw=True)
        pane = 0.018 * r
        columns = max(2, int(wide / (pane * 2.4)))
        for row in range(int((lower - y) / (pane * 3))):
            for column in range(columns):
                cx, cy = x + wide * (column + 0.5) / columns, y + pane * (1.6 + 3 * row)
                lit = ground.time == "night" and rng.random() < 0.5 or ground.time == "sunset" and rng.random() < 0.2
                glass = (
                    mix((255, 222, 120), wall, 0.15 + 0.3 * haze)
                    if lit
                    else mix(wall, (70, 80, 120), 0.24 * (1 - haze) + 0.06)
                )
                ground.box(
                    cx - pane / 2, cy - pane * 0.75, cx + pane / 2, cy + pane * 0.75, glass, round=pane * 0.2, raw=True
                )
        x += wide + rng.choice((0, 0, 0.01, 0.03)) * r


def bushes(ground: Ground, base, size, colour, *, shadow=0.4):
    """A far row of round tree tops."""
    w, _ = ground.size
    x, rng = -size, ground.rng
    top = [(-size, base + size)]
    while x < w + size:
        r = size * rng.uniform(0.6, 1.1)
        for k in range(9):
            a = math.pi * (1 - k / 8)
            top.append((x + r + r * math.cos(a), base - r * 0.9 * math.sin(a) - size * 0.1))
        x += r * 1.75
    ground.sheet([*top, (w + size * 2, base + size)], colour, shadow=shadow)


def pines(ground: Ground, base, tall, colour, *, step=0.55, snow=False):
    """A far row of pointed trees."""
    w, _ = ground.size
    x, rng = 0.0, ground.rng
    while x < w:
        h = tall * rng.uniform(0.6, 1.1)
        wide = h * 0.26
        paper = mix(colour, (255, 255, 255), rng.uniform(0, 0.08))
        for k in range(3):
            y = base - h * (0.12 + 0.26 * k)
            half = wide * (1 - 0.24 * k)
            ground.sheet([(x - half, y), (x, y - h * 0.42), (x + half, y)], paper, shadow=0.3)
            if snow:
                ground.sheet([(x - half * 0.45, y - h * 0.23), (x, y - h * 0.42),
                              (x + half * 0.45, y - h * 0.23), (x, y - h * 0.28)], (250, 251, 255))  # fmt: skip
        x += tall * step * rng.uniform(0.4, 1.3)


def speckle(ground: Ground, count, zones, draw):
    """Call draw(x, y, unit) at up to `count` random spots of the given zones, the far ones first."""
    w, h = ground.size
    rng = ground.rng
    spots = sorted(
        (rng.uniform(ground.horizon, h), rng.uniform(0, w)) for _ in range(int(count * w * h / ground.reach**2 / 1.78))
    )
    for y, x in spots:
        if ground.zone(x, y) in zones:
            draw(x, y, ground.unit(y) * (1 if ground.crowd else 1.5))


def tufts(ground: Ground, count=46, colour=(88, 148, 78), flowers=0.25):
    """Tufts of grass and little flowers on the land; no flowers where it snows."""
    if ground.weather == "snow":
        colour, flowers = mix(colour, (244, 248, 253), 0.5), 0.0

    def draw(x, y, u):
        s = 7 * u
        if ground.rng.random() < flowers:
            petal = ground.rng.choice(((248, 243, 233), (242, 150, 172), (248, 202, 76), (222, 120, 110)))
            for dx, dy in ((-s / 3, 0), (s / 3, 0), (0, -s / 3), (0, s / 3)):
                ground.oval(x + dx, y + dy, s * 0.3, s * 0.3, petal)
            ground.oval(x, y, s * 0.22, s * 0.22, (250, 206, 84))
        else:
            for lean in (-0.7, 0, 0.7):
                ground.stroke(
                    [(x + lean * s * 0.3, y), (x + lean * s, y - s * (1.1 - abs(lean) * 0.3))], s * 0.26, colour
                )

    speckle(ground, count, (LAND,), draw)


def cobbles(ground: Ground, colour, count=150):
    """Single stones in a paved ground."""

    def draw(x, y, u):
        s = 9 * u
        ground.box(
            x - s,
            y - s * 0.28,
            x + s,
            y + s * 0.28,
            mix(colour, ground.rng.choice(((255, 255, 255), (70, 60, 80))), 0.13),
            round=s * 0.26,
        )

    speckle(ground, count, (LAND,), draw)
