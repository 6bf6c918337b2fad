"""Where a model is wrong."""

import numpy as np

from explorer.analysis.findings.kind import Kind, KindResult, Wording
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import find_model, require_predictions, strata_of
from explorer.index.reader import Index
from explorer.options import FindingsOptions


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    correct = index.correct(find_model(index, options.model))
    wrong = np.where(correct < 0, -1, 1 - correct).astype(np.int8)
    return KindResult([Question(wrong, strata_of(index, options.given))])


KIND = Kind(
    name="errors",
    wording=Wording(
        "Where the model is wrong", "Clusters in which the model is wrong more often than elsewhere."
    ),
    given_class=Wording(
        "Wrong beyond what classes explain",
        "Clusters in which the model is wrong more often than the classes inside explain.",
    ),
    ask=_ask,
    require=require_predictions,
    scans=True,
    takes_model=True,
    outcome=lambda cluster: "wrong",
    in_all="wrong",
    judges_classes=True,
    density=lambda index: "in clusters of errors",
)
