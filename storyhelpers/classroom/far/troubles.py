"""What can go wrong between a laptop and its class, each as one clear sentence; and the server's errors, made again.

Dropped      the connection ended or nothing came: asking once more may help (client.py does)
ClassAnew    the class was started anew: its old code opens nothing any more
Unreachable  nobody answers, for long
Full         the class has its hands full: another server may have room
Gone         a file that was brought there is there no longer (remotes.py brings it once more)
"""

import json

from ...engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from ..pipe.packing import error_from_json
from .link import Link

LONGEST_SENTENCE = 1000
GONE = "file gone"  # the kind with which a server says that a file is not there any more
BUSY = ("line full", "enough")  # kinds of errors with which a line sends somebody away
AGAIN = frozenset({408, 425, 502, 504, *range(520, 531)})  # what a tunnel or a proxy says when it lost its server


class Dropped(Exception):
    """The connection ended too early, or never began. why: a word or two for the last sentence."""


class ClassAnew(NotHere):
    """The class behind the link was started anew, with another code."""

    def __init__(self):
        super().__init__(
            "The class was started anew: ask your teacher for the new link, then type studio.reconnect(link).",
            "class anew",
        )


class Unreachable(NoAnswer):
    """Nobody answers at the address."""

    def __init__(self, link: Link, why: str = ""):
        super().__init__(
            f"Nobody answers at {link.host}{f' ({why})' if why else ''}. Look whether this computer is on the network. "
            "If it is, the class may be over: ask your teacher for its link, then type studio.reconnect(link).",
            "class silent", address=link.host,
        )  # fmt: skip


class Full(NoRoom):
    """The class has its hands full."""

    def __init__(self, sentence: str = "", kind: str = ""):
        super().__init__(
            sentence or "The class has its hands full. Wait a moment, then run the line once more.",
            kind or "class full",
        )


class Gone(NoAnswer):
    """What was brought to the server is not there any more."""


def no_class(link: Link) -> StoryError:
    """What answers there is something else: a tunnel whose class is over, for one."""
    return NotHere(
        f"What answers at {link.host} is no class of Storybook Studio. The link may not be whole, or the class may be "
        "over: ask your teacher for the link of today, then type studio.reconnect(link).",
        "no class", address=link.host,
    )  # fmt: skip


def refusal(link: Link, session: str, path: str, status: int, body: bytes) -> StoryError | Dropped:
    """What to raise for an answer that is no yes; Dropped where asking once more may help.

    session: the class's, as it was when the code was right; "" before. path: what was asked for.
    """
    told = _json(body)
    sentence = _sentence(told)
    if status in AGAIN:
        return Dropped(f"status {status}")
    if status == 401:
        now = str(told.get("session") or "")
        if session and now and now != session:
            return ClassAnew()
        if not link.code:
            return BadInput(
                f"The class at {link.host} lets nobody in without its code, and the link has none. Look at the end of "
                'your teacher\'s link, "?code=…", or type studio.reconnect(link, code).',
                "class code",
            )  # fmt: skip
        return BadInput(
            f"The class at {link.host} does not know this code. A code lasts until the class is started anew: ask "
            "your teacher for the link of today, then type studio.reconnect(link).",
            "class code",
        )  # fmt: skip
    if status == 413:
        return BadInput(
            sentence or "That is too large to be sent to the class. Take a smaller picture or a shorter sound.",
            "class too large",
        )
    if status == 429:
        return Full(sentence or "The class asks for a pause. Wait a minute, then run the line once more.")
    if status == 503:
        return Full(sentence)
    if status >= 500:
        return NoAnswer(f"The class at {link.host} had a fault of its own (status {status}). Run the line once more.")
    if not (sentence and told.get("session")):
        return no_class(link)
    if status == 404 and path.startswith("call/"):  # the door knows its class, but not this event
        return Dropped("it lost our place")
    if path.startswith("file=") or (status == 403 and path.startswith("call/")):
        return Gone(sentence)
    return NotHere(sentence)


def failure(status: dict) -> StoryError:
    """The error of a last status: its class, its sentence and, where a page has words for it, its kind."""
    from ...widgets.by_hand import SAID, tells

    error = error_from_json(status)
    if error.kind == GONE:
        return Gone(str(error)[:LONGEST_SENTENCE])
    if error.kind in BUSY:
        return Full(str(error)[:LONGEST_SENTENCE], "said")
    made = NoAnswer if isinstance(error, Cancelled) else type(error)  # nobody here pressed Cancel
    if error.kind in SAID:  # the server speaks our language: client.py asked it to
        return made(str(error)[:LONGEST_SENTENCE], "said")
    known = tells(error.kind, error.facts)
    return made(str(error)[:LONGEST_SENTENCE], error.kind if known else "", **(error.facts if known else {}))


def _json(body: bytes) -> dict:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _sentence(told: dict) -> str:
    """The sentence of a refusal: the door says "error", Gradio and FastAPI "detail"."""
    words = told.get("error") or told.get("detail")
    return " ".join(words.split())[:LONGEST_SENTENCE] if isinstance(words, str) else ""
