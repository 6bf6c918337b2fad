"""The columns of the item table that say what pictures look like: `blur`, `brightness` and their like.

They came after the first indexes, so they may be missing, and users may have columns of these names. A user's
column keeps its name, ours then becomes `NAME_measured`; which column is ours is said in the metadata of its
field, so that neither is taken for the other.
"""

import numpy as np
import pyarrow as pa

from explorer.images.measures import MEASURES

ASPECT_RATIO = "aspect_ratio"
"""Width over height."""
_MARK = b"dendro.measure"
_DIGITS = 4


def with_measures(items: pa.Table, measures: np.ndarray, sizes: np.ndarray) -> pa.Table:
    """Append what was measured; the same table where nothing was.

    Parameters
    ----------
    items : pa.Table
        m rows.
    measures : (m, 3) float32
        In the order of `MEASURES`, NaN where not known, which becomes null.
    sizes : (m, 2) int32
        Width and height in pixels.
    """
    if np.isnan(measures).all():
        return items
    columns: dict[str, np.ndarray] = dict(zip(MEASURES, measures.T.astype(np.float64), strict=True))
    columns[ASPECT_RATIO] = sizes[:, 0] / np.maximum(1, sizes[:, 1])
    for measure, values in columns.items():
        name = measure
        while name in items.column_names:
            name += "_measured"
        field = pa.field(name, pa.float64(), metadata={_MARK: measure})
        items = items.append_column(field, pa.array(values.round(_DIGITS), from_pandas=True))
    return items


def measure_column(items: pa.Table, measure: str) -> str | None:
    """Return the name of the column that holds one of the measures; None in builds before it."""
    for field in items.schema:
        if (field.metadata or {}).get(_MARK) == measure.encode():
            return field.name
    return None


def measures_of(items: pa.Table) -> np.ndarray:
    """Return (m, 3) float32 the measures in an item table, NaN where not known."""
    found = np.full((items.num_rows, len(MEASURES)), np.nan, np.float32)
    for place, measure in enumerate(MEASURES):
        name = measure_column(items, measure)
        if name is not None:
            found[:, place] = items[name].to_numpy()
    return found
