"""Facets against counting by hand: under all clauses but their own, in a cluster, of what is marked."""

import datetime as dt
import json

import numpy as np
import pyarrow as pa
import pytest

from explorer.dataset import open_index
from explorer.errors import InputError, NotFoundError
from explorer.filters.clauses import identifier, literal
from explorer.filters.filter import filter_of, mask_of
from explorer.view import Mark, Views
from explorer.view.facets import MOST_FACETS, FacetRequest, Facets
from tests.browser.reworked import rework

NAN, INFINITY = float("nan"), float("inf")
LONG = "long " * 2000
ODD = [
    "it's",
    'say "so"',
    "back\\slash",
    "😀",
    "\u202eשלום",
    "<script>alert(1)</script>",
    "",
    " ",
    LONG,
    "100%_",
]


@pytest.fixture(scope="module")
def facets(small_index):
    """Of the small index."""
    return Facets(small_index, Views(small_index))


def asked(index, where="", **more):
    """A request with a filter in words."""
    return FacetRequest(filter_of(index, where), **more)


def by_column(answer):
    """Facets of an answer by the names of their columns."""
    return {facet["column"]: facet for facet in answer["facets"]}


def counts_of(facet):
    """Images of each value."""
    return {value["value"]: value["count"] for value in facet["values"]}


@pytest.fixture(scope="module")
def odd(small_index, tmp_path_factory):
    """The small index with columns of everything that a table may hold, some named like keywords."""
    n = small_index.n
    every = np.arange(n)

    def times(years):
        return pa.array(
            [None if y is None else (y - 1970) * 31_556_952 * 10**6 for y in years], pa.timestamp("us")
        )

    items = small_index.items.select(
        ["path", "source_row", "hash", "width", "height", "bytes", "modified", "label"]
    )
    more = {
        "select": pa.array([ODD[i % len(ODD)] for i in every]),
        'odd "name"; drop': pa.array([None if i % 3 else "x" for i in every]),
        "ids": pa.array([f"id-{i}" for i in every]),
        "ratio": pa.array([(NAN, INFINITY, -INFINITY, None, 1.5, 2.5)[i % 6] for i in every]),
        "nans": pa.array(np.full(n, np.nan)),
        "nothing": pa.nulls(n, pa.string()),
        "huge": pa.array((2**63 - 1 - every).astype(np.int64)),
        "unsigned": pa.array(np.where(every % 2, 2**64 - 1, 0).astype(np.uint64)),
        "taken": times([(2020, 2021, None, 250_000, -4000)[i % 5] for i in every]),
        "day": pa.array([dt.date(2024, 1, 1 + i % 28) for i in every]),
        "flag": pa.array([(True, False, None)[i % 3] for i in every]),
        "half": pa.array((every % 7 / 10).astype(np.float16)),
        "cost": pa.array([round(i / 100, 2) for i in every]).cast(pa.decimal128(10, 2)),
        "kinds": pa.array(
            [(["a", "b", "a"], [], None, ["b", None])[i % 4] for i in every], pa.list_(pa.string())
        ),
        "coded": pa.array(["m", "n"] * (n // 2)).dictionary_encode(),
        "boxes": pa.array([[1.0]] * n),
    }  # fmt: skip
    for name, column in more.items():
        items = items.append_column(name, column)
    index = open_index(rework(small_index, tmp_path_factory.mktemp("odd"), items))
    return index, Facets(index, Views(index))


def test_a_facet_counts_under_all_clauses_but_its_own(small_index, facets):
    """So that its other values can be taken as well, or instead."""
    where = "label in ('plum', 'leaf') and price >= 50 and split = 'test'"
    answer = facets.answer(asked(small_index, where))
    found = by_column(answer)
    rows = small_index.items.drop_columns(["modified"]).to_pylist()
    dear, test = [r for r in rows if (r["price"] or 0) >= 50], [r for r in rows if r["split"] == "test"]
    both = [r for r in dear if r["split"] == "test"]
    labels = [r["label"] for r in both]
    assert counts_of(found["label"]) == {name: labels.count(name) for name in set(labels) - {None}}
    assert found["label"]["missing"] == {"count": labels.count(None), "marked": None, "chosen": False}
    assert {v["value"] for v in found["label"]["values"] if v["chosen"]} == {"plum", "leaf"}
    assert found["label"]["own"] == ["label in ('plum', 'leaf')"]
    of_price = [r["price"] for r in test if r["label"] in ("plum", "leaf")]
    edges = [float(edge) for edge in found["price"]["edges"]]
    given = [price for price in of_price if price is not None]
    assert found["price"]["counts"] == np.histogram(given, [-1e9, *edges[1:-1], 1e9])[0].tolist()
    assert found["price"]["missing"]["count"] == len(of_price) - len(given)
    assert found["price"]["bounds"] == [["50.0", None]]
    assert answer["matching"] == sum(r["label"] in ("plum", "leaf") for r in both)
    assert sum(counts_of(found["place"]).values()) + found["place"]["missing"]["count"] == answer["matching"]


def test_clauses_that_no_facet_shows_count_for_all(small_index, facets):
    """A negation of a label counts for the labels as well."""
    found = by_column(facets.answer(asked(small_index, "label <> 'plum' and LABEL = 'leaf'")))["label"]
    assert "plum" not in [value["value"] for value in found["values"] if value["count"]]
    assert len(found["own"]) == 1 and found["own"][0].lower().startswith("label = 'leaf'")


def test_counts_are_of_a_cluster_and_of_what_is_marked_in_it(small_index, facets):
    """Against counting its rows."""
    node = int(small_index.tree.children[small_index.root, 0])
    lo, hi = int(small_index.tree.lo[node]), int(small_index.tree.hi[node])
    mark = Mark(where=filter_of(small_index, "label <> prediction"))
    answer = facets.answer(asked(small_index, "split = 'train'", node=node, mark=mark))
    rows = small_index.items.drop_columns(["modified"]).slice(lo, hi - lo).to_pylist()
    wrong = [r for r in rows if r["label"] and r["label"] != r["prediction"]]
    split = by_column(answer)["split"]
    assert {v["value"]: v["marked"] for v in split["values"]} == {
        name: sum(r["split"] == name for r in wrong) for name in ("test", "train")
    }
    assert answer["count"] == hi - lo
    assert answer["marked"] == sum(r["split"] == "train" for r in wrong)
    label = by_column(answer)["label"]
    assert sum(v["marked"] for v in label["values"]) == answer["marked"]


def test_every_bar_and_value_written_as_a_clause_leaves_what_it_counts(odd):
    """Of every column, whatever it holds: what is counted is what a click leaves."""
    index, facets = odd
    for facet in facets.answer(asked(index, values=20))["facets"]:
        name = facet["written"]
        clauses = {}
        if "values" in facet:
            write = literal if facet["kind"] == "text" else str
            clauses = {f"{name} = {write(v['value'])}": v["count"] for v in facet["values"] if v["whole"]}
        else:
            quote = literal if facet["kind"] == "time" else str
            last = len(facet["counts"]) - 1
            for i, count in enumerate(facet["counts"]):
                ends = [f"{name} >= {quote(facet['edges'][i])}"] if i else []
                ends += [f"{name} < {quote(facet['edges'][i + 1])}"] if i < last else []
                if ends and not facet["outside"]["count"]:
                    clauses[" and ".join(ends)] = count
        if facet["missing"]["count"]:
            clauses[f"{name} is null"] = facet["missing"]["count"]
        for where, count in clauses.items():
            assert mask_of(index, filter_of(index, where)).sum() == count, where
            own = by_column(facets.answer(asked(index, where)))[facet["column"]]["own"]
            assert own, where


def test_all_kinds_of_columns_have_bounded_facets(odd):
    """Long texts are cut, numbers that are none are counted apart, and nothing of it is lost in JSON."""
    index, facets = odd
    answer = facets.answer(asked(index))
    found = by_column(answer)
    assert len(json.dumps(answer)) < 60_000
    assert {"nans", "nothing", "boxes", "path", "hash"}.isdisjoint(found)
    columns = {column["name"]: column for column in answer["columns"]}
    assert "boxes" not in columns and columns["ids"]["counted"]
    assert (
        not columns["path"]["counted"] and not columns["nothing"]["counted"] and not columns["tag"]["counted"]
    )
    assert found["select"]["written"] == '"select"' and found['odd "name"; drop']["written"] == identifier(
        'odd "name"; drop'
    )
    (long,) = [value for value in found["select"]["values"] if not value["whole"]]
    assert len(long["value"]) < 200 and long["count"] == index.n // 10
    assert (found["ids"]["distinct"], len(found["ids"]["values"])) == (index.n, 10)
    assert (found["ratio"]["missing"]["count"], found["ratio"]["outside"]["count"]) == (100, 100)
    assert (found["taken"]["missing"]["count"], found["taken"]["outside"]["count"]) == (60, 120)
    assert counts_of(found["flag"]) == {"true": 100, "false": 100}
    assert counts_of(found["kinds"]) == {"a": 75, "b": 150} and found["kinds"]["missing"]["count"] == 75
    assert counts_of(found["coded"]) == {"m": 150, "n": 150}
    assert sum(found["huge"]["counts"]) == sum(found["unsigned"]["counts"]) == index.n


def test_values_are_searched_without_regard_to_case(odd):
    """As many as hold it are counted, the most frequent given; signs of patterns are signs."""
    index, facets = odd
    (found,) = facets.answer(asked(index, columns=("ids",), search="ID-1", values=5))["facets"]
    assert (found["found"], len(found["values"])) == (111, 5)
    for search, values in (
        ("%", ["100%_"]),
        ("\\", ["back\\slash"]),
        ("'", ["it's"]),
        ("שלום", ["\u202eשלום"]),
    ):
        (found,) = facets.answer(asked(index, columns=("select",), search=search))["facets"]
        assert [value["value"] for value in found["values"]] == values


def test_a_chosen_value_is_listed_however_rare_it_is(odd):
    """And one that no image has is told, so that it can be lifted."""
    index, facets = odd
    (found,) = facets.answer(asked(index, "ids in ('id-299', 'gone')", columns=("ids",), values=3))["facets"]
    assert [value["value"] for value in found["values"] if value["chosen"]] == ["id-299"]
    assert found["absent"] == ["gone"]


def test_more_than_can_be_answered_is_refused(small_index, facets):
    """Columns that there are not, and numbers out of bounds."""
    with pytest.raises(NotFoundError, match="nowhere"):
        facets.answer(asked(small_index, columns=("nowhere",)))
    with pytest.raises(NotFoundError, match="path"):
        facets.answer(asked(small_index, columns=("path",)))
    for more in (
        {"values": 0},
        {"values": 10**6},
        {"columns": ("label",) * (MOST_FACETS + 1)},
        {"search": "a" * 300},
    ):
        with pytest.raises(InputError):
            facets.answer(asked(small_index, **more))


def test_an_answer_is_remembered(small_index, facets):
    """It costs nothing the second time; another filter is counted anew."""
    request = asked(small_index, "price > 12.5")
    assert not facets.is_cheap(request)
    facets.answer(request)
    assert facets.is_cheap(request) and not facets.is_cheap(asked(small_index, "price > 12.6"))
