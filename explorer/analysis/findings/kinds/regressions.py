"""Where one model does worse than another."""

import numpy as np

from explorer.analysis.findings.explains import Explains
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.analysis.findings.kinds.errors import MEASURE
from explorer.analysis.findings.mean_question import MeanQuestion, without_wild
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import find_model, require_predictions, strata_of
from explorer.analysis.findings.vector_agreement import agreement_notes
from explorer.errors import InputError
from explorer.index.checks import shown_model
from explorer.index.reader import Index
from explorer.index.tasks import signed_errors
from explorer.options import REGRESSION, FindingsOptions


def _require(index: Index) -> None:
    require_predictions(index)
    if len(index.models) < 2:
        raise InputError(
            f"Regressions compare two models; {index.name} has: {_known(index)}. Add the predictions of "
            "another, `prediction:NAME`, and index it again."
        )


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """Ask where one model is right and another wrong, and where it is the other way round."""
    if options.models is None and len(index.models) != 2:
        raise InputError(
            f"Regressions compare two models; {index.name} has: {_known(index)}. Name two, `models` A B."
        )
    first, second = (find_model(index, name) for name in options.models or index.models)
    if first == second:
        raise InputError(f"models: {shown_model(first)} is compared with itself; name two models.")
    strata = strata_of(index, options.given)
    if index.task == REGRESSION:
        gaps = np.abs(signed_errors(index, second)) - np.abs(signed_errors(index, first))
        what = f"differences of absolute errors ({shown_model(second)} less {shown_model(first)})"
        gaps, notes = without_wild(gaps, what)
        questions = [_farther(gaps, first, second), _farther(-gaps, second, first)]
        return KindResult(questions, notes=notes)
    right = {model: index.correct(model) for model in (first, second)}
    questions = [
        Question(
            regressed(right[better], right[worse]),
            strata,
            {"better": shown_model(better), "worse": shown_model(worse)},
            balls=True,
        )
        for better, worse in ((first, second), (second, first))
    ]
    return KindResult(questions, notes=agreement_notes(index, (first, second)))


def _farther(gap: np.ndarray, better: str, worse: str) -> MeanQuestion:
    """Ask by how much the errors of one model are larger than those of another on the same image."""
    names = {"better": shown_model(better), "worse": shown_model(worse)}
    measure = f"{MEASURE} of {names['worse']} over that of {names['better']}:"
    return MeanQuestion(gap, {**names, "measure": measure})


def regressed(better: np.ndarray, worse: np.ndarray) -> np.ndarray:
    """Return (n,) int8: 1 where the first is right and the second wrong, -1 where either is not known."""
    found = ((better == 1) & (worse == 0)).astype(np.int8)
    found[(better < 0) | (worse < 0)] = -1
    return found


def _known(index: Index) -> str:
    return ", ".join(map(shown_model, index.models))


def _density(index: Index) -> str | None:
    if len(index.models) != 2:
        return None
    first, second = map(shown_model, index.models)
    return f"in clusters where {first} and {second} differ"


def _words(options: FindingsOptions, cluster: dict) -> tuple[str, str]:
    if cluster.get("mean") is not None:
        return f"farther off by {cluster['worse']} than the mean", "other"
    return f"wrong by {cluster['worse']} alone", "right"


def _worse(index: Index, options: FindingsOptions, cluster: dict) -> str | None:
    return next(name for name in index.models if shown_model(name) == cluster["worse"])


KIND = Kind(
    name="regressions",
    wording=Wording(
        "Where one model does worse",
        "Clusters in which one model is right and the other wrong, or errs by more, more than elsewhere.",
    ),
    ask=_ask,
    require=_require,
    scans=True,
    compares="models",
    judges_classes=True,
    outcome=lambda cluster: f"right by {cluster['better']} and wrong by {cluster['worse']}",
    density=_density,
    explains=Explains(_words, _worse),
)
