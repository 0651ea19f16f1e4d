"""Which notebooks there are, and which of them somebody means."""

import difflib
import os
from dataclasses import dataclass
from pathlib import Path

from .trouble import KitTrouble

ROOT = Path(__file__).parents[2]
METADATA = "kernel-metadata.json"


@dataclass(frozen=True)
class Lesson:
    """A notebook and what Kaggle is told about it. name: its file's name without .ipynb."""

    name: str
    root: Path = ROOT

    @property
    def notebook(self) -> Path:
        """The notebook's file."""
        return self.root / "notebooks" / f"{self.name}.ipynb"

    @property
    def metadata(self) -> Path:
        """Its kernel-metadata.json."""
        return self.root / "kaggle" / "kernels" / self.name / METADATA


def all_lessons(root: Path = ROOT) -> list[Lesson]:
    """Every notebook, in their order."""
    return [Lesson(path.stem, root) for path in sorted((root / "notebooks").glob("*.ipynb"))]


def choose(words: list[str], root: Path = ROOT) -> list[Lesson]:
    """The notebooks that these words mean, each once, in the notebooks' order; all of them without a word.

    A word: "05" or "5", "05_the_whole_chain", a part of that, or a path to the file. Raises KitTrouble for words
    that mean none or several, and lists what there is.
    """
    there = all_lessons(root)
    if not words:
        return there
    meant, sentences = set(), []
    for word in words:
        try:
            meant.add(_meant(word, there))
        except KitTrouble as trouble:
            sentences += trouble.sentences
    if sentences:
        raise KitTrouble(*sentences, f"There is: {', '.join(lesson.name for lesson in there)}.")
    return [lesson for lesson in there if lesson in meant]


def _meant(word: str, there: list[Lesson]) -> Lesson:
    if "/" in word or os.sep in word or (word.endswith(".ipynb") and os.path.exists(word)):
        return _at(word, there)
    name = word.removesuffix(".ipynb")
    number = f"{int(name):02d}_" if name.isdecimal() else ""
    exact = [lesson for lesson in there if lesson.name == name]
    begins = [lesson for lesson in there if name and lesson.name.startswith(number or name)]
    found = exact or begins or [lesson for lesson in there if name and not number and name in lesson.name]
    if len(found) == 1:
        return found[0]
    names = [lesson.name for lesson in (found or there)]
    if found:
        raise KitTrouble(f'"{word}" may be {", ".join(names[:-1])} or {names[-1]}: write more of the name.')
    near = difflib.get_close_matches(name, names, 1, 0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise KitTrouble(f'There is no notebook "{word}".{hint}')


def _at(path: str, there: list[Lesson]) -> Lesson:
    """The notebook that is this very file: another one of the same name is not what would be sent."""
    place = os.path.realpath(path)
    for lesson in there:
        if os.path.realpath(lesson.notebook) == place:
            return lesson
    raise KitTrouble(f'"{path}" is no file in the notebooks/ of this repository: write a name alone, such as 05.')
