"""What the HTML pages that we publish are put together from: pieces of style and script, made into one file."""

from .words import STATIC


def static(name: str) -> str:
    """A file of the static folder as text."""
    return (STATIC / name).read_text(encoding="utf-8")


def script_of(*pieces: str) -> str:
    """Pieces of script (`player` for player.js) as one, so that they share their names and leave none outside."""
    joined = "\n".join(static(f"{piece}.js") for piece in pieces)
    return f'(() => {{\n"use strict";\n{joined}}})();\n'


def style_of(*pieces: str) -> str:
    """Pieces of style (`common` for common.css) as one."""
    return "\n".join(static(f"{piece}.css") for piece in pieces)
