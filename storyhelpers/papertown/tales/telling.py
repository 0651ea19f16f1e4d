"""A cast becomes a tale in pages: which sentence stands on which page, for which age, in which tone, how long."""

import random
from dataclasses import dataclass, replace

from ...story import Page, Story
from . import en
from .casting import Cast, kinds_in
from .plots import EPISODES, SHARED, Beat
from .scenes import characters_of, prompt_for, scene_of
from .slots import LANGUAGES_OF_TALES, fill

TONES = ("funny", "calm", "exciting")
_LAYOUTS = {  # the beats of a book of so many pages, by their numbers in the plot; "search" comes with the sixth page
    1: ((0, 1, 4, 5),), 2: ((0, 1), (4, 5)), 3: ((0,), (1,), (4, 5)), 4: ((0,), (1,), (4,), (5,)),
    5: ((0,), (1,), (2,), (4,), (5,)), 6: ((0,), (1,), (2,), (3,), (4,), (5,)),
}  # fmt: skip
_COMES_BACK_TO = {"close.funny.1": "tone.funny.1", "close.funny.2": "tone.funny.3"}  # the snail, the spoon
_MERGED_PICTURE = {(0, 1, 4, 5): 4, (0, 1): 1, (4, 5): 4}  # which beat the picture of several shows


@dataclass(frozen=True)
class Leaf:
    """A page that is not written yet: the beat in its picture and heading, and the keys of its sentences."""

    beat: Beat
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Tale:
    """A tale before it is written in a language."""

    cast: Cast
    leaves: tuple[Leaf, ...] = ()
    title: str = ""
    age: int = 6


def levels(age: int) -> str:
    """The levels of the sentences for readers of that age."""
    return "1ys" if age <= 5 else "1s2" if age <= 8 else "123"


def sentences_of(beat: Beat, wanted: str, *, core: bool = False) -> list[str]:
    """The keys of a beat's sentences at these levels. core: only what a book of one page has."""
    return [
        f"{beat.key}.{number}"
        for number, level in enumerate(beat.sentences.split(), 1)
        if ("!" in level if core else level[0] in wanted)
    ]


def tell(cast: Cast, pages: int, age: int = 6, tone: str = "") -> Tale:
    """The tale in so many pages, for readers of that age. tone: "", "funny", "calm" or "exciting"."""
    rng = random.Random(f"tell/{cast.seed}")
    wanted, beats = levels(age), cast.plot.beats
    opening, friend = _opening(cast, rng), f"friend.{rng.randint(1, SHARED['friend'])}"
    episodes = _episodes(cast, rng)
    title = f"{cast.plot.name}.t{rng.randint(1, cast.plot.titles)}"
    if cast.plot.name != "secret":
        opening.append(friend)
    leaves = []
    for numbers in _LAYOUTS[min(pages, 6)]:
        shown = beats[_MERGED_PICTURE.get(numbers, numbers[0])]
        keys = opening if 0 in numbers else []
        for number in numbers:
            if number == 4:
                keys = keys + [key for beat in beats[{5: 3, 6: 4}.get(min(pages, 6), 2) : 4] for key in _needed(beat)]
            keys = keys + _of_beat(beats[number], wanted, pages, cast)
        leaves.append(Leaf(shown, tuple(keys)))
    detours = [_detour(episode.beats[0], cast, wanted) for episode in episodes[: max(0, pages - 6)]]
    if cast.plot.apart and detours:  # the friend was not along before
        number = rng.randint(1, SHARED["sequel"])
        detours[0] = replace(detours[0], keys=(f"sequel.{number}", *detours[0].keys))
        detours[-1] = replace(detours[-1], keys=(*detours[-1].keys, f"sequelend.{number}"))
        leaves += detours
    else:
        leaves[-2:-2] = detours
    return toned(Tale(cast, tuple(leaves), title, age), tone, rng)


def _detour(beat: Beat, cast: Cast, wanted: str) -> Leaf:
    """A page on the way, at the hour at which they are on the way."""
    hour = "" if cast.plot.apart else cast.plot.beats[3].time
    return Leaf(replace(beat, time=hour), tuple(sentences_of(beat, wanted)))


def _of_beat(beat: Beat, wanted: str, pages: int, cast: Cast) -> list[str]:
    if pages == 1:
        keys = sentences_of(beat, wanted, core=True)
        more = {"1ys": "s", "1s2": "2", "123": "3"}[wanted]
        if beat.key.endswith((".turn", ".wish")) and more != "s":
            keys += [key for key in sentences_of(beat, more) if key not in keys][:1]
    else:
        keys = sentences_of(beat, wanted)
    if beat.key == "secret.turn":
        keys.insert(1, "stranger.1")
    return keys


def _needed(beat: Beat) -> list[str]:
    """The keys of what the turn needs to know of a beat that has no page."""
    return [f"{beat.key}.{number}" for number, level in enumerate(beat.sentences.split(), 1) if "+" in level]


def _opening(cast: Cast, rng: random.Random) -> list[str]:
    keys = [f"open.{rng.randint(1, SHARED['open'])}"]
    line, other = rng.randint(1, 2), rng.randint(1, SHARED["things"])
    if "fish" in (cast.facts.figure("H").name, cast.facts.figure("F").name):
        keys.append("fish.1")
    if cast.facts.others:
        keys.append(f"things.{other}")
    keys += [f"time.{cast.time}.{line}"] if cast.time else []
    keys += [f"weather.{cast.weather}.{line}"] if cast.weather else []
    return keys


def _episodes(cast: Cast, rng: random.Random) -> list:
    """All episodes, those first that none of the cast plays in already, nor the thing of the tale."""
    here = {cast.facts.figure("H").name, cast.facts.figure("F").name}
    order = rng.sample(EPISODES, len(EPISODES))
    thing = cast.facts.thing or "nothing"
    return sorted(order, key=lambda e: bool(here & kinds_in(e)) + 2 * (thing in e.beats[0].figures))


def toned(tale: Tale, tone: str, rng: random.Random) -> Tale:
    """The tale with the sentences of a tone: one on every page of a short book, on every second of a long one."""
    if tone not in TONES:
        return tale
    leaves, last = list(tale.leaves), len(tale.leaves) - 1
    lines = tone_lines(tone, rng)
    for i, leaf in enumerate(leaves):
        if i == last:
            used = {key for other in leaves for key in other.keys}
            leaves[i] = replace(leaf, keys=(*leaf.keys, closing(tone, used, rng)))
        elif (last < 5 or i % 2) and not (tone == "exciting" and i == 0):
            alone = tale.cast.plot.apart and leaf.beat.key.startswith(tale.cast.plot.name)
            if key := next((key for key in lines if not (alone and "{F" in en.SENTENCES[key])), ""):
                lines.remove(key)
                leaves[i] = replace(leaf, keys=(*leaf.keys, key))
    return replace(tale, leaves=tuple(leaves))


def tone_lines(tone: str, rng: random.Random) -> list[str]:
    """The keys of all sentences of a tone, shuffled."""
    return [f"tone.{tone}.{i}" for i in rng.sample(range(1, SHARED[f"tone.{tone}"] + 1), SHARED[f"tone.{tone}"])]


def closing(tone: str, used: set[str], rng: random.Random) -> str:
    """The key of a last sentence in a tone; one that comes back to something only where that was told."""
    keys = [f"close.{tone}.{i}" for i in range(1, SHARED[f"close.{tone}"] + 1)]
    fit = [key for key in keys if key in _COMES_BACK_TO and _COMES_BACK_TO[key] in used]
    return rng.choice(fit or [key for key in keys if key not in _COMES_BACK_TO])


def heading(leaf: Leaf) -> str:
    """The key of a page's heading."""
    return f"{leaf.beat.key}.h"


def words_of(keys: tuple[str, ...], cast: Cast, language: str) -> str:
    """The sentences of these keys as one paragraph."""
    table = LANGUAGES_OF_TALES()[language]
    joint = "" if language == "zh-TW" else " "
    return joint.join(fill(table[key], cast.facts, language) for key in keys)


def write(tale: Tale, language: str) -> Story:
    """The story in a language, with its characters and a picture prompt on every page."""
    characters = characters_of(tale.cast, language)
    pages = []
    for number, leaf in enumerate(tale.leaves):
        about = words_of((heading(leaf),), tale.cast, language)
        prompt = prompt_for(scene_of(leaf.beat, tale.cast, first=number == 0), characters)
        pages.append(Page(about=about, words=words_of(leaf.keys, tale.cast, language), prompt=prompt))
    title = words_of((tale.title,), tale.cast, language)
    return Story(pages, title=title, language=language, characters=characters, age=tale.age)


__all__ = ["TONES", "Leaf", "Tale", "heading", "levels", "sentences_of", "tell", "toned", "words_of", "write"]
