"""One picture that is stored more than once."""

import numpy as np
import pyarrow as pa

from explorer.analysis.copies.compared_pictures import usual_reach
from explorer.analysis.copies.duplicate_groups import DuplicateGroups, duplicate_groups
from explorer.analysis.copies.extents import Extent, extent_of
from explorer.analysis.copies.first_copies import (
    FOLLOWING,
    content_codes,
    copies_in,
    order_by_name,
    transformed_in,
)
from explorer.analysis.copies.image_hashes import read_chroma, read_details
from explorer.analysis.copies.same_picture import SamePictures
from explorer.analysis.copies.transformed_copies import lost_color, orientation_of
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
    same = transformed_in(index) if options.transformed else copies_in(index)
    found = duplicate_groups(same.shown, content_codes(index), columns)
    shown = range(min(options.limit, len(found)))
    groups = [_group(index, same, found, i) for i in shown]
    if options.transformed:
        groups = [group | {"transforms": transforms_of(index, np.array(group["rows"]))} for group in groups]
    return KindResult(groups=groups)


def _group(index: Index, same: SamePictures, found: DuplicateGroups, i: int) -> dict:
    """One group as the JSON of findings has it."""
    rows = found.group(i)
    extent = extent_of(rows, order_by_name(index), same.steps, FOLLOWING)
    rows = rows if extent is None else extent.rows
    paths = index.items["path"].take(pa.array(rows)).to_pylist()
    return {
        "rows": rows.tolist(),
        "paths": paths,
        "how": "exact" if found.exact[i] else "near",
        "crosses": found.crossed(i),
        "transforms": None,
        "extent": None if extent is None else _extent(index, extent),
    }


def transforms_of(index: Index, rows: np.ndarray) -> list[str]:
    """Return what was done to each of some copies, as the first of them is; empty where nothing was."""
    turned = orientation_of(read_details(index.thumbnails, rows))
    grey = lost_color(read_chroma(index.thumbnails, rows))
    return [
        ", ".join(filter(None, (name, "grayscale" if no_color else "")))
        for name, no_color in zip(turned, grey.tolist(), strict=True)
    ]


def _extent(index: Index, extent: Extent) -> dict:
    one, other = (np.asarray(vector, np.float64) for vector in index.vectors(extent.rows[[0, -1]]))
    usual = usual_reach(index.neighbors)
    return {
        "by": extent.by,
        "steps": extent.steps,
        "step": extent.step.tolist(),
        "ends_alike": extent.ends_alike,
        "apart": float(np.linalg.norm(one - other)) / usual if usual else None,
    }


def crossed_columns(index: Index) -> list[str]:
    """Return the columns that a group of duplicates should not straddle: those of splits, and the label."""
    return [*split_columns(index), *(name for name in index.items.column_names if name == "label")]


def split_columns(index: Index) -> list[str]:
    """Return the columns that tell train from test."""
    names = index.items.column_names
    return [name for name in names if name.lower() in SPLITS and len(index.codes(name)[1]) <= FEW]


KIND = Kind(
    name="duplicates",
    wording=Wording(
        "Duplicates", "One picture stored more than once. Groups across splits or labels come first."
    ),
    ask=_ask,
    takes=("transformed",),
    answers=(
        ReviewAnswer("x", "Remove this copy", TAG, "to be removed", REMOVE),
        ReviewAnswer("o", "Keep only this one", TAG, "to be removed", REMOVE, others=True),
        ReviewAnswer("n", "Not a duplicate", VERDICT, "kept", "not a duplicate"),
    ),
)
