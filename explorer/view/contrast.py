"""What tells a cluster from one around it: classes, words and values of columns that are frequent in it."""

import numpy as np

from explorer.analysis.classes.subgroups import as_numbers, quarters
from explorer.analysis.over_represented import over_represented
from explorer.analysis.titles.cluster_titles import EVERYTHING
from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_node
from explorer.index.format import CONCEPT, CONFIDENCE, IDENTIFYING_COLUMNS, LABEL, PREDICTION
from explorer.index.item_columns import few_values, kind_of, of_model
from explorer.index.reader import Index
from explorer.index.tasks import has_several_classes, label_sets
from explorer.view.colored_by_value import Values
from explorer.view.match_counts import MatchingRows
from explorer.view.views import Views

TOLD = 5
MOST_VALUES = 200
"""A column of text with more values than this is no way to group images."""
WORD = "word"
"""Stands in the place of a column's name for a word of file and folder names."""


def contrast(views: Views, node: int, against: int | None = None, where: Filter = ALL) -> dict | None:
    """Return what `/api/nodes/{node}/contrast` answers; None for the cluster of all images.

    Parameters
    ----------
    views : Views
    node : int
    against : int or None
        A cluster around it; None is the one above it in the tree.
    where : Filter
        Only what matches counts.

    Raises
    ------
    InputError
        When `against` does not hold the cluster, or the filter cannot be understood.
    NotFoundError
        When the index has no such node.
    """
    index, tree = views.index, views.index.tree
    check_node(index, node)
    if node == tree.root:
        return None
    above = int(tree.parent[node]) if against is None else check_node(index, against)
    (lo, hi), (first, last) = ((int(tree.lo[n]), int(tree.hi[n])) for n in (node, above))
    if not (first <= lo and hi <= last and above != node):
        raise InputError(f"Node {above} does not hold node {node}: name a cluster around it.")
    selected = views.selection(where)
    size, total = int(selected.counts(lo, hi)), int(selected.counts(first, last))
    names, inside, whole = _counted(views, selected, (lo, hi), (first, last))
    told = _distinct(names, over_represented(inside, whole, size, total).tolist())
    return {
        "build": index.build,
        "node": node,
        "matching": size,
        "against": {
            "node": above,
            "title": EVERYTHING if above == tree.root else views.title(above, where),
            "matching": total,
        },
        "values": [
            {
                "column": names[place][0],
                "value": names[place][1],
                "count": int(inside[place]),
                "share": round(int(inside[place]) / size, 4),
                "count_against": int(whole[place]),
                "share_against": round(int(whole[place]) / total, 4),
            }
            for place in told
        ],
    }


def prepare_contrast(index: Index) -> None:
    """Read what clusters are told apart by, before somebody waits for it."""
    for name in index.cached(_columns_of):
        index.cached(_values_of, name)


def _counted(
    views: Views, selected: MatchingRows, part: tuple, whole: tuple
) -> tuple[list, np.ndarray, np.ndarray]:
    """(column, value) of all values, and how many matching images of two slices have each."""
    names, counts, index = [], [], views.index
    for values in (index.cached(_values_of, name) for name in index.cached(_columns_of)):
        names += [(values.column, name) for name in values.names]
        codes = (values.codes[selected.inside(*span)] for span in (part, whole))
        counts.append([np.bincount(some + 1, minlength=len(values.names) + 1)[1:] for some in codes])
    if has_several_classes(index):
        sets = label_sets(index)
        names += [(LABEL, name) for name in index.classes]
        codes = (sets.codes[sets.within(selected.inside(*span))] for span in (part, whole))
        counts.append([np.bincount(some, minlength=len(index.classes)) for some in codes])
    words = views.titles.path_words()
    names += [(WORD, word) for word in words.vocabulary]
    counts.append([words.count(lo, hi, selected.mask) for lo, hi in (part, whole)])
    inside, there = (np.concatenate(side) for side in zip(*counts, strict=True))
    return names, inside, there


def _distinct(names: list[tuple[str, str]], places: list[int]) -> list[int]:
    """Return the first few that do not say the same: folders are often called as the classes in them."""
    said: dict[str, int] = {}
    for place in places:
        key = names[place][1].casefold()
        if key not in said or names[said[key]][0] == WORD:
            said[key] = place
    return list(said.values())[:TOLD]


def _columns_of(index: Index) -> list[str]:
    """Return the columns that group images. What a model predicts mostly repeats labels, if there are any."""
    apart = {of_model(CONFIDENCE, model) for model in index.models} | IDENTIFYING_COLUMNS
    if index.has_truth:
        apart |= {of_model(PREDICTION, model) for model in index.models}
    found = []
    for field in index.items.schema:
        kind = kind_of(field.type)
        few = kind == "text" and (
            field.name in (LABEL, CONCEPT) or few_values(index.items, field.name, MOST_VALUES)
        )
        if field.name not in apart and (few or kind in ("number", "boolean")):
            found.append(field.name)
    return found


def _values_of(index: Index, name: str) -> Values:
    if kind_of(index.items.schema.field(name).type) == "number":
        parts = quarters(as_numbers(index.column(name)))
        if parts is not None:
            # One of four: of a million images, eight bytes each would be kept for every column.
            return Values(parts[0].astype(np.int8), parts[1], name)
    return Values(*index.codes(name), name)
