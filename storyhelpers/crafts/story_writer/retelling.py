"""A Story told again by the offline writer: what the wish in plain words means, and what it cannot do."""

import re
from dataclasses import replace

from ...engine import BadInput
from ...scenegraph import Scene
from ...story import Character, Page, Story
from .tones import tone_of, way_of

CAN = (
    'It can "continue", "shorten" and "enlarge", make it funny, calm or exciting, change the weather, the time or the '
    'place ("it rains now"), a character\'s colour or clothes ("the cat is blue") or name ("Mimi is now called Luna").'
)
_HATS = ("santa hat", "hat", "cap", "crown")  # one at a time
_RENAME = (
    r"(?:rename|call)\s+(?P<old>.+)\s+(?P<new>[^\s,.!]+)[.!]?$",
    r"(?P<old>.+?)(?:'s name)? is (?:now )?(?:called|named)\s+(?:now )?(?P<new>[^,.!]+?)(?: now)?[.!]?$",
    r"(?P<old>.+?)'s name is (?:now )?(?P<new>[^,.!]+?)(?: now)?[.!]?$",
    r"(?:把|將)?(?P<old>.+?)(?:的名字)?(?:改名(?:叫做|叫作|叫|為|成)?|改(?:叫|成|為)(?:做|作)?|現在叫(?:做|作)?|叫做)\s*"
    r"[「『]?(?P<new>[^\s，。！？」』]+)[」』]?[。！]?$",
    r"(?:ahora )?(?P<old>.+?) (?:ahora )?se llama (?:ahora )?(?P<new>[^,.!]+?)(?: ahora)?[.!]?$",
    r"(?:cambia|cambiar) el nombre de (?P<old>.+?) (?:a|por) (?P<new>[^,.!]+?)[.!]?$",
    r"(?:llama|renombra) a (?P<old>.+?) (?:como )?(?P<new>[^\s,.!]+)[.!]?$",
)


def retell(story: Story, how: str, page: int | None) -> Story:
    """The story told again. Raises BadInput where the paper town cannot, and says what it can."""
    from ...papertown.tales import changing
    from .tale_teller import MOST_PAGES, spoken

    known = changing.know(story, spoken(story.language))
    numbers = list(range(len(story))) if page is None else [page - 1]
    if renaming := _renaming(how, story):
        _whole(page, "A name")
        return changing.with_name(known, *renaming)
    if not known.is_tale:
        raise BadInput(
            "The offline story writer can tell only its own tales again, and these words are not from one of them; it "
            'can give somebody another name. A model can do more: studio.recast(story_writer="qwen").'
        )
    way, tone = way_of(how), tone_of(how)
    if way == "continue":
        _whole(page, "One more page")
        new = changing.one_more(known) if len(story) < MOST_PAGES else None
        if new is None:
            raise BadInput(f"The offline story writer has nothing more to add to this story of {len(story)} pages.")
        return story.like([*story, new])
    if way in ("shorten", "enlarge"):
        words = (changing.shorter if way == "shorten" else changing.longer)(known, numbers)
        if words is None:
            raise BadInput(
                "It is as short as the offline story writer can tell it." if way == "shorten" else
                "The offline story writer knows nothing more to tell there."
            )  # fmt: skip
        return story.like(_with_words(story, words))
    if tone:
        return story.like(_with_words(story, changing.in_tone(known, tone, numbers)))
    return _instructed(known, how, page, numbers)


def _whole(page: int | None, what: str):
    if page is not None:
        raise BadInput(f"{what} is a matter of the whole story: leave out page={page}.")


def _with_words(story: Story, words: dict[int, str]) -> list[Page]:
    """The pages, with new words where they differ; those that stay the same are the same pages."""
    return [
        page if words.get(n, page.words) == page.words else Page(page.about, words[n], page.prompt)
        for n, page in enumerate(story)
    ]


def _renaming(how: str, story: Story) -> tuple[Character, str] | None:
    from ...papertown.tales.names import tidied

    for pattern in _RENAME:
        found = re.match(pattern, how.strip(), re.IGNORECASE)
        one = found and _meant(found["old"], story)
        if one and (name := tidied(found["new"])):
            return one, name
    return None


def _meant(words: str, story: Story) -> Character | None:
    """The character that words name, or mean by its noun: "Mimi", "the cat", 貓."""
    from ...papertown.reader import read

    named = [c for c in story.characters if re.search(rf"(?<!\w){re.escape(c.name)}(?!\w)", words, re.I) or (
        not c.name.isascii() and c.name in words)]  # fmt: skip
    if named:
        return named[0]
    kinds = [figure.name for figure in read(words).figures]
    return next((c for c in story.characters if c.kind in kinds or c.noun in kinds), None)


def _instructed(known, how: str, page: int | None, numbers: list[int]) -> Story:
    """Another weather, time, place, or look."""
    from ...locale import language_of
    from ...papertown.tales import changing

    story, character = known.story, _meant(how, known.story)
    tongues = dict.fromkeys((language_of(how), known.language, "en", "zh-TW", "es"))
    wishes = [_wish(how, story, tongue) for tongue in tongues]
    wish = next((w for w in wishes if w.figures or w.weather or w.time or w.place), wishes[0])
    if character and wish.figures:
        old, new = changing.figure_of(character), wish.figures[0]
        if old and (new.colour or new.clothes or new.pattern or new.size):
            _whole(page, "How somebody looks")
            bare = [c for c in old.clothes if not (c.name in _HATS and any(n.name in _HATS for n in new.clothes))]
            pieces = {c.name: c for c in (*bare, *new.clothes)}
            figure = replace(old, colour=new.colour or old.colour, pattern=new.pattern or old.pattern,
                             size=new.size or old.size, clothes=tuple(pieces.values()))  # fmt: skip
            return changing.with_looks(known, character, figure)
    if wish.weather or wish.time or wish.place:
        pages = changing.with_weather(known, wish.weather, wish.time, wish.place, numbers)
        return story.like([_same_or(old, pages.get(n)) for n, old in enumerate(story)])
    raise BadInput(f"The offline story writer does not understand “{how[:80]}”. {CAN}")


def _same_or(old: Page, new: Page | None) -> Page:
    return old if new is None or (new.words, new.prompt) == (old.words, old.prompt) else new


def _wish(how: str, story: Story, tongue: str) -> Scene:
    """What an instruction asks for, read as a scene; names of characters stand for their kinds."""
    from ...papertown.phrases import noun
    from ...papertown.reader import read

    words = how
    for one in story.characters:
        kind = noun(one.kind, tongue) if one.kind else one.noun
        article = {"en": "the ", "es": "el "}.get(tongue, "")
        words = re.sub(rf"(?<!\w){re.escape(one.name)}(?!\w)" if one.name.isascii() else re.escape(one.name),
                       article + kind, words, flags=re.I)  # fmt: skip
    words = re.sub("變成|改成|換成|變|改為", "是", words) if tongue == "zh-TW" else words
    return read(words, tongue)
