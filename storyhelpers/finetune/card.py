"""The card of a style: README.md with what the hub reads in front (licence, base, pictures), then all that was done.

It tells base, data, settings, curves, pictures and limits, and nothing of the machine but its kind: no paths, no keys.
"""

import json
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..crafts.illustrator.lora import USUAL
from ..crafts.illustrator.origin import PAGE
from ..files import write_file
from . import card_pictures
from .progress import duration
from .saving import MADE_BY, public

if TYPE_CHECKING:
    from .bases import Base
    from .data import TrainingSet
    from .journal import Journal
    from .recipe import Recipe

FEW = 20  # pictures: fewer teach what is on them as much as how they are drawn
LICENCES = {  # how MODELS names a licence → the hub's id for it, and where the text is
    "CreativeML Open RAIL-M": ("creativeml-openrail-m", "https://huggingface.co/spaces/CompVis/stable-diffusion-license"),
    "CreativeML Open RAIL++-M": (
        "openrail++", "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md"),
    "Playground v2.5 Community": (
        "other", "https://huggingface.co/playgroundai/playground-v2.5-1024px-aesthetic/blob/main/LICENSE.md"),
    "Apache-2.0": ("apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
}  # fmt: skip
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def about(base: "Base", recipe: "Recipe", pictures: "TrainingSet | None" = None, **more) -> dict[str, Any]:
    """What `save_lora`, `save_whole` and `write` want to know of a run, as a dictionary of plain things.

    more: "name" of the style; "trigger", the words that call it; "steps", "seen" (pictures shown), "epochs", "seconds",
    "rate" (the learning rate), "machine"; "drawn": (prompt, picture by the base, picture by the tuned) thrice or so.
    """
    told = {
        "base": public(recipe.base), "repo": public(base.repo, hub=True), "title": public(base.name),
        "licence": base.licence, "family": base.family, "prediction": base.prediction, "made_by": MADE_BY,
        "recipe": asdict(recipe) | {"base": public(recipe.base)},
    }  # fmt: skip
    if pictures is not None:
        told["data"] = {
            "name": public(pictures.name), "pictures": len(pictures), "licence": pictures.licence,
            "hub": public(pictures.source, hub=True), "fingerprint": pictures.fingerprint,
        }  # fmt: skip
    return told | more


def machine() -> str:
    """The kind of machine this is: "2 × Tesla T4" or "x86_64, 2 cores"; never its name."""
    import os

    import torch

    if torch.cuda.is_available():
        cards = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
        return f"{len(cards)} × {cards[0]}" if len(cards) > 1 else cards[0]
    return f"{platform.machine()}, {os.cpu_count()} cores"


def write(folder: str | Path, about: Mapping[str, Any], journal: "Journal | None" = None) -> Path:
    """Writes README.md beside the files of a style, and the pictures that it shows; returns its path.

    about: see `about`; what is missing is left out. The curves are taken from curves.png in `folder` or in the run's,
    the strips from the journal. Raises BookTrouble when it cannot be written.
    """
    folder = Path(folder)
    events = journal.events() if journal else []
    run = journal.folder if journal else folder
    strips = card_pictures.strips(events, run, folder)
    drawn = card_pictures.drawn(about.get("drawn") or card_pictures.cut(strips, folder), folder)
    curves = card_pictures.curves(folder, run)
    parts = [
        _front(about, drawn, folder), _promise(about, drawn), _use(about, folder), _data(about),
        _settings(about, events), _course(about, events, curves, strips), _limits(about), _licence(about),
    ]  # fmt: skip
    return write_file(folder / PAGE, ("\n\n".join(part for part in parts if part) + "\n").encode())


# ---- its parts ----


def _front(about: Mapping, drawn: "list[tuple[str, str, str]]", folder: Path) -> str:
    """The front matter. Strings are written as JSON has them, which YAML reads, whatever is in them."""
    licence, link = LICENCES.get(about.get("licence") or "", ("other", ""))
    whole = not (folder / USUAL).exists()
    tags = ["text-to-image", "diffusers", "lora" if not whole else "fine-tuned", _family_tag(about), "storybook-studio"]
    lines = [f"license: {licence}"]
    if licence == "other" and about.get("licence"):
        lines.append(f"license_name: {_text(_slug(about['licence']))}")
        lines += [f"license_link: {link}"] if link else []
    if repo := about.get("repo"):
        lines += [f"base_model: {_text(repo)}", f"base_model_relation: {'finetune' if whole else 'adapter'}"]
    lines += ["library_name: diffusers", "pipeline_tag: text-to-image", "tags:", *(f"- {tag}" for tag in tags)]
    if hub := (about.get("data") or {}).get("hub"):
        lines += ["datasets:", f"- {_text(hub)}"]
    if about.get("trigger"):
        lines.append(f"instance_prompt: {_text(about['trigger'])}")
    if drawn:
        lines.append("widget:")
        for prompt, _, after in drawn:
            lines += [f"- text: {_text(prompt)}", "  output:", f"    url: {after}"]
    return "\n".join(["---", *lines, "---"])


def _promise(about: Mapping, drawn: "list[tuple[str, str, str]]") -> str:
    many = (about.get("data") or {}).get("pictures")
    learned = f", learned from {many:,} pictures" if many else ""
    told = [f"# {about.get('name') or 'A style'}", f"A style for {_base(about)}{learned}."]
    if about.get("trigger"):
        told.append(f"Say **{_plain(about['trigger'])}** in the prompt to call it.")
    if drawn:
        told.append("| prompt | before | after |\n|---|---|---|\n" + "\n".join(
            f"| {_cell(prompt)} | ![before]({before}) | ![after]({after}) |" for prompt, before, after in drawn
        ))  # fmt: skip
    return "\n\n".join(told)


def _use(about: Mapping, folder: Path) -> str:
    """How it is opened: here, by diffusers, by other programs."""
    name = folder.resolve().name
    base = f'"{about.get("repo") or "the folder of its base"}"'
    small = "from storyhelpers.small import painter\n" if about.get("base") == "tiny" else ""
    if small:
        base = "painter()"
    kohya = next((file.name for file in sorted(folder.glob("*_kohya.safetensors"))), "")
    if (folder / USUAL).exists():
        ours = f'StableDiffusion(lora="{name}", strength=0.8)'
        theirs = f'pipe = DiffusionPipeline.from_pretrained({base})\npipe.load_lora_weights("{name}")'
    else:
        ours, theirs = f'StableDiffusion("{name}")', f'pipe = DiffusionPipeline.from_pretrained("{name}")'
    more = f"\n\nComfyUI and AUTOMATIC1111 read `{kohya}`: put it into their folder of LoRAs." if kohya else ""
    return (
        "## Use it\n\n```python\nfrom storyhelpers import Studio\nfrom storyhelpers.crafts.illustrator import "
        f"StableDiffusion\n\nstudio = Studio(illustrator={ours})\n```\n\n```python\n"
        f"from diffusers import DiffusionPipeline\n{small}\n{theirs}\n```{more}"
    )


def _data(about: Mapping) -> str:
    data = about.get("data") or {}
    rows = {
        "name": data.get("hub") or data.get("name"), "pictures": data.get("pictures"),
        "licence of the pictures": data.get("licence") or "not stated: ask whoever made them",
        "fingerprint of names, pictures and captions": data.get("fingerprint"),
    }  # fmt: skip
    return f"## What it learned from\n\n{_table(rows)}" if data else ""


def _settings(about: Mapping, events: Iterable[Mapping]) -> str:
    recipe = dict(about.get("recipe") or {})
    if not recipe:
        return ""
    for name in ("prompts", "show_every", "check_every", "save_every", "trackers"):  # of watching, not of learning
        recipe.pop(name, None)
    recipe["targets"] = ", ".join(recipe.get("targets") or ()) if not recipe.get("whole") else None
    if recipe.get("whole"):
        recipe["rank"] = recipe["alpha"] = None
    rate = about.get("rate") or next(
        (event["rate"] for event in events if event["kind"] == "probe" and "rate" in event), 0
    )
    if rate and not recipe.get("learning_rate"):
        recipe["learning_rate"] = f"{rate:.2g}, found by a probe"
    rows = {f"`{name}`": value for name, value in recipe.items() if value not in (None, "", [], ())}
    predicts = {"edm": "what EDM preconditioning asks for", "v_prediction": "the velocity", "epsilon": "the noise"}
    said = predicts.get(about.get("prediction") or "", "")
    objective = f"The network learned to predict {said}, as its base does.\n\n" if said else ""
    return f"## How it was taught\n\n{objective}{_table(rows)}\n\nBy {about.get('made_by') or MADE_BY}."


def _course(about: Mapping, events: Iterable[Mapping], curves: str, strips: "list[tuple[int, str, list[str]]]") -> str:
    checks = [event["loss"] for event in events if event["kind"] == "validation" and event.get("loss") is not None]
    rows = {
        "steps": about.get("steps"), "pictures shown": about.get("seen"), "epochs": about.get("epochs"),
        "time": None if about.get("seconds") is None else duration(about["seconds"]), "machine": about.get("machine"),
        "validation loss": f"{checks[0]:.4f} → {checks[-1]:.4f} (lowest {min(checks):.4f})" if checks else None,
    }  # fmt: skip
    told = [_table(rows)] if any(value is not None for value in rows.values()) else []
    told += [f"![loss, learning rate and memory by step]({curves})"] if curves else []
    if strips:
        prompts = "; ".join(_cell(prompt) for prompt in strips[-1][2])
        told.append(f"The same prompts with the same seeds on the way{f': {prompts}' if prompts else ''}.")
        told += [f"Step {step}:\n\n![pictures of step {step}]({file})" for step, file, _ in strips]
    return "\n\n".join(["## How it went", *told]) if told else ""


def _limits(about: Mapping) -> str:
    many = (about.get("data") or {}).get("pictures") or 0
    told = [
        "It can draw what its base can, in another manner; hands, letters and counting do not become better.",
        "What the base is biased to, and what the pictures show often, comes more often than it should.",
        "Small validation losses are no proof of a good style: look at pictures of prompts that it was not taught.",
    ]
    if 0 < many < FEW:
        told.insert(0, f"Only {many} pictures: it may have learned what is on them as well as how they are drawn.")
    if about.get("prediction") == "edm":
        told.append(
            "Its base is an EDM model: with a scheduler of another kind than diffusers gives it, it draws noise."
        )
    return "## Limits\n\n" + "\n".join(f"- {line}" for line in told)


def _licence(about: Mapping) -> str:
    name = about.get("licence")
    if not name:
        return "## Licence\n\nA style is used under the licence of its base and of the pictures that it learned from."
    link = LICENCES.get(name, ("", ""))[1]
    shown = f"[{name}]({link})" if link else name
    return (
        f"## Licence\n\nThe base is under {shown}, and a style for it is used under the same terms, with its use "
        "restrictions. Whoever passes it on must also have the right to do so from those who made the pictures."
    )


# ---- words ----


def _base(about: Mapping) -> str:
    title = about.get("title") or about.get("base") or "a diffusion model"
    return f"[{title}](https://huggingface.co/{about['repo']})" if about.get("repo") else f"“{title}”"


def _family_tag(about: Mapping) -> str:
    return "stable-diffusion-xl" if "XL" in (about.get("family") or "") else "stable-diffusion"


def _table(rows: Mapping[str, Any]) -> str:
    lines = [f"| {name} | {_cell(_shown(value))} |" for name, value in rows.items() if value is not None]
    return "\n".join(["| | |", "|---|---|", *lines])


def _shown(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """Words of a person in one line, without what Markdown or HTML would make of them; long ones are cut."""
    line = _line(text)
    line = re.sub(r"([\\`*_\[\]])", r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))
    return line if len(line) <= 300 else f"{line[:300].rstrip(chr(92))} …"


def _text(value: str) -> str:
    return json.dumps(_line(value), ensure_ascii=False)


def _line(text: str) -> str:
    """In one line, without control characters, which YAML refuses."""
    return "".join(letter for letter in " ".join(str(text).split()) if letter.isprintable())


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")
