"""Titles of clusters: what is in them, in a few words."""

from functools import cached_property
from threading import Lock

import numpy as np

from explorer.analysis.slice_counts import SliceCounts
from explorer.analysis.titles.name_words import Words, file_words, telling_words
from explorer.index.reader import Index
from explorer.words import percent

ENTRIES = 2
ENOUGH = 0.8
LEAST_SHARE = 0.1
"""A label is named with its share from this one on, and where it is no rarer than in all images."""
TELLING = 1.5
"""Where no label has that share, those are named that are so many times as frequent as in all images."""
MIXED = "mixed"
MOST = 0.5
"""From this share on a label is most of a cluster, however frequent it is elsewhere."""
LONGEST = 28
LEAST_CONCEPT = 0.1


class TitleMaker:
    """Makes titles of the nodes of one index: labels, else words of paths, else guesses, else a file.

    Parameters
    ----------
    index : Index
        Opened; needs `tree`, `items`, `codes` and `n`.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        names = set(index.items.column_names)
        self._has_labels = "label" in names
        self._has_concepts = "concept" in names
        self._lock = Lock()
        self._found: Words | None = None

    def title(self, node: int, mask: np.ndarray | None = None) -> str:
        """Return the title of a node: what tells it from the others, never a count.

        Parameters
        ----------
        node : int
        mask : (n,) bool or None
            Only rows that match count.
        """
        tree = self._index.tree
        lo, hi = int(tree.lo[node]), int(tree.hi[node])
        if hi - lo == 1:
            return self._file(lo)
        if self._has_labels:
            text = self._labels(lo, hi, mask)
            if text:
                return text
        words = telling_words(self._words(), lo, hi, mask, ENTRIES)
        if words:
            return " · ".join(map(elide, words))
        mixture = self._mixture(lo, hi, mask) if self._has_labels else ""
        guess = self._concepts(lo, hi, mask) if self._has_concepts and not mixture else ""
        return mixture or guess or f"like {self._file(self._middle(lo, hi, mask))}"

    def prepare(self) -> None:
        """Read the words of all paths, before somebody waits for a title."""
        self._words()

    def words(self, node: int, mask: np.ndarray | None = None, limit: int = 8) -> list[str]:
        """Return the words of file and folder names that tell a node from the rest."""
        lo, hi = int(self._index.tree.lo[node]), int(self._index.tree.hi[node])
        return telling_words(self._words(), lo, hi, mask, limit)

    def path_words(self) -> Words:
        """Return the words of the paths of all rows."""
        return self._words()

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
        shares, lift = self._compared(counts, size)
        entries, covered = [], 0.0
        for code in np.argsort(-counts, kind="stable")[:ENTRIES]:
            share = shares[code]
            if share < LEAST_SHARE or covered >= ENOUGH:
                break
            # What is rarer here than elsewhere does not tell this cluster, unless it is most of it.
            if lift[code] < 1 and share < MOST:
                continue
            covered += share
            name = elide(values[code])
            entries.append(name if counts[code] == size else f"{name} {percent(float(share))}")
        return " · ".join(entries)

    def _mixture(self, lo: int, hi: int, mask) -> str:
        """Name what is more frequent here than elsewhere, were it little; empty without labels."""
        _, values = self._index.codes("label")
        counts, size = self._label_counts.count(lo, hi, mask)
        if not counts.any():
            return ""
        shares, lift = self._compared(counts, size)
        score = np.where((lift >= TELLING) & (counts > 1), shares * np.log(np.maximum(lift, 1)), 0)
        best = [code for code in np.argsort(-score, kind="stable")[:ENTRIES] if score[code] > 0]
        return ": ".join([MIXED, *([", ".join(elide(values[code]) for code in best)] if best else [])])

    def _compared(self, counts: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Return each label's share here, and how many times its share in all images that is."""
        overall, n = self._label_counts.count(0, self._index.n)
        shares = counts / max(size, 1)
        return shares, shares / np.maximum(overall / n, 1e-12)

    def _middle(self, lo: int, hi: int, mask) -> int:
        rows = np.arange(lo, hi) if mask is None else lo + np.flatnonzero(mask[lo:hi])
        return int(rows[len(rows) // 2]) if len(rows) else lo

    def _file(self, row: int) -> str:
        return self._index.items["path"][row].as_py().rsplit("/", 1)[-1]

    def _concepts(self, lo: int, hi: int, mask) -> str:
        _, values = self._index.codes("concept")
        counts, size = self._concept_counts.count(lo, hi, mask)
        overall, n = self._concept_counts.count(0, self._index.n)
        coverage = counts / max(size, 1)
        lift = coverage / np.maximum(overall / n, 1e-12)
        score = np.where(coverage >= LEAST_CONCEPT, coverage * np.log1p(lift), 0)
        order = np.argsort(-score, kind="stable")[:ENTRIES]
        told = [f"{elide(values[i])} {percent(float(coverage[i]))}" for i in order if score[i] > 0]
        # Nobody has said so: an encoder takes so many of the images for it.
        return f"looks like {' · '.join(told)}" if told else ""


def elide(name: str) -> str:
    """Return the first of several synonyms, cut to a length that a title bears."""
    name = name.split(", ")[0].strip() or name
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
