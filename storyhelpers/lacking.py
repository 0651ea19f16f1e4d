"""What to say where a package lacks without which nothing here can be imported. The standard library alone."""

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parents[1]


def tell(error: ModuleNotFoundError) -> None:
    """Raises one sentence that names all of the core that is not installed, and what to type, instead of this error.

    For `python -m storyhelpers` it ends the program with that sentence; else it is a ModuleNotFoundError again. Returns
    where nothing lacks, so that the fault is another.
    """
    wanted = [line for line in core() if not installed(re.split(r"[^\w.-]", line)[0])]
    if not wanted:
        return
    names = ", ".join(re.split(r"[^\w.-]", line)[0] for line in wanted)
    typed = " ".join(f'"{line}"' for line in wanted)
    told = f"Storybook Studio needs what is not installed here: {names}. Type: python -m pip install {typed}"
    if sys.argv[:1] == ["-m"]:  # which stands there while `python -m` imports the package
        raise SystemExit(told)
    raise ModuleNotFoundError(told, name=error.name) from None


def core() -> list[str]:
    """The requirements of the core, as pip takes them: of pyproject.toml beside the package, else of what is installed.

    Those for some machines only are left out.
    """
    if (HERE / "pyproject.toml").is_file():
        lines = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    else:
        try:
            lines = importlib.metadata.requires("storyhelpers") or []
        except importlib.metadata.PackageNotFoundError:
            lines = []
    return [line for line in lines if ";" not in line]


def installed(distribution: str) -> bool:
    """Whether a distribution is installed."""
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
