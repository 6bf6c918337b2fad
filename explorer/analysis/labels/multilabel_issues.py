"""Which classes of an image are wrong where it has several: each class by itself, one against the rest.

As in Thyagarajan, Snorrason, Northcutt and Mueller, "Identifying Incorrect Annotations in Multi-Label
Classification Data" (arXiv 2211.13895): whether an image has a class is a label of its own, of two classes,
with the probability that the model gives it. Confident learning is applied to each, and an image is doubtful
where one of its classes is. The score of an image is an exponential moving average of those of its classes,
the most suspicious last, as cleanlab has it by default.
"""

from dataclasses import dataclass

import numpy as np

from explorer.analysis.labels.label_issues import label_issues
from explorer.cancellation import unless_cancelled
from explorer.index.class_sets import ClassSets

WEIGHT = 0.8
"""Of the more suspicious classes in the score of an image."""


@dataclass(frozen=True)
class MultilabelIssues:
    """Judged images, most suspicious first, as parallel arrays; ties go to the lower row.

    Attributes
    ----------
    rows : (m,) int64
    score : (m,) float64
        From 0 to 1, growing with suspicion.
    issue : (n,) int8
        By row: 1 where some class is estimated to be missing or too many, 0 where not, -1 where not judged.
    wrong : dict
        By row of those with an issue, the codes of these classes.
    """

    rows: np.ndarray
    score: np.ndarray
    issue: np.ndarray
    wrong: dict[int, list[int]]


def multilabel_issues(labels: ClassSets, classes: int, probabilities: np.ndarray) -> MultilabelIssues:
    """Rank images by how likely their classes are wrong, and estimate which are.

    Memory: a float32 for each image with each class, and what `label_issues` takes for two classes.

    Parameters
    ----------
    labels : ClassSets
        Of n images.
    classes : int
        Codes are below this.
    probabilities : (n, c) float array
        Of the first c classes, each from 0 to 1 by itself; may be memory-mapped. They should come from a
        model that was not trained on these images.
    """
    n = len(labels.known)
    scores = np.full((min(classes, probabilities.shape[1]), n), np.nan, np.float32)
    issue = np.full(n, -1, np.int8)
    wrong: dict[int, list[int]] = {}
    for code in unless_cancelled(range(len(scores))):
        has = np.where(labels.known, 0, -1)
        has[labels.rows[labels.codes == code]] = 1
        if not (has == 1).any() or not (has == 0).any():
            continue
        likely = np.asarray(probabilities[:, code], np.float64)
        found = label_issues(has, 2, np.column_stack([1 - likely, likely]))
        scores[code, found.rows] = found.score
        issue = np.maximum(issue, found.issue)
        for row in np.flatnonzero(found.issue == 1).tolist():
            wrong.setdefault(row, []).append(code)
    average = _averages(scores)
    judged = np.flatnonzero(~np.isnan(average))
    order = judged[np.lexsort((judged, -average[judged]))]
    return MultilabelIssues(order, average[order], issue, wrong)


def _averages(scores: np.ndarray) -> np.ndarray:
    """(n,) Moving averages from the least suspicious class of an image to the most; NaN of none."""
    scores.sort(axis=0)  # what is not judged comes last
    average = np.full(scores.shape[1], np.nan)
    for each in scores:
        joined = np.where(np.isnan(average), each, WEIGHT * each + (1 - WEIGHT) * average)
        average = np.where(np.isnan(each), average, joined)
    return average
