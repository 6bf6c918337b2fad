"""Columns of text as numbers, booleans and times, where nothing of what was written is lost.

A column changes its type only when every value in it means one thing: `02139`, `+49 30 901820`, `1e5`, twenty
digits in a row and `31/12/2023` stay the text that they are, and so does all else in their column.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

_NO_WORDS = pa.array(
    [
        *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"),
        *("NaN", "NaT", "nan"),
    ]
)
"""How programs write a missing value, and people nothing else."""
_MISSING = pa.array([*_NO_WORDS.to_pylist(), "N/A", "NA", "NULL", "None", "n/a", "null"])
"""How a missing value is written in a column of numbers or times. In a column of text they are text."""
_NUMBER = r"^[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?$"
"""A number however it is written, with a decimal comma, too."""
_BOOLEANS = ("true", "false", "True", "False", "TRUE", "FALSE")
_WHOLE = r"^(0|-?[1-9][0-9]*)$"
_WHOLE_IN_A_FLOAT = r"(0|-?[1-9][0-9]{0,14})"
_POINT = r"-?((0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_EXPONENT = r"-?[1-9][eE][+-][0-9]+"
"""As programs write it, with a sign: `1e-05`. Without one it may be an identifier."""
_INFINITE = r"-?(inf|Inf|Infinity|infinity)"
_FLOAT = f"^({_WHOLE_IN_A_FLOAT}|{_POINT}|{_EXPONENT}|{_INFINITE})$"
_ZERO = r"^-?0*\.?0*$"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_DATE = f"^{_DAY}$"
_TIME = f"^{_DAY}(?:[ T]{_HOUR})?$"
_ZONED = f"^{_DAY}[ T]{_HOUR}(?P<zone>Z|[+-][0-9]{{2}}:?[0-9]{{2}})$"
_SAMPLE = 100
_NULL = pa.scalar(None, pa.string())


def typed(texts: pa.Array) -> pa.Array:
    """Return a column of text in the type that all its values have, else as it is.

    Parameters
    ----------
    texts : pyarrow.Array
        (n,) string.

    Returns
    -------
    pyarrow.Array
        (n,) of int64, float64, bool, date32, timestamp or string; null where a column that is no text has an
        empty or a missing value.
    """
    words = pc.utf8_trim_whitespace(texts)
    absent = pc.is_in(words, _MISSING)
    # Most columns of text are told by a few of their values.
    distinct = _distinct(words[:_SAMPLE], absent[:_SAMPLE])
    kind = _type_of(distinct)
    if len(distinct) and kind is None:
        return texts
    if len(words) > _SAMPLE:
        distinct = _distinct(words, absent)
        kind = _type_of(distinct)
    if not len(distinct):
        return texts if pc.any(pc.not_equal(words, "")).as_py() else pa.nulls(len(texts), pa.string())
    return texts if kind is None else pc.if_else(absent, _NULL, words).cast(kind)


def names_of(texts: pa.Array) -> pa.Array:
    """Return names of classes with none for a missing one.

    Parameters
    ----------
    texts : pyarrow.Array
        (n,) string.

    Returns
    -------
    pyarrow.Array
        (n,) string; null where empty or `nan`, and among numbers also for `None`, `NA` and the like. Beside
        names these are classes: no defect, and Namibia.
    """
    words = pc.utf8_trim_whitespace(texts)
    others = _distinct(words, pc.is_in(words, _MISSING))
    absent = pc.is_in(words, _MISSING if all_numbers(others) else _NO_WORDS)
    return pc.if_else(absent, _NULL, texts)


def all_numbers(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether there are values and all are numbers, however they are written."""
    words = pc.utf8_trim_whitespace(pc.unique(values.drop_null()))
    return len(words) > 0 and _all_match(words, _NUMBER)


def _type_of(values: pa.Array) -> pa.DataType | None:
    """The first type that all values have; None where none has, or there are no values."""
    if not len(values):
        return None
    return next((kind for test in _TESTS if (kind := test(values)) is not None), None)


def _distinct(words: pa.Array, absent: pa.Array) -> pa.Array:
    return pc.unique(words.filter(pc.invert(absent)).drop_null())


def _whole(values: pa.Array) -> pa.DataType | None:
    return _castable(values, pa.int64()) if _all_match(values, _WHOLE) else None


def _float(values: pa.Array) -> pa.DataType | None:
    """Floats, but not where two that are written differently would become one (versions `1.1`, `1.10`)."""
    if not _all_match(values, _FLOAT):
        return None
    pointed = values.filter(pc.match_substring_regex(values, r"\.|[eE]"))
    # Zero has a sign and is one number.
    pointed = pointed.filter(pc.invert(pc.match_substring_regex(pointed, _ZERO)))
    return pa.float64() if len(pc.unique(pointed.cast(pa.float64()))) == len(pointed) else None


def _boolean(values: pa.Array) -> pa.DataType | None:
    return pa.bool_() if len(values) <= len(_BOOLEANS) and set(values.to_pylist()) <= {*_BOOLEANS} else None


def _date(values: pa.Array) -> pa.DataType | None:
    return _castable(values, pa.date32()) if _all_match(values, _DATE) else None


def _timestamp(values: pa.Array) -> pa.DataType | None:
    return _castable(values, pa.timestamp(_unit(values))) if _all_match(values, _TIME) else None


def _zoned(values: pa.Array) -> pa.DataType | None:
    """Times in one zone; where it changes (summer time), the text alone says all that was written."""
    if not _all_match(values, _ZONED):
        return None
    zones = pc.unique(pc.extract_regex(values, _ZONED).field("zone")).to_pylist()
    if len(zones) > 1:
        return None
    zone = zones[0]
    name = "UTC" if zone in ("Z", "+00:00", "+0000") else f"{zone[:3]}:{zone[-2:]}"
    return _castable(values, pa.timestamp(_unit(values), name))


def _unit(values: pa.Array) -> str:
    """Microseconds, as Python has them; nanoseconds where they are written."""
    return "ns" if pc.any(pc.match_substring_regex(values, r"\.[0-9]{7,9}")).as_py() else "us"


def _all_match(values: pa.Array, pattern: str) -> bool:
    return pc.all(pc.match_substring_regex(values, pattern)).as_py() is not False


def _castable(values: pa.Array, kind: pa.DataType) -> pa.DataType | None:
    try:
        values.cast(kind)
    except pa.ArrowInvalid:
        return None
    return kind


_TESTS: tuple[Callable[[pa.Array], pa.DataType | None], ...] = (
    _whole,
    _float,
    _boolean,
    _date,
    _timestamp,
    _zoned,
)
