"""What became of each image since the last build."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Changes(NamedTuple):
    """Images by what became of them."""

    new: int
    changed: int
    removed: int
    kept: int


def count_changes(before: pa.Table | None, after: pa.Table) -> Changes:
    """Compare two item tables by `path` and `hash`.

    Parameters
    ----------
    before : pa.Table or None
        None when there was no build.
    after : pa.Table

    Returns
    -------
    Changes
        `kept` has the same content under the same path, or under another one when its old path is gone (it
        was moved); `changed` other content under the same path.
    """
    if before is None:
        return Changes(after.num_rows, 0, 0, 0)
    counts = _counts(before, after)
    old, new = _column(counts, "old"), _column(counts, "new")
    same = np.minimum(old, new)
    by_path = counts.append_column("more", pa.array(old - same)).append_column("fewer", pa.array(new - same))
    sums = by_path.group_by("path").aggregate([(name, "sum") for name in ("old", "new", "more", "fewer")])
    changed = int(np.minimum(_column(sums, "more_sum"), _column(sums, "fewer_sum")).sum())
    # A file was moved when its path is gone, and another came that has its content.
    gone = pc.is_in(counts["path"], sums.filter(pc.equal(sums["new_sum"], 0))["path"].combine_chunks())
    come = pc.is_in(counts["path"], sums.filter(pc.equal(sums["old_sum"], 0))["path"].combine_chunks())
    elsewhere = counts.filter(pc.or_(gone, come)).group_by("hash").aggregate([("old", "sum"), ("new", "sum")])
    moved = int(np.minimum(_column(elsewhere, "old_sum"), _column(elsewhere, "new_sum")).sum())
    kept = int(same.sum())
    return Changes(
        new=after.num_rows - kept - changed - moved,
        changed=changed,
        removed=before.num_rows - kept - changed - moved,
        kept=kept + moved,
    )


def _counts(before: pa.Table, after: pa.Table) -> pa.Table:
    """How often each content stood under each path, and stands; a table may name a path more than once."""
    sides = []
    for items, (old, new) in ((before, (1, 0)), (after, (0, 1))):
        n = items.num_rows
        names = {name: items[name].cast(pa.string()) for name in ("path", "hash")}
        sides.append(pa.table({**names, "old": np.full(n, old), "new": np.full(n, new)}))
    counts = pa.concat_tables(sides).group_by(["path", "hash"]).aggregate([("old", "sum"), ("new", "sum")])
    return counts.rename_columns({"old_sum": "old", "new_sum": "new"})


def _column(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy()
