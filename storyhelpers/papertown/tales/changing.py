"""A tale that was written is understood again and told in another way: shorter, longer, in a tone, one more page."""

import random
import re
from dataclasses import dataclass, replace

from ...scenegraph import Figure
from ...story import Character, Page, Story
from .casting import Cast, kinds_in
from .names import name_for
from .plots import EPISODES, PLOTS, SHARED, Beat
from .reading import Told, agreed, told_in, understand
from .scenes import looks_of, prompt_for, scene_in, scene_of
from .slots import LANGUAGES_OF_TALES, Facts, fill
from .telling import TONES, closing, levels, sentences_of, tone_lines

_BEATS: dict[str, Beat] = {beat.key: beat for plot in (*PLOTS, *EPISODES) for beat in plot.beats}
_PLOT_OF = {beat.key: plot for plot in PLOTS for beat in plot.beats}


@dataclass(frozen=True)
class Known:
    """A story of which the sentences are known. pages: what each page says. facts: what all of them know together."""

    story: Story
    language: str
    pages: tuple[tuple[Told, ...], ...]
    facts: Facts

    @property
    def is_tale(self) -> bool:
        """Whether the tales recognise most of it."""
        all_of = [one for page in self.pages for one in page]
        return sum(bool(one.key) for one in all_of) * 2 > len(all_of)

    @property
    def plot(self):
        """Its plot, None where no sentence of one is left."""
        found = [_PLOT_OF[key] for page in self.pages for key in map(_beat_of, page) if key in _PLOT_OF]
        return max(found, key=found.count) if found else None


def know(story: Story, language: str) -> Known:
    """What the tales recognise of a story."""
    pages = [understand(page.words, language) for page in story]
    ends = [0]
    for page in pages:
        ends.append(ends[-1] + len(page))
    told = agreed([one for page in pages for one in page])
    facts = Facts()
    for one in told:
        facts = facts.joined(one.facts)
    for who in "HF":
        name = facts.name(who)
        of = next((c for c in story.characters if name and c.name == name.of(language)), None)
        if of and facts.figure(who) is None and (figure := figure_of(of)):
            facts = facts.joined(Facts(figures=((who, figure),)))
    if not facts.place and story:
        place = scene_in(story[0].prompt, story.characters).place
        facts = facts.joined(Facts(place=place)) if place else facts
    return Known(story, language, tuple(tuple(told[a:b]) for a, b in zip(ends, ends[1:])), facts)


def figure_of(character: Character) -> Figure | None:
    """The figure that a character's looks describe, None where the paper town has none."""
    from ..reader import read

    figures = read(f"a {character.looks}", "en").figures
    return replace(figures[0], pose="", who="") if figures else None


def _beat_of(told: Told) -> str:
    return told.key.rpartition(".")[0]


def _written(known: Known, page: list[Told]) -> str:
    joint = "" if known.language == "zh-TW" else " "
    return joint.join(told_in(one, known.language) if one.key else one.text for one in page)


def _level(told: Told) -> str:
    beat = _BEATS.get(_beat_of(told))
    return beat.sentences.split()[int(told.key.rpartition(".")[2]) - 1] if beat else ""


def shorter(known: Known, numbers: list[int]) -> dict[int, str] | None:
    """New words for the pages of these numbers (from 0), by number; None where nothing can go any more."""
    changed = {}
    for n in numbers:
        page = list(known.pages[n])
        for drop in (
            lambda one: _level(one)[:1] == "3" or one.key.startswith(("tone.", "close.")),
            lambda one: _level(one) in ("2", "2!"),
            lambda one: _level(one)[:1] in ("s", "y") or one.key.startswith(("weather.", "time.", "things.")),
        ):
            kept = [one for one in page if not (one.key and drop(one))]
            if kept and len(kept) < len(page):
                changed[n] = _written(known, kept)
                break
    return changed or None


def longer(known: Known, numbers: list[int]) -> dict[int, str] | None:
    """New words for these pages with the next more detailed sentences; None where there are none."""
    changed = {}
    for n in numbers:
        page = list(known.pages[n])
        beats = [key for key in dict.fromkeys(map(_beat_of, page)) if key in _BEATS]
        for level in ("1", "2", "3", "s"):
            new = [
                key
                for beat in beats
                for key in sentences_of(_BEATS[beat], level)
                if key not in [one.key for one in page] and known.facts.has(LANGUAGES_OF_TALES()[known.language][key])
            ]
            if new:
                if level == "2":
                    page = [one for one in page if _level(one) != "y"]
                for key in new:
                    _insert(page, Told(key, known.facts, ""))
                changed[n] = _written(known, page)
                break
    return changed or None


def _insert(page: list[Told], new: Told):
    """Puts a sentence among those of its beat, where its number is."""
    beat, number = new.key.rpartition(".")[0], int(new.key.rpartition(".")[2])
    places = [(i, int(one.key.rpartition(".")[2])) for i, one in enumerate(page) if _beat_of(one) == beat]
    page.insert(max((i + 1 for i, other in places if other < number), default=places[0][0]), new)


def in_tone(known: Known, tone: str, numbers: list[int]) -> dict[int, str]:
    """New words for these pages in a tone."""
    assert tone in TONES
    rng = random.Random(f"tone/{known.story.title}/{tone}")
    elsewhere = {one.key for i, page in enumerate(known.pages) if i not in numbers for one in page}
    table = LANGUAGES_OF_TALES()[known.language]
    apart = known.plot is not None and known.plot.apart
    lines = [key for key in tone_lines(tone, rng) if key not in elsewhere and known.facts.has(table[key])]
    changed, last, used = {}, len(known.pages) - 1, set(elsewhere)
    for count, n in enumerate(numbers):
        page = [one for one in known.pages[n] if not one.key.startswith(("tone.", "close."))]
        close = closing(tone, used, rng)
        alone = apart and any(_beat_of(one) in _PLOT_OF for one in page)
        key = next((key for key in lines if not (alone and "{F" in table[key])), "")
        if n == last and known.facts.has(table[close]):
            page.append(Told(close, known.facts, ""))
        elif key and (len(numbers) < 7 or count % 2 == 0):
            lines.remove(key)
            used.add(key)
            page.append(Told(key, known.facts, ""))
        changed[n] = _written(known, page)
    return changed


def one_more(known: Known) -> Page | None:
    """One more page, on which something new happens and ends well; None where there is nothing new any more."""
    told = {one.key for page in known.pages for one in page}
    met = {_beat_of(one) for page in known.pages for one in page}
    count = sum(key.startswith("sequel.") for key in told)
    here = {figure.name for _, figure in known.facts.figures}
    fresh = [e for e in EPISODES if e.beats[0].key not in met and not here & kinds_in(e)]
    if count >= SHARED["sequel"] or not fresh or not known.facts.has("{H.desc}{F.desc}"):
        return None
    rng = random.Random(f"more/{known.story.title}/{count}")
    order = random.Random(f"sequel/{known.story.title}").sample(range(1, SHARED["sequel"] + 1), SHARED["sequel"])
    beat, number = rng.choice(fresh).beats[0], order[count]
    wanted = levels(known.story.age)
    keys = [f"sequel.{number}", *sentences_of(beat, wanted), f"sequelend.{number}"]
    facts = known.facts.joined(Facts(place="park"))
    cast = Cast(known.plot or PLOTS[0], facts, known.story.title)
    page = [Told(key, facts, "") for key in keys]
    about = fill(LANGUAGES_OF_TALES()[known.language][f"{beat.key}.h"], facts, known.language)
    characters = known.story.characters
    prompt = prompt_for(scene_of(beat, replace(cast, plot=replace(cast.plot, time="", weather=""))), characters)
    return Page(about=about, words=_written(known, page), prompt=prompt)


# ---- changes of what a tale is about


def with_weather(known: Known, weather: str, time: str, place: str, numbers: list[int]) -> dict[int, Page]:
    """New pages for these numbers in which the weather, the time or the home is another, in words and pictures."""
    changed, home = {}, known.facts.place
    missing = [sort for sort, value in (("weather", weather), ("time", time)) if value]
    for n in numbers:
        page, out = list(known.pages[n]), []
        for one in page:
            sort = one.key.partition(".")[0]
            if sort == "weather" and weather or sort == "time" and time:
                if sort in missing:
                    out.append(Told(_line(sort, weather if sort == "weather" else time, known), Facts(), ""))
                    missing.remove(sort)
                continue
            if one.key and place and one.facts.place:
                one = replace(one, facts=replace(one.facts, place=place))
            out.append(one)
        for sort in list(missing):
            at = 1 if out and out[0].key.startswith(("open.", "sequel.")) else 0
            out.insert(at, Told(_line(sort, weather if sort == "weather" else time, known), Facts(), ""))
            missing.remove(sort)
        old = known.story[n]
        scene = scene_in(old.prompt, known.story.characters)
        moved = place if place and (scene.place == home or len(numbers) == 1) else scene.place
        scene = replace(scene, weather=weather or scene.weather, time=time or scene.time, place=moved)
        changed[n] = replace(_empty(old), words=_written(known, out), prompt=prompt_for(scene, known.story.characters))
    return changed


def _line(sort: str, value: str, known: Known) -> str:
    used = {one.key for page in known.pages for one in page}
    keys = [f"{sort}.{value}.{i}" for i in (1, 2)]
    return next((key for key in keys if key not in used), keys[0])


def _empty(page: Page) -> Page:
    return Page(about=page.about)


def with_looks(known: Known, character: Character, figure: Figure) -> Story:
    """The story with another look of a character: in the sentence that tells it and on the character sheet."""
    new = replace(character, looks=looks_of(figure), kind=figure.name)
    pages = []
    for old, page in zip(known.story, known.pages):
        out, touched = [], False
        for one in page:
            who = next((w for w, n in one.facts.names if n.of(known.language) == character.name), "")
            if one.key and who and one.facts.figure(who):
                one, touched = replace(one, facts=replace(one.facts, figures=tuple(
                    {**dict(one.facts.figures), who: figure}.items()))), True  # fmt: skip
            out.append(one)
        pages.append(_rewritten(old, words=_written(known, out)) if touched else old)
    cast = tuple(new if one == character else one for one in known.story.characters)
    return known.story.like(pages, characters=cast)


def _rewritten(page: Page, **changed) -> Page:
    """A copy of a page with other words; what was spoken of the old ones goes."""
    kept = {"regions": list(page.regions), "sounds": list(page.sounds)}
    return replace(page, **kept, translations={}, readings={}, reading=None, **changed)


def with_name(known: Known, character: Character, name: str) -> Story:
    """The story with another name for a character, everywhere. Works on texts that are no tales, too."""
    language = known.language
    given = name_for(name)
    spelled = given.of(language) if given.latin != given.chinese else name
    latin = re.search("[A-Za-z]", name) and name or given.latin

    def renamed(text: str) -> str:
        if language == "zh-TW":
            return text.replace(character.name, spelled)
        return re.sub(rf"(?<!\w){re.escape(character.name)}(?!\w)", lambda _: spelled, text)

    def prompt(text: str) -> str:
        return text.replace(f"[{character.name}]", f"[{spelled}]")

    pages = [
        _rewritten(page, about=renamed(page.about), words=renamed(page.words), prompt=prompt(page.prompt))
        for page in known.story
    ]
    called = "" if spelled.isascii() else latin
    new = replace(character, name=spelled, called=called)
    cast = tuple(new if one == character else one for one in known.story.characters)
    return known.story.like(pages, title=renamed(known.story.title), characters=cast)


__all__ = [
    "Known",
    "figure_of",
    "in_tone",
    "know",
    "longer",
    "one_more",
    "shorter",
    "with_looks",
    "with_name",
    "with_weather",
]
