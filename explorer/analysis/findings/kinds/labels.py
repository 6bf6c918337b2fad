"""Labels that may be wrong."""

import numpy as np

from explorer.analysis.explaining.explanation import Taken
from explorer.analysis.findings.answers import ReviewAnswer
from explorer.analysis.findings.explains import Explains
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.analysis.findings.image_records import describe_images
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import strata_of
from explorer.analysis.findings.suspicion import doubtful_labels, doubtful_sets, require_doubt
from explorer.decisions.decision_kinds import CORRECTED, VERDICT
from explorer.index.arrow_values import as_words
from explorer.index.reader import Index
from explorer.index.tasks import label_sets
from explorer.options import MULTILABEL, FindingsOptions


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """Rank images by how likely their label is wrong, and ask where those that are gather.

    Class probabilities are used where the index has them, and the labels of the neighbours in any case; where
    an image has several classes, each class by its probability alone.
    """
    if index.task == MULTILABEL:
        return _ask_of_sets(index, options)
    found = doubtful_labels(index)
    rows = found.rows
    # Where all neighbours agree with the label there is none to suggest.
    shown = np.flatnonzero(found.suggested != index.labels()[rows])[: options.limit]
    suggested = [index.classes[code] for code in found.suggested[shown]]
    images = describe_images(index, rows[shown], found.score[shown], suggested)
    return KindResult([Question(found.issue, strata_of(index, options.given))], images=images)


def _ask_of_sets(index: Index, options: FindingsOptions) -> KindResult:
    """Rank images of which a class is doubtful, and suggest those with the doubtful ones exchanged."""
    found, sets = doubtful_sets(index), label_sets(index)
    shown = np.flatnonzero(found.issue[found.rows] == 1)[: options.limit]
    rows = found.rows[shown]
    suggested = []
    for row in rows.tolist():
        better = {*sets.codes[sets.starts[row] : sets.starts[row + 1]].tolist()} ^ {*found.wrong[row]}
        suggested.append(as_words([index.classes[code] for code in sorted(better)]))
    images = describe_images(index, rows, found.score[shown], suggested)
    return KindResult([Question(found.issue, strata_of(index, options.given))], images=images)


def _issues(index: Index) -> np.ndarray:
    """(n,) int8 1 where the label is doubtful."""
    return doubtful_sets(index).issue if index.task == MULTILABEL else doubtful_labels(index).issue


def _suggested(index: Index, options: FindingsOptions, cluster: dict) -> Taken:
    found = doubtful_labels(index)
    codes = np.full(index.n, -1)
    codes[found.rows] = found.suggested
    return Taken(codes, "doubtful", "better labelled")


KIND = Kind(
    name="labels",
    wording=Wording(
        "Labels that may be wrong",
        "Images whose label disagrees with class probabilities and neighbours, and where they gather.",
    ),
    ask=_ask,
    require=require_doubt,
    scans=True,
    outcome=lambda cluster: "with a doubtful label",
    in_all="doubtful",
    judges_classes=True,
    images_title="Most doubtful first",
    density=lambda index: "with a doubtful label",
    explains=Explains(lambda options, cluster: ("doubtful", "undoubted"), taken=_suggested),
    flags=lambda index, options: _issues(index) == 1,
    answers=(
        ReviewAnswer("y", "Take {suggested}", CORRECTED, "corrected"),
        ReviewAnswer("n", "Label is right", VERDICT, "kept", "label is right"),
        ReviewAnswer("l", "Another label", CORRECTED, "corrected", asks=True),
    ),
)
