"""The Set up cell on Kaggle and Colab: one resolve, nothing that was there is changed, twice is as good as once."""

import shutil
import subprocess
import zipfile

import pytest
from driver import T4
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places.environments import BROUGHT, ROOT, attach, freeze, uv
from places.test_agreement import spelled
from places.test_freezes import needs

from storysetup.cell import cell

pytestmark = pytest.mark.places
PLACES = ("kaggle", "colab")


def brought(name, *more):
    """What the set-up adds to a place: what our core lacks there, and what the place's own notebook lacks on Colab."""
    return {*map(canonicalize_name, BROUGHT), *more} | ({"jedi"} if name == "colab" else set())


def press(there, source="nowhere", attached="nothing", **others):
    """Runs the Set up cell there in IPython, as a click does: the doctor's lines, or how it went wrong.

    attached: the folder that plays /kaggle/input.
    """
    text = cell("here").replace("here/archive/refs/heads/main.zip", source).replace("/kaggle/input", str(attached))
    text = text.replace("\nset_up()", f"\n{attach(attached)}\nset_up()")
    return there.run(
        "import traceback\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        f"done = InteractiveShell().run_cell({text!r})\n"
        "trouble = done.error_before_exec or done.error_in_exec\n"
        "answer = (''.join(traceback.format_exception(trouble)) if trouble else\n"
        "          [[line.what, line.works, str(line.found), str(line.cure)] for line in done.result])",
        **others,
    )


@pytest.fixture(scope="session")
def our_wheel(tmp_path_factory):
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("built")
    words = [uv(), "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)]
    if subprocess.run([*words, "--offline"], capture_output=True).returncode:  # the first time on this machine
        subprocess.run(words, check=True)
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("cards", [(), (T4, T4)], ids=["no card", "T4 x2"])
def test_the_cell_beside_the_package(working, name, cards):
    there = working(name)
    if cards:
        there.cards(*cards)
    report = press(there, cwd=ROOT / "notebooks", path=())
    assert isinstance(report, list), report
    assert [line for line in report if line[1] is False] == [], "the doctor is not content"
    assert there.new() == brought(name, *(["bitsandbytes"] if cards else []))
    assert there.changed() == {}
    assert len(there.calls()) == 1, "one resolve"
    assert report[0][0] == "set-up" and "by uv" in report[0][2]

    before = there.freeze()
    report = press(there, cwd=ROOT / "notebooks", path=())
    assert there.freeze() == before and len(there.calls()) == 1, "the second time no installer is started"
    assert report[0] == ["set-up", True, "nothing to install: all is here", ""]


@pytest.mark.parametrize("name", PLACES)
def test_every_extra_of_the_lessons_at_once(working, name):
    there = working(name)
    report = there.set_up("gpu", "train", "gemini", "serve")
    assert there.new() == brought(name, "bitsandbytes") and there.changed() == {}
    assert len(there.calls()) == 1 and [line for line in report if line[1] is False] == []


def test_where_there_is_only_pip(working):
    """Slower, and the same packages."""
    there = working("kaggle")
    (there.bin / "uv").unlink()
    report = press(there, cwd=ROOT / "notebooks", path=())
    assert "by pip" in report[0][2] and [line for line in report if line[1] is False] == []
    assert there.new() == brought("kaggle") and there.changed() == {}


def test_from_an_address(working, our_wheel, tmp_path):
    """Neither beside the notebook nor attached: the package comes from the address of the form, then what it lacks."""
    there = working("colab")
    report = press(there, source=str(our_wheel), cwd=tmp_path, path=())
    assert isinstance(report, list) and [line for line in report if line[1] is False] == [], report
    assert there.new() == brought("colab", "storyhelpers") and there.changed() == {}
    asked = there.run("from storysetup import needs; answer = [str(r) for r in needs.requirements(['train', 'serve'])]",
                      cwd=tmp_path, path=())  # fmt: skip
    assert spelled(map(Requirement, asked)) == spelled(needs("core", "gpu", "train", "serve")), (
        "the wheel says the same"
    )
    report = press(there, source=str(our_wheel), cwd=tmp_path, path=())
    assert report[0][2] == "nothing to install: all is here" and len(there.calls()) == 1


@pytest.mark.parametrize("mount", ["story", "datasets/somebody/story"])
def test_no_internet_with_an_attached_dataset(working, our_wheel, working_shelf, tmp_path, mount):
    """A dataset with the package's wheel and what Kaggle lacks is enough; no index is asked for anything."""
    there = working("kaggle")
    dataset = tmp_path / "input" / mount
    dataset.mkdir(parents=True)
    for wheel in (
        our_wheel,
        *(found for name in BROUGHT for found in working_shelf.glob(f"{name.replace('-', '_')}-*")),
    ):
        shutil.copy(wheel, dataset)
    nowhere = tmp_path / "nowhere.toml"
    nowhere.write_text('index-url = "http://127.0.0.1:9/simple"\n')
    report = press(there, attached=tmp_path / "input", cwd=tmp_path, path=(), UV_CONFIG_FILE=str(nowhere))
    assert isinstance(report, list) and [line for line in report if line[1] is False] == [], report
    assert there.new() == brought("kaggle", "storyhelpers") and there.changed() == {}
    assert len(there.calls()) == 1 and "--no-index" in there.calls()[0]


def test_the_folder_beside_comes_before_an_attached_wheel(working, our_wheel, tmp_path):
    """Set-up and package are of one kind: both from the folder, where an older wheel is attached too."""
    there = working("kaggle")
    dataset = tmp_path / "input" / "story"
    dataset.mkdir(parents=True)
    with zipfile.ZipFile(dataset / our_wheel.name, "w") as old:
        old.writestr("storyhelpers/__init__.py", "raise SystemExit('the older one')")
    report = press(there, attached=tmp_path / "input", cwd=ROOT / "notebooks", path=())
    assert isinstance(report, list) and [line for line in report if line[1] is False] == [], report


@pytest.mark.parametrize("name", PLACES)
def test_the_light_set_works_in_the_versions_of_a_place(working, name):
    """After the set-up each step of the chain runs with the numpy, scipy, Pillow … that the place has."""
    there = working(name)
    there.set_up()
    done = there.run(
        "from storyhelpers import Point, Studio\n"
        "studio = Studio('offline')\n"
        "street = studio.draw(studio.write_prompt('a small cat in the snow'), seed=7)\n"
        "thing = studio.cut_out(street, [Point(*(side // 2 for side in street.size))])\n"
        "words = studio.describe(thing)\n"
        "sound = studio.make_sound(words, seconds=1)\n"
        "sound.save(SITE + '/heard.mp3')\n"
        "import sys\n"
        "answer = [bool(thing.mask.any()), words, len(sound.samples), sys.modules['numpy'].__version__]"
    )
    assert done[0] and done[1] and done[2] > 20_000 and done[3] == freeze(name)["numpy"]
