"""Tags, notes and verdicts on clusters as such, found again in other builds by what is in them.

A cluster is known by the contents of its images, whatever their order and names. In another build it is the
node that holds just these; where there is none, the one that shares most with it, as far as a sample tells
(Jaccard index), and that is said; where none shares half, its decisions rest.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from types import MappingProxyType

import numpy as np

from explorer.decisions.changing import Change, NewDecision, Subject
from explorer.decisions.current import current, decided
from explorer.decisions.decision_kinds import CLUSTER, MANY, NOTE, TAG, VERDICT, check_author, checked
from explorer.decisions.editing import Asked
from explorer.decisions.placing import HOW, rows_with
from explorer.errors import DecisionsError, InputError
from explorer.index.arrow_values import texts_at
from explorer.index.checks import check_node
from explorer.index.format import HASH, PATH
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.words import images

KINDS = (TAG, NOTE, VERDICT)
"""What may be decided about a cluster; a label is of its images."""
SAMPLED = 64
"""Images by which a cluster is looked for."""
LEAST_SHARED = 0.5
_ABOUT = ("by", "count", "sample")


@dataclass(frozen=True)
class ClusterDecisions:
    """What is decided about one cluster.

    Attributes
    ----------
    node : int
    tags, verdicts : tuple of str
    note : str
    how : str
        Empty, or `changed` where other images are in it than were when it was decided.
    time, author : str
        Of the last decision.
    """

    node: int
    tags: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    note: str = ""
    how: str = ""
    time: str = ""
    author: str = ""
    subjects: frozenset[int] = field(default=frozenset(), repr=False)

    def as_json(self) -> dict:
        """Return what is answered."""
        names = ("node", "tags", "verdicts", "note", "how", "time", "author")
        return {name: getattr(self, name) for name in names}


def decided_clusters(index: Index) -> Mapping[int, ClusterDecisions]:
    """Return what is decided about clusters of this build, by node; nothing where it cannot be read."""
    return index.cached(_Clusters).now()


def decide_cluster(index: Index, node: int, asked: Asked, author: str = "") -> Change:
    """Decide about a cluster as such, as one change that can be undone.

    Raises
    ------
    InputError
        When it says what no decision about a cluster may say.
    NotFoundError
        When there is no such node.
    """
    check_node(index, node)
    if asked.kind not in KINDS:
        raise InputError(f"{asked.kind[:40]!r} is of images, and not of a cluster; name rows or a node.")
    what = f"this cluster of {images(int(index.tree.size(node)))}"
    store = current(index).store
    if asked.remove or (asked.kind == NOTE and not str(asked.value or "").strip()):
        there = decided_clusters(index).get(node)
        known = {row[0]: row for row in store.subjects(there.subjects)} if there else {}
        parts = [
            NewDecision(Subject(*known[subject][1:4], about=known[subject][5]), kind, name, None)
            for subject, kind, name, *_ in store.decisions(known)
            if kind == asked.kind and (kind not in MANY or name == asked.name)
        ]
        said = asked.name if asked.kind in MANY else "note"
        return store.change(parts, f"Take {said} off {what}", check_author(author))
    name, value = checked(asked.kind, asked.name, asked.value)
    words = {TAG: f"Tag {what} {name}", NOTE: f"Write a note on {what}", VERDICT: f"Say “{name}” of {what}"}
    part = NewDecision(cluster_subject(index, node), asked.kind, name, value)
    return store.change([part], words[asked.kind], check_author(author))


def cluster_subject(index: Index, node: int) -> Subject:
    """Return what identifies a cluster by its content."""
    column, contents = _contents(index, node)
    spread = np.unique(np.linspace(0, len(contents) - 1, min(SAMPLED, len(contents))).astype(np.int64))
    about = {"by": column, "count": len(contents), "sample": [contents[place] for place in spread]}
    return Subject(CLUSTER, "", _digest(contents), about=json.dumps(about, ensure_ascii=False))


def place_cluster(index: Index, digest: str, about: str) -> tuple[int, int] | None:
    """Find a cluster in a build.

    Returns
    -------
    (int, int) or None
        Its node and 0, or 2 where it holds other images than it did, as in `explorer.decisions.placing`.
    """
    known = read_about(about)
    if known is None or known["by"] not in index.items.column_names:
        return None
    sample = set(known["sample"])
    found = rows_with(index, known["by"], sample)
    rows = np.unique(np.fromiter((rows[0] for rows in found.values()), np.int64))
    if not len(rows):
        return None
    nodes, shared = _likeliest(index, rows, len(sample), known["count"])
    for node in nodes[index.tree.hi[nodes] - index.tree.lo[nodes] == known["count"]][:2].tolist():
        if _digest(_contents(index, node)[1]) == digest:
            return node, 0
    return (int(nodes[0]), 2) if shared >= LEAST_SHARED else None


def _likeliest(index: Index, rows: np.ndarray, sampled: int, count: int) -> tuple[np.ndarray, float]:
    """Return the nodes around some rows, those that share most with a cluster first, and how much that is."""
    tree = index.tree
    nodes = np.unique(np.concatenate([tree.path(int(row)) for row in rows]))
    sizes = tree.hi[nodes] - tree.lo[nodes]
    hits = np.searchsorted(rows, tree.hi[nodes]) - np.searchsorted(rows, tree.lo[nodes])
    common = np.minimum(hits / sampled * count, sizes)
    shared = common / (count + sizes - common)
    order = np.lexsort((nodes, -shared))
    return nodes[order], float(shared[order[0]])


def _contents(index: Index, node: int) -> tuple[str, list[str]]:
    """Return the column that tells images apart, and what it says of those of a node, sorted."""
    column = HASH if HASH in index.items.column_names else PATH
    rows = np.arange(int(index.tree.lo[node]), int(index.tree.hi[node]))
    return column, sorted(text or "" for text in texts_at(index.items[column], rows))


def _digest(contents: list[str]) -> str:
    digest = blake2b(digest_size=16)
    for content in contents:
        digest.update(f"{content}\0".encode())
    return digest.hexdigest()


def read_about(about: str) -> dict | None:
    """Return what a cluster is found by; None where that is not what is written here."""
    try:
        known = json.loads(about)
    except (ValueError, RecursionError):
        return None
    if not isinstance(known, dict) or set(known) != set(_ABOUT):
        return None
    by, count, sample = (known[name] for name in _ABOUT)
    texts = isinstance(sample, list) and all(isinstance(text, str) for text in sample)
    sound = by in (HASH, PATH) and type(count) is int and count > 0 and texts and 0 < len(sample) <= SAMPLED
    return known if sound else None


@label_free
class _Clusters:
    """Follows decisions about clusters; where one is in this build is looked up once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = Lock()
        self._revision: object = None
        self._places: dict[tuple[str, str], tuple[int, int] | None] = {}
        self._now: Mapping[int, ClusterDecisions] = MappingProxyType({})

    def now(self) -> Mapping[int, ClusterDecisions]:
        """Return what is decided now."""
        following = current(self._index)
        revision = decided(self._index).revision, following.store.identity
        with self._lock:
            if revision != self._revision:
                try:
                    self._now = MappingProxyType(self._read(following.store))
                except DecisionsError:
                    self._now = MappingProxyType({})
                self._revision = revision
            return self._now

    def _read(self, store) -> dict[int, ClusterDecisions]:
        found = [row for row in store.about(CLUSTER) if row[1] in KINDS]
        known = {row[0]: row for row in store.subjects({row[0] for row in found})}
        at: dict[int, list[tuple]] = {}
        for subject, *said in found:
            place = self._place(*known[subject][3:6:2]) if subject in known else None
            if place is not None:
                at.setdefault(place[0], []).append((subject, place[1], *said))
        return {node: _joined(node, rows) for node, rows in at.items()}

    def _place(self, digest: str, about: str) -> tuple[int, int] | None:
        key = (digest, about)
        if key not in self._places:
            self._places[key] = place_cluster(self._index, digest, about)
        return self._places[key]


def _joined(node: int, rows: list[tuple]) -> ClusterDecisions:
    """Put together what is said of one node, maybe of several states of it; the newest note rules."""
    rows = sorted(rows, key=lambda row: (-row[1], row[5]))  # subject, how, kind, name, value, time, author
    names = {
        kind: tuple(sorted({name for _, _, of, name, *_ in rows if of == kind})) for kind in (TAG, VERDICT)
    }
    notes = [value for _, _, of, _, value, *_ in rows if of == NOTE]
    last = max(rows, key=lambda row: row[5])
    how = HOW[min(row[1] for row in rows)]
    return ClusterDecisions(
        node, names[TAG], names[VERDICT], notes[-1] if notes else "", how, last[5], last[6],
        frozenset(row[0] for row in rows),
    )  # fmt: skip
