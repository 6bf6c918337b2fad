"""How likely each label of an index is wrong."""

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.analysis.findings.requirements import require_classes
from explorer.analysis.labels.label_issues import LabelIssues, label_issues
from explorer.analysis.labels.multilabel_issues import MultilabelIssues, multilabel_issues
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.index.tasks import has_several_classes, label_sets, said_task

MOST_NUMBERS = 1 << 28
"""Probabilities of several classes an image, of which as many scores are held."""


def require_labels(index: Index) -> None:
    """Refuse an index whose labels cannot be called wrong.

    Raises
    ------
    InputError
        When it has no labels, or one class alone.
    """
    require_classes(index, "no label can be called wrong")


def require_doubt(index: Index) -> None:
    """Refuse an index in which no label can be doubted, whether an image has one class or several.

    Raises
    ------
    InputError
        As `require_labels`; or images have several classes and there are no probabilities of these, or more
        of them than are read.
    """
    if not has_several_classes(index):
        return require_labels(index)
    if index.probabilities is None:
        raise InputError(
            f"Labels of {index.name} are {said_task(index)}: no label can be called wrong without the "
            "probability of each class. Index it again with --probabilities and --classes."
        )
    if index.n * index.probabilities.shape[1] > MOST_NUMBERS:
        raise InputError(
            f"{index.name} has {index.n * index.probabilities.shape[1]:,} probabilities: at most "
            f"{MOST_NUMBERS:,} are read where images have several classes."
        )
    return None


def doubtful_sets(index: Index) -> MultilabelIssues:
    """Return the same where images have several classes, of an index that `require_doubt` takes."""
    return index.cached(_doubtful_sets)


def _doubtful_sets(index: Index) -> MultilabelIssues:
    probabilities = np.empty((index.n, 0)) if index.probabilities is None else index.probabilities
    return multilabel_issues(label_sets(index), len(index.classes), probabilities)


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
