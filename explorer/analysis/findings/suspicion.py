"""How likely each label of an index is wrong."""

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.analysis.findings.requirements import require_classes
from explorer.analysis.labels.label_issues import LabelIssues, label_issues
from explorer.index.reader import Index


def require_labels(index: Index) -> None:
    """Refuse an index whose labels cannot be called wrong.

    Raises
    ------
    InputError
        When it has no labels, or one class alone.
    """
    require_classes(index, "no label can be called wrong")


def doubtful_labels(index: Index) -> LabelIssues:
    """Return the label issues of an index, which `require_labels` takes.

    Class probabilities are used where the index has them, and the labels of the neighbours in any case.
    """
    return index.cached(_doubtful_labels)


def _doubtful_labels(index: Index) -> LabelIssues:
    return label_issues(
        index.labels(), len(index.classes), index.probabilities, index.neighbors, distinct_images(index)
    )


def suspicion(index: Index) -> np.ndarray:
    """(n,) float32 How likely each label is wrong, from 0 to 1; NaN where that cannot be judged."""
    found = doubtful_labels(index)
    scores = np.full(index.n, np.nan, np.float32)
    scores[found.rows] = found.score
    return scores
