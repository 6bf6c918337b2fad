"""In which numbers a network runs: float32, or half of that where it is faster and as faithful."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from explorer.cores import instructions_for, speed_ratio
from explorer.embedding.probe import probe_pictures, stacked
from explorer.errors import EncoderError
from explorer.options import AUTO, PRECISIONS

if TYPE_CHECKING:
    from explorer.embedding.encoder import Encoder
    from explorer.embedding.torch_encoder import TorchEncoder

FLOAT32 = "float32"

_FAITHFUL = 0.999
"""Vectors in half precision whose cosine to those in float32 is lower are not taken."""

_FASTER = 1.25
"""How much faster it must be, so that a machine that is busy with other things does not tip the balance."""

_IMAGES, _SECONDS = 8, 1.0
_SMALL = 4_000_000
"""Networks of fewer weights wait for the images, and nothing is tried: chance would decide it."""


def precision_of(info: dict) -> str:
    """Return the precision of an index's `encoder`; earlier releases had float32, and half of it on a GPU."""
    return info.get("precision") or ("bfloat16" if info.get("device") == "cuda" else FLOAT32)


def check_precision(precision: str) -> None:
    """Refuse an unknown precision.

    Raises
    ------
    EncoderError
    """
    if precision not in PRECISIONS:
        raise EncoderError(f"Unknown precision {precision!r}; expected one of {', '.join(PRECISIONS)}.")


def settle(encoder: Encoder, asked: str, notice: Callable[[str], None]) -> Encoder:
    """Return the encoder in the precision asked for; `auto` takes the fastest whose vectors are the same.

    Half precision that is no faster here, as without instructions for it, is reached otherwise: weights are
    rounded to it, and the work is done in float32. Such vectors are as near to those of a processor that has
    the instructions as these are to float32 (docs/decisions/0019-precision.md).

    Parameters
    ----------
    encoder : Encoder
        In float32, if on a CPU.
    asked : str
        One of `PRECISIONS`.
    notice : callable
        Told in one line what was taken and why.
    """
    from explorer.embedding.torch_encoder import TorchEncoder

    if not isinstance(encoder, TorchEncoder):
        if asked not in (AUTO, FLOAT32):
            notice(f"Precision: float32; {encoder.info.name} is not run by torch and has no other.")
        return encoder
    if encoder.info.device == "cuda":
        return encoder if asked == AUTO else encoder.in_precision(asked)
    return _automatic(encoder, notice) if asked == AUTO else _asked(encoder, asked, notice)


def like(encoder: Encoder, precision: str) -> Encoder:
    """Return the encoder in the precision of an index, for queries: without a trial, and without a word."""
    from explorer.embedding.torch_encoder import TorchEncoder

    if not isinstance(encoder, TorchEncoder) or encoder.info.precision == precision:
        return encoder
    rounded = encoder.info.device == "cpu" and not instructions_for(precision)
    return encoder.in_precision(precision, rounded)


def _automatic(encoder: TorchEncoder, notice: Callable[[str], None]) -> TorchEncoder:
    """Bfloat16 where a trial finds it faster, and as faithful as it should be."""
    means = instructions_for("bfloat16")
    if encoder.weight_count < _SMALL:
        return encoder
    if not means:
        notice("Precision: float32; this processor has neither AMX nor AVX-512 BF16.")
        return encoder
    half = encoder.in_precision("bfloat16")
    one, other = encoder.on_one_core(), half.on_one_core()
    pixels = _trial_images(one)
    cosine, ratio = lowest_cosine(one, other, pixels), _speed_ratio(one, other, pixels)
    trial = f"{ratio:.1f} times as fast as float32 in a trial of {len(pixels)} images"
    if not cosine >= _FAITHFUL:
        notice(f"Precision: float32; vectors in bfloat16 had a cosine of {cosine:.4f} to those in float32.")
        return encoder
    if ratio < _FASTER:
        notice(f"Precision: float32; bfloat16 ({means}) was {trial}.")
        return encoder
    notice(f"Precision: bfloat16 ({means}), {trial}; lowest cosine to it {_floor(cosine)}.")
    return half


def _asked(encoder: TorchEncoder, precision: str, notice: Callable[[str], None]) -> TorchEncoder:
    """The precision asked for, or that of the index, if its vectors are as faithful as they should be."""
    if precision == FLOAT32:
        return encoder
    means = instructions_for(precision)
    half = encoder.in_precision(precision, rounded=not means)
    one, other = encoder.on_one_core(), half.on_one_core()
    pixels = _trial_images(one)
    cosine = lowest_cosine(one, other, pixels)
    if not cosine >= _FAITHFUL:
        why = "NaN or infinity" if np.isnan(cosine) else f"a cosine of {cosine:.4f} to those in float32"
        notice(f"Precision: float32; vectors in {precision} had {why}.")
        return encoder
    if means and encoder.weight_count >= _SMALL and _speed_ratio(one, other, pixels) < 1:
        means, half = "", encoder.in_precision(precision, rounded=True)
    how = means or "weights rounded to it, the work done in float32, which is faster here"
    notice(f"Precision: {precision} ({how}); lowest cosine to float32 {_floor(cosine)}.")
    return half


def _trial_images(encoder: TorchEncoder) -> np.ndarray:
    """Pixels of so many pictures, two to eight, that they take about a second.

    What a core has in a batch of a build is eight and more; of two, weights take more time to read than to
    multiply, and half precision seems slower than it is.
    """
    pixels = stacked([encoder.preparation(image) for image in probe_pictures()])
    encoder.encode(pixels)
    count = int(np.clip(_SECONDS * len(pixels) / _spent(encoder, pixels), len(pixels), _IMAGES))
    return pixels[np.arange(count) % len(pixels)]


def _spent(encoder: Encoder, pixels: np.ndarray) -> float:
    """Seconds of processor time, which others on the machine change less than those on the wall."""
    began = time.process_time()
    encoder.encode(pixels)
    return max(time.process_time() - began, 1e-9)


def _speed_ratio(one: Encoder, other: Encoder, pixels: np.ndarray) -> float:
    """How many times as fast the other encoder is."""
    return speed_ratio(lambda: one.encode(pixels), lambda: other.encode(pixels))


def lowest_cosine(one: Encoder, other: Encoder, pixels: np.ndarray) -> float:
    """Lowest cosine of the vectors of two encoders for the same images; NaN where one is not finite."""
    return float(np.einsum("ij,ij->i", *(each.encode(pixels).vectors for each in (one, other))).min())


def _floor(cosine: float) -> str:
    """Five decimals, never more than it is."""
    return f"{np.floor(min(cosine, 1) * 1e5) / 1e5:.5f}"
