"""A window of a list of images: what is drawn of them and, where they are to be named, what is said."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.decisions.decision_columns import SEVERAL, all_items
from explorer.errors import InputError
from explorer.index.arrow_values import python_values, texts_at
from explorer.index.checks import check_model, check_row
from explorer.index.format import LABEL, PATH
from explorer.index.item_columns import kind_of
from explorer.index.reader import Index
from explorer.view.ordering.grid_listings import Listed, Listing, Listings
from explorer.view.wrong_signs import wrong_signs
from explorer.words import count, number

MOST_DRAWN = 20_000
"""Images of one window."""
MOST_NAMED = 1_000
"""Images of one window that are named: names are read one by one."""


@dataclass(frozen=True)
class Window:
    """Which part of a list.

    Attributes
    ----------
    offset, limit : int
        Place of the first, and how many at most.
    named : bool
        Whether names, labels and what they are sorted by are said.
    find : int or None
        A row whose place in the list is told.
    model : str or None
        Whose predictions are judged.
    """

    offset: int = 0
    limit: int = MOST_NAMED
    named: bool = False
    find: int | None = None
    model: str | None = None

    def check(self, index: Index) -> None:
        """Raise `InputError` or `NotFoundError` where the index cannot answer this."""
        most = MOST_NAMED if self.named else MOST_DRAWN
        if not 0 <= self.limit <= most:
            raise InputError(f"limit: {self.limit} was given; a whole number from 0 to {most:,} is expected.")
        if self.offset < 0:
            raise InputError(f"offset: {self.offset} was given; 0 or more is expected.")
        if self.find is not None:
            check_row(index, self.find)


def window(listings: Listings, listing: Listing, asked: Window) -> dict:
    """Answer for a part of a list; ready for JSON.

    Returns
    -------
    dict
        `build`, `node`; `total` images of the list, `matching` and `marked` of the cluster, `groups` of
        copies (None where they are not put together); `offset`; `place` of the row to find, None where it is
        not in the list; and of each image of the window, in order: `rows`, `colors` (six hexadecimal digits),
        `wrong` and `signs` (a sign each, as `thumbs.wrong` and `thumbs.marked` of a view), `group`. Where it
        is named also `names` (paths), `labels` and `values`: what it is sorted by, in words.

    Raises
    ------
    InputError, NotFoundError
        As `Listings.list` and `Window.check`, and when there is no such model.
    """
    index = listings.index
    asked.check(index)
    model = check_model(index, asked.model)
    listed = listings.list(listing)
    shown = slice(asked.offset, asked.offset + asked.limit)
    rows = listed.rows[shown].astype(np.int64)
    groups = listed.groups
    answer = {
        "build": index.build,
        "node": listing.node,
        "total": len(listed.rows),
        "matching": listed.matching,
        "marked": listed.marked,
        "groups": None if groups is None else listed.pictures,
        "offset": asked.offset,
        "place": None if asked.find is None else _place(listed, asked.find),
        "rows": rows.tolist(),
        "colors": index.colors[rows].tobytes().hex(),
        "wrong": wrong_signs(index, model, rows),
        "signs": listings.views.marked(listing.where, listing.mark).signs(rows),
        "group": None if groups is None else groups[shown].tolist(),
    }
    if asked.named:
        answer["names"] = texts_at(index.items[PATH], rows)
        answer["labels"] = texts_at(index.items[LABEL], rows) if index.has_truth else [None] * len(rows)
        answer["values"] = _values(listings, listing, rows)
    return answer


def _place(listed: Listed, row: int) -> int | None:
    places = np.flatnonzero(listed.rows == row)
    return int(places[0]) if len(places) else None


def _values(listings: Listings, listing: Listing, rows: np.ndarray) -> list[str | None]:
    """What some rows are sorted by, in words; None where there is no value, or it is the tree."""
    if listing.sort.column is not None:
        column = all_items(listings.index)[listing.sort.column]
        if kind_of(column.type) == "text":
            return texts_at(column, rows)
        return [_words(value) for value in python_values(column.take(pa.array(rows)))]
    key = listings.key(listing)
    if key is None:
        return [None] * len(rows)
    said = (key.values if key.said is None else key.said)[rows]
    return [None if np.isnan(value) else f"{value:.2f}" for value in said]


def _words(value: object) -> str | None:
    """Return one value of a column as it is written everywhere."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return number(value)
    return SEVERAL.join(map(str, value)) if isinstance(value, list) else str(value)
