"""Single images that stand out, as findings: those whose label is probably wrong."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from explorer.analysis.distinct import distinct_images
from explorer.analysis.labels import label_issues
from explorer.analysis.questions import Asked, Question, strata_of
from explorer.errors import InputError


def ask_labels(index, options) -> Asked:
    """Rank images by how likely their label is wrong, and ask where those that are gather.

    Class probabilities are used where the index has them, and the labels of the neighbours in any case.

    Raises
    ------
    InputError
        When there are no labels of two classes or more.
    """
    if not index.has_labels:
        raise InputError(
            f"No labels in {index.name}: none can be wrong. Add a column `label` to the table and index it "
            "again."
        )
    labels = index.labels()
    if len(np.unique(labels[labels >= 0])) < 2:
        raise InputError(
            f"Fewer than two classes are labelled in {index.name}: no other label can be suggested. Label "
            "images of more classes."
        )
    found = label_issues(
        labels, len(index.classes), index.probabilities, index.neighbors, distinct_images(index)
    )
    first = slice(0, options.limit)
    suggested = [index.classes[code] for code in found.suggested[first]]
    images = describe_images(index, found.rows[first], found.score[first], suggested)
    return Asked([Question(found.issue, strata_of(index, options.given))], images=images)


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
