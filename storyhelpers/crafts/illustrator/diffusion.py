"""Diffusion: pictures by Stable Diffusion and its kin, on this machine."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from ...devices import seats
from ...engine import BadInput, NotHere
from ...locale import say
from ...media import Picture
from ...models import LocalModel, Model, Part, Place, hub
from ...models.local import GB, free_memory, out_of_memory
from ...models.weights import bytes_of
from . import lora
from .models import MODELS
from .origin import Origin
from .pipelines import FAMILIES, Family, Tools, open_distilled, open_network, open_pipeline, parts_of, quiet
from .steps import Generation

GONE = {  # ids that lessons and forums still name → who has the same weights
    "stabilityai/stable-diffusion-2-base": "sd2",
    "runwayml/stable-diffusion-v1-5": "sd15",
}
SIZED_DOWN = 0.75  # of the side, when the memory ran out even for one picture decoded in tiles
TUNED = "unet/diffusion_pytorch_model.safetensors"  # in its header stands the base of a model that was taught here
MOST_TOGETHER = 4  # pictures at once on a card with room for them


class Diffusion(LocalModel):
    """Draws with a diffusion model on this machine: Stable Diffusion, SDXL, Playground, PixArt, Sana or their kin.

    model: a name of MODELS, a hub id, or a folder with a model_index.json. lora: a style to draw in, as a file, a
    folder or a hub id; without a model, the one that the style was taught on is taken. strength: how much of the style
    is drawn, 0 to 2. negative: what the picture shall not show; None is the model's usual, "" nothing. guidance: how
    closely it obeys the prompt. keep_steps: numbers of steps, such as (10, 20, 30), whose pictures are to be kept: they
    are in `generations` after each call, under an id. The rest is LocalModel's.
    """

    MODELS: ClassVar = MODELS
    DEFAULT: ClassVar = "sdxl"
    KINDS: ClassVar = tuple(FAMILIES)
    PASSES: ClassVar = True

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        lora: str | Path | None = None,
        strength: float = 1.0,
        negative: str | None = None,
        guidance: float | None = None,
        keep_steps: Sequence[int] = (),
        device: str | None = None,
        dtype: str | None = None,
        revision: str | None = None,
    ):
        if model is None and lora is not None:
            model = self._base_of(lora)
        super().__init__(model, device=device, dtype=dtype, revision=revision)
        self.lora, self.strength = lora, _strength(strength)
        self.negative, self.guidance = negative, guidance
        if not all(isinstance(step, int) and step > 0 for step in keep_steps):
            raise BadInput(f"keep_steps are numbers of steps from 1 on, such as (10, 20, 30), not {keep_steps!r}.")
        self.keep_steps = frozenset(keep_steps)
        self.generations: list[Generation] = []  # of the last call, one a picture
        self._beside: dict[str, Path] = {}  # what comes from other repositories: "vae", "refiner", "unet"

    def _row(self, model: str) -> Model:
        if model in GONE:
            row = self.MODELS[GONE[model]]
            return replace(row, repo=model, mirror=row.repo)
        row = super()._row(model)
        if any(row.repo == other.repo for other in self.MODELS.values()):
            return row
        base = self.MODELS.get(self._known(Origin.of(Path(row.repo) / TUNED)) or "")  # of a model that was taught here
        if base is None:
            return replace(row, extra={})  # the usual model's own ways are not this one's
        ways = {key: way for key, way in base.extra.items() if key not in ("fp16_files", "unet", "refiner")}
        return replace(row, licence=base.licence, weights=base.weights, work=base.work, extra=ways)

    def _base_of(self, style: str | Path) -> str | None:
        """The model that a LoRA says it was taught on, if that is one of MODELS or a folder; else None."""
        origin = lora.origin_of(style)
        if known := self._known(origin):
            return known
        places = (Path(origin.name), Path(style).parent / Path(origin.name).name) if origin.name else ()
        return next((str(place) for place in places if (place / "model_index.json").is_file()), None)

    def _known(self, origin: Origin) -> str | None:
        """The name of the row of MODELS that an origin means."""
        if origin.name in self.MODELS:
            return origin.name
        said = {origin.name, origin.repo} - {""}
        gone = next((GONE[one] for one in said if one in GONE), None)
        return gone or next((name for name, row in self.MODELS.items() if {row.repo, row.mirror} & said), None)

    @property
    def made_by(self) -> str:
        """The model and, where there is one, its LoRA."""
        maker = self.name if "source" in self.model.extra else super().made_by
        return maker + (f" with {Path(self.lora).name}" if self.lora else "")

    @property
    def source(self) -> str:
        """The repository of the model, and those of its refiner, VAE or U-Net."""
        if "source" in self.model.extra:
            return self.model.extra["source"]
        others = [repo for key in ("unet", "refiner") if (repo := self.model.extra.get(key))]
        names = [repo if isinstance(repo, str) else repo[0] for repo in others]
        return " and ".join([super().source, *names])

    # ---- files, sizes ----

    def files(self) -> Sequence[str]:
        """Texts, and the weights in folders: the fp16 files alone where they will do. Those at the top are doubles."""
        if self._half() and self.model.extra.get("fp16_files"):
            return (*hub.TEXTS, "*/*.fp16.safetensors")
        return (*hub.TEXTS, "*/*.safetensors")

    def ignored(self) -> Sequence[str]:
        """Weights for training or of older versions, and the U-Net where another takes its place."""
        doubles = ["*non_ema*", "vae_1_0/*", "vae_decoder/*", "vae_encoder/*"]
        if not (self._half() and self.model.extra.get("fp16_files")):
            doubles += ["*.fp16*", "*.bf16*"]
        if self.model.extra.get("unet"):
            doubles.append("unet/*.safetensors")
        return doubles

    def fetch(self) -> Path:
        """The folder with the model's files; those of other repositories (refiner, VAE, U-Net) come with them."""
        if self.lora:
            lora.look_at(lora.find(self.lora))  # before gigabytes are fetched and loaded for a style that is none
        folder = super().fetch()
        if not self.loaded:
            self._beside = {name: hub.fetch(repo, patterns=files) for name, (repo, files) in self._others().items()}
            for name, path in self._beside.items():
                if name != "unet":  # many files; the one that is used is looked at when it is read
                    hub.inspect_folder(path)
        return folder

    def _others(self) -> dict[str, tuple[str, Sequence[str]]]:
        """What the row takes from other repositories: name → (hub id, patterns)."""
        extra, others = self.model.extra, {}
        if extra.get("vae") and self._half():
            others["vae"] = (extra["vae"], (*hub.TEXTS, "diffusion_pytorch_model.safetensors"))
        if extra.get("refiner"):
            weights = "unet/*.fp16.safetensors" if self._half() else "unet/diffusion_pytorch_model.safetensors"
            others["refiner"] = (extra["refiner"], (*hub.TEXTS, weights))
        if extra.get("unet"):
            others["unet"] = (extra["unet"][0], extra["unet"][1:])
        return others

    def _half(self) -> bool:
        """Whether it will be loaded in 16 or 4 bits, as far as that can be known before it has a seat."""
        if self.dtype:
            return self.dtype != "fp32"
        return self.device != "cpu" and any(seat.is_card and seat.usable for seat in seats())

    def _passing(self, dtype: str) -> int:
        """Of the largest network alone, which is on its card before the next one is read; of a stranger's, all."""
        largest = self.model.extra.get("passes")
        return super()._passing(dtype) if largest is None else int(largest * GB) * (2 if dtype == "fp32" else 1)

    def parts(self) -> Sequence[Part]:
        """The networks that its model_index.json names; none while that is not here."""
        try:
            return parts_of(self.configs())
        except (NotHere, OSError):
            return ()

    def _weights(self, dtype: str) -> tuple[int, bool]:
        weights, declared = super()._weights(dtype)
        if declared or not self.model.extra.get("refiner"):
            return weights, declared
        try:
            folder = hub.fetch(self.model.extra["refiner"], patterns=hub.TEXTS, offline=True)
        except NotHere:  # the base's configs are here, the refiner's not yet: both are as declared
            return int(self._declared(self.model.weights, dtype) * GB), True
        return weights + bytes_of([Part("auto", "unet")], folder, dtype), False

    # ---- load, draw ----

    def load(self, folder: Path, place: Place) -> Tools:
        """The pipeline with every network on its place, its LoRA, and its refiner."""
        with quiet():
            return self._load(folder, place)

    def _load(self, folder: Path, place: Place) -> Tools:
        given, beside = {}, self._beside
        if "unet" in beside:
            given["unet"] = open_distilled(folder / "unet", beside["unet"] / self.model.extra["unet"][1], place)
        if "vae" in beside and place.dtype in ("fp16", "nf4"):  # SDXL's own overflows in fp16
            given["vae"] = open_network(beside["vae"], "diffusers", "AutoencoderKL", place)
        pipe = open_pipeline(folder, place, given)
        if "unet" in beside:
            pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config, timestep_spacing="trailing")
        if self.lora:
            lora.teach(pipe, lora.find(self.lora), self.strength, super().made_by)
        refiner = None
        if "refiner" in beside:
            shared = {"text_encoder_2": pipe.text_encoder_2, "vae": pipe.vae}
            refiner = open_pipeline(beside["refiner"], place, shared)
        return Tools(pipe, FAMILIES[hub.kind_of(folder)], refiner)

    def __call__(self, prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0, steps: int | None = None,
                 on_step: Callable[[int, int], None] | None = None,
                 on_picture: Callable[[int, Picture], None] | None = None) -> list[Picture]:  # fmt: skip
        """n Pictures of a prompt, in the nearest size the model was trained on; picture i has seed `seed` + i.

        on_step(steps done, steps in all) may raise Cancelled, and so may on_picture(step, preview), which is given what
        can be seen of the picture every few steps, at most 256 px long. Raises NoAnswer when no picture came out,
        NoRoom when the memory did not suffice even for a smaller one.
        """
        from .drawing import Order, draw

        def drawn(tools: Tools, place: Place, more: str = "", **ways) -> list[Generation]:
            usual, extra = tools.family, self.model.extra
            order = Order(
                prompt, n, aspect, seed, steps or extra.get("steps", usual.steps), self._guidance(usual),
                self._negative(usual), self.keep_steps, self.made_by, self.name, on_step,
                [self.repo, self.revision, str(self.lora or ""), self.strength], on_picture,
            )  # fmt: skip
            with quiet():
                made = self._noted(tools, order, draw(tools, place, order, **ways), more)
            shown = extra.get("shown")  # how a model of the package wants its pictures to be looked at
            return [shown(one, prompt) for one in made] if shown else made

        def whole(tools: Tools, place: Place):
            return drawn(tools, place, together=self._together(place, n))

        def smaller(tools: Tools, place: Place):
            try:
                more = say("The memory of {device} ran out, so this was decoded in tiles.", device=place.device)
                return drawn(tools, place, more, tiles=True)
            except (MemoryError, RuntimeError) as error:
                if not out_of_memory(error):
                    raise
            free_memory()  # outside the except, where nobody holds the tensors any more
            more = say("The memory of {device} ran out, so this was drawn smaller than usual.", device=place.device)
            return drawn(tools, place, more, size=SIZED_DOWN, tiles=True)

        self.generations = self.work(whole, smaller=smaller, on_step=on_step)
        return [generation.picture for generation in self.generations]

    def _guidance(self, usual: Family) -> float:
        return self.model.extra.get("guidance", usual.guidance) if self.guidance is None else float(self.guidance)

    def _negative(self, usual: Family) -> str | None:
        """What not to show; None where guidance is off, or in a family that cannot be told."""
        heard = usual.negative is not None and self._guidance(usual) > 1
        own = self.model.extra.get("negative", usual.negative)
        if self.negative and not heard:
            raise BadInput(f'{self.name} cannot be told what not to draw. Leave negative= out, or take "sdxl".')
        return (own if self.negative is None else self.negative) if heard else None

    def _together(self, place: Place, n: int) -> int:
        """How many pictures at once: one on the CPU, on a card as many as there is free memory for."""
        if n == 1 or not place.device.startswith("cuda"):
            return 1
        import torch

        free, _ = torch.cuda.mem_get_info(place.device)
        free += torch.cuda.memory_reserved(place.device) - torch.cuda.memory_allocated(place.device)  # kept for us
        each = max(self.need(place.dtype).work, 1)
        return max(1, min(n, MOST_TOGETHER, int(0.8 * free / each)))

    def _noted(self, tools: Tools, order, made: list[Generation], more: str) -> list[Generation]:
        """The generations with what the person has to know in their pictures' notes."""
        said = [more, _unread(tools, order.prompt), self._far_from_home()]
        least, most = self.model.extra.get("made_for", (1, 500))
        if not least <= order.steps <= most:
            if least == most:
                said.append(say("{name} was made for {least} steps, not for {steps}.",
                                name=self.name, least=least, steps=order.steps))  # fmt: skip
            else:
                said.append(say("{name} was made for {least} to {most} steps, not for {steps}.",
                                name=self.name, least=least, most=most, steps=order.steps))  # fmt: skip
        note = " ".join(text for text in said if text)
        if not note:
            return made
        return [
            replace(one, picture=replace(one.picture, note=" ".join(filter(None, [one.picture.note, note]))))
            for one in made
        ]

    def _far_from_home(self) -> str:
        """A sentence where a LoRA draws with another model of the same shape than it was taught on, else ""."""
        home = self.MODELS.get(self._known(lora.origin_of(self.lora)) or "") if self.lora else None
        here = self.MODELS.get(self._known(Origin(repo=self.repo)) or "")
        if home is None or (here and home.repo == here.repo):
            return ""
        return say("{style} was taught on {base} and draws here with {name}: the style may come out otherwise.",
                   style=Path(self.lora).name, base=home.title, name=self.name)  # fmt: skip


def _strength(strength: float) -> float:
    if isinstance(strength, (int, float)) and 0 <= strength <= 2:
        return float(strength)
    raise BadInput(f"strength is how much of the style is drawn (0 none, 1 as taught, 2 the most), not {strength!r}.")


def _unread(tools: Tools, prompt: str) -> str:
    """A sentence about the end of a prompt that is too long for the model, "" when it reads all."""
    tokenizer = getattr(tools.pipe, "tokenizer", None) or tools.pipe.tokenizer_2
    room = tools.family.tokens - tokenizer.num_special_tokens_to_add()
    lost = tokenizer(prompt, add_special_tokens=False, verbose=False).input_ids[room:]
    if not lost:
        return ""
    words = tokenizer.decode(lost).strip()
    words = words if len(words) <= 80 else f"{words[:80].rsplit(' ', 1)[0]} …"
    return say("The prompt is too long for this model (it reads {room} tokens); it did not read “{words}”.",
               room=room, words=words)  # fmt: skip
