"""Which pictures a folder holds and what their captions are: metadata.csv, metadata.jsonl, or a .txt beside each.

The layout is Hugging Face's "imagefolder": a table with a column file_name, beside the pictures or above them.
"""

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..engine import BadInput, nearest

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif"}
FOREIGN = {".heic", ".heif", ".psd", ".svg", ".cr2", ".nef", ".arw", ".dng", ".jxl"}  # pictures that are not read here
TABLES = ("metadata.csv", "metadata.jsonl")
NAME = "file_name"
LONGEST = 10_000_000  # characters of a field: a quote that is never closed would swallow the file


@dataclass
class Found:
    """Pictures with their captions ("" where there is none), what was left out and why, and what is to be said."""

    pairs: list[tuple[Path, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def look_into(folder: Path, column: str | None) -> Found:
    """What a folder holds. column: the captions' one, None for no captions at all. Raises BadInput."""
    found = Found()
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path.relative_to(folder)))
    tables = [path for path in files if path.name in TABLES]
    pictures = [path for path in files if path.suffix.lower() in PICTURES]
    for path in files:
        if path.suffix.lower() in FOREIGN:
            kind = path.suffix[1:].upper()
            found.skipped.append((_short(path, folder), f"{kind} files cannot be read here: save it as PNG or JPEG"))
    homes = Counter(table.parent for table in tables)
    for home, count in homes.items():
        if count > 1:
            raise BadInput(f"{home} has a metadata.csv and a metadata.jsonl. Keep one of them, and open it again.")
    if tables and column is not None:
        for table in tables:
            _take(table, folder, column, found)
        named = {path for path, _ in found.pairs}
        if rest := len([path for path in pictures if path not in named]):
            found.said.append(f"{rest} picture{'s are' if rest > 1 else ' is'} in the folder but not in its table.")
    else:
        _beside(pictures, folder, column, found)
    return found


def _beside(pictures: list[Path], folder: Path, column: str | None, found: Found) -> None:
    """Captions from the .txt files beside the pictures."""
    shared = Counter(path.with_suffix("") for path in pictures)
    for path in pictures:
        words = path.with_suffix(".txt")
        try:
            caption = read_text(words).strip() if column is not None and words.is_file() else ""
        except BadInput as error:
            found.skipped.append((_short(path, folder), str(error)))
            continue
        found.pairs.append((path, " ".join(caption.split())))
        if caption and shared[path.with_suffix("")] > 1:
            found.said.append(f"{_short(path, folder)} shares {words.name} with another picture of that name.")


def _take(table: Path, folder: Path, column: str, found: Found) -> None:
    """The rows of one table: pictures that are there, each caption of each once."""
    seen: dict[Path, set[str]] = {}
    doubles = 0
    for number, row in read_table(table, column):
        name = str(row.get(NAME) or "").strip()
        if not name:
            found.skipped.append((f"row {number} of {table.name}", f"it has no {NAME}"))
            continue
        path = _within(table.parent, name, f"Row {number} of {table}")
        if not path.is_file():
            found.skipped.append((name, f"{table.name} names it, but there is no such file"))
            continue
        caption = caption_of(row.get(column))
        if caption in seen.setdefault(path, set()):
            doubles += 1
            continue
        seen[path].add(caption)
        found.pairs.append((path, caption))
    if doubles:
        found.said.append(
            f"{doubles} row{'s' if doubles > 1 else ''} of {table.name} repeat an earlier one; kept once."
        )
    several = sum(len(captions) > 1 for captions in seen.values())
    if several:
        found.said.append(
            f"{several} picture{'s have' if several > 1 else ' has'} several captions: each is a row here."
        )


def read_table(table: Path, column: str) -> Iterator[tuple[int, dict]]:
    """(line number, row) of a metadata.csv or metadata.jsonl. Raises BadInput when it lacks a column or is damaged."""
    text = read_text(table)
    rows = list(_jsonl(table, text) if table.suffix == ".jsonl" else _csv(table, text))
    if not rows:
        raise BadInput(f"{table} has no rows. It needs one for each picture: {NAME},{column}.")
    there = list(dict.fromkeys(name for _, row in rows for name in row if name))
    for wanted in (NAME, column):
        if wanted not in there:
            others = [name for name in there if name != NAME]
            way = f'TrainingSet.open(…, captions="{others[0] if others else "caption"}")'
            way = f"Rename one to {NAME}" if wanted == NAME else f"Name the one with the captions: {way}"
            raise BadInput(
                f'{table} has no column "{wanted}".{nearest(wanted, there)} It has: {", ".join(there)}. {way}.'
            )
    return iter(rows)


def _csv(table: Path, text: str) -> Iterator[tuple[int, dict]]:
    """Rows of a CSV file; commas, semicolons (as Excel writes them in half of the world) or tabs between the fields."""
    head = text.split("\n", 1)[0]
    between = max(
        ",;\t", key=lambda mark: (NAME in [name.strip(' \r"') for name in head.split(mark)], head.count(mark))
    )
    limit = csv.field_size_limit(LONGEST)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=between)
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        for row in reader:
            if None in row:  # more fields than the head: a caption with commas and no quotes
                raise BadInput(
                    f"Line {reader.line_num} of {table} has more fields than its head. Put captions in quotes: "
                    'picture.png,"a cat, asleep".'
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise BadInput(f"{table} cannot be read as a table: {error}. Save it as CSV in UTF-8 once more.") from error
    finally:
        csv.field_size_limit(limit)


def _jsonl(table: Path, text: str) -> Iterator[tuple[int, dict]]:
    for number, line in enumerate(re.split(r"\r?\n", text), 1):  # not splitlines: a caption may hold other line ends
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadInput(f"Line {number} of {table} is no JSON ({error}). Write one object a line.") from error
        if not isinstance(row, dict):
            raise BadInput(f'Line {number} of {table} is no object such as {{"{NAME}": "a.png", "text": "a cat"}}.')
        yield number, row


def read_text(path: Path) -> str:
    """A text file in UTF-8, or in UTF-16 with its mark, as Windows writes it. Raises BadInput for other codings."""
    data = path.read_bytes()
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{path} is not in UTF-8 (line {line}), so its letters can only be guessed. Save it as UTF-8 "
            '(in Excel: "CSV UTF-8"), and open it again.'
        ) from error


def _within(home: Path, name: str, where: str) -> Path:
    """The file of a name in a table; Windows' backslashes will do. Raises BadInput when it leads out of the folder.

    Links inside the folder are followed: the hub's own cache is made of them.
    """
    if "\\" in name and not (home / name).exists():
        name = name.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive or "\0" in name:
        raise BadInput(f"{where} leads out of the folder: {name!r}. A table may only name files beside or below it.")
    return home / path


def caption_of(value) -> str:
    """A cell as a caption: of several, the first; white space is one space."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return " ".join(str(value).split()) if value is not None else ""


def _hidden(path: Path) -> bool:
    """Whether an operating system put it there: .DS_Store, ._a.png, __MACOSX."""
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _short(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
