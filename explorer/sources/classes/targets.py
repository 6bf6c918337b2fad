"""Numbers that a model should come near to, ages or prices, and not names of classes."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import models_of, of_model
from explorer.sources.columns.typed import all_numbers

_FEW = 50
"""More values with a fraction than that are no classes, however many images there are."""
_FEWEST = 10
"""Fewer values than that may be classes whatever they are."""
_MOST_COMMON_SHARE = 0.9
_SELDOM_MET = 0.2
"""Classes are met exactly more often than that by any model worth its name; ages and counts are not."""
_HALF_MET = 0.5
_NEAR = 0.9
"""Least correlation of targets with predictions that come near to them; numbers of classes have no near."""

_INFINITE = r"^[+-]?inf(inity)?$"


def target_columns(items: pa.Table) -> list[str]:
    """Find the labels and predictions that are numbers to come near to.

    Predictions are, where they are numbers with a fraction and too many for classes. Labels are numbers, and
    are such themselves, or models come near to them and seldom meet them, or nearly every one is another that
    no model meets; then the predictions that are numbers are targets, too.

    Parameters
    ----------
    items : pyarrow.Table
        With `label` and `prediction…` as text.

    Returns
    -------
    list of str
        Names of columns.
    """
    given = [of_model(PREDICTION, model) for model in models_of(items.column_names)]
    columns = {name: _without_infinite(items[name]) for name in (LABEL, *given) if name in items.column_names}
    predictions = {name: _numbers(columns[name]) for name in given if all_numbers(columns[name])}
    measured = [name for name, values in predictions.items() if _measures(values)]
    if LABEL not in columns or not all_numbers(columns[LABEL]):
        return measured
    if given and not predictions:
        return []
    labels = _numbers(columns[LABEL])
    others = [values for name, values in predictions.items() if name not in measured]
    if _measures(labels) or _are_approached(labels, others) or _are_missed(labels, others, bool(measured)):
        return [LABEL, *predictions]
    return measured


def _without_infinite(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a computation that overflowed has left is a missing number, and no name of a class."""
    infinite = pc.match_substring_regex(pc.utf8_trim_whitespace(column), _INFINITE, ignore_case=True)
    return pc.if_else(infinite, pa.scalar(None, column.type), column)


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    """(n,) float64, NaN where missing."""
    words = pc.replace_substring(pc.utf8_trim_whitespace(column), ",", ".")
    unsigned = pc.replace_substring_regex(words, r"^\+", "")
    return pc.fill_null(unsigned.cast(pa.float64()), np.nan).to_numpy()


def _distinct(values: np.ndarray) -> np.ndarray:
    return np.unique(values[~np.isnan(values)])


def _measures(values: np.ndarray) -> bool:
    """Numbers with a fraction, and too many of them for classes."""
    distinct = _distinct(values)
    known = np.count_nonzero(~np.isnan(values))
    has_fractions = bool((distinct != np.round(distinct)).any())
    return has_fractions and len(distinct) > 2 and len(distinct) > min(_FEW, int(known) / 2)


def _are_approached(labels: np.ndarray, models: list[np.ndarray]) -> bool:
    """Whether every model comes near to the labels and meets less than half of them."""
    return len(_distinct(labels)) >= _FEWEST and bool(models) and all(_approaches(m, labels) for m in models)


def _approaches(predictions: np.ndarray, labels: np.ndarray) -> bool:
    known = ~(np.isnan(labels) | np.isnan(predictions))
    a, b = labels[known], predictions[known]
    if len(a) < _FEWEST or not a.std() or not b.std():
        return False
    # Where most differ by the same, they are met: counted from 0 or from 1.
    differences = np.unique(b - a, return_counts=True)[1]
    return bool(differences.max() <= _HALF_MET * len(a) and np.corrcoef(a, b)[0, 1] >= _NEAR)


def _are_missed(labels: np.ndarray, models: list[np.ndarray], have_measures: bool) -> bool:
    """Whether no model meets the labels, and these, or what is predicted, are no classes by themselves."""
    if any(np.mean(labels[~np.isnan(labels)] == m[~np.isnan(labels)]) > _SELDOM_MET for m in models):
        return False
    distinct, known = len(_distinct(labels)), np.count_nonzero(~np.isnan(labels))
    # One image a class teaches nothing of classes; of two classes, a fraction is the probability of one.
    all_differ = known >= _FEWEST and distinct >= _MOST_COMMON_SHARE * known
    return bool(all_differ or (have_measures and distinct > 2))
