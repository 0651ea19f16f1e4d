"""What a person who presses buttons reads about an error: no Python, but the step, the field or the button to use.

A deeper room writes its sentence for people who type. It adds what happened as data (`StoryError.kind`, `.facts`), and
here is how the studio page says that, in the language of now. What has no words of its own is told by its family, and
the sentence for people who type stays under "Details". `tests/widgets/test_by_hand.py` holds both ends together.
"""

from collections.abc import Callable
from textwrap import shorten

from ..engine import BadInput, BookTrouble, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from ..locale import say


def by_hand(error: StoryError) -> tuple[str, str]:
    """(the sentence, details for whoever helps: "" where the sentence says it all)."""
    if error.kind in SAID:
        return str(error), ""
    if tells(error.kind, error.facts):
        return KINDS[error.kind](**error.facts), ""
    family = next(FAMILIES[kind] for kind in type(error).__mro__ if kind in FAMILIES)
    return family(), str(error)


def tells(kind: str, facts: dict) -> bool:
    """Whether there are words for an error of this kind with these facts, which may come from another machine."""
    try:
        return kind in KINDS and bool(KINDS[kind](**facts))
    except (TypeError, ValueError, KeyError):
        return False


def craft_name(craft: str) -> str:
    """How a craft is called on the page."""
    return {
        "describer": lambda: say("describer"),
        "sound_maker": lambda: say("sound maker"),
        "prompt_writer": lambda: say("prompt writer"),
        "illustrator": lambda: say("illustrator"),
        "segmenter": lambda: say("segmenter"),
    }[craft]()


def _empty(of: str) -> str:
    if of == "idea":
        return say(
            "Your idea is empty. Write a sentence in step 1, then press “{button}”.", button=say("Enhance prompt")
        )
    if of == "prompt":
        return say("There is nothing to draw yet. Describe your idea in step 1, or write a prompt in step 2.")
    if of == "description":
        return say(
            "The thing has no description yet. Press “{button}” in step 4, or write one yourself.",
            button=say("Describe the region"),
        )
    return say(
        "There is no audio prompt yet. Press “{button}” in step 5, or write one yourself.",
        button=say("Enhance audio prompt"),
    )


def _too_long(of: str, length: int, most: int) -> str:
    where = {
        "idea": lambda: say("Your idea in step 1"),
        "prompt": lambda: say("The prompt in step 2, with the style"),
        "description": lambda: say("The description in step 4"),
    }.get(of, lambda: say("The audio prompt in step 5"))()
    return say("{where} has {length} characters; up to {most} fit. Make it shorter, then press the button once more.",
               where=where, length=f"{length:,}", most=f"{most:,}")  # fmt: skip


def _no_engine(craft: str, name: str, there: tuple) -> str:
    there = ", ".join(there)
    if not name:
        return say(
            "The field for the {craft} is empty. Choose one of these: {there}.", craft=craft_name(craft), there=there
        )
    return say(
        "No {craft} is called “{name}”. Choose one of these: {there}.", craft=craft_name(craft), name=name, there=there
    )


SAID = {"said", "line full", "enough", "closed", "hangs", "unheard", "no memory"}  # a sentence for such a page already
KINDS: dict[str, Callable[..., str]] = {  # kind → its sentence, from the facts
    # what was given
    "empty": _empty,
    "too long": _too_long,
    "stop word": lambda word: say(
        "The word “{word}” is on the list of words that are not used here. Say it in another way.", word=word
    ),
    "nothing marked": lambda: say("Nothing is marked. Click a thing in step 4 first."),
    "nothing there": lambda: say(
        "Nothing could be cut out there. Click the middle of the thing, or drag a box around it."
    ),
    "empty box": lambda: say("The box holds nothing of the picture. Drag it around the thing."),
    "removed": lambda: say("That thing was removed already."),
    "no way back": lambda: say("That thing cannot be taken back. Mark it once more."),
    "cutting failed": lambda error: say(
        "Cutting out did not work ({error}). Your marks are as they were: click once more, or take another segmenter "
        "under “{who}”.",
        error=shorten(error, 200, placeholder=" …"), who=say("Who works today?"),
    ),
    "listener failed": lambda error: say(
        "Your marks were taken, but what should follow did not work ({error}).",
        error=shorten(error, 200, placeholder=" …"),
    ),
    "unreadable": lambda name: say(
        "{name} is not a picture that can be read. Take a JPEG, PNG or WebP file.", name=name
    ),
    "damaged": lambda name: say("{name} is cut short. Save or download it once more, then choose it again.", name=name),
    "too small": lambda name, width, height, least: say(
        "{name} is {width} × {height} pixels; at least {least} × {least} are needed. Take a larger picture.",
        name=name, width=width, height=height, least=least,
    ),
    "too large": lambda name, width, height, most: say(
        "{name} is {width} × {height} pixels, which is too large: up to {most} million pixels can be opened. Make it "
        "smaller first.",
        name=name, width=f"{width:,}", height=f"{height:,}", most=most,
    ),
    "no sound file": lambda name: say(
        "{name} is not a sound that can be read. Take a WAV, MP3, OGG or FLAC file.", name=name
    ),
    "sound too long": lambda name, minutes, most: say(
        "{name} lasts {minutes} minutes; up to {most} can be heard. Cut out the part that matters.",
        name=name, minutes=minutes, most=most,
    ),
    "silent": lambda of: say("The sound is silent. Look whether the microphone is on, or take another sound."),
    # who works
    "no engine": _no_engine,
    "wrong answer": lambda craft, engine: say(
        "The {craft} “{engine}” answered something that cannot be used. Take another one under “{who}”.",
        craft=craft_name(craft), engine=engine, who=say("Who works today?"),
    ),
    "lacking": lambda engine, packages: say(
        "“{engine}” needs programs that are not installed here ({packages}). Take another one under “{who}”, or ask "
        "whoever set this up to install them.",
        engine=engine, packages=", ".join(packages), who=say("Who works today?"),
    ),
    "English only": lambda engine, there: say(
        "“{engine}” speaks English only. Choose English at the top of the page, or take another describer under "
        "“{who}”: {there}.",
        engine=engine, there=", ".join(there), who=say("Who works today?"),
    ),
    "no key": lambda page: say(
        "Gemini needs a key, and none that can be used is here. Ask whoever set this up to keep one (from {page}), or "
        "take another engine under “{who}”.",
        page=page, who=say("Who works today?"),
    ),
    # the class, where somebody else's machine does the work
    "class anew": lambda: say(
        "The class was started anew. Ask your teacher for the new link, put it into “{field}” under “{who}”, then "
        "press “{button}”.",
        field=say("Link of the class"), who=say("Who works today?"), button=say("Reconnect"),
    ),
    "class silent": lambda address: say(
        "Nobody answers at {address}. Look whether this computer is on the network. If it is, the class may be over: "
        "ask your teacher.",
        address=address,
    ),
    "class code": lambda: say(
        "The class does not know this code. Ask your teacher for the link of today, put it into “{field}” under "
        "“{who}”, then press “{button}”.",
        field=say("Link of the class"), who=say("Who works today?"), button=say("Reconnect"),
    ),
    "class link": lambda: say(
        "That is no link of a class. It begins with https:// and ends in four words; ask your teacher for it."
    ),
    "class full": lambda: say("The class has its hands full. Wait a moment, then press the button once more."),
    "too long a job": lambda craft, seconds: say(
        "This took longer than {seconds} seconds and was stopped. Ask for less, or try it once more.",
        seconds=f"{seconds:g}",
    ),
    "stumbled": lambda craft, reason: say(
        "Something went wrong with this. Try it once more, or ask for something else."
    ),
    "file gone": lambda: say("What was sent is not there any more. Press the button once more."),
    "missing": lambda name: say("Something is missing: {name}.", name=name),
    "class too large": lambda: say(
        "That is too large to be sent to the class. Take a smaller picture or a shorter sound."
    ),
    "no class": lambda address: say(
        "What answers at {address} is no class. Ask your teacher for the link of today, put it into “{field}” under "
        "“{who}”, then press “{button}”.",
        address=address, field=say("Link of the class"), who=say("Who works today?"), button=say("Reconnect"),
    ),
    # what came of it
    "held back": lambda engine: say(
        "The safety filter of “{engine}” held this back. Say it in other words, or take another seed.", engine=engine
    ),
    "unsound": lambda: say(
        "No sound came that is worth hearing, twice. Take another seed, more steps, or other words for the audio "
        "prompt."
    ),
    # the book
    "disk full": lambda folder: say(
        "The disk is full. What was saved before is still there: free some space, then press the button once more."
    ),
    "folder closed": lambda folder: say(
        "The book cannot be written to {folder}. Ask whoever set this up for a folder of your own.", folder=folder
    ),
    "not a book": lambda folder: say(
        "In the place of the book ({folder}) lies something else. Nothing was changed. Ask whoever set this up for "
        "another name.",
        folder=folder,
    ),
    "damaged book": lambda folder: say(
        "The book in {folder} is damaged and was left as it is. Ask whoever set this up for a whole copy, or for a new "
        "book.",
        folder=folder,
    ),
    "book in use": lambda: say(
        "Somebody else is saving the book right now. Wait a moment, then press the button once more."
    ),
    "no page": lambda: say(
        "The book has no page yet. Click a thing in step 4, then press “{button}”.", button=say("Keep it in the book")
    ),
    "no picture": lambda number: say(
        "Page {number} of the book has no picture yet, so it cannot become a page that sounds. Draw one for it in the "
        "lesson notebooks, or begin a new book.",
        number=number,
    ),
}  # fmt: skip

FAMILIES: dict[type, Callable[[], str]] = {  # what no kind tells
    BadInput: lambda: say("This cannot be used as it is. Change it, then press the button once more."),
    BookTrouble: lambda: say("The book cannot be opened or saved. What is in it was left as it is."),
    NotHere: lambda: say(
        "Something that this engine needs is not here. Take another one under “{who}”.", who=say("Who works today?")
    ),
    NoRoom: lambda: say(
        "The memory has no room for this engine. Close other notebooks, or take a smaller engine under “{who}”.",
        who=say("Who works today?"),
    ),
    NoAnswer: lambda: say(
        "The engine gave no answer that can be used. Press the button once more, say it in other words, or take "
        "another engine under “{who}”.",
        who=say("Who works today?"),
    ),
    Cancelled: lambda: say("Cancelled. Nothing was changed."),
    StoryError: lambda: say(
        "This did not work. Press the button once more, or take another engine under “{who}”.",
        who=say("Who works today?"),
    ),
}  # fmt: skip
