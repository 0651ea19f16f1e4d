"""What is looked at of a request before anything else: is it sane, who sends it, which code does it bring."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

MOST_HEADERS, MOST_OF_THEM = 100, 32_000  # how many, and bytes in all
LONGEST_PATH, LONGEST_QUERY = 2000, 4000
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_BAD_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")
_FORWARDED = re.compile(r"[A-Za-z0-9._:,/ \[\]-]{0,500}")
_ONCE = {"host", "content-length", "content-type", "transfer-encoding", "authorization", "origin",
         "x-class-code", "x-pupil"}  # fmt: skip
_PUPIL = re.compile(r"[A-Za-z0-9._~+/=-]{16,200}")


class Refused(Exception):
    """Ends a request: the status, and which sentence of login.WORDS is told."""

    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status, self.words = status, words


@dataclass(frozen=True)
class Asked:
    """A sane request: path is percent-decoded once, header names are small letters."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    address: str
    scheme: str

    @classmethod
    def of(cls, scope) -> "Asked":
        """Reads an ASGI scope. Raises Refused (400, 405, 414, 431) for what no honest program sends."""
        raw = scope["headers"]
        if len(raw) > MOST_HEADERS or sum(len(name) + len(value) for name, value in raw) > MOST_OF_THEM:
            raise Refused(431, "odd")
        headers: dict[str, str] = {}
        for name, value in raw:
            key = name.lower().decode("latin-1")
            if not _NAME.fullmatch(name) or _BAD_VALUE.search(value) or (key in _ONCE and key in headers):
                raise Refused(400, "odd")
            text = value.decode("latin-1").strip()
            headers[key] = f"{headers[key]}; {text}" if key == "cookie" and key in headers else text
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Refused(405, "odd")
        path, query = _without_root(scope), scope.get("query_string", b"").decode("latin-1")
        if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
            raise Refused(414, "odd")
        if not path.startswith("/") or not path.isprintable() or "\\" in path:
            raise Refused(400, "odd")
        _look(headers)
        address = (scope.get("client") or ("", 0))[0]
        scheme = headers.get("x-forwarded-proto", "").split(",")[0].strip() or scope.get("scheme", "http")
        return cls(scope["method"], path, query, headers, address, scheme)

    @property
    def code(self) -> str:
        """The class code that a program sends with every request: X-Class-Code, or Authorization: Bearer."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return self.headers.get("x-class-code", "") or (token.strip() if kind.lower() == "bearer" else "")

    @property
    def pupil(self) -> str:
        """The secret that a program made up for its pupil, or "". Raises Refused (400) when it could be guessed."""
        given = self.headers.get("x-pupil", "")
        if given and not _PUPIL.fullmatch(given):
            raise Refused(400, "pupil")
        return given

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query, in pairs."""
        try:
            return parse_qsl(self.query, keep_blank_values=True, max_num_fields=50)
        except ValueError:
            raise Refused(400, "odd") from None

    def parameter(self, name: str) -> str:
        """The first value of that name in the query, or ""."""
        return next((value for key, value in self.parameters if key == name), "")

    def cookies(self, name: str) -> list[str]:
        """The values of all cookies of that name."""
        pairs = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return [value for key, _, value in pairs if key == name]

    @cached_property
    def reads_pages(self) -> bool:
        """Whether a browser asks for something to look at."""
        return self.method in ("GET", "HEAD") and "text/html" in self.headers.get("accept", "")

    @property
    def from_elsewhere(self) -> bool:
        """Whether a page of another site makes the browser ask this. Following a link to a page is not that."""
        site = self.headers.get("sec-fetch-site")
        if site is not None:
            followed = self.method == "GET" and self.headers.get("sec-fetch-mode") == "navigate"
            return site not in ("same-origin", "none") and not followed
        if self.method != "POST" or "origin" not in self.headers:
            return False
        here = (self.headers.get("host"), self.headers.get("x-forwarded-host", "").split(",")[0].strip())
        return not _place_of(self.headers["origin"]) or _place_of(self.headers["origin"]) not in here


def _place_of(origin: str) -> str:
    """The host and port of an Origin, "" where there is none ("null")."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _without_root(scope) -> str:
    """The path as the routes see it, without what a proxy put in front."""
    path, root = scope["path"], scope.get("root_path", "").rstrip("/")
    return path[len(root) :] if root and path.startswith(root + "/") else path


def _look(headers: dict[str, str]) -> None:
    host, length = headers.get("host", "x"), headers.get("content-length", "0")
    good = _HOST.fullmatch(host) and length.isascii() and length.isdecimal() and len(length) < 16
    good = good and not ("content-length" in headers and "transfer-encoding" in headers)
    if not good or not all(_FORWARDED.fullmatch(v) for k, v in headers.items() if k.startswith("x-forwarded-")):
        raise Refused(400, "odd")
