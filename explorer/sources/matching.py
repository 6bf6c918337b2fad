"""One spelling for every class: names of labels, of predictions and of probabilities that mean the same.

Each writes a class in its own way: `3.0` where a missing label made floats of numbers, `True` and `true`, `é`
in one sign or in two, a space at the end, `Cat` and `cat`, the number of a class and its name. Where the
meaning is certain, one spelling takes the place of the others; where it is not, nothing changes, and
`explorer.sources.doubts` says so.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.columns import models_of, of_model
from explorer.index.format import LABEL, PREDICTION

CLASSES = "classes"
"""Stands for the names that belong to the columns of probabilities; of all, they come first."""
Spellings = dict[str, dict[str, str]]
"""Of each column, every name in it and how it is spelt now."""

_WHOLE = re.compile(r"([+-]?[0-9]+)\.0*")
_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_BITS, _WORDS = ("0", "1"), ("false", "true")


def class_columns(names: Sequence[str]) -> list[str]:
    """Columns of an item table that hold names of classes: labels, then predictions of every model."""
    labels = [LABEL] if LABEL in names else []
    return labels + [of_model(PREDICTION, model) for model in models_of(names)]


def match_names(items: pa.Table, classes: Sequence[str] | None) -> tuple[pa.Table, list[str] | None]:
    """Spell the classes of an item table alike.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`.
    classes : sequence of str or None
        Names of the columns of probabilities, distinct. Their spelling wins, and none of them is lost.

    Returns
    -------
    items : pyarrow.Table
    classes : list of str or None
    """
    columns = class_columns(items.column_names)
    names = {CLASSES: list(classes)} if classes is not None else {}
    names |= {column: pc.unique(items[column].drop_null()).to_pylist() for column in columns}
    spelt = spell_alike(names)
    for column in columns:
        if any(name != now for name, now in spelt[column].items()):
            items = items.set_column(
                items.column_names.index(column), column, _respelt(items[column], spelt[column])
            )
    return items, None if classes is None else [spelt[CLASSES][name] for name in classes]


def spell_alike(names: Mapping[str, Sequence[str]]) -> Spellings:
    """Find one spelling for the names that certainly mean the same class.

    Parameters
    ----------
    names : mapping
        Distinct names of each column. The order of the columns is that in which their spelling counts.

    Returns
    -------
    dict
        Of each column, its names and their spelling.
    """
    spelt = {column: {name: name for name in found} for column, found in names.items()}
    # What looks the same is the same, also within one column.
    _merge(spelt, _plain, within=True)
    _number_classes(spelt)
    # These may tell two classes of one column apart, and then they mean two.
    _merge(spelt, _numeric, within=False)
    _match_booleans(spelt)
    _merge(spelt, _folded, within=False)
    return spelt


def whole(name: str) -> str:
    """Return `3` for `3.0`, and all else as it is."""
    found = _WHOLE.fullmatch(name)
    return found[1] if found else name


def _plain(name: str) -> str:
    return whole(unicodedata.normalize("NFC", name).strip())


def _numeric(name: str) -> str | None:
    """A number without the zeros that change nothing (`007`, `1.50`, `+1`); None for what is no number."""
    found = _NUMBER.fullmatch(_plain(name))
    if not found or not (found[2] or found[3]):
        return None
    before, after = found[2].lstrip("0") or "0", (found[3] or "").rstrip("0")
    sign = "-" if found[1] == "-" and (before, after) != ("0", "") else ""
    return f"{sign}{before}.{after}" if after else sign + before


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", _plain(name)).casefold())


def _merge(spelt: Spellings, key: Callable[[str], str | None], within: bool) -> None:
    """Spell names of one key alike: as the first column does that has it.

    Two names of one key in one column are one only `within` a column, and then spelt as the key. Else a
    model's stay as they are, and where labels have two, everybody's do. Two of the classes that belong to
    probabilities are never one.
    """
    groups: dict[str, dict[str, set[str]]] = {}
    for column, names in spelt.items():
        for name in names.values():
            if (common := key(name)) is not None:
                groups.setdefault(common, {}).setdefault(column, set()).add(name)
    chosen: Spellings = {column: {} for column in spelt}
    for common, found in groups.items():
        if len(set().union(*found.values())) == 1 or len(found.get(CLASSES, ())) > 1:
            continue
        if not within:
            if len(found.get(LABEL, ())) > 1:
                continue
            found = {column: names for column, names in found.items() if len(names) == 1}
        (first, *_) = found.get(CLASSES) or ({common} if within else next(iter(found.values()), {common}))
        for column, names in found.items():
            chosen[column] |= dict.fromkeys(names, first)
    for column, names in spelt.items():
        names.update({name: chosen[column].get(now, now) for name, now in names.items()})


def _number_classes(spelt: Spellings) -> None:
    """Name the classes of a column of whole numbers, which count the names of `CLASSES` from 0."""
    classes = list(spelt.get(CLASSES, {}).values())
    if not classes or any(_numeric(name) is not None for name in classes):
        return
    place = {str(i): name for i, name in enumerate(classes)}
    for column, names in spelt.items():
        if column != CLASSES and names and all(_plain(now) in place for now in names.values()):
            names.update({name: place[_plain(now)] for name, now in names.items()})


def _match_booleans(spelt: Spellings) -> None:
    """Take 0 and 1 for false and true, where one column has only these and another only those."""
    bits, words = (
        [column for column, names in spelt.items() if names and all(_folded(n) in values for n in names)]
        for values in (_BITS, _WORDS)
    )
    if not bits or not words:
        return
    first = next(column for column in spelt if column in bits or column in words)
    example = next(iter(spelt[first].values()))
    for column in bits if first in words else words:
        names = spelt[column]
        names.update({name: _boolean_like(example, _folded(name)) for name in names})


def _boolean_like(example: str, name: str) -> str:
    """A truth value, spelt like another one."""
    value = _BITS.index(name) if name in _BITS else _WORDS.index(name)
    if _folded(example) in _BITS:
        return _BITS[value]
    word = _WORDS[value]
    return word.upper() if example.isupper() else word.capitalize() if example.istitle() else word


def _respelt(column: pa.ChunkedArray, spelling: Mapping[str, str]) -> pa.Array:
    codes = column.combine_chunks().dictionary_encode()
    return pa.array([spelling[name] for name in codes.dictionary.to_pylist()], pa.string()).take(
        codes.indices
    )
