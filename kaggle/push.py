"""Sends the notebooks to Kaggle: python kaggle/push.py --owner NAME [notebook …] [--dry-run]

Everything is looked at first, in all notebooks, and nothing is sent while something is wrong. Kaggle saves them
privately; nothing runs until somebody opens one, or until kaggle/run.py runs it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from kit.bundles import SLUG
from kit.lessons import choose
from kit.rules import MACHINES
from kit.slugs import owner_problem
from kit.staging import Staged, stage
from kit.trouble import KitTrouble, Unreachable, exit_status

WITHOUT = ("gpu", "internet", "wheels")


def options(description: str) -> argparse.ArgumentParser:
    """What push.py and run.py are both told."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--owner", required=True, metavar="NAME", help="your account: kaggle.com/NAME")
    parser.add_argument(
        "notebooks", nargs="*", metavar="notebook", help="05, 05_the_whole_chain or a path; all without"
    )
    parser.add_argument(
        "--without",
        action="append",
        choices=WITHOUT,
        default=[],
        help="no graphics card, no internet, or no dataset of wheels; may be given several times",
    )
    return parser


def ready(words: list[str], owner: str, without: list[str]) -> list[Staged]:
    """The notebooks that are meant, ready to be sent. Raises KitTrouble with all that is wrong with any of them."""
    if problem := owner_problem(owner):
        raise KitTrouble(problem)
    if {"internet", "wheels"} <= set(without):
        raise KitTrouble(
            "With --without internet and --without wheels a notebook has nothing to install from: give one of the two."
        )
    staged, sentences = [], []
    for lesson in choose(words):
        try:
            staged.append(stage(lesson, owner, tuple(without)))
        except KitTrouble as trouble:
            sentences += trouble.sentences
    for each in staged:
        sentences += [f"{each.lesson.name}: {problem}" for problem in each.problems]
    if sentences:
        raise KitTrouble(*dict.fromkeys(sentences), "Nothing was sent.")
    return staged


def described(staged: Staged) -> str:
    """What would be sent, on four lines."""
    told = staged.metadata
    machine = MACHINES.get(told.get("machine_shape", "")) or "no graphics card"
    notes = [
        f"{number} {thing}{'s' * (number != 1)} {what}"
        for number, thing, what in (
            (staged.pictures, "picture", "inside"),
            (staged.links, "link", "into the repository"),
            (staged.outputs, "output", "left out"),
        )
        if number
    ]
    lines = (
        f"{staged.lesson.name} → https://www.kaggle.com/code/{staged.address}",
        f"    title     {told['title']}",
        f"    machine   {machine}, internet {'on' if told['enable_internet'] else 'off'}, "
        f"{'private' if told['is_private'] else 'public'}",
        f"    attached  {', '.join(told.get('dataset_sources', [])) or 'nothing'}",
        f"    notebook  {', '.join([f'{len(staged.text.encode()) / 1000:.0f} kB', *notes])}",
    )
    return "\n".join(lines)


def lacks(staged: Staged, pushed, owner: str) -> tuple[list[str], list[str]]:
    """What Kaggle did not do as it was asked → (what is wrong, what is good to know), as sentences. pushed: its answer.

    A notebook with internet does without its wheels, so that they may come later; one without internet cannot.
    """
    name, wheels = staged.lesson.name, f"{owner}/{SLUG}"
    sentences, notes = [], []
    for kind, names in pushed.missing.items():
        if others := [each for each in names if each != wheels]:
            sentences.append(f"{name}: Kaggle does not have the {kind} {', '.join(others)}, and left them out.")
    if wheels in pushed.missing.get("datasets", []):
        make = f"`python kaggle/bundle.py --owner {owner} --push` makes it, then push again."
        if staged.metadata["enable_internet"]:
            notes.append(f"Kaggle has no dataset {wheels} yet, so that notebooks install over the internet; {make}")
        else:
            sentences.append(f"{name}: Kaggle has no dataset {wheels}, and without internet it needs that one; {make}")
    if pushed.address != staged.address:
        sentences.append(
            f"{name}: Kaggle put it at {pushed.address} instead of {staged.address}; correct its id and title."
        )
    return sentences, notes


def main(words: list[str] | None = None) -> int:
    """0 when everything was sent (or would be), 1 otherwise."""
    parser = options("Sends the notebooks to your Kaggle account, private, without running them.")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be sent; needs no account and no network"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave what is sent in this folder")
    told = parser.parse_args(words)
    staged = ready(told.notebooks, told.owner, told.without)
    with tempfile.TemporaryDirectory() as scratch:
        folders = [each.write(told.keep or Path(scratch)) for each in staged]
        if told.dry_run:
            print("\n".join(described(each) for each in staged))
            print("Nothing was sent: this was a dry run.")
            return 0
        return send(staged, folders, told.owner)


def send(staged: list[Staged], folders: list[Path], owner: str) -> int:
    """Each in its turn; one that Kaggle refuses does not stop the others, a missing network does."""
    from kit.service import Service

    service = Service(owner)
    sentences, notes = [], []
    for each, folder in zip(staged, folders, strict=True):
        try:
            pushed = service.push(folder, each.address, run=False)
        except Unreachable:
            raise
        except KitTrouble as trouble:
            sentences += [f"{each.lesson.name}: {sentence}" for sentence in trouble.sentences]
            continue
        print(f"{each.lesson.name} → {pushed.url} (version {pushed.version})", flush=True)
        wrong, known = lacks(each, pushed, owner)
        sentences += wrong
        notes += known
    for sentence in dict.fromkeys([*sentences, *notes]):
        print(sentence, file=sys.stderr)
    if not sentences:
        print(f"Open one there, or run it there: python kaggle/run.py --owner {owner} {staged[0].lesson.name}")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(exit_status(main))
