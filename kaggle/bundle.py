"""Wheels for Kaggle without internet: python kaggle/bundle.py --owner NAME [--out FOLDER] [--python 3.12 …] [--push]

Builds the wheel of storyhelpers, downloads what it needs and Kaggle lacks, and with --push makes them a private dataset
(or a new version of it) that the notebooks name as their source.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from kit import waiting, wheelhouse
from kit.bundles import METADATA, SLUG, bundle_problems
from kit.slugs import owner_problem
from kit.trouble import KitTrouble, exit_status
from kit.wheelhouse import Wheel

OUT = Path(__file__).parent / "wheels"
TITLE = "Storybook Studio wheels"
SUBTITLE = "storyhelpers and what it needs, to install without internet"
MINUTES = 15  # how long Kaggle is given to take a dataset in


def main(words: list[str] | None = None, clock=time) -> int:
    """0 when the bundle is there (and, with --push, on Kaggle)."""
    parser = argparse.ArgumentParser(description="Builds the wheels that the notebooks install on Kaggle.")
    parser.add_argument("--owner", required=True, metavar="NAME", help="your account: kaggle.com/NAME")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where they go (kaggle/wheels)")
    parser.add_argument("--python", nargs="+", default=["3.12"], metavar="3.12", help="Kaggle's Python (3.12)")
    parser.add_argument(
        "--push", action="store_true", help="make them a private dataset of yours, or a new version of it"
    )
    told = parser.parse_args(words)
    if problem := owner_problem(told.owner):
        raise KitTrouble(problem)
    if strange := [python for python in told.python if not wheelhouse.PYTHON.fullmatch(python)]:
        raise KitTrouble(f"--python {' '.join(strange)}: write a version such as 3.12.")
    wheels = gather(told.out, told.owner, told.python)
    print("\n".join(listed(wheels)))
    return push(told.out, told.owner, wheels, clock) if told.push else 0


def gather(out: Path, owner: str, pythons: list[str]) -> list[Wheel]:
    """The bundle in its folder. What was there before is replaced once the new one is whole, and only if it was one."""
    if problem := _folder_problem(out):
        raise KitTrouble(problem)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "bundle"
        made.mkdir()
        print("Building storyhelpers …", flush=True)
        wheel = wheelhouse.build(Path(scratch))
        print(f"Downloading what Kaggle lacks, for Python {' and '.join(pythons)} …", flush=True)
        wheelhouse.download(wheel, made, pythons)
        wheels = sorted(map(wheelhouse.described, made.glob("*.whl")), key=lambda each: each.name)
        metadata = metadata_of(wheels, owner)
        (made / METADATA).write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n", "utf-8")
        if problems := bundle_problems(metadata, made, owner):
            raise KitTrouble(*problems)
        try:
            _replace(out, made)
        except OSError as error:
            raise KitTrouble(
                f"{out} cannot be written ({error.strerror or error}): give another folder with --out."
            ) from None
    return [wheelhouse.described(out / each.path.name) for each in wheels]


def _folder_problem(out: Path) -> str:
    """Why the bundle must not go there; '' for a folder that is absent, or empty, or an earlier bundle."""
    if out.is_symlink():
        return f"{out} is a link to another place: give the folder itself with --out."
    if not out.exists():
        return ""
    if not out.is_dir():
        return f"{out} is a file: give a folder with --out."
    try:
        inside = sorted(out.iterdir())
    except OSError as error:
        return f"{out} cannot be read ({error.strerror}): give another folder with --out."
    bundle = _is_bundle(out / METADATA)
    others = [
        path.name
        for path in inside
        if not (bundle and path.is_file() and (path.suffix == ".whl" or path.name == METADATA))
    ]
    return f"{out} holds other things ({', '.join(others[:5])}): give an empty folder with --out." if others else ""


def _is_bundle(metadata: Path) -> bool:
    """Whether this file was written by metadata_of: other datasets, which are not ours to replace, have one as well."""
    try:
        return str(json.loads(metadata.read_text("utf-8"))["id"]).endswith(f"/{SLUG}")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _replace(out: Path, made: Path) -> None:
    """The metadata come first and stay: a folder that was left half written is still known as ours the next time."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made / METADATA, out / METADATA)
    for old in out.glob("*.whl"):
        old.unlink()
    for new in made.glob("*.whl"):
        shutil.copyfile(new, out / new.name)


def metadata_of(wheels: list[Wheel], owner: str) -> dict:
    """The dataset-metadata.json: one licence, "other", because each wheel brings its own."""
    rows = [f"| {each.name} | {each.version} | {each.licence} |" for each in wheels]
    told = ["Attach this dataset to a notebook of Storybook Studio, and its Set up cell installs from here.", ""]
    table = ["| package | version | licence |", "|---|---|---|", *rows]
    return {
        "id": f"{owner}/{SLUG}",
        "title": TITLE,
        "subtitle": SUBTITLE,
        "description": "\n".join([*told, "Each wheel stands under its own licence:", "", *table]),
        "licenses": [{"name": "other"}],
        "keywords": [],
    }


def listed(wheels: list[Wheel]) -> list[str]:
    """A line for each file, and the sum."""
    lines = [f"{each.size / 1e6:8.1f} MB  {each.path.name}" for each in wheels]
    folder = wheels[0].path.parent
    return [*lines, f"{sum(each.size for each in wheels) / 1e6:8.1f} MB  {len(wheels)} wheels in {folder}"]


def push(out: Path, owner: str, wheels: list[Wheel], clock) -> int:
    """Sends the bundle and waits until Kaggle has taken it in → 0."""
    from kit.service import Service

    service, address = Service(owner), f"{owner}/{SLUG}"
    version = next(each.version for each in wheels if each.name == "storyhelpers")
    url, new = service.publish(out, address, f"storyhelpers {version}", quiet=not sys.stdout.isatty())
    print(f"{'A private dataset' if new else 'A new version'}: {url}; Kaggle takes it in …", flush=True)
    later = f"It goes on there; look at {url}, and push the notebooks when it is ready."
    try:
        clock.sleep(waiting.FIRST)  # before that the state is the last version's
        state = waiting.until(
            lambda: service.dataset_state(address),
            {"ready", "failed", "deleted"}.__contains__,
            seconds=MINUTES * 60,
            clock=clock,
        )
    except KeyboardInterrupt:
        raise KitTrouble(later) from None
    if state is None:
        raise KitTrouble(f"Kaggle has not finished after {MINUTES} minutes. {later}")
    if state != "ready":
        raise KitTrouble(f"Kaggle could not take the files in ({state}): look at {url}, then push again.")
    print(f"Ready. Now: python kaggle/push.py --owner {owner}")
    return 0


if __name__ == "__main__":
    sys.exit(exit_status(main))
