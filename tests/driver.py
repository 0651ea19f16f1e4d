"""A stand-in for nvidia-smi, put first on PATH: the cards that a test wants, or a driver that is in trouble."""

import os
from pathlib import Path

import pytest

T4 = ("Tesla T4", 15360, 15095, "7.5")  # MiB of memory in all and free, as Kaggle's and Colab's idle ones say
P100 = ("Tesla P100-PCIE-16GB", 16384, 16276, "6.0")
A100 = ("NVIDIA A100-SXM4-40GB", 40960, 40340, "8.0")


def install(folder: Path, monkeypatch, *cards, says: str | None = None, status: int = 0, hangs=False, old=False):
    """Writes the program and puts it first on PATH.

    cards: (name, MiB, MiB free, compute capability) each. says: what it prints instead. old: it does not know
    compute_cap, as before 2021. hangs: it never answers. It notes each call in the file "calls".
    """
    if os.name == "nt":
        pytest.skip("the stand-in is a shell script")
    folder.mkdir(exist_ok=True)
    rows = [(*card, f"GPU-{number:08x}-aaaa-bbbb-cccc-ddddeeeeffff") for number, card in enumerate(cards)]
    lines = ["\n".join(", ".join(map(str, row)) for row in kind) for kind in
             (rows, [(*row[:3], row[4]) for row in rows])]  # fmt: skip
    for name, text in zip(("with", "without"), lines):
        (folder / name).write_text(f"{text}\n" if says is None else says, "utf-8", newline="")
    refusal = "echo 'Field \"compute_cap\" is not a valid field to query.'; exit 6" if old else f"cat '{folder}/with'"
    program = folder / "nvidia-smi"
    answer = f"case \"$*\" in *compute_cap*) {refusal};; *) cat '{folder}/without';; esac\nexit {status}"
    program.write_text(
        f"#!/bin/sh\necho \"$*\" >> '{folder}/calls'\n{'exec sleep 600' if hangs else answer}\n", "utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder / "calls"
