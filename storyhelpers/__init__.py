"""Storybook Studio: make a picture book that can be clicked and heard.

    from storyhelpers import Book, Studio, click

    studio = Studio()
    street = studio.draw(studio.write_prompt("a small cat with a Santa hat hides in a crowded street"))

Importing this brings in no model library and no widget library; they wait inside what needs them.
"""

try:
    from .book import Book
    from .casts import CASTS
    from .checkup import doctor
    from .engine import BadInput, BookTrouble, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
    from .environment import styles_folder
    from .locale import language, language_of
    from .media import Picture, Point, Region, Sound
    from .publish import sounding_page
    from .story import Character, Page, Story
    from .studio import Studio
    from .version import __version__
    from .widgets import before_after, click, film, record
except ModuleNotFoundError as error:
    from . import lacking

    lacking.tell(error)
    raise

__all__ = [
    "CASTS", "BadInput", "Book", "BookTrouble", "Cancelled", "Character", "NoAnswer", "NoRoom", "NotHere", "Page",
    "Picture", "Point", "Region", "Sound", "Story", "StoryError", "Studio", "__version__", "before_after", "click",
    "doctor", "film", "language", "language_of", "record", "sounding_page", "styles_folder",
]  # fmt: skip
