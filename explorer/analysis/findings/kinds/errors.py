"""Where a model is wrong."""

import numpy as np

from explorer.analysis.classes.compared_sets import compared
from explorer.analysis.findings.explains import Explains
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.analysis.findings.mean_question import MeanQuestion, without_wild
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import find_model, require_predictions, strata_of
from explorer.analysis.findings.vector_agreement import agreement_notes
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.index.tasks import said_task, signed_errors
from explorer.options import MULTILABEL, REGRESSION, FindingsOptions
from explorer.words import listed

MEASURE = "mean absolute error"


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """Ask where a model is wrong, where it misses a class, or, of a regression, where errors are larger."""
    model = find_model(index, options.model)
    if options.of_class is not None:
        return KindResult([_missed(index, model, options.of_class, options.given)])
    if index.task == REGRESSION:
        strata_of(index, options.given)
        sizes, notes = without_wild(np.abs(signed_errors(index, model)), "absolute errors")
        return KindResult([MeanQuestion(sizes, {"measure": MEASURE})], notes=notes)
    correct = index.correct(model)
    wrong = np.where(correct < 0, -1, 1 - correct).astype(np.int8)
    question = Question(wrong, strata_of(index, options.given), balls=True)
    return KindResult([question], notes=agreement_notes(index, [model]))


def _missed(index: Index, model: str, name: str, given: str | None) -> Question:
    """Ask, of the images whose label has a class, whether the prediction has it not."""
    if index.task != MULTILABEL:
        raise InputError(
            f"class: asks which images miss one of several classes, and labels of {index.name} are "
            f"{said_task(index)}. Leave it out."
        )
    strata_of(index, given)
    if name not in index.classes:
        raise InputError(
            f"class: there is no {name[:80]!r} in {index.name}; there are: {listed(index.classes, 12)}."
        )
    code = index.classes.index(name)
    return Question(compared(index, model).missed(code), toward={"class": name}, balls=True)


def _words(options: FindingsOptions, cluster: dict) -> tuple[str, str]:
    if "class" in cluster:
        return f"with {cluster['class']} missed", f"with {cluster['class']} found"
    return ("wrong", "right") if cluster.get("mean") is None else ("wrong by more than the mean", "closer")


def _model(index: Index, options: FindingsOptions, cluster: dict) -> str | None:
    # Where one class is missed, others may be right or wrong.
    return None if "class" in cluster else find_model(index, options.model)


KIND = Kind(
    name="errors",
    wording=Wording(
        "Where the model is wrong",
        "Clusters in which the model is wrong more often, or errs by more, than elsewhere.",
    ),
    given_class=Wording(
        "Wrong beyond what classes explain",
        "Clusters in which the model is wrong more often than the classes inside explain.",
    ),
    class_about="Clusters in which the model misses {} more often than elsewhere, of images that have it.",
    ask=_ask,
    require=require_predictions,
    scans=True,
    takes=("of_class",),
    takes_model=True,
    outcome=lambda cluster: f"with {cluster['class']} missed" if "class" in cluster else "wrong",
    in_all="wrong",
    judges_classes=True,
    density=lambda index: "in clusters of errors",
    explains=Explains(_words, _model),
)
