"""Numbers that a model should come near to, ages or prices, and not names of classes."""

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.columns import models_of, of_model
from explorer.index.format import LABEL, PREDICTION

_NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
_FRACTION = r"\.0*[1-9]"
_FEW = 50
"""More values with a fraction than that are no classes, however many images there are."""
_MOST_COMMON_SHARE = 0.9
_FEWEST_WHOLE = 10
_MET = 0.2
"""Classes are met exactly more often than that by any model worth its name; ages and counts are not."""


def target_columns(items: pa.Table) -> list[str]:
    """Find the labels and predictions that are numbers to come near to.

    They are where nearly every label is another number; then the predictions that are numbers are, too. Where
    there are no labels, each model's predictions are judged by themselves.

    Parameters
    ----------
    items : pyarrow.Table
        With `label` and `prediction…` as text.

    Returns
    -------
    list of str
        Names of columns.
    """
    names = items.column_names
    predictions = [of_model(PREDICTION, model) for model in models_of(names)]
    numeric = [name for name in predictions if _all_numbers(items[name])]
    if LABEL not in names:
        return [name for name in numeric if _measures(items[name])]
    labels = items[LABEL]
    if not _all_numbers(labels) or (predictions and not numeric):
        return []
    missed = numeric and all(_share_met(labels, items[name]) <= _MET for name in numeric)
    return [LABEL, *numeric] if _measures(labels) or (missed and _all_differ(labels)) else []


def _all_numbers(column: pa.ChunkedArray) -> bool:
    found = pc.all(pc.match_substring_regex(pc.unique(column.drop_null()), _NUMBER)).as_py()
    return found is True and column.null_count < len(column)


def _measures(column: pa.ChunkedArray) -> bool:
    """Numbers with a fraction, and too many of them for classes."""
    distinct = pc.unique(column.drop_null())
    fractions = pc.any(pc.match_substring_regex(distinct, _FRACTION)).as_py()
    known = len(column) - column.null_count
    return bool(fractions) and len(distinct) > 2 and len(distinct) > min(_FEW, known / 2)


def _all_differ(column: pa.ChunkedArray) -> bool:
    """Whole numbers of which nearly every one is another: one image a class teaches nothing of classes."""
    known = len(column) - column.null_count
    distinct = len(pc.unique(column.drop_null()))
    return known >= _FEWEST_WHOLE and distinct >= _MOST_COMMON_SHARE * known


def _share_met(labels: pa.ChunkedArray, predictions: pa.ChunkedArray) -> float:
    """Share of the known labels that are predicted to the letter."""
    return pc.mean(pc.equal(labels, predictions).cast(pa.float64())).as_py() or 0.0
