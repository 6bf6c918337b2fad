"""Which of many perceptual hashes differ in few bits: a multi-index over parts of them.

Two hashes of 64 bits that differ in fewer than eight differ in at most one within one of four parts (Norouzi,
Punjani & Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012, proposition 1); so the
parts that are equal or differ in one bit are looked up. Most hashes that differ in eight to ten bits are met
as well. Where many share a part, as of pages of one layout, each is compared with those that come next to it
in the order of the other parts (Manku, Jain & Das Sarma, "Detecting Near-Duplicates for Web Crawling", WWW
2007), never with all: time and memory grow with their number, whatever they are.
"""

import numpy as np

from explorer.cancellation import unless_cancelled

PARTS = 4
_PART_BITS = 64 // PARTS
_SHUFFLE = np.random.default_rng(64).permutation(64)
"""Bits of one part would else be of neighbouring frequencies, and many pictures share those."""
_EQUAL, _OTHER = 64, 24
"""With so many is each compared where a part is equal, and where one bit of it is another."""
_AT_ONCE = 1 << 14


def near_hashes(hashes: np.ndarray, most: int, each: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Find pairs of different hashes that differ in few bits.

    Parameters
    ----------
    hashes : (m,) uint64
        Each once.
    most : int
        Bits. All pairs of up to seven are found where few share a part, and some of more: by the chance
        that one of the parts has fewer than two of them, 96% of those of eight bits, 88% of nine, 78% of ten.
    each : int
        Of what is found for one hash in one part, so many are kept: those that differ in the fewest bits.

    Returns
    -------
    pairs : (p, 2) int64
        Places, the lower one first, ascending.
    bits : (p,) uint8
    """
    shuffled = _shuffled(hashes)
    found = [np.empty(0, np.int64)]
    for part in range(PARTS):
        turned = _turned(shuffled, part * _PART_BITS)
        order = np.argsort(turned, kind="stable")
        found += _in_order(turned[order], order, most, each)
    keys = np.unique(np.concatenate(found))
    pairs = np.column_stack(np.divmod(keys, max(len(hashes), 1)))
    return pairs, np.bitwise_count(hashes[pairs[:, 0]] ^ hashes[pairs[:, 1]])


def _shuffled(hashes: np.ndarray) -> np.ndarray:
    found = np.empty(len(hashes), np.uint64)
    for start in range(0, len(hashes), _AT_ONCE):
        part = np.ascontiguousarray(hashes[start : start + _AT_ONCE])
        bits = np.unpackbits(part.view(np.uint8).reshape(-1, 8), axis=1)
        packed = np.ascontiguousarray(np.packbits(bits[:, _SHUFFLE], axis=1))
        found[start : start + _AT_ONCE] = packed.view(np.uint64).ravel()
    return found


def _turned(values: np.ndarray, bits: int) -> np.ndarray:
    """Rotate to the left: the part that begins there comes first."""
    return values if not bits else (values << np.uint64(bits)) | (values >> np.uint64(64 - bits))


def _in_order(values: np.ndarray, order: np.ndarray, most: int, each: int) -> list[np.ndarray]:
    """Keys of pairs among ascending values whose first parts are equal or differ in one bit."""
    m, shift = len(values), np.uint64(64 - _PART_BITS)
    parts = (values >> shift).astype(np.int64)
    begins = np.searchsorted(parts, np.arange((1 << _PART_BITS) + 1))
    found = []
    for start in unless_cancelled(range(0, m, _AT_ONCE)):
        places = np.arange(start, min(m, start + _AT_ONCE))
        ends = np.minimum(begins[parts[places] + 1], places + 1 + _EQUAL)
        near = [_near(values, places, places + 1, ends, most)]
        for bit in range(_PART_BITS):
            # Each pair once: from the one that lacks the bit.
            lacking = places[parts[places] & (1 << bit) == 0]
            other = parts[lacking] | (1 << bit)
            lo, hi = begins[other], begins[other + 1]
            many = np.flatnonzero(hi - lo > _OTHER)
            if len(many):
                sought = values[lacking[many]] | (np.uint64(1 << bit) << shift)
                middle = np.searchsorted(values, sought) - _OTHER // 2
                lo[many] = np.clip(middle, lo[many], hi[many] - _OTHER)
                hi[many] = lo[many] + _OTHER
            near.append(_near(values, lacking, lo, hi, most))
        first, second, bits = (np.concatenate(column) for column in zip(*near, strict=True))
        kept = nearest_few(first - start, bits, each)
        a, b = order[first[kept]], order[second[kept]]
        found.append(np.minimum(a, b) * m + np.maximum(a, b))
    return found


def _near(values, places, lo, hi, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of places and what lies in [lo, hi) that differ in few bits, and in how many."""
    counts = np.maximum(hi - lo, 0)
    first = np.repeat(places, counts)
    second = np.arange(len(first)) + np.repeat(lo - (np.cumsum(counts) - counts), counts)
    bits = np.bitwise_count(values[first] ^ values[second])
    near = bits <= most
    return first[near], second[near], bits[near]


def nearest_few(owners: np.ndarray, gaps: np.ndarray, each: int) -> np.ndarray:
    """Return the places of the nearest few of each owner, in no order; of equally near ones the first.

    Parameters
    ----------
    owners : (p,) int
        Whose pair it is, from 0 on.
    gaps : (p,) uint8
    each : int
    """
    counts = np.bincount(owners)
    many = counts[owners] > each
    several = np.flatnonzero(many)
    several = several[np.lexsort((gaps[several], owners[several]))]
    heads = np.cumsum(np.where(counts > each, counts, 0)) - counts
    rank = np.arange(len(several)) - heads[owners[several]]
    return np.concatenate([np.flatnonzero(~many), several[rank < each]])
