"""What words may go on to be, as they are typed: classes, labels, tags, values of columns, folders, files.

Answers come in a few hundredths of a second whatever the index holds. Of many values those that begin with
the words are found in a sorted list; those that hold them within are looked for last, and not for longer.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.cancellation import check_cancelled
from explorer.decisions.current import decided
from explorer.decisions.decision_columns import column_names
from explorer.decisions.decision_kinds import TAG
from explorer.filters.clauses import LONGEST_VALUE, identifier, literal
from explorer.index.format import PATH
from explorer.index.item_columns import kind_of
from explorer.index.reader import Index
from explorer.search.class_words import ClassWords
from explorer.search.search_query import class_words, prepare_words
from explorer.search.text_columns import FOLDER_WEIGHT, TextField, split_words

LONGEST = 200
"""Characters of a text that is gone on with."""
MOST_COLUMNS = 4
SECONDS = 0.015
CHUNK = 32_768
"""Values that are looked through at once; up to so many are never left out."""
LAST = "\U0010ffff"
_CANDIDATES = 200


@dataclass(frozen=True)
class Suggestion:
    """One thing that words may go on to be.

    Attributes
    ----------
    words : str
    count : int or None
        Images that have it, or classes that are it; None where that is not counted.
    search : str or None
        What to search for.
    where : str or None
        The clause that leaves it.
    """

    words: str
    count: int | None = None
    search: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Suggestions:
    """Suggestions of one kind: `class`, `label`, `tag`, `column`, `folder` or `file`, of a column."""

    kind: str
    column: str
    entries: list[Suggestion]


@dataclass(frozen=True)
class Sorted:
    """A column to look in.

    Attributes
    ----------
    field : TextField
    rows : (v,) int32
        An image of each value.
    counts : (v,) int64
        How many images have it.
    order : (v,) int32 or None
        Of many values, their order by spelling.
    """

    field: TextField
    rows: np.ndarray
    counts: np.ndarray
    order: np.ndarray | None

    def beginning(self, words: str, most: int) -> np.ndarray:
        """Return codes of some values that begin with words; few values are not sorted, and none is given."""
        if self.order is None:
            return np.empty(0, np.int64)
        values, order = self.field.values, self.order

        def spelled(place: int) -> str:
            return values[int(order[place])].as_py()

        first = bisect_left(range(len(order)), words, key=spelled)
        last = bisect_left(range(len(order)), words + LAST, lo=first, key=spelled)
        return order[first : min(last, first + most)].astype(np.int64)


class Suggester:
    """Goes on with words, in one opened index.

    Parameters
    ----------
    index : Index
    by_class : bool
        Whether a search looks words up in the encoder's classes.
    """

    def __init__(self, index: Index, by_class: bool) -> None:
        self._index, self._by_class = index, by_class

    def prepare(self) -> list[Sorted]:
        """Read the columns that are looked in; takes seconds of a million images, once."""
        made = []
        for field in sorted(prepare_words(self._index), key=_cost):
            if field.column == PATH or self._is_text(field):
                made.append(_sorted(field))
        return made

    def suggest(
        self, text: str, limit: int = 4, fields: list[Sorted] | None = None, seconds: float = SECONDS
    ) -> tuple[list[Suggestions], bool]:
        """Go on with words.

        Parameters
        ----------
        text : str
        limit : int
            Most suggestions of a kind.
        fields : list of Sorted, optional
            What `prepare` gave; without it only classes and tags are known.
        seconds : float
            For which many values are looked through.

        Returns
        -------
        groups : list of Suggestions
            None is empty.
        complete : bool
            Whether all was looked at.
        """
        words = " ".join(split_words(text)) if len(text) <= LONGEST else ""
        if not words:
            return [], True
        until = monotonic() + seconds
        groups = [self._classes(words, limit), self._tags(text, limit)]
        complete = fields is not None
        given = 0
        for known in fields or []:
            if known.field.column != PATH and given == MOST_COLUMNS:
                continue
            found, whole = self._of_field(known, words, limit, until)
            groups.append(found)
            given += bool(found.entries and known.field.column != PATH)
            complete &= whole
        return [group for group in groups if group.entries], complete

    def _classes(self, words: str, limit: int) -> Suggestions:
        known: ClassWords | None = self._index.cached(class_words) if self._by_class else None
        found = known.holding(words, limit) if known else []
        return Suggestions("class", "", [Suggestion(name, count, search=name) for name, count in found])

    def _tags(self, text: str, limit: int) -> Suggestions:
        asked, column = text.strip().casefold(), column_names(self._index)[TAG]
        found = [
            (tag, len(rows)) for tag, rows in decided(self._index).tags.items() if asked in tag.casefold()
        ]
        found.sort(key=lambda each: (not each[0].casefold().startswith(asked), -each[1], each[0]))
        return Suggestions("tag", column, [_equal(column, tag, count) for tag, count in found[:limit]])

    def _is_text(self, field: TextField) -> bool:
        return kind_of(self._index.items.schema.field(field.column).type) == "text"

    def _of_field(self, known: Sorted, words: str, limit: int, until: float) -> tuple[Suggestions, bool]:
        field, codes, whole = known.field, known.beginning(words, _CANDIDATES), True
        if len(codes) < limit:
            held, whole = _holding(field.values, words, until)
            codes = np.union1d(codes, held)
        kind = "label" if field.label else "column" if field.column != PATH else _part(field)
        counts = known.counts if kind in ("label", "column") else None
        best = _best_first(
            field.values.take(pa.array(codes)), words, None if counts is None else counts[codes]
        )
        entries = list(self._entries(known, kind, codes[best[:limit]].tolist()))
        return Suggestions(kind, field.column, entries), whole

    def _entries(self, known: Sorted, kind: str, codes: list[int]) -> Iterator[Suggestion]:
        column = known.field.column
        for code in codes:
            value = self._index.items[column][int(known.rows[code])].as_py()
            if kind == "folder":
                folder = value.rpartition("/")[0] + "/"
                yield Suggestion(folder, where=_below(folder))
            elif len(value) <= LONGEST_VALUE:
                yield _equal(column, value, None if kind == "file" else int(known.counts[code]))


def _sorted(field: TextField) -> Sorted:
    many = len(field.values)
    there = np.flatnonzero(field.codes >= 0)[::-1]
    rows = np.zeros(many, np.int32)
    rows[field.codes[there]] = there
    counts = np.bincount(field.codes[there], minlength=many)
    order = pc.array_sort_indices(field.values).to_numpy().astype(np.int32) if many > CHUNK else None
    return Sorted(field, rows, counts, order)


def _cost(field: TextField) -> tuple[bool, bool, int]:
    """Labels first, names of files last."""
    return field.column == PATH and _part(field) == "file", not field.label, len(field.values)


def _part(field: TextField) -> str:
    return "folder" if field.weight == FOLDER_WEIGHT else "file"


def _holding(values: pa.Array, words: str, until: float) -> tuple[np.ndarray, bool]:
    """Return codes of values that hold some words, enough to choose from, and whether all was looked at."""
    found = [np.empty(0, np.int64)]
    for start in range(0, len(values), CHUNK):
        check_cancelled()
        if start and (sum(map(len, found)) >= _CANDIDATES or monotonic() > until):
            return np.concatenate(found), False
        held = pc.fill_null(pc.match_substring(values.slice(start, CHUNK), words), False)
        found.append(start + np.flatnonzero(held.to_numpy(zero_copy_only=False)))
    return np.concatenate(found), True


def _best_first(values: pa.Array, words: str, counts: np.ndarray | None) -> np.ndarray:
    """Return the order of values: by how they begin, how many images have them, how little else they hold."""
    begins = pc.starts_with(values, words).to_numpy(zero_copy_only=False)
    inside = ~(begins | pc.match_substring(values, f" {words}").to_numpy(zero_copy_only=False))
    lengths = pc.utf8_length(values).to_numpy(zero_copy_only=False)
    many = np.zeros(len(values)) if counts is None else -counts
    return np.lexsort((lengths, many, ~begins, inside))


def _equal(column: str, value: str, count: int | None) -> Suggestion:
    return Suggestion(value, count, where=f"{identifier(column)} = {literal(value)}")


def _below(folder: str) -> str:
    """Write the clause of what lies in a folder; a sign of patterns in its name is only a sign."""
    escaped = folder.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    clause = f"{PATH} like {literal(escaped + '%')}"
    return clause if escaped == folder else f"{clause} escape '!'"
