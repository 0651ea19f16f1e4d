"""A sound → what is heard in it: MODELS, what a listener is, and the engines from the simplest to the heaviest.

offline  ears that know the sounds of the paper town, learnt on first use (`ears`, `features`, `learning`)
yamnet   YAMNet, 521 categories of AudioSet every half second; from a file that you have (`yamnet`)
ast      AST, 527 categories of AudioSet (`ast`)
clap     CLAP, which of the paper town's sentences fits best, or of your own (`clap`)
"""

from collections.abc import Callable
from typing import Protocol

from ...heard import Heard
from ...media import Sound
from .ast import AST
from .clap import ClapListener
from .ears import PaperTownEars
from .models import MODELS
from .quiz import Question, quiz
from .yamnet import YamNet


class Listener(Protocol):
    """Anything callable that says what is heard in a sound, by the moment and over all."""

    def __call__(self, sound: Sound, *, on_step: Callable[[int, int], None] | None = None) -> Heard: ...


ENGINES: dict[str, Listener] = {"offline": PaperTownEars, "yamnet": YamNet, "ast": AST, "clap": ClapListener}

__all__ = ["AST", "ENGINES", "MODELS", "ClapListener", "Listener", "PaperTownEars", "Question", "YamNet", "quiz"]
