"""Which images of an index are the same picture again: copies are no further evidence, so one counts."""

from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa

from explorer.analysis.copies.compared_pictures import Pictures
from explorer.analysis.copies.grouping import link
from explorer.analysis.copies.image_hashes import Looks, read_details, read_looks, read_oriented
from explorer.analysis.copies.name_order import NameOrder, name_order
from explorer.analysis.copies.same_picture import SamePictures, same_pictures
from explorer.analysis.copies.transformed_copies import ORIENTATIONS, Oriented, with_transformed
from explorer.index.format import OWN_VECTORS
from explorer.index.made_later import kept_array
from explorer.index.once import label_free
from explorer.index.reader import Index

HASHED = "phash-1"
"""How pictures are hashed: another way needs another name, or hashes that were kept would be taken for it."""
WAYS = 2
"""In which pictures are hashed: as they are, and in every orientation."""

FOLLOWING = 3
"""An image follows the three before it in the order of names: two frames between may be lost."""


def distinct_images(index: Index) -> np.ndarray:
    """Return (n,) int64: for every row the first row that shows the same picture, found once and kept.

    Files with the same bytes whose vectors lie apart count each: they stand for different things. Copies are
    those among the neighbours: `copies_in` looks for others, for which every picture has to be hashed.

    Parameters
    ----------
    index : Index
        Opened; needs `items`, `neighbors`, `vectors`, `colors` and `thumbnails`.
    """
    return index.cached(_distinct)


def copies_in(index: Index) -> SamePictures:
    """Return what `same_pictures` finds in an index, found once and kept."""
    return index.cached(_same_pictures)


def transformed_in(index: Index) -> SamePictures:
    """Return the groups of `copies_in` joined where pictures are one but for orientation or colour.

    All pictures are hashed in four orientations for it, once, and the hashes kept beside the build.
    """
    return index.cached(_transformed)


def content_codes(index: Index) -> np.ndarray:
    """Return (n,) int: equal where files hold the same bytes, -1 where that is not known."""
    if "hash" not in index.items.column_names:
        return np.full(index.n, -1, np.int32)
    codes = index.items["hash"].combine_chunks().dictionary_encode()
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.combine_chunks()
    return codes.indices.fill_null(-1).to_numpy(zero_copy_only=False)


def order_by_name(index: Index) -> NameOrder:
    """Return the order of an index's images by their names, found once and kept."""
    return index.cached(_name_order)


@label_free
def _distinct(index: Index) -> np.ndarray:
    return same_pictures(_pictures(index), by_hashes=False).counted


@label_free
def _same_pictures(index: Index) -> SamePictures:
    following = order_by_name(index).following(FOLLOWING)
    looks = partial(_kept_looks, index)
    return same_pictures(replace(_pictures(index), looks=looks, following=following))


@label_free
def _name_order(index: Index) -> NameOrder:
    return name_order(index.items["path"])


def _pictures(index: Index) -> Pictures:
    return Pictures(
        content=content_codes(index),
        neighbors=index.neighbors,
        colors=index.colors,
        vectors=index.vectors,
        looks=lambda rows: read_looks(index.thumbnails, rows),
        details=lambda rows: read_details(index.thumbnails, rows),
        of_pixels=index.encoder.get("name", OWN_VECTORS) != OWN_VECTORS,
    )


@label_free
def _transformed(index: Index) -> SamePictures:
    n, same = index.n, copies_in(index)

    def make() -> np.ndarray:
        return read_oriented(index.thumbnails, np.arange(n), [change for _, change in ORIENTATIONS[:4]])

    def sound(found: np.ndarray) -> bool:
        return found.dtype == np.uint64 and found.shape == (n, 4)

    hashes = np.asarray(kept_array(index.folder, f"hashes-oriented-{HASHED}", make, sound, WAYS))
    rows = np.arange(n)
    details = partial(read_details, index.thumbnails)
    pictures = Oriented(rows, hashes, (hashes != 0).any(axis=1), index.colors, details)
    steps = with_transformed(same.steps, pictures)
    joined = link(np.concatenate([np.column_stack([each, rows]) for each in (steps, same.shown)]), n)
    return SamePictures(steps, same.counted, joined)


def _kept_looks(index: Index, rows: np.ndarray) -> Looks:
    """Looks of some rows, from hashes that are made of the whole build once and kept beside it."""

    def make() -> np.ndarray:
        return read_looks(index.thumbnails, np.arange(index.n)).hashes

    def sound(found: np.ndarray) -> bool:
        return found.dtype == np.uint64 and found.shape == (index.n,)

    hashes = kept_array(index.folder, f"hashes-{HASHED}", make, sound, WAYS)[rows]
    return Looks(hashes, hashes != 0)


def one_of_each(outcomes: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    """Return the outcomes with all but one image of each picture left out: the first with a known outcome.

    Which one it is does not depend on the outcomes themselves, so that they stay exchangeable.

    Parameters
    ----------
    outcomes : (n,) int8
        -1 where not known.
    firsts : (n,) int64
        As `distinct_images` gives it.

    Returns
    -------
    (n,) int8
        -1 also for what is left out.
    """
    known = np.flatnonzero(outcomes >= 0)
    _, first = np.unique(firsts[known], return_index=True)
    counted = np.full_like(outcomes, -1)
    counted[known[first]] = outcomes[known[first]]
    return counted
