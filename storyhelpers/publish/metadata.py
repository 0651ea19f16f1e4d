"""What a published picture says of itself: XMP inside the file, with IPTC's word for how it came to be.

Written when a picture is exported, because whoever saves it anew loses it. The words are those of
https://cv.iptc.org/newscodes/digitalsourcetype/: "trainedAlgorithmicMedia" for what a trained model made,
"algorithmicMedia" for what rules alone drew, as the paper town does.
"""

import io
import re

from ..version import __version__
from .colophon import is_ours
from .marks import mark
from .words import line

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MODELS = re.compile(r"huggingface\.co/|own folder |\bgemini\b|ai\.google\.dev", re.IGNORECASE)  # where models come from
ENLARGED = re.compile(r"\bEnlarged by ([^\n]{1,200}?)\.(?:\s|$)")  # what studio.upscale notes
PLAIN_ENLARGERS = ("Lanczos", "offline")  # no model
LONGEST = 2000  # letters of one entry: a JPEG file holds 64 kB of XMP at most
NAMES = {
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xmp": "http://ns.adobe.com/xap/1.0/",
    "xmlns:Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "xmlns:Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


def source_type(picture) -> str:
    """IPTC's word for how a picture came to be; "" where nobody knows, as for a person's own photo.

    "algorithmicMedia", "trainedAlgorithmicMedia"; of something enlarged afterwards "algorithmicallyEnhanced" or, by a
    model, "compositeWithTrainedAlgorithmicMedia".
    """
    made_by, origin = line(picture.made_by), line(picture.origin)
    enlarged = ENLARGED.search(line(picture.note))
    if is_ours(made_by) or origin == "Storybook Studio, Apache-2.0":
        kind = "algorithmicMedia"
    elif MODELS.search(f"{made_by} {origin}"):
        return "trainedAlgorithmicMedia"
    else:
        kind = ""
    if enlarged and enlarged[1] not in PLAIN_ENLARGERS:
        return "compositeWithTrainedAlgorithmicMedia"
    return kind or ("algorithmicallyEnhanced" if enlarged and made_by == "own picture" else "")


def xmp(picture, *, alt: str = "", rights: str = "", language: str = "x-default") -> bytes:
    """The XMP packet of a picture: who made it, what it shows, whose it is, how it came to be.

    alt: what it shows, in words; else what was asked for. rights: besides the source and licence of its engine.
    language: the tag that alt is in.
    """
    from xml.etree import ElementTree

    kind = source_type(picture)
    made_by = line(picture.made_by)[:LONGEST] if picture.made_by != "own picture" else ""
    alt = line(alt or picture.words)[:LONGEST]
    owed = ". ".join(filter(None, (line(picture.origin)[:LONGEST], line(rights)[:LONGEST])))
    entries = [
        made_by and mark("dc:creator", None, mark("rdf:Seq", None, mark("rdf:li", None, made_by))),
        alt and _in_words("dc:description", alt, language),
        alt and _in_words("Iptc4xmpCore:AltTextAccessibility", alt, language),
        owed and _in_words("dc:rights", owed),
        kind and mark("Iptc4xmpExt:DigitalSourceType", None, SOURCE_TYPES + kind),
    ]
    if kind == "trainedAlgorithmicMedia":
        entries.append(mark("Iptc4xmpExt:AISystemUsed", None, made_by or line(picture.origin)[:LONGEST]))
        asked = line(picture.words)[:LONGEST]
        entries.append(asked and mark("Iptc4xmpExt:AIPromptInformation", None, asked))
    entries.append(mark("xmp:CreatorTool", None, f"Storybook Studio {__version__}"))
    about = mark("rdf:Description", {"rdf:about": ""}, *filter(_is_mark, entries))
    root = mark("x:xmpmeta", {"xmlns:x": "adobe:ns:meta/", **NAMES}, mark("rdf:RDF", None, about))
    packet = ElementTree.tostring(root, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{packet}<?xpacket end="w"?>'.encode()


def picture_file(picture, kind: str = "JPEG", *, quality: int = 88, longest: int | None = None, ground=None,
                 **about) -> bytes:  # fmt: skip
    """The bytes of a JPEG, PNG or WebP file of a picture with its XMP; nothing else about its maker goes along.

    longest: px of the longer side at most. ground: a mask as an "L" image; what is outside is transparent (PNG, WebP).
    about: alt, rights and language of `xmp`.
    """
    from PIL import Image, PngImagePlugin

    image = picture.image
    if ground is not None:
        image = image.convert("RGBA")
        image.putalpha(ground)
    if longest and max(image.size) > longest:
        factor = longest / max(image.size)
        image = image.resize([max(1, round(side * factor)) for side in image.size], Image.Resampling.LANCZOS)
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # without what a photo may know of its place
    packet, out = xmp(picture, **about), io.BytesIO()
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        clean.save(out, "PNG", pnginfo=info, compress_level=4)  # 6 takes three times as long and saves a twentieth
    elif kind == "WEBP":
        clean.save(out, "WEBP", quality=quality, method=2, xmp=packet)  # 4 takes three times as long
    else:
        clean.save(out, "JPEG", quality=quality, xmp=packet, optimize=True, progressive=True)
    return out.getvalue()


def _in_words(tag: str, text: str, language: str = "x-default"):
    """A text of XMP that may be there in several languages; readers look for "x-default" first."""
    tags = dict.fromkeys(("x-default", language or "x-default"))
    return mark(tag, None, mark("rdf:Alt", None, *(mark("rdf:li", {"xml:lang": one}, text) for one in tags)))


def _is_mark(entry) -> bool:
    return not isinstance(entry, str)
