"""How findings of a kind are explained: what their images are compared with, and in which words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.explaining.explanation import ExplainedFinding
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.question import Question
from explorer.index.reader import Index
from explorer.options import FindingsOptions


def _no_model(index: Index, options: FindingsOptions, cluster: dict) -> str | None:
    """Name no model."""
    return None


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
    """

    words: Callable[[FindingsOptions, dict], tuple[str, str]]
    model: Callable[[Index, FindingsOptions, dict], str | None] = _no_model
    apart: Callable[[dict], frozenset[str]] = lambda cluster: frozenset()


Questions = Sequence[Question | MeanQuestion]


def explained_finding(
    index: Index, explains: Explains, questions: Questions, options: FindingsOptions, cluster: dict
) -> ExplainedFinding:
    """Return what there is to explain of a cluster of the JSON, which answers one of some questions."""
    question = next(q for q in questions if (q.toward or {}).items() <= cluster.items())
    outcomes = _outcomes(question)
    having, without = explains.words(options, cluster)
    model, right = explains.model(index, options, cluster), outcomes == 0
    if model is not None and isinstance(question, Question):
        right &= index.correct(model) == 1
    rows = cluster.get("rows")
    return ExplainedFinding(
        rows=np.arange(cluster["lo"], cluster["hi"]) if rows is None else np.asarray(rows, np.int64),
        leading=cluster["representatives"],
        outcomes=outcomes,
        right=right,
        having=having,
        without=without,
        model=model,
        apart=explains.apart(cluster),
    )


def _outcomes(question: Question | MeanQuestion) -> np.ndarray:
    """(n,) int8; of numbers whether they are above the mean of all, as `MeanQuestion.leading` has it."""
    if isinstance(question, Question):
        return question.outcomes
    values = question.values
    return np.where(np.isfinite(values), values > question.whole()["mean"], -1).astype(np.int8)
