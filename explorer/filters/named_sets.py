"""Sets of images that a filter names by a call, beside its conditions on columns.

`images('3,10:20')` names images by their rows, `cluster(12)` those of a cluster, `found('dog -person', 0.2)`
what a search by words finds from a score on, `alike('3,17 -88', 0.31)` what is more like some images and less
like others. What names rows or nodes may say last of which tree these are (`explorer.index.fingerprint`), and
is refused in another.

This room knows rows and nodes. Whoever opens an index says how it is searched: `searching`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from explorer.caching import remember
from explorer.cancellation import CancelledError
from explorer.errors import ExplorerError, InputError, WhereError
from explorer.index.checks import check_node, check_row
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.index.row_lists import read_examples, read_rows
from explorer.words import counted

KEPT = 16
"""Sets of a build that are remembered."""
WORK = 200
"""Comparisons that take as long as one of them."""
SENT = "image:"
"""Before the name of an image that was sent to search with."""
OTHER_TREE = (
    "`{}` names images of another build, where its numbers meant others; choose them anew, or filter by a "
    "tag, which stays with its images"
)

Argument = str | float


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
    """

    key: tuple
    words: str
    mask: Callable[[], np.ndarray]


class NamedSets:
    """The sets that filters of an index name.

    Parameters
    ----------
    index : Index
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._masks = remember(KEPT, lambda call: call.mask(), lambda call: call.key)

    def read(self, name: str, arguments: Sequence[Argument]) -> SetCall:
        """Read a call of one of `SETS`.

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
            return kind.read(self._index, *arguments)

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


def _check_tree(index: Index, name: str, tree: str) -> None:
    if tree and tree != index.cached(tree_fingerprint):
        raise WhereError(OTHER_TREE.format(name))


def _images(index: Index, rows: str, tree: str = "") -> SetCall:
    _check_tree(index, "images", tree)
    spans = read_rows(rows)
    for span in spans:
        if len(span):
            check_row(index, span[-1])

    def mask() -> np.ndarray:
        found = np.zeros(index.n, bool)
        for span in spans:
            found[span.start : span.stop : span.step] = True
        return found

    return SetCall(("images", rows), counted(sum(map(len, spans)), "chosen image"), mask)


def _cluster(index: Index, node: float, tree: str = "") -> SetCall:
    _check_tree(index, "cluster", tree)
    if not float(node).is_integer():  # nor is infinity
        raise InputError(f"`cluster` takes the number of a node, such as {SETS['cluster'].usage}; got {node}")
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


def _alike(index: Index, examples: str, cut: float, tree: str = "") -> SetCall:
    _check_tree(index, "alike", tree)
    named, _, unlike = (part.strip() for part in examples.partition(" -"))
    parts = [part for part in named.split(",") if part]
    images = sorted(part.removeprefix(SENT) for part in parts if part.startswith(SENT))
    rows = ",".join(part for part in parts if not part.startswith(SENT))
    wanted, other = (tuple(sorted(set(read_examples(text)))) for text in (rows, unlike))
    for row in (*wanted, *other):
        check_row(index, row)
    less = f", unlike {len(other):,}" if other else ""
    words = f"alike {counted(len(wanted) + len(images), 'image')}{less}{_from(cut)}"
    return _searched(index, SetQuery(None, wanted, other, tuple(images), cut), words)


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
    "alike": SetKind("alike('3,17 -88', 0.31)", "more like some images", (str, _NUMBER, str), 2, _alike),
    "images": SetKind("images('3,10:20')", "images by their rows", (str, str), 1, _images),
    "cluster": SetKind("cluster(12)", "images of a cluster", (_NUMBER, str), 1, _cluster),
}
"""By name."""
