"""What a grid is asked to be, checked once: prompts, seeds, names. And what differs from one that is there."""

from collections.abc import Iterable, Mapping, Sequence

from ... import checks
from ...engine import BadInput
from .cells import folder_of

MOST_CELLS = 100_000
LONGEST_PROMPT = 4 * checks.LONGEST_IDEA  # as long as Studio.draw takes


def prompts_of(given: Sequence[str]) -> tuple[str, ...]:
    """The prompts as clean lines, all different."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise BadInput('prompts is a list: Grid(folder, ["a red boat on the sea", "a cat in the snow"], …).')
    found: dict[str, int] = {}
    for number, prompt in enumerate(given, 1):
        clean = checks.text(prompt, f"prompt number {number}", '"a cat on a bench"', longest=LONGEST_PROMPT)
        if found.setdefault(clean, number) != number:
            raise BadInput(f"Prompts {found[clean]} and {number} are the same, {clean!r:.60}: it would count twice.")
    if not found:
        raise BadInput('There is no prompt. Give a list of some: Grid(folder, ["a red boat on the sea"], …).')
    return tuple(found)


def seeds_of(given: Sequence[int]) -> tuple[int, ...]:
    """The seeds as whole numbers, all different."""
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise BadInput(f"seeds is a list of whole numbers, such as [1, 2] or range(6), not {given!r:.60}.")
    found = tuple(checks.whole(seed, "A seed", 0, 2**32 - 1) for seed in given)
    if not found:
        raise BadInput("There is no seed. Give one or more: seeds=[1].")
    if len(set(found)) < len(found):
        twice = next(seed for seed in found if found.count(seed) > 1)
        raise BadInput(f"The seed {twice} is there twice: the same picture would count twice.")
    return found


def names_of(models: Mapping) -> tuple[str, ...]:
    """The names of the models, each of which has a folder of its own on every file system."""
    example = 'models={"base": "tiny", "tuned": StableDiffusion("tiny", lora="styles/sketch")}'
    if not isinstance(models, Mapping) or not models:
        raise BadInput(f"models says which models draw, by names of your choice: {example}.")
    folders: dict[str, str] = {}
    for name in models:
        if checks.text(name, "name of a model", example, longest=200) != name:
            raise BadInput(f"The name {name!r:.60} has blanks or signs at places where they cannot be seen.")
        other = folders.setdefault(folder_of(name).casefold(), name)
        if other != name:
            raise BadInput(f'The models "{other}" and "{name}" would share a folder on some systems. Rename one.')
    return tuple(models)


def differences(kept: Mapping, given: Mapping) -> list[str]:
    """What a grid that is there is, and is not asked to be. A grid may grow: by prompts at its end, seeds and models.

    kept, given: as grid.json has them.
    """
    found = [
        f"its {key} are {kept[key]!r}, not {given[key]!r}"
        for key in ("steps", "aspect")
        if kept[key] != given[key]
    ]  # fmt: skip
    old, new = kept["prompts"], given["prompts"]
    if len(new) < len(old):
        found.append(f"it has {len(old)} prompts, not {len(new)}")
    else:
        other = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), None)
        if other is not None:
            found.append(f"its prompt {other + 1} is {old[other]!r:.60}, not {new[other]!r:.60}")
    if lost := [seed for seed in kept["seeds"] if seed not in given["seeds"]]:
        found.append(f"it has the seed {lost[0]} too")
    for name, model in kept["models"].items():
        if name not in given["models"]:
            found.append(f'it has a model "{name}" too')
        elif (model["draws"], model["name"]) != (given["models"][name]["draws"], given["models"][name]["name"]):
            found.append(f'its "{name}" is {_said(model)}, not {_said(given["models"][name])}')
    return found


def _said(model: Mapping) -> str:
    draws = model["draws"]
    return model["name"] if not draws else ", ".join(f"{k} {v}" for k, v in draws.items() if v is not None)
