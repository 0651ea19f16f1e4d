"""Folders of pictures with captions, as people really have them."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers.engine import BadInput
from storyhelpers.finetune.folders import look_into, read_table

LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def picture(path, colour="red", size=(40, 30)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def captions(folder, column="text"):
    return {path.relative_to(folder).as_posix(): words for path, words in look_into(folder, column).pairs}


def test_a_text_beside_each_picture(tmp_path):
    for name in ("b.PNG", "a.jpg"):
        picture(tmp_path / name)
    (tmp_path / "a.txt").write_text("a  cat,\nasleep\n", "utf-8")
    assert captions(tmp_path) == {"a.jpg": "a cat, asleep", "b.PNG": ""}


def test_two_pictures_of_one_name_share_a_text_and_that_is_said(tmp_path):
    picture(tmp_path / "a.png"), picture(tmp_path / "a.jpg")
    (tmp_path / "a.txt").write_text("a cat", "utf-8")
    found = look_into(tmp_path, "text")
    assert [words for _, words in found.pairs] == ["a cat", "a cat"]
    assert len(found.said) == 2 and "a.txt" in found.said[0]


def test_what_an_operating_system_leaves_there_is_no_picture(tmp_path):
    picture(tmp_path / "a.png"), picture(tmp_path / "sub/b.png")
    for name in ("._a.png", "__MACOSX/a.png", ".hidden/a.png"):
        picture(tmp_path / name)
    assert set(captions(tmp_path)) == {"a.png", "sub/b.png"}


def test_a_photo_of_a_telephone_is_named_not_forgotten(tmp_path):
    picture(tmp_path / "a.png")
    (tmp_path / "IMG_1.HEIC").write_bytes(b"x")
    assert look_into(tmp_path, "text").skipped[0][0] == "IMG_1.HEIC"


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_as_programs_write_it(tmp_path, between, coding, end):
    picture(tmp_path / "a.png"), picture(tmp_path / "b.png")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=between, lineterminator=end)
    writer.writerows([["file_name", "text"], ["a.png", 'a "big" cat; red, blue'], ["b.png", "two\nlines, 你好"]])
    (tmp_path / "metadata.csv").write_bytes(out.getvalue().encode(coding))
    assert captions(tmp_path) == {"a.png": 'a "big" cat; red, blue', "b.png": "two lines, 你好"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.from_regex(r"[a-z]{1,8}\.png", fullmatch=True), LETTERS), min_size=1, max_size=5))
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_whatever_is_written_is_read_back(tmp_path, kind, rows):
    table = tmp_path / f"metadata.{kind}"
    if kind == "jsonl":
        lines = (json.dumps({"file_name": name, "text": words}, ensure_ascii=False) for name, words in rows)
        table.write_text("\n".join(lines), "utf-8", newline="")
    else:
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("file_name", "text"), *rows])
    assert [(row["file_name"], row["text"]) for _, row in read_table(table, "text")] == rows


def test_a_table_in_a_folder_of_its_split(tmp_path):
    picture(tmp_path / "train/img/a.png")
    (tmp_path / "train/metadata.jsonl").write_text('{"file_name": "img\\\\a.png", "text": ["a cat", "a kitten"]}\n\n')
    assert captions(tmp_path) == {"train/img/a.png": "a cat"}


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path):
    picture(tmp_path / "a.png")
    (tmp_path / "metadata.csv").write_text("file_name,caption,author\na.png,a cat,me\n")
    with pytest.raises(BadInput, match='no column "text".*caption, author.*captions="caption"'):
        look_into(tmp_path, "text")
    assert captions(tmp_path, "caption") == {"a.png": "a cat"}
    assert captions(tmp_path, None) == {"a.png": ""}


def test_a_table_without_file_names(tmp_path):
    (tmp_path / "metadata.csv").write_text("image;text\na.png;a cat\n")
    with pytest.raises(BadInput, match='no column "file_name".*image, text'):
        look_into(tmp_path, "text")


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/secret.png", "x/../../secret.png", "..\\secret.png", "C:\\a.png"]
)
def test_a_table_reaches_nothing_outside_its_folder(tmp_path, name):
    home = tmp_path / "set"
    picture(home / "a.png"), picture(tmp_path / "secret.png")
    (home / "metadata.jsonl").write_text(json.dumps({"file_name": name, "text": "x"}))
    with pytest.raises(BadInput, match="leads out of the folder"):
        look_into(home, "text")


def test_rows_of_nothing_and_twice_the_same(tmp_path):
    picture(tmp_path / "a.png"), picture(tmp_path / "unnamed.png")
    rows = ["file_name,text", "a.png,a cat", "a.png,a cat", "a.png,a kitten", "gone.png,a dog", ",nobody"]
    (tmp_path / "metadata.csv").write_text("\n".join(rows))
    found = look_into(tmp_path, "text")
    assert [words for _, words in found.pairs] == ["a cat", "a kitten"]
    assert [name for name, _ in found.skipped] == ["gone.png", "row 6 of metadata.csv"]
    assert any("repeat" in said for said in found.said) and any("several captions" in said for said in found.said)
    assert any("not in its table" in said for said in found.said)


@pytest.mark.parametrize(
    "text, told",
    [("file_name,text\na.png,a cat, asleep\n", "more fields"), ("", "no rows"), ("file_name,text\n", "no rows")],
)
def test_a_table_that_cannot_be_meant(tmp_path, text, told):
    picture(tmp_path / "a.png")
    (tmp_path / "metadata.csv").write_text(text)
    with pytest.raises(BadInput, match=told):
        look_into(tmp_path, "text")


@pytest.mark.parametrize("line", ['{"file_name": "a.png", ', '["a.png", "a cat"]'])
def test_a_damaged_line_is_named(tmp_path, line):
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "a.png", "text": "a"}\n' + line)
    with pytest.raises(BadInput, match="Line 2"):
        look_into(tmp_path, "text")


def test_letters_of_an_unknown_coding_are_not_guessed(tmp_path):
    picture(tmp_path / "a.png"), picture(tmp_path / "b.png")
    (tmp_path / "metadata.csv").write_bytes("file_name,text\na.png,a cat\nb.png,un café\n".encode("cp1252"))
    with pytest.raises(BadInput, match="not in UTF-8 .line 3"):
        look_into(tmp_path, "text")
    (tmp_path / "metadata.csv").unlink()
    (tmp_path / "a.txt").write_bytes("貓".encode("big5"))
    found = look_into(tmp_path, "text")
    assert [name for name, _ in found.skipped] == ["a.png"] and [path.name for path, _ in found.pairs] == ["b.png"]


def test_two_tables_at_once(tmp_path):
    picture(tmp_path / "a.png")
    (tmp_path / "metadata.csv").write_text("file_name,text\na.png,x\n")
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "a.png", "text": "y"}')
    with pytest.raises(BadInput, match="Keep one"):
        look_into(tmp_path, "text")
