"""The studio page: from an idea to a page that sounds, as steps on one page. `studio_page()` shows it.

layout   cards, fields and links, of core widgets
upload   a picture of one's own, shrunk in the browser
page     the whole; who, start, words, pictures, things, sounds and keeping are its cards
"""


def studio_page(studio=None, book=None):
    """The studio as one page, a widget for a notebook or Voila. `.story` is what was made, `.book` where it is kept.

    studio: who works; None is `Studio()`. book: a Book, or the name of one; None is "my-studio-book". Raises StoryError
    when the book cannot be opened.
    """
    from .page import StudioPage

    return StudioPage(studio, book)
