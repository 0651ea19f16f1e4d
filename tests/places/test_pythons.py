"""Python 3.12 and 3.13, which are not this machine's: what can be known without them, and a real 3.13 on demand."""

import ast
import shutil
import subprocess
import warnings

import pytest
from places.environments import HERE, ROOT, uv

GONE = {  # from the standard library, in 3.12 and 3.13
    "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp",
    "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau",
    "telnetlib", "uu", "xdrlib",
}  # fmt: skip
ROOMS = ("storyhelpers", "storysetup", "kaggle", "recipes")
SOURCES = sorted(path for room in ROOMS for path in ROOT.glob(f"{room}/**/*.py"))


def test_nothing_that_newer_pythons_have_dropped():
    """No module that is gone by 3.13, and nothing that a newer Python warns of while it reads (a stray backslash)."""
    assert len(SOURCES) > 300
    for path in SOURCES:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(path.read_text("utf-8"), str(path))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
        assert not {name.split(".")[0] for name in names} & GONE, path


@pytest.mark.soak
@pytest.mark.parametrize("python", ["3.11.9", "3.12", "3.13"])
def test_all_extras_resolve(python, tmp_path):
    """The index has wheels of everything for this Python, together, without and within our own versions."""
    words = [
        uv(),
        "pip",
        "compile",
        "--quiet",
        "--python-version",
        python,
        "--python-platform",
        "x86_64-manylinux_2_28",
    ]
    words += ["--only-binary=:all:", "pyproject.toml"]
    subprocess.run([*words, "--all-extras"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=280)
    within = [*words, "--extra", "dev", "--constraint", "constraints/ci.txt"]
    subprocess.run(within, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=280)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_the_light_tests_on_python_3_13():
    """trixie.sh: a Debian of its own, the core from the wheel, and the light tests."""
    home = str(ROOT / ".pytest_cache" / "trixie")
    done = subprocess.run(["sh", str(HERE / "trixie.sh"), home], capture_output=True, text=True, cwd=ROOT)
    if done.returncode == 3:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout and "Python 3.13" in done.stdout and shutil.which("debootstrap")
