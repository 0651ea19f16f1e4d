"""Writes the repository's address into the lessons: the links that open them in Colab and Kaggle, and in Set up.

    python kaggle/links.py      rewrites notebooks/, README.md and docs/, and says which files changed (make links)

The address stands in one place, `[project.urls] Repository` of pyproject.toml: a fork changes that line and runs this.
The links are words, not badge pictures: those come from the network, and a lesson also has to look whole without one.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from storysetup.cell import cell as set_up_cell  # noqa: E402

BRANCH = "main"
PLACES = {  # what a person reads → where it leads, before owner/name/blob/branch/path
    "Open in Colab": "https://colab.research.google.com/github/",
    "Open in Kaggle": "https://kaggle.com/kernels/welcome?src=https://github.com/",
}
REPOSITORY = re.compile(r"https://github\.com/([A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?")
LINK = re.compile("(" + "|".join(map(re.escape, PLACES.values())) + r")[^/\s]+/[^/\s]+/blob/[^/\s]+/")
LINE = re.compile(r"\[Open in Colab\]\(.*\)")


def repository(pyproject: Path = ROOT / "pyproject.toml") -> str:
    """ "owner/name". Raises ValueError where the address is not one of GitHub, from which alone both places open."""
    address = tomllib.loads(pyproject.read_text("utf-8"))["project"].get("urls", {}).get("Repository", "")
    found = REPOSITORY.fullmatch(address)
    if not found:
        raise ValueError(
            f"[project.urls] Repository in {pyproject} is {address!r}. Colab and Kaggle open lessons from GitHub: "
            "write https://github.com/owner/name."
        )
    return found[1]


def line(repo: str, name: str) -> str:
    """The line under a lesson's title: both links, as Markdown."""
    return " · ".join(f"[{words}]({start}{repo}/blob/{BRANCH}/notebooks/{name})" for words, start in PLACES.items())


def moved(text: str, repo: str) -> str:
    """A page whose links to Colab and Kaggle lead to `repo`."""
    return LINK.sub(lambda found: f"{found[1]}{repo}/blob/{BRANCH}/", text)


def linked(text: str, repo: str, name: str) -> str:
    """A notebook (its file's text) with both links under its title, and the Set up cell of today as its first code."""
    notebook = json.loads(text)
    title, code = notebook["cells"][0], next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"] = set_up_cell(f"https://github.com/{repo}").splitlines(keepends=True)
    lines = [one for one in "".join(title["source"]).split("\n") if not LINE.fullmatch(one)]
    rest = "\n".join(lines[1:]).lstrip("\n")
    title["source"] = f"{lines[0]}\n\n{line(repo, name)}\n\n{rest}".splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Rewrites what has to be. Returns 1, with the reason, where there is no address to write."""
    try:
        repo = repository()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    pages = {path: moved(path.read_text("utf-8"), repo) for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))}
    lessons = {path: linked(path.read_text("utf-8"), repo, path.name) for path in (ROOT / "notebooks").glob("*.ipynb")}
    changed = [path for path, text in (pages | lessons).items() if path.read_text("utf-8") != text]
    for path in sorted(changed):
        path.write_text((pages | lessons)[path], "utf-8")
        print(path.relative_to(ROOT))
    print(f"{len(changed)} files changed; all links lead to https://github.com/{repo}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
