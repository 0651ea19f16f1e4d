"""Who speaks what: the rule for describers whose models were taught English only."""

from functools import partial

from ...engine import BadInput
from ...locale import LANGUAGES

LENGTHS = ("short", "long")


def english_only(engine, language: str) -> None:
    """Raises BadInput unless the language is English: for engines whose models were taught no other.

    The sentence names the describers that do speak it: all whose `languages` have it, or who do not say.
    """
    if language == "en":
        return
    from . import ENGINES  # they import this file

    name = getattr(engine, "name", None) or type(engine).__name__
    speakers = [f'"{other}"' for other, made in ENGINES.items() if language in _languages(made)]
    raise BadInput(
        f'{name} speaks English only, not {LANGUAGES.get(language, language)}. Ask for language="en", or take a '
        f"describer that speaks it: Studio(describer={speakers[0]}); there is: {', '.join(speakers)}.",
        "English only", engine=name, there=tuple(speakers),
    )  # fmt: skip


def _languages(engine) -> tuple[str, ...]:
    return getattr(engine.func if isinstance(engine, partial) else engine, "languages", tuple(LANGUAGES))
