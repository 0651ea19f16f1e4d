"""Fonts that can write a text: which this machine has, which letter each of them has, and what to install.

They are looked for in this order: STORY_FONT (a font file or a folder of them), the system's, those of an attached
Kaggle dataset, those that another library brought. No font travels with this package.
"""

import os
import platform
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ..engine import NotHere
from .lines import is_wide

ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
MOST_FILES = 20_000  # looked at in an attached dataset, which may hold a million pictures
# Families in the order in which we like them, plain: lower case, letters and digits only. Andika is drawn for children
# who learn to read.
LATIN = (
    "andika", "avenirnext", "lato", "opensans", "notosans", "sourcesans3", "sourcesanspro", "segoeui", "carlito",
    "calibri", "helveticaneue", "verdana", "dejavusans", "liberationsans", "arial", "freesans",
)  # fmt: skip
HANT = ("notosanscjktc", "notosanstc", "sourcehansanstc", "sourcehansanstw", "notosanshk", "pingfangtc", "pingfang",
        "microsoftjhenghei", "msjh", "heititc", "stheiti")  # fmt: skip
HANS = ("notosanscjksc", "notosanssc", "sourcehansanssc", "sourcehansanscn", "pingfangsc", "pingfang", "microsoftyahei",
        "msyh", "heitisc", "stheiti", "simhei")  # fmt: skip
ANY_CJK = ("notosanscjk", "sourcehansans", "wenquanyimicrohei", "wqymicrohei", "wenquanyizenhei", "wqyzenhei",
           "droidsansfallback",
           "arplumingtw", "arplumingcn", "notoserifcjk", "pmingliu", "mingliu", "simsun", "unifont")  # fmt: skip
PLAINLY_NOT = re.compile(
    r"mono|condensed|narrow|light|thin|black|italic|oblique|math|symbolsneu|lastresort|serif|console|courier|typewriter|"
    r"webdings|wingdings"
)
PLACES = {
    "Windows": ("%WINDIR%/Fonts", "%LOCALAPPDATA%/Microsoft/Windows/Fonts"),
    "Darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "Linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
}
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c") | {chr(c) for c in range(0xFE00, 0xFE10)}
SHAPED = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefe]")


@dataclass(frozen=True)
class Font:
    """One face in a font file; what is in the file is looked up when it is asked for."""

    path: Path
    index: int = 0
    family: str = ""

    @property
    def plain(self) -> str:
        """Its family and file name, letters and digits only, to be compared."""
        return f"{_plain(self.family)} {_plain(self.path.stem)}"

    @property
    def inside(self) -> "Inside":
        """What is in the file. Raises OSError or a fontTools error for a file that is none."""
        return _inside(self.path, self.index)

    @property
    def works(self) -> bool:
        """Whether it is a font whose outlines can be put into a PDF."""
        return _works(self.path, self.index)

    def has(self, letter: str) -> bool:
        """Whether it can write that letter."""
        return self.works and ord(letter) in self.inside.letters


class Inside:
    """What we need of a font file; it is closed again, because a system may have hundreds of them.

    family: its name. letters: code point → glyph. weight: 400 for regular, 700 for bold. units: of the em.
    ascent: how far its highest letters rise, in ems.
    """

    def __init__(self, path: Path, index: int):
        self.path, self.index = path, index
        with self._opened() as file:
            self.letters: dict[int, str] = file.getBestCmap() or {}
            self.coloured = any(table in file for table in ("CBDT", "COLR", "sbix", "SVG "))
            self.outlined = "glyf" in file or "CFF " in file or self.coloured
            self.variable = "fvar" in file
            self.units: int = file["head"].unitsPerEm
            self.ascent: float = file["hhea"].ascent / self.units
            self.italic = bool(file["head"].macStyle & 2)
            self.family: str = file["name"].getBestFamilyName() or ""
            self.weight: int = file["OS/2"].usWeightClass if "OS/2" in file else 400

    def _opened(self):
        from fontTools.ttLib import TTFont

        return TTFont(self.path, fontNumber=self.index, lazy=True)

    @cached_property
    def _advances(self) -> dict:
        with self._opened() as file:
            return dict(file["hmtx"].metrics)

    def advance(self, letter: str) -> float:
        """How wide a letter is, in parts of the font size."""
        name = self.letters.get(ord(letter))
        return 0.0 if name is None else self._advances[name][0] / self.units


@cache
def _works(path: Path, index: int) -> bool:
    try:
        return bool(_inside(path, index).letters) and _inside(path, index).outlined
    except Exception:  # fontTools raises errors of many kinds for files that are damaged or no fonts
        return False


@cache
def _inside(path: Path, index: int) -> Inside:
    return Inside(path, index)


# ---- Which fonts there are


def fonts_here() -> tuple[Font, ...]:
    """The fonts of this machine, in the order in which they are looked for. Raises NotHere for a wrong STORY_FONT."""
    return _fonts_here(os.environ.get("STORY_FONT", "").strip())


@cache
def _fonts_here(told: str) -> tuple[Font, ...]:
    own = []
    if told:
        path = Path(told).expanduser()
        own = _faces(path) if path.is_file() else _in_folder(path)
        if not own or not any(font.works for font in own[:20]):
            raise NotHere(
                f"STORY_FONT is {told!r:.200}, and no font can be read there. Set it to a .ttf, .otf or .ttc file, "
                "or to a folder of them, or take it away: the system's own fonts are then used."
            )
    found = [*own, *(_by_fontconfig() or _by_folders()), *_attached(), *_from_libraries()]
    return tuple(dict.fromkeys(found))


def _faces(path: Path) -> list[Font]:
    """The faces in a file; those of a collection with their families, for one may be Japanese and another Taiwanese."""
    if path.suffix.lower() not in (".ttc", ".otc"):
        return [Font(path)]
    from fontTools.ttLib import TTCollection

    try:
        with TTCollection(str(path), lazy=True) as collection:
            families = [face["name"].getBestFamilyName() or "" for face in collection.fonts]
    except Exception:  # fontTools raises errors of many kinds for files that are damaged or no fonts
        return []
    return [Font(path, index, family) for index, family in enumerate(families)]


def _by_fontconfig() -> list[Font]:
    """What fontconfig lists; [] where there is none."""
    if not shutil.which("fc-list"):
        return []
    try:
        query = ["fc-list", "--format", "%{file}\t%{index}\t%{family[0]}\n"]
        done = subprocess.run(query, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return []
    rows = (line.split("\t") for line in sorted(done.stdout.splitlines()))
    # The upper half of an index names an instance of a variable font; we make our own.
    return [
        Font(Path(path), int(index) & 0xFFFF, family)
        for path, index, family in (row for row in rows if len(row) == 3)
        if path.lower().endswith(ENDINGS) and int(index) >> 16 == 0
    ]


def _by_folders() -> list[Font]:
    places = PLACES.get(platform.system(), PLACES["Linux"])
    return [
        font
        for place in places
        for font in _in_folder(Path(os.path.expandvars(place)).expanduser())
    ]  # fmt: skip


def _in_folder(folder: Path) -> list[Font]:
    files, seen = [], 0
    for place, _, names in os.walk(folder):
        seen += len(names)
        files += [Path(place) / name for name in names if name.lower().endswith(ENDINGS)]
        if seen > MOST_FILES:
            break
    return [font for path in sorted(files) for font in _faces(path)]


def _attached() -> list[Font]:
    """Fonts in a dataset that is attached to a Kaggle notebook."""
    return _in_folder(Path("/kaggle/input")) if "KAGGLE_KERNEL_RUN_TYPE" in os.environ else []


def _from_libraries() -> list[Font]:
    """Matplotlib, where it is installed (Kaggle and Colab), brings DejaVu Sans. It is not imported."""
    import importlib.util

    there = importlib.util.find_spec("matplotlib")
    if not there or not there.origin:
        return []
    found = _in_folder(Path(there.origin).parent / "mpl-data" / "fonts" / "ttf")
    return [font for font in found if "LastResort" not in font.path.name]  # it draws a box for every letter there is


# ---- Which of them writes a text


class Shelf:
    """The fonts for one language, best first; `font_of(letter)` finds one for every letter that any font here has."""

    def __init__(self, tag: str):
        self.tag = tag
        told = len(_own_fonts())
        ranked = sorted(enumerate(fonts_here()), key=lambda pair: (pair[0] >= told, _rank(pair[1], tag), pair[0]))
        self.fonts = [font for _, font in ranked]
        self._found: dict[str, Font | None] = {}
        self._widths: dict[tuple[str, bool], float] = {}  # each piece is measured for every size that is tried
        self._last: list[Font] = []  # those that were needed so far, so that a text has few

    def font_of(self, letter: str) -> Font | None:
        """The font that writes a letter, None where none does."""
        if letter not in self._found:
            fonts = [*self._last, *self.fonts]
            if letter >= "\U0001f000":  # a picture in colours, where there is one
                fonts.sort(key=lambda font: "emoji" not in font.plain)
            font = next((font for font in fonts if self._suits(font, letter)), None)
            if font is not None and font not in self._last:
                self._last.append(font)
            self._found[letter] = font
        return self._found[letter]

    def _suits(self, font: Font, letter: str) -> bool:
        # A colour font has digits too, but only to put them into boxes.
        return font.has(letter) and (not font.inside.coloured or is_emoji(letter))

    @property
    def first(self) -> Font:
        """The font of the language's own letters. Raises NotHere where there is none."""
        sample = "的" if self.tag.startswith("zh") else "あ" if self.tag.startswith("ja") else "a"
        font = self.font_of(sample)
        if font is None:
            raise NotHere(f"No font was found that could write the book. {cure(sample)}")
        return font

    def missing(self, text: str) -> list[str]:
        """The letters of a text that no font here has, each once."""
        self.first  # noqa: B018 - so that it is the one that the others follow
        return [c for c in dict.fromkeys(text) if is_seen(c) and self.font_of(c) is None]

    def runs(self, text: str, bold: bool = False) -> list[tuple[Font, str]]:
        """A text in parts that one font each writes. What is not seen, or has no font, is left out."""
        found: list[tuple[Font, str]] = []
        for letter in text:
            font = self._face(letter, bold) if is_seen(letter) else None
            if letter in " \u00a0" and found and found[-1][0].has(letter) and not found[-1][0].inside.coloured:
                font = found[-1][0]
            if font is None:
                continue
            if found and found[-1][0] == font:
                found[-1] = font, found[-1][1] + letter
            else:
                found.append((font, letter))
        return found

    def width(self, text: str, bold: bool = False) -> float:
        """How wide a text is on one line, in parts of the font size."""
        if (text, bold) not in self._widths:
            runs = self.runs(text, bold)
            self._widths[text, bold] = sum(font.inside.advance(letter) for font, run in runs for letter in run)
        return self._widths[text, bold]

    def is_bold(self, font: Font) -> bool:
        """Whether a font is a bold one by itself, or cannot be."""
        return font.inside.weight >= 600 or font.inside.variable or font.inside.coloured

    def _face(self, letter: str, bold: bool) -> Font | None:
        font = self.font_of(letter)
        heavy = _bold(font) if bold and font is not None else None
        return heavy if heavy is not None and heavy.has(letter) else font


def is_seen(letter: str) -> bool:
    """Whether a letter needs a glyph."""
    return letter not in UNSEEN and letter not in "\n\r\t" and unicodedata.category(letter) not in ("Cc", "Cf", "Cs")


def is_emoji(letter: str) -> bool:
    """Whether a letter is a small picture, which a text can do without."""
    return (
        "\U0001f000" <= letter <= "\U0001faff" or "\u2600" <= letter <= "\u27bf" or "\u2b00" <= letter <= "\u2bff"
        or letter in "\u231a\u231b\u23e9\u23ea\u23f0\u23f3\u25b6\u25c0"
    )  # fmt: skip


def check_letters(shelf: Shelf, texts: Iterable[tuple[str, str]], *, may_lack: bool = False) -> set[str]:
    """Sentences about the emoji of texts that no font here has. texts: (where it stands, the text).

    may_lack: other letters are treated like emoji. Raises NotHere with the first other letter that no font has.
    """
    lost = set()
    for where, text in texts:
        for letter in shelf.missing(text):
            named = f"“{letter}” (U+{ord(letter):04X})"
            if not may_lack and not is_emoji(letter):
                raise NotHere(f"No font here has {named}, {where}. {cure(letter)}")
            lost.add(f"{named}, {where}, was left out of the print: no font here has it. {cure(letter)}")
    return lost


def cure(letter: str) -> str:
    """What to install so that a letter can be printed."""
    if is_emoji(letter):
        package = "fonts-noto-color-emoji"
    elif is_wide(letter):
        package = "fonts-wqy-microhei" if "\u3000" <= letter <= "\u9fff" else "fonts-noto-cjk"
    elif ord(letter) < 0x250:
        package = "fonts-sil-andika"
    else:
        package = "fonts-noto-core"
    return f"Install one (apt-get install {package}), or set STORY_FONT to a font file that has it."


def _own_fonts() -> list[Font]:
    told = os.environ.get("STORY_FONT", "").strip()
    if not told:
        return []
    path = Path(told).expanduser()
    return [font for font in fonts_here() if font.path == path or path in font.path.parents]


def _rank(font: Font, tag: str) -> tuple:
    """How far down the list of favourites a font stands."""
    own = HANS if tag.startswith("zh-Hans") else HANT
    order = (*own, *ANY_CJK) if tag.startswith(("zh", "ja", "ko")) else LATIN
    family, stem = font.plain.split(" ")
    place = next((i for i, name in enumerate(order) if name in (family, stem) or stem == f"{name}regular"), None)
    if place is None:
        place = next((i + 0.5 for i, name in enumerate(order) if family.startswith(name) or stem.startswith(name)), 99)
    # Of one family the regular face comes first; fontconfig's list has them all.
    heavy = bool(
        re.search(r"bold|heavy|black|bd$|light|thin|italic|oblique|medium|semibold|(?<=segoeui)[blizs]+$", stem)
    )
    return bool(PLAINLY_NOT.search(f"{family} {stem}")), place, heavy


@cache
def _bold(font: Font) -> Font | None:
    inside = font.inside
    for other in fonts_here():
        near = other.path.parent == font.path.parent and _plain(other.path.stem)[:4] == _plain(font.path.stem)[:4]
        if not (near or (font.family and other.family == font.family)) or other == font or not other.works:
            continue
        if other.inside.family == inside.family and 600 <= other.inside.weight <= 800 and not other.inside.italic:
            return other
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())
