"""How findings of a kind are explained: what their images are compared with, and in which words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.explaining.explanation import ExplainedFinding, Taken
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import meets
from explorer.analysis.findings.suspicion import doubtful_labels, require_labels
from explorer.index.reader import Index
from explorer.options import CLASSIFICATION, FindingsOptions


def _nothing(index: Index, options: FindingsOptions, cluster: dict) -> None:
    """Name no model, and nothing that images are taken for."""


def as_asked(question: Question | MeanQuestion, rows: np.ndarray) -> np.ndarray:
    """(n,) int8 The outcomes that were asked for; of numbers whether they are above the mean of all."""
    if isinstance(question, Question):
        return question.outcomes
    values = question.values
    return np.where(np.isfinite(values), values > question.whole()["mean"], -1).astype(np.int8)


def within_kind(question: Question | MeanQuestion, rows: np.ndarray) -> np.ndarray:
    """(n,) int8 Of the images that the question is about alone, whether they are of the finding."""
    kind = as_asked(question, rows) == 1
    found = np.where(kind, 0, -1).astype(np.int8)
    found[rows[kind[rows]]] = 1
    return found


@dataclass(frozen=True)
class Explains:
    """What differs from kind to kind.

    Attributes
    ----------
    words : callable
        From options and a cluster of the JSON to what images with the outcome, and those without, are called.
    model : callable
        From an index, options and a cluster to the model whose predictions images are taken for; None: none.
    apart : callable
        From a cluster to the columns that it is about.
    taken : callable
        From an index, options and a cluster to what images are taken for, where no model says that.
    outcomes : callable
        From a question and the rows of a finding to (n,) int8: `as_asked`, or `within_kind` where a finding
        is told from others of its kind.
    """

    words: Callable[[FindingsOptions, dict], tuple[str, str]]
    model: Callable[[Index, FindingsOptions, dict], str | None] = _nothing
    apart: Callable[[dict], frozenset[str]] = lambda cluster: frozenset()
    taken: Callable[[Index, FindingsOptions, dict], Taken | None] = _nothing
    outcomes: Callable[[Question | MeanQuestion, np.ndarray], np.ndarray] = as_asked


Questions = Sequence[Question | MeanQuestion]


def explained_finding(
    index: Index, explains: Explains, questions: Questions, options: FindingsOptions, cluster: dict
) -> ExplainedFinding:
    """Return what there is to explain of a cluster of the JSON, which answers one of some questions."""
    question = next(q for q in questions if (q.toward or {}).items() <= cluster.items())
    rows = cluster.get("rows")
    rows = np.arange(cluster["lo"], cluster["hi"]) if rows is None else np.asarray(rows, np.int64)
    outcomes = explains.outcomes(question, rows)
    having, without = explains.words(options, cluster)
    model, right = explains.model(index, options, cluster), outcomes == 0
    taken, doubtful = explains.taken(index, options, cluster), None
    if model is not None and index.task == CLASSIFICATION:
        taken, doubtful = Taken(index.predictions(model)), _doubtful(index)
    if model is not None and isinstance(question, Question):
        right &= index.correct(model) == 1
    return ExplainedFinding(
        rows=rows,
        leading=cluster["representatives"],
        outcomes=outcomes,
        right=right,
        having=having,
        without=without,
        taken=taken,
        doubtful=doubtful,
        spreads=explains.outcomes is as_asked,
        apart=explains.apart(cluster),
    )


def _doubtful(index: Index) -> np.ndarray | None:
    """(n,) bool Whether a label may be wrong, as `labels` has it; None where no label can be doubted."""
    return doubtful_labels(index).issue == 1 if meets(index, require_labels) else None
