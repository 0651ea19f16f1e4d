"""Reads a catalogue (`es/LC_MESSAGES/storyhelpers.po`) as it is: nothing is compiled, so nothing can be stale."""

import ast
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def file_of(tag: str) -> Path:
    """Where the words of a language are: "zh-TW" → locale/zh_TW/LC_MESSAGES/storyhelpers.po."""
    return FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "storyhelpers.po"


@cache
def catalogue(tag: str) -> dict[str, tuple[str, ...]]:
    """The forms of every message: one, or one per grammatical number. What has no translation is not in it."""
    return read(file_of(tag).read_text("utf-8"))


def read(text: str) -> dict[str, tuple[str, ...]]:
    """A .po file's text → message: forms. Entries marked fuzzy (guesses, not translations) do not count."""
    found = {}
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        fields: dict[str, str] = {}
        name = ""
        for line in lines:
            if line.startswith(("msgid", "msgstr")):
                name, line = line.split(" ", 1)
                fields[name] = ""
            if line.startswith('"'):
                fields[name] += ast.literal_eval(line)  # a string there is written as in Python
        forms = tuple(words for name, words in fields.items() if name.startswith("msgstr"))
        if fields.get("msgid") and all(forms):
            found[fields["msgid"]] = forms
    return found
