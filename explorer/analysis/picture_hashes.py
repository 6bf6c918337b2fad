"""Perceptual hashes of thumbnails: pictures that look alike differ in few bits."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image

SIDE = 64
"""Thumbnails are decoded at about this many pixels; the hash itself looks at 32."""
LEAST_CONTRAST = 4.0
"""Pictures with a smaller standard deviation, of 255, have no hash: its bits would be noise."""


def picture_hashes(read: Callable[[int, int], bytes], rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hash the thumbnails of some rows with the DCT hash of `imagehash` (`phash`, 64 bits).

    Parameters
    ----------
    read : callable
        Encoded thumbnail of (row, pixels), as `ThumbnailReader.read` gives it.
    rows : (m,) int

    Returns
    -------
    hashes : (m,) uint64
    sound : (m,) bool
        False where a thumbnail cannot be read or is of one colour, or nearly so.
    """
    import imagehash

    hashes, sound = np.zeros(len(rows), np.uint64), np.zeros(len(rows), bool)
    for place, row in enumerate(np.asarray(rows).tolist()):
        try:
            with Image.open(io.BytesIO(read(row, SIDE))) as picture:
                picture.draft("L", (SIDE, SIDE))
                grey = picture.convert("L")
        except (OSError, ValueError):
            continue
        if np.asarray(grey, np.float32).std() < LEAST_CONTRAST:
            continue
        bits = imagehash.phash(grey).hash
        hashes[place] = int.from_bytes(np.packbits(bits).tobytes(), "big")
        sound[place] = True
    return hashes, sound
