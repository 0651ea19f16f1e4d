"""Words that appear in a cell while they are being written."""

import html
import time
from collections.abc import Callable

EVERY = 0.1  # seconds between two looks, so that a fast writer does not flood the page; a sentence's end is shown


def typing() -> Callable[[str], None]:
    """Something to give a verb as `on_text`: it shows in this cell everything written so far.

    studio.tell_story(photo, on_text=typing()). Outside of a notebook it shows nothing.
    """
    try:
        from IPython import get_ipython
        from IPython.display import HTML, display
    except ImportError:
        return lambda text: None
    if getattr(get_ipython(), "kernel", None) is None:
        return lambda text: None
    shown, last = display(HTML(""), display_id=True), [0.0]

    def show(text: str) -> None:
        now = time.monotonic()
        if now - last[0] >= EVERY or text.rstrip().endswith((".", "!", "?", "。", "！", "？", "”", "」", "»")):
            last[0] = now
            paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part.strip())
            shown.update(HTML(f'<div style="opacity:.7">{paragraphs}</div>'))

    return show
