"""The lessons as files, for the tests that look at them: cells, forms, and the script that writes their links."""

import ast
import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [
    "00_start_here", "01_words_to_picture", "02_click_and_cut", "03_picture_to_words", "04_words_to_sound",
    "05_the_whole_chain", "06_photo_to_story", "07_make_a_book", "08_sound_to_picture", "09_translate_and_read_aloud",
    "10_teach_a_style", "11_judge_the_results", "12_serve_the_class", "studio",
]  # fmt: skip
PARAMETER = re.compile(r"([A-Z][A-Z_]*) = (.+?)  # @param (.+)")

each_lesson = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def load(name: str, path: Path):
    """A script of kaggle/ as a module: the folder has the name of somebody else's package."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


links = load("lesson_links", ROOT / "kaggle" / "links.py")


def notebook(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def cells(path: Path, kind: str) -> list[dict]:
    return [cell for cell in notebook(path)["cells"] if cell["cell_type"] == kind]


def text(cell: dict) -> str:
    return "".join(cell["source"])


def form(path: Path) -> dict:
    (found,) = [cell for cell in cells(path, "code") if "parameters" in cell["metadata"].get("tags", [])]
    return found


def parameters(path: Path) -> list[tuple[str, object, str]]:
    """(name, value, what Colab makes of it) of each."""
    found = [PARAMETER.fullmatch(line) for line in text(form(path)).splitlines()]
    assert found and all(found), "each line is NAME = literal  # @param …"
    return [(one[1], ast.literal_eval(one[2]), one[3]) for one in found]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as GitHub makes anchors of them."""
    if page.suffix == ".ipynb":
        lines = [line for cell in cells(page, "markdown") for line in text(cell).splitlines()]
    else:
        lines = page.read_text("utf-8").splitlines()
    heads = (re.sub(r"^#+ ", "", line).lower() for line in lines if re.match(r"#+ ", line))
    return {re.sub(r"[^\w\- ]", "", head).strip().replace(" ", "-") for head in heads}
