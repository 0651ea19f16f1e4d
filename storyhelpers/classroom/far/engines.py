"""An engine for each craft, with the craft's own signature, that works on the server of a class."""

from collections.abc import Callable
from typing import Literal

from ...heard import Heard
from ...media import Picture, Point, Region, Sound
from ...story import Story
from .patience import Telling

Step = Callable[[int, int], None]


class Elsewhere:
    """Works on the class's server."""

    craft = ""

    def __init__(self, remote):
        self.remote = remote

    @property
    def _told(self) -> dict:
        return self.remote.crafts().get(self.craft, {})

    @property
    def name(self) -> str:
        """How the engine there is called, and that it is not here."""
        return f"{self._told.get('engine') or self.craft} (class)"

    @property
    def licence(self) -> str:
        """The licence of the engine there."""
        return str(self._told.get("licence") or "")

    @property
    def source(self) -> str:
        """Where the engine there comes from."""
        return str(self._told.get("source") or "")

    def _ask(self, verb: str, on_step=None, on_text=None, on_picture=None, **given):
        return self.remote.ask(verb, given, Telling(on_step, on_text, on_picture))

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r} at {self.remote.host})"


class PromptWriter(Elsewhere):
    """Writes prompts on the class's server."""

    craft = "prompt_writer"

    def __call__(self, words: str, *, purpose: Literal["picture", "sound"] = "picture",
                 on_step: Step | None = None) -> str:  # fmt: skip
        if purpose == "sound":
            return self._ask("write_sound_prompt", on_step, words=words)
        return self._ask("write_prompt", on_step, idea=words)


class Illustrator(Elsewhere):
    """Draws on the class's server."""

    craft = "illustrator"

    def __call__(
        self, prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0, steps: int | None = None,
        on_step: Step | None = None, on_picture: Callable[[int, Picture], None] | None = None,
    ) -> list[Picture]:  # fmt: skip
        made = self._ask("draw", on_step, on_picture=on_picture, prompt=prompt, n=n, aspect=aspect, seed=seed,
                         steps=steps)  # fmt: skip
        return made if isinstance(made, list) else [made]


class Segmenter(Elsewhere):
    """Cuts things out on the class's server."""

    craft = "segmenter"

    def __call__(self, picture: Picture, points: tuple[Point, ...], *,
                 box: tuple[float, float, float, float] | None = None) -> Region:  # fmt: skip
        return self._ask("cut_out", picture=picture, points=tuple(points), box=box)

    def prepare(self, picture: Picture) -> None:
        """Brings the picture there before it is clicked."""
        self.remote.prepare(picture)


class Describer(Elsewhere):
    """Describes on the class's server."""

    craft = "describer"

    def __call__(self, region_or_picture: Region | Picture, *, language: str = "en", length: str = "short",
                 on_step: Step | None = None) -> str:  # fmt: skip
        return self._ask("describe", on_step, thing=region_or_picture, language=language, length=length)


class SoundMaker(Elsewhere):
    """Makes sounds on the class's server, which listens to them and sees to their loudness."""

    craft = "sound_maker"
    mastered = True

    def __call__(self, words: str, *, seconds: float = 5.0, steps: int | None = None, seed: int = 0,
                 on_step: Step | None = None) -> Sound:  # fmt: skip
        return self._ask("make_sound", on_step, words=words, seconds=seconds, steps=steps, seed=seed)


class Listener(Elsewhere):
    """Listens on the class's server."""

    craft = "listener"

    def __call__(self, sound: Sound, *, on_step: Step | None = None) -> Heard:
        return self._ask("listen", on_step, sound=sound)


class StoryWriter(Elsewhere):
    """Tells stories on the class's server."""

    craft = "story_writer"

    def __call__(
        self, given: Picture | str | Story, *, about: str = "", pages: int = 4, language: str = "en", age: int = 6,
        tone: str = "", how: str = "", page: int | None = None, on_text: Callable[[str], None] | None = None,
        on_step: Step | None = None,
    ) -> Story:  # fmt: skip
        if isinstance(given, Story):
            return self._ask("retell", on_step, on_text, story=given, how=how, page=page)
        return self._ask("tell_story", on_step, on_text, given=given, about=about, pages=pages, language=language,
                         age=age, tone=tone)  # fmt: skip


class Translator(Elsewhere):
    """Translates on the class's server."""

    craft = "translator"

    def __call__(self, words: str, *, to: str, source: str = "", on_step: Step | None = None) -> str:
        return self._ask("translate", on_step, words=words, to=to, source=source or None)


class Narrator(Elsewhere):
    """Reads aloud on the class's server."""

    craft = "narrator"

    def __call__(self, words: str, *, language: str, voice: str | None = None, speed: float = 1.0,
                 on_step: Step | None = None) -> Sound:  # fmt: skip
        return self._ask("read_aloud", on_step, words=words, language=language, voice=voice, speed=speed)


class Upscaler(Elsewhere):
    """Enlarges pictures on the class's server."""

    craft = "upscaler"

    def __call__(self, picture: Picture, *, times: float = 2.0, on_step: Step | None = None) -> Picture:
        return self._ask("upscale", on_step, picture=picture, times=times)


ENGINES: dict[str, type[Elsewhere]] = {
    kind.craft: kind
    for kind in (PromptWriter, Illustrator, Segmenter, Describer, SoundMaker, Listener, StoryWriter, Translator,
                 Narrator, Upscaler)
}  # fmt: skip
