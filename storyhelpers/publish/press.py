"""The press: sheets of paper on which words, pictures and codes are put, written as a PDF that can be read aloud.

All measures are millimetres from the upper left corner; sizes of type are points. It embeds parts of the fonts only,
tags words, pictures and ornaments for screen readers, and knows nothing of books.
"""

import io
import logging
from collections.abc import Iterable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image

from ..engine import NotHere
from .fonts import SHAPED, Font, Shelf
from .lines import broken
from .palette import INK, Colour
from .qr import QUIET, runs, squares

DPI = 150  # print quality of pictures
POINT = 25.4 / 72  # mm
LEAST_RIM = 13  # points; smaller letters with a rim would clot
BLEED = 1.0  # mm that a ground reaches over the edge of the sheet, so that no hair of white stays
HALF_EMPTY, HANGS = frozenset("「『（《〈【"), 0.42  # marks whose left half is white; so many ems of it
RIGHT_TO_LEFT = ("R", "AL")
CURVE = 0.5523  # how far the handle of a Bézier curve stands off for a quarter of a circle


@dataclass(frozen=True)
class Type:
    """How words are set: fonts, size in points, colour; leading as a multiple of the size; tag of their language."""

    shelf: Shelf
    size: float
    colour: Colour = INK
    bold: bool = False
    leading: float = 1.4
    tag: str = ""

    @property
    def line(self) -> float:
        """From one line to the next, in mm."""
        return self.size * self.leading * POINT

    @property
    def base(self) -> float:
        """From the top of a line to where its letters stand, in mm: their middle is the middle of the line."""
        return self.line / 2 + self.size * POINT * 0.36

    @property
    def top(self) -> float:
        """From the top of a line to where the font says that its highest letters end, in mm."""
        return self.base - self.shelf.first.inside.ascent * self.size * POINT

    def width(self, text: str) -> float:
        """How wide a text is on one line, in mm."""
        return self.shelf.width(text, self.bold) * self.size * POINT

    def lines(self, text: str, width: float, *, even: bool = False) -> list[str]:
        """The text in lines that are at most `width` mm wide."""
        return broken(text, width, self.width, even=even)


def plain_type(tag: str) -> Type:
    """The type of a language, ten points; Chinese letters need more air between the lines."""
    leading = 1.49 if tag.startswith(("zh", "ja", "ko")) else 1.42
    return Type(Shelf(tag), 10, INK, leading=leading, tag=tag)


class Press:
    """A PDF under way. `sheet()` begins a page; `pdf` gives the file's bytes."""

    def __init__(
        self,
        width: float,
        height: float,
        *,
        title: str,
        author: str = "",
        tag: str = "en",
        source: str = "",
        quality: int = 88,
    ):
        from fpdf import FPDF
        from fpdf.prefs import ViewerPreferences

        self.width, self.height, self.quality = width, height, quality
        self._pdf = FPDF(unit="mm", format=(width, height))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.alias_nb_pages(None)  # else "{nb}" in a book would become the number of pages
        self._pdf.set_title(title)
        self._pdf.set_author(author)
        self._pdf.set_lang(tag)
        self._pdf.set_creator("Storybook Studio")
        self._pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._pdf.set_xmp_metadata(_xmp(title, author, tag, source))
        self._names: dict[Font, str] = {}

    def sheet(self, bookmark: str = "") -> None:
        """Begins a page; a bookmark leads to it."""
        self._pdf.add_page()
        self._pdf.set_xy(0, 0)
        if bookmark:
            self._pdf.start_section(bookmark)

    def bytes(self) -> bytes:
        """The finished file."""
        log = logging.getLogger("fontTools.subset")
        before = log.level
        log.setLevel(logging.ERROR)  # it tells of tables that no PDF needs
        try:
            return bytes(self._pdf.output())
        finally:
            log.setLevel(before)

    # ---- Words

    def words(
        self,
        lines: Iterable[str],
        x: float,
        y: float,
        how: Type,
        *,
        width: float = 0,
        align: str = "left",
        tag: str = "P",
    ) -> float:
        """Sets lines with the top of the first at `y`; answers where the next line would begin.

        align: "left", "center" or "right" within `width`. tag: the kind of the paragraph in the file, "" for an
        ornament that is not read aloud.
        """
        lines = list(lines)
        with self._tagged(tag, how.tag) if tag else self._ornament():
            for number, text in enumerate(lines):
                self._line(text, x, y + number * how.line + how.base, how, width, align)
        return y + len(lines) * how.line

    def _line(self, text: str, x: float, base: float, how: Type, width: float, align: str) -> None:
        if needs_shaping(text):
            self._shaped(text, x, base, how, width, align)
            return
        spare = width - how.width(text) if align != "left" else 0
        x += spare / 2 if align == "center" else spare
        if align == "left" and text and text[0] in HALF_EMPTY:  # hangs out, so that the letters stand below each other
            x -= HANGS * how.size * POINT
        for font, run in how.shelf.runs(text, how.bold):
            self._set(font, how)
            faint = how.bold and how.size >= LEAST_RIM and not how.shelf.is_bold(font)
            with self._rimmed(how) if faint else nullcontext():
                self._pdf.text(x, base, run)
            x += sum(font.inside.advance(letter) for letter in run) * how.size * POINT

    def _shaped(self, text: str, x: float, base: float, how: Type, width: float, align: str) -> None:
        """A line of a script whose letters are joined, or that runs from right to left."""
        fonts = list(dict.fromkeys(font for font, _ in how.shelf.runs(text, how.bold)))
        lost = how.shelf.missing(text)
        text = "".join(letter for letter in text if letter not in lost)
        for font in fonts:
            self._set(font, how)
        self._pdf.set_fallback_fonts([self._names[font] for font in fonts[1:]])
        self._set(fonts[0], how)
        self._pdf.set_text_shaping(True)
        wide = self._pdf.get_string_width(text)
        spare = max(0.0, (width or wide) - wide)
        x += spare / 2 if align == "center" else spare if align == "right" else 0
        self._pdf.set_xy(x - self._pdf.c_margin, base - how.size * POINT * 0.8)
        self._pdf.cell(wide + 2 * self._pdf.c_margin, how.size * POINT, text, align="L")
        self._pdf.set_text_shaping(False)
        self._pdf.set_fallback_fonts([])

    def _set(self, font: Font, how: Type) -> None:
        if font not in self._names:
            name = f"f{len(self._names)}"
            weight = {"wght": 700.0 if how.bold else 400.0} if font.inside.variable else None
            self._pdf.add_font(name, "", font.path, collection_font_number=font.index, variations=weight)
            self._names[font] = name
        self._pdf.set_font(self._names[font], "", how.size)
        self._pdf.set_text_color(*how.colour)

    @contextmanager
    def _rimmed(self, how: Type):
        """A family that has no bold face: the letters get a thin rim of their own colour."""
        self._pdf.set_draw_color(*how.colour)
        with self._pdf.local_context(text_mode="FILL_STROKE", line_width=how.size * POINT * 0.035):
            yield

    # ---- Pictures and shapes

    def picture(
        self, image: Image.Image, x: float, y: float, width: float, height: float, alt: str, *, radius: float = 0
    ):
        """Puts a picture there, at 150 dpi at most; alt: what a screen reader says of it."""
        across, down = (max(1, round(side / 25.4 * DPI)) for side in (width, height))
        if image.width > across * 1.1:
            image = image.resize((across, down), Image.Resampling.LANCZOS, reducing_gap=3)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=self.quality, subsampling=0 if self.quality > 80 else 2, optimize=True)
        out.seek(0)
        with self._clipped(x, y, width, height, radius):
            self._pdf.image(out, x, y, width, height, alt_text=alt)

    def panel(
        self, x: float, y: float, width: float, height: float, colour: Colour, *, radius: float = 0, cover: float = 1
    ):
        """A plain area; cover: how much of what is under it is hidden, 0 … 1."""
        if (x, y, width, height) == (0, 0, self.width, self.height):
            x, y, width, height = -BLEED, -BLEED, width + 2 * BLEED, height + 2 * BLEED
        with self._ornament(), self._pdf.local_context(fill_opacity=cover):
            self._pdf.set_fill_color(*colour)
            if radius:
                self._pdf.rect(x, y, width, height, style="F", round_corners=True, corner_radius=radius)
            else:
                self._pdf.rect(x, y, width, height, style="F")

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour, line: float, *, radius: float = 0):
        """A line around an area."""
        with self._ornament():
            self._pdf.set_draw_color(*colour)
            self._pdf.set_line_width(line)
            self._pdf.rect(x, y, width, height, style="D", round_corners=bool(radius), corner_radius=radius)

    def outline(self, rings: Iterable[list[tuple[float, float]]], colour: Colour, line: float):
        """Closed lines through points."""
        with self._ornament():
            self._pdf.set_draw_color(*colour)
            self._pdf.set_line_width(line)
            for ring in rings:
                self._pdf.polygon(ring, style="D")

    def disc(self, x: float, y: float, radius: float, colour: Colour):
        """A filled circle around (x, y)."""
        with self._ornament():
            self._pdf.set_fill_color(*colour)
            self._pdf.circle(x, y, radius, style="F")

    def code(self, link: str, x: float, y: float, side: float, alt: str):
        """The QR code of a link with its quiet border, and the link itself to be clicked."""
        rows = squares(link)
        unit = side / (len(rows) + 2 * QUIET)
        self.panel(x, y, side, side, (255, 255, 255))
        k = self._pdf.k
        bars = " ".join(
            f"{(x + (QUIET + i) * unit) * k:.3f} {(self.height - y - (QUIET + j + 1) * unit) * k:.3f} "
            f"{wide * unit * k:.3f} {unit * k:.3f} re"
            for i, j, wide in runs(rows)
        )
        with self._tagged("Figure", "", alt):
            self._pdf._out(f"q 0 g {bars} f Q")
        self._pdf.link(x, y, side, side, link, alt_text=link)

    @contextmanager
    def _clipped(self, x: float, y: float, width: float, height: float, radius: float):
        if not radius:
            yield
            return
        k, top = self._pdf.k, self.height - y
        self._pdf._out(f"q {_rounded(x * k, (top - height) * k, (x + width) * k, top * k, radius * k)} W n")
        yield
        self._pdf._out("Q")

    # ---- Tags. fpdf2 tags pictures only, and a screen reader would then take the words for ornaments: hence our own.

    @contextmanager
    def _tagged(self, kind: str, tag: str = "", alt: str = ""):
        mark = self._pdf.struct_builder.next_mcid_for_page(self._pdf.page)
        self._pdf._add_marked_content(struct_type=f"/{kind}", mcid=mark, **({"alt_text": alt} if alt else {}))
        language = f" /Lang ({tag})" if tag else ""
        self._pdf._out(f"/{kind} <</MCID {mark}{language}>> BDC")
        yield
        self._pdf._out("EMC")

    @contextmanager
    def _ornament(self):
        self._pdf._out("/Artifact BMC")
        yield
        self._pdf._out("EMC")


def _rounded(left: float, bottom: float, right: float, top: float, r: float) -> str:
    """The path of a rectangle with round corners, in the operators of a PDF."""
    c = r * (1 - CURVE)
    sides = [
        (left + r, top, "m"), (right - r, top, "l"),
        (right - c, top, right, top - c, right, top - r, "c"), (right, bottom + r, "l"),
        (right, bottom + c, right - c, bottom, right - r, bottom, "c"), (left + r, bottom, "l"),
        (left + c, bottom, left, bottom + c, left, bottom + r, "c"), (left, top - r, "l"),
        (left, top - c, left + c, top, left + r, top, "c"),
    ]  # fmt: skip
    return " ".join(" ".join(f"{part:.2f}" for part in numbers) + f" {sign}" for *numbers, sign in sides) + " h"


def needs_shaping(text: str) -> bool:
    """Whether letters must be joined or run from right to left. Raises NotHere where nothing can do that."""
    import unicodedata

    if text.isascii() or not (SHAPED.search(text) or any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in text)):
        return False
    try:
        import uharfbuzz  # noqa: F401
    except ImportError:
        raise NotHere(
            "The book has words in a script whose letters are joined or run from right to left, such as Arabic, Hebrew "
            "or Hindi. To print them, type: pip install uharfbuzz"
        ) from None
    return True


def runs_left(text: str) -> bool:
    """Whether a text runs from right to left: its first letter that has a direction says so."""
    import unicodedata

    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side in RIGHT_TO_LEFT for side in sides if side in ("L", *RIGHT_TO_LEFT)), False)


def _xmp(title: str, author: str, tag: str, source: str) -> str:
    """What the file says of itself. source: an IPTC digital source type, or ""."""
    kind = f"<Iptc4xmpExt:DigitalSourceType>{escape(source)}</Iptc4xmpExt:DigitalSourceType>" if source else ""
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>" if author else ""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>{creator}'
        f"<dc:language><rdf:Bag><rdf:li>{escape(tag)}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreatorTool>Storybook Studio</xmp:CreatorTool>{kind}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
