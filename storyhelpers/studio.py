"""Studio: one engine per craft, one verb per engine. CASTS says who does what."""

import inspect
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from . import checks, environment, locale
from .crafts import describer, illustrator, prompt_writer, segmenter, sound_maker
from .devices import Plan, house
from .engine import BadInput, NotHere, StoryError, about, call, name_of_engine, nearest, pick
from .media import Picture, Point, Region, Sound, Words
from .tables import Code, table

CRAFTS = {
    "prompt_writer": prompt_writer,
    "illustrator": illustrator,
    "segmenter": segmenter,
    "describer": describer,
    "sound_maker": sound_maker,
}
AS_GPU = "gpu, else offline"  # on a machine with a graphics card what the gpu cast has, else the offline engine
CASTS = {  # craft → engine, one column a cast
    "offline": {
        "prompt_writer": "offline",
        "illustrator": "offline",
        "segmenter": "offline",
        "describer": "offline",
        "sound_maker": "offline",
    },
    "gpu": {  # models on this machine: on its graphics cards, or on its processor
        "prompt_writer": "qwen",
        "illustrator": "lightning",
        "segmenter": "sam-huge",
        "describer": "qwen-vl",
        "sound_maker": "tangoflux",
    },
    "gemini": {  # Google's Gemini writes and draws; it needs a key
        "prompt_writer": "gemini",
        "illustrator": "gemini",
        "segmenter": AS_GPU,
        "describer": AS_GPU,
        "sound_maker": AS_GPU,
    },
}
LONGEST_SOUND = 30.0  # seconds, what the largest sound model can do
SHORTEST_SOUND = 0.1
MOST_PICTURES = 8

Step = Callable[[int, int], None]  # on_step(done, total); may raise Cancelled


def what_suits() -> tuple[str, str]:
    """(cast, why) for a machine: STORY_CAST, else "gemini" with a key, "gpu" with a card and the libraries."""
    if told := os.environ.get("STORY_CAST", "").strip():
        return told, "STORY_CAST says so"
    if environment.missing("gemini") == () and environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        return "gemini", "there is a key for Gemini"
    if environment.has_card() and environment.missing("gpu") == ():
        return "gpu", "there is a graphics card"
    return "offline", "it works on any machine"


def engine_of(cast: str, craft: str) -> str:
    """The name of the engine that a cast has for a craft on this machine."""
    name = CASTS[cast][craft]
    if name != AS_GPU:
        return name
    return CASTS["gpu" if environment.has_card() and environment.missing("gpu") == () else "offline"][craft]


class Studio:
    """Everybody who works on the book: one engine for each craft, all checked and called the same way.

    Studio()                      what suits this machine (or STORY_CAST)
    Studio("offline")             the paper town: no GPU, weights, keys or network
    Studio("gpu")                 models on this machine
    Studio("gemini")              Google's Gemini writes and draws, the rest as "gpu" where a graphics card is
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
        chosen, self.why = (cast, "you asked for it") if cast else what_suits()
        if chosen not in CASTS:
            raise NotHere(
                f'There is no cast "{chosen}" in this release.{nearest(chosen, CASTS)} There is: {", ".join(CASTS)}. '
                f'Type Studio("{next(iter(CASTS))}").'
            )
        self.cast = chosen
        given = {
            "prompt_writer": prompt_writer, "illustrator": illustrator, "segmenter": segmenter, "describer": describer,
            "sound_maker": sound_maker,
        }  # fmt: skip
        for craft, room in CRAFTS.items():
            choice = given[craft] if given[craft] is not None else engine_of(chosen, craft)
            setattr(self, craft, pick(craft, choice, room.ENGINES))
        self._plan: Plan | None = None
        self._seated = False

    def recast(self, **engines: str | Callable) -> "Studio":
        """The same studio with another engine for the crafts named: studio.recast(describer=my_function)."""
        if wrong := set(engines) - set(CRAFTS):
            word = sorted(wrong)[0]
            raise BadInput(f'There is no craft "{word}".{nearest(word, CRAFTS)} There is: {", ".join(CRAFTS)}.')
        return Studio(self.cast, **{craft: engines.get(craft, getattr(self, craft)) for craft in CRAFTS})

    # ---- the verbs ----

    def write_prompt(self, idea: str, *, on_step: Step | None = None) -> str:
        """An idea in any language → an English picture prompt that an illustrator understands. Raises BadInput."""
        idea = checks.text(idea, "idea", 'studio.write_prompt("a small cat hides in a crowded street")')
        return self._words("prompt_writer", idea, purpose="picture", on_step=on_step)

    def write_sound_prompt(self, words: str, *, on_step: Step | None = None) -> str:
        """A description of what is seen → an English description of what is heard. Raises BadInput."""
        words = checks.text(words, "description", 'studio.write_sound_prompt("a cat sits on a bench")')
        return self._words("prompt_writer", words, purpose="sound", on_step=on_step)

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
        written_by = getattr(prompt, "by", "")
        prompt = checks.text(prompt, "prompt", 'studio.draw("a cat on a bench")', longest=4 * checks.LONGEST_IDEA)
        n = checks.whole(n, "n", 1, MOST_PICTURES)
        options = {
            "n": n, "aspect": checks.aspect(aspect), "seed": checks.whole(seed, "seed", 0, 2**32 - 1),
            "steps": None if steps is None else checks.whole(steps, "steps", 1, 500), "on_step": on_step,
        }  # fmt: skip
        made = self._ask("illustrator", prompt, **options)
        made = [made] if isinstance(made, Picture) else made
        if not (isinstance(made, Sequence) and len(made) >= n and all(isinstance(p, Picture) for p in made)):
            raise self._wrong("illustrator", made, f"{n} Picture(s)")
        made = [
            replace(p, words=p.words or prompt, made_by=p.made_by or name_of_engine(self.illustrator),
                    origin=p.origin or str(about(self.illustrator)), words_by=p.words_by or written_by,
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
        checks.is_a(picture, Picture, "picture", "studio.draw(prompt) or Picture.open(path)")
        points = checks.points(points, picture.size)
        box = None if box is None else checks.box(box, picture.size)
        if box is None and not any(p.keep for p in points):
            raise BadInput("Nothing was clicked. Give a point inside the thing, for example at=(310, 240), or a box.")
        made = self._ask("segmenter", picture, points, box=box)
        if not isinstance(made, Region):
            raise self._wrong("segmenter", made, "a Region")
        if made.empty:
            raise BadInput(
                "Nothing could be cut out there. Click the middle of the thing, or drag a box around it.",
                "nothing there",
            )
        made = replace(made, points=points, box=box, made_by=made.made_by or name_of_engine(self.segmenter),
                       origin=made.origin or str(about(self.segmenter)))  # fmt: skip
        return replace(made, name=made.name or self._name(made))

    def find_things(self, picture: Picture, n: int = 8) -> list[Point]:
        """Up to `n` points worth a click, for when nobody is there to click: one on each of the main things."""
        checks.is_a(picture, Picture, "picture", "studio.draw(prompt) or Picture.open(path)")
        return list(segmenter.suggest(picture, checks.whole(n, "n", 1, 60)))

    def describe(
        self,
        thing: Region | Picture,
        *,
        language: str | None = None,
        length: str = "short",
        on_step: Step | None = None,
    ) -> str:
        """A region or a whole picture → what is there, in `language` (else the one in use); length "short", "long"."""
        if not isinstance(thing, (Region, Picture)):
            checks.is_a(thing, Region, "region", "studio.cut_out(picture, (x, y))")
        if isinstance(thing, Region) and thing.empty:
            raise BadInput("The region is empty. Click the picture again, in the middle of the thing.", "nothing there")
        if length not in ("short", "long"):
            raise BadInput(f'length is "short" or "long", not {length!r}.')
        language = locale.known(language) if language else locale.language()
        return self._words("describer", thing, language=language, length=length, on_step=on_step)

    def make_sound(
        self,
        words: str,
        *,
        seconds: float = 5.0,
        steps: int | None = None,
        seed: int = 0,
        best_of: int = 1,
        on_step: Step | None = None,
    ) -> Sound:
        """A description of sound → a Sound, exactly `seconds` long (0.1 to 30), listened to by the sound guard.

        steps: for models that work in steps; None is what suits the engine (TangoFlux: 25). best_of: make so many, with
        the seeds `seed`, `seed` + 1, …, and return the one that fits the words best, as CLAP hears it.
        Raises BadInput, and NoAnswer when the engine gave silence, noise that is no number or a clipped sound, twice.
        """
        words = checks.text(words, "description of a sound", 'studio.make_sound("a cat meows")')
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not math.isfinite(seconds):
            raise BadInput(f"A sound needs a length in seconds, not {seconds!r}: make_sound(words, seconds=5).")
        if not SHORTEST_SOUND <= seconds <= LONGEST_SOUND:
            raise BadInput(
                f"A sound can be {SHORTEST_SOUND} to {LONGEST_SOUND:.0f} seconds long, not {seconds:g}: "
                "make_sound(words, seconds=5)."
            )
        steps = None if steps is None else checks.whole(steps, "steps", 1, 500)
        seed, best_of = checks.whole(seed, "seed", 0, 2**32 - 1), checks.whole(best_of, "best_of", 1, sound_maker.MOST)

        first = seed

        def make(seed: int) -> Sound:
            options = {"seconds": float(seconds), "seed": seed, "on_step": on_step}
            if on_step and best_of > 1:  # one count for all of them
                one = (seed - first) % 2**32
                options["on_step"] = lambda done, total: on_step(one * total + done, best_of * total)
            made = self._ask("sound_maker", words, **options, **({} if steps is None else {"steps": steps}))
            if not isinstance(made, Sound):
                raise self._wrong("sound_maker", made, "a Sound")
            return replace(
                made, words=made.words or words, made_by=made.made_by or name_of_engine(self.sound_maker),
                origin=made.origin or str(about(self.sound_maker)), seed=seed if made.seed is None else made.seed,
            )  # fmt: skip

        how = {"seconds": seconds, "seed": seed, "mastered": getattr(self.sound_maker, "mastered", False)}
        if best_of > 1:
            return sound_maker.best_of(make, words, best_of, **how)
        return sound_maker.guarded(make, words, **how)

    # ---- who sits where ----

    @property
    def models(self) -> dict:
        """The engines that are models on this machine, by craft."""
        return {craft: engine for craft in CRAFTS if hasattr(engine := getattr(self, craft), "need")}

    def plan(self) -> Plan:
        """Who sits on which graphics card, known before anything loads; shows itself, `.picture()` draws it."""
        if self._plan is None:
            self._plan = house().plan(self.models) if self.models else Plan((), ())
        return self._plan

    def prepare(self, picture: Picture) -> None:
        """Computes ahead what the segmenter needs to know of a picture, so that the first click is fast too."""
        checks.is_a(picture, Picture, "picture", "studio.draw(prompt) or Picture.open(path)")
        if prepare := getattr(self.segmenter, "prepare", None):
            if "segmenter" in self.models:
                self._take_seats()
            prepare(picture)

    def _take_seats(self) -> None:
        if self.models and not self._seated:
            house().reserve(self.plan())
            self._seated = True

    # ---- helpers of the verbs ----

    def _ask(self, craft: str, *given, **options):
        engine = getattr(self, craft)
        if hasattr(engine, "need"):
            self._take_seats()
        return call(engine, *given, **options)

    def _words(self, craft, *given, **options) -> str:
        made = self._ask(craft, *given, **options)
        if not isinstance(made, str) or not made.strip():
            raise self._wrong(craft, made, "a text")
        told = about(getattr(self, craft))
        return Words(made.strip(), ", ".join(filter(None, (told.name, str(told)))))

    def _wrong(self, craft, made, wanted) -> StoryError:
        engine = name_of_engine(getattr(self, craft))
        return StoryError(
            f"The {craft} {engine} answered {str(made)[:60]!r}; it must answer {wanted}.",
            "wrong answer", craft=craft, engine=engine,
        )  # fmt: skip

    def _name(self, region: Region) -> str:
        if region.figure is None:
            return describer.short_name(region, locale.language())
        scene = region.picture.scene
        clicked = dict.fromkeys(scene.figure_at(p.x, p.y) for p in region.points if p.keep)
        figures = [scene.figures[i] for i in clicked if i is not None and (region.mask & scene.mask(i)).any()]
        from .papertown.phrases import name_of

        return ", ".join(name_of(figure, locale.language()) for figure in figures or [region.figure])

    def __repr__(self):
        rows = (f"  {craft:15}{about(getattr(self, craft)).name}" for craft in CRAFTS)
        return "\n".join([f'Studio("{self.cast}"), because {self.why}:', *rows])

    def _repr_html_(self):
        rows = []
        for craft, room in CRAFTS.items():
            engine = getattr(self, craft)
            told = about(engine)
            does = (inspect.getdoc(engine) or "").split("\n")[0].replace("`", "")
            file = room.__name__.replace(".", "/") + ("" if hasattr(room, "__path__") else ".py")
            rows.append((craft.replace("_", " "), told.name, does, told.licence, told.source, Code(file)))
        head = ("craft", "engine", "what it does", "licence", "from", "to change it, open")
        card = table(head, rows, f'Studio("{self.cast}"), because {self.why}')
        return card + (self.plan()._repr_html_() if self.models else "")
