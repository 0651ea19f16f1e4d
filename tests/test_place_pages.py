"""docs/on_kaggle.md and docs/on_colab.md: what they tell a person to type is understood, their links lead somewhere."""

import argparse
import ast
import re
import runpy
import shlex
import sys
from pathlib import Path

import pytest
from lesson_files import ROOT, anchors, links

from storyhelpers import Studio, __main__
from storyhelpers.casts import CASTS
from storyhelpers.checkup import places
from storyhelpers.environment import KEYS
from storysetup import needs

PAGES = [ROOT / "docs" / "on_colab.md", ROOT / "docs" / "on_kaggle.md"]
OURS = (*PAGES, ROOT / "README.md")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def fenced(page: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def spans(page: Path) -> list[str]:
    return re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    )


def commands() -> list[str]:
    """What the pages say to type in a terminal, as far as it is ours."""
    found = [line for page in OURS for block in fenced(page, "sh") for line in block.splitlines()]
    found += [span for page in OURS for span in spans(page)]
    ours = (line.split("#")[0].strip() for line in found)
    return sorted({line for line in ours if re.match(r"make [a-z-]+|python (-m storyhelpers|kaggle/)", line)})


class Understood(Exception):
    """The parser took the words; nothing is done with them."""


@pytest.fixture
def only_parsed(monkeypatch):
    def parse(self, *given):
        parsed(self, *given)
        raise Understood

    parsed = argparse.ArgumentParser.parse_args
    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)


@pytest.mark.parametrize("command", commands())
def test_each_command_is_understood(command, only_parsed, monkeypatch):
    first, *words = shlex.split(re.sub(r"\[[^\]]*\]|…", "", command))
    if first == "make":
        assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), command
        return
    with pytest.raises(Understood):
        if words[:2] == ["-m", "storyhelpers"]:
            __main__.main(words[2:])
        else:
            monkeypatch.setattr(sys, "argv", words)
            monkeypatch.syspath_prepend(str(ROOT / words[0].partition("/")[0]))
            runpy.run_path(str(ROOT / words[0]), run_name="__main__")


@each_page
def test_its_python_can_be_typed(page):
    calls = [span for span in spans(page) if re.match(r"(Studio|studio\.\w+|set_up)\(", span)]
    assert calls
    for call in calls:
        told = ast.parse(call, mode="eval").body
        if isinstance(told.func, ast.Attribute):
            assert callable(getattr(Studio, told.func.attr))
        elif told.func.id == "Studio":
            assert told.args[0].value in CASTS and Studio(told.args[0].value, **words_of(told))
        else:
            assert needs.requirements([word.value for word in told.args])
    for block in fenced(page, "python"):
        ast.parse(block)


def words_of(call: ast.Call) -> dict:
    return {word.arg: ast.literal_eval(word.value) for word in call.keywords}


@each_page
def test_the_names_of_secrets_are_those_that_are_read(page):
    named = {span for span in spans(page) if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", span)}
    assert "GEMINI_API_KEY" in named <= set(KEYS)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_the_links_of_every_page_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    assert targets
    for target in targets:
        if target.startswith(tuple(links.PLACES.values())):
            path = target.partition(f"{links.repository()}/blob/{links.BRANCH}/")[2]
            assert path and (ROOT / path).is_file(), target
        elif not target.startswith("https://"):
            file, _, anchor = target.partition("#")
            there = page.parent / file if file else page
            assert there.is_file() and (not anchor or anchor in anchors(there)), target


@each_page
def test_it_names_the_menus_that_the_doctor_names(page):
    place = page.stem.removeprefix("on_")
    text = page.read_text("utf-8").replace("*", "")
    menus = {piece.strip() for cures in places.CURES.values()
             for piece in re.findall(r"[A-Z][\w&/ ]*(?= →)|(?<=→ )[A-Z][\w& ]*", cures[place])}  # fmt: skip
    assert menus and [menu for menu in sorted(menus - set(KEYS)) if menu not in text] == []


def test_every_page_of_the_docs_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"](docs/{page.name})" not in readme] == []
