"""What of the model hub is within reach: the files that are here, and whether it answers. Its library is not imported.

The cache is laid out as the hub's own client does it: `models--owner--name/snapshots/COMMIT/`, below `cache_folder`.
"""

import os
import socket
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from . import environment
from .environment import Question

HUB = "huggingface.co"
SOON = 1.0  # seconds for an answer: a notebook without internet must not wait for it
AT_ONCE = 0.3  # seconds for the same where somebody waits for a studio


def is_offline() -> bool:
    """Whether HF_HUB_OFFLINE says that nothing may be downloaded."""
    return os.environ.get("HF_HUB_OFFLINE", "").strip().lower() in ("1", "true", "yes", "on")


# ---- the files that are here ----


def cache_folder() -> Path:
    """Where model files are kept; as the hub's client finds it, which leaves a "~" of an unknown user."""
    told = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    home = os.environ.get("HF_HOME") or os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    return Path(os.path.expandvars(os.path.expanduser(told or os.path.join(home, "hub"))))


def is_here(repo: str) -> bool:
    """Whether files of a model are on this machine: repo is a folder, or its hub id has a snapshot in the cache."""
    if os.path.isdir(repo):
        return True
    snapshots = cache_folder() / f"models--{repo.replace('/', '--')}" / "snapshots"
    try:
        return any(any(commit.iterdir()) for commit in snapshots.iterdir())
    except OSError:  # not there, or may not be read
        return False


# ---- the way to the rest ----

_asked: list[Question] = []  # the last one who knocked: what it found holds for this process


def ask() -> Question:
    """Knocks at the hub, or at the proxy on the way: "" or the reason why it does not answer is the answer."""
    _asked[:] = [Question(_knock)]
    return _asked[0]


def closed(repos: Iterable[str]) -> str:
    """Why none of these models can be had although a card is there: none is here, and none can come; "" where one may.

    Asks the network on Kaggle alone, where the internet is off until somebody turns it on (which begins a new session),
    and only when nobody has asked yet; what counts is a refusal within AT_ONCE, or a silence that has lasted for SOON.
    """
    repos = list(repos)
    if not repos or not is_offline() and environment.where() != "kaggle" or any(map(is_here, repos)):
        return ""
    if is_offline():
        return "HF_HUB_OFFLINE forbids to fetch them"
    question = _asked[0] if _asked else ask()
    silence = "nobody answers" if question.age > SOON else ""
    return "the model hub does not answer" if question.answer(AT_ONCE, silence) else ""


def door(host: str) -> tuple[str, int]:
    """(host, port) to knock at: of HF_ENDPOINT, else of the host itself; of the proxy where one is set for it.

    Raises ValueError for an address that is none.
    """
    from urllib.request import getproxies, proxy_bypass  # a twentieth of what importing the package takes

    address = urlsplit(os.environ.get("HF_ENDPOINT", "").strip() or f"https://{host}")
    proxy = getproxies().get(address.scheme, "")
    if proxy and not proxy_bypass(address.hostname or ""):
        address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    return address.hostname or host, address.port or (80 if address.scheme == "http" else 443)


def _knock() -> str:
    try:
        name, port = door(HUB)
        try:
            socket.create_connection((name, port), timeout=SOON).close()
        except OSError as error:  # no such name, no route, refused, too slow
            return f"{name} does not answer ({(error.strerror or str(error)).rstrip('.')})"
    except ValueError as error:
        return f"HF_ENDPOINT or the proxy is no address ({error})"
    return ""
