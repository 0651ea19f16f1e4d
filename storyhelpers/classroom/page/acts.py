"""What the buttons do: each act changes what a pupil has made, or starts an errand that will."""

import asyncio
import json
import secrets

from ...engine import BadInput, StoryError
from ...locale import say, speaking
from ...media import Picture, Point
from ...story import Page
from ...widgets.made import Text, Thing
from .errands import Errand
from .pupils import Pupil

LONGEST_MESSAGE = 2000  # characters of what the page's script tells
SEEDS = 10_000
MOST_POINTS = 30  # of one outline


class Acts:
    """The acts of a page, on what a pupil has. Each answers the errand that it started, or None."""

    def __init__(self, desk):
        self.desk = desk

    # ---- steps 1 to 3: words, pictures ----

    def enhance(self, pupil: Pupil) -> Errand:
        """The idea becomes a prompt."""
        story = pupil.story

        async def work(errand: Errand):
            idea = story.idea.strip()
            if not idea:
                raise BadInput("The idea is empty.", "empty", of="idea")
            story.prompt.write(await errand.ask("write_prompt", say("Writing the prompt …"), idea=idea), idea)

        return pupil.start(self.desk, "prompt", work)

    def draw(self, pupil: Pupil) -> Errand:
        """The prompt becomes pictures; pressed again, others. Without a prompt one is written first."""
        story = pupil.story

        async def work(errand: Errand):
            idea = story.idea.strip()
            if not story.prompt.now.strip():
                if not idea:
                    raise BadInput("There is nothing to draw yet.", "empty", of="prompt")
                story.prompt.write(await errand.ask("write_prompt", say("Writing the prompt …"), idea=idea), idea)
            story.seed = secrets.randbelow(SEEDS)
            prompt, n, aspect, seed = request = story.request
            made = await errand.ask("draw", say("Drawing …"), prompt=prompt, n=n, aspect=aspect, seed=seed)
            story.drew(made if isinstance(made, list) else [made], request)

        return pupil.start(self.desk, "pictures", work)

    def photo(self, pupil: Pupil, path: str | None) -> Errand:
        """A picture of one's own, checked before anybody looks at it."""

        async def work(errand: Errand):
            errand.words = say("Reading the picture …")
            if not path:
                raise BadInput("No file came.", "unreadable", name=say("That file"))
            picture = await asyncio.to_thread(opened, path)
            pupil.choose(picture, "own", picture.name or say("My picture"))

        return pupil.start(self.desk, "photo", work, again=True)

    # ---- step 4: things ----

    def tell(self, pupil: Pupil, message: str, leave_out: bool) -> Errand | None:
        """What the page's script tells: a tap, a picture to choose, a thing to leave out. Else nothing happens."""
        told = understood(message)
        if told.get("do") == "tap":
            return self.tap(pupil, told, keep=not leave_out)
        if told.get("do") == "choose":
            for picture in pupil.story.pictures:
                if picture.fingerprint == told.get("picture"):
                    pupil.choose(picture)
        work = pupil.story.work
        if told.get("do") == "leave" and work is not None and (thing := work.things.get(str(told.get("thing")))):
            pupil.left_out.add(told["thing"])
            if thing is work.thing:
                self.new_thing(pupil)
        return None

    def tap(self, pupil: Pupil, told: dict, keep: bool) -> Errand | None:
        """A tap on the picture. When a thing is described already and the tap is elsewhere, a new thing begins."""
        work = pupil.story.work
        if work is None or told.get("picture") != work.picture.fingerprint:
            return None
        point = point_in(work.picture, told, keep)
        if point is None:
            return None
        thing = work.thing
        done = thing is not None and bool(thing.words.now.strip() or thing.sound)
        if keep and done and not thing.region.mask[int(point.y), int(point.x)]:
            self.new_thing(pupil)
        return self._cut(pupil, [*pupil.points, point][-MOST_POINTS:])

    def undo(self, pupil: Pupil) -> Errand | None:
        """Takes back the last tap."""
        points = pupil.points[:-1]
        if any(point.keep for point in points):
            return self._cut(pupil, points)
        self.new_thing(pupil)
        return None

    def new_thing(self, pupil: Pupil) -> None:
        """Nothing is outlined any more; what was made stays."""
        pupil.stop("cut")
        pupil.points = []
        if pupil.story.work is not None:
            pupil.story.work.thing = None

    def new_picture(self, pupil: Pupil) -> None:
        """Back to the choice of a picture; nothing is forgotten."""
        pupil.stop("cut")
        pupil.story.leave()
        pupil.points = []

    def _cut(self, pupil: Pupil, points: list[Point]) -> Errand:
        work, before = pupil.story.work, pupil.points
        refined = work.thing if before and work.thing is not None else None
        pupil.points = points

        async def cut(errand: Errand):
            try:
                region = await errand.ask("cut_out", say("Cutting out …"), picture=work.picture, points=tuple(points))
            except (StoryError, asyncio.CancelledError):
                if pupil.points is points:  # nothing was found: the outline is as it was
                    pupil.points = before
                raise
            thing = pupil.mark(work, region, refined)
            if self._at_once and not thing.words.now and not thing.tried:
                thing.tried = True
                errand.next = self._describe(pupil, thing)

        return pupil.start(self.desk, "cut", cut, again=True)

    @property
    def _at_once(self) -> bool:
        """Whether a thing is described as soon as it is outlined: not by a model, for which others wait in line."""
        return not hasattr(self.desk.studio.describer, "need")

    def describe(self, pupil: Pupil) -> Errand:
        """The thing gets its words."""
        return self._describe(pupil, pupil.story.thing)

    def _describe(self, pupil: Pupil, thing: Thing | None) -> Errand:
        async def work(errand: Errand):
            if thing is None:
                raise BadInput("Nothing is marked.", "nothing marked")
            words = await errand.ask(
                "describe", say("Looking at the region …"), thing=thing.region, language=pupil.language, length="long"
            )
            thing.words.write(words, "region")
            if pupil.automatic and thing is pupil.story.thing:
                errand.next = self.one_go(pupil)

        return pupil.start(self.desk, "words", work, again=True)

    # ---- step 5: sounds ----

    def enhance_sound(self, pupil: Pupil) -> Errand:
        """What is seen becomes what is heard."""
        thing = pupil.story.thing

        async def work(errand: Errand):
            await self._sound_prompt(errand, thing)

        return pupil.start(self.desk, "sound_prompt", work)

    def make_sound(self, pupil: Pupil) -> Errand:
        """The audio prompt becomes a sound; pressed again, another."""
        thing = pupil.story.thing

        async def work(errand: Errand):
            if thing is None or not thing.sound_prompt.now.strip():
                await self._sound_prompt(errand, thing)
            await self._sound(errand, pupil, thing)

        return pupil.start(self.desk, "sound", work)

    def one_go(self, pupil: Pupil) -> Errand:
        """Prompt and sound by one press."""
        thing = pupil.story.thing

        async def work(errand: Errand):
            if thing is None or not thing.sound_prompt.now.strip() or thing.sound_prompt.stale(thing.words.now.strip()):
                await self._sound_prompt(errand, thing)
            await self._sound(errand, pupil, thing)

        return pupil.start(self.desk, "sound", work)

    async def _sound_prompt(self, errand: Errand, thing: Thing | None) -> None:
        if thing is None:
            raise BadInput("Nothing is marked.", "nothing marked")
        words = thing.words.now.strip()
        if not words:
            raise BadInput("The description is empty.", "empty", of="description")
        prompt = await errand.ask("write_sound_prompt", say("Writing the audio prompt …"), words=words)
        thing.sound_prompt.write(prompt, words)

    async def _sound(self, errand: Errand, pupil: Pupil, thing: Thing) -> None:
        pupil.story.sound_seed = secrets.randbelow(SEEDS)
        prompt, seconds, steps, seed = request = pupil.story.sound_request(thing)
        thing.sound = await errand.ask(
            "make_sound", say("Making the sound …"), words=prompt, seconds=seconds, steps=steps, seed=seed
        )
        thing.steps, thing.of = steps, request

    def restore_sound(self, pupil: Pupil) -> None:
        """The audio prompt as it was written."""
        if pupil.story.thing is not None:
            pupil.story.thing.sound_prompt.restore()

    def reset_sound(self, pupil: Pupil) -> None:
        """Prompt and sound of the thing of now are gone."""
        for name in ("sound_prompt", "sound"):
            pupil.stop(name)
            pupil.errands.pop(name, None)
        if (thing := pupil.story.thing) is not None:
            thing.sound_prompt, thing.sound, thing.of = Text(), None, None

    # ---- step 6: the page that sounds ----

    def keep(self, pupil: Pupil) -> Errand:
        """Everything that was made becomes one file that can be clicked and heard anywhere."""

        async def work(errand: Errand):
            errand.words = say("Making the page …")
            errand.tell()
            wanted = pupil.wanted()
            if not wanted:
                raise BadInput("Nothing has words yet.", "nothing marked")
            title = " ".join(pupil.title.split())[:80]
            data, name = await asyncio.to_thread(sounding, wanted, title or say("My sounding picture"), pupil.language)
            path = await asyncio.to_thread(self.desk.results.keep, data, ".html", pupil.id)
            pupil.file = str(path), name
            for _, _, thing in wanted:
                thing.kept = thing.holds()

        return pupil.start(self.desk, "page", work)


def opened(path: str) -> Picture:
    """The picture in a file that a pupil sent. Raises BadInput."""
    from .. import uploads

    return uploads.picture(path)


def sounding(wanted: list, title: str, language: str) -> tuple[bytes, str]:
    """(the sounding page as HTML, its name) of works and their things."""
    from types import SimpleNamespace

    from ...publish.manuscript import slug
    from ...publish.sounding_page import page_html

    pages: dict[str, Page] = {}
    with speaking(language):
        for work, _, thing in wanted:
            page = pages.setdefault(work.picture.fingerprint, Page(work.about, picture=work.picture))
            page.regions.append(thing.region.saying(thing.words.now.strip()))
            page.sounds.append(thing.sound)
        book = SimpleNamespace(pages=list(pages.values()), title=title, language=language)
        return page_html(book).encode("utf-8", "replace"), f"{slug(title)}.html"


def understood(message: str) -> dict:
    """What the page's script says; nothing where it makes no sense, for anybody may send anything."""
    if not isinstance(message, str) or len(message) > LONGEST_MESSAGE:
        return {}
    try:
        told = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def point_in(picture: Picture, told: dict, keep: bool) -> Point | None:
    """The point of a tap, in pixels of the picture; None where it is none, or outside."""
    x, y = told.get("x"), told.get("y")
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (x, y)):
        return None
    width, height = picture.size
    return Point(float(x), float(y), keep) if 0 <= x < width and 0 <= y < height else None
