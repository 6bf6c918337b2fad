"""Where images that were decided about are in a build: by content and path, through refreshes and moves.

The rules, the first that holds:

1. The path holds the same content: there.
2. The content is at another path, and was there once only when it was decided about: it was moved or
   renamed, and the decision follows it. Of several copies it is the one whose file has the same name, else
   the first by path.
3. It was one of several copies, there are as many now, and of those that were not there when it was decided
   about one alone can be it: it was moved or renamed. Where several were, their paths end unlike its own.
4. The path holds other content: the file was replaced, the decision stays with the path, and that is said.
5. Nowhere: the decision rests, and is there again when the image is. So it is with one of several copies
   that was removed: what was decided about it ("remove this copy") is not for those that are left.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.decisions.changing import Subject
from explorer.decisions.decision_kinds import IMAGE
from explorer.index.arrow_values import texts_at
from explorer.index.format import HASH, PATH
from explorer.index.reader import Index

_MOST_COPIES = 50
"""Of which the paths are kept; a picture that is there more often is found by its path alone."""
SAME, MOVED, CHANGED = 0, 1, 2
"""How an image was found: as it was, elsewhere, or changed. The lower rules where two are one image."""
HOW = ("", "moved", "changed")


@dataclass(frozen=True)
class Placed:
    """Images that decisions are about, as parallel arrays sorted by row.

    Attributes
    ----------
    subjects : (p,) int64
        Of the store; one that is in several rows, as a path that a table names twice, is there several times.
    rows : (p,) int64
    how : (p,) int8
        `SAME`, `MOVED` or `CHANGED`.
    known : frozenset of int
        All that were looked for; those that are not among `subjects` rest.
    """

    subjects: np.ndarray
    rows: np.ndarray
    how: np.ndarray
    known: frozenset[int] = frozenset()

    def of_subjects(self, subjects: Iterable[int]) -> np.ndarray:
        """Return (m,) int64 the different rows of some subjects, ascending."""
        wanted = np.fromiter(subjects, np.int64)
        return np.unique(self.rows[np.isin(self.subjects, wanted)])

    def at_rows(self, rows: np.ndarray) -> "Placed":
        """Return those in some rows."""
        inside = np.isin(self.rows, rows)
        return Placed(self.subjects[inside], self.rows[inside], self.how[inside], self.known)

    def joined(self, other: "Placed") -> "Placed":
        """Return both."""
        pairs = zip(
            (self.subjects, self.rows, self.how), (other.subjects, other.rows, other.how), strict=True
        )
        subjects, rows, how = (np.concatenate(pair) for pair in pairs)
        order = np.lexsort((subjects, rows))
        return Placed(subjects[order], rows[order], how[order], self.known | other.known)


NOBODY = Placed(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int8))


def place_images(index: Index, subjects: Sequence[tuple[int, str, str, int, str]]) -> Placed:
    """Find images in a build.

    Parameters
    ----------
    index : Index
    subjects : sequence of (int, str, str, int, str)
        `id, path, hash, copies, about` of each, as `subjects_at` gives them.

    Returns
    -------
    Placed
    """
    if not subjects:
        return NOBODY
    at_path = rows_with(index, PATH, {path for _, path, *_ in subjects})
    hashed = HASH in index.items.column_names
    at_hash = rows_with(index, HASH, {hash_ for _, _, hash_, *_ in subjects if hash_}) if hashed else {}
    found: list[tuple[int, int, int]] = []
    for subject, path, hash_, copies, about in subjects:
        here, there = at_path.get(path, []), at_hash.get(hash_, [])
        same = sorted(set(here) & set(there)) if hash_ and hashed else here
        if same:
            found += [(subject, row, SAME) for row in same]
        elif there and copies == 1:
            found.append((subject, _likeliest(index, there, path), MOVED))
        elif (renamed := _renamed(index, there, path, copies, about)) is not None:
            found.append((subject, renamed, MOVED))
        else:
            found += [(subject, row, CHANGED) for row in here]
    known = frozenset(subject for subject, *_ in subjects)
    ids, rows, how = np.array(found, np.int64).reshape(-1, 3).T
    return NOBODY.joined(Placed(ids, rows, how.astype(np.int8), known))


def subjects_at(index: Index, rows: np.ndarray) -> list[Subject]:
    """Return what identifies the images of (m,) rows, in their order."""
    paths = texts_at(index.items[PATH], rows)
    if HASH not in index.items.column_names:
        return [Subject(IMAGE, path or "") for path in paths]
    hashes = [hash_ or "" for hash_ in texts_at(index.items[HASH], rows)]
    there = rows_with(index, HASH, set(hashes) - {""})
    several = {hash_: at for hash_, at in there.items() if len(at) > 1}
    of_copies = {hash_: texts_at(index.items[PATH], at) for hash_, at in several.items()}
    return [
        Subject(
            IMAGE,
            path or "",
            hash_,
            max(1, len(there.get(hash_, ()))),
            _others(of_copies.get(hash_, []), path),
        )
        for path, hash_ in zip(paths, hashes, strict=True)
    ]


def _others(paths: list[str | None], path: str | None) -> str:
    """Write the paths of the other copies, by which a move of this one is told from a removal."""
    if not 1 < len(paths) <= _MOST_COPIES:
        return ""
    return json.dumps(sorted(other for other in paths if other and other != path), ensure_ascii=False)


def _renamed(index: Index, rows: list[int], path: str, copies: int, about: str) -> int | None:
    """Return the one of several copies that one of them was renamed to; None where that is not known."""
    if not about or len(rows) != copies:
        return None
    try:
        known = json.loads(about)
    except ValueError:
        return None
    if not isinstance(known, list):
        return None
    pairs = zip(texts_at(index.items[PATH], rows), rows, strict=True)
    ranked = sorted((-_shared_end(new or "", path), row) for new, row in pairs if new not in known)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _shared_end(one: str, other: str) -> int:
    """Count the parts of two paths that are the same, from the last on."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def rows_with(index: Index, name: str, values: set[str]) -> dict[str, list[int]]:
    """Return the rows of each value of a column of text, ascending, of those values that are there."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    if not values:
        return found
    wanted = pa.array(sorted(values), pa.string())
    mask = pc.is_in(index.items[name], value_set=wanted).to_numpy()
    rows = np.flatnonzero(mask)
    for row, value in zip(rows.tolist(), texts_at(index.items[name], rows), strict=True):
        found[value or ""].append(row)
    return found


def _likeliest(index: Index, rows: list[int], path: str) -> int:
    """Return the one of some copies that a path was renamed to."""
    if len(rows) == 1:
        return rows[0]
    name = PurePosixPath(path).name
    paths = dict(zip(texts_at(index.items[PATH], rows), rows, strict=True))
    alike = sorted(each for each in paths if each is not None and PurePosixPath(each).name == name)
    return paths[(alike or sorted(each for each in paths if each is not None))[0]]
