"""What the clusters of a copy can be coloured by: what a browser must know to work out tints."""

from collections.abc import Collection

import numpy as np

from explorer.analysis.classes.subgroups import as_numbers
from explorer.errors import InputError
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import kind_of, of_model
from explorer.index.reader import Index
from explorer.publishing.published_rows import PublishedRows
from explorer.view.choose_coloring import values_of
from explorer.view.colored_by import ACCURACY_EDGES, by_accuracy, by_mean, mean_edges
from explorer.view.colored_by_value import MOST_VALUES, NEAR, WAYS, AnyValues, Values
from explorer.view.coloring import ACCURACY, CLASS, COLUMN, colorings
from explorer.view.palettes import OTHER
from explorer.words import UNITS, percent


def packaged_colorings(published: PublishedRows, columns: Collection[str]) -> list[dict]:
    """Give the colourings of an index that a copy with such columns can work out.

    Parameters
    ----------
    published : PublishedRows
    columns : collection of str
        Names of the columns that are packaged.

    Returns
    -------
    list of dict
        `value` and `label` as the page offers it, and what `static/colorings.mjs` reads: the `way`, what it
        is of, edges between steps or the order in which values have colours, and the legend.
    """
    found = []
    for offered in colorings(published.index):
        told = _told(published, offered["value"], columns)
        if told is not None:
            found.append(offered | told)
    return found


def ways() -> dict:
    """Return what tells values apart, within how many cells in hue, and what stands for all others."""
    return {"ways": [list(way) for way in WAYS], "near": NEAR, "other": OTHER}


def _told(published: PublishedRows, color: str, columns: Collection[str]) -> dict | None:
    index = published.index
    if color == ACCURACY:
        return _accuracy(published)
    name = LABEL if color == CLASS else color.removeprefix(COLUMN)
    if name not in columns or (color != CLASS and not color.startswith(COLUMN)):
        return None
    try:
        valued = values_of(index, color)
    except InputError:
        return None
    if valued is None:
        return _mean(published, name)
    title, values, ruling = valued
    if len(values.names) > MOST_VALUES or (ruling is not None and _ruler(index) not in columns):
        return None
    return _value(published, name, title, values, ruling)


def _accuracy(published: PublishedRows) -> dict | None:
    index, models = published.index, {}
    for model in index.models:
        right = index.correct(model)[published.rows]
        known = int(np.count_nonzero(right >= 0))
        if known:
            overall = float(np.count_nonzero(right == 1) / known)
            legend = by_accuracy(overall, lambda _lo, _hi: ((), ())).legend()
            models[model] = {"overall": overall, "whole": percent(overall), "legend": legend}
    return {"way": "accuracy", "edges": list(ACCURACY_EDGES), "models": models} if models else None


def _mean(published: PublishedRows, name: str) -> dict:
    index = published.index
    boolean = kind_of(index.items.schema.field(name).type) == "boolean"
    values, unit = as_numbers(index.column(name))[published.rows], UNITS.get(name, "")
    edges, legend = mean_edges(values, boolean), by_mean(name, values, boolean, unit).legend()
    return {
        "way": "mean",
        "column": name,
        "boolean": boolean,
        "unit": unit,
        "edges": edges.tolist(),
        "legend": legend,
    }


def _value(
    published: PublishedRows, name: str, title: str, values: AnyValues, ruling: AnyValues | None
) -> dict:
    own = _within(published, values)
    ruled = own if ruling is None else _within(published, ruling)
    order = list(dict.fromkeys([*ruled.by_frequency, *own.by_frequency]))
    return {
        "way": "value",
        "column": name,
        "title": title,
        "legend": {"title": f"most frequent {title}", "steps": [], "marks": []},
        "names": own.names,
        "order": order,
        "ruling": None if ruling is None else _ruler(published.index),
        "ruled": ruled.names,
        "classes": ruling is not None or title == CLASS,
    }


def _ruler(index: Index) -> str:
    """Return the column that gives classes their colours, whoever names them."""
    return LABEL if index.has_truth else of_model(PREDICTION, index.models[0])


def _within(published: PublishedRows, values: AnyValues) -> AnyValues:
    """Return the values of the rows that are published; of several an image those of all."""
    if not isinstance(values, Values) or published.n == len(values.codes):
        return values
    codes = values.codes[published.rows]
    there = np.unique(codes[codes >= 0])
    places = np.full(len(values.names) + 1, -1, np.int64)
    places[there] = np.arange(len(there))
    return Values(places[codes], [values.names[code] for code in there.tolist()], values.column)
