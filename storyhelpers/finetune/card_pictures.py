"""The pictures of a card: the curves, the strips on the way, before and after; all in its own folder."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import write_file

if TYPE_CHECKING:
    from PIL import Image

PICTURES, CURVES, WIDE = "pictures", "curves.png", 1024


def strips(events: Iterable[Mapping], run: Path, folder: Path, most: int = 6) -> "list[tuple[int, str, list[str]]]":
    """(step, file in the folder, prompts) of the validation strips: the first, the last, and some between."""
    found = {}
    for event in events:
        file = run / str(event.get("file", ""))
        if event["kind"] == "pictures" and file.is_file() and file.resolve().is_relative_to(run.resolve()):
            found[event["step"]] = (file, list(event.get("prompts") or ()))
    steps = sorted(found)
    if len(steps) > most:
        steps = [steps[round(i * (len(steps) - 1) / (most - 1))] for i in range(most)]
    return [(step, brought(found[step][0], folder), found[step][1]) for step in steps]


def brought(file: Path, folder: Path) -> str:
    """A file's path in the folder, where it is copied to if it lies elsewhere."""
    if file.resolve().is_relative_to(folder.resolve()):
        return file.resolve().relative_to(folder.resolve()).as_posix()
    return f"{PICTURES}/{write_file(folder / PICTURES / file.name, file.read_bytes()).name}"


def curves(folder: Path, run: Path) -> str:
    """The path in the folder of the curves that were saved there or in the run's folder; "" where none were."""
    file = next((place / CURVES for place in (folder, run) if (place / CURVES).is_file()), None)
    return brought(file, folder) if file else ""


def cut(strips: "list[tuple[int, str, list[str]]]", folder: Path) -> "list[tuple[str, Image.Image, Image.Image]]":
    """(prompt, picture before, picture after) from the first and the last strip, whose pictures are equally wide."""
    from PIL import Image

    if len(strips) < 2 or not strips[-1][2] or strips[0][2] != strips[-1][2]:
        return []
    prompts = strips[-1][2]
    first, last = (Image.open(folder / file).convert("RGB") for _, file, _ in (strips[0], strips[-1]))
    wide = last.width // len(prompts)
    boxes = [(i * wide, 0, (i + 1) * wide, last.height) for i in range(len(prompts))]
    return (
        [(prompt, first.crop(box), last.crop(box)) for prompt, box in zip(prompts, boxes)]
        if first.size == last.size
        else []
    )


def drawn(drawn: Iterable, folder: Path) -> "list[tuple[str, str, str]]":
    """(prompt, file before, file after), written into the folder as WebP. Takes our Pictures and PIL's."""
    made = []
    for i, (prompt, *pair) in enumerate(drawn, 1):
        files = []
        for name, picture in zip(("before", "after"), pair):
            image = getattr(picture, "image", picture).convert("RGB")
            image.thumbnail((WIDE, WIDE))
            data = io.BytesIO()
            image.save(data, "WEBP", quality=90, method=4)
            files.append(f"{PICTURES}/{name}-{i}.webp")
            write_file(folder / files[-1], data.getvalue())
        made.append((str(prompt), *files))
    return made
