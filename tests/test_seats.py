"""What is here: cards found through torch, played by a small stand-in, and the memory of this machine."""

from types import SimpleNamespace

import pytest

from storyhelpers import devices
from storyhelpers.devices import CONTEXT, Seat, gigabytes
from storyhelpers.devices.seat import unfit

GB = 10**9
T4 = int(14.75 * 2**30)


@pytest.mark.parametrize(
    "compute, built_for, word",
    [
        ((7, 5), ["sm_75", "sm_80", "sm_90", "compute_90"], ""),
        ((6, 0), ["sm_75", "sm_80", "sm_90"], "too old"),
        ((7, 0), ["sm_75", "sm_80"], "too old"),
        ((8, 9), ["sm_80", "sm_90"], ""),
        ((8, 0), ["sm_86", "sm_90"], "too old"),
        ((12, 0), ["sm_80", "sm_90"], "too new"),
        ((12, 0), ["sm_80", "sm_90", "compute_90"], ""),
        ((10, 3), ["sm_90a", "sm_100f"], ""),
        ((9, 0), ["sm_90a"], ""),
        ((10, 0), ["sm_90a"], "too new"),
        ((9, 0), ["gfx942"], ""),
        ((9, 0), [], ""),
    ],
)
def test_which_cards_a_torch_was_built_for(compute, built_for, word):
    said = unfit("Tesla P100", compute, built_for)
    assert word in said and bool(said) == bool(word)


def test_sizes_are_read_in_gb():
    assert [gigabytes(n) for n in (0, 60_000_000, 3_470_000_000, T4)] == ["0.0 GB", "0.06 GB", "3.5 GB", "15.8 GB"]
    assert Seat("cuda:0", "x", 10, 20, context=3).room == 7 and Seat("cuda:0", "x", 10, 2, context=3).room == 0


def fake_torch(monkeypatch, cards):
    """A torch with these cards: (name, major, minor, total, free, allocated, reserved), or an error to raise."""
    import importlib.util
    import sys

    def about(number):
        if isinstance(cards[number], Exception):
            raise cards[number]
        name, major, minor, total, *_ = cards[number]
        return SimpleNamespace(name=name, major=major, minor=minor, total_memory=total)

    def of(name):
        return cards[int(name.split(":")[1])]

    def memory(name):
        if isinstance(of(name), Exception):
            raise of(name)
        return of(name)[4], of(name)[3]

    cuda = SimpleNamespace(
        is_available=lambda: bool(cards), device_count=lambda: len(cards), get_device_properties=about,
        get_arch_list=lambda: ["sm_75", "sm_80", "sm_90"], mem_get_info=memory,
        memory_allocated=lambda name: of(name)[5], memory_reserved=lambda name: of(name)[6],
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda, version=SimpleNamespace(hip=None)))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())


def test_the_cards_are_found_with_what_others_took(monkeypatch):
    cards = [
        ("Tesla T4", 7, 5, T4, T4 - 200_000_000, 0, 0),  # our own bare context only
        ("NVIDIA A10", 8, 6, 24 * GB, 14 * GB, 0, 0),  # somebody else took 9.55 GB
        ("Tesla P100", 6, 0, 16 * GB, 16 * GB, 0, 0),
        RuntimeError("CUDA error: device is lost\nmore"),
    ]
    fake_torch(monkeypatch, cards)
    first, second, old, lost, cpu = devices.seats()
    assert (first.name, first.title, first.bf16, first.others, first.room) == (
        "cuda:0",
        "Tesla T4",
        False,
        0,
        T4 - CONTEXT,
    )
    assert second.bf16 and second.others == 10 * GB - CONTEXT and second.room == 14 * GB
    assert not old.usable and "too old" in old.why and old.room == 0
    assert not lost.usable and "does not answer (CUDA error: device is lost)" in lost.why
    assert cpu.name == "cpu" and not cpu.is_card and 0 < cpu.free <= cpu.total


def test_our_own_weights_are_no_strangers(monkeypatch):
    cards = [("Tesla T4", 7, 5, T4, T4 - 6 * GB - CONTEXT, 4 * GB, 5 * GB)]  # 4 GB in use, 1 in store, 1 a stranger's
    fake_torch(monkeypatch, cards)
    seat = Seat("cuda:0", "Tesla T4", T4, T4)
    assert devices.look_again(seat, inside=4 * GB).others == 1 * GB
    assert devices.look_again(seat, inside=1 * GB).others == 4 * GB, "3 GB are variables of the notebook"
    assert devices.look_again(seat, inside=4 * GB, outside=1 * GB).others == 0, "the stranger is our worker"
    cards[0] = RuntimeError("CUDA error: unspecified launch failure")
    gone = devices.look_again(seat)
    assert not gone.usable and gone.room == 0 and "does not answer" in gone.why
    assert devices.look_again(gone) is gone


def test_no_cards_means_the_processor_alone(monkeypatch):
    fake_torch(monkeypatch, [])
    assert [seat.name for seat in devices.seats()] == ["cpu"]
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (cpu,) = devices.seats()
    now = devices.look_again(cpu, inside=1000)
    assert now.name == "cpu" and now.free <= now.total and now.others == now.total - now.free


def test_the_memory_without_psutil(monkeypatch):
    import sys

    from storyhelpers.devices import seat as module

    with_it = module._memory()
    monkeypatch.setitem(sys.modules, "psutil", None)
    without = module._memory()
    assert without[0] == with_it[0] and abs(without[1] - with_it[1]) < 2 * GB


@pytest.mark.models
def test_the_seats_of_this_very_machine():
    import torch

    found = devices.seats()
    assert found[-1].name == "cpu" and found[-1].total > GB
    assert len(found) - 1 == (torch.cuda.device_count() if torch.cuda.is_available() else 0)
    for seat in found[:-1]:
        assert seat.usable or seat.why
