"""The set-up in order: look what is missing, install it in one resolve, look again, and let the doctor say the rest."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from . import fonts, health, installer, needs, stack, wheels
from .needs import Lack, SetUpTrouble

Line = (
    tuple[str, bool | None, str] | tuple[str, bool | None, str, str]
)  # of the report: what, works, found, what to type


def set_up(*extras: str):
    """Installs what is missing for the lessons, and for these extras; answers the doctor's report, which shows itself.

    extras: "gpu", "train", "gemini", "serve", "cluster", "lab". Without any: the core, and where torch and a graphics
    card are, the real models too. Where all is here nothing is started and nothing is changed. Never touched: the
    packages of the graphics card, and what this session has imported. Raises SetUpTrouble, with what to do.
    """
    asked = needs.requirements(extras or _suits())
    lacks, wheel = needs.lacking(asked), wheels.running_from()
    installed = _install(asked, lacks, wheel) if lacks or wheel else None
    _settle_the_path(wheel)

    from storyhelpers import environment
    from storyhelpers.checkup import Finding, Report, doctor

    lines = [*_what_was_done(installed), *_fits()]
    if environment.where() != "local":
        lines += _letters()
    return Report((*(Finding(*line, room="Set-up") for line in lines), *doctor()))


def _suits() -> tuple[str, ...]:
    """The extras that suit this machine unasked: a place that ships torch with a card is meant for the real models."""
    return ("gpu",) if shutil.which("nvidia-smi") and needs.installed("torch") else ()


def _install(asked: list[Requirement], lacks: list[Lack], wheel: Path | None) -> installer.Installed:
    frozen, changing = stack.freeze(), {lack.name for lack in lacks}
    frozen.pop(needs.PACKAGE, None)
    held = stack.held(frozen, changing)
    if stuck := [str(lack) for lack in lacks if lack.name in held]:
        raise SetUpTrouble(
            f"{'; '.join(stuck)}: this session uses it already, or the graphics card does, so it cannot be renewed. "
            "Restart the session and run this cell before any other. If it stays so, choose the newest environment of "
            "this place, or make a fresh one."
        )
    # What the suite can use and is well here is named too, so that nothing that is chosen now breaks it.
    names = {each.name for each in asked}
    others = [each for each in needs.in_lessons() if each.name not in names and _is_well(each)]
    pins = {name: version for name, version in frozen.items() if name not in changing}
    return installer.install([*asked, *others, *([wheel] if wheel else [])], pins, held, wheels.attached())


def _is_well(requirement: Requirement) -> bool:
    """Whether it is here in a version that will do, and all that it needs with it."""
    version = needs.installed(requirement.name)
    return version is not None and needs.meets(version, requirement) and not health.closure([requirement])[1]


def _settle_the_path(wheel: Path | None) -> None:
    """The package's folder by its full name instead of "..", because a cell may change the working folder; no wheel."""
    folder = needs.source()
    home = str(folder.resolve()) if folder and ".." in sys.path and folder.samefile("..") else ".."
    # In its place, before a wheel that is attached too: else the set-up came from here and the package from there.
    sys.path[:] = [entry for entry in dict.fromkeys(home if e == ".." else e for e in sys.path) if entry != ".."]
    if wheel:
        wheels.leave(wheel)


def _what_was_done(installed: installer.Installed | None) -> list[Line]:
    if installed is None:
        return [("set-up", True, "nothing to install: all is here")]
    new = {name: after for name, (before, after) in installed.changed.items() if not before}
    asked = {canonicalize_name(each.name) for each in needs.in_lessons()} & set(new)
    told = ", ".join(f"{name} {new[name]}" for name in sorted(asked))
    others = f" and {len(new) - len(asked)} that they need" if len(new) > len(asked) else ""
    how = f"in {installed.seconds:.0f} s by {installed.by}"
    lines = [("set-up", True, f"installed {how}: {told or 'nothing asked for'}{others}")]
    if installed.replaced:
        told = ", ".join(f"{name} {old} → {new or 'gone'}" for name, (old, new) in installed.replaced.items())
        lines.append(("set-up", None, f"replaced, because the old ones would not do: {told}"))
    return lines


def _fits() -> list[Line]:
    """Whether the packages fit each other, and whether this session has old ones in memory."""
    names, broken = health.closure(needs.in_lessons())
    lines: list[Line] = []
    for (
        sentence,
        name,
    ) in broken.items():  # a place's own notebook is its business: Colab lacks jedi
        works, cure = (None, "") if stack.protected(name) else (False, "restart the session, then set_up()")
        lines.append(("packages", works, sentence, cure))
    for name, (said, there) in health.stale(names).items():
        lines.append(("packages", False, f"{name} {said} is in memory, {there} is installed", "restart the session"))
    return lines or [("packages", True, f"{len(names)} fit each other")]


def _letters() -> Sequence[Line]:
    """Chinese letters, on a machine that is a place's and not a person's."""
    if not fonts.lacking():
        return []
    if why := fonts.install():
        return [("Chinese letters", None, f"could not be installed: {why}", f"!apt-get install -y {fonts.FONT}")]
    return [("Chinese letters", True, f"installed {fonts.FONT}")]
