"""Pictures made from numbers that cost as much to decode and to store as photographs do."""

import numpy as np
from PIL import Image


def photograph(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """Return an RGB picture whose spectrum falls with frequency as that of photographs does."""
    down, across = np.meshgrid(np.fft.fftfreq(height), np.fft.fftfreq(width), indexing="ij")
    falloff = np.maximum(np.hypot(down, across), 1 / max(width, height)) ** -1.4
    # Channels share most of their structure, as in the world.
    shared, own = rng.standard_normal((1, height, width)), rng.standard_normal((3, height, width))
    values = np.fft.ifft2(np.fft.fft2(0.8 * shared + 0.4 * own) * falloff).real.transpose(1, 2, 0)
    values = rng.uniform(70, 190, 3) + 50 * values / values.std()
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))
