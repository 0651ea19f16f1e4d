"""A data set of the hub as pictures with captions, by the `datasets` library."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..engine import BadInput, NotHere, nearest
from ..environment import is_installed
from ..models.hub import sentence_for
from .folders import caption_of

USUAL = "train"  # the part of a data set that is to be learned from


@dataclass
class Hub:
    """What a data set of the hub holds: (name, caption, how to read the bytes, no path), its licence, what to say."""

    rows: list[tuple[str, str, Callable[[], bytes], Path | None]]
    licence: str = ""
    said: list[str] = field(default_factory=list)


def open_hub(repo: str, column: str | None, limit: int | None) -> Hub:
    """The pictures of a hub data set "owner/name", downloaded once by `datasets` and then read from its cache.

    Raises NotHere when the library or the data set is missing, BadInput when a column is.
    """
    if not is_installed("datasets"):
        raise NotHere(f"{repo} is opened by datasets: pip install datasets, then restart the kernel. Or give a folder.")
    import datasets

    found = _load(repo)
    said = []
    if isinstance(found, dict):  # by split
        splits, chosen = list(found), USUAL if USUAL in found else next(iter(found))
        if len(splits) > 1:
            said.append(f"{repo} has the parts {', '.join(splits)}; this is {chosen}.")
        found = found[chosen]
    width = len(str(max(len(found) - 1, 0)))  # a picture has the same name whatever the limit
    if limit is not None:
        found = found.select(range(min(limit, len(found))))
    pictures = [name for name, kind in found.features.items() if isinstance(kind, datasets.Image)]
    columns = ", ".join(found.column_names)
    if not pictures:
        raise BadInput(f"{repo} has no column with pictures. It has: {columns}. Take a data set of pictures.")
    if column is not None and column not in found.column_names:
        other = next((name for name in found.column_names if name not in pictures), "caption")
        raise BadInput(
            f'{repo} has no column "{column}".{nearest(column, found.column_names)} It has: {columns}. Name the one '
            f'with the captions: TrainingSet.open("{repo}", captions="{other}"); or captions=None for none.'
        )
    picture = "image" if "image" in pictures else pictures[0]
    raw = found.cast_column(picture, datasets.Image(decode=False))
    captions = [""] * len(raw) if column is None else raw[column]
    rows = [
        (f"{index:0{width}d}", caption_of(caption), partial(_bytes, raw, picture, index), None)
        for index, caption in enumerate(captions)
    ]
    return Hub(rows, str(getattr(found.info, "license", "") or ""), said)


def _load(repo: str):
    """The data set, from the cache where it is there. Raises NotHere with the way out."""
    import datasets
    from datasets.exceptions import DatasetNotFoundError, DatasetsError

    try:
        return datasets.load_dataset(repo)
    except DatasetNotFoundError as error:
        raise NotHere(
            f"The hub has no data set {repo}, or it is private. Look for it on https://huggingface.co/datasets, or "
            "give a folder of pictures."
        ) from error
    except (DatasetsError, RuntimeError, ValueError, OSError) as error:
        if told := sentence_for(error, f"The data set {repo}"):
            raise NotHere(told) from None
        raise NotHere(
            f"The data set {repo} cannot be opened ({str(error).strip().splitlines()[0][:160]}). Download it, and give "
            "its folder."
        ) from error


def _bytes(rows, column: str, index: int) -> bytes:
    """The bytes of a picture of a data set."""
    cell = rows[index][column] or {}
    if cell.get("bytes") is not None:
        return cell["bytes"]
    if not cell.get("path"):
        raise OSError("this row has no picture")
    return Path(cell["path"]).read_bytes()
