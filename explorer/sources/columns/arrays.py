"""Arrays beside a table: own embeddings and class probabilities, memory-mapped and checked."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from explorer.errors import ArrayFileError, SourceError
from explorer.npy import open_npy
from explorer.words import counted

# Bytes of an array looked at together.
_BLOCK_BYTES = 1 << 24
_TOLERANCE = 1e-2
_MANY = 10
"""Rows of which some are unlike: fewer may be copies of one picture."""


def open_embeddings(path: Path, rows: int) -> np.ndarray:
    """Open a user's own embeddings.

    Parameters
    ----------
    path : Path
        `.npy`, shape (rows, d), float16, float32, float64 or whole numbers.
    rows : int
        Rows of the table they belong to.

    Returns
    -------
    ndarray, shape (rows, d)
        Memory-mapped, all finite in float32; whole numbers in memory, as float32.

    Raises
    ------
    SourceError
        It is not that.
    """
    return _in_floats(_open(path, rows, "embeddings"), str(path))


def check_vectors(array: np.ndarray, place: str, rows: int) -> np.ndarray:
    """Return embeddings, shape (rows, d), once they are seen to be that; `place` is how a message names them.

    Raises
    ------
    SourceError
    """
    _check_shape(array, place, rows, "embeddings")
    return _in_floats(array, place)


def _in_floats(array: np.ndarray, place: str) -> np.ndarray:
    """Embeddings that were checked, whole numbers as float32, as those of a column are."""
    array = array if array.dtype.kind == "f" else np.asarray(array, np.float32)
    check_finite(array, place)
    return array


def check_finite(array: np.ndarray, place: str) -> None:
    """Refuse embeddings (rows, d) that are not finite in float32 or all alike; `place` names them.

    Raises
    ------
    SourceError
    """
    alike = len(array) >= _MANY
    for start, block in _blocks(array):
        alike = alike and bool((block == array[0]).all())
        with np.errstate(over="ignore"):
            finite = np.isfinite(block.astype(np.float32, copy=False)).all(axis=1)
        if not finite.all():
            row = start + int(np.argmin(finite))
            raise SourceError(
                f"{place}: row {row} (counted from 0) has NaN, infinite numbers or such beyond float32; "
                "expected finite embeddings: compute that row anew, or leave it out of both files"
            )
    if alike:
        raise SourceError(
            f"{place}: all {len(array)} rows are the same vector, as of a network that was not loaded; "
            "expected one that tells images apart"
        )


def open_probabilities(
    path: Path, rows: int, classes: list[str] | None, independent: bool = False
) -> np.ndarray:
    """Open class probabilities, shape (rows, classes), each row summing to one within 0.01.

    `independent` ones, each class by itself, need not.

    Raises
    ------
    SourceError
        They are not that, or there are no names of classes.
    """
    if classes is None:
        raise SourceError(
            f"{path}: probabilities need the names of their columns; give them with --classes FILE"
        )
    array = _open(path, rows, "probabilities")
    if array.shape[1] != len(classes):
        raise SourceError(
            f"{path} has {counted(array.shape[1], 'column')} and the classes file "
            f"{counted(len(classes), 'class', 'classes')}; expected one column for each class"
        )
    for start, block in _blocks(array):
        block = block.astype(np.float64)
        # NaN fails both comparisons.
        sound = (block >= -_TOLERANCE).all(axis=1) & (block <= 1 + _TOLERANCE).all(axis=1)
        if independent and not sound.all():
            row = int(np.argmin(sound))
            raise SourceError(
                f"{path}: row {start + row} (counted from 0) has numbers from {block[row].min():.4g} to "
                f"{block[row].max():.4g}; expected probabilities from 0 to 1 (apply a sigmoid to scores)"
            )
        sound &= np.abs(block.sum(axis=1) - 1) <= _TOLERANCE
        if not independent and not sound.all():
            row = int(np.argmin(sound))
            raise SourceError(
                f"{path}: row {start + row} (counted from 0) sums to {block[row].sum():.4g}; "
                "expected probabilities from 0 to 1 that sum to 1 (apply softmax to scores; where every "
                "class has one of its own, --task multilabel)"
            )
    return array


def _open(path: Path, rows: int, what: str) -> np.ndarray:
    """Map a `.npy` of floats with the wanted number of rows. Pickled objects are never loaded."""
    try:
        array = open_npy(path, mmap=True)
    except OSError as error:
        raise SourceError(f"{path}: the {what} cannot be read ({_short(error)})") from error
    except ArrayFileError as error:
        raise SourceError(
            f"{path}: the {what} are not a .npy file of numbers ({_short(error)}); write them with numpy.save"
        ) from error
    _check_shape(array, str(path), rows, what)
    return array


def _check_shape(array: np.ndarray, place: str, rows: int, what: str) -> None:
    kinds = "fiu" if what == "embeddings" else "f"
    if array.ndim != 2 or array.dtype.kind not in kinds or array.dtype.itemsize > 8 or array.shape[1] < 1:
        raise SourceError(
            f"{place}: the {what} have shape {array.shape} and type {array.dtype}; "
            f"expected ({rows}, columns) of numbers, such as float32"
        )
    if array.shape[0] != rows:
        raise SourceError(
            f"{place}: the {what} have {array.shape[0]} rows and the table has {rows}; "
            "expected one for each row of the table, in its order"
        )


def _blocks(array: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Cut an array into runs of rows that fit in memory, each with its first row."""
    step = max(1, _BLOCK_BYTES // (array.shape[1] * array.dtype.itemsize))
    for start in range(0, array.shape[0], step):
        yield start, array[start : start + step]


def _short(error: Exception) -> str:
    """The gist of an error in one line."""
    text = getattr(error, "strerror", None) or (str(error).strip().splitlines() or [type(error).__name__])[0]
    return text[:120]
