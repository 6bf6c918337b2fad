"""Facts of the encoder's classes, and of what these are kinds of: `tabby`, `cat`, `animal`."""

from collections.abc import Callable

import numpy as np

from explorer.analysis.explaining.facts import CONCEPT, Facts, FactSource
from explorer.nouns import Nouns

Shares = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""From (m,) rows to the best classes of each, (m, k) int, and the probability of each, (m, k) float."""


def concept_facts(shares: Shares, nouns: Nouns, cut: float) -> FactSource:
    """Return the facts of ImageNet's classes.

    Parameters
    ----------
    shares : callable
    nouns : Nouns
    cut : float
        Least probability of all classes of a kind together at which an image counts as one.
    """
    kinds = _kinds(nouns)

    def facts(rows: np.ndarray) -> Facts:
        from scipy.sparse import csr_matrix

        classes, likely = shares(rows)
        starts = np.arange(len(rows) + 1) * classes.shape[1]
        each = csr_matrix(
            (likely.astype(np.float32).ravel(), classes.astype(np.int32).ravel(), starts),
            (len(rows), len(nouns.class_nouns)),
        )
        below = [sorted(held) for held in kinds.values()]
        places = np.concatenate([np.array(held, np.int32) for held in below])
        ends = np.cumsum([0, *map(len, below)])
        of_kinds = csr_matrix((np.ones(len(places), np.float32), places, ends), (len(below), each.shape[1]))
        holds = np.zeros((len(rows), len(below)), bool)
        found = (each @ of_kinds.T).tocoo()
        enough = found.data >= cut
        holds[found.row[enough], found.col[enough]] = True
        return Facts(CONCEPT, "", [nouns.names[noun] for noun in kinds], holds, [""] * len(below))

    return facts


def _kinds(nouns: Nouns) -> dict[int, frozenset[int]]:
    """Return the classes that are a kind of each noun; of nouns with the same ones the most special."""
    below: dict[int, set[int]] = {}
    for place, noun in enumerate(nouns.class_nouns):
        for above in nouns.line(noun):
            below.setdefault(above, set()).add(place)
    best: dict[frozenset[int], int] = {}
    for noun in sorted(below, key=lambda noun: (-len(nouns.line(noun)), noun)):
        best.setdefault(frozenset(below[noun]), noun)
    return {noun: held for held, noun in best.items()}
