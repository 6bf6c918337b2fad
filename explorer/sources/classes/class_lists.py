"""Labels and predictions of several classes an image as columns of lists, where that is certain or told."""

import ast
import json
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.class_sets import as_lists, sets_of
from explorer.index.item_columns import holds_texts
from explorer.sources.classes.match_names import class_columns
from explorer.sources.classes.several_classes import (
    BETWEEN_QUOTES,
    BRACKETS,
    SEPARATORS,
    come_again,
    is_list,
)
from explorer.words import counted

LISTS = "lists"
"""Instead of a sign between names: the texts are lists, as JSON or a program writes them."""
_TOLD = (*SEPARATORS, ",", "\n", "\t")
"""What separates names where somebody has said that there are several."""
_SPACE = " "
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def apart(items: pa.Table, told: bool) -> tuple[pa.Table, str] | None:
    """Make lists of the labels and predictions of an item table.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`; columns of classes may be lists already.
    told : bool
        Whether somebody has said that there are several classes an image.

    Returns
    -------
    items : pyarrow.Table
        With all columns of classes as lists of texts.
    said : str
        How their names were found.

    None where, unasked, it is not certain that there are several.
    """
    columns = class_columns(items.column_names)
    texts = [name for name in columns if not holds_texts(items.schema.field(name).type)]
    values = list(dict.fromkeys(v for name in texts for v in pc.unique(items[name].drop_null()).to_pylist()))
    sign = _told(values) if told else _certain(values)
    if sign is None and not told and len(texts) == len(columns):
        return None
    for name in columns:
        column = items[name]
        lists = _split(column, sign) if name in texts else column
        place = items.column_names.index(name)
        items = items.set_column(place, name, as_lists(*sets_of(lists)))
    return items, _said(items, columns, sign)


def parts_of(text: str, sign: str | None) -> list[str]:
    """The names in one text, which a sign separates, or which are a list."""
    if is_list(text) or (sign == LISTS and _bracketed(text)):
        return _listed(text.strip())
    return text.split(sign) if sign not in (None, LISTS) else [text]


def _told(values: Sequence[str]) -> str | None:
    """The sign that separates names; None where each is one."""
    plain = [value for value in values if not is_list(value)]
    found = next((sign for sign in _TOLD if any(sign in value.strip() for value in plain)), None)
    if found is None and plain and _come_again(plain, _SPACE):
        return _SPACE
    return found or (LISTS if len(plain) < len(values) else None)


def _certain(values: Sequence[str]) -> str | None:
    """The sign that surely separates names: in all texts lists, or a bar whose parts come again."""
    if values and all(_bracketed(value) == "[]" for value in values):
        return LISTS if any(map(is_list, values)) else None
    for sign in SEPARATORS:
        numbers = {value.count(sign) for value in values}
        if len(numbers) > 1 and _come_again(values, sign):
            return sign
    return None


def _come_again(values: Sequence[str], sign: str) -> bool:
    parts = {value: [part.strip() for part in value.split(sign) if part.strip()] for value in values}
    joined = [value for value in values if len(parts[value]) > 1]
    return bool(joined) and come_again(parts, joined)


def _split(column: pa.ChunkedArray, sign: str | None) -> pa.Array:
    encoded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    lists = [parts_of(text, sign) for text in encoded.dictionary.to_pylist()]
    return pa.array(lists, pa.list_(pa.string())).take(encoded.indices)


def _bracketed(text: str) -> str:
    """The brackets around a text; empty without."""
    around = text.strip()[:1] + text.strip()[-1:]
    return around if around in BRACKETS else ""


def _listed(text: str) -> list[str]:
    if any(between in text for between in BETWEEN_QUOTES):
        # As NumPy writes them; Python would take what has nothing between for one.
        return [a or b for a, b in _QUOTED.findall(text)]
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        if isinstance(found, list | tuple | set | frozenset):
            return [str(one) for one in found if one is not None]
    return text[1:-1].split(",")


def _said(items: pa.Table, columns: Sequence[str], sign: str | None) -> str:
    names = {name for column in columns for name in sets_of(items[column])[1]}
    shown = {"\n": "a line break", "\t": "a tab", _SPACE: "a space"}.get(sign or "", f"`{sign}`")
    how = "" if sign in (None, LISTS) else f", {shown} between them"
    return (
        f"Several classes an image ({counted(len(names), 'class', 'classes')}{how}): taken as multi-label, "
        "where a prediction is right when its classes are all those of the label and no other "
        "(`--task classification` takes each text as one class)."
    )
