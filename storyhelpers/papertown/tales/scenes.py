"""The picture of a page: the beat of a tale → a Scene → an English prompt in which "[Mimi]" stands for Mimi's looks."""

import re
from dataclasses import replace

from ...scenegraph import COLOURS, Figure, Relation, Scene
from ...story import Character, cast_in
from ..figures import KINDS as DRAWN
from ..lexicon import BUILDINGS, KINDS, PATTERNS, PEOPLE, POSES, RELATIONS, SIZES
from ..phrases import listed, noun
from ..prompts import prompt_of, worn
from .casting import Cast
from .plots import Beat

_NAMES = sorted(KINDS, key=len, reverse=True)
_HOWS = sorted(RELATIONS, key=len, reverse=True)


def looks_of(figure: Figure) -> str:
    """A figure as a character sheet tells it in English: "small orange tabby cat wearing a red scarf"."""
    person = figure.name in PEOPLE
    before = [figure.size, "" if person else figure.colour, "" if person else figure.pattern, noun(figure.name)]
    dressed = " ".join(w for w in (figure.pattern, figure.colour) if w) if person else ""
    pieces = [worn(c.name, c.colour, False) for c in figure.clothes]
    tail = [f"in {dressed}" if dressed else "", f"wearing {listed(pieces)}" if pieces else ""]
    return " ".join(w for w in [*before, *tail] if w)


def scene_of(beat: Beat, cast: Cast, *, first: bool = False) -> Scene:
    """The scene of a beat. first: what else the idea named stands in it too."""
    people = {who: replace(cast.facts.figure(who), who=cast.facts.name(who).latin) for who in "HF"}
    marks, figures = [], []
    for item in beat.figures.split(", "):
        mark, figure = _figure(item, people, cast.thing)
        marks.append(mark)
        figures.append(figure)
    relations = _relations(beat.relations, marks)
    if first:
        figures += [replace(f, asked=True) for f in cast.facts.others]
    names = [figure.name for figure in figures]
    for i, figure in enumerate(figures):
        if figure.who and names.count(figure.name) > 1:  # "the cat" would not say which
            figures[i] = replace(figure, pose="")
    plain = [not figure.who or names.count(figure.name) == 1 for figure in figures]
    relations = [r for r in relations if plain[r.subject] and plain[r.object]]
    place = beat.place or cast.facts.place
    if place in ("beach", "sea") and set(names) & set(BUILDINGS):
        place = "hills"  # a house does not stand in the waves
    time = beat.time or cast.time or cast.plot.time
    time = "night" if (cast.time, time) == ("night", "sunset") else time
    order = tuple(sorted(relations, key=lambda r: (r.subject, r.how, r.object)))
    return Scene(tuple(figures), order, place, time, beat.weather or cast.weather or cast.plot.weather)


def _figure(item: str, people: dict[str, Figure], thing: Figure | None) -> tuple[str, Figure]:
    mark, _, rest = item.partition(" ")
    if mark in ("H", "F", "T"):
        figure = thing if mark == "T" else people[mark]
    else:
        mark = next(name for name in _NAMES if re.match(rf"{name}\b", item))
        figure, rest = Figure(mark), item[len(mark) :]
    for word in rest.split():
        if word in POSES:
            figure = replace(figure, pose=word) if word in DRAWN[figure.name].poses else figure
        else:
            role = "colour" if word in COLOURS else "size" if word in SIZES else "pattern"
            assert role != "pattern" or word in PATTERNS, item
            figure = replace(figure, **{role: word})
    return mark, figure


def _relations(words: str, marks: list[str]) -> list[Relation]:
    if not words:
        return []
    how = next(h for h in _HOWS if f" {h} " in words)
    subject, objects = words.split(f" {how} ")
    return [Relation(marks.index(subject), how, marks.index(one)) for one in objects.split(" and ")]


def characters_of(cast: Cast, language: str) -> tuple[Character, ...]:
    """The hero and the friend as characters of a story in this language."""
    made = []
    for who in "HF":
        name, figure = cast.facts.name(who), cast.facts.figure(who)
        spelled = name.of(language)
        called = "" if spelled == name.latin and spelled.isascii() else name.latin
        made.append(Character(spelled, looks_of(figure), figure.name, called))
    return tuple(made)


def prompt_for(scene: Scene, characters: tuple[Character, ...]) -> str:
    """The prompt of a scene, with the names of the characters in brackets."""
    return prompt_of(scene, {one.latin: one.name for one in characters if one.latin})


def scene_in(prompt: str, characters: tuple[Character, ...]) -> Scene:
    """The scene that a prompt with names in brackets means."""
    from ..reader import read

    return read(cast_in(prompt, characters), "en")


__all__ = ["characters_of", "looks_of", "prompt_for", "scene_in", "scene_of"]
