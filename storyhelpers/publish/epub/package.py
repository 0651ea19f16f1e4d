"""What an EPUB says of itself: the package document, the table of contents, the container."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ..manuscript import Manuscript
from ..marks import mark, written
from ..words import line
from .overlay import clock
from .pages import LIT, PLAYING, is_right_to_left

TYPES = {
    "xhtml": "application/xhtml+xml", "smil": "application/smil+xml", "css": "text/css", "jpg": "image/jpeg",
    "png": "image/png", "mp3": "audio/mpeg", "woff": "font/woff", "otf": "font/otf", "ttf": "font/ttf",
}  # fmt: skip
CENTRED = "rendition:page-spread-center"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "storybook-studio.epub")


@dataclass(frozen=True)
class Item:
    """A file of the book. name: its place beside the package document. overlay: that of a page; seconds: of an overlay.

    order: whether it is a page that is turned to. centred: whether it stands alone in the middle.
    """

    name: str
    data: bytes
    properties: str = ""
    overlay: str = ""
    seconds: float = 0.0
    order: bool = False
    centred: bool = False

    @property
    def id(self) -> str:
        """Its id in the package document."""
        return self.name.replace("/", "-").replace(".", "-")


CONTAINER = written(
    mark(
        "container", {"version": "1.0", "xmlns": "urn:oasis:names:tc:opendocument:xmlns:container"},
        mark("rootfiles", None,
             mark("rootfile", {"full-path": "EPUB/package.opf", "media-type": "application/oebps-package+xml"})),
    )
)  # fmt: skip


def identifier(items: Sequence[Item]) -> str:
    """An identifier that is the same for the same content."""
    parts = "".join(f"{item.name} {sha256(item.data).hexdigest()}\n" for item in items)
    return uuid.uuid5(NAMESPACE, parts).urn


def package(told: Manuscript, items: Sequence[Item], rights: str, narrators: Sequence[str], modified: str) -> bytes:
    """The package document. modified: the hour of the last change as "2026-01-31T12:00:00Z"."""
    language = told.tongue.book
    spoken = [item for item in items if item.seconds]
    heard = any(item.name.endswith(".mp3") for item in items)
    meta = [
        mark("dc:identifier", {"id": "book-id"}, identifier(items)),
        mark("dc:title", None, told.title),
        *(mark("dc:language", None, tongue.book) for tongue in (told.tongue, told.second) if tongue is not None),
        mark("dc:creator", {"id": "author"}, told.author) if told.author else None,
        told.author and _meta("role", "aut", refines="#author", scheme="marc:relators"),
        mark("dc:contributor", {"id": "maker"}, "Storybook Studio"),
        _meta("role", "bkp", refines="#maker", scheme="marc:relators"),
        mark("dc:rights", None, rights),
        _meta("dcterms:modified", modified),
        _meta("rendition:layout", "pre-paginated"),
        _meta("rendition:orientation", "auto"),
        _meta("rendition:spread", "none"),  # a page is as wide as a screen: two side by side would be too small
        *_accessibility(told, bool(spoken), heard),
    ]
    if spoken:
        meta += [_meta("media:duration", clock(item.seconds), refines=f"#{item.id}") for item in spoken]
        meta += [_meta("media:duration", clock(sum(round(item.seconds, 3) for item in spoken)))]
        meta += [_meta("media:narrator", narrator) for narrator in narrators]
        meta += [_meta("media:active-class", LIT), _meta("media:playback-active-class", PLAYING)]
    root = mark(
        "package",
        {"xmlns": "http://www.idpf.org/2007/opf", "version": "3.0", "unique-identifier": "book-id",
         "xml:lang": language, "dir": "rtl" if is_right_to_left(told.tongue) else "ltr"},
        mark("metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}, *filter(_is_mark, meta)),
        mark("manifest", None, *map(_item, items)),
        mark("spine", {"page-progression-direction": "rtl" if is_right_to_left(told.tongue) else "ltr"},
             *(mark("itemref", {"idref": item.id, "properties": CENTRED if item.centred else None})
               for item in items if item.order)),
    )  # fmt: skip
    return written(root)


def _is_mark(part) -> bool:
    return part is not None and not isinstance(part, str)


def _meta(name: str, value: str, **more):
    refines = {key: value for key, value in more.items() if key == "refines"}
    return mark("meta", {**refines, "property": name, "scheme": more.get("scheme")}, value)


def _item(item: Item):
    overlay = item.overlay.replace("/", "-").replace(".", "-") or None
    kind = TYPES[item.name.rsplit(".", 1)[1]]
    return mark(
        "item", {"id": item.id, "href": item.name, "media-type": kind, "properties": item.properties or None,
                 "media-overlay": overlay}
    )  # fmt: skip


def _accessibility(told: Manuscript, read_aloud: bool, heard: bool) -> list:
    """What schema.org's words say of who can read the book, and how."""
    words = told.tongue.words
    modes = ["textual", "visual", *(["auditory"] if heard else [])]
    features = ["alternativeText", "readingOrder", "tableOfContents", "pageNavigation", "pageBreakMarkers"]
    features += ["synchronizedAudioText"] if read_aloud else []
    summary = f"{words['access_read_aloud']} {words['access']}" if read_aloud else words["access"]
    return [
        *(_meta("schema:accessMode", mode) for mode in modes),
        _meta("schema:accessModeSufficient", "textual"),
        _meta("schema:accessModeSufficient", "textual,visual"),
        *(_meta("schema:accessibilityFeature", feature) for feature in features),
        _meta("schema:accessibilityHazard", "none"),
        _meta("schema:accessibilitySummary", summary),
        _meta("pageBreakSource", "none"),
    ]


def contents(told: Manuscript, chapters: Sequence[tuple[str, str]], pages: Sequence[tuple[str, str]],
             landmarks: Sequence[tuple[str, str, str]]) -> bytes:  # fmt: skip
    """The table of contents. chapters, pages: (words, file). landmarks: (kind, words, file)."""

    def rows(entries):
        return mark("ol", None, *(mark("li", None, mark("a", {"href": href}, line(label))) for label, href in entries))

    words = told.tongue.words
    body = mark(
        "body", None,
        mark("nav", {"epub:type": "toc", "role": "doc-toc", "id": "toc"}, mark("h1", None, words["contents"]),
             rows(chapters)),
        mark("nav", {"epub:type": "page-list", "role": "doc-pagelist", "id": "pages", "hidden": "hidden"},
             mark("h2", None, words["page_list"]), rows(pages)),
        mark("nav", {"epub:type": "landmarks", "id": "landmarks", "hidden": "hidden"},
             mark("ol", None, *(mark("li", None, mark("a", {"epub:type": kind, "href": href}, line(label)))
                                for kind, label, href in landmarks))),
    )  # fmt: skip
    names = {"xmlns": "http://www.w3.org/1999/xhtml", "xmlns:epub": "http://www.idpf.org/2007/ops"}
    language = {"lang": told.tongue.book, "xml:lang": told.tongue.book}
    head = mark("head", None, mark("meta", {"charset": "utf-8"}), mark("title", None, line(told.title)))
    return written(mark("html", {**names, **language}, head, body), before="<!DOCTYPE html>\n")
