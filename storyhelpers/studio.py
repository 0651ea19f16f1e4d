"""Studio: one engine per craft, one verb per engine. CASTS says who does what."""

import html
import inspect
import math
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from . import locale
from .crafts import describer, illustrator, prompt_writer, segmenter, sound_maker
from .engine import BadInput, NotHere, StoryError, call, name_of_engine, nearest, pick
from .media import Picture, Point, Region, Sound

CRAFTS = {
    "prompt_writer": prompt_writer,
    "illustrator": illustrator,
    "segmenter": segmenter,
    "describer": describer,
    "sound_maker": sound_maker,
}
CASTS = {  # craft → engine, one column a cast
    "offline": {
        "prompt_writer": "offline",
        "illustrator": "offline",
        "segmenter": "offline",
        "describer": "offline",
        "sound_maker": "offline",
    },
}
LONGEST_IDEA = 2000  # characters
LONGEST_SOUND = 30.0  # seconds, what the largest sound model can do
SHORTEST_SOUND = 0.1
MOST_PICTURES = 8
FLATTEST = 4.0  # the most that a picture may be wider than high, or higher than wide

Step = Callable[[int, int], None]  # on_step(done, total); may raise Cancelled


class Studio:
    """Everybody who works on the book: one engine for each craft, all checked and called the same way.

    Studio()                      what suits this machine (or STORY_CAST)
    Studio("offline")             the paper town: no GPU, weights, keys or network
    Studio(describer=my_function) another engine for one craft: a name, a class, or anything that can be called
    """

    def __init__(
        self,
        cast: str | None = None,
        *,
        prompt_writer: str | Callable | None = None,
        illustrator: str | Callable | None = None,
        segmenter: str | Callable | None = None,
        describer: str | Callable | None = None,
        sound_maker: str | Callable | None = None,
    ):
        chosen = cast or os.environ.get("STORY_CAST") or "offline"
        if chosen not in CASTS:
            raise NotHere(
                f'There is no cast "{chosen}" in this release.{nearest(chosen, CASTS)} There is: {", ".join(CASTS)}. '
                f'Type Studio("{next(iter(CASTS))}").'
            )
        self.cast = chosen
        self.why = (
            "you asked for it"
            if cast
            else "STORY_CAST says so"
            if os.environ.get("STORY_CAST")
            else "it works on any machine"
        )
        given = {
            "prompt_writer": prompt_writer, "illustrator": illustrator, "segmenter": segmenter, "describer": describer,
            "sound_maker": sound_maker,
        }  # fmt: skip
        for craft, room in CRAFTS.items():
            choice = given[craft] if given[craft] is not None else CASTS[chosen][craft]
            setattr(self, craft, pick(craft, choice, room.ENGINES))

    def recast(self, **engines: str | Callable) -> "Studio":
        """The same studio with another engine for the crafts named: studio.recast(describer=my_function)."""
        if wrong := set(engines) - set(CRAFTS):
            word = sorted(wrong)[0]
            raise BadInput(f'There is no craft "{word}".{nearest(word, CRAFTS)} There is: {", ".join(CRAFTS)}.')
        return Studio(self.cast, **{craft: engines.get(craft, getattr(self, craft)) for craft in CRAFTS})

    # ---- the verbs ----

    def write_prompt(self, idea: str) -> str:
        """An idea in any language → an English picture prompt that an illustrator understands. Raises BadInput."""
        idea = _text(idea, "idea", 'studio.write_prompt("a small cat hides in a crowded street")')
        return self._words("prompt_writer", idea, purpose="picture")

    def write_sound_prompt(self, words: str) -> str:
        """A description of what is seen → an English description of what is heard. Raises BadInput."""
        words = _text(words, "description", 'studio.write_sound_prompt("a cat sits on a bench")')
        return self._words("prompt_writer", words, purpose="sound")

    def draw(
        self,
        prompt: str,
        *,
        n: int = 1,
        aspect: str = "16:9",
        seed: int = 0,
        steps: int | None = None,
        on_step: Step | None = None,
    ) -> Picture | list[Picture]:
        """A prompt → one Picture, or a list of `n` when n > 1; picture i has seed `seed` + i.

        aspect: "width:height". steps: how many, for engines that work in steps. Raises BadInput.
        """
        prompt = _text(prompt, "prompt", 'studio.draw("a cat on a bench")', longest=4 * LONGEST_IDEA)
        n = _whole(n, "n", 1, MOST_PICTURES)
        options = {
            "n": n, "aspect": _aspect(aspect), "seed": _whole(seed, "seed", 0, 2**32 - 1),
            "steps": None if steps is None else _whole(steps, "steps", 1, 500), "on_step": on_step,
        }  # fmt: skip
        made = call(self.illustrator, prompt, **options)
        made = [made] if isinstance(made, Picture) else made
        if not (isinstance(made, Sequence) and len(made) >= n and all(isinstance(p, Picture) for p in made)):
            raise self._wrong("illustrator", made, f"{n} Picture(s)")
        made = [
            replace(p, words=p.words or prompt, made_by=p.made_by or name_of_engine(self.illustrator),
                    seed=options["seed"] + i if p.seed is None else p.seed)
            for i, p in enumerate(made[:n])
        ]  # fmt: skip
        return made[0] if n == 1 else made

    def cut_out(
        self,
        picture: Picture,
        points: Point | tuple | Sequence = (),
        *,
        box: tuple[float, float, float, float] | None = None,
    ) -> Region:
        """Clicks or a box on a picture → the Region of the thing meant.

        points: Points or (x, y) pairs in pixels of the picture; Point(x, y, keep=False) says "not this".
        box: (x0, y0, x1, y1). Raises BadInput when a point lies outside or there is nothing to go by.
        """
        _is(picture, Picture, "picture", "studio.draw(prompt) or Picture.open(path)")
        points = _points(points, picture.size)
        box = None if box is None else _box(box, picture.size)
        if box is None and not any(p.keep for p in points):
            raise BadInput("Nothing was clicked. Give a point inside the thing, for example at=(310, 240), or a box.")
        made = call(self.segmenter, picture, points, box=box)
        if not isinstance(made, Region):
            raise self._wrong("segmenter", made, "a Region")
        if made.empty:
            raise BadInput("Nothing could be cut out there. Click the middle of the thing, or drag a box around it.")
        return replace(made, points=points, box=box, name=made.name or self._name(made),
                       made_by=made.made_by or name_of_engine(self.segmenter))  # fmt: skip

    def find_things(self, picture: Picture, n: int = 8) -> list[Point]:
        """Up to `n` points worth a click, for when nobody is there to click: one on each of the main things."""
        _is(picture, Picture, "picture", "studio.draw(prompt) or Picture.open(path)")
        return list(segmenter.suggest(picture, _whole(n, "n", 1, 60)))

    def describe(self, thing: Region | Picture, *, language: str | None = None, length: str = "short") -> str:
        """A region or a whole picture → what is there, in `language` (else the one in use); length "short", "long"."""
        if not isinstance(thing, (Region, Picture)):
            _is(thing, Region, "region", "studio.cut_out(picture, (x, y))")
        if isinstance(thing, Region) and thing.empty:
            raise BadInput("The region is empty. Click the picture again, in the middle of the thing.")
        if length not in ("short", "long"):
            raise BadInput(f'length is "short" or "long", not {length!r}.')
        language = locale.known(language) if language else locale.language()
        return self._words("describer", thing, language=language, length=length)

    def make_sound(
        self, words: str, *, seconds: float = 5.0, steps: int = 25, seed: int = 0, on_step: Step | None = None
    ) -> Sound:
        """A description of sound → a Sound, exactly `seconds` long (0.1 to 30). Raises BadInput."""
        words = _text(words, "description of a sound", 'studio.make_sound("a cat meows")')
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not math.isfinite(seconds):
            raise BadInput(f"A sound needs a length in seconds, not {seconds!r}: make_sound(words, seconds=5).")
        if not SHORTEST_SOUND <= seconds <= LONGEST_SOUND:
            raise BadInput(
                f"A sound can be {SHORTEST_SOUND} to {LONGEST_SOUND:.0f} seconds long, not {seconds:g}: "
                "make_sound(words, seconds=5)."
            )
        options = {
            "seconds": float(seconds),
            "steps": _whole(steps, "steps", 1, 500),
            "seed": _whole(seed, "seed", 0, 2**32 - 1),
        }
        made = call(self.sound_maker, words, **options, on_step=on_step)
        if not isinstance(made, Sound):
            raise self._wrong("sound_maker", made, "a Sound")
        made_by = made.made_by or name_of_engine(self.sound_maker)
        made = replace(
            made, words=made.words or words, made_by=made_by, seed=options["seed"] if made.seed is None else made.seed
        )
        return made.fit(seconds)

    # ---- helpers of the verbs ----

    def _words(self, craft, *given, **options) -> str:
        made = call(getattr(self, craft), *given, **options)
        if not isinstance(made, str) or not made.strip():
            raise self._wrong(craft, made, "a text")
        return made.strip()

    def _wrong(self, craft, made, wanted) -> StoryError:
        engine = name_of_engine(getattr(self, craft))
        return StoryError(f"The {craft} {engine} answered {str(made)[:60]!r}; it must answer {wanted}.")

    def _name(self, region: Region) -> str:
        if region.figure is None:
            return ""
        from .papertown.phrases import name_of

        return name_of(region.figure, locale.language())

    def __repr__(self):
        rows = (f"  {craft:15}{name_of_engine(getattr(self, craft))}" for craft in CRAFTS)
        return "\n".join([f'Studio("{self.cast}"), because {self.why}:', *rows])

    def _repr_html_(self):
        def room(craft):
            return "/".join(CRAFTS[craft].__name__.split(".")) + ("" if hasattr(CRAFTS[craft], "__path__") else ".py")

        head = "".join(f"<th scope=col>{h}</th>" for h in ("craft", "engine", "what it does", "to change it, open"))
        rows = "".join(
            f"<tr><td><b>{craft.replace('_', ' ')}</b></td><td>{html.escape(name_of_engine(engine))}</td>"
            f"<td>{html.escape((inspect.getdoc(engine) or '').split(chr(10))[0])}</td>"
            f"<td><code>{room(craft)}</code></td></tr>"
            for craft in CRAFTS
            for engine in [getattr(self, craft)]
        )
        return (
            f"<table><caption><b>Studio(&quot;{self.cast}&quot;)</b>, because {html.escape(self.why)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _text(text, what: str, example: str, longest: int = LONGEST_IDEA) -> str:
    """Words as one clean line; raises BadInput when there are none, or far too many."""
    if not isinstance(text, str):
        raise BadInput(f"The {what} must be words in quotes, not {type(text).__name__}: {example}.")
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    text = re.sub(r"\s+", " ", text).strip()
    if not text:
        raise BadInput(f"The {what} is empty. Write a sentence: {example}.")
    if len(text) > longest:
        raise BadInput(f"The {what} has {len(text):,} characters; up to {longest:,} fit. Tell it in fewer words.")
    return text


def _whole(value, name: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__") or not least <= value.__index__() <= most:
        raise BadInput(f"{name} is a whole number from {least} to {most:,}, not {value!r}.")
    return value.__index__()


def _aspect(aspect) -> str:
    found = re.fullmatch(r"\s*(\d{1,5})\s*[:x×/]\s*(\d{1,5})\s*", aspect) if isinstance(aspect, str) else None
    width, height = (int(g) for g in found.groups()) if found else (0, 0)
    if not (width and height and 1 / FLATTEST <= width / height <= FLATTEST):
        raise BadInput(
            f'aspect is width:height, such as "16:9", "1:1" or "9:16" (at most {FLATTEST:.0f}:1), not {aspect!r}.'
        )
    return f"{width}:{height}"


def _is(value, kind: type, what: str, example: str):
    if not isinstance(value, kind):
        raise BadInput(f"That is no {what} but {type(value).__name__}. Get one with {example}.")


def _number(value, what: str) -> float:
    try:
        value = float(value)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise BadInput(f"{what} must be two numbers (x, y) in pixels, for example (310, 240).")
    return value


def _points(points, size) -> tuple[Point, ...]:
    if isinstance(points, Point) or (isinstance(points, Sequence) and len(points) in (2, 3) and not _nested(points)):
        points = [points]
    if not isinstance(points, Sequence) or isinstance(points, str):
        raise BadInput("points are Points or (x, y) pairs: studio.cut_out(picture, [(310, 240)]).")
    return tuple(_point(p, size) for p in points)


def _nested(points) -> bool:
    return any(isinstance(p, (Point, Sequence)) for p in points)


def _point(point, size) -> Point:
    if not isinstance(point, Point):
        if not isinstance(point, Sequence) or isinstance(point, str) or len(point) not in (2, 3):
            raise BadInput(f"A point is (x, y) in pixels, for example (310, 240), not {point!r:.60}.")
        point = Point(*point)
    x, y = _number(point.x, "A point"), _number(point.y, "A point")
    if not (0 <= x < size[0] and 0 <= y < size[1]):
        raise BadInput(
            f"The point ({x:g}, {y:g}) lies outside the picture, which is {size[0]} × {size[1]} pixels: "
            f"x goes from 0 to {size[0] - 1}, y from 0 to {size[1] - 1}."
        )
    return Point(x, y, bool(point.keep))


def _box(box, size) -> tuple[float, float, float, float]:
    if not isinstance(box, Sequence) or isinstance(box, str) or len(box) != 4:
        raise BadInput("A box is (left, top, right, bottom) in pixels, for example box=(200, 150, 320, 300).")
    x0, y0, x1, y1 = (_number(v, "The corners of a box") for v in box)
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    x0, y0, x1, y1 = max(x0, 0.0), max(y0, 0.0), min(x1, size[0]), min(y1, size[1])
    if x1 - x0 < 2 or y1 - y0 < 2:
        raise BadInput(
            f"The box holds nothing of the picture, which is {size[0]} × {size[1]} pixels. Drag it around the thing."
        )
    return x0, y0, x1, y1
