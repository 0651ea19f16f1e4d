"""Checkpoints on disk: whole or not there, whatever happens."""

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.finetune.checkpoints import Checkpoints, flatten, unflatten

pytestmark = pytest.mark.models


def tensors(value: float, size: int = 4) -> dict:
    import torch

    return {"weights": {"a": torch.full((size,), value)}, "optimizer": {"0/exp_avg": torch.full((2, 2), -value)}}


def test_the_last_two_and_the_best_are_kept(tmp_path):
    kept = Checkpoints(tmp_path / "checkpoints")
    for step in (1, 2, 3, 4):
        kept.save(step, tensors(step), {"rate": 0.5}, (min(step, 2), tensors(20)["weights"]))
    assert kept.steps() == [3, 4] and kept.steps("best") == [2]
    found = kept.newest()
    assert found.step == 4 and found.state == {"rate": 0.5, "best": 2}
    assert found.tensors["weights"]["a"].tolist() == [4.0] * 4
    assert found.tensors["best"]["a"].tolist() == [20.0] * 4
    assert {path.suffix for path in kept.folder.rglob("*") if path.is_file()} == {".json", ".safetensors"}


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_damage_to_the_newest_is_noticed(tmp_path_factory, data):
    kept = Checkpoints(tmp_path_factory.mktemp("kept"))
    for step in (1, 2):
        kept.save(step, tensors(step), {})
    file = data.draw(st.sampled_from(sorted(kept.folder.glob("step-000002/*"))))
    whole = file.read_bytes()
    kind = data.draw(st.sampled_from(["cut", "flipped", "gone"]))
    if kind == "cut":
        file.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 2))])
    elif kind == "gone":
        file.unlink()
    elif file.suffix == ".json":  # a letter of JSON may say something else, but not by accident: all is read or nothing
        file.write_bytes(b"\x00" + whole[1:])
    else:
        place = data.draw(st.integers(0, len(whole) - 1))
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert kept.newest().step == 1 and kept.damaged == [2]


def test_a_missing_best_is_damage_too(tmp_path):
    kept = Checkpoints(tmp_path)
    kept.save(1, tensors(1), {}, (1, tensors(1)["weights"]))
    kept.save(2, tensors(2), {}, (2, tensors(2)["weights"]))
    (tmp_path / "best-000002" / "weights.safetensors").unlink()
    assert kept.newest().step == 1


def test_what_is_written_before_damaged_ones_stays(tmp_path):
    kept = Checkpoints(tmp_path)
    for step in (90, 100):
        kept.save(step, tensors(step), {})
        (tmp_path / f"step-{step:06d}" / "weights.safetensors").unlink()
    assert kept.newest() is None and kept.damaged == [100, 90]
    for step in (10, 20, 30):
        kept.save(step, tensors(step), {})
    assert kept.newest().step == 30 and kept.steps() == [20, 30, 90, 100]


def test_damaged_best_weights_are_written_again(tmp_path):
    kept = Checkpoints(tmp_path)
    kept.save(2, tensors(2), {}, (1, tensors(1)["weights"]))
    (tmp_path / "best-000001" / "weights.safetensors").unlink()
    assert kept.newest() is None
    kept.save(3, tensors(3), {}, (1, tensors(1)["weights"]))
    assert kept.newest().step == 3


def test_a_full_disk_leaves_what_was_there(tmp_path, full_disk):
    kept = Checkpoints(tmp_path)
    kept.save(1, tensors(1), {})
    with full_disk(), pytest.raises(OSError):
        kept.save(2, tensors(2, 100_000), {})
    assert kept.steps() == [1] and kept.newest().step == 1
    assert [path.name for path in tmp_path.iterdir()] == ["step-000001"]
    kept.save(2, tensors(2, 100_000), {})
    assert kept.newest().step == 2


def test_a_step_may_be_written_again_and_half_written_ones_are_swept(tmp_path):
    kept = Checkpoints(tmp_path)
    (tmp_path / ".step-000007.part").mkdir()
    kept.save(1, tensors(1), {})
    kept.save(1, tensors(9), {})
    assert kept.newest().tensors["weights"]["a"].tolist() == [9.0] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["step-000001"]


def test_nothing_there_is_none(tmp_path):
    assert Checkpoints(tmp_path / "nowhere").newest() is None
    assert Checkpoints(tmp_path / "nowhere").steps() == []


def test_other_formats_are_passed_over(tmp_path):
    kept = Checkpoints(tmp_path)
    place = kept.save(1, tensors(1), {})
    state = json.loads((place / "state.json").read_text())
    (place / "state.json").write_text(json.dumps(state | {"format": 2}))
    assert kept.newest() is None and kept.damaged == [1]


@pytest.mark.parametrize("kind", ["AdamW", "fused", "SGD"])
def test_an_optimizers_state_comes_back_to_the_bit(kind):
    import torch

    torch.manual_seed(0)
    weights = [torch.nn.Parameter(torch.randn(5, 3)), torch.nn.Parameter(torch.randn(2))]

    def made(some):
        if kind == "SGD":
            return torch.optim.SGD(some, lr=0.1, momentum=0.9)
        return torch.optim.AdamW(some, lr=0.1, fused=kind == "fused")

    def step(optimizer, some):
        for weight in some:
            weight.grad = weight.detach() * 2
        optimizer.step()

    optimizer = made(weights)
    for _ in range(3):
        step(optimizer, weights)
    twins = [torch.nn.Parameter(weight.detach().clone()) for weight in weights]
    other = made(twins)
    moments, rest = flatten(optimizer.state_dict())
    other.load_state_dict(unflatten(moments, json.loads(json.dumps(rest))))
    for _ in range(3):
        step(optimizer, weights)
        step(other, twins)
    assert all(map(torch.equal, weights, twins))


def test_what_is_written_at_once_is_not_copied_but_what_is_shared_is():
    import torch

    table = torch.arange(4.0)
    state = {"state": {0: {"m": torch.ones(3), "table": table}, 1: {"table": table}}, "param_groups": []}
    apart, _ = flatten(state)
    assert all(value.data_ptr() != state["state"][0]["m"].data_ptr() for value in apart.values())
    moments, _ = flatten(state, copy=False)
    assert moments["0/m"].data_ptr() == state["state"][0]["m"].data_ptr()
    assert moments["0/table"].data_ptr() != moments["1/table"].data_ptr()
    assert torch.equal(moments["0/table"], moments["1/table"])


def test_it_is_moved_into_place_only_when_it_is_on_the_disk(tmp_path, monkeypatch):
    order = []
    sync, move = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("sync"), sync(handle))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (order.append("move"), move(a, b))[1])
    Checkpoints(tmp_path).save(1, tensors(1), {})
    assert order.index("move") >= 3 and order[-1] == "sync"
