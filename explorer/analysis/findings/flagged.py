"""Which images are of a finding: what a map coloured by the density of findings counts."""

import numpy as np

from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.limits import find_kind
from explorer.analysis.findings.requirements import meets
from explorer.analysis.findings.significant import significant_clusters
from explorer.index.reader import Index
from explorer.index.tasks import fallible
from explorer.options import MOST_REPORTED, FindingsOptions


def densities(index: Index) -> dict[str, str]:
    """Return the kinds that have a density in this index, and what is said of an image of such a finding.

    Those of mistakes have none where no prediction is wrong.
    Kinds that need more said than their name (drift), or only rank (outliers), have none.
    """
    possible = {
        name: kind.density(index)
        for name, kind in KINDS.items()
        if kind.density is not None
        and meets(index, kind.require)
        and (not kind.of_mistakes or fallible(index))
    }
    return {name: said for name, said in possible.items() if said is not None}


def flagged(index: Index, kind: str, model: str | None = None) -> np.ndarray:
    """Return (n,) bool: images in a significant cluster, or, of `labels`, those with a doubtful label.

    Parameters
    ----------
    index : Index
    kind : str
        One of `densities`.
    model : str or None
        Whose findings, of a kind that is about one model; the first model when None.

    Raises
    ------
    InputError
        When the index lacks what is asked about.
    """
    described = find_kind(kind)
    options = FindingsOptions(kind, model if described.takes_model else None, limit=MOST_REPORTED)
    if described.flags is not None:
        described.require(index)
        return described.flags(index, options)
    flags = np.zeros(index.n, bool)
    for pick in significant_clusters(index, described.find(index, options).questions, options):
        flags[pick.at(index.tree)] = True
    return flags
