"""The doctor: what is here, what works, what fits on the graphics cards, and what to type where something does not."""

from . import environment
from .casts import CASTS
from .devices import house
from .engine import StoryError
from .environment import Finding, Report
from .studio import Studio


def doctor() -> Report:
    """What is here, what works, what fits, and what to type for the rest. Nothing is installed, sent or loaded."""
    return Report((*environment.findings(), *_cards(), *_casts()))


def _cards() -> list[Finding]:
    """Each graphics card as torch sees it: one may be too old for the torch that is installed."""
    if not environment.has_card() or environment.missing("gpu"):
        return []
    return [
        Finding(
            seat.name, seat.usable or None, f"{seat.title}, {seat.room / 1e9:.1f} of {seat.total / 1e9:.1f} GB to use",
            seat.why or ("it has no bfloat16, which nobody here needs" if not seat.bf16 else ""),
        )
        for seat in house().seats
        if seat.is_card
    ]  # fmt: skip


def _casts() -> list[Finding]:
    """Who could work here: for each cast of real engines what it lacks, else whether its models have a seat."""
    found = []
    for cast in CASTS:
        if cast == "offline":
            found.append(Finding('Studio("offline")', True, "the paper town: works on any machine"))
            continue
        if cast == "remote":
            found.append(
                Finding('Studio("remote", link)', None, "needs the link of a class", "ask your teacher for it")
            )
            continue
        name, lacking = f'Studio("{cast}")', environment.missing(cast)
        if lacking:
            found.append(Finding(name, None, f"needs {', '.join(lacking)}", f"pip install {' '.join(lacking)}"))
        elif cast == "gemini" and not environment.secret("GEMINI_API_KEY", "GOOGLE_API_KEY"):
            found.append(Finding(name, None, "needs a key", "set GEMINI_API_KEY to a key of aistudio.google.com"))
        elif not environment.has_card():
            slow = "no graphics card: its models would work on the processor, slowly" if cast == "gpu" else "ready"
            found.append(Finding(name, None if cast == "gpu" else True, slow))
        else:
            found.append(_fit(name, cast))
    return found


def _fit(name: str, cast: str) -> Finding:
    try:
        plan = house().plan(Studio(cast).models)
    except StoryError as error:
        return Finding(name, None, str(error))
    how = "all its models sit at once" if plan.at_once else "its models take turns" if plan.fits else "does not fit"
    return Finding(name, plan.fits or None, how, f"{name}.plan() shows who sits where")
