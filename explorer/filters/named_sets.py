"""Sets of images that a filter names by a call, beside its conditions on columns.

`images('3,10:20')` names images by their rows, `cluster(12)` those of a cluster, `found('dog -person', 0.2)`
what a search by words finds from a score on, `alike('3,17 -88', 0.31)` what is more like some images and less
like others. What names rows or nodes may say of which tree these are (`explorer.index.fingerprint`), and
means the same images in a later one (`explorer.filters.earlier_calls`).

This room knows rows and nodes. Whoever opens an index says how it is searched: `searching`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from explorer.caching import remember
from explorer.cancellation import CancelledError
from explorer.errors import ExplorerError, InputError, WhereError
from explorer.filters.earlier_calls import Argument, Examples, in_this_tree, written
from explorer.index.checks import check_node, check_row
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.index.row_lists import read_rows
from explorer.words import counted

KEPT = 16
"""Sets of a build that are remembered."""
WORK = 200
"""Comparisons that take as long as one of them."""


@dataclass(frozen=True)
class SetQuery:
    """What a search is to find: words, or examples.

    Attributes
    ----------
    text : str or None
    like, unlike : tuple of int
        Rows, ascending.
    images : tuple of str
        Names of images that were sent to search with.
    cut : float or None
        Least score; None where what answers has a line of its own.
    """

    text: str | None = None
    like: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()
    images: tuple[str, ...] = ()
    cut: float | None = None


class Searching:
    """How sets of an index are searched for: what opened it puts a function there."""

    find: Callable[[Index, SetQuery], np.ndarray] | None = None
    """Gives (n,) bool, or raises an `ExplorerError` that says why not."""


def searching(index: Index) -> Searching:
    """Return where an index keeps how it is searched; the same whatever its labels are."""
    return index.cached(_searching)


@label_free
def _searching(_index: Index) -> Searching:
    return Searching()


@dataclass(frozen=True)
class SetCall:
    """One call, read and checked against an index.

    Attributes
    ----------
    key : tuple
        What tells it from others.
    words : str
        What it names, for people.
    mask : callable
        Gives (n,) bool.
    text : str
        As it is written in this build.
    """

    key: tuple
    words: str
    mask: Callable[[], np.ndarray]
    text: str = ""


class NamedSets:
    """The sets that filters of an index name.

    Parameters
    ----------
    index : Index
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._masks = remember(KEPT, lambda call: call.mask(), lambda call: call.key)

    def read(self, name: str, arguments: Sequence[Argument], of: str = "") -> SetCall:
        """Read a call of one of `SETS`; `of` is the tree of numbers that name none, by default the index's.

        Raises
        ------
        WhereError
            The arguments are others than it takes, or name what the index does not have.
        """
        kind = SETS[name]
        fits = kind.least <= len(arguments) <= len(kind.takes)
        if not fits or not all(map(isinstance, arguments, kind.takes)):
            raise WhereError(f"`{name}` is written {kind.usage}: {kind.about}")
        with _as_said_of_filters():
            name, arguments = in_this_tree(self._index, name, arguments, of)
            call = SETS[name].read(self._index, *arguments)
        return replace(call, text=written((name, tuple(arguments))))

    def mask(self, call: SetCall) -> np.ndarray:
        """(n,) bool Which images a call names; the last ones are remembered.

        Raises
        ------
        WhereError
            When it cannot be told.
        """
        with _as_said_of_filters():
            return self._masks(call)


@contextmanager
def _as_said_of_filters() -> Iterator[None]:
    """Have whatever is wrong with what a set names be wrong with the filter."""
    try:
        yield
    except (WhereError, CancelledError):
        raise
    except ExplorerError as error:
        raise WhereError(str(error)) from error


def _images(index: Index, rows: str, _tree: str = "", gone: float = 0) -> SetCall:
    spans = read_rows(rows) if rows or not gone else []
    for span in spans:
        if len(span):
            check_row(index, span[-1])

    def mask() -> np.ndarray:
        found = np.zeros(index.n, bool)
        for span in spans:
            found[span.start : span.stop : span.step] = True
        return found

    words = counted(sum(map(len, spans)), "chosen image") if spans else "no chosen image"
    return SetCall(("images", rows), f"{words}{_gone(gone)}", mask)


def _cluster(index: Index, node: float, _tree: str = "") -> SetCall:
    lo, hi = (int(ends[check_node(index, int(node))]) for ends in (index.tree.lo, index.tree.hi))

    def mask() -> np.ndarray:
        rows = np.arange(index.n)
        return (rows >= lo) & (rows < hi)

    return SetCall(("cluster", int(node)), f"cluster {int(node)}", mask)


def _found(index: Index, text: str, cut: float | None = None) -> SetCall:
    if not text.strip():
        raise InputError("`found` takes the words to search for; they are empty")
    words = f"found: {text.strip()}{_from(cut)}"
    return _searched(index, SetQuery(text=text.strip(), cut=cut), words)


def _alike(index: Index, examples: str, cut: float, _tree: str = "", gone: float = 0) -> SetCall:
    asked = Examples.read(examples)
    for row in (*asked.like, *asked.unlike):
        check_row(index, row)
    less = f", unlike {len(asked.unlike):,}" if asked.unlike else ""
    words = f"alike {counted(len(asked.like) + len(asked.images), 'image')}{less}{_from(cut)}{_gone(gone)}"
    return _searched(index, SetQuery(None, asked.like, asked.unlike, asked.images, cut), words)


def _gone(gone: float) -> str:
    """Say how many of the images that were chosen in an earlier build are not in this one."""
    return f", {int(gone):,} gone" if gone else ""


def _from(cut: float | None) -> str:
    return "" if cut is None else f", from {cut:.3g}"


def _searched(index: Index, query: SetQuery, words: str) -> SetCall:
    def mask() -> np.ndarray:
        find = searching(index).find
        if find is None:
            raise WhereError("this index was not opened to be searched; use `explorer.open_index`")
        return find(index, query)

    return SetCall(("search", query), words, mask)


@dataclass(frozen=True)
class SetKind:
    """A function of filters.

    Attributes
    ----------
    usage : str
        As it is written.
    about : str
        What it names.
    takes : tuple
        Types of its arguments in their order.
    least : int
        How many of them have to be there.
    read : callable
        Takes the index and the arguments, gives a `SetCall`.
    """

    usage: str
    about: str
    takes: tuple
    least: int
    read: Callable[..., SetCall]


_NUMBER = (int, float)
SETS = {
    "found": SetKind("found('dog -person', 0.2)", "what a search by words finds", (str, _NUMBER), 1, _found),
    "alike": SetKind(
        "alike('3,17 -88', 0.31)", "more like some images", (str, _NUMBER, str, _NUMBER), 2, _alike
    ),
    "images": SetKind("images('3,10:20')", "images by their rows", (str, str, _NUMBER), 1, _images),
    "cluster": SetKind("cluster(12)", "images of a cluster", (_NUMBER, str), 1, _cluster),
}
"""By name."""
