"""Books for the EPUB, and an EPUB as a reading program opens it: a strict parser, every name looked up."""

import io
import posixpath
import zipfile
from types import SimpleNamespace
from xml.etree import ElementTree

from PIL import Image
from publish import books

from storyhelpers import Page, Picture

HTML, OPF = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}"
DC, SMIL = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/ns/SMIL}"
OPS = "{http://www.idpf.org/2007/ops}"


class Opened:
    """The files of an EPUB, its XML parsed; every file that is named is there, every file that is there is named."""

    def __init__(self, data: bytes):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        assert self.zip.testzip() is None
        self.files = {name: self.zip.read(name) for name in self.zip.namelist()}
        first = self.zip.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert self.files["mimetype"] == b"application/epub+zip"
        self.trees = {
            name: ElementTree.fromstring(data)
            for name, data in self.files.items()
            if name.endswith((".opf", ".xhtml", ".smil", ".xml"))
        }
        self.package = self.trees["EPUB/package.opf"]
        self.items = {item.get("id"): item for item in self.package.iter(OPF + "item")}
        named = {"EPUB/" + item.get("href") for item in self.items.values()}
        assert named | {"mimetype", "META-INF/container.xml", "EPUB/package.opf"} == set(self.files)
        self._check_links()

    def _check_links(self):
        ids = {name: {e.get("id") for e in tree.iter()} for name, tree in self.trees.items()}
        for name, tree in self.trees.items():
            for element in tree.iter():
                for key in ("href", "src", OPS + "textref"):
                    to = element.get(key)
                    if to is None or to.startswith(("http://", "https://")) or name.endswith(".opf"):
                        continue
                    file, _, mark = to.partition("#")
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
                    assert target in self.files, (name, to)
                    assert not mark or mark in ids[target], (name, to)

    @property
    def pages(self):
        """(name, tree) of the pages in the order in which they are turned."""
        order = [self.items[ref.get("idref")] for ref in self.package.iter(OPF + "itemref")]
        return [("EPUB/" + item.get("href"), self.trees["EPUB/" + item.get("href")]) for item in order]

    def meta(self, name, refines=None):
        """The values of a property of the package, or of one of its items."""
        wanted = f"#{refines}" if refines else None
        rows = self.package.iter(OPF + "meta")
        return [row.text for row in rows if row.get("property") == name and row.get("refines") == wanted]

    def overlays(self):
        """(item of the page, item of its overlay, [(text, audio file, begin, end)]) for each page that is read."""
        for page in self.items.values():
            if page.get("media-overlay"):
                overlay = self.items[page.get("media-overlay")]
                clips = []
                for par in self.trees["EPUB/" + overlay.get("href")].iter(SMIL + "par"):
                    text, audio = par.find(SMIL + "text"), par.find(SMIL + "audio")
                    file = posixpath.normpath(posixpath.join("EPUB/overlays", audio.get("src")))
                    begin, end = (float(audio.get(key).removesuffix("s")) for key in ("clipBegin", "clipEnd"))
                    clips.append((text.get("src"), file, begin, end))
                yield page, overlay, clips

    def text_of(self, reference):
        """The words of an element: "../pages/page-001.xhtml#word-3"."""
        file, _, mark = reference.partition("#")
        tree = self.trees["EPUB/" + posixpath.normpath(posixpath.join("overlays", file))]
        return "".join(next(e for e in tree.iter() if e.get("id") == mark).itertext())


def seconds_of(clock):
    """ "0:01:02.500" in seconds."""
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def spoken(language="en", second=None, **more):
    """A book whose pages are read aloud, in both languages where there are two."""
    book = books.book(language, second, **more)
    for page in book.pages:
        page.reading = books.reading(page.words)
        if second:
            page.readings[second] = books.reading(page.translations[second])
    return book


def strange():
    """Pages of every kind: long, wordless, only heard, tall, of two languages, without things, on a photo."""
    photo = Image.effect_noise((300, 500), 90).convert("RGB")
    tall, small = Picture(photo, made_by="own picture"), Picture(photo.crop((0, 0, 300, 290)), made_by="own picture")
    words = books.STORIES["en"][1][0] + " "
    pages = [
        Page("a", words * 40, picture=books.drawing(0)), Page("b", "", picture=tall), Page("c", "", picture=small),
        Page("d", "One line.\n\nAnother, after a gap.", picture=small), books.page(1, "<b>&amp; \"quoted\" ]]> 'x'"),
    ]  # fmt: skip
    pages[0].reading = books.reading(words * 40)
    pages[2].reading = books.tone(200, "only heard", 0.5)
    pages[3].reading = books.tone(200, pages[3].words, 0.7)  # by a narrator who does not say when
    return SimpleNamespace(
        title='A "strange" <book> & more', author="", language="en", pages=pages, link="https://a.example/b?c=d&e"
    )
