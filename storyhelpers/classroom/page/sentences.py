"""What a pupil reads when something went wrong: what happened, and what to press now; else there is the teacher."""

from collections.abc import Callable

from ...engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from ...locale import say
from ...widgets.by_hand import KINDS

SAID = {"said", "line full", "enough", "closed", "hangs"}  # their own sentence is for pupils already
SHARED = (  # what the studio page says of these holds here too
    "empty", "too long", "stop word", "nothing marked", "nothing there", "unreadable", "damaged", "too small",
    "too large", "unsound", "held back",
)  # fmt: skip
OURS: dict[str, Callable[..., str]] = {  # kind → its sentence, from the facts
    **{kind: KINDS[kind] for kind in SHARED},
    "too long a job": lambda seconds, **_: say(
        "This took longer than {seconds} seconds and was stopped. Ask for less, or try it once more.",
        seconds=f"{seconds:g}",
    ),
    "stumbled": lambda **_: say("Something went wrong with this. Try it once more, or ask for something else."),
}
FAMILIES: dict[type[StoryError], Callable[[], str]] = {  # what no kind tells
    BadInput: lambda: say("This cannot be used as it is. Change it, then press the button once more."),
    NotHere: lambda: say("Something that this step needs is not on the class's computer. Tell your teacher."),
    NoRoom: lambda: say(
        "The class's computer has no room for this right now. Wait a minute, then press the button once more."
    ),
    NoAnswer: lambda: say("No answer came that can be used. Press the button once more, or say it in other words."),
    StoryError: lambda: say("This did not work. Press the button once more; if it stays so, tell your teacher."),
}


def sentence_of(error: Exception) -> tuple[str, bool]:
    """(the sentence, whether it is calm: somebody pressed Stop, and that is all)."""
    if isinstance(error, Cancelled):
        return say("Cancelled. Nothing was changed."), True
    if not isinstance(error, StoryError):  # a fault of ours
        return FAMILIES[StoryError](), False
    if error.kind in SAID:
        return str(error), False
    if error.kind in OURS:
        return OURS[error.kind](**error.facts), False
    return next(FAMILIES[kind] for kind in type(error).__mro__ if kind in FAMILIES)(), False
