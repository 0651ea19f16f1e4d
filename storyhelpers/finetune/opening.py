"""Opening a run: model, pictures, objective and learner put together, at the newest checkpoint that is whole."""

from pathlib import Path
from typing import TYPE_CHECKING

from ..devices import house
from .chance import Order
from .checkpoints import Checkpoints
from .guard import Exam
from .journal import Journal
from .learner import Learner, accelerator_for, dtype_of_base
from .objective import objective_of
from .preview import MOST, Previews
from .recipe import Recipe
from .runfolder import CACHE, CHECKPOINTS
from .running import Run

if TYPE_CHECKING:
    from .data import TrainingSet

HELD_OUT_FROM = 20  # pictures: of fewer none can be spared, and the validation loss is read on those that are learned


def open_run(recipe: Recipe, pictures: "TrainingSet", folder: Path) -> Run:
    """Everything that the run in this folder needs, at the step where it was left."""
    from .bases import Base
    from .caching import Cache, Direct

    accelerator = accelerator_for(recipe)
    if accelerator.device.type == "cuda":
        for model in [model for models in house().who().values() for model in models]:
            model.unload()  # a studio's models: each is loaded again when it is next asked
    base = Base.open(recipe, str(accelerator.device), dtype_of_base(recipe, accelerator))
    objective = objective_of(base.prediction, base.scheduler, recipe.snr_gamma, recipe.noise_offset, accelerator.device)
    cached = recipe.cache and not recipe.text_encoder
    with accelerator.main_process_first():  # one computes the cache, the others read it
        source = Cache(base, recipe, pictures, folder / CACHE) if cached else Direct(base, recipe, pictures)
    learns, kept_back = shared_out(pictures, recipe.seed)
    previews = None
    if accelerator.is_main_process:
        some = (pictures[index].caption for index in kept_back or learns)
        previews = Previews.of(source, recipe.prompts or tuple(dict.fromkeys(some))[:MOST], recipe.size or base.size)
    clip = None
    if recipe.clip_weight:
        from .clip_term import ClipTerm

        clip = ClipTerm(base, [one.caption for one in pictures], accelerator.device)
    if cached:
        base.release(*base.named("text_encoder"), *(() if clip else ("vae",)))
    learner = Learner(recipe, base, source.conditions, accelerator)
    run = Run(
        recipe, folder, accelerator, base, source, objective, learner,
        order=Order([source.shapes[index] for index in learns], recipe.seed,
                    recipe.batch * accelerator.num_processes),
        learns=learns, pictures=len(pictures), exam=Exam.of(kept_back or learns, recipe.seed), journal=Journal(folder),
        checkpoints=Checkpoints(folder / CHECKPOINTS), previews=previews, clip=clip,
    )  # fmt: skip
    run.load()
    return run


def shared_out(pictures: "TrainingSet", seed: int) -> tuple[list[int], list[int]]:
    """(indices of the pictures that are learned, of those kept back for the validation loss)."""
    if len(pictures) < HELD_OUT_FROM:
        return list(range(len(pictures))), []
    kept = {id(one) for one in pictures.split(seed=seed)[1]}
    back = [index for index, one in enumerate(pictures) if id(one) in kept]
    return [index for index in range(len(pictures)) if index not in set(back)], back
