"""What Kaggle's machines have installed already (image.txt), so that none of it is sent there again.

For pip it becomes a folder of wheels without contents: a resolve on this machine then finds Kaggle's torch, numpy and
all the rest "there", downloads none of them, and cannot choose another version of them.
"""

import base64
import hashlib
import re
import zipfile
from pathlib import Path

IMAGE = Path(__file__).parents[1] / "image.txt"
MARK = "kaggle"  # the local version label of what is there already


def installed(path: Path = IMAGE) -> dict[str, str]:
    """Name → version of what Kaggle has, names in their canonical spelling."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("==")[::2] for line in lines if "==" in line)
    return {canonical(name): version.strip() for name, version in pairs}


def canonical(name: str) -> str:
    """The one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def marked(version: str) -> str:
    """A version that no package index has, and that every requirement takes as the version it is."""
    return f"{version}{'.' if '+' in version else '+'}{MARK}"


def is_stand_in(wheel: Path) -> bool:
    """Whether a wheel is one of ours without contents."""
    return re.search(rf"[+.]{MARK}$", wheel.name.split("-")[1]) is not None


def stand_ins(folder: Path, there: dict[str, str]) -> Path:
    """Writes a wheel without contents for each → the list of constraints that chooses them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, version in there.items():
        _stand_in(folder, name, marked(version))
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{name}=={marked(version)}\n" for name, version in there.items()), "utf-8")
    return constraints


def _stand_in(folder: Path, name: str, version: str) -> None:
    stem = f"{name.replace('-', '_')}-{version}"
    files = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: kit\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(text.encode())}")
        wheel.writestr(f"{stem}.dist-info/RECORD", "\n".join([*rows, f"{stem}.dist-info/RECORD,,"]) + "\n")
