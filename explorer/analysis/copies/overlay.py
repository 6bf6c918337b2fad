"""How well two pictures agree in their details once one is laid over the other.

A copy may be moved and scaled: cropped, framed, the next frame of a pan. Two pages of one form are not, and
differ in what is written on them. So one picture is brought onto the other first (inverse compositional
alignment: Baker & Matthews, IJCV 56, 2004; here by a scale and a shift along each axis), and details are
compared then, not the ground that they lie on.
"""

from collections.abc import Callable

import numpy as np

from explorer.analysis.copies.image_hashes import DETAIL
from explorer.cancellation import unless_cancelled

_ROUNDS = ((2, 6), (1, 2))
"""From coarse to fine: by how much pictures are reduced, and how often the alignment is improved."""
_GROUND = DETAIL / 12
"""Standard deviation, in pixels, of the ground that is taken away."""
_MARGIN = 1 / 8
"""What is left out along the edges, where frames are."""
_BAND = round(DETAIL / 4)
"""What may be left out at the top or at the bottom, in pixels, where captions are."""
_FAINT = 1.0
"""Contrast of details, of 255, that counts as noise."""
_PARTS, _FAINT_PART = 6, 2.0
"""Parts along a side, and the contrast of a part, of 255, that is no more than compression may change."""
_FARTHEST_SCALE = 1.18
_CROPS = (1.0, 1.15, 1 / 1.15, 1.3, 1 / 1.3)
"""Scales from which the alignment begins where one picture may be a part of the other."""
_LEAST_SHARED, _ALIKE_AS_THEY_LIE = 0.5, 0.9
"""Share of what is compared that both must show then, and the correlation as they lie from which neither is a
part of the other: cards of one layout reach 0.93 and more, crops by 8% less than 0.9, by 11% than 0.88."""
_BLUR = 0.7
"""Standard deviation, in pixels, of what both are smoothed by: a part that is made larger has less detail."""
_LONGEST_STEP = 0.07
_AT_ONCE = 256


def agree(
    pictures: np.ndarray, pairs: np.ndarray, least: float, reach: float, everywhere: float | None = None
) -> np.ndarray:
    """Return (p,) bool: whether the details of pairs of pictures are correlated by no less than `least`.

    Pictures are compared but for their edges: as they lie, and where that does not do, laid over each other,
    also without their upper or their lower quarter, where one may have a caption.

    Parameters
    ----------
    pictures : (m, 48, 48) uint8
        Grey.
    pairs : (p, 2) int
        Places among them.
    least : float
    reach : float
        How far one may be shifted to lie on the other, as a share of the side.
    everywhere : float, optional
        Least agreement of each of the 36 parts between the edges as well, so that one word that differs is
        seen; a caption then is one.
    """
    window = np.broadcast_to(_window(DETAIL), (1, DETAIL, DETAIL))

    def judge(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        fine = _correlation(one, other, window) >= least
        if everywhere is not None:
            fine &= _least_part(one, other, window) >= everywhere
        left = np.flatnonzero(~fine)
        if len(left):
            fine[left] = _fits(one[left], _laid_over(one[left], other[left], reach), least, everywhere)
        return fine

    return _judged(pictures, pairs, judge)


def agree_cropped(pictures: np.ndarray, pairs: np.ndarray, least: float, reach: float) -> np.ndarray:
    """Return (p,) bool: whether one of two pictures is a part of the other, down to seven tenths of a side.

    Pictures that agree as they lie, as forms of one layout do, are none.

    Parameters
    ----------
    pictures : (m, 48, 48) uint8
        Grey.
    pairs : (p, 2) int
        Places among them.
    least : float
        Correlation of the details where they overlap, once both are smoothed.
    reach : float
        How far the middle of one may be from that of the other, as a share of the side.
    """
    from scipy.ndimage import gaussian_filter

    window = _window(DETAIL)

    def judge(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        moved, weight = _weighed(other, *_place(one, other, reach, _CROPS), reach)
        one, other, moved = (gaussian_filter(each, (0, _BLUR, _BLUR)) for each in (one, other, moved))
        cropped = weight.sum((1, 2)) >= _LEAST_SHARED * window.sum()
        cropped &= _correlation(one, other, np.broadcast_to(window, one.shape)) < _ALIKE_AS_THEY_LIE
        return cropped & (_correlation(one, moved, weight) >= least)

    return _judged(pictures, pairs, judge)


def _judged(
    pictures: np.ndarray, pairs: np.ndarray, judge: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return (p,) bool what is said of the details of both pictures of some pairs at a time."""
    details, result = _details(pictures.astype(np.float32)), np.zeros(len(pairs), bool)
    for start in unless_cancelled(range(0, len(pairs), _AT_ONCE)):
        one, other = (details[places] for places in pairs[start : start + _AT_ONCE].T)
        result[start : start + _AT_ONCE] = judge(one, other)
    return result


def _laid_over(one: np.ndarray, other: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """(p, side, side) the other picture brought onto the one, and the weight of what they share."""
    return _weighed(other, *_place(one, other, reach, (1.0,)), reach)


def _place(one, other, reach: float, scales: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(p, 2) scale and shift, of y and x, that bring the other pictures onto the first; shifts in sides."""
    place = _begun(_reduced(one, 2), _reduced(other, 2), reach, scales)
    bounds = min(scales) / _FARTHEST_SCALE, max(scales) * _FARTHEST_SCALE
    for factor, rounds in _ROUNDS:
        place = _aligned(_reduced(one, factor), _reduced(other, factor), place, rounds, bounds)
    return place


def _weighed(other, scale, shift, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """(p, side, side) the pictures scaled and shifted, and the weight of what is seen of them."""
    moved, seen = _moved(other, scale, shift)
    return moved, seen * _window(DETAIL) * (np.abs(shift).max(axis=1) <= reach)[:, None, None]


def _begun(one, other, reach: float, scales: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(p, 2) scale and shift, of y and x, at which small pictures agree best: the scale is one of some."""
    found = []
    for scale in scales:
        scaled = np.full((len(one), 2), scale, np.float32)
        moved, seen = _moved(other, scaled, np.zeros_like(scaled))
        shift, peak = _shifts(one, moved * seen, reach)
        found.append((peak, scaled, scale * shift))
    peaks, scaled, shifts = (np.stack(each) for each in zip(*found, strict=True))
    best, rows = peaks.argmax(axis=0), np.arange(len(one))
    return scaled[best, rows], shifts[best, rows]


def _fits(one: np.ndarray, laid: tuple, least: float, everywhere: float | None) -> np.ndarray:
    """(p,) bool whether pictures that lie on each other agree, without a caption or all over."""
    moved, weight = laid
    if everywhere is not None:
        everything = _correlation(one, moved, weight) >= least
        return everything & (_least_part(one, moved, weight) >= everywhere)
    parts = (slice(None), slice(_BAND, None), slice(None, -_BAND))
    best = np.max([_correlation(one[:, part], moved[:, part], weight[:, part]) for part in parts], axis=0)
    return best >= least


def _least_part(one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(p,) the least agreement of a part, twice the product over the squares; 1 where both are faint."""
    margin = round(DETAIL * _MARGIN)
    inner = slice(margin, DETAIL - margin)
    one, other = ((each * weight)[:, inner, inner] for each in (one, other))

    def sums(values: np.ndarray) -> np.ndarray:
        side = values.shape[1] // _PARTS
        return values.reshape(-1, _PARTS, side, _PARTS, side).sum(axis=(2, 4))

    faint = _FAINT_PART**2 * (one[0].size / _PARTS**2) if len(one) else 1
    found = (2 * sums(one * other) + faint) / (sums(one * one) + sums(other * other) + faint)
    return found.reshape(-1, _PARTS**2).min(axis=1)


def _details(grey: np.ndarray) -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    return grey - gaussian_filter(grey, (0, _GROUND, _GROUND))


def _reduced(pictures: np.ndarray, factor: int) -> np.ndarray:
    side = pictures.shape[1] // factor
    return pictures.reshape(-1, side, factor, side, factor).mean(axis=(2, 4))


def _window(side: int) -> np.ndarray:
    """(side, side) 1 within the margin, 0 on it."""
    line = np.zeros(side, np.float32)
    margin = max(1, round(side * _MARGIN))
    line[margin:-margin] = 1
    return line[:, None] * line


def _shifts(one: np.ndarray, other: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """(p, 2) the shift of y and x, in sides, at which pictures agree best, and (p,) how well they do there.

    That is by their cross-correlation, over the contrast of the other: that of the one is the same for all.
    """
    p, side, _ = one.shape
    products = np.fft.rfft2(one * _window(side)).conj() * np.fft.rfft2(other * _window(side))
    agreeing = np.fft.fftshift(np.fft.irfft2(products, s=(side, side)), axes=(1, 2))
    most = int(side * reach)
    near = slice(side // 2 - most, side // 2 + most + 1)
    agreeing = agreeing[:, near, near].reshape(p, -1)
    best = agreeing.argmax(axis=1)
    found = np.column_stack(np.divmod(best, 2 * most + 1)) - most
    contrast = np.sqrt(np.square(other * _window(side)).sum((1, 2)) + 1e-6)
    return (found / side).astype(np.float32), agreeing[np.arange(p), best] / contrast


def _aligned(one, other, place, rounds: int, scales: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """(p, 2) the scale and shift of a place, improved, with scales within bounds."""
    p, side, _ = one.shape
    window = _window(side)
    one, other = (
        each / np.sqrt(np.square(each * window).sum((1, 2), keepdims=True) + 1e-6) for each in (one, other)
    )
    along = (np.arange(side, dtype=np.float32) - (side - 1) / 2) / side
    slope_y, slope_x = (np.gradient(one, 1 / side, axis=axis) for axis in (1, 2))
    slopes = np.stack([slope_y * along[:, None], slope_x * along, slope_y, slope_x], axis=1).reshape(p, 4, -1)
    weighted = slopes * window.ravel()
    curvature = weighted @ slopes.transpose(0, 2, 1)
    # Where a picture has no slope along an axis, nothing tells how far to go.
    curvature += (1e-3 * np.trace(curvature, axis1=1, axis2=2) / 4 + 1e-9)[:, None, None] * np.eye(
        4, dtype=np.float32
    )
    inverse = np.linalg.inv(curvature)
    scale, shift = place
    for _ in range(rounds):
        moved, seen = _moved(other, scale, shift)
        off = ((moved - one) * seen).reshape(p, -1, 1)
        step = np.clip((inverse @ (weighted @ off))[..., 0], -_LONGEST_STEP, _LONGEST_STEP)
        shift = shift - scale * step[:, 2:] / (1 + step[:, :2])
        scale = np.clip(scale / (1 + step[:, :2]), *scales)
    return scale, shift


def _moved(pictures: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(p, side, side) the pictures scaled and shifted, and bool, where there is something of them."""
    moved, seen_y = _moved_along(pictures, scale[:, 0], shift[:, 0])
    moved, seen_x = _moved_along(moved.transpose(0, 2, 1), scale[:, 1], shift[:, 1])
    return moved.transpose(0, 2, 1), seen_y[:, :, None] & seen_x[:, None]


def _moved_along(pictures, scale, shift) -> tuple[np.ndarray, np.ndarray]:
    side = pictures.shape[1]
    middle = (side - 1) / 2
    at = middle + scale[:, None] * (np.arange(side, dtype=np.float32) - middle) + side * shift[:, None]
    before = np.clip(np.floor(at), 0, side - 2).astype(np.intp)
    part = np.clip(at - before, 0, 1)[:, :, None]
    rows = np.arange(len(pictures))[:, None]
    moved = pictures[rows, before] * (1 - part) + pictures[rows, before + 1] * part
    return moved, (at >= 0) & (at <= side - 1)


def _correlation(one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(p,) the correlation of pixels where the weight is 1; that of faint details is small."""
    size = np.maximum(weight.sum((1, 2)), 1)

    def mean(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.einsum("pij,pij->p", first, second) / size

    one, other = (each * weight for each in (one, other))
    means = [each.sum((1, 2)) / size for each in (one, other)]
    contrasts = [mean(each, each) - middle**2 for each, middle in zip((one, other), means, strict=True)]
    contrast = np.sqrt(np.maximum(contrasts[0] * contrasts[1], 0))
    return (mean(one, other) - means[0] * means[1]) / (contrast + _FAINT)
