"""The letters of an EPUB: the fonts that go along, cut down to what the book needs, and how wide their letters are."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from ..colophon import Card
from ..fonts import Font, Shelf
from ..manuscript import Manuscript
from .fitting import Measure, estimate

MOST_FONTS = 6  # that go along; letters of further ones are the reader's own
GENERIC = '"Palatino Linotype", Palatino, Georgia, "PingFang TC", "Microsoft JhengHei", "Noto Sans TC", sans-serif'
NO_EMBEDDING, NO_SUBSETTING = 0x0002, 0x0100  # what a font's own licence bits (OS/2 fsType) may forbid


@dataclass(frozen=True)
class Lettering:
    """css: the rules that name the fonts. files: those fonts. measures: for the book's language and the second one."""

    css: str
    files: tuple[tuple[str, bytes], ...]
    measures: tuple[Measure, ...]


def lettering(told: Manuscript, card: Card) -> Lettering:
    """What the book's words are set in. What no font of this machine may write is left to the reader's own fonts."""
    tongues = [told.tongue, *([told.second] if told.second else [])]
    shelves = [Shelf(tongue.book) for tongue in tongues]
    plain, bold = _texts(told, card), _bold_text(told, card)
    needed: dict[Font, set[str]] = {}
    rows = []  # for each language its fonts, the most important first
    for shelf, text in zip(shelves, plain, strict=True):
        rows.append([])
        for font, letters in _shared_out(shelf, text).items():
            needed.setdefault(font, set()).update(letters)
            rows[-1].append(font)
    names, rules, files = {}, [], []
    for font, letters in list(needed.items())[:MOST_FONTS]:
        faces = [(font, "normal", letters)]
        faces += [(face, "bold", wanted) for face, wanted in _heavy(shelves[0], font, letters & set(bold)).items()]
        for face, weight, wanted in faces:
            data = _subset(face, "".join(sorted(wanted)))
            if data is not None:
                names.setdefault(font, f"Story {len(names) + 1}")
                file = f"fonts/story-{len(names)}-{weight}.woff"
                files.append((file, data))
                rules.append(
                    f'@font-face {{ font-family: "{names[font]}"; font-weight: {weight}; src: url("../{file}"); }}'
                )
    for tongue, fonts in zip(tongues, rows, strict=True):
        families = ", ".join([*(f'"{names[font]}"' for font in fonts if font in names), GENERIC])
        rules.append(f'body:lang({tongue.book}), [lang="{tongue.book}"] {{ font-family: {families}; }}')
    measures = tuple(_measure(shelf, frozenset(names)) for shelf in shelves)
    return Lettering("\n".join(rules), tuple(files), measures)


def _texts(told: Manuscript, card: Card) -> list[str]:
    """Every text of the book's language, and of the second one."""
    own = [
        told.title,
        told.author,
        told.link,
        *(value for value in told.tongue.words.values() if isinstance(value, str)),
    ]
    own += [card.title, card.rights, *card.notes, "0123456789 .,:;·…♪"]
    for entry in card.entries:
        own += [entry.heading, *(text for row in entry.rows for text in row)]
    for leaf in told.leaves:
        own += [leaf.heading, leaf.words, *(text for thing in leaf.things for text in (thing.name, thing.words))]
    texts = ["".join(own)]
    return texts + (["".join(leaf.translated for leaf in told.leaves)] if told.second else [])


def _bold_text(told: Manuscript, card: Card) -> str:
    """What is set in bold: titles, names of things, headings of the card."""
    words = told.tongue.words
    own = [told.title, card.title, words["things_that_sound"], *(entry.heading for entry in card.entries)]
    return "".join(own + [thing.name for leaf in told.leaves for thing in leaf.things] + ["0123456789…"])


def _heavy(shelf: Shelf, font: Font, letters: set[str]) -> dict[Font, set[str]]:
    """The bold face of a font with the letters it writes, or nothing where it has none: browsers then thicken it."""
    faces = {}
    for letter in letters:
        for face, _ in shelf.runs(letter, bold=True):
            if face != font and not face.inside.coloured:
                faces.setdefault(face, set()).add(letter)
    return dict(sorted(faces.items(), key=lambda pair: -len(pair[1]))[:1])


def _shared_out(shelf: Shelf, text: str) -> dict[Font, set[str]]:
    """The letters of a text by the font that writes them; pictures in colour are left to the reader's own fonts."""
    found: dict[Font, set[str]] = {}
    for font, run in shelf.runs("".join(dict.fromkeys(text))):
        if not font.inside.coloured:
            found.setdefault(font, set()).update(run)
    if found:  # the most used first; spaces and digits come from it
        first = max(found, key=lambda font: len(found[font]))
        found = {first: found.pop(first), **found}
        found[first] |= {letter for letter in " \u00a0" if first.has(letter)}
    return found


@lru_cache(maxsize=32)
def _subset(font: Font, letters: str) -> bytes | None:
    """A font with nothing but these letters as a WOFF file; None where its licence forbids that, or it is damaged."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    try:
        made = TTFont(font.path, fontNumber=font.index, lazy=True, recalcTimestamp=False)
        if "OS/2" in made and made["OS/2"].fsType & (NO_EMBEDDING | NO_SUBSETTING):
            return None
        if "fvar" in made:
            made = instancer.instantiateVariableFont(
                made, {axis.axisTag: axis.defaultValue for axis in made["fvar"].axes}
            )
        options = subset.Options()
        options.hinting, options.notdef_outline = False, True
        options.flavor, options.name_IDs, options.recalc_timestamp = "woff", [0, 1, 2, 4, 6, 13, 14], False
        options.drop_tables += ["FFTM", "DSIG", "PfEd", "TeX ", "BDF ", "Silt", "Silf", "Sill", "Feat", "Glat", "Gloc"]
        cutter = subset.Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(made)
        made.flavor = "woff"
        out = io.BytesIO()
        made.save(out)
    except Exception:  # fontTools raises errors of many kinds for fonts that are damaged: the reader has others
        return None
    return out.getvalue()


def _measure(shelf: Shelf, along: Iterable[Font]) -> Measure:
    """The width of a text: exact for the fonts that go along, an estimate for the rest."""

    @cache
    def letter(one: str) -> float:
        font = shelf.font_of(one)
        return font.inside.advance(one) if font in along else estimate(one)

    return lambda text: sum(map(letter, text))
