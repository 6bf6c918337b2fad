"""Two models on the same images: the difference of every class, and its interval."""

import numpy as np

from explorer.analysis.classes.compared_sets import compared
from explorer.analysis.evaluation.paired import holm, mcnemar, tango_interval
from explorer.filters.clauses import identifier, literal
from explorer.index.detection_figures import background_code
from explorer.index.format import PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.reader import Index
from explorer.options import MULTILABEL
from explorer.view.cluster_summary import MOST_CLASSES
from explorer.view.evaluation.figures import figure, figures
from explorer.words import counted

LEVEL = 0.05
MULTIPLICITY = (
    "Each interval holds at 95% by itself. p-values are exact (McNemar) and adjusted for {} (Holm): where no "
    "class differs, the chance that any is named is 5% at most."
)


def describe_comparison(index: Index, part: slice | np.ndarray, model: str, against: str) -> dict:
    """Return `comparison`: of `against` with `model`, on images that both are judged on.

    Parameters
    ----------
    index : Index
        With labels that are classes.
    part : slice or (m,) int64
        Indexes the rows that count.
    model, against : str
        A difference is the rate of `against` less that of `model`.

    Returns
    -------
    dict
        `accuracy`, of all images, and `classes`, the likeliest to differ first; each with `images`, `first`
        and `second` (rates), `difference` with its `interval`, `gained` (right under `against` alone),
        `lost`, `p` and, of classes, `adjusted`.
    """
    first, second = index.correct(model)[part], index.correct(against)[part]
    both = (first >= 0) & (second >= 0)
    first, second = first[both] == 1, second[both] == 1
    one = np.zeros(len(first), np.int64)
    [accuracy] = _lines(_counted(one, first, second, 1), ["all"])
    codes, was, now = _cases(index, part, model, against, both, first, second)
    table = _counted(codes, was, now, len(index.classes))
    there = np.flatnonzero(table[0])
    lines = _lines(table[:, there], [index.classes[code] for code in there.tolist()])
    adjusted = holm(np.array([line["p"] for line in lines]))
    for line, value in zip(lines, adjusted.tolist(), strict=True):
        line |= {"adjusted": figure(value), "clauses": _clauses(index, line["name"], model, against)}
    lines.sort(key=lambda line: (line["p"], -abs(line["difference"])))
    classes = counted(len(lines), "class", "classes")
    return {
        "model": model,
        "against": against,
        "images": int(np.count_nonzero(both)),
        "left_out": int(
            np.count_nonzero((index.correct(model)[part] >= 0) != (index.correct(against)[part] >= 0))
        ),
        "accuracy": accuracy if accuracy["images"] else None,
        "classes": lines[:MOST_CLASSES],
        "class_count": len(lines),
        "differing": int(np.count_nonzero(adjusted <= LEVEL)),
        "multiplicity": MULTIPLICITY.format(classes),
    }


def _cases(index: Index, part, model: str, against: str, both, first, second):
    """Return (e,) class codes of images, or of all their classes, and whether either model has them right."""
    if index.task != MULTILABEL:
        codes = index.labels()[part][both]
        kept = codes != background_code(index)
        return codes[kept], first[kept], second[kept]
    entries = []
    for name in (model, against):
        rows, codes, found = compared(index, name).found(part)
        entries.append((rows.astype(np.int64) * len(index.classes) + codes, found))
    (keys, was), (other, now) = entries
    _, left, right = np.intersect1d(keys, other, assume_unique=True, return_indices=True)
    return keys[left] % max(len(index.classes), 1), was[left], now[right]


def _counted(codes: np.ndarray, first: np.ndarray, second: np.ndarray, classes: int) -> np.ndarray:
    """(4, classes) Images, right ones under the first, gained and lost."""
    cases = (codes, codes[first], codes[second & ~first], codes[first & ~second])
    return np.array([np.bincount(some, minlength=classes) for some in cases])


def _lines(counted: np.ndarray, names: list[str]) -> list[dict]:
    images, right, gained, lost = counted
    low, high = tango_interval(gained, lost, images)
    there = np.maximum(images, 1)
    columns = (
        names, images.tolist(), figures(right / there), figures((right + gained - lost) / there),
        figures((gained - lost) / there), np.column_stack([low, high]).round(6).tolist(),
        gained.tolist(), lost.tolist(), mcnemar(gained, lost).tolist(),
    )  # fmt: skip
    keys = ("name", "images", "first", "second", "difference", "interval", "gained", "lost", "p")
    return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]


def _clauses(index: Index, name: str, model: str, against: str) -> dict[str, list[str]] | None:
    """Return filters that leave the images gained and lost; None where an image has several classes."""
    if index.task == MULTILABEL:
        return None
    first, second = (identifier(of_model(PREDICTION, each)) for each in (model, against))
    of_class, name = f"label = {literal(name)}", literal(name)
    return {
        "gained": [of_class, f"{first} <> {name}", f"{second} = {name}"],
        "lost": [of_class, f"{first} = {name}", f"{second} <> {name}"],
    }
