"""The cells of a grid: which there are, what their files are called, which of them a shard draws, what a file holds."""

import hashlib
import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...engine import BadInput
from ...media import TEXT_KEY

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LONGEST_NAME = 48  # letters of a model's folder, so that its path stays short on Windows too
TAKEN = {"times", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Cell:
    """One picture of a grid: the model's name, the number of the prompt, from 0, and the seed."""

    model: str
    prompt: int
    seed: int

    @property
    def file(self) -> str:
        """Its path inside the grid's folder; prompts are counted from 1 there."""
        return f"{folder_of(self.model)}/{self.prompt + 1:03}-{self.seed}.png"

    def __str__(self):
        return f"{self.model}, prompt {self.prompt + 1}, seed {self.seed}"


def folder_of(model: str) -> str:
    """The folder of a model's pictures: its name where a folder may be called so, else what is left of it and a mark.

    The mark is taken from the whole name, so two names never share a folder.
    """
    plain = re.sub(r"[^\w.+ -]+", "-", unicodedata.normalize("NFC", model))[:LONGEST_NAME].strip("-. ")
    while len(plain.encode()) > 3 * LONGEST_NAME:  # a file system counts bytes
        plain = plain[:-1].strip("-. ")
    if plain == model and plain.split(".")[0].casefold() not in TAKEN:
        return plain
    return f"{plain or 'model'}-{hashlib.sha256(model.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def all_cells(models: Sequence[str], prompts: int, seeds: Sequence[int]) -> list[Cell]:
    """Every cell once, model by model, so that each model is loaded once."""
    return [Cell(model, prompt, seed) for model in models for prompt in range(prompts) for seed in seeds]


def shard_of(shard: str) -> tuple[int, int]:
    """ "2/3", the second of three parts, as (1, 3). Raises BadInput."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", shard) if isinstance(shard, str) else None
    part, parts = (int(number) for number in found.groups()) if found else (0, 0)
    if not 1 <= part <= parts:
        raise BadInput(
            f'A shard is which part of how many, such as "1/2" and "2/2" for two graphics cards, not {shard!r:.60}.'
        )
    return part - 1, parts


def share(cells: Sequence[Cell], shard: str) -> list[Cell]:
    """The cells of a shard: every n-th one, so that all shards of a grid together are all of its cells, each once."""
    part, parts = shard_of(shard)
    return list(cells[part::parts])


def story_of(file: Path) -> dict | None:
    """What a whole PNG file of ours says of its picture: {"words", "seed", "made_by", …}.

    None where the file is missing, half written, damaged in any byte, or not ours. Only the checksums of the PNG's
    chunks are looked at, which takes a hundredth of the time of decoding it.
    """
    try:
        data = file.read_bytes()
    except OSError:
        return None
    if not data.startswith(SIGNATURE):
        return None
    story, place, kind = None, len(SIGNATURE), b""
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            return None
        if kind == b"iTXt" and data[place + 8 :].startswith(TEXT_KEY.encode() + b"\0"):
            story = _told(data[place + 8 : end - 4])
        place = end
    return story if kind == b"IEND" and place == len(data) else None


def _told(chunk: bytes) -> dict | None:
    """The JSON inside an iTXt chunk: keyword 0 compressed method language 0 translated 0 text."""
    try:
        rest = chunk.split(b"\0", 1)[1]
        text = rest[2:].split(b"\0", 2)[2]
        about = json.loads(zlib.decompress(text) if rest[0] else text)
    except (IndexError, zlib.error, ValueError):
        return None
    return about if isinstance(about, dict) else None
