"""5 seconds of sound from TangoFlux's latents: our cropped decode beside the package's decode of all 30 seconds.

    python benchmarks/bench_tangoflux.py [--rounds N]

The autoencoder has its full size (diffusers' defaults, which TangoFlux uses) and random weights; both decode the same
645 latents, on the CPU, with a fixed number of threads. Theirs is what `tangoflux.TangoFluxInference.generate` does
after its last step: `vae.decode` of everything, then a cut at the asked length. Ours is `decoding.samples` on the same
autoencoder after `decoding.slim`. One warm-up of ours, then the rounds in turn; the medians are compared, and the
samples in dB. Prints two lines of JSON.
"""

import argparse
import json
import statistics
import time

SECONDS = 5.0
LATENTS = 645  # 29.95 s
THREADS = 2
FASTER, EQUAL = 3.0, 100.0  # times; dB


def timed(work) -> tuple[float, object]:
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def autoencoder(weights=None):
    """The full-size one with these weights, or with random ones and an output about as loud as a sound."""
    import torch
    from diffusers import AutoencoderOobleck

    torch.manual_seed(0)
    vae = AutoencoderOobleck().eval().requires_grad_(False)
    if weights is not None:
        vae.load_state_dict(weights)
        return vae
    with torch.no_grad():
        probe = vae.decode(torch.randn(1, 64, 16)).sample.std()
        vae.decoder.conv2.weight_g /= 5 * probe
    return vae


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    import numpy as np
    import torch

    from storyhelpers.crafts.sound_maker import decoding
    from storyhelpers.models import Place

    torch.set_num_threads(THREADS)
    whole = autoencoder()
    slim = decoding.slim(autoencoder(whole.state_dict()), Place("cpu", "fp32"))
    latents = torch.randn(1, LATENTS, 64, generator=torch.Generator().manual_seed(1))

    def theirs():
        with torch.no_grad():
            wave = whole.decode(latents.transpose(2, 1)).sample.cpu()[0]
        return wave[:, : int(SECONDS * whole.config.sampling_rate)].T.numpy()

    def ours():
        return decoding.samples(slim, latents.transpose(1, 2), SECONDS)

    ours()
    took = [(timed(ours), timed(theirs)) for _ in range(rounds)]
    mine, peer = (statistics.median(times[who][0] for times in took) for who in (0, 1))
    a, b = took[-1][0][1].astype(np.float64), took[-1][1][1].astype(np.float64)
    decibels = float(10 * np.log10((b**2).mean() / max(((a - b) ** 2).mean(), 1e-30)))
    note = f"full-size autoencoder, random weights, {THREADS} threads, median of {rounds}"
    print(
        json.dumps(
            {
                "name": f"TangoFlux: decoding {SECONDS:g} s of sound, seconds of work",
                "ours": round(mine, 2),
                "peer": round(peer, 2),
                "peer_name": "the tangoflux package's decode (30 s, then cut)",
                "ratio": round(peer / mine, 2),
                "limit": f"≥ {FASTER:g}",
                "note": note,
            }
        )
    )
    print(
        json.dumps(
            {
                "name": f"the same: agreement of the {len(a):,} samples, dB",
                "ours": round(decibels, 1),
                "peer": None,
                "peer_name": "the tangoflux package's decode",
                "ratio": None,
                "limit": f"≥ {EQUAL:g}",
                "note": f"loudest sample {np.abs(b).max():.2f}, largest difference {np.abs(a - b).max():.1e}",
            }
        )
    )


if __name__ == "__main__":
    main()
