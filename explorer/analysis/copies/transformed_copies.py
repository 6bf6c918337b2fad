"""Copies that were rotated by quarter turns, flipped, or made grey: by the hashes of all eight orientations.

A transposition swaps the axes of the cosine transform, and with them the bits of the hash: so the hashes of
all orientations are had from four.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.confirm_pairs import ALONE, EVERYWHERE, FAR_BITS, NEAR_BITS, SHIFT
from explorer.analysis.copies.grouping import link
from explorer.analysis.copies.hash_pairs import near_hashes, nearest_few
from explorer.analysis.copies.mean_colors import alike_but_for_brightness
from explorer.analysis.copies.overlay import agree
from explorer.cancellation import unless_cancelled

ORIENTATIONS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("", lambda grey: grey),
    ("flipped", lambda grey: grey[:, :, ::-1]),
    ("flipped, rotated 180°", lambda grey: grey[:, ::-1]),
    ("rotated 180°", lambda grey: grey[:, ::-1, ::-1]),
    ("flipped, rotated 90°", lambda grey: grey.transpose(0, 2, 1)),
    ("rotated 90°", lambda grey: np.rot90(grey, 1, (1, 2))),
    ("rotated 270°", lambda grey: np.rot90(grey, 3, (1, 2))),
    ("flipped, rotated 270°", lambda grey: np.rot90(grey.transpose(0, 2, 1), 2, (1, 2))),
)
"""What is done to pictures (m, side, side), and how it is called; the first four need no transposition."""
GREY = 3
"""Levels by which the channels of a grey picture's mean colour may differ."""
COLORLESS, COLORED = 8, 24
"""Levels by which the channels of a picture's pixels differ, at most without colour and at least with."""
EACH = 4
"""Pairs that a picture is compared in, of each orientation: the most alike."""
_LUMA = np.array([0.299, 0.587, 0.114])
_PAIRS = 4096


@dataclass(frozen=True)
class Oriented:
    """What pictures are compared by.

    Attributes
    ----------
    rows : (m,) int64
        Ascending.
    hashes : (m, 4) uint64
        Of each as it is, flipped, flipped the other way, and rotated by 180°.
    sound : (m,) bool
        Where there is anything to see.
    colors : (m, 3) uint8
    details : callable
        Grey copies of some rows, (k, 48, 48) uint8.
    """

    rows: np.ndarray
    hashes: np.ndarray
    sound: np.ndarray
    colors: np.ndarray
    details: Callable[[np.ndarray], np.ndarray]


def transposed(hashes: np.ndarray) -> np.ndarray:
    """Return (m,) uint64: the hashes of transposed pictures."""
    bits = np.unpackbits(hashes.astype(">u8").view(np.uint8).reshape(-1, 8), axis=1)
    swapped = bits.reshape(-1, 8, 8).transpose(0, 2, 1).reshape(-1, 64)
    return np.packbits(swapped, axis=1).view(">u8").ravel().astype(np.uint64)


def eight(hashes: np.ndarray) -> np.ndarray:
    """Return (m, 8) uint64: the hashes of `ORIENTATIONS`, from those of the first four."""
    # The transpose of a picture flipped one way is the other rotation by a quarter turn.
    others = np.column_stack([transposed(hashes[:, place]) for place in (0, 1, 2, 3)])
    return np.column_stack([hashes, others])


def with_transformed(same: np.ndarray, pictures: Oriented) -> np.ndarray:
    """Join groups of copies whose pictures are one but for orientation and colour.

    Pairs must differ in at most 10 bits of 64 in some orientation, their mean colours agree but for
    brightness, where one is grey in their luma, and their details in every part, as those that hashes alone
    suspect. Groups reach as far as pictures look like the middle in some orientation (`link`).

    Parameters
    ----------
    same : (n,) int64
        For every row the first of its group.
    pictures : Oriented

    Returns
    -------
    (n,) int64
    """
    n, found = len(same), [np.empty((0, 2), np.int64)]
    every = eight(pictures.hashes)
    for turn in range(len(ORIENTATIONS)):
        pairs = _suspects(pictures, every[:, turn], same)
        found.append(pictures.rows[pairs[_agreeing(pictures, pairs, turn)]])
    places = np.full(n, -1, np.int64)
    places[pictures.rows] = np.arange(len(pictures.rows))

    def like(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        bits = np.bitwise_count(every[places[rows]] ^ every[places[others], :1]).min(axis=1)
        return bits <= NEAR_BITS

    known = np.concatenate(found)
    joined = link(same[known], n, like)[same]
    _, first, back = np.unique(joined, return_index=True, return_inverse=True)
    return first[back].astype(np.int64)


def _suspects(pictures: Oriented, turned: np.ndarray, same: np.ndarray) -> np.ndarray:
    """(p, 2) Places of pairs of which the other, turned, looks like the one, and that are in no group yet."""
    sound = np.flatnonzero(pictures.sound)
    unique, back = np.unique(np.concatenate([pictures.hashes[sound, 0], turned[sound]]), return_inverse=True)
    plain, other = (_by_hash(part, len(unique)) for part in np.split(back, 2))
    near, _ = near_hashes(unique, FAR_BITS, 2 * EACH)
    itself = np.arange(len(unique))
    hashes = np.concatenate([near, near[:, ::-1], np.column_stack([itself, itself])])
    found = [np.column_stack([a[hashes[:, 0]], b[hashes[:, 1]]]) for a in plain for b in other]
    pairs = np.unique(np.concatenate(found), axis=0)
    pairs = sound[pairs[(pairs >= 0).all(axis=1)]]
    group = same[pictures.rows[pairs]]
    pairs = pairs[(group[:, 0] != group[:, 1]) & _colors_agree(pictures.colors, pairs)]
    bits = np.bitwise_count(pictures.hashes[pairs[:, 0], 0] ^ turned[pairs[:, 1]])
    kept = np.concatenate([nearest_few(pairs[:, end], bits, EACH) for end in (0, 1)])
    return pairs[np.unique(kept)]


def _by_hash(codes: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Two (n,) arrays: the first and the last place of every hash, -1 where it has none."""
    first, last = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    last[codes] = np.arange(len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first, last


def lost_color(chroma: np.ndarray) -> np.ndarray:
    """Return (m,) bool: which of some copies have no colour, where another has.

    Parameters
    ----------
    chroma : (m,) int
        As of `explorer.analysis.copies.image_hashes.read_chroma`.
    """
    return lost_color_in(chroma, np.zeros(len(chroma), np.int64))


def lost_color_in(chroma: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return (m,) bool: which copies of several groups have no colour, where another of theirs has.

    Parameters
    ----------
    chroma : (m,) int
    groups : (m,) int
        From 0.
    """
    most = np.zeros(groups.max(initial=0) + 1, chroma.dtype)
    np.maximum.at(most, groups, chroma)
    return (chroma <= COLORLESS) & (most[groups] >= COLORED)


def _colors_agree(colors: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    luma = np.round(colors @ _LUMA).astype(np.uint8)[:, None].repeat(3, axis=1)
    grey = (np.ptp(colors.astype(np.int16), axis=1) <= GREY)[pairs].any(axis=1)
    return alike_but_for_brightness(colors, *pairs.T) | (grey & alike_but_for_brightness(luma, *pairs.T))


def _agreeing(pictures: Oriented, pairs: np.ndarray, turn: int) -> np.ndarray:
    """(p,) bool Whether details agree in every part once the other is turned."""
    fine, change = np.zeros(len(pairs), bool), ORIENTATIONS[turn][1]
    for start in unless_cancelled(range(0, len(pairs), _PAIRS)):
        part = pairs[start : start + _PAIRS]
        one, other = (pictures.details(pictures.rows[places]) for places in part.T)
        both = np.concatenate([one, change(other)])
        places = np.arange(2 * len(part)).reshape(2, -1).T
        fine[start : start + _PAIRS] = agree(both, places, ALONE, SHIFT, EVERYWHERE)
    return fine


def orientation_of(pictures: np.ndarray) -> list[str]:
    """Return how each picture has to be turned to look like the first: names of `ORIENTATIONS`.

    Parameters
    ----------
    pictures : (m, side, side) uint8
    """
    scaled = pictures - pictures.mean(axis=(1, 2), keepdims=True, dtype=np.float64)
    alike = [np.einsum("ij,pij->p", scaled[0], change(scaled)) for _, change in ORIENTATIONS]
    # A picture that is its own mirror image is not turned.
    alike[0] = alike[0] + 1e-3 * np.abs(alike[0])
    return [ORIENTATIONS[best][0] for best in np.argmax(alike, axis=0).tolist()]
