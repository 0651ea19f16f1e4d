"""Fits the weights of the classical segmenter (`storyhelpers/crafts/segmenter/cutting.npz`) to paper-town pictures.

    python benchmarks/fit_segmenter.py [--pictures 160] [--out FILE]

The pictures come from seeds that `bench_segmenter.py` never uses, and no photograph is among them. Simulated people
click by the usual protocol; for each click the ranker learns which candidates overlap best with the true mask. Three
rounds, each with the mistakes of the rankers before it.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from towns import centre, town

from storyhelpers.crafts.segmenter import cutting
from storyhelpers.crafts.segmenter.pieces import Pieces, take_apart

CLICKS = 5
ROWS = 80_000  # of candidates for one ridge regression; the double to sharpen it
LONGEST = 150  # candidates of one click that are looked at
STEPS = ("first", "keep", "drop")


def talk_about(
    pieces: Pieces, truth: np.ndarray, rankers: dict | None, heard: dict, rng: np.random.Generator
) -> list[float]:
    """Click until done; note measures and overlaps of all candidates in `heard`. Returns the overlap after each click.

    Without rankers the truth itself chooses, with some noise.
    """
    talk = Listener(pieces)
    talk.within, talk.area = np.bincount(pieces.labels.ravel(), truth.ravel(), pieces.count), truth.sum()
    overlaps = []
    for _ in range(CLICKS):
        seen = talk.mask
        missing, surplus = centre(truth & ~seen), centre(seen & ~truth)
        if max(missing[0], surplus[0]) >= 1:
            keep = bool(missing[0] >= surplus[0])
            _, x, y = missing if keep else surplus
            found = talk.click(x, y, keep, ranker=lambda measures: talk.judge(measures, rankers, rng))
            if found is not None:
                heard[found.step].append((found.measures.astype(np.float32), talk.overlaps))
            seen = talk.mask
        overlaps.append(float((seen & truth).sum() / (seen | truth).sum()))
    return overlaps


class Listener(cutting.Conversation):
    """A conversation that knows the truth about its candidates."""

    def _candidates(self, leaf, keep, away):
        found = super()._candidates(leaf, keep, away)
        shared = found.members @ self.within
        self.step, self.overlaps = found.step, shared / (found.members @ self.pieces.size + self.area - shared)
        return found

    def judge(self, measures, rankers, rng):
        return rankers[self.step](measures) if rankers else self.overlaps + rng.normal(0, 0.15, len(measures))


def fit(heard: dict) -> dict[str, cutting.Ranker]:
    """A first guess: one ridge regression of the overlap for each step."""
    found = {}
    rng = np.random.default_rng(0)
    for step in STEPS:
        measures = np.concatenate([m for m, _ in heard[step]])
        overlaps = np.concatenate([o for _, o in heard[step]])
        chosen = rng.permutation(len(measures))[:ROWS]
        measures, overlaps = measures[chosen].astype(float), overlaps[chosen]
        mean, spread = measures.mean(0), measures.std(0) + 1e-6
        terms = cutting.polynomial(measures, mean, spread)
        damping = (20 if step == "first" else 50) * np.eye(terms.shape[1])
        found[step] = cutting.Ranker(mean, spread, np.linalg.solve(terms.T @ terms + damping, terms.T @ overlaps))
    return found


def sharpen(heard: list, ranker: cutting.Ranker) -> cutting.Ranker:
    """Change the weights until the candidates that win the vote are the good ones, click by click.

    What is lost at a click = the best candidate's overlap − the mean overlap under the vote's weights; beside it counts
    a little how far the prediction is from the overlap, so that the score stays one.
    """
    from scipy.optimize import minimize

    rng = np.random.default_rng(0)
    lists, rows = [], 0
    for number in rng.permutation(len(heard)):
        measures, overlaps = heard[number]
        some = rng.permutation(len(measures))[:LONGEST]
        lists.append((measures[some], overlaps[some]))
        rows += len(some)
        if rows > 2 * ROWS:
            break
    measures, overlaps = (np.concatenate(part) for part in zip(*lists, strict=True))
    terms = cutting.polynomial(measures.astype(float), ranker.mean, ranker.spread).astype(np.float32)
    overlaps = overlaps.astype(np.float32)
    lengths = np.array([len(m) for m, _ in lists])
    starts = np.cumsum(lengths) - lengths
    best, first = np.maximum.reduceat(overlaps, starts).mean(), ranker.weights

    def loss(weights):
        scores = terms @ weights.astype(np.float32)
        votes = scores - np.repeat(np.maximum.reduceat(scores, starts), lengths)
        votes = np.exp(cutting.SHARPNESS * votes)
        votes /= np.repeat(np.add.reduceat(votes, starts), lengths)
        mean = np.add.reduceat(votes * overlaps, starts)
        slope = -cutting.SHARPNESS * votes * (overlaps - np.repeat(mean, lengths)) / len(starts)
        wrong = scores - overlaps
        slope = slope + 0.6 * wrong / len(overlaps)
        lost = best - mean.mean() + 0.3 * (wrong @ wrong) / len(overlaps) + 1e-4 * ((weights - first) ** 2).sum()
        return float(lost), (slope @ terms).astype(float) + 2e-4 * (weights - first)

    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return cutting.Ranker(ranker.mean, ranker.spread, found.x)


def learn(examples: list, rounds: int = 3) -> dict[str, cutting.Ranker]:
    """Rankers from [(pieces, true mask)]."""
    rng = np.random.default_rng(0)
    heard: dict = {step: [] for step in STEPS}
    rankers = None
    for turn in range(rounds):
        overlaps = [talk_about(pieces, truth, rankers, heard, rng) for pieces, truth in examples]
        print(f"round {turn}: overlap after clicks 1 to 5:", np.round(np.mean(overlaps, 0), 3), flush=True)
        rankers = rankers or fit(heard)
        rankers = {step: sharpen(heard[step], rankers[step]) for step in STEPS}
    return rankers


def store(rankers: dict[str, cutting.Ranker], path: Path) -> None:
    parts = {
        f"{step}_{part}": getattr(r, part).astype(np.float32)
        for step, r in rankers.items()
        for part in ("mean", "spread", "weights")
    }
    np.savez_compressed(path, **parts)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pictures", type=int, default=160)
    options.add_argument("--out", type=Path, default=Path(cutting.__file__).with_name("cutting.npz"))
    options = options.parse_args()
    count = options.pictures
    examples = []
    for crowd, first, number in ((False, 500_000, count * 9 // 10), (True, 600_000, count // 10)):
        for seed in range(first, first + number):
            pixels, truths = town(seed, crowd=crowd)
            pieces = take_apart(Image.fromarray(pixels))
            examples += [(pieces, truth) for truth in truths]
    store(learn(examples), options.out)
    print(f"{len(examples)} figures in {count} pictures; the weights are in {options.out}")


if __name__ == "__main__":
    main()
