"""Try an encoder on two pictures before a hundred thousand are read for it."""

from typing import TypeVar

import numpy as np
from PIL import Image

from explorer.embedding.encoder import Encoder
from explorer.errors import EncoderError

_SIDE = 256
AnEncoder = TypeVar("AnEncoder", bound=Encoder)


def probe_pictures() -> list[Image.Image]:
    """Return two pictures that no encoder takes for the same: a ramp of colours, and noise."""
    ramp = np.arange(_SIDE, dtype=np.uint8)
    slope = np.stack(np.broadcast_arrays(ramp[:, None], ramp[None], ramp[::-1, None]), axis=2)
    noise = np.random.default_rng(0).integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8)
    return [Image.fromarray(np.ascontiguousarray(each)) for each in (slope, noise)]


def probed(encoder: AnEncoder) -> AnEncoder:
    """Return the encoder, once it was seen to give vectors that tell pictures apart.

    Raises
    ------
    EncoderError
        When it gives others than `info.dim` numbers, numbers that are not finite, or the same for both.
    """
    pixels = [encoder.preparation(image) for image in probe_pictures()]
    vectors = encoder.encode(stacked(pixels)).vectors
    name, expected = encoder.info.name, (len(pixels), encoder.info.dim)
    if vectors.shape != expected:
        raise EncoderError(
            f"{name} gives vectors of shape {vectors.shape} for two images; expected {expected}."
        )
    check_finite(vectors, name)
    if np.array_equal(vectors[0], vectors[1]):
        raise EncoderError(
            f"{name} gives the same vector for any image, as a network does whose weights are all zero or "
            "were not loaded; check the weights."
        )
    return encoder


def check_finite(vectors: np.ndarray, name: str) -> None:
    """Refuse vectors (b, d) that are not finite.

    Raises
    ------
    EncoderError
    """
    if not np.isfinite(vectors).all():
        raise EncoderError(
            f"{name} gives NaN or infinite numbers; check its weights, which a training that diverged or "
            "half precision may have spoiled."
        )


def stacked(pixels: list[np.ndarray]) -> np.ndarray:
    """Return the pixels of b images as one array (b, …), of objects where they differ in shape."""
    if all(each.shape == pixels[0].shape for each in pixels):
        return np.stack(pixels)
    apart = np.empty(len(pixels), object)
    apart[:] = pixels
    return apart
