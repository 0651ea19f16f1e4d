"""Contact sheets to look at: `python tests/sheet.py figures out.png`, `python tests/sheet.py crowds out.png`."""

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parents[1]))

from storyhelpers import Studio
from storyhelpers.papertown.figures import KINDS, draw_figure
from storyhelpers.scenegraph import Figure

CROWDS = [
    "a small tabby cat with a red Santa hat hides in a crowded street, from above",
    "a dog with a blue scarf hides in a busy market, side view",
    "a crowded beach at sunset, a white rabbit hides behind an umbrella",
    "a crowded square at night in the snow, a clown hides",
    "a busy street in the rain with two red buses, a fox with a green hat hides",
    "a crowded park on a sunny morning, a yellow duck with a crown hides",
    "a busy station, a girl with a red coat hides, side view",
    "a crowded farm with many animals, an owl with glasses hides",
]


def figure_tile(name: str, seed: int, side: int = 150) -> Image.Image:
    """One figure on a pale ground, as large as fits."""
    import resvg_py

    pen = draw_figure(Figure(name), seed=seed)
    x0, y0, x1, y1 = pen.bounds
    zoom = (side - 28) / max(x1 - x0, y1 - y0)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x0} {-y1} {x1 - x0} {y1 - y0}">{pen.svg()}</svg>'
    size = {"width": max(1, round((x1 - x0) * zoom)), "height": max(1, round((y1 - y0) * zoom))}
    drawn = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, **size))))
    tile = Image.new("RGB", (side, side + 14), (236, 240, 232))
    tile.paste(drawn, ((side - drawn.width) // 2, side - drawn.height - 10), drawn)
    ImageDraw.Draw(tile).text((4, side), name, fill=(60, 50, 60))
    return tile


def sheet(tiles: list[Image.Image], columns: int) -> Image.Image:
    """Tiles of one size in rows."""
    width, height = tiles[0].size
    out = Image.new("RGB", (columns * (width + 4), -(-len(tiles) // columns) * (height + 4)), "white")
    for i, tile in enumerate(tiles):
        out.paste(tile, (i % columns * (width + 4), i // columns * (height + 4)))
    return out


def main(what: str, out: str) -> None:
    """Writes the sheet of all figures, or of eight crowd scenes."""
    if what == "figures":
        sheet([figure_tile(name, seed) for name in KINDS for seed in (1, 2)], 12).save(out)
    else:
        studio = Studio("offline")
        pictures = [studio.draw(studio.write_prompt(idea), seed=i).image for i, idea in enumerate(CROWDS)]
        sheet(pictures, 2).save(out)


if __name__ == "__main__":
    main(*sys.argv[1:3])
