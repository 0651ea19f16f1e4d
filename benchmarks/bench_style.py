"""Lesson 10 measured: a LoRA to pencil sketches on the small model, and what a judge says of prompts it never saw.

The judge learned from other seeds, and its errors on pictures it was not shown are given too. Content: for how many of
the sixteen captions does its own picture fit it better than the other fifteen, by the small CLIP; many seeds, because
with three the same style was once 12 and once 19 points below the base. `--quick`: 40 steps.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from storyhelpers import evaluate
from storyhelpers.crafts.illustrator import StableDiffusion
from storyhelpers.finetune import ATTENTION, CONVOLUTIONS, Recipe, Training, TrainingSet
from storyhelpers.small import SIXTEEN, sketchbook

STEPS, PROMPTS, WORDS, TRIES = 400, 60, "a pencil sketch of", 12


def images(folder: Path) -> list:
    """The pictures of a folder that sketchbook made."""
    return [example.image() for example in TrainingSet.open(folder).examples]


def main():
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        pictures = TrainingSet.open(sketchbook(place / "sketchbook", seed=7))
        recipe = Recipe(base="tiny", rank=16, targets=(*ATTENTION, *CONVOLUTIONS), batch=8, seed=7,
                        steps=40 if "--quick" in sys.argv else STEPS, minutes=3.0, show_every=100)  # fmt: skip
        training = Training(recipe, pictures, place / "run")
        start = time.perf_counter()
        progress = training.run(on_step=lambda progress: None)
        style = training.save()
        seconds = time.perf_counter() - start
        drawn = {"base": StableDiffusion("tiny"), "tuned": StableDiffusion("tiny", lora=style, strength=0.8)}
        clip = evaluate.Clip("tiny")
        sketches, scenes = (
            images(sketchbook(place / name, 200, seed=900, sketched=name == "sketches"))
            for name in ("sketches", "scenes")
        )
        judge = evaluate.StyleJudge.fit(sketches, scenes, clip)
        unseen = evaluate.prompts_from(TrainingSet.open(sketchbook(place / "unseen", 3 * PROMPTS, seed=901)), PROMPTS)
        style_share, content = {}, {}
        asked = evaluate.styled(SIXTEEN, WORDS)
        for name, illustrator in drawn.items():
            shown = [illustrator(prompt, aspect="1:1", seed=7)[0] for prompt in unseen]
            style_share[name] = judge.share(shown)
            seen = [illustrator(prompt, aspect="1:1", seed=k)[0] for k in range(TRIES) for prompt in asked]
            content[name] = evaluate.clip_accuracy(seen, asked * TRIES, asked, clip)
            print(name, style_share[name], content[name], flush=True)
        right = {name: np.array(one.right, float).reshape(TRIES, -1).T for name, one in content.items()}
        apart = evaluate.compare(right["base"], right["tuned"])
        losses = [event["loss"] for event in training.journal.of("validation")]
    missed, taken = judge.error
    show("teaching pencil sketches to the small model (s)", seconds, None, None, "≤ 180 s",
         f"cache, probe and saving included; {progress.step} steps of 8; validation loss {losses[0]:.3f} → "
         f"{min(losses):.3f}")  # fmt: skip
    show("share of pictures that the judge calls sketches", style_share["tuned"].value, "the base",
         style_share["base"].value, "≤ 0.05 → ≥ 0.9",
         f"{PROMPTS} unseen prompts; the judge misses {missed} sketches, takes {taken} scenes for one")  # fmt: skip
    show("sixteen captions known from their pictures", content["tuned"].value, "the base", content["base"].value,
         "within 0.15", f"{TRIES} pictures each; the difference lies from {apart.low:.3f} to {apart.high:.3f} (95 %, "
         f"paired by caption); guessing gives {content['base'].chance:.3f}")  # fmt: skip


def show(name, own, peer_name, peer, limit, note):
    """One figure as a line."""
    print(json.dumps({
        "name": name, "ours": round(own, 4), "peer": peer and round(peer, 4) if peer is not None else None,
        "peer_name": peer_name, "ratio": round(own / peer, 4) if peer else None, "limit": limit, "note": note,
    }, ensure_ascii=False), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
