"""How a book shows itself in a cell: its pages side by side, with their words and what has been made of them."""

import html

from .media import figure_html


def book_html(book) -> str:
    """A book's pages as HTML; every text is escaped."""
    pages = "".join(_page(number, page) for number, page in enumerate(book.pages, 1)) or "<p>No page yet.</p>"
    who = f" · {html.escape(book.author)}" if book.author else ""
    return (
        f'<div style="font-family:inherit"><p><b>{html.escape(book.title)}</b>{who}</p>'
        f'<div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:14px">{pages}</div>'
        "</div>"
    )


def _page(number: int, page) -> str:
    shown = figure_html(page.picture.image, page.picture.words, "", widest=420) if page.picture is not None else (
        '<div style="border:1px dashed #999;border-radius:8px;padding:2em;text-align:center">no picture yet</div>'
    )  # fmt: skip
    said = html.escape(page.words or page.title)
    more = "".join(
        f'<p lang="{html.escape(tag)}" style="margin:.3em 0;opacity:.75">{html.escape(words)}</p>'
        for tag, words in page.translations.items()
    )
    made = [f"{len(page.regions)} things"] if page.regions else []
    made += [f"{sum(s is not None for s in page.sounds)} sounds"] if any(page.sounds) else []
    made += ["read aloud"] if page.reading is not None else []
    made += [f"read aloud in {html.escape(', '.join(page.readings))}"] if page.readings else []
    return (
        f'<div><small>{number}</small>{shown}<p style="margin:.4em 0">{said}</p>{more}'
        f'<small style="opacity:.75">{" · ".join(made)}</small></div>'
    )
