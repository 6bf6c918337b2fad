"""What casts doubt on the rates of an index, in one sentence each: names that do not mean the same."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import models_of, of_model
from explorer.words import counted, listed

_HARDLY = 0.2
"""Where a larger share of the images has a name that the other side has too, both speak of the same."""
_MOSTLY = 0.6
"""Where that share of every class is predicted as another one, each as its own, these are its names."""
_FEWEST = 10
"""Of fewer images nothing is told from what is mostly predicted."""
_FEWEST_OF_ONE = 3
"""Images of a class, from which on it is told by what it is predicted as."""
_EXAMPLES = 3
_LONGEST = 30


def doubts(items: pa.Table, classes: Sequence[str] | None) -> list[str]:
    """Say where labels, predictions and classes share hardly any name, or the same names stand for others.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`.
    classes : sequence of str or None
        Names of the columns of probabilities.

    Returns
    -------
    list of str
        A sentence each, with examples of both sides.
    """
    labels = items[LABEL] if LABEL in items.column_names else None
    said = []
    for model in models_of(items.column_names):
        predictions = items[of_model(PREDICTION, model)]
        whose = f"the predictions of {model}" if model else "the predictions"
        if labels is not None and (known := _both_known(labels, predictions)):
            share = max(_share(known[1], _names(labels)), _share(known[0], _names(predictions)))
            of_names = _sentence(share, ("the labels", labels), (whose, predictions))
            said += of_names or _of_order(whose, *known) or _of_spelling(whose, *known)
        if classes is not None and labels is None:
            said += _of_classes(whose, predictions, classes)
    if classes is not None and labels is not None:
        said += _of_classes("the labels", labels, classes)
    return said


def doubts_of_lists(items: pa.Table, classes: Sequence[str] | None) -> list[str]:
    """Say the same of several classes an image: labels and predictions share hardly any name.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`, with lists of texts.
    classes : sequence of str or None
        Names of the columns of probabilities.
    """
    if LABEL not in items.column_names:
        return []
    labels = _flat(items[LABEL])
    said = []
    for model in models_of(items.column_names):
        predictions = _flat(items[of_model(PREDICTION, model)])
        if len(labels) and len(predictions):
            share = max(_share(labels, _names(predictions)), _share(predictions, _names(labels)))
            whose = f"the predictions of {model}" if model else "the predictions"
            said += _sentence(share, ("the labels", labels), (whose, predictions))
    if classes is not None and len(labels):
        said += _of_classes("the labels", labels, classes)
    return said


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([pc.list_flatten(column.combine_chunks())], pa.string()).drop_null()


def _of_classes(whose: str, column: pa.ChunkedArray, classes: Sequence[str]) -> list[str]:
    names = pa.array(classes, pa.string())
    if column.null_count == len(column):
        return []
    return _sentence(_share(column.drop_null(), names), (whose, column), ("the classes of --classes", names))


def _of_order(whose: str, labels: pa.ChunkedArray, predictions: pa.ChunkedArray) -> list[str]:
    """Doubt names of which each mostly stands for another one: counted from 1, or in another order."""
    most: dict[str, str] = {}
    named = right = 0
    for label, prediction, count in _pairs(labels, predictions):
        right += count if label == prediction else 0
        named += count if label not in most else 0
        most.setdefault(label, prediction)
    one_to_one = len(most) > 1 and len({*most.values()}) == len(most)
    if len(labels) < _FEWEST or not one_to_one or named < _MOSTLY * len(labels) or right > _HARDLY * named:
        return []
    examples = ", ".join(f"{label!r} as {most[label]!r}" for label in sorted(most)[:_EXAMPLES])
    return [
        f"The labels and {whose} seem to number or order the classes differently (of the labels, most of "
        f"{examples}{', …' if len(most) > _EXAMPLES else ''}): rates that compare them mean nothing if so."
    ]


def _of_spelling(whose: str, labels: pa.ChunkedArray, predictions: pa.ChunkedArray) -> list[str]:
    """Doubt a class that is mostly predicted by a name that no label has, and few others are."""
    pairs = _pairs(labels, predictions)
    of_label, of_prediction = Counter(), Counter()
    for label, prediction, count in pairs:
        of_label[label] += count
        of_prediction[prediction] += count
    found = [
        f"{label!r} as {prediction!r}"
        for label, prediction, count in pairs
        if label not in of_prediction
        and prediction not in of_label
        and count >= max(_FEWEST_OF_ONE, _MOSTLY * max(of_label[label], of_prediction[prediction]))
    ]
    if not found:
        return []
    classes = counted(len(found), "class", "classes")
    return [
        f"{classes} of the labels may be spelt otherwise in {whose} (most of {listed(found, _EXAMPLES)}, a "
        "name that no label has): rates take that for mistakes until both are spelt alike."
    ]


def _pairs(labels: pa.ChunkedArray, predictions: pa.ChunkedArray) -> list[tuple[str, str, int]]:
    """Each label with each prediction of it, and of how many images, the most frequent first."""
    table = pa.table({"label": labels, "prediction": predictions})
    counts = table.group_by(["label", "prediction"]).aggregate([([], "count_all")])
    counts = counts.sort_by(
        [("count_all", "descending"), ("label", "ascending"), ("prediction", "ascending")]
    )
    return list(zip(*(column.to_pylist() for column in counts.columns), strict=True))


def _both_known(a: pa.ChunkedArray, b: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray] | None:
    known = pc.and_(pc.is_valid(a), pc.is_valid(b))
    return (a.filter(known), b.filter(known)) if pc.any(known).as_py() else None


def _share(column: pa.ChunkedArray, names: pa.Array) -> float:
    """Share of the values that are among `names`."""
    return float(np.mean(pc.is_in(column, names).to_numpy()))


def _sentence(share: float, *sides: tuple[str, pa.Array | pa.ChunkedArray]) -> list[str]:
    if share > _HARDLY:
        return []
    (one, _), (other, _) = sides
    shared = "no name" if share == 0 else "hardly any name"
    examples = "; ".join(f"{whose} are {_some(_names(values).to_pylist())}" for whose, values in sides)
    return [
        f"{one[0].upper()}{one[1:]} and {other} share {shared} ({examples}): "
        "rates that compare them mean nothing until both are spelt alike."
    ]


def _names(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return pc.unique(values.drop_null())


def _some(names: Iterable[str]) -> str:
    names = sorted(names)
    shown = [repr(n if len(n) <= _LONGEST else f"{n[:_LONGEST]}…") for n in names[:_EXAMPLES]]
    return ", ".join(shown) + (", …" if len(names) > _EXAMPLES else "")
