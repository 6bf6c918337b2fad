"""Which rows a subset holds: a node, a list of rows, a filter, or several of these."""

from pathlib import Path

import numpy as np

from explorer.errors import ArrayFileError, InputError
from explorer.filters.filter import ALL, Filter, mask_of
from explorer.index.checks import check_node, check_row
from explorer.index.reader import Index
from explorer.npy import open_npy


def select_rows(index: Index, node: int | None = None, rows=None, where: Filter = ALL) -> np.ndarray:
    """Give the rows of a subset.

    Parameters
    ----------
    index : Index
    node : int, optional
        A cluster.
    rows : array of int, optional
        Rows, in the order in which they are wanted; a row that is named twice is given once.
    where : Filter, optional
        A filter on what `node` or `rows` name, or on the whole index.

    Returns
    -------
    numpy.ndarray
        (m,) int64, m at least 1.

    Raises
    ------
    InputError
        Both `node` and `rows` were given, or nothing is left.
    NotFoundError
        There is no such node or row.
    """
    if node is not None and rows is not None:
        raise InputError("give a node or rows, not both")
    if node is not None:
        check_node(index, node)
        chosen = np.arange(index.tree.lo[node], index.tree.hi[node], dtype=np.int64)
    elif rows is not None:
        chosen = _checked(index, rows)
    else:
        chosen = np.arange(index.n, dtype=np.int64)
    mask = mask_of(index, where)
    if mask is not None:
        chosen = chosen[mask[chosen]]
    if not len(chosen):
        what = f"no image matches the filter `{where.text}`" if where else "no row was given"
        raise InputError(f"{what}; there is nothing to export")
    return chosen


def _checked(index: Index, rows) -> np.ndarray:
    """Check rows and drop repetitions, keeping the order."""
    rows = np.asarray(rows)
    if rows.size == 0:
        return np.empty(0, dtype=np.int64)
    if rows.ndim != 1 or rows.dtype.kind not in "iu":
        raise InputError(f"rows must be a list of whole numbers; got {rows.dtype} of shape {rows.shape}")
    outside = rows[(rows < 0) | (rows >= index.n)]
    if len(outside):
        check_row(index, int(outside[0]))
    _, first = np.unique(rows, return_index=True)
    return rows[np.sort(first)].astype(np.int64)


def read_rows(path: Path | str) -> np.ndarray:
    """Read a list of rows from a file.

    Parameters
    ----------
    path : Path or str
        A text file with one row number a line (empty lines are passed over), or a `.npy` of whole numbers.

    Returns
    -------
    numpy.ndarray
        (m,) int64, as they stand in the file.

    Raises
    ------
    InputError
        The file cannot be read, or holds something else; the message names the line.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".npy":
            return _read_array(path)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror or error}; give a file with one row number a line"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text; give one row number a line, or a .npy file") from error
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.strip()
        if not word:
            continue
        if not (word.isascii() and word.isdigit() and len(word) < 19):
            raise InputError(
                f"{path}, line {number}: `{word[:40]}` is no row number; write one row number a line"
            )
        rows.append(int(word))
    return np.array(rows, dtype=np.int64)


def _read_array(path: Path) -> np.ndarray:
    try:
        rows = open_npy(path)
    except ArrayFileError as error:
        raise InputError(f"{path} is not a .npy array of row numbers ({error})") from error
    if rows.ndim != 1 or rows.dtype.kind not in "iu":
        raise InputError(
            f"{path} must hold one list of whole numbers; got {rows.dtype} of shape {rows.shape}"
        )
    return rows.astype(np.int64)
