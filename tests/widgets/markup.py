"""HTML taken apart, for the tests of what the widgets write."""

import base64
from html.parser import HTMLParser

VOID = {"img", "input", "br", "meta", "source"}


class Parts(HTMLParser):
    """The elements of a piece of HTML: `found` is a list of (tag, attributes), `text` what stands between them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.text = [], [], ""
        self.feed(text)
        assert self.open == [], "an element that is not closed"

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        self.open += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data if self.open[-1:] != ["style"] else ""

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def data(uri):
    kind, coded = uri.removeprefix("data:").split(";base64,")
    return kind, base64.b64decode(coded, validate=True)
