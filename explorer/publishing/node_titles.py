"""Titles of the nodes of a copy, worked out before anybody asks: by themselves, and within their group."""

import numpy as np

from explorer.analysis.titles.cluster_titles import EVERYTHING, TitleMaker, TitleQuestion
from explorer.analysis.titles.source_titles import Title
from explorer.publishing.published_rows import PublishedRows
from explorer.publishing.tree_pieces import Piece

GROUP = 8
"""The group that a cluster is told from is the smallest around it that is so many times as large."""
AT_ONCE = 20_000


class NodeTitles:
    """Gives the titles of pieces of a tree.

    Parameters
    ----------
    published : PublishedRows
    maker : TitleMaker
        Of the index.
    """

    def __init__(self, published: PublishedRows, maker: TitleMaker) -> None:
        self._published, self._maker = published, maker
        self._around = _groups(published)

    def of(self, piece: Piece) -> dict:
        """Return the titles of a piece.

        Returns
        -------
        dict
            `texts` and `kinds`, each once; and for every node in turn `own` and `within`, lists of
            `[text, kind, share, names]`: places in these, how many of the images it is true of, and places
            of the names that the text joins, where one has signs of its own (`Title.has_signs`).
        """
        texts: dict[str, int] = {}
        kinds: dict[str, int] = {}

        def told(title: Title) -> list:
            text, kind = texts.setdefault(title.text, len(texts)), kinds.setdefault(title.kind, len(kinds))
            if title.has_signs:
                return [text, kind, title.share, [texts.setdefault(word, len(texts)) for word in title.words]]
            return [text, kind] if title.share is None else [text, kind, title.share]

        own, within = [], []
        for first in range(0, len(piece.nodes), AT_ONCE):
            for by_itself, in_group in self._titles(piece.nodes[first : first + AT_ONCE]):
                own.append(told(by_itself))
                within.append(0 if in_group is None else told(in_group))
        return {"texts": list(texts), "kinds": list(kinds), "own": own, "within": within}

    def _titles(self, nodes: np.ndarray) -> list[tuple[Title, Title | None]]:
        published = self._published
        theirs = published.nodes[nodes].tolist()
        groups = published.nodes[self._around[nodes - published.n]].tolist()
        counts = self._maker.count(list(dict.fromkeys([*theirs, *groups, published.index.tree.root])))
        own = self._maker.own(theirs, counts=counts)
        asked = [TitleQuestion(node, (group,)) for node, group in zip(theirs, groups, strict=True)]
        within = self._maker.tell(asked, counts=counts)
        root = published.tree.root
        titles = [
            (Title(EVERYTHING, by_itself.kind), None) if node == root else (by_itself, in_group)
            for node, by_itself, in_group in zip(nodes.tolist(), own, within, strict=True)
        ]
        return [(one, None if two and two.text == one.text else two) for one, two in titles]


def _groups(published: PublishedRows) -> np.ndarray:
    """Return (n-1,) int64 the group around each inner node; the root is its own."""
    tree = published.tree
    size = tree.hi - tree.lo
    inner = np.arange(tree.n, 2 * tree.n - 1)
    around = np.where(tree.parent[inner] < 0, inner, tree.parent[inner])
    # Each walks up until its group is large enough: some dozen steps of all at once, in a balanced tree.
    for _ in range(64):
        small = (size[around] < GROUP * size[inner]) & (around != tree.root)
        if not small.any():
            break
        around[small] = tree.parent[around[small]]
    return around
