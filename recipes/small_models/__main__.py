"""python -m recipes.small_models [--minutes N] [--out FOLDER]: teaches the small models from nothing, stage by stage.

A stage whose result is in the folder is not done again, and the painter's goes on where it was stopped.
"""

import argparse
import os
import time
from pathlib import Path

STAGES = {"tokenizer": 0.0, "clip": 0.2, "vae": 0.2, "painter": 0.6}  # shares of the minutes


def main(argv=None) -> None:
    """Runs the stages that are not done yet."""
    parser = argparse.ArgumentParser(prog="python -m recipes.small_models", description=__doc__)
    parser.add_argument("--minutes", type=float, default=120, help="wall time of the whole, by default 120")
    parser.add_argument(
        "--out", type=Path, default=Path("build/small_models"), help="where the results and the work go"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", type=int, default=40_000, help="scenes that the painter is taught with")
    parser.add_argument("--threads", type=int, help="of the processor; by default all of its cores")
    parser.add_argument("--stage", choices=[*STAGES, "judge"], help="this one alone: several can run side by side")
    given = parser.parse_args(argv)
    import torch

    if given.threads:
        torch.set_num_threads(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    for stage in [given.stage] if given.stage else [*STAGES, "judge"]:
        _run(stage, given)


def _run(stage: str, given) -> None:
    minutes = given.minutes * STAGES.get(stage, 0)
    out: Path = given.out
    processes = given.threads or os.cpu_count() or 1
    began = time.strftime("%H:%M")
    if stage != "judge" and (out / stage / "done").exists():
        print(f"{stage}: done before", flush=True)
        return
    print(f"{stage}: {minutes:.1f} minutes from {began} on", flush=True)

    begin = out / stage if (out / stage / "config.json").exists() else None  # of an earlier time, to go on from

    def log(line: str) -> None:
        print(line, flush=True)

    if stage == "tokenizer":
        from .tokens import make_tokenizer

        make_tokenizer(out / stage)
    elif stage == "clip":
        from transformers import CLIPTokenizer

        from .clip import save_clip, train_clip

        tokenizer = CLIPTokenizer.from_pretrained(out / "tokenizer")
        model, processor = train_clip(tokenizer, minutes, given.seed, max(200, given.pictures // 2), log, begin)
        save_clip(model, processor, out / stage)
    elif stage == "vae":
        from .vae import train_vae

        train_vae(out, minutes, given.seed, max(100, given.pictures // 3), processes)
    elif stage == "painter":
        from .painter import train_painter

        train_painter(out, minutes, given.seed, given.pictures, log, processes)
    else:
        from .judge import SCENES, judge

        judge(out, log, min(4.0, given.minutes / 20), max(4, min(SCENES, given.pictures // 20)))
        return
    (out / stage / "done").write_text(time.strftime("%Y-%m-%d %H:%M") + "\n", "utf-8")


if __name__ == "__main__":
    main()
