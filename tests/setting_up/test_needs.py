"""What the package asks for, what is missing, whether what is here fits: on packages that a test puts there."""

import importlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from storysetup import health, needs, stack
from storysetup.needs import SetUpTrouble

ROOT = Path(__file__).parents[2]


def names(requirements):
    return {each.name for each in requirements}


def test_the_core_and_the_extras_are_those_of_pyproject():
    core = names(needs.requirements())
    assert {"numpy", "pillow", "fpdf2", "packaging"} <= core and not {"torch", "gradio"} & core
    assert names(needs.requirements(["train"])) >= core | {"torch", "matplotlib"}, "train asks for gpu within itself"
    assert names(needs.in_lessons()) >= {"torch", "gradio", "google-genai", "datasets"}
    assert not {"pytest", "jupyterlab"} & names(needs.in_lessons())


def test_an_extra_that_there_is_none_of_lists_those_there_are():
    with pytest.raises(SetUpTrouble, match='no "cards" to set up. There is: "gpu", "train"'):
        needs.requirements(["cards"])
    assert SetUpTrouble("One sentence.")._render_traceback_() == ["SetUpTrouble: One sentence."]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of the package with its true metadata, without the rest of it."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = ["Metadata-Version: 2.4", "Name: storyhelpers", "Version: 9.0"]
    lines += [f"Requires-Dist: {line}" for line in project["dependencies"]]
    for extra, needed in project["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        for line in needed:
            what, _, marker = line.partition(";")
            condition = f"({marker.strip()}) and " if marker else ""
            lines.append(f"Requires-Dist: {what.strip()}; {condition}extra == '{extra}'")
    file = tmp_path_factory.mktemp("wheel") / "storyhelpers-9.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path in (ROOT / "storysetup").glob("*.py"):
            archive.write(path, f"storysetup/{path.name}")
        archive.writestr("storyhelpers-9.0.dist-info/METADATA", "\n".join(lines) + "\n\n")
    return file


def test_a_wheel_asks_for_the_same_as_the_folder_it_was_made_of(wheel):
    code = """if True:
        import sys; sys.path.insert(0, sys.argv[1])
        from storysetup import needs, wheels
        for extras in ([], ["gpu"], ["train", "serve"], ["cluster"]):
            print(sorted(map(str, needs.requirements(extras))))
        print(needs.source(), wheels.running_from())"""
    done = subprocess.run([sys.executable, "-I", "-c", code, wheel], capture_output=True, text=True, check=True)
    *lists, where = done.stdout.splitlines()
    for said, extras in zip(lists, ([], ["gpu"], ["train", "serve"], ["cluster"])):
        assert said == str(sorted(map(str, needs.requirements(extras))))
    installed_too = importlib.util.find_spec("storyhelpers") is not None
    assert where.startswith("None ") and (installed_too or where.endswith(str(wheel)))


def test_what_is_missing_and_what_is_too_old_is_told_apart(shelf):
    shelf.put("there", "2.1")
    shelf.put("old", "0.9")
    shelf.put("pre", "3.0rc1")
    asked = [Requirement(line) for line in ("there>=2", "old>=1.0", "pre>=2.9", "not-there-at-all>=1")]
    told = [str(lack) for lack in needs.lacking(asked)]
    assert told == ["old>=1.0 (0.9 is here)", "not-there-at-all>=1 (not installed)"]


def test_a_misfit_is_found_however_deep_and_only_below_our_own(shelf):
    shelf.put("painter", "1.0", "brushes[fine]>=2", 'easel; extra == "studio"', "colours", "old (>dev)")
    shelf.put("brushes", "2.5", 'hair<3; extra == "fine"', 'glue==9; sys_platform == "nowhere"')
    shelf.put("hair", "4.0", "painter")  # in a circle
    shelf.put("colours", "1")
    shelf.put("stranger", "1", "something-missing")
    seen, broken = health.closure([Requirement("painter")])
    assert list(map(str, broken)) == ["brushes 2.5 needs hair<3, 4.0 is here"]
    assert seen == {"painter": "1.0", "brushes": "2.5", "hair": "4.0", "colours": "1"}
    shelf.put("hair", "2.9")
    assert health.closure([Requirement("painter")])[1] == []
    (misfit,) = health.closure([Requirement("painter[studio]")])[1]
    assert str(misfit) == "painter 1.0 needs easel, which is not here" and misfit.name == "painter"


def test_a_module_in_memory_that_is_older_than_what_is_installed_is_stale(shelf):
    shelf.put("inkwell", "1.0", module="inkwell")
    assert importlib.import_module("inkwell").__version__ == "1.0" and health.stale(["inkwell"]) == {}
    shelf.put("inkwell", "1.0+cu128")
    assert health.stale(["inkwell"]) == {}, "the same, built for a card"
    shelf.put("inkwell", "2.0")
    assert health.stale(["inkwell"]) == {"inkwell": ("1.0", "2.0")}
    sys.modules["inkwell"].__version__ = "no version at all"
    assert health.stale(["inkwell", "never-imported"]) == {}


def test_what_is_in_use_and_what_is_the_cards_is_held(shelf):
    shelf.put("inkwell", "1.0", module="inkwell")
    (shelf.folder / "inkwell-1.0.dist-info" / "top_level.txt").write_text("inkwell\n")
    shelf.put("loose", "1.0")
    shelf.put("nvidia-cudnn-cu12", "9.1")
    shelf.put("torch", "2.10.0+cu128")
    (shelf.folder / "broken-thing.dist-info").mkdir()
    frozen = stack.freeze()
    assert frozen["torch"] == "2.10.0+cu128" and frozen["loose"] == "1.0", "what stands first counts"
    held = stack.held(frozen)
    assert {"torch", "nvidia-cudnn-cu12", "numpy"} <= set(held) and "inkwell" not in held and "loose" not in held
    importlib.import_module("inkwell")
    assert "inkwell" in stack.held(frozen)
    assert "sentencepiece" not in stack.held({"sentencepiece": "0.1"}, {"sentencepiece"}), "too old, and not in use"
    assert "torch" in stack.held({"torch": "1.0"}, {"torch"}), "never"
