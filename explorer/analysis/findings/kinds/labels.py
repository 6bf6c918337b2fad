"""Labels that may be wrong."""

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.analysis.findings.answers import ReviewAnswer
from explorer.analysis.findings.image_records import describe_images
from explorer.analysis.findings.kind import Kind, KindResult, Wording
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import require_classes, strata_of
from explorer.analysis.labels.label_issues import LabelIssues, label_issues
from explorer.decisions.decision_kinds import CORRECTED, VERDICT
from explorer.index.reader import Index
from explorer.options import FindingsOptions


def _require(index: Index) -> None:
    require_classes(index, "no label can be called wrong")


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """Rank images by how likely their label is wrong, and ask where those that are gather.

    Class probabilities are used where the index has them, and the labels of the neighbours in any case.
    """
    found = _issues(index)
    rows = found.rows
    # Where all neighbours agree with the label there is none to suggest.
    shown = np.flatnonzero(found.suggested != index.labels()[rows])[: options.limit]
    suggested = [index.classes[code] for code in found.suggested[shown]]
    images = describe_images(index, rows[shown], found.score[shown], suggested)
    return KindResult([Question(found.issue, strata_of(index, options.given))], images=images)


def _issues(index: Index) -> LabelIssues:
    return label_issues(
        index.labels(), len(index.classes), index.probabilities, index.neighbors, distinct_images(index)
    )


KIND = Kind(
    name="labels",
    wording=Wording(
        "Labels that may be wrong",
        "Images whose label disagrees with class probabilities and neighbours, and where they gather.",
    ),
    ask=_ask,
    require=_require,
    scans=True,
    outcome=lambda cluster: "with a doubtful label",
    in_all="doubtful",
    judges_classes=True,
    images_title="Most doubtful first",
    density=lambda index: "with a doubtful label",
    flags=lambda index, options: _issues(index).issue == 1,
    answers=(
        ReviewAnswer("y", "Take {suggested}", CORRECTED, "corrected"),
        ReviewAnswer("n", "Label is right", VERDICT, "kept", "label is right"),
        ReviewAnswer("l", "Another label", CORRECTED, "corrected", asks=True),
    ),
)
