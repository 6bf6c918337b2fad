"""Bins of a reliability diagram as a document has them."""

import numpy as np

from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.evaluation.reliability import Reliability
from explorer.view.evaluation.figures import figure


def described_bins(found: Reliability, column: str | None) -> list[dict]:
    """Return the bins that hold anything.

    Parameters
    ----------
    found : Reliability
    column : str or None
        As a filter names the confidences; with it each bin has the `clauses` of a filter that leaves it.
    """
    edges, intervals = found.edges.tolist(), told_intervals(found.right, found.counts)
    return [
        {
            "low": edges[i],
            "high": edges[i + 1],
            "images": int(found.counts[i]),
            "right": int(found.right[i]),
            "accuracy": figure(float(found.accuracy[i])),
            "interval": intervals[i],
            "confidence": figure(float(found.confidence[i])),
            "clauses": _clauses(column, edges[i], edges[i + 1]) if column else None,
        }
        for i in np.flatnonzero(found.counts).tolist()
    ]


def _clauses(column: str, low: float, high: float) -> list[str]:
    above = [f"{column} > {low!r}"] if low > 0 else []
    return [*above, f"{column} <= {high!r}"]
