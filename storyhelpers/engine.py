"""What an engine is: anything that can be called with its craft's arguments. And the errors that people read.

StoryError            one clear sentence: what happened, what there is, what to type
├── BadInput          what was given cannot be used (an empty idea, a point outside the picture)
├── BookTrouble       the book folder cannot be read or written; nothing was changed
├── NotHere           something this machine lacks (an engine, a font, a program, a model's files)
├── NoRoom            no graphics card, nor the memory, has room for the model
├── NoAnswer          a model or a service gave nothing that can be used (blocked, empty, quota gone, not a number)
└── Cancelled         the person pressed Cancel
"""

import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial


class StoryError(Exception):
    """A sentence for a person who types. Inside IPython it is shown without its traceback.

    kind, facts: the same as data, for a page that says it in its own words and with its own buttons (widgets/by_hand):
    BadInput("The idea is empty. …", "empty", of="idea"). "said": the sentence is such a page's own already.
    """

    def __init__(self, sentence: str = "", kind: str = "", /, **facts):
        super().__init__(sentence)
        self.kind, self.facts = kind, facts

    def _render_traceback_(self):
        """IPython's hook: the sentence alone, for those who do not program."""
        return [f"{type(self).__name__}: {self}"]


class BadInput(StoryError):
    """What was given cannot be used."""


class BookTrouble(StoryError):
    """The book folder cannot be read or written; what is on disk was left as it was."""


class NotHere(StoryError):
    """Something this machine lacks."""


class NoRoom(StoryError):
    """No graphics card, nor the memory, has room for the model."""


class NoAnswer(StoryError):
    """A model or a service gave nothing that can be used."""


class Cancelled(StoryError):
    """The person pressed Cancel."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """' Did you mean "…"?' for the most similar choice, else ''."""
    plain = {str(choice).casefold(): choice for choice in choices}
    found = difflib.get_close_matches(str(word).casefold(), list(plain), n=1, cutoff=0.5)
    return f' Did you mean "{plain[found[0]]}"?' if found else ""


def pick(craft: str, choice, engines: Mapping[str, Callable]) -> Callable:
    """The engine that `choice` means: a name from `engines`, an engine class, or anything callable.

    A class, or a `partial` of one ("this class with that model"), is called to make the engine. What has
    `engine_for(craft)`, as the server of a class has, is asked for its engine. Raises NotHere for an unknown name,
    BadInput for something that cannot be called.
    """
    if isinstance(choice, str):
        if choice not in engines and "/" in choice:
            raise NotHere(
                f'"{choice}" is no name of an engine. For another model of the hub, or a folder, make the engine from '
                f"its class, which takes both: see storyhelpers.crafts.{craft}. There is: {', '.join(engines)}.",
                "no engine", craft=craft, name=choice, there=tuple(engines),
            )  # fmt: skip
        if choice not in engines:
            raise NotHere(
                f'There is no {craft} called "{choice}".{nearest(choice, engines)} '
                f"There is: {', '.join(engines)}. Or give any function: Studio({craft}=my_function).",
                "no engine", craft=craft, name=choice, there=tuple(engines),
            )  # fmt: skip
        choice = engines[choice]
    if engine_for := getattr(choice, "engine_for", None):
        choice = engine_for(craft)
    if inspect.isclass(choice) or (isinstance(choice, partial) and inspect.isclass(choice.func)):
        choice = choice()
    if not callable(choice):
        raise BadInput(f"The {craft} must be a name ({', '.join(engines)}) or something to call, not {choice!r}.")
    return choice


def name_of_engine(engine: Callable) -> str:
    """How an engine is called on the card and in a colophon: its `name`, else its function's or class's name."""
    return getattr(engine, "name", None) or getattr(engine, "__name__", None) or type(engine).__name__


@dataclass(frozen=True)
class About:
    """What the studio card and an export say of an engine: its name, its licence, and where it comes from."""

    name: str
    licence: str
    source: str

    def __str__(self):
        return ", ".join(part for part in (self.source, self.licence) if part)


def about(engine: Callable) -> About:
    """Name, licence and source of an engine: its own attributes. Ours say they are ours; a stranger's say nothing."""
    ours = (getattr(engine, "__module__", None) or type(engine).__module__).split(".")[0] == __name__.split(".")[0]
    licence, source = ("Apache-2.0", "Storybook Studio") if ours else ("", "")
    return About(name_of_engine(engine), getattr(engine, "licence", licence), getattr(engine, "source", source))


def call(engine: Callable, *given, **options):
    """Calls an engine with those options that its signature knows, so that a plain `def poet(region)` is an engine."""
    known = options_of(engine)
    return engine(*given, **(options if known is None else {k: v for k, v in options.items() if k in known}))


def options_of(engine: Callable) -> frozenset[str] | None:
    """The names an engine takes by keyword; None when it takes any."""
    try:
        parameters = inspect.signature(engine).parameters.values()
    except ValueError:  # a builtin without a signature
        return frozenset()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    return frozenset(p.name for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD))
