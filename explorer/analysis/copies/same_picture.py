"""Which images are the same picture again: suspected by their vectors or hashes, confirmed by their looks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.alike_pairs import alike_pairs
from explorer.analysis.copies.grouping import link
from explorer.analysis.copies.image_hashes import Looks
from explorer.analysis.copies.mean_colors import (
    FAR_COLOR,
    NEAR_COLOR,
    alike_but_for_brightness,
    shades,
)
from explorer.analysis.copies.overlay import agree
from explorer.cancellation import unless_cancelled
from explorer.clustering.neighbors.types import Neighbors

NEAR = 0.45
"""Vectors this close are near: a share of the distance to the last neighbour that either row lists."""
AGREEING = 0.92
"""Correlation of details of one picture (`laid_over`): pages of one layout with other words reach 0.92."""
ALONE, EVERYWHERE = 0.95, 0.8
"""Correlation of the details, and agreement of every part, of pictures that are suspected by their hashes
alone: forms of one layout that are filled in otherwise reach 0.93 and 0.7."""
SHIFT, SHIFT_IN_GROUP = 0.1, 0.25
"""How far a picture may be shifted to lie on its copy, and on the middle of its group: part of the side."""
NEAR_BITS, FAR_BITS = 14, 10
SAME_FILE = 0.1
"""Files of the same bytes are one image unless their vectors lie further apart than this share of the usual
distance to the last neighbour: then they are of different things, such as parts of one picture."""
_FEW = 3
"""Neighbours among which a picture's copy of another brightness is looked for: more would cost much."""
_BLOCK = 1 << 16
_VECTORS = 4096
"""Rows whose vectors are read at a time."""


@dataclass(frozen=True)
class Pictures:
    """What images are compared by.

    Attributes
    ----------
    content : (n,) int
        Equal where files hold the same bytes; -1 where not known.
    neighbors : Neighbors
        Whose pairs are suspected: `rows` and `distances` (n, k), `metric`.
    colors : (n, 3) uint8
        Mean colours.
    vectors : callable
        Vectors of some rows, (m, d).
    looks : callable
        Looks of some rows. Asked once, for one row of each file or only for pairs that may be copies.
    details : callable
        Grey copies of some rows, (m, 48, 48) uint8. Asked for pairs whose looks are alike.
    of_pixels : bool
        Whether vectors were made of these pictures, so that what looks the same is. A user's own may stand
        for something else; then only as far as vectors reach to their last neighbours.
    """

    content: np.ndarray
    neighbors: Neighbors
    colors: np.ndarray
    vectors: Callable[[np.ndarray], np.ndarray]
    looks: Callable[[np.ndarray], Looks]
    details: Callable[[np.ndarray], np.ndarray]
    of_pixels: bool = False


@dataclass(frozen=True)
class SamePictures:
    """For every row the first row of the same picture.

    Attributes
    ----------
    shown : (n,) int64
        Files with the same bytes are the same picture, whatever their vectors: what `duplicates` lists.
    counted : (n,) int64
        Unless their vectors lie apart: what counts as one image where evidence is weighed. The same array
        where no vectors do.
    """

    shown: np.ndarray
    counted: np.ndarray


def same_pictures(pictures: Pictures, by_hashes: bool = True) -> SamePictures:
    """Find the rows that show one picture.

    Files with the same bytes do. Two others do when one is among the other's nearest neighbours, their
    details agree once one is laid over the other (`laid_over`), and either their vectors are near (within
    0.45 of the distance to the last neighbour of the one that reaches farther), their perceptual hashes
    differ in at most 14 of 64 bits and their mean colours in at most 24 of 255: slightly cropped, framed,
    brightened; or, however far the vectors, in at most 10 bits and 3 of 255: compressed anew, rescaled, the
    next frame of a video, however many are as near. Of the nearest three that also holds once one is made up
    to 18% brighter or darker. A mirrored picture is another one, as is a form filled in otherwise. Pictures
    of one colour, or nearly so, look like nothing: only equal files of those are copies.

    So do two whose hashes are among the most alike of all (`alike_pairs`), whether neighbours or not: what an
    encoder hardly tells apart, such as textures. Colours may differ as above, and details must agree better,
    and in every part.

    Links are followed as far as pictures look like the middle of their group, or can be laid over it
    (`link`). Where most images of the very same look are elsewhere in the data, the look is no proof: it is
    that of a placeholder, and the vectors know more.

    Parameters
    ----------
    pictures : Pictures
    by_hashes : bool
        Whether those are looked for that no neighbours list, too; needs the looks of all files.

    Notes
    -----
    Time and memory grow with n·k, however many look alike.
    """
    n = len(pictures.content)
    first, apart = _files(pictures)
    pairs = _suspects(pictures, first, apart)
    files = np.flatnonzero((first == np.arange(n)) & ~apart) if by_hashes else np.empty(0, np.int64)
    rows = np.union1d(pairs, files).astype(np.int64)
    looks = pictures.looks(rows) if len(rows) > 1 else Looks(np.zeros(len(rows), np.uint64), rows < 0)
    listed = len(pairs)
    if by_hashes:
        pairs = np.concatenate([pairs, _alike(pictures, rows, looks, pairs)])
    places = np.searchsorted(rows, pairs)
    alone = np.arange(len(pairs)) >= listed
    fine = _confirmed(looks, places, pictures, pairs, alone)
    pairs, places = pairs[fine], places[fine]
    known = _no_placeholders(looks.hashes, places)
    hashes = np.zeros(n, np.uint64)
    hashes[rows] = looks.hashes
    picture = link(pairs[known], n, lambda *pairs: _look_alike(pictures, hashes, *pairs))[first]
    counted = _lowest(picture)
    if not apart.any():
        return SamePictures(counted, counted)
    content = _first_of_content(pictures.content)
    return SamePictures(_joined(picture, content), counted)


def usual_reach(neighbors: Neighbors) -> float:
    """Return the median Euclidean distance of rows to the last neighbour that they list."""
    reach = _reach(neighbors)
    return float(np.median(reach)) if len(reach) else 0.0


def euclidean(distances: np.ndarray, metric: str) -> np.ndarray:
    """Return Euclidean distances of what neighbours list."""
    # For unit rows, 1 - cosine is half the square of the Euclidean distance.
    return np.sqrt(2 * np.maximum(distances, 0)) if metric == "cosine" else distances


def _reach(neighbors: Neighbors) -> np.ndarray:
    distances = neighbors.distances
    return euclidean(distances[:, -1], neighbors.metric) if distances.shape[1] else np.zeros(len(distances))


def _first_of_content(content: np.ndarray) -> np.ndarray:
    """(n,) The first row with the same content; the row itself where that is not known."""
    _, first, back = np.unique(content, return_index=True, return_inverse=True)
    return np.where(content >= 0, first[back], np.arange(len(content)))


def _files(pictures: Pictures) -> tuple[np.ndarray, np.ndarray]:
    """(n,) the first row of the same file, and (n,) whether equal files have vectors that lie apart."""
    first = _first_of_content(pictures.content)
    rows = np.flatnonzero(first != np.arange(len(first)))
    most = SAME_FILE * usual_reach(pictures.neighbors)
    apart = np.zeros(len(first), bool)
    for i in unless_cancelled(range(0, len(rows), _VECTORS)):
        part = rows[i : i + _VECTORS]
        a, b = (np.asarray(pictures.vectors(each), np.float64) for each in (part, first[part]))
        gap, length = np.linalg.norm(a - b, axis=1), np.linalg.norm(b, axis=1)
        # Vectors that are equal but for rounding agree in any case.
        apart[part] = gap > np.maximum(most, 1e-3 * length)
    own = np.where(apart, np.arange(len(first)), first)
    apart[first[apart]] = True
    return own, apart


def _suspects(pictures: Pictures, first: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """(p, 2) Pairs whose looks are to be compared, the lower row first; of equal files only the first."""
    near = pictures.neighbors
    reach, colors, n = _reach(near), pictures.colors, len(first)
    keys = [np.empty(0, np.int64)]
    for start in unless_cancelled(range(0, n, _BLOCK)):
        run = slice(start, min(n, start + _BLOCK))
        others = near.rows[run]
        close = _is_near(euclidean(near.distances[run], near.metric), reach[run][:, None], reach[others])
        own = np.arange(run.start, run.stop)[:, None]
        alike = shades(colors, own, others) <= np.where(close, NEAR_COLOR, FAR_COLOR)
        alike[:, :_FEW] |= alike_but_for_brightness(colors, own, others[:, :_FEW])
        kept = alike & ~apart[run][:, None] & ~apart[others]
        row, place = np.nonzero(kept)
        a, b = first[start + row], first[others[row, place]]
        keys.append(np.unique((np.minimum(a, b) * n + np.maximum(a, b))[a != b]))
    return np.column_stack(np.divmod(np.unique(np.concatenate(keys)), max(n, 1)))


def _alike(pictures: Pictures, rows: np.ndarray, looks: Looks, known: np.ndarray) -> np.ndarray:
    """(p, 2) Further pairs whose looks are to be compared because they are alike, the lower row first."""
    pairs = rows[alike_pairs(looks, pictures.colors[rows], FAR_BITS)]
    n = len(pictures.content)
    pairs = pairs[~np.isin(pairs @ [n, 1], known @ [n, 1])]
    if pictures.of_pixels or not len(pairs):
        return pairs
    reach, gaps = _reach(pictures.neighbors), np.empty(len(pairs))
    for start in unless_cancelled(range(0, len(pairs), _VECTORS)):
        part = slice(start, start + _VECTORS)
        one, other = (np.asarray(pictures.vectors(each), np.float64) for each in pairs[part].T)
        gaps[part] = np.linalg.norm(one - other, axis=1)
    return pairs[gaps <= reach[pairs].max(axis=1)]


def _is_near(gaps: np.ndarray, *reaches: np.ndarray) -> np.ndarray:
    return gaps <= NEAR * np.maximum(*reaches)


def _confirmed(
    looks: Looks, places: np.ndarray, pictures: Pictures, pairs: np.ndarray, alone: np.ndarray
) -> np.ndarray:
    """(p,) bool Whether pairs look like one picture: what costs least is looked at first.

    Those that are suspected by their hashes alone must agree in every part: of so many pairs some agree on
    the whole, such as forms that were filled in with other words.
    """
    a, b = places.T
    bits = np.bitwise_count(looks.hashes[a] ^ looks.hashes[b])
    fine = looks.sound[a] & looks.sound[b] & (bits <= NEAR_BITS)
    for start in unless_cancelled(range(0, len(pairs), _VECTORS)):
        left = start + np.flatnonzero(fine[start : start + _VECTORS])
        left = left[_look_the_same(pictures, pairs[left], bits[left])]
        fine[start : start + _VECTORS] = False
        near, rest = left[~alone[left]], left[alone[left]]
        fine[near] = _agree(pictures, pairs[near], AGREEING, SHIFT)
        fine[rest] = _agree(pictures, pairs[rest], ALONE, SHIFT, EVERYWHERE)
    return fine


def _look_the_same(pictures: Pictures, pairs: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """(p,) bool Whether hashes and mean colours differ by little, or by more where vectors are near."""
    one, other = (pictures.vectors(rows).astype(np.float64) for rows in pairs.T)
    reach = _reach(pictures.neighbors)
    # Rounding apart, these are the distances that the neighbours list.
    near = _is_near(np.linalg.norm(one - other, axis=1) - 1e-6, *reach[pairs].T)
    near &= (bits <= NEAR_BITS) & (shades(pictures.colors, *pairs.T) <= NEAR_COLOR)
    return near | ((bits <= FAR_BITS) & alike_but_for_brightness(pictures.colors, *pairs.T))


def _look_alike(pictures: Pictures, hashes: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(m,) bool Whether pictures look alike by hash and colour, or one can be laid over the other."""
    alike = np.bitwise_count(hashes[rows] ^ hashes[others]) <= NEAR_BITS
    alike &= shades(pictures.colors, rows, others) <= NEAR_COLOR
    left = np.flatnonzero(~alike)
    for start in unless_cancelled(range(0, len(left), _VECTORS)):
        part = left[start : start + _VECTORS]
        alike[part] = _agree(pictures, np.column_stack([rows[part], others[part]]), AGREEING, SHIFT_IN_GROUP)
    return alike


def _agree(
    pictures: Pictures, pairs: np.ndarray, least: float, reach: float, everywhere: float | None = None
) -> np.ndarray:
    if not len(pairs):
        return np.zeros(0, bool)
    rows, places = np.unique(pairs, return_inverse=True)
    return agree(pictures.details(rows), places.reshape(-1, 2), least, reach, everywhere)


def _no_placeholders(hashes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(p,) bool Whether pairs are to be believed: not where most of one look are elsewhere."""
    if not len(places):
        return np.zeros(0, bool)
    group = link(places, len(hashes))
    size = np.bincount(group, minlength=len(hashes))[group]
    _, look, count = np.unique(hashes, return_inverse=True, return_counts=True)
    _, within, inside = np.unique(
        group.astype(np.int64) * len(count) + look, return_inverse=True, return_counts=True
    )
    stray = count[look] - inside[within] > size
    return ~(stray[places[:, 0]] | stray[places[:, 1]])


def _lowest(group: np.ndarray) -> np.ndarray:
    """(n,) For any names of groups, the lowest row of each row's group."""
    _, first, back = np.unique(group, return_index=True, return_inverse=True)
    return first[back]


def _joined(group: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n,) The lowest row of what two groupings together connect."""
    n = len(group)
    rows = np.arange(n)
    pairs = np.concatenate([np.column_stack([rows, group]), np.column_stack([rows, other])])
    return link(pairs, n)
