"""What the pages about a class tell a person to type can be typed: commands, Python, a list of books."""

import ast
import inspect
import re
import shlex
from pathlib import Path

import pytest

from storyhelpers import Studio, __main__, classroom
from storyhelpers.classroom import cluster
from storyhelpers.classroom.cluster import batch

DOCS = [Path(__file__).parents[2] / "docs" / f"{name}.md" for name in ("on_several_machines", "serve_a_class")]
KNOWN = {"serve": classroom.serve, "remote": classroom.remote, "cluster_studio": cluster.cluster_studio,
         "Share": cluster.Share}  # fmt: skip


def blocks(path, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands():
    for path in DOCS:
        text = (
            "\n".join(blocks(path, "sh"))
            + "\n"
            + "\n".join(re.findall(r"`(python -m [^`]+)`", path.read_text("utf-8")))
        )
        for found in re.findall(r"python -m storyhelpers (.*)", text):
            yield found.split("#")[0].rstrip("& ").strip()


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_each_command_is_one(command, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(__main__, "_serve", asked.append)
    monkeypatch.setattr(__main__.batch, "run", lambda given: asked.append(given) or 0)
    monkeypatch.setattr(__main__, "draw_grid", lambda given: asked.append(given) or 0)
    words = shlex.split(re.sub(r"\$(\w+)", "1", command))
    try:
        assert __main__.main(words) == 0 and asked
    except SystemExit as ended:  # --help
        assert ended.code == 0 and "--help" in words


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_its_python_is_python_and_names_what_there_is(path):
    found = 0
    inline = re.findall(rf"`((?:{'|'.join(KNOWN)})\([^`]*\))`", path.read_text("utf-8"))
    for block in [*blocks(path, "python"), *inline]:
        for node in ast.walk(ast.parse(re.sub(r"^%.*$", "", block, flags=re.MULTILINE).replace("(…, ", "("))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KNOWN:
                found += 1
                takes = inspect.signature(KNOWN[node.func.id]).parameters
                assert {word.arg for word in node.keywords} <= set(takes), ast.unparse(node)
            if isinstance(node, ast.ImportFrom):
                module = __import__(node.module, fromlist=["x"])
                assert all(hasattr(module, alias.name) for alias in node.names)
    assert found >= 2


def test_the_list_in_the_page_is_one(tmp_path):
    (page,) = [path for path in DOCS if path.stem == "on_several_machines"]
    (text,) = blocks(page, "csv")
    (tmp_path / "class.csv").write_text(text, "utf-8")
    rows = batch.read_rows(tmp_path / "class.csv")
    assert [row.trouble for row in rows] == ["", ""] and rows[0].wishes["bilingual"] == "en"


def test_what_the_pages_say_of_the_studio():
    assert hasattr(Studio, "reconnect")
    assert all(len(path.read_text("utf-8").splitlines()) < 130 for path in DOCS), "two screens"
