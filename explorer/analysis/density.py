"""Which images are of a finding: what a map coloured by the density of findings counts."""

import numpy as np

from explorer.analysis.bounds import MOST_REPORTED
from explorer.analysis.compare import ask_regressions
from explorer.analysis.questions import ask_errors
from explorer.analysis.scanned import significant_clusters
from explorer.analysis.suspects import ask_labels
from explorer.index.checks import shown_model
from explorer.options import FindingsOptions

ERRORS, REGRESSIONS, LABELS = "errors", "regressions", "labels"


def densities(index) -> dict[str, str]:
    """Return the kinds that have a density in this index, and what is said of an image of such a finding.

    Kinds that need more said than their name (drift), or only rank (outliers), have none.
    """
    found = {}
    if index.judged:
        found[ERRORS] = "in clusters of errors"
        if len(index.models) == 2:
            first, second = map(shown_model, index.models)
            found[REGRESSIONS] = f"in clusters where {first} and {second} differ"
    if index.labels_tell:
        found[LABELS] = "with a doubtful label"
    return found


def flagged(index, kind: str, model: str | None = None) -> np.ndarray:
    """Return (n,) bool: images in a significant cluster, or, of `labels`, those with a doubtful label.

    Parameters
    ----------
    index : Index
    kind : str
        One of `densities`.
    model : str or None
        Whose errors; the first model when None.

    Raises
    ------
    InputError
        When the index lacks what is asked about.
    """
    options = FindingsOptions(kind=kind, model=model if kind == ERRORS else None, limit=MOST_REPORTED)
    if kind == LABELS:
        return ask_labels(index, options).questions[0].outcomes == 1
    asked = (ask_errors if kind == ERRORS else ask_regressions)(index, options)
    flags = np.zeros(index.n, bool)
    for pick in significant_clusters(index, asked.questions, options):
        flags[index.tree.lo[pick.node] : index.tree.hi[pick.node]] = True
    return flags
