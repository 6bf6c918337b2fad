"""Images that were found, as the JSON of findings has them."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from explorer.index.arrow_values import as_words
from explorer.index.reader import Index


def describe_images(
    index: Index,
    rows: np.ndarray,
    scores: np.ndarray,
    suggested: Sequence[str | None] | None = None,
    reasons: Sequence[str] | None = None,
) -> list[dict]:
    """Return images as the JSON of findings has them, in the order given; `reason` only where there are."""
    taken = index.items.select([name for name in ("path", "label") if name in index.items.column_names])
    taken = taken.take(pa.array(rows, pa.int64()))
    paths = taken["path"].to_pylist()
    labels = [None] * len(rows)
    if "label" in taken.column_names:
        labels = [as_words(label) for label in taken["label"].to_pylist()]
    suggested = [None] * len(rows) if suggested is None else suggested
    records = [
        {"row": int(row), "path": path, "label": label, "suggested": other, "score": float(score)}
        for row, path, label, other, score in zip(rows, paths, labels, suggested, scores, strict=True)
    ]
    if reasons is None:
        return records
    return [record | {"reason": reason} for record, reason in zip(records, reasons, strict=True)]
