"""Which images are the same picture again: suspected by their vectors or hashes, confirmed by their looks."""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.alike_pairs import alike_pairs
from explorer.analysis.copies.compared_pictures import Pictures, euclidean, is_near, reach_of, usual_reach
from explorer.analysis.copies.confirm_pairs import FAR_BITS, Suspected, confirmed, look_alike
from explorer.analysis.copies.cropped_copies import with_cropped
from explorer.analysis.copies.grouping import link
from explorer.analysis.copies.image_hashes import Looks
from explorer.analysis.copies.mean_colors import (
    FAR_COLOR,
    NEAR_COLOR,
    alike_but_for_brightness,
    alike_where_near,
    shades,
)
from explorer.cancellation import unless_cancelled

SAME_FILE = 0.1
"""Files of the same bytes are one image unless their vectors lie further apart than this share of the usual
distance to the last neighbour: then they are of different things, such as parts of one picture."""
_FEW = 3
"""Neighbours among which a picture's copy of another brightness is looked for: more would cost much."""
_BLOCK = 1 << 16
_VECTORS = 4096
"""Rows whose vectors are read at a time."""


@dataclass(frozen=True)
class SamePictures:
    """For every row the first row of the same picture.

    Attributes
    ----------
    steps : (n,) int64
        Files with the same bytes are the same picture, whatever their vectors; all of one look like one.
    counted : (n,) int64
        Unless their vectors lie apart: what counts as one image where evidence is weighed. The same array
        where no vectors do.
    shown : (n,) int64
        What `duplicates` lists: steps that images link which follow each other are one run. The same array
        where none do.
    """

    steps: np.ndarray
    counted: np.ndarray
    shown: np.ndarray


def same_pictures(pictures: Pictures, by_hashes: bool = True) -> SamePictures:
    """Find the rows that show one picture.

    Files with the same bytes do. Two others do when one is among the other's nearest neighbours, their
    details agree once one is laid over the other (`laid_over`), and either their vectors are near (within
    0.45 of the distance to the last neighbour of the one that reaches farther), their perceptual hashes
    differ in at most 14 of 64 bits and their mean colours in at most 24 of 255, or in 12 once one is made up
    to half as bright again: slightly cropped, framed, brightened; or, however far the vectors, in at most 10
    bits and 3 of 255: compressed anew, rescaled, the
    next frame of a video, however many are as near. Of the nearest three that also holds once one is made up
    to 18% brighter or darker. Details of two on an even ground (`on_even_ground`) must agree better, and in
    every part: so must forms. A mirrored picture is another one, as is a form filled in otherwise. Pictures
    of one colour, or nearly so, look like nothing: only equal files of those are copies.

    So do two whose hashes are among the most alike of all (`alike_pairs`), whether neighbours or not: what an
    encoder hardly tells apart, such as textures. Colours may differ as above, and details must agree better,
    and in every part. And so do nearest neighbours of which one is a crop of the other (`with_cropped`).

    Of pairs that follow each other (`following`) vectors need not be near, and hashes may differ in 20 bits.

    Links are followed as far as pictures look like the middle of their group, or can be laid over it
    (`link`). Only along `following` pairs that are copies do they lead on: such groups are one run, whose
    ends may show different things (single linkage, of neighbours in the order alone). Where most images of
    the very same look are elsewhere in the data, the look is no proof: it is that of a placeholder, and the
    vectors know more.

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
    following = _following(pictures, first, apart)
    pairs = _rows_of(np.union1d(_suspects(pictures, first, apart), following), n)
    files = np.flatnonzero((first == np.arange(n)) & ~apart) if by_hashes else np.empty(0, np.int64)
    rows = np.union1d(pairs, files).astype(np.int64)
    looks = pictures.looks(rows) if len(rows) > 1 else Looks(np.zeros(len(rows), np.uint64), rows < 0)
    listed = len(pairs)
    if by_hashes:
        pairs = np.concatenate([pairs, _alike(pictures, rows, looks, pairs)])
    keys = pairs @ np.array([n, 1])
    suspected = Suspected(pairs, np.arange(len(pairs)) >= listed, np.isin(keys, following))
    places = np.searchsorted(rows, pairs)
    fine = confirmed(pictures, looks, places, suspected)
    fine[fine] = _no_placeholders(looks.hashes, places[fine])
    hashes = np.zeros(n, np.uint64)
    hashes[rows] = looks.hashes
    picture = link(pairs[fine], n, lambda *pairs: look_alike(pictures, hashes, *pairs))[first]
    if by_hashes:
        there = np.zeros(n, bool)
        there[files] = looks.sound[np.searchsorted(rows, files)]
        picture = with_cropped(_lowest(picture), pictures, there)
    steps = counted = _lowest(picture)
    if apart.any():
        steps = _joined(picture, _first_of_content(pictures.content))
    along = pairs[fine & suspected.following]
    return SamePictures(steps, counted, _lowest(link(steps[along], n)[steps]) if len(along) else steps)


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


def _keys(a: np.ndarray, b: np.ndarray, n: int) -> np.ndarray:
    """(p,) int64 Numbers of pairs of different rows, each once, ascending."""
    return np.unique((np.minimum(a, b) * n + np.maximum(a, b))[a != b])


def _rows_of(keys: np.ndarray, n: int) -> np.ndarray:
    """(p, 2) The pairs of these numbers, the lower row first."""
    return np.column_stack(np.divmod(keys, max(n, 1)))


def _following(pictures: Pictures, first: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """(p,) Keys of pairs that follow each other and whose colours agree; of equal files the first."""
    if pictures.following is None:
        return np.empty(0, np.int64)
    pairs = pictures.following[~apart[pictures.following].any(axis=1)]
    pairs = pairs[shades(pictures.colors, *pairs.T) <= NEAR_COLOR]
    one, other = first[pairs].T
    return _keys(one, other, len(first))


def _suspects(pictures: Pictures, first: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """(p,) Keys of pairs of neighbours whose looks are to be compared; of equal files the first."""
    near = pictures.neighbors
    reach, colors, n = reach_of(near), pictures.colors, len(first)
    keys = [np.empty(0, np.int64)]
    for start in unless_cancelled(range(0, n, _BLOCK)):
        run = slice(start, min(n, start + _BLOCK))
        others = near.rows[run]
        close = is_near(euclidean(near.distances[run], near.metric), reach[run][:, None], reach[others])
        own = np.arange(run.start, run.stop)[:, None]
        alike = np.where(
            close, alike_where_near(colors, own, others), shades(colors, own, others) <= FAR_COLOR
        )
        alike[:, :_FEW] |= alike_but_for_brightness(colors, own, others[:, :_FEW])
        kept = alike & ~apart[run][:, None] & ~apart[others]
        row, place = np.nonzero(kept)
        keys.append(_keys(first[start + row], first[others[row, place]], n))
    return np.unique(np.concatenate(keys))


def _alike(pictures: Pictures, rows: np.ndarray, looks: Looks, known: np.ndarray) -> np.ndarray:
    """(p, 2) Further pairs whose looks are to be compared because they are alike, the lower row first."""
    pairs = rows[alike_pairs(looks, pictures.colors[rows], FAR_BITS)]
    n = len(pictures.content)
    pairs = pairs[~np.isin(pairs @ [n, 1], known @ [n, 1])]
    if pictures.of_pixels or not len(pairs):
        return pairs
    reach, gaps = reach_of(pictures.neighbors), np.empty(len(pairs))
    for start in unless_cancelled(range(0, len(pairs), _VECTORS)):
        part = slice(start, start + _VECTORS)
        one, other = (np.asarray(pictures.vectors(each), np.float64) for each in pairs[part].T)
        gaps[part] = np.linalg.norm(one - other, axis=1)
    return pairs[gaps <= reach[pairs].max(axis=1)]


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
