"""Seconds from a click to its mask with SAM base at its full size, random weights, on two threads of a processor.

Ours looks at a picture once and decodes each click; the peer does what the tutorials do: processor, full forward and
post-processing for every click, with transformers, on the same weights. The second figure is what our own code costs
on top of the decoder and the post-processing of the one mask that is wanted. Both must give the same mask, to the bit.
`--quick` takes fewer clicks.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import SamConfig, SamModel, SamProcessor
from transformers.utils import logging

from storyhelpers.crafts.segmenter.sam import Sam
from storyhelpers.media import Picture, Point

THREADS = 2
SIZE = (1024, 576)
FASTER, OVERHEAD = 50, 1.10  # at least so many times as fast; at most so much of decoder and post-processing


def checkpoint(folder: Path) -> None:
    """SAM base as transformers has it by default, random weights of the usual spread, and its processor's settings."""
    torch.manual_seed(0)
    config = SamConfig(vision_config={"initializer_range": 0.02})  # 1e-10 would end in denormal numbers, which are slow
    SamModel(config).save_pretrained(folder)
    about = {
        "image_processor_type": "SamImageProcessor", "processor_class": "SamProcessor", "size": {"longest_edge": 1024},
        "pad_size": {"height": 1024, "width": 1024}, "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(about), "utf-8")


def seconds(work) -> tuple[float, np.ndarray]:
    """How long one call of `work` takes, and what it gave."""
    start = time.perf_counter()
    given = work()
    return time.perf_counter() - start, given


@torch.inference_mode()
def forward_per_click(network, processor, picture: Picture, point: Point) -> np.ndarray:
    """The mask of a click, everything done anew."""
    inputs = processor(picture.image, input_points=[[[point.x, point.y]]], return_tensors="pt")
    sizes = inputs.pop("original_sizes"), inputs.pop("reshaped_input_sizes")
    answer = network(**inputs)
    return processor.post_process_masks(answer.pred_masks, *sizes)[0][0, int(answer.iou_scores.argmax())].numpy()


@torch.inference_mode()
def decode_only(network, processor, embedding, point: Point) -> np.ndarray:
    """The mask of a click by the decoder and the post-processing of the best mask, and nothing else."""
    places = torch.tensor([[[[point.x * 1.0, point.y * 1.0]]]], dtype=torch.float64)
    answer = network(image_embeddings=embedding, input_points=places, input_labels=torch.ones(1, 1, 1, dtype=torch.int))
    best = int(answer.iou_scores.argmax())
    mask = processor.post_process_masks(answer.pred_masks[:, :, best : best + 1], [SIZE[::-1]], [SIZE[::-1]])
    return mask[0][0, 0].numpy()


def main():
    """Prints the three figures."""
    quick = "--quick" in sys.argv
    torch.set_num_threads(THREADS)
    logging.disable_progress_bar()
    chance = np.random.default_rng(0)
    picture = Picture(Image.fromarray(chance.integers(0, 256, (*SIZE[::-1], 3), np.uint8)))
    clicks = [Point(*(float(v) for v in chance.integers(0, SIZE))) for _ in range(15 if quick else 40)]
    with tempfile.TemporaryDirectory() as folder:
        checkpoint(Path(folder))
        network = SamModel.from_pretrained(folder).eval()
        processor = SamProcessor.from_pretrained(folder)
        sam = Sam(folder, device="cpu", dtype="fp32")
        sam.prepare(Picture(Image.new("RGB", (64, 64))))  # loads it
        first, region = seconds(lambda: sam(picture, clicks[:1]))
        peers = []
        for point in clicks[: 1 if quick else 3]:
            took, mask = seconds(lambda point=point: forward_per_click(network, processor, picture, point))
            assert np.array_equal(mask, sam(picture, (point,)).mask), "not the same mask"
            peers.append(took)
        embedding = sam._loaded.kept[picture.fingerprint]
        ours, bare = [], []
        for point in clicks:  # in turns, so that a busy moment of the machine meets both
            took, region = seconds(lambda point=point: sam(picture, (point,)))
            ours.append(took)
            took, mask = seconds(lambda point=point: decode_only(network, processor, embedding, point))
            bare.append(took)
            assert np.array_equal(mask, region.mask), "not the same mask"
    theirs, mine, least = (statistics.median(times) for times in (peers, ours, bare))
    full, bare_name = "a full forward per click (transformers)", "decoder and post-processing of one mask alone"
    measured = (
        f"{theirs / mine:.0f} × faster, {len(clicks)} clicks, {THREADS} threads, {SIZE[0]} × {SIZE[1]}, same mask"
    )
    ahead = "looks at the picture as well; `click` does that in the background"
    rows = (
        ("SAM base, a later click → mask", mine, full, theirs, f"≤ 1/{FASTER}", measured),
        ("SAM base, the first click on a picture, not prepared", first, full, theirs, None, ahead),
        ("SAM base, a later click: all of ours", mine, bare_name, least, f"≤ {OVERHEAD:.2f}", "our own code on top"),
    )
    for name, own, peer_name, peer, limit, note in rows:
        print(json.dumps({
            "name": f"{name} (s)", "ours": round(own, 4), "peer": round(peer, 4), "peer_name": peer_name,
            "ratio": round(own / peer, 4), "limit": limit, "note": note,
        }, ensure_ascii=False), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
