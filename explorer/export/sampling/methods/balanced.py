"""As many images of each value of a column."""

import numpy as np
import pyarrow as pa

from explorer.errors import InputError
from explorer.export.sampling.method import COLUMNS, Draw, Method, Option, whole
from explorer.export.sampling.quotas import equal_quotas
from explorer.index.reader import Index


def draw_balanced(draw: Draw) -> np.ndarray:
    """Draw as many at random of each value, as far as each has them; the others make up for what is missing.

    Numbers are divided into intervals of equal width. Images without a value are left out.

    Returns
    -------
    (size,) int64
        Ascending. O(m log m) time, O(m) memory.

    Raises
    ------
    InputError
        Fewer images have a value than are asked for.
    """
    groups = value_groups(draw.index, draw.options["by"], draw.options["bins"])[draw.rows]
    known = np.flatnonzero(groups >= 0)
    require(len(known), draw)
    shuffled = draw.random.permutation(known)
    order = shuffled[np.argsort(groups[shuffled], kind="stable")]
    _, begins, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    counts = equal_quotas(sizes, draw.size)
    return np.sort(draw.rows[order[taken(begins, counts)]])


def require(known: int, draw: Draw) -> None:
    """Refuse to draw more than have a value.

    Raises
    ------
    InputError
    """
    if known < draw.size:
        raise InputError(
            f"sample: {known:,} of these images have a value in {draw.options['by']!r}; ask for no more, or "
            "name another column"
        )


def taken(begins: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(sum,) int64 The first `counts[g]` places of each run that begins at `begins[g]`, run by run."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - (ends - counts), counts)


def value_groups(index: Index, name: str, bins: int) -> np.ndarray:
    """(n,) int64 A group for each value of a column, or each interval of numbers; -1 where there is none.

    Raises
    ------
    NotFoundError
        There is no such column.
    """
    if name not in index.items.column_names or not _is_number(index.items.schema.field(name).type):
        return index.codes(name)[0].astype(np.int64)
    values = index.column(name).astype(np.float64)
    known = np.isfinite(values)
    if not known.any() or len(np.unique(values[known])) <= bins:
        return index.codes(name)[0].astype(np.int64)
    edges = np.linspace(values[known].min(), values[known].max(), bins + 1)[1:-1]
    return np.where(known, np.searchsorted(edges, values, side="right"), -1)


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


BY = Option(str, "label", "by=COLUMN; usual: label", names=COLUMNS)
METHODS = (
    Method(
        "balanced",
        "as many of each value of a column",
        "stratified sampling with equal allocation",
        draw_balanced,
        needs="a column",
        options={
            "by": BY,
            "bins": Option(whole(1), 10, "intervals that numbers of more values are divided into; usual: 10"),
        },
    ),
)
