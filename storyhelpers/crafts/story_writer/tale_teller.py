"""The offline story writer: tells the tales of the paper town, and tells them again in another way."""

from collections.abc import Callable, Iterable

from ...engine import BadInput
from ...locale import LANGUAGES, known
from ...media import Picture
from ...story import Page, Story
from .tones import tone_of, unknown_tone

MOST_PAGES = 24


class TaleTeller:
    """The offline one: tells tales of the paper town in English, Chinese and Spanish, without any model.

    Who is in a tale, where, when and in what weather comes from the idea or the picture; of a photograph it says what
    it could only measure. The same given makes the same tale; another seed makes another. Its tales have a wish, a
    trouble, a turn and an end, and no sentence twice.
    """

    name = "paper town tales"

    def __init__(self, seed: int = 0):
        self.seed = seed

    def __call__(
        self,
        given: Picture | str | Story,
        *,
        about: str = "",
        pages: int = 4,
        language: str = "en",
        age: int = 6,
        tone: str = "",
        how: str = "",
        page: int | None = None,
        on_text: Callable[[str], None] | None = None,
        on_step: Callable[[int, int], None] | None = None,
    ) -> Story:
        """A story of `pages` (1 to 24) pages; of a Story, that story told again as `how` says.

        language: "en", "zh-TW" or "es". tone: funny, calm or exciting, in words of these languages. Raises BadInput.
        """
        if isinstance(given, Story):
            from .retelling import retell

            story = retell(given, how, page)
        else:
            story = self._tell(given, about, pages, language, age, tone)
        _report(story, on_text, on_step)
        return story

    def _tell(self, given, about: str, pages: int, language: str, age: int, tone: str) -> Story:
        from ...papertown.tales import cast, tell, write
        from .giving import given_by

        if not 1 <= pages <= MOST_PAGES:
            raise BadInput(f"A story has 1 to {MOST_PAGES} pages, not {pages}: tell_story(idea, pages=4).")
        tongue = spoken(language)
        found = given_by(given, about, tongue)
        meant = tone_of(tone)
        seed = f"{found.seed}/{self.seed}" if self.seed else found.seed
        story = write(tell(cast(found.scene, seed, words=found.words, pages=pages), pages, age, meant), tongue)
        notes = [found.note, unknown_tone(tone, tongue) if tone and not meant else ""]
        joint = "" if tongue == "zh-TW" else " "
        note = joint.join(filter(None, notes))
        return story.like(story, language=language, caption=found.caption, note=note)

    def __repr__(self):
        return f"TaleTeller(seed={self.seed})"


def spoken(language: str) -> str:
    """The language of the tales that a tag means. Raises BadInput for any other."""
    try:
        return known(language)
    except BadInput:
        raise BadInput(
            f'The offline story writer does not speak "{language}". It speaks '
            f"{', '.join(f'{tag} ({name})' for tag, name in LANGUAGES.items())}; a model speaks more: "
            'studio.recast(story_writer="qwen").'
        ) from None


def _report(story: Story, on_text, on_step):
    """Everything so far, page by page, as a model would stream it."""
    for done, text in enumerate(_so_far(story.title, story), 1):
        if on_text:
            on_text(text)
        if on_step:
            on_step(done, len(story))


def _so_far(title: str, pages: Iterable[Page]):
    text = title
    for page in pages:
        text += "\n\n" + page.words
        yield text
