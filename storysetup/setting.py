"""The set-up in order: look what is missing, install it in one resolve, look again, and let the doctor say the rest."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from . import fonts, health, installer, needs, stack, wheels
from .needs import Lack, SetUpTrouble

Line = tuple[str, bool | None, str] | tuple[str, bool | None, str, str]  # what, works, found, what to type


def set_up(*extras: str):
    """Installs what is missing for the lessons, and for these extras; answers the doctor's report, which shows itself.

    extras: "gpu", "train", "gemini", "serve", "cluster", "lab". Without any: the core, and where torch and a graphics
    card are, the real models too. Where all is here nothing is started and nothing is changed. Never touched: the
    packages of the graphics card, and what this session has imported. Raises SetUpTrouble, with what to do.
    """
    needs.described.cache_clear()  # somebody may have installed something since
    asked = needs.requirements(extras)
    more = [] if extras else [each for each in needs.requirements(_suits()) if each not in asked]
    wheel, note = wheels.running_from(), []
    try:
        installed = _complete([*asked, *more], wheel)
    except SetUpTrouble as trouble:
        if not more:
            raise
        # The real models were nobody's wish: the lessons run without them, and the report says why they do not work.
        installed = _complete(asked, wheel)
        note = [("real models", None, str(trouble), 'set_up("gpu")')]
    _settle_the_path()

    from storyhelpers import environment
    from storyhelpers.checkup import Finding, Report, doctor

    lines = [*_what_was_done(installed), *note, *_fits()]
    if environment.where() != "local":
        lines += _letters()
    return Report((*(Finding(*line, room="Set-up") for line in lines), *doctor()))


def _suits() -> tuple[str, ...]:
    """The extras that suit this machine unasked: a place that ships torch with a card is meant for the real models."""
    if not needs.installed("torch") or not needs.lacking(needs.requirements(["gpu"])):
        return ()  # none, or none that is missing: the driver need not be asked
    try:
        done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):  # there is no driver, or none that answers
        return ()
    return ("gpu",) if done.returncode == 0 and done.stdout.strip() else ()


def _complete(asked: list[Requirement], wheel: Path | None) -> installer.Installed | None:
    """Installs what is missing of these, and what those that are here need and lack; None where nothing is."""
    broken = [misfit.needs for misfit in health.closure(asked)[1] if not stack.protected(misfit.name)]
    lacks = needs.lacking([*asked, *broken])
    if not lacks and not wheel:
        return None
    names = ", ".join(lack.name for lack in lacks) or needs.PACKAGE
    print(f"Installing {names} …", flush=True)  # torch alone takes minutes, and silence looks like a fault
    installed = _install([*asked, *broken], lacks, wheel)
    if still := needs.lacking(asked):
        raise SetUpTrouble(
            f"The installer says that all went well, but this session does not find {'; '.join(map(str, still))}. It "
            f"went elsewhere than to {sys.prefix}: look for PIP_TARGET, PIP_USER, a pip.conf. Then restart the session."
        )
    return installed


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


def _settle_the_path() -> None:
    """A folder that we stand in comes first and by its full name, because a cell may change the working folder.

    So the set-up and the package are of one kind, whatever older one is installed. Wheels leave the path.
    """
    if folder := needs.source():
        home = str(folder.resolve())
        same = {home, *(entry for entry in sys.path if entry.startswith("..") and os.path.realpath(entry) == home)}
        sys.path[:] = [home, *(entry for entry in sys.path if entry not in same)]
    wheels.leave()


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
    for misfit in broken:  # a place's own notebook is its business: Colab lacks jedi
        works, cure = (None, "") if stack.protected(misfit.name) else (False, f'set_up("{_extra(misfit)}")')
        lines.append(("packages", works, str(misfit), cure))
    for name, (said, there) in health.stale(names).items():
        lines.append(("packages", False, f"{name} {said} is in memory, {there} is installed", "restart the session"))
    return lines or [("packages", True, f"{len(names)} fit each other")]


def _extra(misfit: health.Misfit) -> str:
    """The extra that it belongs to."""
    return next(e for e in needs.IN_LESSONS if misfit in health.closure(needs.requirements([e]))[1])


def _letters() -> Sequence[Line]:
    """Chinese letters, on a machine that is a place's and not a person's."""
    if not fonts.lacking():
        return []
    if why := fonts.install():
        return [("Chinese letters", None, f"could not be installed: {why}", f"!apt-get install -y {fonts.FONT}")]
    return [("Chinese letters", True, f"installed {fonts.FONT}")]
