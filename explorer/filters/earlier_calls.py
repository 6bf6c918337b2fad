"""Calls of sets in the numbers of an earlier build, written in those of this one.

A call of `images`, `alike` or `cluster` may say of which tree its numbers are. In a build that knows that
tree (`explorer.index.earlier_trees`) it names the same images, by path and else by content; how many of them
are gone it says last, so that it can be told from a call that never named them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError, WhereError
from explorer.filters.clauses import literal
from explorer.index.earlier_trees import EarlierTree, earlier_tree
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.reader import Index
from explorer.index.row_lists import read_examples, read_rows, write_rows

Argument = str | float
Call = tuple[str, tuple[Argument, ...]]
"""Name and arguments."""
TREE_AT = {"images": 1, "cluster": 1, "alike": 2}
"""Which argument names the tree; behind it stands how many images are gone."""
SENT = "image:"
"""Before the name of an image that was sent to search with."""
LEAST_SHARED = 0.5
"""Share of the images of both that makes a node of this tree the same cluster; else its images are named."""
UNKNOWN_TREE = (
    "`{}` names images of another build, and this index does not know any more where they went; choose them "
    "anew, or filter by a tag, which stays with its images"
)


@dataclass(frozen=True)
class Examples:
    """The first argument of `alike`: `3,17,image:NAME -88`.

    Attributes
    ----------
    like, unlike : tuple of int
        Rows, ascending.
    images : tuple of str
        Names of images that were sent.
    """

    like: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()
    images: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Examples":
        """Read them; raise `InputError` where there are too many, or they are none."""
        named, _, unlike = (part.strip() for part in text.partition(" -"))
        parts = [part for part in named.split(",") if part]
        images = sorted(part.removeprefix(SENT) for part in parts if part.startswith(SENT))
        rows = ",".join(part for part in parts if not part.startswith(SENT))
        wanted, other = (tuple(sorted(set(read_examples(text)))) for text in (rows, unlike))
        return cls(wanted, other, tuple(images))

    def write(self) -> str:
        """Write them as they are read."""
        named = ",".join([*([write_rows(self.like)] if self.like else []), *(SENT + x for x in self.images)])
        return f"{named} -{write_rows(self.unlike)}" if self.unlike else named


def in_this_tree(index: Index, name: str, arguments: Sequence[Argument], of: str = "") -> Call:
    """Give a call in numbers of this build's tree.

    Parameters
    ----------
    index : Index
    name : str
    arguments : sequence of (str or float)
        As many as the call takes, of the right types.
    of : str
        The tree of a call that names none; empty for that of the index.

    Raises
    ------
    WhereError
        It is of a tree that the index does not know.
    InputError
        It names what that tree did not have, or takes a whole number and got another.
    """
    place = TREE_AT.get(name)
    if place is None:
        return name, tuple(arguments)
    if name == "cluster":
        _check_whole(arguments[0], "`cluster` takes the number of a node, such as cluster(12)")
    for gone in arguments[place + 1 :]:
        _check_whole(gone, f"`{name}` takes last how many images are gone")
    tree = str(arguments[place]) if len(arguments) > place else of
    now = index.cached(tree_fingerprint) if tree else ""
    if tree == now:
        return name, tuple(arguments)
    earlier = earlier_tree(index, tree)
    if earlier is None:
        raise WhereError(UNKNOWN_TREE.format(name))
    gone = int(arguments[place + 1]) if len(arguments) > place + 1 else 0
    moved = _MOVED[name](index, earlier, arguments)
    return moved.name, (*moved.said, now, *([moved.gone + gone] if moved.gone + gone else []))


def _check_whole(number: Argument, said: str) -> None:
    if not 0 <= float(number) < 1e15 or not float(number).is_integer():  # infinity and NaN are not
        raise InputError(f"{said}; got {number}")


def written(call: Call) -> str:
    """Write a call as it is read."""
    name, arguments = call
    return f"{name}({', '.join(literal(x) if isinstance(x, str) else repr(x) for x in arguments)})"


@dataclass(frozen=True)
class _Moved:
    """A call without what it says of its tree, and how many images went since."""

    name: str
    said: tuple[Argument, ...]
    gone: int


def _images(_index: Index, earlier: EarlierTree, arguments: Sequence[Argument]) -> _Moved:
    named = np.zeros(len(earlier.rows), bool)
    for span in read_rows(str(arguments[0])) if arguments[0] else []:
        if len(span) and span[-1] >= len(named):
            raise InputError(f"no row {span[-1]} in the earlier build, which has {len(named):,}")
        named[span.start : span.stop : span.step] = True
    return _listed(earlier.rows[named])


def _listed(there: np.ndarray) -> _Moved:
    left = np.unique(there[there >= 0])
    return _Moved("images", (write_rows(left.tolist()),), int((there < 0).sum()))


def _cluster(index: Index, earlier: EarlierTree, arguments: Sequence[Argument]) -> _Moved:
    node = int(arguments[0])
    (found,) = earlier.nodes_in(index, [node])
    if found is not None and found[1] >= LEAST_SHARED:
        return _Moved("cluster", (found[0],), 0)
    return _listed(earlier.rows[earlier.lo[node] : earlier.hi[node]])


def _alike(_index: Index, earlier: EarlierTree, arguments: Sequence[Argument]) -> _Moved:
    before = Examples.read(str(arguments[0]))
    for row in (*before.like, *before.unlike):
        if row >= len(earlier.rows):
            raise InputError(f"no row {row} in the earlier build, which has {len(earlier.rows):,}")
    like, unlike = (earlier.rows[list(rows)] for rows in (before.like, before.unlike))
    gone = int((like < 0).sum())
    left, other = (tuple(np.unique(rows[rows >= 0]).tolist()) for rows in (like, unlike))
    now = Examples(left, other, before.images)
    if not now.like and not now.images:
        return _Moved("images", ("",), gone)
    return _Moved("alike", (now.write(), arguments[1]), gone)


_MOVED = {"images": _images, "cluster": _cluster, "alike": _alike}
