"""Tables that an index was exported as: their columns that every build fills anew.

Taken for columns of the user they would stand twice in an index of such a table: as they were, and as they
are.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.decisions.decision_kinds import CORRECTED, NOTE, TAG, VERDICT
from explorer.images.measures import MEASURES
from explorer.index.format import (
    ABSOLUTE_PATH,
    CONCEPT,
    HASH,
    LABEL,
    MEASURED_COLUMNS,
    MODIFIED,
    PATH,
    SOURCE_ROW,
)
from explorer.index.item_columns import ABSOLUTE_ERROR, ERROR, PREDICTION, models_of
from explorer.index.measure_columns import ASPECT_RATIO
from explorer.options import SourceOptions
from explorer.sources.columns.arrow_types import is_text

_ALWAYS = {PATH, *MEASURED_COLUMNS} - {CONCEPT, MODIFIED}
"""What every export has. (`huggingface` has no rows, older indexes knew no times, some no concepts.)"""

_DECIDED = (TAG, NOTE, CORRECTED, VERDICT)
_OF_CONTENT = re.compile("[0-9a-f]{32}")


def is_exported(table: pa.Table) -> bool:
    """Whether a table is one that an index was exported as: by its columns, and by the form of its hashes."""
    if not set(table.column_names) >= _ALWAYS or not table.num_rows:
        return False
    return _OF_CONTENT.fullmatch(str(table[HASH][0].as_py())) is not None


def place_column(names: Sequence[str]) -> str | None:
    """Return the column of an exported table that says where originals lie; None where it has none."""
    return next((name for name in (f"{ABSOLUTE_PATH}_2", ABSOLUTE_PATH) if name in names), None)


def without_filled(table: pa.Table, options: SourceOptions) -> pa.Table:
    """Return an exported table without what a build fills anew, any other table as it is.

    What an option names stays, and so does what people decided; but a column of decisions that holds nothing
    would only take its name from the next, as that of tags where all that was tagged is left out. A measure
    that stands beside one of ours, as `blur` beside `blur_measured`, is the user's.
    """
    names = table.column_names
    if not is_exported(table):
        return table
    measured = (
        f"{name}_measured" if f"{name}_measured" in names else name for name in (*MEASURES, ASPECT_RATIO)
    )
    asked = {options.path_column, options.label_column, options.prediction_column, options.confidence_column}
    undecided = (name for name in _DECIDED if name in names and table[name].null_count == len(table))
    filled = {SOURCE_ROW, *MEASURED_COLUMNS, *measured, *undecided, *_errors(table), place_column(names)}
    return table.select([name for name in names if name not in filled - asked])


def _errors(table: pa.Table) -> Iterator[str]:
    """Columns of how far predictions are from labels that are numbers, which are worked out anew."""
    label = _numbers(table, LABEL)
    for model in models_of(table.column_names) if label is not None else ():
        end = f":{model}" if model else ""
        prediction = _numbers(table, f"{PREDICTION}{end}")
        if prediction is None or label is None:
            continue
        error = prediction - label
        for name in table.column_names:
            own = re.fullmatch(rf"({ERROR}|{ABSOLUTE_ERROR}){re.escape(end)}(?:_\d+)?", name)
            values = None if own is None else _numbers(table, name)
            if own is not None and values is not None:
                expected = np.abs(error) if own[1] == ABSOLUTE_ERROR else error
                if np.allclose(values, expected, equal_nan=True):
                    yield name


def _numbers(table: pa.Table, name: str) -> np.ndarray | None:
    """(n,) float64 The numbers of a column, NaN where there is none; None where it has others."""
    if name not in table.column_names:
        return None
    column = table[name]
    if is_text(column.type):
        column = pc.if_else(pc.equal(column, ""), None, column)
    try:
        return np.array(column.cast(pa.float64()).to_numpy(), np.float64)
    except pa.ArrowException:
        return None
