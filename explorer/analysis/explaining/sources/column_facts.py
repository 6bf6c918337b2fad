"""Facts of columns: a value, one of several values of an image, or a range of numbers or times."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.classes.subgroups import FEW, as_numbers
from explorer.analysis.explaining.facts import COLUMN, Facts, FactSource, facts_of_codes
from explorer.analysis.explaining.sources.word_facts import text_facts
from explorer.filters.clauses import identifier, literal
from explorer.index.class_sets import sets_of
from explorer.index.item_columns import as_numpy, encode, holds_texts, kind_of
from explorer.words import number

MOST_VALUES = 200
"""A column of text with more values than this among the images that are looked at is one of long texts."""
CUTS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Shares of what is looked at below the ends of ranges: what fails is often the darkest part of a class."""
_DAY = 86_400
"""Seconds."""


def column_facts(items: pa.Table, apart: frozenset[str]) -> Iterator[FactSource]:
    """Give the facts of each column of a table but those set apart."""
    for field in items.schema:
        make = _source_of(field.type)
        if field.name not in apart and make is not None:
            yield make(field.name, items[field.name])


def _source_of(type_: pa.DataType) -> Callable[[str, pa.ChunkedArray], FactSource] | None:
    if holds_texts(type_):
        return _lists
    return {"text": _texts, "boolean": _values, "number": _numbers, "time": _times}.get(kind_of(type_))


def _texts(name: str, column: pa.ChunkedArray) -> FactSource:
    def facts(rows: np.ndarray) -> Facts:
        few = pc.count_distinct(column.take(pa.array(rows))).as_py() <= MOST_VALUES
        return (_values if few else text_facts)(name, column)(rows)

    return facts


def _values(name: str, column: pa.ChunkedArray) -> FactSource:
    def facts(rows: np.ndarray) -> Facts:
        codes, values = encode(column.take(pa.array(rows)))
        is_text = kind_of(column.type) == "text"
        where = [f"{identifier(name)} = {literal(value) if is_text else value}" for value in values]
        return Facts(COLUMN, name, values, codes[:, None] == np.arange(len(values)), where)

    return facts


def _lists(name: str, column: pa.ChunkedArray) -> FactSource:
    def facts(rows: np.ndarray) -> Facts:
        sets, values = sets_of(column.take(pa.array(rows)))
        often = np.bincount(sets.codes, minlength=len(values))
        kept = np.argsort(-often, kind="stable")[:MOST_VALUES]
        new = np.full(len(values), -1)
        new[kept] = np.arange(len(kept))
        told = new[sets.codes] >= 0
        names = [values[i] for i in kept]
        return facts_of_codes(COLUMN, names, sets.rows[told], new[sets.codes[told]], len(rows), name)

    return facts


def _numbers(name: str, column: pa.ChunkedArray) -> FactSource:
    def facts(rows: np.ndarray) -> Facts:
        some = column.take(pa.array(rows))
        numbers = as_numbers(as_numpy(some))
        if len(np.unique(numbers[np.isfinite(numbers)])) <= FEW:
            return _values(name, column)(rows)
        return _ranges(name, numbers, lambda cut: (number(cut), repr(cut)), ("below", "at least"))

    return facts


def _times(name: str, column: pa.ChunkedArray) -> FactSource:
    def facts(rows: np.ndarray) -> Facts:
        seconds = pc.cast(column.take(pa.array(rows)), pa.timestamp("s"), safe=False)
        numbers = as_numbers(as_numpy(pc.cast(seconds, pa.int64())))
        return _ranges(name, np.floor(numbers / _DAY), _day, ("before", "from"))

    return facts


def _day(days: float) -> tuple[str, str]:
    day = str(np.datetime64(int(days), "D"))
    return day, literal(day)


def _ranges(
    name: str, numbers: np.ndarray, say: Callable[[float], tuple[str, str]], words: tuple[str, str]
) -> Facts:
    """Say on which side of the cuts of all that are looked at each number lies; of few, of each."""
    known = np.isfinite(numbers)
    cuts = np.unique(numbers[known])
    if len(cuts) > FEW:
        cuts = np.unique(np.quantile(numbers[known], CUTS, method="nearest"))
    low, high = words
    names, holds, where = [], [], []
    for cut in cuts.tolist():
        said, written = say(cut)
        names += [f"{low} {said}", f"{high} {said}"]
        holds += [known & (numbers < cut), known & (numbers >= cut)]
        where += [f"{identifier(name)} {sign} {written}" for sign in ("<", ">=")]
    return Facts(COLUMN, name, names, np.array(holds, bool).reshape(len(names), -1).T, where, one=True)
