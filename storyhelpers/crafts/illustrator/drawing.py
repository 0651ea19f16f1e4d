"""One order of pictures, drawn: noise → latents → pixels, with everything that can go wrong on the way looked at."""

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...engine import BadInput, NoAnswer
from ...locale import say
from ...media import Picture
from ...models import Place
from .pipelines import Tools
from .sizes import trained_size
from .steps import PREVIEW, Generation, Keeper, generation_id, preview

PREVIEWS = 6  # of a picture while it is drawn
SHARE = 0.8  # of the steps are the base's, the rest the refiner's (the ensemble of experts of the SDXL paper)
OTHER = 1000  # added to the seed of a picture that the safety filter held back
NOTHING = "{} drew something that is not a picture (numbers that are not numbers, or one flat colour). {}"


@dataclass(frozen=True)
class Order:
    """What is to be drawn. The seed of picture i is seed + i; keep: the steps to be shown."""

    prompt: str
    n: int
    aspect: str
    seed: int
    steps: int
    guidance: float
    negative: str | None
    keep: frozenset[int]
    made_by: str
    name: str
    on_step: Callable[[int, int], None] | None
    about: Any  # what else a generation id depends on
    on_picture: Callable[[int, Picture], None] | None = None  # is given a preview every few steps


def draw(tools: Tools, place: Place, order: Order, together: int = 1, size: float = 1.0, tiles: bool = False):
    """An order → its Generations. together: pictures at once; size: of the usual side; tiles: decode piece by piece."""
    side = 8 * round(tools.side * size / 8)
    width, height = trained_size(order.aspect, side, tools.family.unit)
    made = []
    with _tiles(tools.pipe.vae) if tiles else contextlib.nullcontext():
        for start in range(0, order.n, together):
            seeds = [order.seed + i for i in range(start, min(start + together, order.n))]
            made += _batch(tools, place, order, seeds, (width, height), start)
        made = [_passed(tools, place, order, one, (width, height)) for one in made]
    return [one for one, _ in made]


def _batch(tools, place, order, seeds, size, before) -> list[tuple[Generation, bool]]:
    """Generations of these seeds, and whether the safety filter held each back."""
    total, many = order.n * order.steps, len(seeds)

    def said(step):
        if order.on_step:
            order.on_step(min(before * order.steps + many * step, total), total)

    keeper = Keeper(order.steps, order.keep, said)
    if order.on_picture:
        keeper.shown, keeper.every = Previews(tools, order, seeds[0]), max(1, round(order.steps / PREVIEWS))
    latents = denoise(tools, place, order, seeds, size, keeper)
    images = [decode(tools, place, order, latents[i : i + 1]) for i in range(many)]
    return [
        (_generation(tools, place, order, seed, size, image, {k: v[i : i + 1] for k, v in keeper.kept.items()}), held)
        for i, (seed, (image, held)) in enumerate(zip(seeds, images))
    ]


def denoise(tools: Tools, place: Place, order: Order, seeds: list[int], size: tuple[int, int], keeper: Keeper):
    """Noise of these seeds → latents (pictures, channels, height / f, width / f), by the base and then the refiner."""
    import torch

    family, pipe = tools.family, tools.pipe
    # Generators on the CPU: the same seed gives the same picture on every card, alone or among others.
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    asks = {
        "prompt": order.prompt, "width": size[0], "height": size[1], "num_inference_steps": order.steps,
        "guidance_scale": order.guidance, "num_images_per_prompt": len(seeds), "generator": generators,
        "latents": noise(tools, place, size, generators), "output_type": "latent", **dict(family.asks),
        **_listening(pipe, keeper, family.old_callback),
    }  # fmt: skip
    if order.negative:  # an empty one is left out: SDXL then takes zeros, as it was trained to
        asks["negative_prompt"] = order.negative
    if type(pipe).__name__ == "SanaSprintPipeline" and order.steps != 2:
        asks["intermediate_timesteps"] = None  # its middle step is known for two steps only
    if tools.refiner is None:
        return pipe(**asks).images
    if order.steps < 2:
        raise BadInput("The base and its refiner share the steps, so steps=2 is the least.")
    drawn = pipe(**asks, denoising_end=SHARE).images
    keeper.first = keeper.seen
    return tools.refiner(
        prompt=order.prompt, negative_prompt=order.negative or None, image=drawn, denoising_start=SHARE,
        num_inference_steps=order.steps, guidance_scale=order.guidance, num_images_per_prompt=len(seeds),
        generator=generators, output_type="latent", **_listening(tools.refiner, keeper, False),
    ).images  # fmt: skip


def noise(tools: Tools, place: Place, size: tuple[int, int], generators: list):
    """What the drawing begins with, drawn in fp32: the same seed begins alike in every dtype."""
    import torch

    factor = tools.pipe.vae_scale_factor
    shape = (1, tools.network.config.in_channels, size[1] // factor, size[0] // factor)
    drawn = torch.cat([torch.randn(shape, generator=generator) for generator in generators])
    whole = type(tools.pipe).__name__.startswith("Sana")  # they keep their latents in fp32
    return drawn.to(place.device, torch.float32 if whole else place.torch_dtype)


def _listening(pipe, keeper: Keeper, old: bool) -> dict:
    if old:
        return {"callback": lambda step, _, latents: keeper.after(pipe, step, latents), "callback_steps": 1}

    def after(_, step, __, tensors):
        keeper.after(pipe, step, tensors["latents"])
        return {}

    return {"callback_on_step_end": after}


def decode(tools: Tools, place: Place, order: Order, latents):
    """The latents of one picture → (PIL image, whether the safety filter held it back).

    Raises NoAnswer for numbers that are not numbers. A decoder that overflows in fp16 is tried in fp32 first.
    """
    import torch

    pipe = tools.pipe
    half = pipe.vae.dtype == torch.float16
    wide = half and bool(pipe.vae.config.get("force_upcast"))
    if not torch.isfinite(latents).all():
        raise nothing(order, place)
    pixels = to_pixels(pipe, latents, wide)
    if half and not wide and not _is_picture(pixels):
        pixels = to_pixels(pipe, latents, wide=True)
    if not _is_picture(pixels):
        raise nothing(order, place)
    held = False
    if getattr(pipe, "safety_checker", None) is not None:
        checker = pipe.safety_checker
        flags = pipe.run_safety_checker(pixels.clone(), checker.device, checker.dtype)[1]
        held = bool(flags[0])
    return pipe.image_processor.postprocess(pixels.float(), output_type="pil")[0], held


def to_pixels(pipe, latents, wide: bool):
    """Latents → pixels (1, 3, height, width) in −1 … 1. wide: in fp32, the decoder going back to its own after."""
    import torch

    vae, config = pipe.vae, pipe.vae.config
    own = vae.dtype
    mean, spread = config.get("latents_mean"), config.get("latents_std")
    with torch.no_grad():
        try:
            if wide:  # by torch's own `to`: the one of diffusers warns of what is meant here
                torch.nn.Module.to(vae, torch.float32)
            latents = latents.to(vae.dtype)
            if mean is not None and spread is not None:
                mean, spread = (latents.new_tensor(numbers).view(1, -1, 1, 1) for numbers in (mean, spread))
                latents = latents * spread / config.scaling_factor + mean
            else:
                latents = latents / config.scaling_factor
            return vae.decode(latents, return_dict=False)[0]
        finally:
            if wide:
                torch.nn.Module.to(vae, own)


def _is_picture(pixels) -> bool:
    """Whether these are numbers, and not all the same: an overflow may also end in black."""
    import torch

    return bool(torch.isfinite(pixels).all()) and bool((pixels.max() - pixels.min()) > 1e-3)


def nothing(order: Order, place: Place) -> NoAnswer:
    """The error for numbers that are not numbers, with what helps against them in this dtype."""
    if place.dtype == "fp32":
        way_out = "Try another seed; if that does not help, its weights are damaged: load them again."
    else:
        way_out = (
            f'Its numbers are too large for {place.dtype}: give it dtype="fp32" (twice the memory), or another seed.'
        )
    return NoAnswer(NOTHING.format(order.name, way_out))


def _generation(tools, place, order, seed, size, image, kept) -> Generation:
    about = {"prompt": order.prompt, "seed": seed, "steps": order.steps, "size": size, "model": order.about,
             "guidance": order.guidance, "negative": order.negative, "dtype": place.dtype}  # fmt: skip
    name = generation_id(**about)
    picture = Picture(image, order.prompt, order.made_by, seed)
    shown = []
    for step, latents in sorted(kept.items()):
        early = image if step == order.steps else decode_step(tools, latents)
        note = say("Generation {name}, step {step} of {steps}.", name=name, step=step, steps=order.steps)
        shown.append((step, replace(picture, image=preview(early), note=note)))
    if order.keep or order.on_picture:
        picture = replace(picture, note=say("Generation {name}.", name=name))
    return Generation(name, picture, tuple(shown))


def decode_step(tools: Tools, latents):
    """The latents of a step as an image, whatever it shows."""
    import torch

    pipe = tools.pipe
    wide = pipe.vae.dtype == torch.float16
    pixels = to_pixels(pipe, latents, wide).float().nan_to_num()
    return pipe.image_processor.postprocess(pixels, output_type="pil")[0]


class Previews:
    """Shows the first picture of a batch as it grows. After a preview that cannot be made it draws on without."""

    def __init__(self, tools: Tools, order: Order, seed: int):
        self._tools, self._order, self._seed, self._can = tools, order, seed, True

    def __call__(self, step: int, latents) -> None:
        """Decodes the latents of a step as small as a preview is. What `on_picture` raises ends the drawing."""
        if not self._can:
            return
        try:
            image = preview(decode_step(self._tools, small(latents[:1], self._tools.pipe.vae_scale_factor)))
        except (
            RuntimeError,
            MemoryError,
            ValueError,
            TypeError,
            AttributeError,
        ):  # a decoder of another shape, no room
            self._can = False
            return
        order = self._order
        note = say("Step {step}", step=step)
        order.on_picture(step, Picture(image, order.prompt, order.made_by, self._seed, note=note))


def small(latents, factor: int):
    """Latents whose picture is at most PREVIEW px long: decoding those takes a small part of the time and memory.

    factor: px of the picture to a latent. Averages of neighbours decode to the same picture, smaller and less noisy.
    """
    import torch

    shrink = math.ceil(max(latents.shape[-2:]) * factor / PREVIEW)
    if shrink <= 1:
        return latents
    return torch.nn.functional.avg_pool2d(latents.float(), shrink, ceil_mode=True, count_include_pad=False)


def _passed(tools, place, order, one, size) -> tuple[Generation, bool]:
    """The generation, drawn once more with another seed where the safety filter held it back."""
    generation, held = one
    if not held:
        return one
    seed = generation.picture.seed
    quiet = replace(order, n=1, seed=seed + OTHER, on_step=order.on_step and (lambda *_: order.on_step(1, 1)))
    ((again, held),) = _batch(tools, place, quiet, [seed + OTHER], size, 0)
    if held:
        raise NoAnswer(
            f"The safety filter of {order.name} held back the pictures of seeds {seed} and {seed + OTHER}. It errs "
            "often: try another seed, or other words.",
            "held back", engine=order.name,
        )  # fmt: skip
    said = say("The safety filter held back the picture of seed {seed}; this one has seed {other}.",
               seed=seed, other=seed + OTHER)  # fmt: skip
    note = " ".join(text for text in (again.picture.note, said) if text)
    return replace(again, picture=replace(again.picture, note=note)), False


@contextlib.contextmanager
def _tiles(vae):
    """While it lasts, pictures are decoded piece by piece: less memory, faint seams."""
    vae.enable_tiling()
    try:
        yield
    finally:
        vae.disable_tiling()
