"""Titles of what a view shows, each worked out once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np

from explorer.analysis.titles.cluster_titles import EVERYTHING, TitleMaker, TitleQuestion
from explorer.analysis.titles.node_counts import NodeCounts
from explorer.analysis.titles.sibling_titles import Family, further, name_apart, name_siblings
from explorer.analysis.titles.source_titles import Title
from explorer.analysis.titles.title_source import COLOR, LABELS
from explorer.caching import remember, remember_each
from explorer.clustering.tree.dendrogram import Tree
from explorer.filters.filter import ALL, Filter
from explorer.view.match_counts import MatchingRows

TITLES_KEPT = 10_000
FAMILIES_KEPT = 64
FILTERS_TITLED = 4
"""What one leaves of a million images is counted at the edges of blocks: some 20 MB."""


class ViewTitles:
    """Gives titles under filters; what it keeps is bounded, and thread-safe.

    Parameters
    ----------
    tree : Tree
    maker : TitleMaker
    selection : callable
        `where -> Selection`, remembered.
    by_where : callable, optional
        Gives what results are remembered by, of arguments of which the last is a filter.
    """

    def __init__(
        self,
        tree: Tree,
        maker: TitleMaker,
        selection: Callable[[Filter], MatchingRows],
        by_where: Callable[..., Hashable] | None = None,
    ) -> None:
        self._tree, self._maker, self._selection = tree, maker, selection
        self._named = remember(FAMILIES_KEPT, self._name, by_where)
        self._filtered = remember(FILTERS_TITLED, self._under, by_where)

    def title(self, node: int, where: Filter) -> str:
        """Return the title of a node by itself, among all images that match a filter."""
        return self.titles([node], where)[0]

    def titles(self, nodes: list[int], where: Filter) -> list[str]:
        """Return the titles of nodes, each by itself, among all images that match a filter."""
        return [told.text for told in self._filtered(where).own(nodes)]

    def apart(self, nodes: list[int], where: Filter) -> list[Title]:
        """Return what disjoint nodes are called, told from one another where something differs."""
        return name_apart(nodes, self._filtered(where).about(nodes))

    def put(self, answer: dict, heads: np.ndarray, where: Filter) -> None:
        """Put `title`, `named_by` and `share` into the cells and frames of a view, and `names` where
        the title cannot be taken apart.

        Parameters
        ----------
        answer : dict
            What `/api/view` answers, with `node`, `cells` and `frames`.
        heads : (g,) int64
            The node of each group of cells, left to right.
        where : Filter
        """
        cells = [cell["node"] for cell in answer["cells"]]
        lo = self._tree.lo
        groups = np.searchsorted(lo[heads], lo[cells], side="right") - 1
        family = Family(answer["node"], tuple(cells), tuple(heads.tolist()), tuple(groups.tolist()))
        named = self._named(family, where)
        for boxes in (answer["cells"], answer["frames"]):
            for box in boxes:
                told = named[box["node"]]
                box.update(**titled(told), named_by=told.kind, share=told.share)

    def told_from(self, node: int, above: int) -> str:
        """Return what tells a node from one above it that is called the same; where nothing does, that."""
        asking = self._filtered(ALL)
        (told,) = asking.own([node])
        (more,) = asking.tell([TitleQuestion(node, (above,), told.words)])
        return (more or further(told, (node, above), asking) or told).text

    def breadcrumb(self, steps: list[int]) -> list[dict]:
        """Return `node`, `title` and `count` of nodes from the root on, each in the one before."""
        lo, hi, asking = self._tree.lo, self._tree.hi, self._filtered(ALL)
        own = [EVERYTHING, *(told.text for told in asking.own(steps[1:]))]
        titles = [
            self.told_from(steps[i], steps[i - 1]) if i > 1 and own[i] == own[i - 1] else title
            for i, title in enumerate(own)
        ]
        return [
            {"node": step, "title": title, "count": int(hi[step] - lo[step])}
            for step, title in zip(steps, titles, strict=True)
        ]

    def _name(self, family: Family, where: Filter) -> dict[int, Title]:
        cells, heads = name_siblings(family, self._filtered(where).about(family.nodes))
        return dict(zip(family.heads, heads, strict=True)) | dict(zip(family.cells, cells, strict=True))

    def _under(self, where: Filter) -> "_Filtered":
        maker = self._maker.under(self._selection(where).mask)
        return _Filtered(maker, self._filtered(ALL) if where else None)


def titled(told: Title) -> dict:
    """Return `title`, and `names` where it cannot be taken apart without them."""
    return {"title": told.text, **({"names": list(told.words)} if told.has_signs else {})}


class _Filtered:
    """Titles under one filter: see `Asking`.

    Parameters
    ----------
    maker : TitleMaker
        Of the images that match.
    whole : _Filtered or None
        The same without a filter.
    """

    def __init__(self, maker: TitleMaker, whole: "_Filtered | None") -> None:
        self._maker, self._whole = maker, whole
        self.own = remember_each(TITLES_KEPT, maker.own)

    def about(self, nodes: list[int]) -> "_About":
        """Return what answers many questions of the same nodes."""
        return _About(self, self._maker.count(nodes))

    def facts(self, node: int) -> list[Title]:
        """Return all that is known where one image is left of a node, else nothing."""
        return self._maker.known(node)

    def shades(self, nodes: list[int]) -> np.ndarray:
        """Return (q, 3) float64 the mean colours of nodes, 0 to 255."""
        return self._maker.shades(nodes)

    def tell(self, questions: list[TitleQuestion], counts: NodeCounts | None = None) -> list[Title | None]:
        """Return what tells nodes; where a filter leaves one label, what they lie among before colours."""
        told = self._maker.tell(questions, counts)
        if self._whole is None:
            return told
        unsaid = [i for i, title in enumerate(told) if title is None or (title.rest and title.kind == COLOR)]
        nodes = [questions[i].node for i in unsaid]
        for i, whole, left in zip(unsaid, self._whole.own(nodes), self.own(nodes), strict=True):
            is_news = whole.kind == left.kind == LABELS and not set(whole.words) & set(left.words)
            text = f"among {whole.text}"
            if is_news and text not in questions[i].said:
                first, *others = whole.words
                told[i] = replace(whole, text=text, rest=True, names=(f"among {first}", *others))
        return told


@dataclass(frozen=True)
class _About:
    """Titles of some nodes that were counted."""

    asking: _Filtered
    counts: NodeCounts

    def tell(self, questions: list[TitleQuestion]) -> list[Title | None]:
        """Return what tells nodes from the images around."""
        return self.asking.tell(questions, self.counts)

    def own(self, nodes: list[int]) -> list[Title]:
        """Return what nodes are called by themselves."""
        return self.asking.own(nodes)

    def facts(self, node: int) -> list[Title]:
        """Return all that is known where one image is left of a node, else nothing."""
        return self.asking.facts(node)

    def shades(self, nodes: list[int]) -> np.ndarray:
        """Return (q, 3) float64 the mean colours of nodes, 0 to 255."""
        return self.asking.shades(nodes)
