"""Curation: draw some of many images, by one of several methods, the same ones for the same seed."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from explorer.errors import InputError
from explorer.export.sampling.asked_sample import Defaults, SampleAsked, options_of, split_word, whole_number
from explorer.export.sampling.method import Draw, Method
from explorer.export.sampling.methods import METHODS
from explorer.filters.filter import Filter, mask_of
from explorer.index.checks import check_row
from explorer.index.reader import Index
from explorer.words import images

__all__ = [
    "METHODS",
    "Defaults",
    "Method",
    "SampleAsked",
    "draw_all",
    "draw_sample",
    "read_sample",
    "read_samples",
]


def read_sample(text: str, defaults: Defaults, condition: Callable[[str], Filter]) -> SampleAsked:
    """Read a word such as `density;cells=100`.

    Parameters
    ----------
    text : str
        A method, and behind it options, `size`, `seed` and `target` of it alone.
    defaults : Defaults
        For what the word does not say.
    condition : callable
        From the text of a filter to the filter.

    Raises
    ------
    InputError
        It cannot be understood, or lacks what the method needs.
    """
    method, said = split_word(text)
    size = whole_number("size", said["size"]) if "size" in said else defaults.size
    seed = whole_number("seed", said["seed"]) if "seed" in said else defaults.seed
    target: Any = said.get("target", defaults.target) if method.towards else None
    if not method.takes_size:
        if "size" in said:
            raise InputError(f"sample: {method.name} takes no size; it keeps as many as there are")
        size = None
    if method.sized and size is None:
        raise InputError(f"sample: {method.name} needs a size; say how many images to draw")
    if size is not None and size < 1:
        raise InputError(f"sample: size is {size}; draw 1 image or more")
    if seed < 0:
        raise InputError(f"sample: seed is {seed}; 0 or more is expected")
    if method.towards and target is None:
        raise InputError(
            f"sample: {method.name} draws towards a target; say which images those are, by a filter"
        )
    if isinstance(target, str):
        target = condition(target)
    return SampleAsked(method, size, seed, options_of(method, said), target, text)


def read_samples(
    words: Sequence[str], defaults: Defaults, condition: Callable[[str], Filter]
) -> tuple[SampleAsked, ...]:
    """Read several words; see `read_sample`. What holds for all is refused where there is none."""
    if not words and (defaults.size is not None or defaults.target is not None or defaults.seed):
        raise InputError("size, seed and target belong to a sample; say by which method, or leave them out")
    return tuple(read_sample(word, defaults, condition) for word in words)


def draw_sample(index: Index, rows: np.ndarray, asked: SampleAsked) -> np.ndarray:
    """Draw some of some rows.

    Parameters
    ----------
    index : Index
    rows : (m,) int64
        In any order, each once.
    asked : SampleAsked

    Returns
    -------
    numpy.ndarray
        (size,) int64, in the order of the method; fewer where it says so. The same whatever the order of
        `rows` and the number of threads.

    Raises
    ------
    InputError
        More are asked for than there are, or the index lacks what the method needs.
    """
    target = _target(index, asked)
    rows = np.sort(np.asarray(rows, np.int64))
    if target.ndim == 1 and len(target):
        rows = np.setdiff1d(rows, target, assume_unique=True)
        if not len(rows):
            raise InputError("sample: all images to draw from are in the target; draw from others")
    if asked.size is not None and asked.size > len(rows):
        raise InputError(
            f"sample: size is {asked.size:,} and there are {images(len(rows))} to draw from; ask for no more"
        )
    draw = Draw(index, rows, asked.size or len(rows), asked.seed, asked.options, target, asked.size is None)
    # One thread a product: how a library divides one among threads would change its last digits.
    with threadpool_limits(1, user_api="blas"):
        return asked.method.draw(draw)


def _target(index: Index, asked: SampleAsked) -> np.ndarray:
    """Return the rows or the vectors that a sample is drawn towards, if it is."""
    target = asked.target
    if target is None:
        return np.empty(0, np.int64)
    if isinstance(target, Filter):
        mask = mask_of(index, target)
        rows = np.arange(index.n) if mask is None else np.flatnonzero(mask)
        if not len(rows):
            raise InputError(f"sample: no image matches the target `{target.text}`; name some that are there")
        return rows
    if np.ndim(target) == 1 and np.asarray(target).dtype.kind in "iu":
        return _rows_of_target(index, np.unique(target))
    vectors = np.asarray(target, np.float32)
    if vectors.ndim != 2 or vectors.shape[1] != index.dim or not len(vectors):
        raise InputError(
            f"sample: the target has the shape {vectors.shape}; a row of {index.dim} numbers an image is "
            "expected, by the encoder of the index"
        )
    if not np.isfinite(vectors).all():
        raise InputError("sample: a vector of the target is not finite; leave it out")
    return vectors


def _rows_of_target(index: Index, rows: np.ndarray) -> np.ndarray:
    if not len(rows):
        raise InputError("sample: no image is in the target; name some")
    for row in (rows[0], rows[-1]):
        check_row(index, int(row))
    return rows.astype(np.int64)


def draw_all(index: Index, rows: np.ndarray, samples: Sequence[SampleAsked]) -> np.ndarray:
    """Draw by several methods, each from what the one before drew."""
    for asked in samples:
        rows = draw_sample(index, rows, asked)
    return rows
