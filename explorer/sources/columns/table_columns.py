"""The columns of a user's table as columns of an index."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import SourceError
from explorer.index.arrow_values import in_known_zones
from explorer.index.nested_columns import field_of
from explorer.numerals import to_float
from explorer.options import AUTO, MULTILABEL, SourceOptions
from explorer.sources.columns.arrow_types import (
    decoded,
    flat,
    has_bytes,
    holds_lists_of_numbers,
    is_list,
    is_text,
    numbers_a_row,
    storable,
)
from explorer.sources.columns.column_roles import about_likely, find_parts
from explorer.sources.columns.exported import without_filled
from explorer.sources.columns.typed import names_of

# Rounding may carry a probability a little over one.
_ONE = 1.001
_SHOWN, _LONGEST = 5, 60
_MOST_NUMBERS = 64
"""In the lists of a row, on average. More are a vector or a mask, and of no use as text."""
_SIDES = 4
"""Numbers of a box."""
_SPLIT = "split"
_PERCENT = "^ *[0-9]+([.,][0-9]*)? *% *$"
_DECIMAL_COMMA = "^ *[01](,[0-9]*)? *$"


@dataclass(frozen=True)
class Arranged:
    """A user's table as an index has it.

    Attributes
    ----------
    items : pyarrow.Table
        As `Source.items`, one row for each row of the table.
    written : dict
        As `Source.written`.
    notes : tuple of str
        As `Source.notes`: what was left out.
    """

    items: pa.Table
    written: dict[str, str]
    notes: tuple[str, ...]


def arrange(table: pa.Table, location: Path | str, options: SourceOptions) -> Arranged:
    """Arrange the columns of a table.

    Columns that play no part are kept as `storable` keeps them, bytes that are text as text; other bytes and
    long lists of numbers are left out, which a note says: they can neither be shown nor filtered on. Of an
    exported table, what a build fills anew is left out, too (`explorer.sources.columns.exported`).

    Raises
    ------
    SourceError
        A column cannot play its part.
    """
    table = without_filled(table, options)
    parts = find_parts(table.column_names, location, options)

    def made(make: Callable[[pa.Array], pa.Array], name: str) -> pa.Array:
        try:
            return make(decoded(flat(table[name])))
        except SourceError as error:
            raise SourceError(f"{location}: the column {name!r} {error}") from error
        except pa.ArrowInvalid as error:
            raise SourceError(
                f"{location}: the column {name!r} holds text that is not valid UTF-8; write it as UTF-8"
            ) from error

    columns = {"path": made(_paths, parts.path), "source_row": pa.array(range(table.num_rows), pa.int64())}
    several = options.task == MULTILABEL or (
        options.task in (None, AUTO)
        and any(_holds_several(flat(table[name])) for part, name in parts.texts.items() if part != _SPLIT)
    )
    for part, name in parts.texts.items():
        columns[part] = made(_lists if several and part != _SPLIT else _texts, name)
    columns |= {part: made(_confidences, name) for part, name in parts.confidences.items()}
    given: dict[str, pa.DataType] = {}
    lists = [
        name for name in parts.others.values() if name == str(options.embeddings) or _is_long(table[name])
    ]
    unread = []
    for kept, name in parts.others.items():
        if name in lists:
            continue
        if has_bytes(table[name].type) and _is_no_text(table[name]):
            unread.append(name)
        else:
            columns[kept] = made(storable, name)
            given[kept] = flat(table[name]).type
    fields = [field_of(name, each.type, given.get(name, each.type)) for name, each in columns.items()]
    written = {part: name for part, name in parts.texts.items() if part != name}
    left_out = [name for name in lists if name != str(options.embeddings)]
    return Arranged(
        in_known_zones(pa.table(columns, pa.schema(fields))),
        written,
        (*_about_lists(left_out), *_about_bytes(unread), *about_likely(parts)),
    )


def _is_no_text(column: pa.ChunkedArray) -> bool:
    """Whether bytes are no text, or were not read."""
    return column.null_count == len(column) or has_bytes(decoded(flat(column)).type)


def _is_long(column: pa.ChunkedArray) -> bool:
    """Whether rows have lists of more numbers than anybody reads; boxes, points and ids are read."""
    if not holds_lists_of_numbers(column.type) or _are_boxes(column):
        return False
    return numbers_a_row(flat(column)) > _MOST_NUMBERS


def _are_boxes(column: pa.ChunkedArray) -> bool:
    """Whether rows have lists of four numbers, however many."""
    values = flat(column)
    if not is_list(values.type) or not is_list(values.type.value_type):
        return False
    return pc.all(pc.equal(pc.list_value_length(pc.list_flatten(values)), _SIDES)).as_py() is True


def _about_lists(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    advice = f"`--embeddings {names[0]}` clusters by its vectors"
    return (f"Long lists of numbers are not kept: {_named(names)} left out; {advice}.",)


def _about_bytes(names: list[str]) -> tuple[str, ...]:
    return (f"Bytes that are no text are not kept: {_named(names)} left out.",) if names else ()


def _named(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _paths(array: pa.Array) -> pa.Array:
    if is_text(array.type) or pa.types.is_null(array.type):
        return storable(array)
    raise SourceError(
        f"is of type {array.type}; expected paths of image files (name another column with --path-column)"
    )


def _holds_several(array: pa.Array) -> bool:
    """Whether some list of names of a column has two or more."""
    if not _is_list_of_names(array):
        return False
    there = pc.is_valid(pc.list_flatten(array))
    rows = pc.list_parent_indices(array).filter(there)
    return pc.count_distinct(rows).as_py() < len(rows)


def _lists(array: pa.Array) -> pa.Array:
    """Labels and predictions of several classes an image: lists of texts where there are lists."""
    return array.cast(pa.list_(pa.string())) if _is_list_of_names(array) else _texts(array)


def _is_list_of_names(array: pa.Array) -> bool:
    return is_list(array.type) and (
        is_text(array.type.value_type) or pa.types.is_integer(array.type.value_type)
    )


def _texts(array: pa.Array) -> pa.Array:
    """Labels and predictions: text, none where one is missing; whole numbers without a decimal point.

    A list of names is the name in it, none where it is empty, and JSON where there are several.
    """
    if _is_list_of_names(array):
        array = only_names(array)
    if pa.types.is_nested(array.type) or has_bytes(array.type):
        raise SourceError(f"is of type {array.type}; expected text or numbers")
    if pa.types.is_floating(array.type):
        numbers = _without_nan(array)
        whole = pc.all(pc.equal(numbers, pc.round(numbers))).as_py() is not False
        if whole and (pc.max(pc.abs(numbers)).as_py() or 0) < 2**53:
            array = numbers.cast(pa.int64())
        else:  # in its own type: the float32 0.1 is 0.1
            array = pc.if_else(numbers.is_null(), None, array)
    return names_of(storable(array).cast(pa.string()))


def only_names(lists: pa.Array) -> pa.Array:
    """Return (n,) string: the only value of each list, or all of them as JSON."""
    written = storable(lists)
    only = [
        text if values is None or len(values) > 1 else next(map(str, filter(_is_known, values)), None)
        for text, values in zip(written.to_pylist(), lists.to_pylist(), strict=True)
    ]
    return pa.array(only, pa.string())


def _is_known(value: object) -> bool:
    return value is not None


def _confidences(array: pa.Array) -> pa.Array:
    """Numbers from 0 to 1; NaN and empty text are missing."""
    try:
        if is_text(array.type):
            array = pc.if_else(pc.equal(array, ""), None, array)
            array = _shares(array)
        array = _without_nan(array)
    except (pa.ArrowException, TypeError) as error:
        example = next((repr(each) for each in array.to_pylist() if not _is_number(each)), str(array.type))
        raise SourceError(
            f"holds what is no number ({example[:_LONGEST]}); expected numbers from 0 to 1, or nothing where "
            "there is none"
        ) from error
    wrong = pc.or_(pc.less(array, 0.0), pc.greater(array, _ONE))
    if pc.any(wrong).as_py():
        row = pc.index(wrong, True).as_py()
        raise SourceError(
            f"has {array[row].as_py():g} in row {row} (counted from 0); expected numbers from 0 to 1 "
            "(divide percentages by 100)"
        )
    return pc.min_element_wise(array, 1.0, skip_nulls=False).cast(pa.float32())


def _shares(texts: pa.Array) -> pa.Array:
    """Shares of one, of percentages with their sign, or with a decimal comma; other texts as they are."""
    if pc.all(pc.match_substring_regex(texts, _PERCENT)).as_py():
        numbers = pc.replace_substring_regex(texts, "[% ]", "")
        return pc.divide(pc.replace_substring(numbers, ",", ".").cast(pa.float64()), 100.0)
    if pc.all(pc.match_substring_regex(texts, _DECIMAL_COMMA)).as_py():
        return pc.replace_substring(texts, ",", ".")
    return texts


def _is_number(value: object) -> bool:
    try:
        return value is None or to_float(str(value)) is not None
    except ValueError:
        return False


def _without_nan(array: pa.Array) -> pa.Array:
    array = array.cast(pa.float64())
    return pc.if_else(pc.is_nan(array), None, array)


def several_classes(items: pa.Table, options: SourceOptions) -> bool:
    """Whether columns that `arrange` made hold several classes an image, or somebody said so."""
    fields = (field for field in items.schema if field.name.partition(":")[0] in ("label", "prediction"))
    return options.task == MULTILABEL or any(pa.types.is_list(field.type) for field in fields)
