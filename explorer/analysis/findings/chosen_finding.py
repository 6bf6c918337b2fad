"""A kind of findings, or one of them, as one word: `errors`, `errors:2`, `drift:1;by=split,train,test`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from explorer.analysis.findings.cluster_records import Pick
from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.limits import check_options, find_kind
from explorer.analysis.findings.significant import significant_clusters
from explorer.errors import InputError, NotFoundError
from explorer.index.reader import Index
from explorer.options import MOST_REPORTED, FindingsOptions
from explorer.words import counted


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


_OPTIONS: dict[str, Callable[[str], Any]] = {
    "model": str,
    "models": _names,
    "given": str,
    "class": str,
    "by": _names,
    "limit": int,
    "min-size": int,
    "permutations": int,
    "alpha": float,
    "seed": int,
}
"""Options of `dendro findings` that a word may carry, and how each is read."""
_COUNTS = {"models": 2, "by": 3}


@dataclass(frozen=True)
class ChosenFinding:
    """What a word says.

    Attributes
    ----------
    options : FindingsOptions
    number : int or None
        Of one finding, as `dendro findings` lists them with these options: clusters, then images, then
        groups, counted from 1. None: all of the kind.
    limited : bool
        Whether the word says how many are listed at most.
    """

    options: FindingsOptions
    number: int | None = None
    limited: bool = False


def read_finding(text: str) -> ChosenFinding:
    """Read a word such as `errors:2`.

    Raises
    ------
    InputError
        It is none: the sentence says what is expected.
    """
    question, *ways = text.split(";")
    kind, colon, number = question.partition(":")
    find_kind(kind)
    if colon and not (number.isascii() and number.isdigit() and 0 < len(number) < 10 and int(number)):
        raise InputError(
            f"finding: {number[:40]!r} is no number of a finding; write {kind}:1 for the first that dendro "
            f"findings lists, or {kind} for all."
        )
    given = dict(_option(way) for way in ways if way)
    options = FindingsOptions(kind, **given)
    return ChosenFinding(options, int(number) if colon else None, "limit" in given)


def _option(way: str) -> tuple[str, Any]:
    name, _, value = way.partition("=")
    if name not in _OPTIONS or not value:
        known = ", ".join(_OPTIONS)
        raise InputError(f"finding: {way[:80]!r}; NAME=VALUE is expected, where NAME is one of {known}.")
    try:
        read = _OPTIONS[name](value)
    except ValueError:
        raise InputError(f"finding: {name} is {value[:40]!r}; a number is expected.") from None
    if name in _COUNTS and len(read) != _COUNTS[name]:
        raise InputError(
            f"finding: {name} takes {_COUNTS[name]} names with commas between; got {value[:80]!r}."
        )
    return {"class": "of_class", "min-size": "min_size"}.get(name, name), read


def rows_of_finding(index: Index, finding: ChosenFinding) -> np.ndarray:
    """Return the images of one finding, or of all of a kind.

    All are every significant cluster, every image beyond a threshold or with a doubtful label, every group of
    copies: as many as there are, unless the word says a limit.

    Returns
    -------
    numpy.ndarray
        (m,) int64, each once, in the order of the findings; of doubtful labels ascending.

    Raises
    ------
    InputError
        The index lacks what is asked about, or a kind that only ranks images is asked for all of them.
    NotFoundError
        There is no finding of that number.
    """
    kind, options = find_kind(finding.options.kind), finding.options
    if finding.number is not None or finding.limited:
        check_options(options, index.n)
        return _listed(kind, finding, _each(index, kind, options))
    if kind.ranks:
        raise InputError(
            f"finding: {kind.name} puts all images in an order; say how many of the first are meant, such as "
            f"`{kind.name};limit=100`."
        )
    check_options(options, index.n)
    if kind.flags is not None:
        kind.require(index)
        return np.flatnonzero(kind.flags(index, options))
    return _once(_each(index, kind, replace(options, limit=MOST_REPORTED)))


def _listed(kind: Kind, finding: ChosenFinding, each: list[np.ndarray]) -> np.ndarray:
    if finding.number is None:
        return _once(each)
    if finding.number > len(each):
        there = f"{counted(len(each), 'finding')} of this kind" if each else "no finding of this kind"
        raise NotFoundError(
            f"finding: there is no {kind.name}:{finding.number}; dendro findings lists {there}, or more with "
            f"`{kind.name}:{finding.number};limit={finding.number}`."
        )
    return _once([each[finding.number - 1]])


def _each(index: Index, kind: Kind, options: FindingsOptions) -> list[np.ndarray]:
    """Return the rows of each finding, in the order of `Findings.document`: clusters, images, groups."""
    found = kind.find(index, options)
    picks = significant_clusters(index, found.questions, options) if found.questions else found.picks
    clusters = [_rows_of(index, pick) for pick in picks]
    images = [np.array([image["row"]], np.int64) for image in found.images]
    return [*clusters, *images, *(np.asarray(group["rows"], np.int64) for group in found.groups)]


def _rows_of(index: Index, pick: Pick) -> np.ndarray:
    """Return the rows of a cluster or ball, or of all clusters that the finding names."""
    nodes = (pick.question.toward or {}).get("nodes")
    each = [pick] if nodes is None else [replace(pick, node=node) for node in nodes]
    return np.concatenate([np.arange(index.n)[one.at(index.tree)] for one in each])


def _once(each: list[np.ndarray]) -> np.ndarray:
    rows = np.concatenate([np.empty(0, np.int64), *each])
    _, first = np.unique(rows, return_index=True)
    return rows[np.sort(first)]
