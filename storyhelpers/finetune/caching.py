"""What the training loop is fed with: latents and embeddings computed once and kept on disk, or anew at every step.

Cache keeps the VAE's mean *and* spread, so that every step draws a fresh sample, of each picture and its mirror image,
and one embedding a distinct caption. So neither VAE nor text encoders have to be in memory while a style is taught.
Direct has the same interface and keeps nothing: for a text encoder that learns too, and to compare with.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine import BadInput, NoAnswer, NoRoom
from ..files import write_file
from ..models.hub import fault_of
from ..models.local import free_memory, out_of_memory
from .shaping import buckets, fit, nearest_bucket

if TYPE_CHECKING:
    import torch

    from .bases import Base
    from .data import TrainingSet
    from .recipe import Recipe

VERSION = 1  # of the files: another one when what is in them changes
PART = 512  # pictures, or captions, a file: a stopped session goes on with the next
AT_ONCE = 8  # pictures of 512 × 512 that the VAE is given together
READ_AT_ONCE = 32  # captions
SHOWN = 3  # captions that are named when many are cut

Step = Callable[[int, int], None] | None


@dataclass(frozen=True)
class Batch:
    """n pictures of one shape, as the VAE sees them, and what belongs to them; float32 on the base's device.

    mean, std: (n, c, h, w), not yet scaled: base.latents(mean, std, noise). captions: (n,) rows of the source's
    captions. sizes: (n, 6), see `shaping.fit`.
    """

    mean: "torch.Tensor"
    std: "torch.Tensor"
    captions: "torch.Tensor"
    sizes: "torch.Tensor"


class Source:
    """What Cache and Direct have in common: which picture has which shape and caption, and what is to be said of them.

    shapes: (h, w) of each picture's latents; a batch has one. captions: distinct ones, then the recipe's prompts.
    said: sentences for the person who waits.
    """

    def __init__(self, base: "Base", recipe: "Recipe", pictures: "TrainingSet"):
        import torch

        self.base, self.pictures = base, pictures.ready()
        side = recipe.size or base.size
        if side % base.scale:
            raise BadInput(
                f"size is a multiple of {base.scale} pixels for {base.name}, such as {base.size}, not {side}."
            )
        allowed = buckets(side, base.unit) if recipe.buckets else [(side, side)]
        self._frames = [nearest_bucket(one.size, allowed) for one in pictures]  # (width, height) in pixels
        self.shapes = [(height // base.scale, width // base.scale) for width, height in self._frames]
        self.variants = 2 if recipe.flip else 1
        self.captions = list(dict.fromkeys([*(one.caption for one in pictures), *recipe.prompts]))
        rows = {caption: row for row, caption in enumerate(self.captions)}
        self._rows = torch.tensor([rows[one.caption] for one in pictures])
        self.said = self._sentences(side)

    def __len__(self):
        return len(self.shapes)

    def batch(self, indices: Sequence[int], variant: "torch.Tensor | None" = None) -> Batch:
        """Pictures of one shape. variant: (n,) in 0 … 1, from 0.5 on the mirror image where the recipe flips."""
        raise NotImplementedError

    def conditions(self, batch: Batch, dropped: "torch.Tensor | None" = None) -> dict[str, Any]:
        """What the U-Net is called with beside latents and times. dropped: (n,) bool, whose captions are left out."""
        raise NotImplementedError

    def text(self, captions: Iterable[str]) -> "dict[str, torch.Tensor]":
        """Embeddings to draw with: base.draw(source.text(prompts), source.nothing(), seeds)."""
        raise NotImplementedError

    def nothing(self) -> "dict[str, torch.Tensor]":
        """The embedding of no words, one row."""
        raise NotImplementedError

    def _flips(self, indices: Sequence[int], variant: "torch.Tensor | None") -> list[int]:
        if variant is None:
            return [0] * len(indices)
        return [min(int(float(one) * self.variants), self.variants - 1) for one in variant]

    def _opened(self, index: int) -> "tuple[torch.Tensor, tuple[int, ...]]":
        """(pixels (3, h, w), sizes) of a picture."""
        import torch

        pixels, sizes = fit(self.pictures[index].image(), self._frames[index])
        return torch.from_numpy(pixels.copy()), sizes

    def _encoded(self, pixels: "torch.Tensor", names: Sequence[str]) -> "tuple[torch.Tensor, torch.Tensor]":
        """The VAE's mean and std, by ever smaller batches when the memory runs out.

        Raises NoAnswer for latents that are no numbers, NoRoom when there is no memory even for one picture.
        """
        import torch

        together, found, first = len(pixels), [], 0
        while first < len(pixels):
            full = False
            try:
                found.append(self.base.encode_pictures(pixels[first : first + together]))
                first += together
            except (MemoryError, RuntimeError) as error:
                if not out_of_memory(error):
                    raise
                full = True
            if full:  # outside the except, where nobody holds the tensors any more
                free_memory()
                if together == 1:
                    width, height = pixels.shape[3], pixels.shape[2]
                    raise NoRoom(
                        f"There is no memory on {self.base.device} to encode one picture of {width} × {height} pixels. "
                        "Take a smaller size in the recipe, such as size=256."
                    )
                together = -(-together // 2)
        mean, std = (torch.cat(column) for column in zip(*found))
        for name, one, spread in zip(names, mean, std):
            if not (torch.isfinite(one).all() and torch.isfinite(spread).all()):
                raise NoAnswer(f"The VAE of {self.base.name} gave latents of {name} that are no numbers. Leave it out.")
        return mean, std

    def _sentences(self, side: int) -> list[str]:
        small = sum(one.size[0] < frame[0] or one.size[1] < frame[1] for one, frame in zip(self.pictures, self._frames))
        said = []
        if small:
            which = f"{small} of {len(self)} pictures are" if len(self) > 1 else "The picture is"
            said.append(f"{which} smaller than the {side} pixels that are learned, and enlarged.")
        return said

    def _say_cut(self) -> None:
        """Which captions are longer than the text encoder reads, and what of them is lost."""
        if cut := self.base.cut(self.captions):
            lost = "; ".join(f"“… {_short(words)}”" for _, words in cut[:SHOWN])
            more = f" and {len(cut) - SHOWN} more" if len(cut) > SHOWN else ""
            which = f"{len(cut)} captions are" if len(cut) > 1 else "One caption is"
            self.said.append(f"{which} longer than the 77 tokens that are read; not read: {lost}{more}.")


class Cache(Source):
    """Latents and embeddings from files in `folder`, made there where they are missing, and let go of the networks.

    The files are keyed by the base, the pictures, their shapes and captions. whole: float32 instead of float16, for
    tests of equality. on_step(done, all), of captions and pictures together, may raise Cancelled; finished files stay.
    """

    def __init__(
        self, base: "Base", recipe: "Recipe", pictures: "TrainingSet", folder: Path, *,
        on_step: Step = None, whole: bool = False,
    ):  # fmt: skip
        super().__init__(base, recipe, pictures)
        self.folder, self._whole, self._on_step = Path(folder), whole, on_step
        self._done, self._all = 0, len(self) + len(self.captions)
        self._say_cut()
        name = f"text-{self._key(self.captions, base.dtype)}"
        some = [self.captions[first : first + PART] for first in range(0, len(self.captions), PART)]
        self._texts = [self._kept(f"{name}-{k:04d}", partial(self._read, part)) for k, part in enumerate(some)]
        self._nothing = self._kept(f"{name}-nothing", base.encode_nothing)
        base.release(*base.named("text_encoder"))
        name = f"latents-{self._key([one.digest for one in pictures], self._frames, self.variants)}"
        some = self._of_one_shape()
        self._place = {index: (part, row) for part, indices in enumerate(some) for row, index in enumerate(indices)}
        self._latents = [self._kept(f"{name}-{k:04d}", partial(self._encode, part)) for k, part in enumerate(some)]
        base.release("vae")

    def _of_one_shape(self) -> list[list[int]]:
        """Which pictures are together in a file: up to PART of one shape."""
        parts: list[list[int]] = []
        for frame in sorted(set(self._frames)):
            own = [index for index, other in enumerate(self._frames) if other == frame]
            parts += [own[first : first + PART] for first in range(0, len(own), PART)]
        return parts

    def batch(self, indices: Sequence[int], variant: "torch.Tensor | None" = None) -> Batch:
        """Pictures of one shape, from the files. variant: see Source."""
        import torch

        indices = [int(index) for index in indices]
        means, stds, sizes = [], [], []
        for index, flip in zip(indices, self._flips(indices, variant)):
            part, row = self._place[index]
            means.append(self._latents[part]["mean"][row, flip])
            stds.append(self._latents[part]["std"][row, flip])
            sizes.append(self._latents[part]["sizes"][row])
        mean, std, told = (torch.stack(rows).to(self.base.device, torch.float32) for rows in (means, stds, sizes))
        return Batch(mean, std, self._rows[indices], told)

    def conditions(self, batch: Batch, dropped: "torch.Tensor | None" = None) -> dict[str, Any]:
        """See Source."""
        gone = [False] * len(batch.captions) if dropped is None else dropped.tolist()
        rows = [None if out else int(row) for row, out in zip(batch.captions, gone)]
        return self.base.conditions(self._gathered(rows), batch.sizes)

    def text(self, captions: Iterable[str]) -> "dict[str, torch.Tensor]":
        """See Source; of captions that are not in the files, the text encoders are loaded and let go again."""
        captions = list(captions)
        known = {caption: row for row, caption in enumerate(self.captions)}
        if all(caption in known for caption in captions):
            return self._gathered([known[caption] for caption in captions])
        found = self.base.encode_captions(captions)
        self.base.release(*self.base.named("text_encoder"))
        return found

    def nothing(self) -> "dict[str, torch.Tensor]":
        """See Source."""
        return self._gathered([None])

    @property
    def bytes(self) -> int:
        """How large the files are together."""
        return sum(
            tensor.numel() * tensor.element_size()
            for part in (*self._latents, *self._texts, self._nothing)
            for tensor in part.values()
        )

    def _gathered(self, rows: Sequence[int | None]) -> "dict[str, torch.Tensor]":
        """Embeddings of rows of the captions; None is no words."""
        import torch

        places = [(self._nothing, 0) if row is None else (self._texts[row // PART], row % PART) for row in rows]
        return {
            name: torch.stack([part[name][row] for part, row in places]).to(self.base.device) for name in self._nothing
        }

    def _key(self, *what) -> str:
        said = json.dumps([VERSION, self.base.fingerprint, self._whole, *what])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _kept(self, name: str, make: "Callable[[], dict[str, torch.Tensor]]") -> "dict[str, torch.Tensor]":
        """The tensors of a file, made and written first where it is missing or damaged."""
        import torch
        from safetensors.torch import load_file, save

        file = self.folder / f"{name}.safetensors"
        if not file.is_file() or fault_of(file):
            made = {}
            for key, value in make().items():
                keep = torch.float32 if self._whole or key == "sizes" else torch.float16
                made[key] = value.detach().to("cpu", keep).contiguous()
            write_file(file, save(made))
        return load_file(file)  # mapped, not read: only what a step asks for comes into memory

    def _told(self, count: int) -> None:
        self._done += count
        if self._on_step:
            self._on_step(self._done, self._all)

    def _read(self, captions: Sequence[str]) -> "dict[str, torch.Tensor]":
        """Embeddings of captions, on the CPU."""
        import torch

        found = []
        for first in range(0, len(captions), READ_AT_ONCE):
            some = captions[first : first + READ_AT_ONCE]
            found.append({name: value.cpu() for name, value in self.base.encode_captions(some).items()})
            self._told(len(some))
        return {name: torch.cat([one[name] for one in found]) for name in found[0]}

    def _encode(self, indices: Sequence[int]) -> "dict[str, torch.Tensor]":
        """mean, std (n, variants, c, h, w) and sizes (n, 6) of pictures of one shape."""
        import torch

        width, height = self._frames[indices[0]]
        together = max(1, min(64, AT_ONCE * 512 * 512 // (width * height)))
        means, stds, sizes = [], [], []
        for first in range(0, len(indices), together):
            some = indices[first : first + together]
            opened = [self._opened(index) for index in some]
            pixels = torch.stack([one for one, _ in opened])
            sizes += [size for _, size in opened]
            names = [self.pictures[index].name for index in some]
            found = [self._encoded(pixels.flip(3) if flip else pixels, names) for flip in range(self.variants)]
            means.append(torch.stack([mean for mean, _ in found], 1).cpu())
            stds.append(torch.stack([std for _, std in found], 1).cpu())
            self._told(len(some))
        return {"mean": torch.cat(means), "std": torch.cat(stds), "sizes": torch.tensor(sizes, dtype=torch.float32)}


class Direct(Source):
    """The same without files: every batch is opened, encoded and read anew. The networks stay in memory.

    With recipe.text_encoder the embeddings carry gradients.
    """

    def __init__(self, base: "Base", recipe: "Recipe", pictures: "TrainingSet"):
        super().__init__(base, recipe, pictures)
        self._learns_words = recipe.text_encoder
        self._say_cut()

    def batch(self, indices: Sequence[int], variant: "torch.Tensor | None" = None) -> Batch:
        """Pictures of one shape, encoded now. variant: see Source."""
        import torch

        indices = [int(index) for index in indices]
        opened = [self._opened(index) for index in indices]
        pixels = torch.stack(
            [one.flip(2) if flip else one for (one, _), flip in zip(opened, self._flips(indices, variant))]
        )
        mean, std = self._encoded(pixels, [self.pictures[index].name for index in indices])
        sizes = torch.tensor([size for _, size in opened], dtype=torch.float32)
        return Batch(mean, std, self._rows[indices], sizes.to(self.base.device))

    def conditions(self, batch: Batch, dropped: "torch.Tensor | None" = None) -> dict[str, Any]:
        """See Source."""
        import torch

        captions = [self.captions[int(row)] for row in batch.captions]
        if dropped is None or not dropped.any():
            return self.base.conditions(self._read(captions), batch.sizes)
        gone = dropped.to(self.base.device)
        if self.base.empty_is_zero:
            read, nothing = self._read(captions), self.base.encode_nothing()
            text = {
                name: torch.where(gone.view(-1, *[1] * (value.ndim - 1)), nothing[name], value)
                for name, value in read.items()
            }
        else:
            text = self._read(["" if out else caption for caption, out in zip(captions, dropped.tolist())])
        return self.base.conditions(text, batch.sizes)

    def text(self, captions: Iterable[str]) -> "dict[str, torch.Tensor]":
        """See Source."""
        return self.base.encode_captions(list(captions))

    def nothing(self) -> "dict[str, torch.Tensor]":
        """See Source."""
        return self.base.encode_nothing()

    def _read(self, captions: Sequence[str]) -> "dict[str, torch.Tensor]":
        return self.base.encode_captions(captions, gradients=self._learns_words)


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:80].rsplit(' ', 1)[0]} …"
