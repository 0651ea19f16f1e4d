"""A model file with YAMNet's signature: 15,600 samples → scores of named categories. Each hears one tone.

Its graph is real: the samples times a sine and a cosine for each category, squared, added up, through a logistic.
"""

import zipfile
from pathlib import Path

import flatbuffers
import numpy as np
import tflite

RATE, FRAMES = 16000, 15600
CLASSES = {"Dog": 440.0, "Cat": 700.0, "Rain": 1500.0, "Bell": 3000.0, "Music": 200.0}  # category → Hz


def write(path: Path, *, frames: int = FRAMES, labels: bool = False) -> Path:
    """Writes the model; labels: with its class map inside, as TFLite's metadata are."""
    at = np.arange(frames) / RATE
    waves = [wave(2 * np.pi * hertz * at) * 2 / frames for hertz in CLASSES.values() for wave in (np.sin, np.cos)]
    gather = np.kron(np.eye(len(CLASSES)), [1.0, 1.0]) * 400
    path.write_bytes(_model(np.array(waves, np.float32), gather.astype(np.float32), frames))
    if labels:
        with zipfile.ZipFile(path, "a") as inside:
            inside.writestr("yamnet_label_list.txt", "\n".join(CLASSES))
    return path


def write_classes(path: Path) -> Path:
    """Writes the class map as YAMNet's own."""
    rows = [f"{n},/m/{n:04d},{name}" for n, name in enumerate(CLASSES)]
    path.write_text("index,mid,display_name\n" + "\n".join(rows) + "\n", "utf-8")
    return path


def _model(waves: np.ndarray, gather: np.ndarray, frames: int) -> bytes:
    b = flatbuffers.Builder(1 << 20)
    n, m = len(gather), len(waves)
    data = [b"", waves.tobytes(), gather.tobytes(), np.full(n, -6, np.float32).tobytes(), np.zeros(m, "f4").tobytes()]
    buffers = []
    for part in data:
        vector = b.CreateByteVector(part) if part else None
        tflite.BufferStart(b)
        if vector:
            tflite.BufferAddData(b, vector)
        buffers.append(tflite.BufferEnd(b))
    tensors = [
        _tensor(b, "waveform", (1, frames), 0), _tensor(b, "waves", waves.shape, 1), _tensor(b, "none", (m,), 4),
        _tensor(b, "found", (1, m), 0), _tensor(b, "squared", (1, m), 0), _tensor(b, "gather", gather.shape, 2),
        _tensor(b, "bias", (n,), 3), _tensor(b, "sums", (1, n), 0), _tensor(b, "scores", (1, n), 0),
    ]  # fmt: skip
    dense = lambda: _dense(b)  # noqa: E731
    operators = [
        _operator(b, 0, (0, 1, 2), 3, dense), _operator(b, 1, (3, 3), 4, lambda: _mul(b)),
        _operator(b, 0, (4, 5, 6), 7, dense), _operator(b, 2, (7,), 8, None),
    ]  # fmt: skip
    codes = []
    for code in (tflite.BuiltinOperator.FULLY_CONNECTED, tflite.BuiltinOperator.MUL, tflite.BuiltinOperator.LOGISTIC):
        tflite.OperatorCodeStart(b)
        tflite.OperatorCodeAddDeprecatedBuiltinCode(b, code)
        tflite.OperatorCodeAddBuiltinCode(b, code)
        tflite.OperatorCodeAddVersion(b, 1)
        codes.append(tflite.OperatorCodeEnd(b))
    given, made = _ints(b, (0,)), _ints(b, (8,))
    tensors, operators = _offsets(b, tensors), _offsets(b, operators)
    tflite.SubGraphStart(b)
    tflite.SubGraphAddTensors(b, tensors)
    tflite.SubGraphAddInputs(b, given)
    tflite.SubGraphAddOutputs(b, made)
    tflite.SubGraphAddOperators(b, operators)
    graph = _offsets(b, [tflite.SubGraphEnd(b)])
    codes, buffers = _offsets(b, codes), _offsets(b, buffers)
    tflite.ModelStart(b)
    tflite.ModelAddVersion(b, 3)
    tflite.ModelAddOperatorCodes(b, codes)
    tflite.ModelAddSubgraphs(b, graph)
    tflite.ModelAddBuffers(b, buffers)
    b.Finish(tflite.ModelEnd(b), b"TFL3")
    return bytes(b.Output())


def _tensor(b, name: str, shape, buffer: int) -> int:
    label, sides = b.CreateString(name), _ints(b, shape)
    tflite.TensorStart(b)
    tflite.TensorAddShape(b, sides)
    tflite.TensorAddType(b, tflite.TensorType.FLOAT32)
    tflite.TensorAddBuffer(b, buffer)
    tflite.TensorAddName(b, label)
    return tflite.TensorEnd(b)


def _operator(b, code: int, given, made: int, options) -> int:
    kind, table = options() if options else (0, None)
    inputs, outputs = _ints(b, given), _ints(b, (made,))
    tflite.OperatorStart(b)
    tflite.OperatorAddOpcodeIndex(b, code)
    tflite.OperatorAddInputs(b, inputs)
    tflite.OperatorAddOutputs(b, outputs)
    if table is not None:
        tflite.OperatorAddBuiltinOptionsType(b, kind)
        tflite.OperatorAddBuiltinOptions(b, table)
    return tflite.OperatorEnd(b)


def _dense(b):
    tflite.FullyConnectedOptionsStart(b)
    return tflite.BuiltinOptions.FullyConnectedOptions, tflite.FullyConnectedOptionsEnd(b)


def _mul(b):
    tflite.MulOptionsStart(b)
    return tflite.BuiltinOptions.MulOptions, tflite.MulOptionsEnd(b)


def _ints(b, values) -> int:
    return b.CreateNumpyVector(np.array(values, np.int32))


def _offsets(b, values) -> int:
    b.StartVector(4, len(values), 4)
    for value in reversed(values):
        b.PrependUOffsetTRelative(value)
    return b.EndVector()
