"""Columns and literals of a filter: their kinds, and how two of them are made comparable."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import WhereError


@dataclass(frozen=True)
class Value:
    """A column or a literal.

    Attributes
    ----------
    get : callable
        Takes the item table, gives a chunked array; of a literal takes anything, gives a scalar.
    kind : str
        `text`, `number`, `boolean`, `time` or `null`.
    said : str
        How a message names it.
    type : pyarrow.DataType
        Of what `get` gives.
    constant : str, float, bool or None
        The Python value of a literal; None of a column and of null.
    many : str
        Name of a column that holds several texts an image: what is asked of it holds where it holds of one of
        them. Empty for all else.
    """

    get: Callable[[Any], Any]
    kind: str
    said: str
    type: pa.DataType
    constant: str | float | None = None
    many: str = ""


def to_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a text column as plain strings, whatever it is stored as."""
    return column if pa.types.is_string(column.type) else pc.cast(column, pa.string())


def numbers_without_nan(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column of floats with NaN, which stands for a missing number, as null."""
    if column.type == pa.float16():
        column = pc.cast(column, pa.float32())
    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)


def literal(node) -> Value | None:
    """Give the value of a literal node, None when the node is not one."""
    name, sign = type(node).__name__, 1
    while name in ("Neg", "Paren"):
        sign = -sign if name == "Neg" else sign
        node = node.this
        name = type(node).__name__
        if name not in ("Neg", "Paren") and not (name == "Literal" and not node.is_string):
            return None
    if name == "Null":
        return Value(lambda _: pa.scalar(None, pa.bool_()), "null", "null", pa.null())
    if name == "Boolean":
        return _constant(bool(node.this), "boolean", pa.bool_())
    if name != "Literal":
        return None
    if node.is_string:
        return _constant(node.this, "text", pa.string())
    return _number(node.this, sign)


def _number(text: str, sign: int) -> Value:
    try:
        whole = sign * int(text)
        if -(2**63) <= whole < 2**63:
            return _constant(whole, "number", pa.int64())
        return _constant(float(whole), "number", pa.float64())
    except (ValueError, OverflowError):
        pass
    try:
        return _constant(sign * float(text), "number", pa.float64())
    except ValueError as error:
        raise WhereError(f"`{text[:40]}` is not a number") from error


def _constant(value, kind: str, type_: pa.DataType) -> Value:
    scalar = pa.scalar(value, type_)
    said = f"`{value}`" if kind != "text" else f"'{str(value)[:40]}'"
    return Value(lambda _: scalar, kind, said, type_, value)


def align(left: Value, right: Value) -> tuple[Value, Value]:
    """Make two values comparable.

    Raises
    ------
    WhereError
        They are of different kinds; the message says how to write the literal.
    """
    if "null" in (left.kind, right.kind):
        return _typed_null(left, right.type), _typed_null(right, left.type)
    if left.kind != right.kind and "time" in (left.kind, right.kind):
        return _as_time(left, right), _as_time(right, left)
    if left.kind != right.kind:
        raise WhereError(
            f"{left.said} is {left.kind} and {right.said} is {right.kind}. {_advice(left, right)}"
        )
    return _narrow(left, right), _narrow(right, left)


def _advice(left: Value, right: Value) -> str:
    column = left if left.constant is None else right
    return {
        "text": "Write text in single quotes, such as '3'.",
        "number": "Write a number without quotes.",
        "boolean": "Compare it with true or false.",
    }.get(column.kind, "Compare values of one kind.")


def _typed_null(value: Value, type_: pa.DataType) -> Value:
    """Give a literal null the type of the other side, which Arrow's comparisons ask for."""
    if value.kind != "null":
        return value
    scalar = pa.scalar(None, pa.bool_() if pa.types.is_null(type_) else type_)
    return replace(value, get=lambda _: scalar)


def _narrow(value: Value, other: Value) -> Value:
    """Give a number literal the precision of a float32 column, so that `= 0.9` finds a stored 0.9.

    Arrow compares uint64 with nothing else: a literal beside such a column becomes one, or both are floats.
    """
    if pa.uint64() in (value.type, other.type):
        return _beside_uint64(value, other)
    if value.constant is None or value.kind != "number" or other.constant is not None:
        return value
    if other.type not in (pa.float32(), pa.float16()):
        return value
    if other.type == pa.float16():
        scalar = pa.scalar(float(np.float16(value.constant)), pa.float32())
    else:
        scalar = pa.scalar(float(value.constant), pa.float64()).cast(pa.float32())
    return replace(value, get=lambda _: scalar, type=scalar.type)


def _beside_uint64(value: Value, other: Value) -> Value:
    constant = other.constant if value.constant is None else value.constant
    number = constant if isinstance(constant, int | float) else None
    fits = number is not None and 0 <= number < 2**64 and number == int(number)
    if value.constant is not None and number is not None:
        scalar = pa.scalar(int(number), pa.uint64()) if fits else pa.scalar(float(number))
        return replace(value, get=lambda _: scalar, type=scalar.type)
    if fits or value.type != pa.uint64() or other.type == pa.uint64():
        return value
    return replace(
        value, get=lambda items: pc.cast(value.get(items), pa.float64(), safe=False), type=pa.float64()
    )


def _as_time(value: Value, column: Value) -> Value:
    """Read a quoted ISO date as a time of the column's type."""
    if value.kind == "time":
        return value
    if value.kind != "text" or value.constant is None:
        raise WhereError(
            f"{column.said} is a time; compare it with a quoted one: '2024-05-31' or '2024-05-31 12:00:00'"
        )
    type_ = column.type
    try:
        naive = pa.scalar(value.constant).cast(pa.timestamp("us"))
        if pa.types.is_timestamp(type_) and type_.tz is not None:
            scalar = pc.assume_timezone(naive, "UTC").cast(pa.timestamp("us", type_.tz))
        else:
            scalar = naive
    except pa.ArrowInvalid as error:
        raise WhereError(f"{value.said} is no time; write '2024-05-31' or '2024-05-31 12:00:00'") from error
    return replace(value, get=lambda _: scalar, kind="time", type=scalar.type)


def fitting(scalars: list, type_: pa.DataType) -> list:
    """Give the Python values of those scalars that a column of this type could hold."""
    values = [scalar.as_py() for scalar in scalars]
    if not pa.types.is_integer(type_):
        return values
    bounds = np.iinfo(type_.to_pandas_dtype())
    whole = [int(value) for value in values if isinstance(value, int) or value.is_integer()]
    return [value for value in whole if bounds.min <= value <= bounds.max]
