"""What Kaggle takes about a notebook, and its official client does not check: all problems at once, as sentences.

The client sends unknown settings, unknown machines and wrong lists as they are; Kaggle then leaves them out without a
word, or answers "500 internal server error". Facts: the client's own documentation of kernel-metadata.json, its code
(2.2.5), and the answers of the service.
"""

import difflib
import json
import re
from collections.abc import Iterable

from . import keys
from .slugs import KERNEL_LENGTHS, OWNER, SLUG, owner_problem, slug_of, slug_problems, title_problems

MAX_SOURCE = 1_000_000  # bytes: "The kernel source must be less than 1 megabytes in size."
FILLED_IN = "OWNER"  # what stands in our files for the account; push writes its name there
PLACEHOLDER = re.compile(r"INSERT_|\bOWNER\b|\bYOUR[_-]|<[^>]*>|\bTODO\b|\bPick one of\b")
SWITCHES = ("is_private", "enable_gpu", "enable_tpu", "enable_internet")
ONE_OF = {
    "language": ("python", "r", "rmarkdown"),
    "kernel_type": ("notebook", "script"),
    "docker_image_pinning_type": ("original", "latest"),
}
MACHINES = {  # machine_shape → what it is
    "NvidiaTeslaT4": "T4 ×2",
    "NvidiaTeslaT4Highmem": "T4 with more memory",
    "NvidiaL4": "L4 ×4",
    "NvidiaL4X1": "L4",
    "NvidiaTeslaA100": "A100",
    "NvidiaH100": "H100",
    "NvidiaRtxPro6000": "RTX Pro 6000",
    "TpuV5E8": "TPU v5e-8",
    "TpuV6E8": "TPU v6e-8",
}
RETIRED = ("NvidiaTeslaP100", "TpuV38", "Tpu1VmV38", "TpuV232", "TpuV2256")
SOURCES = {  # list in the metadata → (what one entry is, its pattern)
    "dataset_sources": ("a dataset is owner/slug or owner/slug/version", r"{owner}/{slug}(/\d+)?"),
    "kernel_sources": ("a notebook is owner/slug or owner/slug/version", r"{owner}/{slug}(/v?\d+)?"),
    "competition_sources": ("a competition is its slug alone", r"{slug}"),
    "model_sources": ("a model is owner/model/framework/variation/version", r"{owner}/{slug}/\w+/[\w.-]+/\d+"),
}
LISTS = (*SOURCES, "keywords")
TEXTS = ("id", "title", "code_file", "machine_shape", "docker_image", *ONE_OF)
KNOWN = (*TEXTS, *SWITCHES, *LISTS, "id_no")
REQUIRED = ("id", "title", "code_file", "language", "kernel_type", *(name for name in SWITCHES if name != "enable_tpu"))


def kernel_problems(metadata: object, owner: str) -> list[str]:
    """What is wrong with a kernel-metadata.json, whose placeholders are filled in already. owner: who pushes it."""
    if not isinstance(metadata, dict):
        return ["kernel-metadata.json holds no settings: it has to be one { } of names and values."]
    return [
        *_names(metadata),
        *_placeholders(metadata),
        *_address(metadata, owner),
        *_kinds(metadata),
        *_machine(metadata),
        *_sources(metadata),
    ]


def notebook_problems(text: str) -> list[str]:
    """What is wrong with a notebook's file, as it would be sent."""
    size = len(text.encode())
    problems = []
    if size >= MAX_SOURCE:
        problems.append(
            f"The notebook has {size / 1e6:.2f} MB with its pictures; Kaggle takes less than 1 MB: make them smaller."
        )
    cells = _cells(text)
    if cells is None:
        return [*problems, "The notebook's file is no notebook (nbformat 4, cells); open it in JupyterLab and save it."]
    for number, cell in enumerate(cells, 1):
        kinds = keys.found("".join(cell.get("source", "")))
        problems += [
            f"Cell {number} holds {kind}: take it out, and add it on Kaggle under Add-ons → Secrets." for kind in kinds
        ]
    if not problems:
        rest = json.loads(text)
        for cell in rest["cells"]:
            cell.pop("attachments", None)  # pictures in letters, in which anything may be read
        kinds = keys.found(json.dumps(rest))
        problems += [f"The notebook's file holds {kind} outside its cells' text: take it out." for kind in kinds]
    return problems


def _cells(text: str) -> list[dict] | None:
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
        sound = notebook["nbformat"] == 4 and all("cell_type" in cell and "source" in cell for cell in cells)
    except (ValueError, KeyError, TypeError):
        return None
    return cells if sound else None


def _names(metadata: dict) -> Iterable[str]:
    for name in metadata:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, 1, 0.7)
            hint = f'did you mean "{near[0]}"?' if near else f"there is: {', '.join(KNOWN)}."
            yield f'Kaggle knows no setting "{name}" and would leave it out; {hint}'
    for name in REQUIRED:
        if name not in metadata:
            yield f'"{name}" is missing' + (": write true or false." if name in SWITCHES else ".")


def _placeholders(metadata: dict) -> Iterable[str]:
    for name, value in metadata.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and PLACEHOLDER.search(text):
                yield f'"{name}" still holds a placeholder: "{text}".'


def _address(metadata: dict, owner: str) -> Iterable[str]:
    if problem := owner_problem(owner):
        yield problem
    title, address = metadata.get("title"), metadata.get("id")
    if "title" in metadata:
        yield from title_problems(title, KERNEL_LENGTHS)
    if not isinstance(address, str):
        return
    if address.count("/") != 1:
        yield f'The id "{address}" has to be owner/slug, such as "{owner}/{slug_of(str(title)) or "my-notebook"}".'
        return
    who, slug = address.split("/")
    if who != owner:
        yield f'The id "{address}" belongs to "{who}", and you push as "{owner}".'
    yield from slug_problems(slug, KERNEL_LENGTHS)
    if isinstance(title, str) and (made := slug_of(title)) != slug:
        yield f'Kaggle makes "{made}" of the title "{title}", but the id says "{slug}": they have to be the same.'


def _kinds(metadata: dict) -> Iterable[str]:
    for name in SWITCHES:
        value = metadata.get(name, False)
        if not isinstance(value, bool):
            yield f'"{name}" is {json.dumps(value)}: write true or false, without quotation marks.'
    for name in TEXTS:
        value = metadata.get(name, "")
        if not isinstance(value, str):
            yield f'"{name}" is {json.dumps(value)}: it has to be a text in quotation marks.'
        elif name in ONE_OF and name in metadata and value not in ONE_OF[name]:
            yield f'"{name}" is "{value}"; there is: {", ".join(ONE_OF[name])}.'
    number = metadata.get("id_no", 1)
    if isinstance(number, bool) or not isinstance(number, int):
        yield f'"id_no" is {json.dumps(number)}: it has to be a number.'


def _machine(metadata: dict) -> Iterable[str]:
    shape, gpu, tpu = (metadata.get(name) for name in ("machine_shape", "enable_gpu", "enable_tpu"))
    if not isinstance(shape or "", str):
        return  # said already
    if shape and shape not in MACHINES:
        what = "is no longer there" if shape in RETIRED else "is no machine of Kaggle's"
        yield f'The machine_shape "{shape}" {what}; there is: {", ".join(MACHINES)} ("NvidiaTeslaT4" is T4 ×2).'
    elif shape and gpu is False and shape.startswith("Nvidia"):
        yield f'machine_shape asks for "{shape}", and enable_gpu is false: Kaggle would run it without a card.'
    elif shape and not tpu and shape.startswith("Tpu"):
        yield f'machine_shape asks for "{shape}", and enable_tpu is not true.'
    elif not shape and gpu is True:
        yield 'enable_gpu is true without a machine_shape, so Kaggle would choose: write "NvidiaTeslaT4" for T4 ×2.'
    if gpu is True and tpu is True:
        yield "enable_gpu and enable_tpu are both true; a machine has one or the other."


def _sources(metadata: dict) -> Iterable[str]:
    for name in LISTS:
        entries = metadata.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            yield f'"{name}" is {json.dumps(entries)}: it has to be a list of texts, such as ["…"].'
            continue
        what, shape = SOURCES.get(name, ("", ".*"))
        pattern = shape.format(owner=OWNER.pattern, slug=SLUG.pattern)
        yield from (f'"{entry}" in "{name}": {what}.' for entry in entries if not re.fullmatch(pattern, entry))
        yield from (
            f'"{entry}" stands twice in "{name}".' for entry in sorted(set(entries)) if entries.count(entry) > 1
        )
