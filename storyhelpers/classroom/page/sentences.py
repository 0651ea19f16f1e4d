"""What a pupil reads when something went wrong: what happened, and what to press now. Who has set it up is the teacher."""

from collections.abc import Callable

from ...engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from ...locale import say
from ...widgets.by_hand import KINDS

KNOWN = {  # what the studio page says of these holds here too
    "empty", "too long", "nothing marked", "nothing there", "unreadable", "damaged", "too small", "too large", "unsound",
    "held back", "no page", "silent",
}  # fmt: skip
SAID = {"said", "line full", "enough", "hangs", "closed"}  # their own sentence is for pupils already

OURS: dict[type[StoryError], Callable[[], str]] = {
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
    if not isinstance(error, StoryError):
        return OURS[StoryError](), False
    if error.kind in SAID:
        return str(error), False
    if error.kind in KNOWN:
        return KINDS[error.kind](**error.facts), False
    return next(OURS[kind] for kind in type(error).__mro__ if kind in OURS)(), False
