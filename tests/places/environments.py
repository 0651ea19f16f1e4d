"""Environments that carry what Kaggle and Colab have installed, and an index of wheels that is always the same.

A `Place` is a virtual environment of this Python. All its packages are there with true names, versions and
requirements; on the plain kind none has a program in it, on the working kind those that the package's core uses are
really there, in the place's own versions, fetched by uv once. Python is this one (the places have 3.12 and 3.13), and
where their version has no wheel for it, the nearest one is taken: NEAREST says which.
"""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from filelock import FileLock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from . import stubs

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LISTS = {"kaggle": ROOT / "kaggle" / "image.txt", "colab": HERE / "colab.txt"}
NEAREST = {"tifffile": "2026.3.3"}  # the places' ask for Python 3.12; this one is the last for 3.11
SERVERS = ("widgetsnbextension", "jupyterlab-widgets")  # on Colab, the whole notebook server is behind the first
UNUSED = {"jedi", "parso", "setuptools"}  # large, asked for by IPython, which starts without
BROUGHT = ("pyloudnorm", "resvg_py", "espeakng-loader", "fpdf2", "segno")  # of the core, and on neither place


def freeze(place: str) -> dict[str, str]:
    """What a place has installed: canonical name → version."""
    lines = LISTS[place].read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


@functools.cache
def metadata() -> dict[str, list[str]]:
    """What packages require: {"torch==2.10.0": ["filelock", …]}. record.py has written it."""
    return json.loads((HERE / "metadata.json").read_text("utf-8"))


def requires(name: str, version: str) -> list[str]:
    """What this version requires; [] for what the package has nothing to do with."""
    return metadata().get(f"{name}=={version}", [])


def reached(roots, pins: dict[str, str], ends=()) -> set[str]:
    """The names among the pins that these reach, themselves too. ends: names behind which nobody looks."""
    found, todo = set(), list(map(canonicalize_name, roots))
    while todo:
        name = todo.pop()
        if name in pins and name not in found:
            found.add(name)
            if name not in ends:
                todo += [canonicalize_name(Requirement(line).name) for line in requires(name, pins[name])]
    return found


def index(folder: Path, working: bool = False) -> Path:
    """A folder of wheels, one of each package that was recorded; where working, what the core brings is real."""
    folder.mkdir(parents=True)
    real = ("packaging", *(BROUGHT if working else ()))  # the set-up itself works with packaging
    for pin, lines in metadata().items():
        name, version = pin.split("==")
        if name not in map(canonicalize_name, real) and "+" not in version:  # no index has builds of a place's own
            stubs.wheel(folder, name, version, lines)
    for name in real:
        stubs.packed(folder, name)
    return folder


def uv() -> str:
    """The uv beside this Python."""
    found = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    assert found, "these tests need uv: pip install -e '.[dev]'"
    return found


def made(name: str, core: bool) -> Path:
    """The environment of a place as it comes, which tests copy: a minute once a checkout, and other workers wait.

    core: whether what the package's core uses is really there; what the doctor imports of it is compiled then.
    """
    files = (LISTS[name], HERE / "metadata.json", HERE / "stubs.py", Path(__file__), ROOT / "pyproject.toml")
    mark = hashlib.sha256(b"".join([*(file.read_bytes() for file in files), sys.version.encode()]))
    kind = ROOT / ".pytest_cache" / "places" / f"{name}.{'core' if core else 'plain'}"
    home = kind / mark.hexdigest()[:12]
    kind.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{kind}.lock"):
        if not (home / "done").exists():
            for old in kind.iterdir():  # half made, or of other facts
                shutil.rmtree(old)
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
            _fill(home, had(name, core), {"packaging"} | (_used(name) | {"pip"} if core else set()))
            if core:
                for tests in [*home.glob("lib/*/site-packages/**/tests")]:  # a third of all files, copied for nobody
                    shutil.rmtree(tests, ignore_errors=True)
                words = [home / "bin" / "python", "-c", "from storyhelpers import doctor; doctor()"]
                habits = {"PATH": "", "HOME": str(home)}
                subprocess.run(words, cwd=ROOT, env=habits, capture_output=True, check=True)
            (home / "done").touch()
    return home


def had(name: str, core: bool) -> dict[str, str]:
    """What the environment of a place has: canonical name → version."""
    return freeze(name) | (NEAREST if core and sys.version_info < (3, 12) else {})


def _used(name: str) -> set[str]:
    """Of what a place has, what our core reaches, and what it brings reaches."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    roots = [Requirement(line).name for line in project["dependencies"]]
    brought = [pin.split("==") for pin in metadata() if pin.split("==")[0] in map(canonicalize_name, BROUGHT)]
    roots += [Requirement(line).name for pin in brought for line in requires(*pin)]
    return reached(roots, freeze(name), ends=SERVERS) - UNUSED


def _fill(home: Path, pins: dict[str, str], real: set[str]):
    (site,) = (home / "lib").glob("python*/site-packages")
    for name in pins.keys() - real:
        stubs.plant(site, name, pins[name], requires(name, pins[name]))
    words = [uv(), "pip", "install", "--quiet", "--python", str(home / "bin" / "python"), "--no-deps"]
    words += ["--only-binary=:all:", *(f"{name}=={pins[name]}" for name in sorted(real))]
    if subprocess.run([*words, "--offline"], capture_output=True).returncode:  # the first time on this machine
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


def attach(folder) -> str:
    """Code for a session in which this folder plays /kaggle/input."""
    return f"import pathlib, storysetup.wheels as w; w.attached.__defaults__ = (pathlib.Path({str(folder)!r}),)"


class Place:
    """An environment of one's own with what a place has: `Place("kaggle", folder, index)`.

    index: the folder that installers there take from; nothing else answers them. core: whether what the package's core
    uses is really there. replaced: {name: another version than the place's}.
    """

    def __init__(self, name: str, folder: Path, index: Path, core: bool = False, replaced=None):
        self.name, self.folder, self.index = name, folder, index
        shutil.copytree(made(name, core), folder, symlinks=True, copy_function=_link)
        self.python = str(folder / "bin" / "python")
        (self.site,) = (folder / "lib").glob("python*/site-packages")
        self.had = had(name, core)
        for package, version in (replaced or {}).items():
            if package in self.had:
                stubs.pull(self.site, package, self.had[package])
            stubs.plant(self.site, package, version, requires(package, version))
            self.had[package] = version
        self._habits()

    def _habits(self):
        """What is at hand there besides packages: uv, secrets, the marks of the place."""
        self.bin = self.folder / "tools"
        self.bin.mkdir()
        self.log = self.folder / "calls.log"
        self.log.touch()
        (self.bin / "uv").write_text(f'#!/bin/sh\necho "$@" >> {self.log}\nexec {uv()} "$@"\n')
        (self.bin / "uv").chmod(0o755)
        (self.bin / "sh").symlink_to("/bin/sh")  # IPython's %pip asks for it
        uv_toml, pip_conf = self.folder / "uv.toml", self.folder / "pip.conf"
        uv_toml.write_text(f'no-index = true\nfind-links = ["{self.index}"]\n')
        pip_conf.write_text(f"[global]\nno-index = true\nfind-links = {self.index}\n")
        self.environment = {
            "PATH": str(self.bin), "HOME": str(self.folder / "home"), "STORY_BOOKS": str(self.folder / "books"),
            "UV_CONFIG_FILE": str(uv_toml), "PIP_CONFIG_FILE": str(pip_conf), "OMP_NUM_THREADS": "1",
            "UV_CACHE_DIR": str(self.folder / "cache"),
        }  # fmt: skip
        (self.folder / "home").mkdir()
        if self.name == "kaggle":
            self.environment["KAGGLE_KERNEL_RUN_TYPE"] = "Interactive"

    def calls(self) -> list[str]:
        """What the uv of this place was asked to do, a line each."""
        return self.log.read_text().splitlines()

    def freeze(self) -> dict[str, str]:
        """What is installed there now."""
        return self.run(
            "import importlib.metadata as m; from packaging.utils import canonicalize_name as c\n"
            "answer = {c(d.metadata['Name']): d.version for d in m.distributions(path=[SITE])}"
        )

    def run(self, code: str, *, cwd: Path = ROOT, path: tuple = (ROOT,), **environment):
        """Runs code there and gives what it leaves in `answer`; SITE is the folder of its packages."""
        done = subprocess.run(
            [self.python, "-c", f"SITE = {str(self.site)!r}\n{code}\nimport json; print('\\n' + json.dumps(answer))"],
            capture_output=True, text=True, cwd=cwd, timeout=120,
            env={**self.environment, "PYTHONPATH": os.pathsep.join(map(str, path)), **environment},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.rsplit("\n", 2)[1])

    def set_up(self, *extras: str, first: str = "", **others):
        """What set_up says there, as [what, works, found, cure] lines, or the sentence of its trouble. first: code."""
        return self.run(
            f"{first}\n{attach('nothing')}\nfrom storysetup import SetUpTrouble, set_up\n"
            f"try:\n    report = set_up(*{extras!r})\n"
            "    answer = [[line.what, line.works, str(line.found), str(line.cure)] for line in report]\n"
            "except SetUpTrouble as trouble:\n    answer = str(trouble)",
            **others,
        )

    def changed(self) -> dict[str, tuple[str, str | None]]:
        """What was there from the start and is another now, or gone: name → (before, now)."""
        now = self.freeze()
        return {name: (old, now.get(name)) for name, old in self.had.items() if now.get(name) != old}

    def new(self) -> set[str]:
        """The packages that were not there from the start."""
        return self.freeze().keys() - self.had.keys()

    def broken(self) -> list[str]:
        """What does not fit there, of all that the lessons reach."""
        return self.run(
            "from storysetup import health, needs; answer = list(map(str, health.closure(needs.in_lessons())[1]))"
        )

    def cards(self, *cards: tuple):
        """Puts graphics cards in, as far as the driver's own program tells: (name, MiB, MiB free, ability) each."""
        rows = (", ".join(map(str, (*card, f"GPU-{number:08x}"))) for number, card in enumerate(cards))
        smi = self.bin / "nvidia-smi"
        smi.write_text("#!/bin/sh\n" + "".join(f"echo '{row}'\n" for row in rows))
        smi.chmod(0o755)

    def install(self, *words: str, by: str = "uv", **environment) -> subprocess.CompletedProcess:
        """What a person types there: pip install …; by "uv" or "pip"."""
        start = {
            "uv": [uv(), "pip", "install", "--python", self.python],
            "pip": [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet"],
        }[by]
        return subprocess.run(
            [*start, *words], capture_output=True, text=True, timeout=120, env={**self.environment, **environment}
        )
