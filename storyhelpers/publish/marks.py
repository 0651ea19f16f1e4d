"""XML written in one place: what a person wrote can be read in it, and can never become a mark of its own."""

import re
from xml.etree import ElementTree

# XML 1.0 knows no control characters but tab and line ends, no halves of surrogate pairs, and not U+FFFE and U+FFFF.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text) -> str:
    """A text without what XML forbids."""
    return FORBIDDEN.sub("", "" if text is None else str(text))


def mark(tag: str, attributes: dict | None = None, *content) -> ElementTree.Element:
    """An element; content is other elements and texts. Attributes that are None are left out.

    What XML forbids is taken out of texts and values. Tags and names of attributes are ours and are written as they
    stand, with their prefix ("epub:type").
    """
    element = ElementTree.Element(
        tag, {name: allowed(value) for name, value in (attributes or {}).items() if value is not None}
    )
    return filled(element, *content)


def filled(element: ElementTree.Element, *content) -> ElementTree.Element:
    """The same element with more in it."""
    for part in content:
        if part is None:
            continue
        if isinstance(part, ElementTree.Element):
            element.append(part)
        elif isinstance(part, (list, tuple)):
            filled(element, *part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + allowed(part)
        else:
            element.text = (element.text or "") + allowed(part)
    return element


def written(root: ElementTree.Element, *, before: str = "") -> bytes:
    """An XML file in UTF-8. before: what stands between the declaration and the root, such as a doctype."""
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{before}{body}\n'.encode()
