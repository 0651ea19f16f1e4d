"""Tiny wheels for the tests of the bundle."""

import zipfile
from pathlib import Path


def write_wheel(folder: Path, name: str, version: str, needs=(), tag="py3-none-any") -> Path:
    """A wheel of a few bytes."""
    stem = f"{name.replace('-', '_')}-{version}"
    head = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense-Expression: MIT"]
    head += [f"Requires-Dist: {need}" for need in needs]
    files = {"METADATA": "\n".join(head) + "\n", "RECORD": "", "WHEEL": f"Wheel-Version: 1.0\nTag: {tag}\n"}
    with zipfile.ZipFile(folder / f"{stem}-{tag}.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(f"{stem}.dist-info/{path}", text)
    return folder / f"{stem}-{tag}.whl"
