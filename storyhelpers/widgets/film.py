"""`film(generation)`: how a picture came about, step by step, as a strip of pictures and as a GIF that moves."""

import base64
import html
import io
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..engine import BadInput
from ..files import write_file
from ..locale import language, language_of, say
from ..media import Picture

SIDE = 384  # px of the longer side of a frame
FRAME, HELD = 700, 2600  # milliseconds that a frame is seen, and the last one
BAR = 34  # px below a frame for its number
SAME = 6.0  # mean difference of two pictures, 0 … 255, below which one is a small copy of the other
PAPER, INK, FILL, GROOVE = "#fffaf0", "#3a2a20", "#cb5f1f", "#ead9c3"


@dataclass(frozen=True, eq=False, repr=False)
class Film:
    """The frames of a generation: (step, Picture), the finished picture last; it shows itself as GIF and strip.

    id: of the generation. words: the prompt.
    """

    id: str
    frames: tuple[tuple[int | None, Picture], ...]  # None: the finished picture, where no step is known to be it
    words: str = ""

    @property
    def last(self) -> int:
        """The highest step."""
        return max((step for step, _ in self.frames if step is not None), default=0)

    @cached_property
    def size(self) -> tuple[int, int]:
        """(width, height) in px of a frame's picture."""
        width, height = self.frames[-1][1].size
        scale = SIDE / max(width, height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @cached_property
    def gif(self) -> bytes:
        """The moving picture, for ever again; each frame has its own 256 colours."""
        last = len(self.frames) - 1
        frames = [_few_colours(self._frame(number), finely=number == last) for number in range(last + 1)]
        durations = [FRAME] * last + [HELD]
        return _encoded(
            frames[0], "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0, disposal=1
        )

    @cached_property
    def strip(self) -> Image.Image:
        """All frames beside one another, with their numbers."""
        images = [self._frame(number) for number in range(len(self.frames))]
        gap = 8
        width, height = images[0].size
        paper = Image.new("RGB", (len(images) * (width + gap) - gap, height), PAPER)
        for number, image in enumerate(images):
            paper.paste(image, (number * (width + gap), 0))
        return paper

    def save(self, path) -> Path:
        """Writes the film as GIF, or the strip when the name ends in .png. Raises BadInput, BookTrouble."""
        ending = Path(path).suffix.lower()
        if ending not in (".gif", ".png"):
            raise BadInput(f'A film is saved as .gif, its strip as .png, not as {path}: film.save("film.gif").')
        return write_file(path, self.gif if ending == ".gif" else _encoded(self.strip, "PNG"))

    def _label(self, number: int) -> str:
        step = self.frames[number][0]
        return say("Finished") if step is None else say("Step {step}", step=step)

    def _frame(self, number: int) -> Image.Image:
        """A frame on paper: the picture, and below it a bar that fills, and the step. Numbers need no translation."""
        step, picture = self.frames[number]
        width, height = self.size
        paper = Image.new("RGB", (width, height + BAR), PAPER)
        paper.paste(picture.image.resize(self.size, Image.Resampling.LANCZOS))
        pen, middle = ImageDraw.Draw(paper), height + BAR / 2
        font = ImageFont.load_default(size=19)
        whole = self.frames[-1][0] is not None  # the last step is known: the others are parts of it
        text = "" if step is None else f"{step} / {self.last}" if whole else str(step)
        pen.text((width - 8, middle), text, INK, font, anchor="rm")
        widest = pen.textlength(f"{self.last} / {self.last}" if whole else str(self.last), font)
        share = step / max(1, self.last) if whole else (number + 1) / len(self.frames)
        left, right = 8, max(20, width - 20 - widest)
        pen.rounded_rectangle((left, middle - 5, right, middle + 5), 5, GROOVE)
        pen.rounded_rectangle((left, middle - 5, left + max(10, (right - left) * share), middle + 5), 5, FILL)
        return paper

    def __repr__(self):
        return f"Film({self.id}, {len(self.frames)} frames up to step {self.last})"

    def _repr_html_(self):
        words = " ".join(self.words.split())
        told = f'<p lang="{language_of(words)}" dir="auto">{html.escape(words)}</p>' if words else ""
        moving = base64.b64encode(self.gif).decode()
        still = base64.b64encode(_encoded(self._frame(len(self.frames) - 1), "WEBP", quality=88)).decode()
        name = say("How the picture came about, in {n} pictures", n=len(self.frames))
        called = say("Generation {name}", name=self.id)
        parts = "".join(self._part(number) for number in range(len(self.frames)))
        return (
            f'<div class="story-film" lang="{language()}"><style>{_css()}</style>{told}'
            # who asked the system for less motion sees the finished picture, and the fold stops it for everybody
            f"<details open><summary>{html.escape(name)}</summary><picture>"
            f'<source media="(prefers-reduced-motion: reduce)" srcset="data:image/webp;base64,{still}">'
            f'<img class="story-moving" alt="{html.escape(name, quote=True)}" src="data:image/gif;base64,{moving}">'
            f"</picture></details><ol>{parts}</ol><p><small>{html.escape(called)}</small></p></div>"
        )

    def _part(self, number: int) -> str:
        image = self.frames[number][1].image.resize(self.size, Image.Resampling.LANCZOS)
        source = base64.b64encode(_encoded(image, "WEBP", quality=85)).decode()
        label = html.escape(self._label(number))
        return f'<li><img alt="" src="data:image/webp;base64,{source}"><span>{label}</span></li>'


def film(generation) -> Film:
    """The film of a Generation: its step pictures and, last, the finished picture.

    generation: what an illustrator made with keep_steps=(10, 20, 30, 40, 49, 50) keeps in `generations`.
    Raises BadInput when no steps were kept.
    """
    if not all(hasattr(generation, name) for name in ("id", "picture", "steps")):
        raise BadInput(
            f"film needs a generation, not {type(generation).__name__}: draw with keep_steps=(10, 20, 30), then "
            "film(studio.illustrator.generations[-1])."
        )
    steps = sorted(generation.steps, key=lambda pair: pair[0])
    if not steps:
        raise BadInput(
            "This generation kept no pictures of its steps. Draw it with an illustrator that does: "
            "StableDiffusion(keep_steps=(10, 20, 30, 40, 49, 50))."
        )
    finished = generation.picture
    if _alike(steps[-1][1].image, finished.image):
        steps[-1] = (steps[-1][0], finished)  # the same, but larger
    else:
        steps.append((None, finished))
    return Film(str(generation.id), tuple(steps), finished.words)


def _alike(small: Image.Image, large: Image.Image) -> bool:
    """Whether one is a copy of the other in another size."""
    if abs(small.width / small.height - large.width / large.height) > 0.05:
        return False
    size = (min(small.width, 64), min(small.height, 64))
    one, other = (
        np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX), float) for image in (small, large)
    )
    return float(np.abs(one - other).mean()) < SAME


def _few_colours(image: Image.Image, finely: bool) -> Image.Image:
    """An image in the 256 colours that suit it best, dithered, so that a sky has no steps.

    finely: with a better choice of colours, which takes ten times as long where the picture is noise.
    """
    palette = image.quantize(256, Image.Quantize.MEDIANCUT, kmeans=int(finely))
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def _encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@cache
def _css() -> str:
    return (Path(__file__).parent / "static" / "film.css").read_text(encoding="utf-8")
