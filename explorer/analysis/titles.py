"""Titles of clusters: what is in them, in a few words."""

from functools import cached_property
from threading import Lock

import numpy as np

from explorer.analysis.counts import SliceCounts
from explorer.analysis.shares import percent
from explorer.analysis.words import Words, file_words, telling_words

ENTRIES = 2
ENOUGH = 0.8
LEAST_SHARE = 0.1
"""A second label is named from this share on."""
NAMED_FROM = 0.02
"""Where the most frequent label has less than this, their number says more than its name."""
LONGEST = 28
LEAST_CONCEPT = 0.1


class TitleMaker:
    """Makes titles of the nodes of one index: labels, else telling words of paths, else concepts, else none.

    Parameters
    ----------
    index : Index
        Opened; needs `tree`, `items`, `codes` and `n`.
    """

    def __init__(self, index) -> None:
        self._index = index
        names = set(index.items.column_names)
        self._has_labels = "label" in names
        self._has_concepts = "concept" in names
        self._lock = Lock()
        self._found: Words | None = None

    def title(self, node: int, mask: np.ndarray | None = None) -> str:
        """Return the title of a node, empty where there is nothing to say.

        Parameters
        ----------
        node : int
        mask : (n,) bool or None
            Only rows that match count.
        """
        tree = self._index.tree
        lo, hi = int(tree.lo[node]), int(tree.hi[node])
        if hi - lo == 1:
            return self._index.items["path"][lo].as_py().rsplit("/", 1)[-1]
        if self._has_labels:
            text = self._labels(lo, hi, mask)
            if text:
                return text
        words = telling_words(self._words(), lo, hi, mask, ENTRIES)
        if words:
            return " · ".join(map(elide, words))
        return self._concepts(lo, hi, mask) if self._has_concepts else ""

    def prepare(self) -> None:
        """Read the words of all paths: a second or two for a million."""
        self._words()

    def words(self, node: int, mask: np.ndarray | None = None, limit: int = 8) -> list[str]:
        """Return the words of file and folder names that tell a node from the rest."""
        lo, hi = int(self._index.tree.lo[node]), int(self._index.tree.hi[node])
        return telling_words(self._words(), lo, hi, mask, limit)

    def _words(self) -> Words:
        with self._lock:
            if self._found is None:
                self._found = file_words(self._index.items["path"])
            return self._found

    @cached_property
    def _label_counts(self) -> SliceCounts:
        return self._counts("label")

    @cached_property
    def _concept_counts(self) -> SliceCounts:
        return self._counts("concept")

    def _counts(self, column: str) -> SliceCounts:
        codes, values = self._index.codes(column)
        return SliceCounts(codes, len(values))

    def _labels(self, lo: int, hi: int, mask) -> str:
        _, values = self._index.codes("label")
        counts, size = self._label_counts.count(lo, hi, mask)
        if 0 < counts.max(initial=0) < NAMED_FROM * size:
            return f"{np.count_nonzero(counts):,} classes"
        entries, covered = [], 0.0
        for code in np.argsort(-counts, kind="stable")[:ENTRIES]:
            share = counts[code] / max(size, 1)
            if share == 0 or covered >= ENOUGH or (entries and share < LEAST_SHARE):
                break
            covered += share
            entries.append(
                elide(values[code]) if counts[code] == size else f"{elide(values[code])} {percent(share)}"
            )
        return " · ".join(entries)

    def _concepts(self, lo: int, hi: int, mask) -> str:
        _, values = self._index.codes("concept")
        counts, size = self._concept_counts.count(lo, hi, mask)
        overall, n = self._concept_counts.count(0, self._index.n)
        coverage = counts / max(size, 1)
        lift = coverage / np.maximum(overall / n, 1e-12)
        score = np.where(coverage >= LEAST_CONCEPT, coverage * np.log1p(lift), 0)
        order = np.argsort(-score, kind="stable")[:ENTRIES]
        return " · ".join(elide(values[i]) for i in order if score[i] > 0)


def elide(name: str) -> str:
    """Return the first of several synonyms, cut to a length that a title bears."""
    name = name.split(", ")[0].strip() or name
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
