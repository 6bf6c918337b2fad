"""What became of each image since the last build."""

from collections import Counter, defaultdict
from typing import NamedTuple

import pyarrow as pa


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
    had, has = _by_path(before), _by_path(after)
    kept = changed = 0
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    for path in had.keys() | has.keys():
        old, new = had.get(path, Counter()), has.get(path, Counter())
        same = old & new
        kept += same.total()
        old, new = old - same, new - same
        changed += min(old.total(), new.total())
        if path not in has:
            gone += old
        elif path not in had:
            come += new
    moved = (gone & come).total()
    return Changes(
        new=after.num_rows - kept - changed - moved,
        changed=changed,
        removed=before.num_rows - kept - changed - moved,
        kept=kept + moved,
    )


def _by_path(items: pa.Table) -> dict[str, Counter[str]]:
    """Content hashes under each path; a table may name a path more than once."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for path, digest in zip(items["path"].to_pylist(), items["hash"].to_pylist(), strict=True):
        found[path][digest] += 1
    return found
