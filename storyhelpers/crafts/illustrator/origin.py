"""Origin: which base a LoRA was taught on. Written into the header of its file, and read from there or from its page.

A header of safetensors is text → text. Other tools say less: kohya's trainer names the version, a page of the hub its
`base_model`, peft's adapter_config.json the path. What cannot be read is left empty; a LoRA that says nothing is usual.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

VERSIONS = {  # how kohya's trainer and Stability's model specification call a base → the row of MODELS
    "sd_v1": "sd15", "stable-diffusion-v1": "sd15",
    "sd_v2": "sd2", "stable-diffusion-v2-512": "sd2", "stable-diffusion-v2-768-v": "sd2",
    "sdxl_base_v1-0": "sdxl", "stable-diffusion-xl-v1-base": "sdxl",
}  # fmt: skip
SHAPE = (  # of a U-Net's config: what decides which layers it has, and how wide they are
    "down_block_types", "mid_block_type", "up_block_types", "block_out_channels", "layers_per_block",
    "cross_attention_dim", "transformer_layers_per_block", "use_linear_projection", "addition_embed_type",
)  # fmt: skip
PAGE, PEFT = "README.md", "adapter_config.json"
_FRONT = re.compile(r"---\n(.*?)\n---", re.DOTALL)
_BASE = re.compile(r"^base_model:[ \t]*(?:\n[ \t]*-[ \t]+)?([^\n]+)$", re.MULTILINE)  # a word, or the first of a list


@dataclass(frozen=True)
class Origin:
    """The base of a LoRA: its name (as it is typed), hub id, title for people, family, and the key of its U-Net."""

    name: str = ""
    repo: str = ""
    title: str = ""
    family: str = ""
    unet: str = ""

    def __str__(self):
        title, repo = self.title or self.name, self.repo
        return f"{title} ({repo})" if title and repo and repo != title else title or repo

    def header(self) -> dict[str, str]:
        """The entries for the header of a safetensors file; what is not known is left out."""
        return {key: value for key, value in zip(_KEYS, self._values()) if value}

    def _values(self) -> tuple[str, ...]:
        return self.name, self.repo, self.title, self.family, self.unet

    @classmethod
    def of(cls, file: Path) -> "Origin":
        """What a LoRA's file and the folder it lies in say of its base."""
        header = header_of(file)
        if any(header.get(key) for key in _KEYS):
            return cls(*(header.get(key, "") for key in _KEYS))
        for said in (*_on_the_page(file.parent), *_in_kohyas_words(header)):
            return cls(said, said if said.count("/") == 1 else "")
        return cls()


_KEYS = ("base", "base_repo", "base_title", "base_family", "base_unet")


def unet_key(config: Mapping) -> str:
    """A short text that is the same for all U-Nets whose layers have the same names and shapes."""
    kept = json.dumps([config.get(name) for name in SHAPE])
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def header_of(file: Path) -> dict[str, str]:
    """The texts in the header of a safetensors file; {} where there are none or the file is damaged."""
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if length > 100_000_000:
                return {}
            found = json.loads(stream.read(length)).get("__metadata__")
    except (OSError, ValueError, AttributeError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _on_the_page(folder: Path) -> Iterator[str]:
    try:
        text = (folder / PAGE).read_text("utf-8").replace("\r\n", "\n")
    except (OSError, ValueError):
        text = ""
    front = _FRONT.match(text)
    said = _BASE.search(front[1]) if front else None
    if said and (word := said[1].strip("\"'[] \t").split(",")[0].strip("\"' ")):
        yield word
    try:
        path = json.loads((folder / PEFT).read_text("utf-8")).get("base_model_name_or_path")
    except (OSError, ValueError, AttributeError):
        return
    if isinstance(path, str) and path:
        yield path


def _in_kohyas_words(header: Mapping[str, str]) -> Iterator[str]:
    for key in ("ss_base_model_version", "modelspec.architecture"):
        if known := VERSIONS.get(header.get(key, "").split("/")[0]):
            yield known
