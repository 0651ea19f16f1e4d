"""A folder of pencil sketches with captions: what lesson 10 teaches a style from."""

import csv
import io
import random
from pathlib import Path

from ..engine import BadInput
from ..files import trouble, write_file
from .scenes import caption, draw, sample
from .sketching import sketch

OPENING = "a pencil sketch of "
TABLE = "metadata.csv"


def sketchbook(folder: str | Path, pictures: int = 512, seed: int = 0, size: int = 64, sketched: bool = True) -> Path:
    """Draws `pictures` sketches of `size` × `size` pixels into a folder, as PNG files with a metadata.csv; the folder.

    sketched=False gives the same scenes in colour, with captions that do not speak of a sketch.

    The layout is the imagefolder of the datasets library: columns file_name and text. Equal arguments make equal
    folders; what is there under the same names is replaced. Raises BadInput for a number or a size that cannot be,
    BookTrouble when it cannot be written.
    """
    if pictures < 1:
        raise BadInput(f"A sketchbook has at least one picture, not {pictures}: give pictures=512.")
    if not 16 <= size <= 1024:
        raise BadInput(f"The sketches can have 16 to 1024 pixels a side, not {size}: give size=64.")
    folder = Path(folder).expanduser()
    rng = random.Random(f"sketchbook/{seed}")
    rows = [("file_name", "text")]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(pictures):
            scene = sample(rng)
            name = f"{number:04d}.png"
            picture = draw(scene, size)
            (sketch(picture, seed=scene.seed) if sketched else picture).save(folder / name)
            rows.append((name, caption(scene, rng, opening=OPENING if sketched else "")))
    except OSError as error:
        raise trouble(folder / TABLE, error) from error
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    write_file(folder / TABLE, table.getvalue().encode())  # last: a book that was cut off has the old table or none
    return folder
