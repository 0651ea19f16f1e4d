"""Eye: a describer that looks with a model of this machine. Each engine says what its model is shown and asked.

A call returns the whole text; `stream` gives the same text piece by piece. The likeliest word is taken each time, so
the same region gives the same words.
"""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ...engine import BadInput, Cancelled, NoAnswer, NotHere
from ...locale import known
from ...media import Picture, Region
from ...models import LocalModel, Part
from .languages import LENGTHS, english_only
from .telling import Telling

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Eyes:
    """What `load` returns: the model, its tokenizer, the rules of its preprocessor_config.json, its chat template."""

    model: Any
    tokenizer: Any
    rules: dict
    template: str = ""


class Eye(LocalModel):
    """A describer that looks with a model of this machine."""

    languages: ClassVar[tuple[str, ...]] = ("en",)
    CLASS: ClassVar[str] = ""  # of transformers
    WHOLE: ClassVar[tuple[str, ...]] = ()  # modules that 4 bits leave whole
    MOST: ClassVar[dict[str, int]] = {"short": 60, "long": 200}  # tokens

    def parts(self) -> list[Part]:
        """One network, counted from its config.json."""
        return [Part(f"transformers:{self.CLASS}", skip=self.WHOLE)]

    def load(self, folder: Path, place) -> Eyes:
        """The model, its tokenizer and the rules for its pixels."""
        from ...models.talking import load_whole, tokenizer_of

        tokenizer, rules = tokenizer_of(folder), rules_of(folder)  # first, because they are quick to be wrong
        return Eyes(load_whole(self.CLASS, folder, place, skip=self.WHOLE), tokenizer, rules)

    def inputs(self, eyes: Eyes, thing: Region | Picture, language: str, length: str, *, small: bool = False) -> dict:
        """What the model is given, as tensors. small: with smaller pictures, because the memory ran out."""
        raise NotImplementedError

    def options(self, eyes: Eyes) -> dict:
        """What `generate` is told besides."""
        return {}

    def tidy(self, text: str) -> str:
        """The model's text without its private marks; called again and again while it grows."""
        return text

    def __call__(
        self,
        region_or_picture: Region | Picture,
        *,
        language: str = "en",
        length: str = "short",
        on_step: Step | None = None,
    ) -> str:
        """The whole description. on_step(tokens so far, most) may raise Cancelled; the model stays usable.

        Raises BadInput for a language or length it has not, NoAnswer when the model says nothing.
        """
        language = self._check(region_or_picture, language, length)
        say: list[str] = []
        self._run(region_or_picture, language, length, say.append, on_step, smaller=True)
        return self._whole("".join(say))

    def stream(
        self, region_or_picture: Region | Picture, *, language: str = "en", length: str = "short"
    ) -> Iterator[str]:
        """The description piece by piece; joined, the pieces are what a call returns. Closing it stops the model."""
        language = self._check(region_or_picture, language, length)
        return self._stream(region_or_picture, language, length)

    def _stream(self, thing, language, length) -> Iterator[str]:
        pieces: queue.SimpleQueue = queue.SimpleQueue()
        left = threading.Event()

        def step(done, total):
            if left.is_set():
                raise Cancelled("Nobody listens any more.")

        def job():
            try:
                self._run(thing, language, length, pieces.put, step, smaller=False)
                pieces.put(None)
            except BaseException as error:  # it is raised again where the pieces are read
                pieces.put(error)

        worker = threading.Thread(target=job, name=f"{self.name} speaks", daemon=True)
        worker.start()
        said = ""
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                said += piece
                yield piece
            self._whole(said)
        finally:
            left.set()
            worker.join()

    def _run(self, thing, language, length, say, on_step, *, smaller: bool) -> None:
        from ...models.talking import write

        def look(eyes: Eyes, place, small=False):
            telling, count, most = Telling(), 0, self.MOST[length]

            def on_text(text: str, over: bool) -> bool:
                nonlocal count
                count += not over
                if on_step is not None and not over:
                    on_step(count, most)
                if piece := telling.feed(self.tidy(text), over):
                    say(piece)
                return telling.enough

            write(
                eyes.model,
                eyes.tokenizer,
                self.inputs(eyes, thing, language, length, small=small),
                most=most,
                who=self.name,
                on_text=on_text,
                unfinished="…",
                **self.options(eyes),
            )

        again = (lambda eyes, place: look(eyes, place, small=True)) if smaller else None
        self.work(look, smaller=again, on_step=on_step)

    def _check(self, thing, language, length) -> str:
        language = known(language)
        if language not in self.languages:
            english_only(self, language)
        if length not in LENGTHS:
            raise BadInput(f'length is "short" or "long", not {length!r}.')
        if not isinstance(thing, (Region, Picture)):
            raise BadInput(f"A region or a picture can be described, not {type(thing).__name__}.")
        if isinstance(thing, Region) and thing.empty:
            raise BadInput("The region is empty. Click the picture again, in the middle of the thing.")
        return language

    def _whole(self, said: str) -> str:
        if not any(c.isalnum() for c in said):
            raise NoAnswer(
                f"{self.name} had nothing to say about this. Click another thing, or take another describer: "
                'Studio(describer="offline").'
            )
        return said.strip()


def rules_of(folder: Path) -> dict:
    """How a model wants its pixels: its preprocessor_config.json, or that part of processor_config.json."""
    for name, key in (("preprocessor_config.json", None), ("processor_config.json", "image_processor")):
        if (folder / name).is_file():
            try:
                rules = json.loads((folder / name).read_text("utf-8"))
            except ValueError:
                raise NotHere(f"{folder / name} cannot be read: delete the folder and load the model again.") from None
            if rules := (rules if key is None else rules.get(key)):
                return rules
    raise NotHere(f"{folder} lacks preprocessor_config.json: delete the folder and load the model again.")


def tensors(arrays: dict) -> dict:
    """NumPy arrays and lists as torch tensors."""
    import numpy as np
    import torch

    return {name: torch.from_numpy(np.asarray(value)) for name, value in arrays.items()}
