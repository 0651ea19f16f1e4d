"""The thorough part: every package imported, every card made to work, by `trying` in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from .. import environment
from ..devices import gigabytes
from . import trying
from .packages import PACKAGES, version_of
from .places import to_mend
from .report import Finding

ROOM = "Tried out"
PATIENCE = 300.0  # seconds for all that one process tries: the first import on a cold disk may take one minute


def findings(place: str) -> list[Finding]:
    """What failed and how, each by itself; what could be imported in one line; each card and how it worked."""
    names = {name: row[0] for packages in PACKAGES.values() for name, row in packages.items()
             if environment.is_installed(name)}  # fmt: skip
    tried = [*names, *(["cards"] if "torch" in names and environment.cards() else [])]
    found, well = [], []
    for said in attempts(tried):
        what, fault = said["what"], said["fault"]
        if what not in names:
            found.append(_card(said))
        elif fault:
            cure = to_mend(names[what], version_of(names[what]), place)
            found.append(Finding(names[what], False, f"cannot be imported: {fault}", cure, ROOM))
        else:
            well.append(what)
    return [Finding("imports", True, f"{len(well)} packages: {', '.join(well)}", room=ROOM), *found] if well else found


def attempts(names: Sequence[str], patience: float = PATIENCE) -> Iterator[dict]:
    """What `trying` says of each, in order. One that kills its process is told so, and the rest is tried in another."""
    left = list(names)
    while left:
        said, end = _run(left, patience)
        begun = [line["what"] for line in said if line.get("begins")]
        yield from (line for line in said if not line.get("begins"))
        answered = {line["what"] for line in said if not line.get("begins")}
        if end and begun and (begun[-1] == "cards" or begun[-1] not in answered):
            yield {"what": begun[-1], "fault": end}
        elif not begun:  # not even the first was reached
            yield {"what": left[0], "fault": end or "nothing was tried"}
            begun = left[:1]
        left = left[len(begun) :]


def _run(names: Sequence[str], patience: float) -> tuple[list[dict], str]:
    """(the lines that were written, how the process ended if not well)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.jsonl"
        file.touch()
        command = [sys.executable, "-P", trying.__file__, str(file), *names]  # -P: names beside it hide no package
        paths = os.pathsep.join(filter(None, sys.path))
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": paths})  # fmt: skip
        try:
            code = process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            end = f"did not come back within {patience:.0f} seconds"
        else:
            end = "" if code == 0 else _how(code)
        lines = file.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")], end


def _how(code: int) -> str:
    if code < 0:
        names = {one.value: one.name for one in signal.Signals}
        return f"the process was ended by {names.get(-code, f'signal {-code}')}"
    return f"the process ended with status {code}"


def _card(said: dict) -> Finding:
    name = f"GPU {said['what']}" if said["what"] != "cards" else "GPU"
    if said["fault"]:
        return Finding(name, False, f"does not work: {said['fault']}", "restart the kernel, or take another card", ROOM)
    bf16 = "no bfloat16" if said["bf16"] else "bfloat16 too"
    told = (
        f"{said['title']} multiplies in float16, {bf16}; {gigabytes(said['free'])} of {gigabytes(said['total'])} free"
    )
    return Finding(name, True, told, room=ROOM)
