"""What a person wishes of a story, and what every story writer that asks a model does with it and with the answer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...engine import BadInput
from ...locale import CHINESE
from ...media import Picture
from ...story import Character, Page, Story
from ..translator.tongues import english_name, in_traditional

MORE = 2  # pages that "continue" adds
MOST_PAGES = 24
LONGEST_TITLE, LONGEST_WORDS = 120, 4000  # characters
AMOUNTS = (  # up to this age → how much stands on a page
    (4, "one or two very short sentences of plain words"),
    (7, "two or three short sentences"),
    (11, "three to five sentences"),
    (99, "four to seven sentences"),
)


@dataclass(frozen=True)
class Wishes:
    """How a story is to be: see `StoryWriter` for each. Made by `wishes_of`."""

    pages: int
    language: str
    age: int
    tone: str = ""
    about: str = ""
    how: str = ""
    page: int | None = None

    @property
    def tongue(self) -> str:
        """The language, as an instruction to a model names it."""
        return english_name(self.language)

    @property
    def amount(self) -> str:
        """How much is to stand on a page."""
        return next(amount for age, amount in AMOUNTS if self.age <= age)


def wishes_of(given, *, about="", pages=4, language="en", age=6, tone="", how="", page=None) -> Wishes:
    """The wishes, checked. Raises BadInput for what goes together with nothing, and for a language nobody knows."""
    if isinstance(given, Story):
        if not given:
            raise BadInput("That story has no pages. Get one with studio.tell_story(picture).")
        if not how.strip():
            raise BadInput('Say how it is to be told again: studio.retell(story, "shorten").')
        if page is not None and not 1 <= page <= len(given):
            raise BadInput(f"The story has the pages 1 to {len(given)}, not {page}.")
        if how.strip().lower() == "continue":
            if page is not None:
                raise BadInput('"continue" adds pages at the end, so it takes no page=. Leave page= out.')
            if len(given) + MORE > MOST_PAGES:
                raise BadInput(f"The story has {len(given)} pages, and up to {MOST_PAGES} fit. Shorten it, or end it.")
        language, age, pages = given.language or language, given.age or age, len(given)
    elif not isinstance(given, (Picture, str)):
        raise BadInput(f"A story is told of a Picture, an idea in words or a Story, not of {type(given).__name__}.")
    wishes = Wishes(pages, language, age, tone.strip(), about.strip(), how.strip(), page)
    _ = wishes.tongue  # raises BadInput for a language that nobody knows
    return wishes


def flat(words, longest: int = LONGEST_WORDS) -> str:
    """The words on one line without what cannot be printed, at most `longest` characters."""
    if not isinstance(words, str):
        return ""
    words = "".join(c if c.isprintable() else " " for c in words)
    words = re.sub(rf"(?<=[{CHINESE}，。！？；：、」』])\s+(?=[{CHINESE}「『])", "", words)
    return " ".join(words.split())[:longest].strip()


def named(prompt: str, characters: Iterable[Character]) -> str:
    """A picture prompt in which every character that it names stands in brackets, under its own name.

    "[Mimi] and Bob nap" with 咪咪 (called Mimi) and Bob → "[咪咪] and [Bob] nap". Brackets of nobody are taken away.
    """
    meant = {}
    for one in characters:
        meant |= {name.casefold(): one.name for name in (one.called, one.name) if name.strip()}
    prompt = re.sub(r"[\[\]]", "", prompt)
    if not meant:
        return prompt

    def mark(name: str) -> str:
        return re.escape(name) if re.match(f"[{CHINESE}]", name) else rf"(?<!\w){re.escape(name)}(?!\w)"

    names = "|".join(map(mark, sorted(meant, key=len, reverse=True)))
    return re.sub(names, lambda found: f"[{meant.get(found[0].casefold(), found[0])}]", prompt, flags=re.IGNORECASE)


def prompt_from(words: str) -> str:
    """An English picture prompt for a page whose writer gave none: what the paper town reads in its words."""
    from ...papertown.prompts import prompt_of
    from ...papertown.reader import read

    return prompt_of(read(words[:2000]))


def title_from(words: str) -> str:
    """A title for a story whose writer gave none: the beginning of the idea."""
    return Page(" ".join(words.split())[:300] or "A story").title or "A story"


def in_taiwan(story: Story) -> Story:
    """For "zh-TW": the same story with Simplified characters turned Traditional, and a note where there were any."""
    if story.language != "zh-TW":
        return story
    texts = [story.title, story.caption, *(one.name for one in story.characters)]
    for page in story:
        texts += [page.about, page.words, page.prompt]
    turned, changes = in_traditional(*texts)
    if not changes:
        return story
    texts = iter(turned)
    changed = {"title": next(texts), "caption": next(texts)}
    changed["characters"] = tuple(replace(one, name=next(texts)) for one in story.characters)
    pages = [replace(page, about=next(texts), words=next(texts), prompt=next(texts)) for page in story]
    note = f"{changes} Simplified characters were turned Traditional; those that our table lacks stayed as they were."
    return story.like(pages, **changed, note=joined(story.note, note))


def joined(*notes: str) -> str:
    """Notes as one text."""
    return " ".join(note for note in dict.fromkeys(notes) if note)


def told_again(story: Story, new: Sequence[Page], wishes: Wishes, **changed) -> Story:
    """The story with its new pages where they may change it, and its own pages where they may not.

    continue: `new` comes behind. One page only: `new` holds that page, or a whole story, of which that page is taken.
    Else page by page; a page that `new` lacks stays. Where only the length changes, picture prompts stay as they were.
    """
    how, pages = wishes.how.lower(), list(story)
    if how == "continue":
        return story.like([*pages, *new[:MORE]], **changed)
    places = range(len(pages)) if wishes.page is None else [wishes.page - 1]
    for place in places:
        only = wishes.page is not None and len(new) != len(pages)
        if (number := 0 if only else place) < len(new):
            page = new[number]
            if how in ("shorten", "enlarge") or not page.prompt:
                page = replace(page, prompt=pages[place].prompt)
            pages[place] = replace(page, about=pages[place].about or page.about)
    if wishes.page is not None:  # nothing else may change, the title and the looks of others least of all
        changed = {"note": changed.get("note", ""), **{k: changed[k] for k in ("made_by", "origin") if k in changed}}
    return story.like(pages, **changed)
