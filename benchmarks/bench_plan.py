"""What the plan says a model will weigh, before it loads, beside what it then holds: all engines, tiny checkpoints.

    python benchmarks/bench_plan.py

Every engine with a model is loaded on the processor from the zoo (`tests/zoo`) in each dtype that it has, and the bytes
of its parameters, buffers and 4-bit scales are counted. DAM works in another process; its worker counts for itself, in
`tests/crafts/test_dam.py`.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = Path(os.environ.get("ZOO") or tempfile.mkdtemp(prefix="zoo-"))
os.environ.update(HF_HOME=str(HOME), HF_HUB_OFFLINE="1", OMP_NUM_THREADS="1")
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def held(thing, seen: set) -> int:
    """Bytes of all networks that can be reached from what an engine loaded."""
    import torch

    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, torch.nn.Module):
        total = 0
        for tensor in [*thing.parameters(), *thing.buffers()]:
            if id(tensor) in seen:
                continue
            seen.add(id(tensor))
            total += tensor.numel() * tensor.element_size()
            if (state := getattr(tensor, "quant_state", None)) is not None:
                total += state.absmax.numel() * state.absmax.element_size() + state.code.numel() * 4
        return total
    if isinstance(thing, (list, tuple)):
        return sum(held(part, seen) for part in thing)
    if isinstance(thing, dict):
        return sum(held(part, seen) for part in thing.values())
    if hasattr(thing, "components") and isinstance(thing.components, dict):
        return held(thing.components, seen)
    if hasattr(thing, "__dict__") and type(thing).__module__.startswith("storyhelpers"):
        return held(vars(thing), seen)
    return 0


def main():
    """Prints one row a dtype: the largest difference, and whose it is."""
    from zoo import Zoo

    from storyhelpers import StoryError
    from storyhelpers.casts import CRAFTS
    from storyhelpers.devices import Seat, Seating
    from storyhelpers.engine import pick

    Zoo(HOME).all()
    seating = Seating([Seat("cpu", "processor", 64_000_000_000, 64_000_000_000)])
    worst: dict[str, list] = {"fp32": [], "fp16": [], "nf4": []}
    for craft, room in CRAFTS.items():
        for name in room.ENGINES:
            for dtype in worst:
                engine = pick(craft, name, room.ENGINES)
                if not hasattr(engine, "need") or getattr(engine, "outside", False) or name.endswith("-large"):
                    continue  # no model; in another process; or the zoo has none of that size
                engine.dtype, engine.device, engine.seating = dtype, "cpu", seating
                try:
                    need = engine.need(dtype)
                    taken = engine.work(lambda loaded, _: held(loaded, set()))
                except StoryError as error:
                    print(f"{craft} {name} {dtype}: {error}", file=sys.stderr)
                    continue
                assert not need.declared, f"{name} was not counted"
                worst[dtype].append((abs(need.weights / taken - 1), name))
                print(f"{name:16} {dtype}  foretold {need.weights:>10,}  taken {taken:>10,}", file=sys.stderr)
                engine.unload()
    for dtype, rows in worst.items():
        most, name = max(rows)
        print(json.dumps({
            "name": f"weights foretold against taken, {dtype}: largest difference", "ours": f"{most:.2%}", "peer": None,
            "peer_name": "the load itself", "ratio": None, "limit": "≤ 3 %", "note": f"{len(rows)} engines; {name}",
        }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
