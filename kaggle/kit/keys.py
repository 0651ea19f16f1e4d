"""Keys and tokens: found in a notebook before it is sent, and hidden in whatever is printed."""

import os
import re
from collections.abc import Iterable

SHAPES = {  # what it looks like → what it is
    r"AIza[0-9A-Za-z_-]{35}": "a Google key",
    r"\bhf_[A-Za-z0-9]{30,}": "a Hugging Face token",
    r"\bKGAT_[0-9A-Za-z]{16,}": "a Kaggle token",
    r"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{40,}": "a GitHub token",
    r"\bsk-[A-Za-z0-9_-]{32,}": "a key of a language model's service",
    r"\bAKIA[0-9A-Z]{16}\b": "an AWS key",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----": "a private key",
    r"(?i)[\"']?\bkey[\"']?\s*[:=]\s*[\"'][0-9a-f]{32}[\"']": "a Kaggle key",
    r"(?i)\b\w*(?:api_?key|token(?!iz)|secret|password)\w*[\"']?\s*[:=]\s*"
    r"[\"'](?P<value>[^\"'\s{}]{16,})[\"']": "what looks like a key",
}
PIECE = r"(?:(?:[A-Z]?[a-z]{2,14}){1,2}[A-Z0-9]{0,3}|[A-Z]{1,14}\d{0,3}|[A-Za-z]?\d{1,4}[A-Za-z]{0,2}|[a-z])"
NAME = rf"{PIECE}(?:[-_.]{PIECE})*"  # write-it-down, flan-t5-base
READABLE = re.compile(rf"{NAME}/{NAME}|{PIECE}(?:[-_.]{PIECE})+")  # a model's id on the hub, or words
VARIABLES = ("KAGGLE_KEY", "KAGGLE_API_TOKEN", "GEMINI_API_KEY", "GOOGLE_API_KEY", "HF_TOKEN")
HIDDEN = "•••"


def own() -> dict[str, str]:
    """The keys in this person's environment: name of the variable → key."""
    values = {name: os.environ.get(name, "").strip() for name in VARIABLES}
    return {name: value for name, value in values.items() if len(value) >= 8 and not os.path.exists(value)}


def found(text: str) -> list[str]:
    """What keys stand in a text: words for each kind, never the key itself."""
    kinds = [f"the value of {name}" for name, value in own().items() if value in text]
    for shape, kind in SHAPES.items():
        values = [match.groupdict().get("value", "") for match in re.finditer(shape, text)]
        kinds += [kind] if any(not READABLE.fullmatch(value) for value in values) else []
    return list(dict.fromkeys(kinds))


def hidden(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with every key in it replaced by dots. secrets: more strings that are to be hidden."""
    for secret in sorted({*own().values(), *filter(None, secrets)}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for shape in SHAPES:
        text = re.sub(shape, HIDDEN, text)
    return text
