"""Every lesson opens in Colab and in Kaggle with one click, from the one address that pyproject.toml names."""

import shutil
import string
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lesson_files import NAMES, PATHS, ROOT, cells, each_lesson, form, links, notebook, text

from storysetup.cell import cell as set_up_cell

MACHINE = {  # both places open a lesson with a T4
    "accelerator": "GPU",
    "colab": {"gpuType": "T4", "provenance": [], "toc_visible": True},
    "kaggle": {"accelerator": "nvidiaTeslaT4", "dataSources": [], "isGpuEnabled": True, "isInternetEnabled": True,
               "language": "python", "sourceType": "notebook"},
}  # fmt: skip


@each_lesson
def test_it_opens_in_colab_and_kaggle_and_sets_up_from_one_address(path):
    project = links.tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    address = project["urls"]["Repository"]
    repo = address.removeprefix("https://github.com/")
    line = text(notebook(path)["cells"][0]).split("\n\n")[1]
    at = f"{repo}/blob/main/notebooks/{path.name}"
    assert line == (
        f"[Open in Colab](https://colab.research.google.com/github/{at}) · "
        f"[Open in Kaggle](https://kaggle.com/kernels/welcome?src=https://github.com/{at})"
    )
    assert text(cells(path, "code")[0]) == set_up_cell(address)
    assert links.linked(path.read_text("utf-8"), repo, path.name) == path.read_text("utf-8"), "run: make links"


@each_lesson
def test_both_places_give_it_a_t4_and_the_code_of_forms_is_folded(path):
    metadata = notebook(path)["metadata"]
    assert {key: metadata[key] for key in MACHINE} == MACHINE and set(metadata) - set(MACHINE) == {
        "kernelspec", "language_info",
    }  # fmt: skip
    assert metadata["kernelspec"]["name"] == "python3", "both places have a kernel of this name"
    assert cells(path, "code")[0]["metadata"] == {"_kg_hide-input": True, "cellView": "form"}
    assert form(path)["metadata"] == {"cellView": "form", "tags": ["parameters"]}


def test_a_fork_changes_one_line(tmp_path):
    for name in ("kaggle/links.py", "storysetup", "notebooks", "docs", "README.md", "pyproject.toml"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))
        else:
            shutil.copy(source, target)
    run = [sys.executable, str(tmp_path / "kaggle" / "links.py")]
    first = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert first.startswith("0 files changed"), first
    settings = tmp_path / "pyproject.toml"
    ours = f"https://github.com/{links.repository()}"
    settings.write_text(settings.read_text("utf-8").replace(ours, "https://github.com/ana/my.stories.git"), "utf-8")
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert f"{len(NAMES) + 4} files changed" in told and "README.md" in told
    rest = [
        file for file in tmp_path.rglob("*") if file.suffix in (".ipynb", ".md") and ours in file.read_text("utf-8")
    ]
    assert not rest, "nothing leads to us any more"
    moved = (tmp_path / "notebooks" / "05_the_whole_chain.ipynb").read_text("utf-8")
    assert moved.count("ana/my.stories/blob/main/notebooks/05_the_whole_chain.ipynb") == 2
    assert "https://github.com/ana/my.stories/archive/refs/heads/main.zip\\" in moved
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.startswith("0 files changed")
    settings.write_text(settings.read_text("utf-8").replace("github.com", "gitlab.com"), "utf-8")
    refused = subprocess.run(run, capture_output=True, text=True)
    assert (
        refused.returncode == 1 and "open lessons from GitHub" in refused.stderr and "Traceback" not in refused.stderr
    )


OWNERS = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=39)
REPOS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,40}", fullmatch=True).filter(
    lambda name: not name.endswith(".git")
)


@settings(max_examples=40)
@given(OWNERS, REPOS, st.sampled_from(["", "/", ".git", ".git/"]))
def test_an_address_of_github_is_read_however_it_is_written(tmp_path_factory, owner, name, end):
    file = tmp_path_factory.getbasetemp() / "address.toml"
    file.write_text(f'[project.urls]\nRepository = "https://github.com/{owner}/{name}{end}"\n', "utf-8")
    assert links.repository(file) == f"{owner}/{name}"


@pytest.mark.parametrize("urls", [
    'urls.Repository = "https://gitlab.com/a/b"', 'urls.Repository = "git@github.com:a/b.git"', "",
    'urls.Repository = "https://github.com/a"', 'urls.Repository = "https://github.com/a/b c"',
    'urls.Homepage = "https://github.com/a/b"', 'urls.Repository = "https://github.com/a/b/tree/main"',
])  # fmt: skip
def test_another_address_is_refused_in_one_sentence(tmp_path, urls):
    (tmp_path / "pyproject.toml").write_text(f"[project]\n{urls}\n", "utf-8")
    with pytest.raises(ValueError, match=r"write https://github\.com/owner/name"):
        links.repository(tmp_path / "pyproject.toml")


@settings(max_examples=40)
@given(OWNERS, REPOS)
def test_links_written_twice_are_the_same_and_can_be_taken_back(owner, name):
    text = PATHS[0].read_text("utf-8")
    there = links.linked(text, f"{owner}/{name}", PATHS[0].name)
    assert links.linked(there, f"{owner}/{name}", PATHS[0].name) == there
    assert links.linked(there, links.repository(), PATHS[0].name) == text
