"""One picture that is stored more than once."""

import numpy as np
import pyarrow as pa

from explorer.analysis.copies.duplicate_groups import duplicate_groups
from explorer.analysis.copies.first_copies import content_codes, copies_in
from explorer.analysis.findings.answers import REMOVE, ReviewAnswer
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.decisions.decision_kinds import TAG, VERDICT
from explorer.index.reader import Index
from explorer.options import FindingsOptions

SPLITS = ("split", "fold", "subset", "partition", "set")
"""What people call the column that tells train from test; any case."""
FEW = 20
"""A column of more values than this divides images by something else."""


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """List groups of images that are one picture, those that cross splits or labels first."""
    columns = {name: index.codes(name)[0] for name in crossed_columns(index)}
    found = duplicate_groups(copies_in(index).shown, content_codes(index), columns)
    shown = range(min(options.limit, len(found)))
    rows = [found.group(i) for i in shown]
    paths = iter(
        index.items["path"].take(pa.array(np.concatenate([*rows, np.empty(0, np.int64)]))).to_pylist()
    )
    groups = [
        {
            "rows": group.tolist(),
            "paths": [next(paths) for _ in group],
            "how": "exact" if found.exact[i] else "near",
            "crosses": found.crossed(i),
        }
        for i, group in zip(shown, rows, strict=True)
    ]
    return KindResult(groups=groups)


def crossed_columns(index: Index) -> list[str]:
    """Return the columns that a group of duplicates should not straddle: those of splits, and the label."""
    names = index.items.column_names
    splits = [name for name in names if name.lower() in SPLITS and len(index.codes(name)[1]) <= FEW]
    return [*splits, *(name for name in names if name == "label")]


KIND = Kind(
    name="duplicates",
    wording=Wording(
        "Duplicates", "One picture stored more than once. Groups across splits or labels come first."
    ),
    ask=_ask,
    answers=(
        ReviewAnswer("x", "Remove this copy", TAG, "to be removed", REMOVE),
        ReviewAnswer("n", "Not a duplicate", VERDICT, "kept", "not a duplicate"),
    ),
)
