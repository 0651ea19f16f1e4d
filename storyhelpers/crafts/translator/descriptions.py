"""What the offline describer says, turned into another language: each of its sentences is found again by making it.

A description is read into what it may have been made of (`Sight`, `Panorama`, `Impression`, `Look`); it counts as
understood only where the describer makes exactly these words of it again.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import permutations, product
from os.path import commonprefix

from ..describer import _telling
from ..describer.findings import Panorama, Sight
from ..describer.measures import NAMED, Impression, Look

COLUMNS, ROWS = ("left", "middle", "right"), ("top", "middle", "bottom")
_WHERE = tuple(product(COLUMNS, ROWS))
_BLANK = Impression((("red", 1.0),), "", "", "medium", "", "medium", None, None, "wide", True)
_LOOK = Look((("red", 1.0),), "", "compact", "upright", False, 1, 0.1, "middle", "middle", False, "smooth", "alike")
_LIGHTS, _CONTRASTS = ("dark", "dim", "medium", "bright"), ("strong", "soft", "medium")
_SHAPES = ("round", "oval", "boxy", "slender", "tall", "wide", "irregular", "compact")
_SHARES = (0.005, 0.03, 0.06, 0.1, 0.2, 0.25, 0.35, 0.5, 0.7)


def description_in(text: str, source: str, to: str) -> str | None:
    """A sentence of the offline describer in another language; None where it is none."""
    return _measured(text, source, to) or _sighted(text, source, to) or _viewed(text, source, to)


# ---- what was measured


@cache
def _shades(language: str) -> dict[str, str]:
    """Every measured colour → the bare word that the describer has for it."""
    tell = _telling(language)
    words = {name: tell._colours(((name, 0.9),)) for name in NAMED}
    before = len(commonprefix(list(words.values())))
    after = len(commonprefix([word[::-1] for word in words.values()]))
    return {name: word[before : len(word) - after] for name, word in words.items()}


def _mixture(text: str, language: str) -> tuple | None:
    """The mixture of up to three colours that the describer puts into these words."""
    tell, there = _telling(language), [name for name, word in _shades(language).items() if word in text]
    for count in (1, 2, 3):
        for names in permutations(there, count):
            for shares in ((0.9,), (0.6,)) if count == 1 else ((0.6, 0.2, 0.2), (0.4, 0.3, 0.2)):
                colours = tuple(zip(names, shares))
                if tell._colours(colours) == text:
                    return colours
    return None


def _frames() -> Iterator[tuple]:
    """What stands around the colours: (kind, what it was measured as), for whole pictures and for parts of them."""
    for form, light, contrast in product(
        ("wide", "tall", "square"), ("dark", "dim", "medium", "bright"), ("strong", "soft", "medium")
    ):
        yield "picture", replace(_BLANK, format=form, light=light, contrast=contrast), False
    for form in ("wide", "tall", "square"):
        yield "picture", replace(_BLANK, format=form), True
    for shape, (column, row) in product(_SHAPES, _WHERE):
        yield "region", replace(_LOOK, shape=shape, column=column, row=row), False


def _framed(kind: str, what, long: bool, language: str) -> str:
    tell = _telling(language)
    if kind == "region":
        return tell.region(what, long)
    return _pieces(tell.picture(what, long), language)[0] if long else tell.picture(what, long)


@cache
def _coloured(language: str) -> list[tuple[str, str, tuple]]:
    rows = []
    blank = _telling(language)._colours(_BLANK.colours)
    for kind, what, long in _frames():
        words = _framed(kind, what, long, language)
        if blank in words:
            before, after = words.split(blank, 1)
            rows.append((before, after, (kind, what, long)))
    return rows


def _measured(text: str, source: str, to: str) -> str | None:
    for before, after, (kind, what, long) in _coloured(source):
        if text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after):
            colours = _mixture(text[len(before) : len(text) - len(after)], source)
            if colours:
                return _framed(kind, replace(what, colours=colours), long, to)
    at = _plain(source).get(text)
    return _plain_rows(to)[at] if at is not None else None


@cache
def _plain_rows(language: str) -> list[str]:
    """Every further sentence on a measured picture or part of one, in an order that is the same in all languages."""
    tell, rows = _telling(language), []
    for light, contrast, warmth in product(_LIGHTS, _CONTRASTS, ("warm", "cool", "")):
        rows.append(
            _pieces(tell.picture(replace(_BLANK, light=light, contrast=contrast, warmth=warmth), True), language)[1]
        )
    for top, bottom in permutations(NAMED, 2):
        rows.append(_pieces(tell.picture(replace(_BLANK, top=top, bottom=bottom), True), language)[2])
    for bright, busy in product((None, *_WHERE), (None, *_WHERE)):
        rows.append(_pieces(tell.picture(replace(_BLANK, brightest=bright, busiest=busy), True), language)[2])
    rows.append(_pieces(tell.picture(replace(_BLANK, calm=False), True), language)[2])
    for share, texture in product((*_SHARES, 0.95), ("smooth", "soft", "speckled", "striped", "lively")):
        rows.append(_pieces(tell.region(replace(_LOOK, share=share, texture=texture), True), language)[1])
    for around, light in product(("", *NAMED), ("brighter", "darker", "alike")):
        look = replace(_LOOK, colours=(("red" if around != "red" else "blue", 1.0),), around=around, light=light)
        rows.append(_pieces(tell.region(look, True), language)[2])
    for count, jagged, edge, (shape, lean) in product(
        (1, 2, 3, 4, 5, 6), (False, True), (False, True),
        (("compact", "upright"), ("slender", "upright"), ("slender", "lying"), ("slender", "slanting")),
    ):  # fmt: skip
        pieces = _pieces(
            tell.region(replace(_LOOK, pieces=count, jagged=jagged, edge=edge, shape=shape, lean=lean), True), language
        )
        rows.append(pieces[3] if len(pieces) > 3 else "")
    return rows


@cache
def _plain(language: str) -> dict[str, int]:
    return {row: i for i, row in reversed(list(enumerate(_plain_rows(language)))) if row}


def _pieces(text: str, language: str) -> list[str]:
    from ...papertown.tales import sentences

    return sentences(text)


# ---- what the scene graph knew


def _sighted(text: str, source: str, to: str) -> str | None:
    """One figure of a picture, in its short form."""
    from ...papertown.tales.slots import read_dressed

    scene, tell = read_dressed(text, source), _telling(source)
    if not scene.figures or len(scene.figures) > 3:
        return None
    first, *others = (replace(f, pose=f.pose, hidden=f.hidden) for f in scene.figures)
    hows = [r.how for r in scene.relations if r.subject == 0] or ["next to"]
    relations: list[tuple] = [()]
    if others:
        relations += [(how, *others[:count]) for how in hows for count in (1, 2) if count <= len(others)]
    poses = dict.fromkeys((first.pose, "", "standing", "sitting", "flying"))
    for pose, hidden, relation in product(poses, (first.hidden, not first.hidden), relations):
        for beside in ((), tuple(others[:1])):
            for (column, row), weather in product(_WHERE, ("", "rain", "snow", "wind")):
                sight = Sight(
                    replace(first, pose=pose, hidden=hidden),
                    column,
                    row,
                    relation=relation,
                    beside=beside,
                    weather=weather,
                )
                if tell.figure(sight, False) == text:
                    return _telling(to).figure(sight, False)
    return None


def _viewed(text: str, source: str, to: str) -> str | None:
    """A whole picture, in its short form."""
    from ...papertown.lexicon import PLACES, TIMES, WEATHERS
    from ...papertown.tales.slots import read_dressed

    scene = read_dressed(text, source)
    hidden = tuple(f for f in scene.figures if f.hidden)
    shown = tuple(f for f in scene.figures if not f.hidden)
    for place, time, weather in product(PLACES, TIMES, WEATHERS) if shown or hidden else ():
        known = replace(scene, place=place, time=time, weather=weather, unknown=())
        panorama = Panorama(known, (), (), shown, hidden)
        if _telling(source).scene(panorama, False) == text:
            return _telling(to).scene(panorama, False)
    return None
