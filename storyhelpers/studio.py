"""Studio: one engine per craft, one verb per engine. `casts` says who does what."""

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from . import checks, locale
from .casts import CASTS, CRAFTS, at, card, chosen_for, elsewhere, what_suits
from .classroom.far.link import is_link
from .crafts import describer, segmenter, sound_maker
from .devices import Plan, house
from .engine import BadInput, NoAnswer, NotHere, StoryError, about, call, name_of_engine, nearest, options_of, pick
from .heard import Heard
from .media import Picture, Point, Region, Sound, Words
from .stopwords import StopWords
from .story import Page, Story

LONGEST_SOUND = 30.0  # seconds, what the largest sound model can do
SHORTEST_SOUND = 0.1
MOST_PICTURES = 8
MOST_PAGES = 24
AGES = (2, 18)  # years
LONGEST_PAGE = 6000  # characters of a page's words
LONGEST_READING = 600.0  # seconds
LARGEST_PICTURE = 8192  # px, the longer side of an enlarged picture

Step = Callable[[int, int], None]  # on_step(done, total); may raise Cancelled


class Studio:
    """Everybody who works on the book: one engine for each craft, all checked and called the same way.

    Studio()                      what suits this machine (or STORY_CAST)
    Studio("offline")             the paper town: no GPU, weights, keys or network
    Studio("gpu")                 models on this machine
    Studio("gemini")              Google's Gemini writes and draws, the rest as "gpu" where a graphics card is
    Studio("remote", link)        the server of a class does it all; the link alone will do: Studio("https://…/?code=…")
    Studio(describer=my_function) another engine for one craft: a name, a class, or anything that can be called
    Studio(stop_words=False)      no word is stopped; a list of words stops those besides the lists of `stopwords`
    """

    def __init__(
        self,
        cast: str | None = None,
        url: str | Sequence[str] = "",
        code: str = "",
        *,
        prompt_writer: str | Callable | None = None,
        illustrator: str | Callable | None = None,
        segmenter: str | Callable | None = None,
        describer: str | Callable | None = None,
        sound_maker: str | Callable | None = None,
        story_writer: str | Callable | None = None,
        translator: str | Callable | None = None,
        narrator: str | Callable | None = None,
        upscaler: str | Callable | None = None,
        listener: str | Callable | None = None,
        stop_words: "StopWords | Sequence[str] | bool" = True,
    ):
        chosen, self.why = (cast or "remote", "you asked for it") if cast or url else what_suits()
        if is_link(chosen):
            chosen, url = "remote", chosen
        if url and chosen != "remote":
            raise BadInput(f'A link goes with the cast "remote", not "{chosen}": Studio("remote", link).')
        if chosen not in CASTS:
            raise NotHere(
                f'There is no cast "{chosen}" in this release.{nearest(chosen, CASTS)} There is: {", ".join(CASTS)}. '
                f'Type Studio("{next(iter(CASTS))}").'
            )
        self.cast = chosen
        given = {
            "prompt_writer": prompt_writer, "illustrator": illustrator, "segmenter": segmenter, "describer": describer,
            "sound_maker": sound_maker, "story_writer": story_writer, "translator": translator, "narrator": narrator,
            "upscaler": upscaler, "listener": listener,
        }  # fmt: skip
        for craft, choice in chosen_for(chosen, given, url, code).items():
            setattr(self, craft, pick(craft, choice, CRAFTS[craft].ENGINES))
        self.stop_words = StopWords.of(stop_words)
        self._plan: Plan | None = None
        self._seated = False

    def recast(self, **engines: str | Callable) -> "Studio":
        """The same studio with another engine for the crafts named: studio.recast(describer=my_function)."""
        if wrong := set(engines) - set(CRAFTS):
            word = sorted(wrong)[0]
            raise BadInput(f'There is no craft "{word}".{nearest(word, CRAFTS)} There is: {", ".join(CRAFTS)}.')
        kept = {craft: engines.get(craft, getattr(self, craft)) for craft in CRAFTS}
        return Studio(self.cast, **kept, stop_words=self.stop_words)

    # ---- the verbs ----

    def write_prompt(self, idea: str, *, on_step: Step | None = None) -> str:
        """An idea in any language → an English picture prompt that an illustrator understands. Raises BadInput."""
        idea = checks.text(idea, "idea", 'studio.write_prompt("a small cat hides in a crowded street")')
        self.stop_words.check(idea, "idea")
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
        on_picture: Callable[[int, Picture], None] | None = None,
    ) -> Picture | list[Picture]:
        """A prompt → one Picture, or a list of `n` when n > 1; picture i has seed `seed` + i.

        aspect: "width:height". steps: how many, for engines that work in steps. on_picture(step, Picture): is given
        what can be seen every few steps, where the engine can show it. Raises BadInput.
        """
        written_by = getattr(prompt, "by", "")
        prompt = checks.text(prompt, "prompt", 'studio.draw("a cat on a bench")', longest=4 * checks.LONGEST_IDEA)
        self.stop_words.check(prompt, "prompt")
        n = checks.whole(n, "n", 1, MOST_PICTURES)
        options = {
            "n": n, "aspect": checks.aspect(aspect), "seed": checks.whole(seed, "seed", 0, 2**32 - 1),
            "steps": None if steps is None else checks.whole(steps, "steps", 1, 500), "on_step": on_step,
            "on_picture": on_picture,
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
        return replace(made, name=made.name or describer.name_for(made, locale.language()))

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

    def listen(self, sound: "Sound | str | os.PathLike | bytes", *, on_step: Step | None = None) -> Heard:
        """A Sound, or the path of a sound file, → what is heard in it: categories by the moment and over all.

        0.1 seconds to 10 minutes. A file is read and listened to in blocks, so a long one takes little memory.
        `studio.draw(studio.write_prompt(heard.idea))` draws what was heard. Raises BadInput for silence.
        """
        if isinstance(sound, (str, os.PathLike, bytes, bytearray, memoryview)):
            sound = Sound.open(sound, mono=True)
        checks.is_a(sound, Sound, "sound", 'Sound.open("dog.wav") or studio.make_sound(words)')
        notes = checks.heard(sound)
        made = self._ask("listener", sound, on_step=on_step)
        if not isinstance(made, Heard):
            raise self._wrong("listener", made, "a Heard")
        if made.sound is sound and sound.note not in made.note and sound.made_by == "own sound":
            notes = [sound.note, *notes]
        return replace(made, note=" ".join(filter(None, (made.note, *notes))), origin=made.origin or
                       str(about(self.listener)), made_by=made.made_by or name_of_engine(self.listener))  # fmt: skip

    def upscale(self, picture: Picture, *, times: float = 2.0, on_step: Step | None = None) -> Picture:
        """A picture → the same, `times` (1 to 4) as wide and as high, at most 8,192 px. Raises BadInput."""
        checks.is_a(picture, Picture, "picture", "studio.draw(prompt) or Picture.open(path)")
        times = checks.number(times, "times", 1.0, 4.0)
        if times == 1:
            return picture
        if max(picture.size) * times > LARGEST_PICTURE:
            raise BadInput(
                f"The picture would be {max(picture.size) * times:,.0f} pixels long; up to {LARGEST_PICTURE:,} fit: "
                f"studio.upscale(picture, times={LARGEST_PICTURE / max(picture.size):.1f})."
            )
        made = self._ask("upscaler", picture, times=times, on_step=on_step)
        if not isinstance(made, Picture):
            raise self._wrong("upscaler", made, "a Picture")
        by = name_of_engine(self.upscaler)
        told = by in made.note or "Enlarged by" in made.note.removeprefix(picture.note)
        note = made.note if told else " ".join(filter(None, (made.note, f"Enlarged by {by}.")))
        return replace(made, note=note)

    def tell_story(
        self,
        given: Picture | str,
        *,
        pages: int = 4,
        language: str | None = None,
        age: int = 6,
        tone: str = "",
        about: str = "",
        on_text: Callable[[str], None] | None = None,
        on_step: Step | None = None,
    ) -> Story:
        """A picture or an idea → a Story: a list of Pages with words and picture prompts, with title and characters.

        pages: 1 to 24. language: a tag, "en", "zh-TW", "es" or what else the engine speaks; None is the idea's. age: of
        the readers, 2 to 18. tone: such as "funny". about: what you know of the picture, such as "my cat Mimi sleeps".
        on_text is given everything written so far, again and again, where the engine streams. Raises BadInput,
        NoAnswer.
        """
        if not isinstance(given, Picture):
            given = checks.text(given, "idea", 'studio.tell_story("a cat wants to fly")')
            self.stop_words.check(given, "idea")
            language = language or locale.language_of(given)
        elif not about and given.scene is None:
            about = given.name
        wishes = {
            "pages": checks.whole(pages, "pages", 1, MOST_PAGES), "age": checks.whole(age, "age", *AGES),
            "language": checks.tag(language or locale.language()), "tone": self._wish(tone, "tone"),
            "about": self._wish(about, "about"),
        }  # fmt: skip
        return self._story(given, **wishes, on_text=on_text, on_step=on_step)

    def retell(
        self,
        story: Story,
        how: str,
        *,
        page: int | None = None,
        on_text: Callable[[str], None] | None = None,
        on_step: Step | None = None,
    ) -> Story:
        """A Story → the Story told again; pages whose words stay the same keep all they have, `book.undo()` goes back.

        how: "continue", "shorten", "enlarge", or what you wish in plain words ("make it funny", "it rains now").
        page: the number, from 1, of the only page to change. Raises BadInput, also where the engine cannot retell.
        """
        if not isinstance(story, Story) or not story:
            raise BadInput("That is no story with pages. Get one with studio.tell_story(picture) or book.story.")
        how = checks.text(how, "instruction", 'studio.retell(story, "shorten")')
        self.stop_words.check(how, "instruction")
        page = None if page is None else checks.whole(page, "page", 1, len(story))
        if "how" not in (options_of(self.story_writer) or ("how",)):
            raise BadInput(
                f"The story writer {name_of_engine(self.story_writer)} cannot tell a story again. Take another: "
                'studio.recast(story_writer="offline").'
            )
        made = self._story(
            story, how=how, page=page, pages=len(story), language=story.language, age=story.age, on_text=on_text,
            on_step=on_step,
        )  # fmt: skip
        return made.like(made.keeping(story))

    def translate(self, words: str, to: str, *, source: str | None = None, on_step: Step | None = None) -> str:
        """Words → the same in another language. to, source: tags ("en", "zh-TW", …). Raises BadInput, NoAnswer."""
        words = checks.text(words, "text", 'studio.translate("a cat sits on a bench", "es")', longest=LONGEST_PAGE)
        to, source = checks.tag(to), checks.tag(source or locale.language_of(words))
        if to == source:
            return Words(words)
        return self._words("translator", words, to=to, source=source, on_step=on_step)

    def read_aloud(
        self,
        words: str,
        *,
        language: str | None = None,
        voice: str | None = None,
        speed: float = 1.0,
        on_step: Step | None = None,
    ) -> Sound:
        """Words → a Sound of somebody reading them, at most ten minutes long; `timings` say when each word is heard.

        language: the tag of the words; None is what they look like. voice: one of the narrator's; speed: 0.5 to 2.
        Raises BadInput, NotHere for a language or voice it has not.
        """
        words = checks.text(words, "text", 'studio.read_aloud("Once there was a cat.")', longest=LONGEST_PAGE)
        language = checks.tag(language or locale.language_of(words))
        speed = checks.number(speed, "speed", 0.5, 2.0)
        made = self._ask("narrator", words, language=language, voice=voice, speed=speed, on_step=on_step)
        if not isinstance(made, Sound):
            raise self._wrong("narrator", made, "a Sound")
        if made.seconds > LONGEST_READING:
            raise BadInput(
                f"Read aloud, that lasts {made.seconds / 60:.0f} minutes; up to {LONGEST_READING / 60:.0f} fit on a "
                "page. Part it into several pages."
            )
        if not len(made.samples) or not made.samples.any():
            raise NoAnswer(f"{name_of_engine(self.narrator)} gave silence. Try another voice, or another narrator.")
        return replace(made, words=made.words or words, made_by=made.made_by or name_of_engine(self.narrator),
                       origin=made.origin or str(about(self.narrator)))  # fmt: skip

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

    def sit(self, plan: Plan) -> None:
        """From now on the models sit as this plan has it, which may be one for more studios than this."""
        house().reserve(plan)
        self._plan, self._seated = plan, True

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

    # ---- a class, whose server does the work ----

    def reconnect(self, url: str | Sequence[str], code: str = "") -> "Studio":
        """What a class did for this studio is done behind another link from now on, as after a new start of the class.

        Where it has two classes, the one that was lost; where none was lost, both. Raises BadInput for a link that is
        none, a wrong code, or where no class works for this studio.
        """
        there = elsewhere(self)
        if not there:
            raise BadInput('No class works for this studio. To join one: studio = Studio("remote", link).')
        for one in [one for one in there if one.lost] or there:
            one.reconnect(url, code)
        return self

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
        return Words(made.strip(), getattr(made, "by", "") or ", ".join(filter(None, (told.name, str(told)))))

    def _wish(self, words: str, name: str) -> str:
        if not words:
            return ""
        words = checks.text(words, name, f'{name}="…"')
        self.stop_words.check(words, name)
        return words

    def _story(self, given, **options) -> Story:
        """What the story writer made, checked and signed."""
        made = self._ask("story_writer", given, **options)
        pages = [page for page in made if isinstance(page, Page)] if isinstance(made, Sequence) else []
        if not pages or isinstance(made, str) or any(not page.words.strip() for page in pages):
            raise self._wrong("story_writer", made, "a Story, whose pages have words")
        story = made if isinstance(made, Story) else Story(pages, language=options["language"])
        told = about(self.story_writer)
        by = ", ".join(filter(None, (told.name, str(told))))
        self.stop_words.check(story.title, "title of the story")
        for number, page in enumerate(story, 1):
            self.stop_words.check(page.words, f"story on page {number}")
            self.stop_words.check(page.prompt, f"picture prompt of page {number}")
            page.words = Words(page.words, getattr(page.words, "by", "") or by)
            page.prompt = Words(page.prompt, getattr(page.prompt, "by", "") or by)
        return story.like(story, made_by=story.made_by or told.name, origin=story.origin or str(told),
                          age=options["age"], language=story.language or options["language"])  # fmt: skip

    def _wrong(self, craft, made, wanted) -> StoryError:
        engine = name_of_engine(getattr(self, craft))
        return StoryError(
            f"The {craft} {engine} answered {str(made)[:60]!r}; it must answer {wanted}.",
            "wrong answer", craft=craft, engine=engine,
        )  # fmt: skip

    def __repr__(self):
        rows = (f"  {craft:15}{about(getattr(self, craft)).name}" for craft in CRAFTS)
        return "\n".join([f'Studio("{self.cast}"){at(self)}, because {self.why}:', *rows])

    def _repr_html_(self):
        return card(self) + (self.plan()._repr_html_() if self.models else "")
