"""The form of a message: what travels arrives as it was, and noise is told from a message."""

import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest

from storyhelpers.isolated import worker


@pytest.mark.parametrize(
    "thing",
    [
        None, True, -3, 0.1, float("inf"), "ñ 圖 \n", [], {}, [1, [2.5, None], {"a": "b"}],
        np.arange(6, dtype=np.int16).reshape(2, 3), np.zeros((0, 4)), np.array(0.5),
        np.asfortranarray(np.arange(12.0).reshape(3, 4)), np.arange(10)[::-2], np.array([True, False]),
    ],
)  # fmt: skip
def test_a_message_arrives_as_it_was_sent(thing):
    back = worker.read(io.BytesIO(b"".join(worker.pack({"thing": thing}))))["thing"]
    if isinstance(thing, np.ndarray):
        assert back.dtype == thing.dtype and back.shape == thing.shape and np.array_equal(back, thing)
        assert back.flags.writeable
    else:
        assert back == thing and type(back) is type(thing)


def test_what_cannot_travel_is_refused_before_anything_is_sent(toy):
    for thing in (object(), b"bytes", {1: 2}, np.array([object()]), {"__array__": 0}, {1, 2}, Path("a")):
        with pytest.raises(TypeError, match="cannot travel"):
            worker.pack({"thing": [thing]})
    one = toy()
    with pytest.raises(TypeError, match="cannot travel"):
        one.call("echo", thing=object())
    assert one.call("echo", thing=1) == {"thing": 1}


def head(**parts):
    text = json.dumps(parts).encode()
    return worker.MAGIC + struct.pack("<I", len(text)) + text


@pytest.mark.parametrize(
    "noise",
    [
        b"Traceback (most recent call last)", b"\x80\x04\x95 a pickle would be here", worker.MAGIC + b"\xff" * 4,
        worker.MAGIC + struct.pack("<I", 5) + b"{oops", head(body={}), head(body=3, arrays=[]),
        head(body={"a": {"__array__": 1}}, arrays=[]), head(body={}, arrays=[{"dtype": "|O", "shape": [1]}]),
        head(body={}, arrays=[{"dtype": "<f8", "shape": [10**9, 10**9]}]), head(body={}, arrays=[{"dtype": "<f8"}]),
        head(body={}, arrays=[{"dtype": "<f8", "shape": [-2]}]), head(body={}, arrays=7),
    ],
)  # fmt: skip
def test_noise_is_no_message(noise):
    with pytest.raises(worker.Garbled):
        worker.read(io.BytesIO(noise))


def test_a_message_cut_off_anywhere_is_noticed():
    whole = b"".join(worker.pack({"a": np.arange(5), "b": "c"}))
    assert worker.read(io.BytesIO(b"")) is None
    for length in range(1, len(whole)):
        with pytest.raises(worker.CutOff):
            worker.read(io.BytesIO(whole[:length]))
