"""The link of a class, as a teacher shows it ("https://…/?code=otter-lamp-river-seven"), taken apart.

The code is a secret: it is in no repr, no sentence and no address; it leaves this machine as a header only.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from ...engine import BadInput

EXAMPLE = '"https://….gradio.live/?code=otter-lamp-river-seven"'
WITH_CODE = re.compile(r"[?&]code=", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """Where a class is: `address` ("https://….gradio.live", no slash at its end), and the code that lets one in."""

    address: str
    code: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The part of the address that a person would recognise: "….gradio.live"."""
        return urlsplit(self.address).netloc

    @property
    def is_here(self) -> bool:
        """Whether it is this very machine, which no proxy can reach."""
        host = urlsplit(self.address).hostname or ""
        return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def is_link(text: object) -> bool:
    """Whether a text is meant as a link, and not as the name of a cast or an engine."""
    return isinstance(text, str) and ("://" in text or WITH_CODE.search(text) is not None)


def link_of(url: str, code: str = "") -> Link:
    """The link that was typed, pasted or read from a QR code; `code` where it stands apart. Raises BadInput.

    What was given is never quoted, because a code may be in it.
    """
    if not isinstance(url, str) or not isinstance(code, str) or not url.strip():
        raise BadInput(f'A class has a link. Ask your teacher for it: Studio("remote", {EXAMPLE}).', "class link")
    url = url.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        bare = re.split(r"[/?#]", url)[0]
        near = _is_ip(bare.rsplit(":", 1)[0]) or re.fullmatch(r"localhost(:\d+)?", bare) is not None
        url = f"{'http' if near else 'https'}://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets of an IPv6 address, or a port, that are none
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or re.search(r"\s", url):
        raise BadInput(f"That is no link of a class. Such a link looks like {EXAMPLE}.", "class link")
    code = code.strip() or parse_qs(parts.query).get("code", [""])[0]
    code = re.sub(r"[\s_]+", "-", code.strip())
    if not re.fullmatch(r"[!-~]{0,200}", code):  # it becomes a header
        raise BadInput("A class code is a few English words, such as otter-lamp-river-seven.", "class code")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Link(f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}", code)


def links_of(url: str | Iterable[str], code: str = "") -> list[Link]:
    """One link or several: a list, or one text with spaces between them. Raises BadInput."""
    urls = url.split() if isinstance(url, str) else list(url) if isinstance(url, Iterable) else [url]
    return list(dict.fromkeys(link_of(each, code) for each in urls or [""]))


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
