"""Images that are far from everything."""

from explorer.analysis.findings.answers import REMOVE, ReviewAnswer
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.analysis.findings.image_records import describe_images
from explorer.analysis.outlier_scores import outliers_in
from explorer.decisions.decision_kinds import TAG, VERDICT
from explorer.index.reader import Index
from explorer.options import FindingsOptions


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    found = outliers_in(index)
    first = slice(0, options.limit)
    return KindResult(images=describe_images(index, found.rows[first], found.score[first]))


KIND = Kind(
    name="outliers",
    wording=Wording("Outliers", "Images that are far from everything else."),
    ask=_ask,
    ranks=True,
    answers=(
        ReviewAnswer("x", "Remove it", TAG, "to be removed", REMOVE),
        ReviewAnswer("n", "Not an outlier", VERDICT, "kept", "not an outlier"),
    ),
)
