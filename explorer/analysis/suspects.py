"""Images that stand out by themselves, as findings: wrong labels, outliers, duplicates."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from explorer.analysis.class_structure import merge_candidates, split_candidates
from explorer.analysis.clusters import Pick
from explorer.analysis.distinct import content_codes, copies_in, distinct_images
from explorer.analysis.duplicates import duplicate_groups
from explorer.analysis.labels import label_issues
from explorer.analysis.outliers import outliers
from explorer.analysis.questions import Asked, Question, strata_of
from explorer.errors import InputError

SPLITS = ("split", "fold", "subset", "partition", "set")
"""What people call the column that tells train from test; any case."""
FEW = 20
"""A column of more values than this divides images by something else."""


def ask_labels(index, options) -> Asked:
    """Rank images by how likely their label is wrong, and ask where those that are gather.

    Class probabilities are used where the index has them, and the labels of the neighbours in any case.

    Raises
    ------
    InputError
        When there are no labels of two classes or more.
    """
    labels = _two_classes(index, "no label can be called wrong")
    found = label_issues(
        labels, len(index.classes), index.probabilities, index.neighbors, distinct_images(index)
    )
    rows = found.rows
    # Where all neighbours agree with the label there is none to suggest.
    shown = np.flatnonzero(found.suggested != labels[rows])[: options.limit]
    suggested = [index.classes[code] for code in found.suggested[shown]]
    images = describe_images(index, rows[shown], found.score[shown], suggested)
    return Asked([Question(found.issue, strata_of(index, options.given))], images=images)


def ask_outliers(index, options) -> Asked:
    """Rank images by how far they are from everything."""
    found = outliers(index.neighbors, distinct_images(index))
    first = slice(0, options.limit)
    return Asked(images=describe_images(index, found.rows[first], found.score[first]))


def ask_duplicates(index, options) -> Asked:
    """List groups of images that are one picture, those that cross splits or labels first."""
    columns = {name: index.codes(name)[0] for name in crossed_columns(index)}
    found = duplicate_groups(copies_in(index).shown, content_codes(index), columns)
    shown = range(min(options.limit, len(found)))
    rows = [found.group(i) for i in shown]
    paths = iter(
        index.items["path"].take(pa.array(np.concatenate([*rows, np.empty(0, np.int64)]))).to_pylist()
    )
    groups = [
        {
            "rows": group.tolist(),
            "paths": [next(paths) for _ in group],
            "how": "exact" if found.exact[i] else "near",
            "crosses": found.crossed(i),
        }
        for i, group in zip(shown, rows, strict=True)
    ]
    return Asked(groups=groups)


def crossed_columns(index) -> list[str]:
    """Return the columns that a group of duplicates should not straddle: those of splits, and the label."""
    names = index.items.column_names
    splits = [name for name in names if name.lower() in SPLITS and len(index.codes(name)[1]) <= FEW]
    return [*splits, *(name for name in names if name == "label")]


def ask_classes(index, options) -> Asked:
    """Look for classes that lie in several distant clusters, and for pairs of classes that share one.

    A class is told by the largest of its clusters, `nodes` names all; a pair by the cluster that holds it.

    Raises
    ------
    InputError
        When there are no labels of two classes or more.
    """
    labels = _two_classes(index, "no class can be split or merged")
    split = split_candidates(index.tree, labels, options.min_size)
    merge = merge_candidates(index.tree, labels, index.neighbors.rows, options.min_size, options.limit)
    found = [
        (score, [code], split.nodes[split.starts[i] : split.starts[i + 1]].tolist(), "split")
        for i, (code, score) in enumerate(zip(split.codes.tolist(), split.score.tolist(), strict=True))
    ]
    pairs = np.column_stack([merge.first, merge.second, merge.nodes]).tolist()
    found += [
        (score, [first, second], [node], "merge")
        for score, (first, second, node) in zip(merge.score.tolist(), pairs, strict=True)
    ]
    found.sort(key=lambda each: -each[0])
    picks = []
    for score, codes, nodes, suggests in found[: options.limit]:
        outcomes = np.where(labels < 0, -1, np.isin(labels, codes)).astype(np.int8)
        names = [index.classes[code] for code in codes]
        toward = {"suggests": suggests, "classes": names, "nodes": nodes, "score": score}
        picks.append(Pick(nodes[0], None, None, Question(outcomes, toward=toward), outcomes))
    return Asked(picks=picks)


def _two_classes(index, otherwise: str) -> np.ndarray:
    """(n,) class codes, -1 where missing, of an index in which two classes or more are labelled."""
    if not index.has_labels:
        raise InputError(
            f"No labels in {index.name}: {otherwise}. Add a column `label` to the table and index it again."
        )
    labels = index.labels()
    if len(np.unique(labels[labels >= 0])) < 2:
        raise InputError(
            f"Fewer than two classes are labelled in {index.name}: {otherwise}. Label images of more classes."
        )
    return labels


def describe_images(
    index, rows: np.ndarray, scores: np.ndarray, suggested: Sequence[str | None] | None = None
) -> list[dict]:
    """Return images as the JSON of findings has them, in the order given."""
    taken = index.items.select([name for name in ("path", "label") if name in index.items.column_names])
    taken = taken.take(pa.array(rows, pa.int64()))
    paths = taken["path"].to_pylist()
    labels = taken["label"].to_pylist() if "label" in taken.column_names else [None] * len(rows)
    suggested = [None] * len(rows) if suggested is None else suggested
    return [
        {"row": int(row), "path": path, "label": label, "suggested": other, "score": float(score)}
        for row, path, label, other, score in zip(rows, paths, labels, suggested, scores, strict=True)
    ]
