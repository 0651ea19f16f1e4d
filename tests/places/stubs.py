"""Packages without their programs: a name, a version and what they require, as a wheel or straight in an environment.

An installer decides by these facts alone, so a place with seven hundred packages is there in a second, and what an
installer would do there can be watched without a byte of torch.
"""

import base64
import hashlib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

# Where the package looks for a library without importing it; all that a stub of it says is its version.
MODULES = {
    "google-genai": "google/genai", "protobuf": "google/protobuf", "google-colab": "google/colab", "pillow": "PIL",
    "scikit-image": "skimage", "scikit-learn": "sklearn",
    **{name: name.replace("-", "_") for name in (
        "torch", "torchvision", "torchaudio", "triton", "transformers", "tokenizers", "diffusers", "accelerate", "peft",
        "safetensors", "huggingface-hub", "sentencepiece", "bitsandbytes", "gradio", "matplotlib", "tensorboard",
        "datasets", "numpy", "scipy", "tangoflux", "click",
    )},
}  # fmt: skip

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def parts(name: str, version: str, requires=()) -> dict[str, str]:
    """The files of a stub below site-packages: path → text."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}", *(f"Requires-Dist: {r}" for r in requires)]
    files = {f"{info}/METADATA": "\n".join(metadata) + "\n\n"}
    if module := MODULES.get(name):
        files[f"{module}/__init__.py"] = f'__version__ = "{version.split("+")[0]}"\n'
    files[f"{info}/RECORD"] = "".join(f"{path},{_mark(text)}\n" for path, text in files.items()) + f"{info}/RECORD,,\n"
    return files


def _mark(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    return f"sha256={digest},{len(text.encode())}"


def plant(site: Path, name: str, version: str, requires=()):
    """Puts a stub into an environment, as an installer would have left it."""
    for path, text in parts(name, version, requires).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")


def pull(site: Path, name: str, version: str):
    """Takes a stub out of an environment again."""
    for path in parts(name, version):
        (site / path).unlink()
    (site / f"{name.replace('-', '_')}-{version}.dist-info").rmdir()


def wheel(folder: Path, name: str, version: str, requires=()) -> Path:
    """A wheel of a stub, in this folder."""
    made = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as archive:
        files = parts(name, version, requires)
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(next(iter(files)).replace("/METADATA", "/WHEEL"), WHEEL)
    return made


def packed(folder: Path, name: str) -> Path:
    """A wheel of what is installed here under this name, with all its files."""
    found = distribution(name)
    tag = next(line.split()[1] for line in found.read_text("WHEEL").splitlines() if line.startswith("Tag:"))
    made = folder / f"{found.metadata['Name'].replace('-', '_')}-{found.version}-{tag}.whl"
    inside = [file for file in found.files if ".." not in file.parts and "__pycache__" not in file.parts]
    with zipfile.ZipFile(made, "w") as archive:
        for file in inside:
            if file.name not in ("INSTALLER", "REQUESTED", "direct_url.json", "RECORD"):
                archive.write(file.locate(), str(file))
        record = next(str(file) for file in inside if file.name == "RECORD")
        archive.writestr(record, "".join(f"{name},,\n" for name in [*archive.namelist(), record]))
    return made
