"""bundle.py --out: which folders are filled or replaced, and which are left alone."""

import shutil

import bundle
import pytest
from kaggle_kit.wheels import write_wheel
from kit import wheelhouse
from kit.bundles import METADATA
from kit.trouble import KitTrouble


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "my diary.txt").write_text("dear diary")
    with pytest.raises(KitTrouble, match="holds other things"):
        bundle.main(["--owner", "alice", "--out", str(tmp_path)])
    with pytest.raises(KitTrouble, match="is a file"):
        bundle.main(["--owner", "alice", "--out", str(tmp_path / "my diary.txt")])
    assert (tmp_path / "my diary.txt").read_text() == "dear diary"


@pytest.fixture
def quick(monkeypatch):
    """The bundle is one wheel, and pip is not asked."""
    monkeypatch.setattr(wheelhouse, "build", lambda folder: write_wheel(folder, "storyhelpers", "0.1.0"))
    monkeypatch.setattr(wheelhouse, "download", lambda wheel, folder, pythons: shutil.copy(wheel, folder))


OTHERS = [None, "{", "[]", '{"title": "x"}', '{"id": "alice/my-own-wheels"}']


@pytest.mark.parametrize("metadata", OTHERS, ids=[str(number) for number in range(len(OTHERS))])
def test_somebody_s_own_wheels_are_left_alone(quick, tmp_path, metadata):
    own = tmp_path / "own"
    own.mkdir()
    mine = write_wheel(own, "mine", "1.0")
    if metadata is not None:
        (own / METADATA).write_text(metadata)
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    with pytest.raises(KitTrouble, match=f"holds other things .*{mine.name}.*: give an empty folder") as trouble:
        bundle.main(["--owner", "alice", "--out", str(own)])
    assert len(trouble.value.sentences) == 1
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before


def test_an_earlier_bundle_is_replaced_and_nothing_else(quick, tmp_path):
    out = tmp_path / "deep" / "wheels"
    for _ in range(2):
        assert bundle.main(["--owner", "alice", "--out", str(out)]) == 0
        assert sorted(path.name for path in out.iterdir()) == [METADATA, "storyhelpers-0.1.0-py3-none-any.whl"]
        write_wheel(out, "old-thing", "1.0")
    (out / "folder.whl").mkdir()
    with pytest.raises(KitTrouble, match=r"holds other things \(folder.whl\)"):
        bundle.main(["--owner", "alice", "--out", str(out)])
    assert (out / "old_thing-1.0-py3-none-any.whl").exists()


def test_an_empty_folder_is_filled(quick, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert bundle.main(["--owner", "alice", "--out", "."]) == 0
    assert (tmp_path / "empty" / METADATA).exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_not_followed(quick, tmp_path, there):
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real" if there else tmp_path / "nowhere")
    with pytest.raises(KitTrouble, match="is a link to another place: give the folder itself with --out."):
        bundle.main(["--owner", "alice", "--out", str(link)])
    assert link.is_symlink() and not list((tmp_path / "real").iterdir())


def test_a_place_that_cannot_be_written_is_said(quick, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(KitTrouble, match="cannot be written .*: give another folder with --out."):
        bundle.main(["--owner", "alice", "--out", str(tmp_path / "file" / "wheels")])
