"""Cells: each in exactly one shard, with a file of its own whatever the names are, which knows if it is whole."""

import io
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import Picture
from storyhelpers.engine import BadInput
from storyhelpers.evaluate.grid.cells import Cell, all_cells, folder_of, shard_of, share, story_of

SEEDS = st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=5)
NAMES = st.text(min_size=1, max_size=80) | st.sampled_from(
    ["x" * 300, "字" * 300, "../..", "con", "a\x00b", "Ａ", "é" * 60]
)
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy


@QUICK
@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.integers(1, 9), SEEDS, st.integers(1, 70))
def test_the_shards_are_all_cells_each_once(models, prompts, seeds, parts):
    cells = all_cells(models, prompts, sorted(seeds))
    shares = [share(cells, f"{part}/{parts}") for part in range(1, parts + 1)]
    assert sorted(map(str, cells)) == sorted(str(cell) for mine in shares for cell in mine)
    assert len(cells) == len(set(cells)) == len(models) * prompts * len(seeds)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@QUICK
@given(st.lists(NAMES, min_size=2, max_size=6, unique=True))
def test_every_model_has_a_folder_that_every_system_can_have(names):
    folders = [folder_of(name) for name in names]
    assert len(set(folders)) == len(names)
    for folder in folders:
        assert folder and folder not in (".", "..") and not folder.startswith(".") and not folder.endswith((".", " "))
        assert not set(folder) & set('/\\:*?"<>|\0\n') and len(folder) <= 60 and len(folder.encode()) <= 200
        assert folder.isprintable() and PurePosixPath(folder).name == folder


@pytest.mark.parametrize("name", ["base", "tuned 0.8", "sd15+sketch", "素描", "día"])
def test_a_plain_name_is_its_own_folder(name):
    assert folder_of(name) == name


@pytest.mark.parametrize("name", ["times", "con", "NUL", "com1.txt", ".hidden", "a/b", "../up", "x" * 200, "☃"])
def test_a_name_that_would_not_do_gets_a_mark(name):
    assert folder_of(name) != name and len(folder_of(name).rpartition("-")[2]) == 8


def test_a_cell_says_where_it_is():
    assert Cell("base", 0, 7).file == "base/001-7.png" and str(Cell("base", 0, 7)) == "base, prompt 1, seed 7"


@pytest.mark.parametrize(
    "shard", ["", "0/2", "3/2", "1", "1/0", "-1/2", "1/2/3", "a/b", None, 2, (1, 2), "9" * 30 + "/1"]
)
def test_a_wrong_shard_is_one_sentence(shard):
    with pytest.raises(BadInput, match="which part of how many"):
        shard_of(shard)


def png(words="a cat", seed=3):
    return Picture(Image.new("RGB", (40, 30), "orange"), words=words, seed=seed, made_by="x").png


@QUICK
@given(st.data())
def test_a_file_that_was_cut_or_changed_anywhere_is_noticed(tmp_path_factory, data):
    whole = png()
    file = tmp_path_factory.getbasetemp() / "cell.png"
    file.write_bytes(whole)
    assert story_of(file)["words"] == "a cat" and story_of(file)["seed"] == 3
    file.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert story_of(file) is None
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    file.write_bytes(bytes(changed))
    assert story_of(file) is None


@QUICK
@given(st.binary(max_size=300))
def test_what_is_no_picture_is_no_cell(tmp_path_factory, junk):
    file = tmp_path_factory.getbasetemp() / "junk.png"
    for start in (b"", b"\x89PNG\r\n\x1a\n"):
        file.write_bytes(start + junk)
        assert story_of(file) is None


def test_a_picture_of_somebody_else_is_no_cell(tmp_path):
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    (tmp_path / "x.png").write_bytes(out.getvalue())
    assert story_of(tmp_path / "x.png") is None and story_of(tmp_path / "none.png") is None
