"""The folder that is sent for one notebook: the notebook as Kaggle shows it best, and its metadata filled in.

Nothing in notebooks/ is changed. In the copy outputs and widgets' state are gone, pictures beside the notebook have
become attachments of their cells (Kaggle gets one file alone), and links into the repository lead to its web page.
"""

import base64
import json
import mimetypes
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from . import rules
from .lessons import METADATA, Lesson
from .trouble import KitTrouble

PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)(?P<title>\s+\"[^\"]*\")?\)")
LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<path>[^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|/", re.IGNORECASE)  # what is no path beside the notebook
TAG = re.compile(r"<img\b[^>]*\bsrc\s*=\s*[\"']?(?![a-z]+:)", re.IGNORECASE)
MEDIA = {".webp": "image/webp"}  # not in every machine's own table


@dataclass
class Staged:
    """What would be sent for a lesson: metadata and the notebook's text; what was changed, and what is wrong."""

    lesson: Lesson
    metadata: dict
    text: str
    pictures: int = 0
    links: int = 0
    outputs: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """owner/slug."""
        return self.metadata["id"]

    def write(self, folder: Path) -> Path:
        """The folder that the official client reads; made below the one given."""
        place = folder / self.lesson.name
        place.mkdir(parents=True, exist_ok=True)
        (place / self.metadata["code_file"]).write_text(self.text, "utf-8")
        (place / METADATA).write_text(json.dumps(self.metadata, indent=2) + "\n", "utf-8")
        return place


def stage(lesson: Lesson, owner: str, without: tuple[str, ...] = ()) -> Staged:
    """One notebook ready to be sent, or with its problems. without: of "gpu", "internet", "wheels", what to leave out.

    Raises KitTrouble where a file is missing or is no JSON.
    """
    metadata = _filled_in(_read(lesson.metadata, lesson), owner)
    problems = []
    if isinstance(metadata, dict):
        metadata = _without(metadata, without)
        problems += _code_file(metadata, lesson)
        metadata["code_file"] = lesson.notebook.name
    problems += rules.kernel_problems(metadata, owner)
    staged = Staged(lesson, metadata, "", problems=problems)
    notebook = _read(lesson.notebook, lesson)
    if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list):
        _strip(notebook, staged)
        _carry(notebook, staged)
    staged.text = json.dumps(notebook)  # as the client writes it: what is measured here is what is sent
    staged.problems += rules.notebook_problems(staged.text)
    return staged


def repository(root: Path) -> str:
    """The web address of the project's repository, from pyproject.toml; '' where none is named."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return project.get("urls", {}).get("Repository", "").removesuffix("/").removesuffix(".git")


def _read(path: Path, lesson: Lesson):
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise KitTrouble(
            f"{lesson.name} needs {path.relative_to(lesson.root)}, which is not there: copy another's and change it."
        ) from None
    except ValueError as error:
        raise KitTrouble(f"{path.relative_to(lesson.root)} is no JSON ({error}).") from None


def _filled_in(value, owner: str):
    """The metadata with the account's name where OWNER/ stands."""
    if isinstance(value, dict):
        return {name: _filled_in(each, owner) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled_in(each, owner) for each in value]
    if isinstance(value, str) and value.startswith(f"{rules.FILLED_IN}/"):
        return owner + value.removeprefix(rules.FILLED_IN)
    return value


def _without(metadata: dict, what: tuple[str, ...]) -> dict:
    less = dict(metadata)
    if "gpu" in what:
        less |= {"enable_gpu": False, "machine_shape": ""}
    if "internet" in what:
        less["enable_internet"] = False
    if "wheels" in what:
        less["dataset_sources"] = []
    return less


def _code_file(metadata: dict, lesson: Lesson) -> list[str]:
    """The metadata has to name this very notebook; a person who reads it may believe it."""
    named = metadata.get("code_file")
    if not isinstance(named, str) or (lesson.metadata.parent / named).resolve() == lesson.notebook.resolve():
        return []
    return [f'code_file is "{named}", which is not {lesson.notebook.relative_to(lesson.root)}.']


def _strip(notebook: dict, staged: Staged) -> None:
    """Outputs, counters, widgets' state and what a run of papermill wrote are not for others."""
    for name in ("widgets", "papermill"):
        notebook.get("metadata", {}).pop(name, None)
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            staged.outputs += bool(cell.get("outputs"))
            cell["outputs"], cell["execution_count"] = [], None
            for name in ("execution", "papermill", "ExecuteTime"):
                cell.get("metadata", {}).pop(name, None)


def _carry(notebook: dict, staged: Staged) -> None:
    """Pictures and links of the notebook's text, so that they work where the notebook is alone."""
    web = repository(staged.lesson.root)
    for number, cell in enumerate(notebook["cells"], 1):
        if cell.get("cell_type") != "markdown":
            continue
        text = "".join(cell["source"])
        attached = cell.get("attachments", {})
        if TAG.search(text):
            staged.problems.append(
                f"Cell {number} shows a picture with <img>, which Kaggle would miss: write ![words](path)."
            )

        def picture(found: re.Match, attached=attached, number=number) -> str:
            name = _attach(found["path"], attached, staged, number)
            return f"![{found['alt']}](attachment:{name}{found['title'] or ''})" if name else found[0]

        def link(found: re.Match) -> str:
            if ELSEWHERE.match(found["path"]) or not web:
                return found[0]
            staged.links += 1
            return f"[{found['text']}]({web}/blob/HEAD/{_inside(staged.lesson, found['path'])})"

        cell["source"] = LINK.sub(link, PICTURE.sub(picture, text))
        if attached:
            cell["attachments"] = attached


def _attach(path: str, attached: dict, staged: Staged, number: int) -> str:
    """Adds the picture to the cell's attachments → its name there; '' for one that stays as it is."""
    if ELSEWHERE.match(path):
        return ""
    file = staged.lesson.notebook.parent / path
    kind = MEDIA.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or ""
    if not file.resolve().is_relative_to(staged.lesson.root.resolve()) or not file.is_file():
        staged.problems.append(f"Cell {number} shows {path}, and there is no such picture.")
        return ""
    if not kind.startswith("image/"):
        staged.problems.append(f"Cell {number} shows {path}, which is no picture.")
        return ""
    name = "-".join(PurePosixPath(path).parts).replace("..-", "")
    attached[name] = {kind: base64.b64encode(file.read_bytes()).decode()}
    staged.pictures += 1
    return name


def _inside(lesson: Lesson, path: str) -> str:
    """A path relative to the notebook → relative to the repository."""
    path, mark, place = path.partition("#")
    whole = (lesson.notebook.parent / path).resolve()
    root = lesson.root.resolve()
    inside = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path
    return inside + mark + place
