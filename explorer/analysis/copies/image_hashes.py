"""How pictures look: a perceptual hash, and a small grey copy whose details can be compared."""

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from PIL import Image

from explorer.cancellation import unless_cancelled

DETAIL = 48
"""Pixels a side of the grey copies: that of the smallest thumbnails."""
LEAST_CONTRAST = 4.0
"""Pictures with a smaller standard deviation, of 255, look like nothing: their hash would be noise."""
_HASHED = 32
"""What the hash looks at, pixels a side: the smallest thumbnails suffice."""
_AT_ONCE = 512


@dataclass(frozen=True)
class Looks:
    """Of m pictures, as parallel arrays.

    Attributes
    ----------
    hashes : (m,) uint64
        The DCT hash of `imagehash` (`phash`): of one picture they differ in few of the 64 bits.
    sound : (m,) bool
        False where a thumbnail cannot be read or is of one colour, or nearly so; the rest is 0 there.
    """

    hashes: np.ndarray
    sound: np.ndarray


def read_looks(thumbnails, rows: np.ndarray) -> Looks:
    """Look at the thumbnails of some rows: at the square in the middle, as small ones are.

    Thumbnails of the same bytes are decoded once, in one thread: half of the time goes to Python, so that a
    second one would not help.

    Parameters
    ----------
    thumbnails : ThumbnailReader
    rows : (m,) int
    """
    m = len(rows)
    looks = Looks(np.zeros(m, np.uint64), np.zeros(m, bool))
    seen: dict[bytes, int] = {}
    for start in unless_cancelled(range(0, m, _AT_ONCE)):
        pieces = _unpacked(thumbnails.pack(rows[start : start + _AT_ONCE], _HASHED))
        firsts = [seen.setdefault(piece, place) for place, piece in enumerate(pieces, start)]
        new = [place for place, first in enumerate(firsts, start) if first == place]
        small = {place: _small(pieces[place - start], _HASHED) for place in new}
        places = np.array([place for place in new if small[place] is not None], np.int64)
        if len(places):
            grey = np.stack([np.asarray(small[place]) for place in places.tolist()])
            looks.hashes[places], looks.sound[places] = hash_pictures(grey)
        part = slice(start, start + len(pieces))
        looks.hashes[part], looks.sound[part] = looks.hashes[firsts], looks.sound[firsts]
        if len(seen) > 16 * _AT_ONCE:
            seen.clear()
    return looks


def read_oriented(thumbnails, rows: np.ndarray, changes: Sequence[Callable]) -> np.ndarray:
    """Return (m, c) uint64: hashes of some rows after each change, 0 where there is nothing to see.

    Parameters
    ----------
    thumbnails : ThumbnailReader
    rows : (m,) int
    changes : sequence of callable
        From pictures (k, 32, 32) to those.
    """
    hashes = np.zeros((len(rows), len(changes)), np.uint64)
    for start in unless_cancelled(range(0, len(rows), _AT_ONCE)):
        pieces = _unpacked(thumbnails.pack(rows[start : start + _AT_ONCE], _HASHED))
        small = [_small(piece, _HASHED) for piece in pieces]
        there = [place for place, picture in enumerate(small) if picture is not None]
        if there:
            grey = np.stack([np.asarray(small[place]) for place in there])
            for number, change in enumerate(changes):
                hashes[start + np.array(there), number], _ = hash_pictures(np.ascontiguousarray(change(grey)))
    return hashes


def read_details(thumbnails, rows: np.ndarray) -> np.ndarray:
    """Return (m, 48, 48) uint8: grey copies of the square in the middle, 0 where unreadable.

    Parameters
    ----------
    thumbnails : ThumbnailReader
    rows : (m,) int
    """
    details = np.zeros((len(rows), DETAIL, DETAIL), np.uint8)
    for place, piece in enumerate(_unpacked(thumbnails.pack(rows, DETAIL))):
        small = _small(piece, DETAIL)
        if small is not None:
            details[place] = np.asarray(small)
    return details


def read_chroma(thumbnails, rows: np.ndarray) -> np.ndarray:
    """Return (m,) int64: levels by which channels differ at most, but for 1% of a picture's pixels.

    0 where a thumbnail cannot be read. Compression leaves some levels in a picture that had none.

    Parameters
    ----------
    thumbnails : ThumbnailReader
    rows : (m,) int
    """
    found = np.zeros(len(rows), np.int64)
    for place, piece in enumerate(_unpacked(thumbnails.pack(rows, DETAIL))):
        with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            with Image.open(io.BytesIO(piece)) as picture:
                spread = np.ptp(np.asarray(picture.convert("RGB")), axis=2)
            found[place] = np.quantile(spread, 0.99)
    return found


def _unpacked(answer: bytes) -> list[bytes]:
    """The encoded pictures of a `DTHM` answer."""
    count = int.from_bytes(answer[8:12], "little")
    lengths = np.frombuffer(answer, "<u4", 2 * count, 12)[1::2].astype(np.int64)
    ends = 12 + 8 * count + np.cumsum(lengths)
    return [answer[end - size : end] for end, size in zip(ends.tolist(), lengths.tolist(), strict=True)]


def hash_pictures(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hash many pictures at once, as `imagehash.phash` does one.

    Parameters
    ----------
    grey : (m, 32, 32) uint8

    Returns
    -------
    hashes : (m,) uint64
        0 where there is nothing to see.
    sound : (m,) bool
    """
    from scipy.fft import dctn

    m, side, _ = grey.shape
    # Of means of 2 × 2 pixels: noise is no contrast.
    means = grey.reshape(m, side // 2, 2, side // 2, 2).mean(axis=(2, 4))
    sound = means.std(axis=(1, 2)) >= LEAST_CONTRAST
    low = dctn(grey.astype(np.float64), axes=(1, 2))[:, :8, :8].reshape(m, 64)
    bits = low > np.median(low, axis=1, keepdims=True)
    hashes = np.packbits(bits, axis=1).reshape(m, 8).view(">u8").ravel().astype(np.uint64)
    return np.where(sound, hashes, np.uint64(0)), sound


def _small(data: bytes, side: int) -> Image.Image | None:
    """The square in the middle of an encoded picture, grey; None where it cannot be read."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("L", (side, side))
            return _middle(picture.convert("L"), side)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _middle(picture: Image.Image, side: int) -> Image.Image:
    width, height = picture.size
    shorter = min(width, height)
    left, top = (width - shorter) / 2, (height - shorter) / 2
    box = (left, top, left + shorter, top + shorter)
    return picture.resize((side, side), Image.Resampling.LANCZOS, box=box)
