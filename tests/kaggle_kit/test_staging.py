"""The folder that is sent: what is in it, and that nothing else changes."""

import base64
import json

import nbformat
import pytest
from kit.lessons import ROOT, all_lessons, choose
from kit.staging import stage
from kit.trouble import KitTrouble


def cells(staged):
    return json.loads(staged.text)["cells"]


def test_outputs_and_widgets_go_and_the_rest_stays(small_repository):
    staged = stage(small_repository.lesson(), "alice")
    assert staged.problems == [] and (staged.outputs, staged.pictures) == (1, 1)
    sent = json.loads(staged.text)
    assert "widgets" not in sent["metadata"] and sent["metadata"]["kernelspec"]["name"] == "python3"
    code = sent["cells"][1]
    assert code["outputs"] == [] and code["execution_count"] is None and code["metadata"] == {"tags": ["parameters"]}
    assert code["source"] == small_repository.notebook["cells"][1]["source"]
    nbformat.validate(nbformat.reads(staged.text, 4))


def test_the_notebook_on_disk_is_left_alone(small_repository):
    lesson = small_repository.lesson()
    before = lesson.notebook.read_bytes()
    stage(lesson, "alice")
    assert lesson.notebook.read_bytes() == before


def test_a_picture_beside_the_notebook_becomes_an_attachment(small_repository):
    lesson = small_repository.text('![Waves](pictures/01.webp "a title") ![far](https://example.org/x.png)')
    cell = cells(stage(lesson, "alice"))[0]
    assert cell["source"] == ('![Waves](attachment:pictures-01.webp "a title") ![far](https://example.org/x.png)')
    picture = cell["attachments"]["pictures-01.webp"]["image/webp"]
    assert base64.b64decode(picture) == (lesson.notebook.parent / "pictures" / "01.webp").read_bytes()


@pytest.mark.parametrize(
    "source, sentence",
    [
        ("![x](pictures/02.webp)", "Cell 1 shows pictures/02.webp, and there is no such picture."),
        ("![x](../../outside.png)", "there is no such picture."),
        ("![x](01_one.ipynb)", "which is no picture."),
        ('<img src="pictures/01.webp">', "with <img>"),
    ],
)
def test_pictures_that_would_not_show(small_repository, source, sentence):
    (small_repository.root.parent / "outside.png").write_bytes(b"not of this repository")
    assert sentence in " ".join(stage(small_repository.text(source), "alice").problems)


@pytest.mark.parametrize(
    "source, sent",
    [
        ("[d](../docs/x.md)", "[d](https://example.org/o/r/blob/HEAD/docs/x.md)"),
        ("[d](../docs/x.md#part)", "[d](https://example.org/o/r/blob/HEAD/docs/x.md#part)"),
        ("[n](02_two.ipynb)", "[n](https://example.org/o/r/blob/HEAD/notebooks/02_two.ipynb)"),
        ("[w](https://example.org)", "[w](https://example.org)"),
        ("[h](#here)", "[h](#here)"),
        ("[m](mailto:a@example.org)", "[m](mailto:a@example.org)"),
        ("[no link] (../docs/x.md)", "[no link] (../docs/x.md)"),
    ],
)
def test_links_into_the_repository_lead_to_its_web_page(small_repository, source, sent):
    staged = stage(small_repository.text(source), "alice")
    assert cells(staged)[0]["source"] == sent
    assert staged.links == (source != sent)


def test_without_a_repository_s_address_links_stay(small_repository):
    (small_repository.root / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert cells(stage(small_repository.text("[d](../docs/x.md)"), "alice"))[0]["source"] == "[d](../docs/x.md)"


def test_what_can_be_left_out(small_repository):
    told = stage(small_repository.lesson(), "alice", ("gpu", "internet", "wheels"))
    assert told.problems == []
    assert told.metadata["enable_gpu"] is False and told.metadata["machine_shape"] == ""
    assert told.metadata["enable_internet"] is False and told.metadata["dataset_sources"] == []


def test_the_owner_is_filled_in(small_repository):
    metadata = stage(small_repository.lesson(), "bob-2").metadata
    assert metadata["id"].startswith("bob-2/") and metadata["dataset_sources"] == ["bob-2/storybook-studio-wheels"]
    assert "OWNER" not in json.dumps(metadata)


def test_metadata_that_name_another_notebook(small_repository):
    small_repository.metadata["code_file"] = "../../../notebooks/02_two.ipynb"
    problems = stage(small_repository.lesson(), "alice").problems
    assert problems == ['code_file is "../../../notebooks/02_two.ipynb", which is not notebooks/01_one.ipynb.']


def test_files_that_are_missing_or_broken(small_repository):
    lesson = small_repository.lesson()
    lesson.metadata.write_text("{")
    with pytest.raises(KitTrouble, match="kernel-metadata.json is no JSON"):
        stage(lesson, "alice")
    lesson.metadata.unlink()
    with pytest.raises(KitTrouble, match="needs kaggle/kernels/01_one/kernel-metadata.json, which is not there"):
        stage(lesson, "alice")
    lesson = small_repository.lesson()
    lesson.notebook.write_text("[]")
    assert "is no notebook" in " ".join(stage(lesson, "alice").problems)


def test_a_folder_is_written_that_the_client_reads(small_repository, tmp_path):
    staged = stage(small_repository.lesson(), "alice")
    folder = staged.write(tmp_path / "out")
    assert sorted(path.name for path in folder.iterdir()) == ["01_one.ipynb", "kernel-metadata.json"]
    assert json.loads((folder / "kernel-metadata.json").read_text())["code_file"] == "01_one.ipynb"


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_every_notebook_can_be_sent(lesson):
    staged = stage(lesson, "alice")
    assert staged.problems == []
    nbformat.validate(nbformat.reads(staged.text, 4))
    original = json.loads(lesson.notebook.read_text("utf-8"))
    sent = json.loads(staged.text)
    shown = []
    for before, after in zip(original["cells"], sent["cells"], strict=True):
        if before["cell_type"] == "code":
            assert "".join(after["source"]) == "".join(before["source"])
        shown += [base64.b64decode(data) for kinds in after.get("attachments", {}).values() for data in kinds.values()]
        assert "](pictures/" not in "".join(after["source"])
    folder = lesson.notebook.parent / "pictures"
    assert len(shown) == staged.pictures >= 1
    assert all(any(data == path.read_bytes() for path in folder.iterdir()) for data in shown)


@pytest.mark.parametrize(
    "word", ["05", "5", "05_the_whole_chain", "05_the", "chain", "notebooks/05_the_whole_chain.ipynb"]
)
def test_a_notebook_may_be_named_in_many_ways(word, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert [lesson.name for lesson in choose([word])] == ["05_the_whole_chain"]


def test_several_each_once_in_their_order():
    assert [lesson.name for lesson in choose(["studio", "3", "01", "03_picture_to_words"])] == [
        "01_words_to_picture",
        "03_picture_to_words",
        "studio",
    ]
    assert choose([]) == all_lessons()


def test_all_wrong_names_at_once_and_what_there_is():
    with pytest.raises(KitTrouble) as trouble:
        choose(["05", "the_whole_chian", "77", "1", "notes.txt"])
    said = str(trouble.value)
    assert 'no notebook "the_whole_chian". Did you mean 05_the_whole_chain?' in said
    assert 'no notebook "77"' in said and 'no notebook "notes.txt"' in said and "There is: 00_start_here," in said
    assert '"1"' not in said


def test_a_path_means_that_very_file(tmp_path, monkeypatch):
    name = "05_the_whole_chain.ipynb"
    monkeypatch.chdir(tmp_path)
    assert [lesson.name for lesson in choose([str(ROOT / "notebooks" / name)])] == ["05_the_whole_chain"]
    assert [lesson.name for lesson in choose([name])] == ["05_the_whole_chain"]
    (tmp_path / "link").symlink_to(ROOT / "notebooks")
    assert [lesson.name for lesson in choose([f"link/{name}"])] == ["05_the_whole_chain"]
    for word in (f"{tmp_path}/x/{name}", f"./{name}", "elsewhere/05", "/", "kaggle/05_the_whole_chain"):
        with pytest.raises(KitTrouble) as trouble:
            choose([word])
        assert f'"{word}" is no file in the notebooks/ of this repository: write a name' in trouble.value.sentences[0]
    (tmp_path / name).write_text("{}")  # now the name alone is a file of this person's own
    with pytest.raises(KitTrouble, match="is no file in the notebooks/"):
        choose([name])


def test_a_word_that_may_be_several(small_repository):
    small_repository.lesson().notebook.with_name("01_other.ipynb").write_text("{}")
    with pytest.raises(KitTrouble, match='"01_o" may be 01_one or 01_other: write more of the name.'):
        choose(["01_o"], small_repository.root)
