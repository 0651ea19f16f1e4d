"""The house rules that a test can keep: which room looks into which, what stays outside the door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "storyhelpers"
FLOORS = [  # a room imports from its own floor or the floors above it in this list
    {
        "version",
        "lacking",
        "engine",
        "files",
        "scenegraph",
        "locale",
        "tables",
        "opening",
        "outlines",
        "playing",
        "soundfiles",
    },
    {"media", "environment", "reach", "encoding", "story", "stopwords"},
    {"devices", "isolated"},
    {"models", "gemini", "book", "spread", "papertown", "widgets", "checks", "heard"},
    {"small"},
    {"crafts", "clip"},
    {"casts", "studio", "publish", "demo", "bookmaking", "consistency", "gallery", "lessons", "serving"}
    | {"finetune", "evaluate", "classroom"},
    {"checkup", "studio_page"},
    {"__init__", "__main__"},
]
HEAVY = (
    "torch transformers diffusers gradio accelerate peft scipy skimage sklearn soundfile anywidget ipywidgets IPython "
    "matplotlib cv2 resvg_py pyloudnorm huggingface_hub bitsandbytes google.genai httpx fpdf "
    "fontTools segno tensorboard fastapi starlette ray"
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def imports(path):
    """(room of the file, rooms it imports) of storyhelpers itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            here = parts[:-1] if node.level == 1 else parts[: -node.level]
            names = [node.module] if node.module else [a.name for a in node.names]
            found |= {(*here, *name.split("."))[0] for name in names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storyhelpers."):
            found.add(node.module.split(".")[1])
    room = "studio_page" if parts[:2] == ("widgets", "studio_page") else parts[0]
    return room, found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down_only(path):
    room, rooms = imports(path)
    assert room in FLOOR, f"{room} has no floor: add it to FLOORS"
    for other in rooms - {room}:
        assert FLOOR[other] <= FLOOR[room], f"{path.name} on floor {room} imports {other} from above"


def test_crafts_do_not_know_the_studio():
    for path in (PACKAGE / "crafts").rglob("*.py"):
        assert "studio" not in imports(path)[1]


def test_the_door_brings_in_nothing_heavy():
    code = f"import sys, storyhelpers; print(set({HEAVY!r}.split()) & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "set()"
