"""Latents → samples: the autoencoder that TangoFlux and Stable Audio Open share (Oobleck), made small and quick.

Only its decoder is kept. A sound of 5 seconds is 108 latents of the 645 that a model makes; the decoder sees 9.7
latents to each side, so decoding the asked length and twelve more gives the samples that decoding everything gives.
"""

import math
from collections.abc import Callable

MARGIN = 12  # latents around what is decoded; the decoder's receptive field is 9.7 to each side
AT_ONCE = 216  # latents, ten seconds


def slim(vae, place):
    """The autoencoder without its encoder, its weight norms multiplied out, at its place.

    Weight norm keeps every weight twice, and computes it again at each call. It is undone in float32, before the
    weights are made smaller.
    """
    from torch.nn.utils import remove_weight_norm

    del vae.encoder
    for layer in vae.decoder.modules():
        if hasattr(layer, "weight_g"):
            remove_weight_norm(layer)
    return cast(vae, place.torch_dtype).to(place.device)


def samples(vae, latents, seconds: float):
    """Latents (1, channels, time) → float32 array (round(seconds · rate) or fewer, 2): only what was asked for.

    Ten seconds at a time: the last layers hold 128 channels of every sample, 0.7 GB a copy for 30 seconds.
    """
    import numpy as np
    import torch

    from ...models import out

    rate, hop = vae.config.sampling_rate, math.prod(vae.config.downsampling_ratios)
    frames = round(seconds * rate)
    needed = min(math.ceil(frames / hop), latents.shape[2])
    latents = latents.to(vae.decoder.conv2.weight.dtype)
    pieces = []
    for start in range(0, needed, AT_ONCE):
        end = min(start + AT_ONCE, needed)
        before = max(0, start - MARGIN)
        with torch.inference_mode():
            wave = vae.decode(latents[:, :, before : end + MARGIN]).sample
        pieces.append(out(wave[0, :, (start - before) * hop : (end - before) * hop].T))
    return np.concatenate(pieces)[:frames]


def cast(network, dtype, keep: tuple[str, ...] = ()):
    """A network with its weights in a dtype, one after the other; those under a name of `keep` are float32."""
    import torch

    for name, weights in network.named_parameters():
        whole = any(f".{part}." in f".{name}." for part in keep)
        weights.data = weights.data.to(torch.float32 if whole else dtype)
    return network.eval().requires_grad_(False)


def ticker(on_step: Callable[[int, int], None] | None, total: int) -> Callable[[int], None]:
    """done → on_step(done, total), if there is somebody to tell."""
    return (lambda done: on_step(done, total)) if on_step else (lambda done: None)
