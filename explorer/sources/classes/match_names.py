"""One spelling for every class: names of labels, of predictions and of probabilities that mean the same.

Each writes a class in its own way: `3.0` where a missing label made floats of numbers, `True` and `yes`, `é`
in one sign or in two, a space at the end, `Cat` and `cat`, `polar_bear` and `polar bear`, the number of a
class and its name (`explorer.sources.classes.class_keys`). Where the meaning is certain, one spelling takes
the place of the others; where it is not, nothing changes, and `explorer.sources.classes.doubts` says so.
"""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.class_sets import as_lists, recoded, sets_of
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import holds_texts, models_of, of_model
from explorer.sources.classes.class_keys import TRUTHS, numeric, plain, worded

CLASSES = "classes"
"""Stands for the names that belong to the columns of probabilities; of all, they come first."""
Spellings = dict[str, dict[str, str]]
"""Of each column, every name in it and how it is spelt now."""


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
    names |= {column: _names_in(items[column]) for column in columns}
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
    _merge(spelt, plain, within=True)
    _number_classes(spelt)
    # These may tell two classes of one column apart, and then they mean two.
    _merge(spelt, numeric, within=False)
    _match_truths(spelt)
    _merge(spelt, worded, within=False)
    return spelt


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
    if not classes or any(numeric(name) is not None for name in classes):
        return
    place = {str(i): name for i, name in enumerate(classes)}
    for column, names in spelt.items():
        if column != CLASSES and names and all(plain(now) in place for now in names.values()):
            names.update({name: place[plain(now)] for name, now in names.items()})


def _match_truths(spelt: Spellings) -> None:
    """Spell truth values as the first column of nothing else does: `yes` and `no`, or `True` and `False`."""
    pairs = {column: pair for column, names in spelt.items() if (pair := _truths_of(names))}
    if not pairs:
        return
    first, wanted = next(iter(pairs.items()))
    example = next(iter(spelt[first].values()))
    for column, pair in pairs.items():
        if pair != wanted:
            spelt[column] = {
                name: _cased_like(example, wanted[pair.index(worded(now))])
                for name, now in spelt[column].items()
            }


def _truths_of(names: Mapping[str, str]) -> tuple[str, str] | None:
    """The two words of which all names of a column are."""
    first = worded(next(iter(names.values()), ""))
    pair = next((pair for pair in TRUTHS if first in pair), None)
    return pair if pair and all(worded(now) in pair for now in names.values()) else None


def _cased_like(example: str, word: str) -> str:
    return word.upper() if example.isupper() else word.capitalize() if example.istitle() else word


def _names_in(column: pa.ChunkedArray) -> list[str]:
    """The distinct names in a column of texts, or of lists of them."""
    if holds_texts(column.type):
        return sets_of(column)[1]
    return pc.unique(column.drop_null()).to_pylist()


def _respelt(column: pa.ChunkedArray, spelling: Mapping[str, str]) -> pa.Array:
    if holds_texts(column.type):
        sets, found = sets_of(column)
        names = [spelling[name] for name in found]
        return as_lists(recoded(sets, names, kept := list(dict.fromkeys(names))), kept)
    codes = column.combine_chunks().dictionary_encode()
    return pa.array([spelling[name] for name in codes.dictionary.to_pylist()], pa.string()).take(
        codes.indices
    )
