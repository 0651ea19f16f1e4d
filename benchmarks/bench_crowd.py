"""Seconds for a crowd scene of 1024 × 576 pixels, beside drawing only its figures as one plain SVG.

The peer is what one would use without our painter: a renderer that is given all figures in one document, already in
their places. It is CairoSVG where that is installed, else resvg at twice the size in both directions, scaled down. It
has no shadows, light, grain or outlines, and nobody had to find a place for a figure.
"""

import io
import json
import statistics
import time

from PIL import Image

from storyhelpers.papertown import stage
from storyhelpers.papertown.painter import paint
from storyhelpers.scenegraph import Clothing, Figure, Scene

SIZE = (1024, 576)
CAT = Figure("cat", pattern="tabby", size="small", hidden=True, clothes=(Clothing("santa hat", "red"),))
SCENE = Scene((CAT,), crowd=True, view="above", place="street")


def seconds(work, seeds=range(5)) -> float:
    """Median over five seeds, after a first run that warms up."""
    work(99)
    times = []
    for seed in seeds:
        start = time.perf_counter()
        work(seed)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def document(seed: int) -> str:
    """The scene's figures as one SVG."""
    staging = stage.place(SCENE, SIZE, seed)
    parts = []
    for i in staging.order:
        one = staging.placed[i]
        turn = f"translate({one.x},{one.y}) scale({-one.unit if one.mirror else one.unit:.4f},{one.unit:.4f})"
        parts.append(f'<g transform="{turn}">{one.pen.svg()}</g>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE[0]}" height="{SIZE[1]}">{"".join(parts)}</svg>'


documents = {seed: document(seed) for seed in (*range(5), 99)}
try:
    import cairosvg

    peer_name = "the same figures as one SVG, CairoSVG"

    def peer(seed):
        return Image.open(io.BytesIO(cairosvg.svg2png(documents[seed].encode()))).convert("RGB")

except (ImportError, OSError):  # CairoSVG needs a system library
    import resvg_py

    peer_name = "the same figures as one SVG, resvg at 2 × 2 samples"

    def peer(seed):
        png = bytes(
            resvg_py.svg_to_bytes(
                svg_string=documents[seed], width=2 * SIZE[0], height=2 * SIZE[1], skip_system_fonts=True
            )
        )
        return Image.open(io.BytesIO(png)).convert("RGB").resize(SIZE, Image.LANCZOS)


ours, theirs = seconds(lambda seed: paint(SCENE, SIZE, seed)), seconds(peer)
figures = len(paint(SCENE, SIZE, 0).scene.figures)
print(
    json.dumps(
        {
            "name": f"a crowd scene of {figures} figures (s)",
            "ours": ours,
            "peer": theirs,
            "peer_name": peer_name,
            "ratio": ours / theirs,
            "limit": "≤ 3 s",
        }
    )
)
