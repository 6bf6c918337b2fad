"""Lists of images: which, in which order, against plain Python."""

import math
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.findings import FindingsOptions, find
from explorer.errors import InputError, NotFoundError, WhereError
from explorer.filters.filter import filter_of
from explorer.search import SearchQuery, rank, search
from explorer.view import Mark, Views
from explorer.view.marks import FoundSet
from explorer.view.ordering import Listing, Listings, Sort
from explorer.view.ordering.column_keys import column_key
from explorer.view.ordering.sort import sorts
from explorer.view.ordering.window import Window, window


@pytest.fixture(scope="module")
def listings(small_index):
    """One for all tests here."""
    return Listings(Views(small_index))


def rows_of(listings, listing) -> list[int]:
    """The rows of a list."""
    return listings.list(listing).rows.tolist()


def by_hand(index, column: str, descending: bool, rows=None) -> list[int]:
    """Rows sorted by pairs of value and row, those without a value last."""
    values = index.items[column].to_pylist()
    rows = range(index.n) if rows is None else rows
    known = [row for row in rows if values[row] is not None]
    order = sorted(known, key=lambda row: (-values[row] if descending else values[row], row))
    return order + [row for row in rows if values[row] is None]


@pytest.mark.parametrize("descending", [False, True])
def test_numbers_are_sorted_by_value_and_missing_ones_come_last(listings, small_index, descending):
    """All rows, then those of a cluster, which come out in the same order."""
    tree, sort = small_index.tree, Sort("column:price", descending)
    whole = rows_of(listings, Listing(tree.root, sort=sort))
    assert whole == by_hand(small_index, "price", descending)
    node = int(tree.children[tree.root][0])
    inside = rows_of(listings, Listing(node, sort=sort))
    assert inside == [row for row in whole if tree.lo[node] <= row < tree.hi[node]]


def test_few_images_are_sorted_as_all_are(small_index):
    """What is sorted by itself, since not all are sorted yet, is in the same order."""
    where = filter_of(small_index, "price < 6")
    root, sort = small_index.tree.root, Sort("column:price", True)
    fresh = Listings(Views(small_index))
    few = rows_of(fresh, Listing(root, where, sort=sort))
    everything = rows_of(fresh, Listing(root, sort=sort))
    price = small_index.column("price")
    assert 0 < 16 * len(few) <= small_index.n
    assert few == [row for row in everything if price[row] < 6]
    again = Listing(root, filter_of(small_index, "price < 7"), sort=sort)
    assert rows_of(fresh, again) == [row for row in everything if price[row] < 7]


def test_the_tree_is_the_order_of_rows_or_its_reverse(listings, small_index):
    """From left to right, and from right to left."""
    root = small_index.tree.root
    assert rows_of(listings, Listing(root)) == list(range(300))
    assert rows_of(listings, Listing(root, sort=Sort(descending=True))) == list(range(299, -1, -1))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array(["img10", "img2", None, "IMG1"]), [3, 1, 0, 2]),
        (pa.array(["b", "a", "b", None]).dictionary_encode(), [1, 0, 2, 3]),
        (pa.array([None, 3, -1, 2]), [2, 3, 1, 0]),
        (pa.array([2**53 + 1, 2**53, None, 0]), [3, 1, 0, 2]),
        (pa.array([2**64 - 1, 1, 2, 0], pa.uint64()), [3, 1, 2, 0]),
        (pa.array([True, None, False, True]), [2, 0, 3, 1]),
        (pa.array([0.5, math.nan, None, -math.inf]), [3, 0, 1, 2]),
        (pa.array([3, 1, None, 2], pa.int32()).cast(pa.date32()), [1, 3, 0, 2]),
        (pa.array([3, 1, None, 2]).cast(pa.timestamp("ns", "UTC")), [1, 3, 0, 2]),
        (pa.array([3, 1, None, 2]).cast(pa.decimal128(21, 2)), [1, 3, 0, 2]),
        (pa.array([1.5, None, 0.5, 1.0], pa.float16()), [2, 3, 0, 1]),
    ],
)
def test_every_kind_of_column_has_its_order(small_index, values, expected):
    """Numbers by value, text naturally, times by time, no before yes, missing ones last."""
    index = SimpleNamespace(
        items=pa.table({"it": pa.chunked_array([values[:1], values[1:]])}),
        cached=lambda make, *_: make(index),
    )
    assert column_key(index, "it").order(slice(None), False).tolist() == expected


def test_only_what_is_marked(listings, small_index):
    """Found by rows: these, under the filter, in the order of the sort, and all are counted."""
    root = small_index.tree.root
    mark = Mark(rows="250,7:12")
    listed = listings.list(Listing(root, mark=mark, only=True, sort=Sort(descending=True)))
    assert listed.rows.tolist() == [250, 11, 10, 9, 8, 7]
    assert (listed.matching, listed.marked) == (300, 6)
    everything = listings.list(Listing(root, mark=mark))
    assert (len(everything.rows), everything.marked) == (300, 6)
    wrong = filter_of(small_index, "label <> prediction")
    only = rows_of(listings, Listing(root, mark=Mark(where=wrong), only=True))
    assert only == np.flatnonzero(small_index.correct() == 0).tolist()
    with pytest.raises(InputError, match="nothing is marked"):
        listings.list(Listing(root, only=True))


def test_rows_come_as_they_are_named(listings, small_index):
    """Each where it is named first, the others after them."""
    root, mark = small_index.tree.root, Mark(rows="250,7:10,250,8")
    listing = Listing(root, mark=mark, only=True, sort=Sort("listed"))
    assert rows_of(listings, listing) == [250, 7, 8, 9]
    assert rows_of(listings, Listing(root, mark=mark, sort=Sort("listed")))[:6] == [250, 7, 8, 9, 0, 1]
    with pytest.raises(InputError, match="name them"):
        listings.list(Listing(root, sort=Sort("listed")))


def test_scores_are_in_the_order_of_the_search(listings, small_index):
    """Of words and of examples, best first; an example is where its own score is, what it is unlike last."""
    root = small_index.tree.root
    words = Mark(found=FoundSet(rank(small_index, SearchQuery(text="plum"))))
    found = rows_of(listings, Listing(root, mark=words, only=True, sort=Sort("score", True)))
    assert found == [each["row"] for each in search(small_index, text="plum", limit=300).results]
    like = Mark(found=FoundSet(rank(small_index, SearchQuery(like=(5, 40), unlike=(200,))), -1.0))
    found = rows_of(listings, Listing(root, mark=like, sort=Sort("score", True)))
    best = search(small_index, like=(5, 40), unlike=(200,), limit=300)
    assert [row for row in found if row not in (5, 40)] == [each["row"] for each in best.results] + [200]
    assert {5, 40} < set(found[:60])


def test_suspicion_is_in_the_order_of_label_issues(listings, small_index):
    """As the finding ranks them; images without a label come last."""
    listing = Listing(small_index.tree.root, sort=Sort("suspicion", True))
    assert Listings(Views(small_index)).needs_findings(listing)
    found = rows_of(listings, listing)
    assert not listings.needs_findings(listing)
    first = [each["row"] for each in find(small_index, FindingsOptions("labels", limit=20)).images]
    assert [row for row in found if row in set(first)] == first
    unknown = np.flatnonzero(small_index.labels() < 0).tolist()
    assert unknown and found[-len(unknown) :] == unknown


def test_copies_are_side_by_side(small_index, monkeypatch):
    """Only images that others of the list show, too, a number for each picture."""
    firsts = np.arange(300)
    firsts[[20, 250]], firsts[9] = 4, 8
    monkeypatch.setattr(
        "explorer.view.ordering.grid_listings.copies_in", lambda index: SimpleNamespace(shown=firsts)
    )
    listed = Listings(Views(small_index)).list(
        Listing(small_index.tree.root, copies=True, sort=Sort(descending=True))
    )
    assert listed.rows.tolist() == [250, 20, 4, 9, 8]
    assert (listed.groups.tolist(), listed.pictures) == ([0, 0, 0, 1, 1], 2)
    assert copies_in(small_index) is not None


def test_a_window_says_what_is_drawn(listings, small_index):
    """Rows, colours and signs of a part, its names and values in words, and where a row is."""
    root = small_index.tree.root
    listing = Listing(root, mark=Mark(rows="3"), sort=Sort("column:price"))
    answer = window(listings, listing, Window(2, 3, named=True, find=3))
    rows = rows_of(listings, listing)
    assert answer["rows"] == rows[2:5]
    assert answer["place"] == rows.index(3)
    assert answer["colors"] == small_index.colors[rows[2:5]].tobytes().hex()
    assert answer["wrong"] == "".join("10-"[verdict] for verdict in small_index.correct()[rows[2:5]])
    assert answer["signs"] == "".join("1" if row == 3 else "0" for row in rows[2:5])
    assert answer["names"] == [small_index.items["path"][row].as_py() for row in rows[2:5]]
    assert [float(value) for value in answer["values"]] == pytest.approx(
        small_index.column("price")[rows[2:5]], rel=0.01
    )
    assert (answer["total"], answer["matching"], answer["marked"], answer["group"]) == (300, 300, 1, None)
    beyond = window(listings, listing, Window(1000, 5))
    assert (beyond["rows"], beyond["total"]) == ([], 300)
    last = window(listings, listing, Window(299, 5, named=True))
    assert last["values"] == [None]


@pytest.mark.parametrize(
    ("listing", "error"),
    [
        ({"node": 599}, NotFoundError),
        ({"sort": Sort("column:none")}, NotFoundError),
        ({"sort": Sort("price")}, InputError),
        ({"sort": Sort("score")}, InputError),
        ({"mark": Mark(rows="300"), "only": True}, NotFoundError),
    ],
)
def test_what_cannot_be_listed_is_refused(listings, listing, error):
    """Nodes, columns and rows that are not there; a score of nothing, or of two things."""
    with pytest.raises(error):
        listings.list(Listing(**{"node": 598} | listing))


def test_a_filter_that_cannot_be_read_is_refused(listings, small_index):
    """With what is wrong about it."""
    with pytest.raises(WhereError):
        listings.list(Listing(598, filter_of(small_index, "price <")))


def test_all_that_is_offered_can_be_sorted_by(listings, small_index):
    """But for a score, which needs a search."""
    offered = [sort["value"] for sort in sorts(small_index)]
    assert offered[:3] == ["tree", "score", "suspicion"]
    assert {"column:price", "column:path", "column:place", "column:modified", "column:tag"} <= set(offered)
    for by in offered:
        mark = Mark(found=FoundSet(rank(small_index, SearchQuery(text="plum")))) if by == "score" else Mark()
        assert sorted(rows_of(listings, Listing(598, mark=mark, sort=Sort(by)))) == list(range(300))
