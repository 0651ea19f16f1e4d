"""The script and the style of the canvas' page, as anywidget and the bridge load them."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
PARTS = ("asking", "geometry", "hints", "things", "canvas")  # of one script, in this order


def script() -> str:
    """The page's JavaScript, one module: anywidget, and the bridge, load one file."""
    return "\n".join((STATIC / "canvas" / f"{part}.js").read_text("utf-8") for part in PARTS)


def style() -> str:
    """The page's CSS."""
    return (STATIC / "canvas.css").read_text("utf-8")
