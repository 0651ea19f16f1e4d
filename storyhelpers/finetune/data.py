"""TrainingSet: pictures with captions, from a folder, the hub or a book, each looked at before anything is learned."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ..engine import BadInput, StoryError, call
from ..files import write_file
from ..media import SHORTEST_SIDE, TEXT_KEY, Picture
from ..opening import decode
from .sources import Raw, find

if TYPE_CHECKING:
    from ..book import Book

FEW = 10  # pictures: fewer are learned by heart
OFTEN = 20  # captions from one writing of them to the next
FORMAT = 1


@dataclass(frozen=True, repr=False)
class Example:
    """A picture that was found readable, and its caption ("" while it has none). `image()` opens it.

    digest: of the file's bytes. size: (width, height) in pixels, upright. look: its 8 × 8 RGB miniature, by which
    pictures that are nearly the same are found.
    """

    name: str
    caption: str
    digest: str
    size: tuple[int, int]
    look: bytes
    data: Callable[[], bytes] = field(compare=False)
    path: Path | None = None

    def image(self) -> Image.Image:
        """The picture: upright, RGB, 8 bit, at most 4096 px long. Raises BadInput when its file has changed."""
        try:
            data = self.data()
        except OSError as error:
            raise BadInput(f"{self.name} is no longer there. Open the training set again.") from error
        if sha256(data).hexdigest()[:32] != self.digest:
            raise BadInput(f"{self.name} has changed since it was opened. Open the training set again.")
        return decode(self.name, data, [], TEXT_KEY)[0]

    def __repr__(self):
        return f"Example({self.name}, {self.size[0]} × {self.size[1]}, {self.caption[:60]!r})"


@dataclass(frozen=True, eq=False, repr=False)
class TrainingSet:
    """Pictures with captions. `TrainingSet.open` makes it; in a cell it shows what there is and what is wrong with it.

    skipped: (name, why) of what could not be used. said: what a person should know of the rest. source: where it is,
    as `open` takes it. captions: the column they came from.
    """

    name: str
    examples: tuple[Example, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    captions: str | None = "text"

    @classmethod
    def open(
        cls,
        source: "str | Path | Book",
        *,
        captions: str | None = "text",
        describer: Callable | None = None,
        limit: int | None = None,
        on_step: Callable[[int, int], None] | None = None,
    ) -> "TrainingSet":
        """The pictures of a folder, of a data set of the hub ("owner/name"), or of a book; every one is decoded once.

        captions: the column that holds them; None takes none. describer: fills those that are missing. limit: only
        the first so many. on_step(done, all) may raise Cancelled. Raises BadInput when there is nothing to learn from,
        NotHere when the hub cannot give it.
        """
        if limit is not None and (not isinstance(limit, int) or limit < 1):
            raise BadInput(f"limit is a number of pictures from 1 on, or None for all, not {limit!r}.")
        made = _looked_at(find(source, captions, limit), on_step)
        return made if describer is None else made.with_captions(describer, on_step=on_step)

    def with_captions(
        self,
        describer: Callable,
        prefix: str = "",
        *,
        keep: Path | None = None,
        on_step: Callable[[int, int], None] | None = None,
    ) -> "TrainingSet":
        """The same set with its missing captions made by a describer (a Picture goes in, words come out).

        prefix: put before each, such as "a pencil sketch of ". keep: a JSON file where they are written as they come,
        so that a stopped session goes on. on_step(done, all) may raise Cancelled. Raises BadInput when the describer
        gives no words.
        """
        kept = _kept(keep)
        todo = [one for one in self.examples if not one.caption and one.digest not in kept]
        try:
            for done, one in enumerate(todo):
                if on_step:
                    on_step(done, len(todo))
                kept[one.digest] = _words_for(one, describer)
                if done % OFTEN == OFTEN - 1:
                    _keep(keep, kept)
        finally:
            _keep(keep, kept)
        if on_step and todo:
            on_step(len(todo), len(todo))
        filled = (one if one.caption else replace(one, caption=prefix + kept[one.digest]) for one in self.examples)
        return replace(self, examples=tuple(filled))

    def split(self, share: float = 0.1, seed: int = 0) -> "tuple[TrainingSet, TrainingSet]":
        """(to learn from, kept back): about `share` of the pictures is kept back, at least one.

        The same picture, under whatever name or caption, is never in both. Raises BadInput for fewer than two pictures.
        """
        groups = sorted({one.digest for one in self.examples})
        if not 0 < share < 1:
            raise BadInput(f"share is between 0 and 1, such as 0.1, not {share!r}.")
        if len(groups) < 2:
            raise BadInput(f"{self.name} has one picture, and two parts need one each.")
        count = min(max(1, round(share * len(groups))), len(groups) - 1)
        back = {groups[i] for i in np.random.default_rng(seed).permutation(len(groups))[:count]}
        learn, kept = (
            tuple(one for one in self.examples if (one.digest in back) == wanted) for wanted in (False, True)
        )
        return replace(self, examples=learn), replace(self, name=f"{self.name}, kept back", examples=kept)

    @property
    def uncaptioned(self) -> tuple[Example, ...]:
        """Those that have no caption yet."""
        return tuple(one for one in self.examples if not one.caption)

    def ready(self) -> "TrainingSet":
        """Itself. Raises BadInput when a caption is missing."""
        if lacking := self.uncaptioned:
            raise BadInput(
                f"{len(lacking)} of the {len(self)} pictures of {self.name} have no caption, {lacking[0].name} first. "
                "Let a describer write them: pictures = pictures.with_captions(studio.describe)."
            )
        return self

    @cached_property
    def fingerprint(self) -> str:
        """A text that is the same for the same names, bytes and captions."""
        digest = sha256()
        for one in self.examples:
            digest.update(json.dumps([one.name, one.digest, one.caption]).encode())
        return digest.hexdigest()[:16]

    def save(self, path: Path) -> Path:
        """Writes where the pictures are, and their captions, so that `reopen` finds the same set again."""
        about = {
            "format": FORMAT, "name": self.name, "source": self.source, "licence": self.licence,
            "captions": self.captions, "fingerprint": self.fingerprint,
            "examples": [[one.name, one.digest, one.caption] for one in self.examples],
        }  # fmt: skip
        return write_file(path, json.dumps(about, ensure_ascii=False, indent=1).encode())

    @classmethod
    def reopen(cls, path: Path) -> "TrainingSet":
        """The set that `save` wrote. Raises BadInput, naming the first, when a picture is gone or has changed."""
        try:
            about = json.loads(Path(path).read_text("utf-8"))
            kept, source, captions = about["examples"], about["source"], about["captions"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"{path} does not say where the pictures are. Give them: Training(recipe, pictures, …)."
            ) from error
        found = _looked_at(find(source, captions, None), wanted={name for name, _, _ in kept})
        there = {(one.name, one.digest): one for one in found}
        examples = []
        for name, digest, caption in kept:
            if (name, digest) not in there:
                raise BadInput(f"{name} is gone from {source}, or has changed. Bring it back, or start a new run.")
            examples.append(replace(there[name, digest], caption=caption))
        return cls(about["name"], tuple(examples), (), (), source, about["licence"], captions)

    def __len__(self):
        return len(self.examples)

    def __iter__(self) -> Iterator[Example]:
        return iter(self.examples)

    def __getitem__(self, index: int) -> Example:
        return self.examples[index]

    def __repr__(self):
        from .looking import text

        return text(self)

    def _repr_html_(self):
        from .looking import html

        return html(self)


def _looked_at(raw: Raw, on_step=None, wanted: set[str] | None = None) -> TrainingSet:
    """Decodes every picture once. wanted: only these names. Raises BadInput when none is left."""
    rows = [row for row in raw.rows if wanted is None or row[0] in wanted]
    skipped, examples = list(raw.skipped), []
    for done, (row, answer) in enumerate(zip(rows, _all_looks(rows)), 1):
        if isinstance(answer, str):
            skipped.append((row[0], answer))
        else:
            examples.append(answer)
        if on_step:
            on_step(done, len(rows))
    if not examples and wanted is None:
        why = f"; the first of {len(skipped)}: {skipped[0][0]}, {skipped[0][1]}" if skipped else ""
        raise BadInput(
            f"{raw.name} holds no picture that can be used{why}. Give a folder with PNG, JPEG or WebP files."
        )
    said = list(raw.said)
    if len(examples) < FEW:
        count = "one picture" if len(examples) == 1 else f"{len(examples)} pictures"
        said.append(
            f"With {count} a model learns the pictures by heart rather than their style. It can be tried; 20 to 200 do "
            "better."
        )
    return TrainingSet(raw.name, tuple(examples), tuple(skipped), tuple(said), raw.source, raw.licence, raw.captions)


def _all_looks(rows) -> "Iterator[Example | str]":
    """`_look` at each row in four threads: Pillow decodes outside Python's lock."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # `decode` has its own; threads would mix up Pillow's
    pool = ThreadPoolExecutor(4)
    try:
        yield from pool.map(_look, rows)
    finally:
        pool.shutdown(cancel_futures=True)
        Image.MAX_IMAGE_PIXELS = limit


def _look(row) -> Example | str:
    """A picture that was read to its end, or why it cannot be used."""
    name, caption, read, path = row
    try:
        data = read()
        image, _ = decode(name, data, [], TEXT_KEY)
    except StoryError as error:
        return str(error)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError) as error:
        return f"it is damaged, cut short, or no picture ({str(error).splitlines()[0] if str(error) else error!r})"[
            :160
        ]
    if min(image.size) < SHORTEST_SIDE:
        return f"it is {image.width} × {image.height} pixels; at least {SHORTEST_SIDE} × {SHORTEST_SIDE} are needed"
    small = image.resize((8, 8), Image.Resampling.BOX).tobytes()
    return Example(name, caption, sha256(data).hexdigest()[:32], image.size, small, read, path)


def _words_for(one: Example, describer: Callable) -> str:
    """What a describer says of a picture. Raises BadInput when it says nothing."""
    words = call(describer, Picture(one.image(), name=Path(one.name).stem))
    if not isinstance(words, str) or not words.strip():
        raise BadInput(f"The describer gave no words for {one.name} but {words!r:.80}. Take another describer.")
    return " ".join(words.split())


def _keep(keep: Path | None, kept: dict[str, str]) -> None:
    """Writes the captions that were made, where they are to be kept."""
    if keep is not None and kept:
        write_file(keep, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def _kept(keep: Path | None) -> dict[str, str]:
    """Captions that an earlier session wrote: digest → words."""
    if keep is None or not Path(keep).is_file():
        return {}
    try:
        kept = json.loads(Path(keep).read_text("utf-8"))
    except ValueError as error:
        raise BadInput(f"{keep} cannot be read: delete it, and the captions are made again.") from error
    return {str(digest): str(words) for digest, words in kept.items()}
