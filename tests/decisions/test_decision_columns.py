"""Decisions as columns: in filters, views, colours, marks and exports, and never stale."""

import csv
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from explorer.dataset import open_index
from explorer.errors import DecisionsError, InputError, NotFoundError, WhereError
from explorer.filters.filter import filter_of, mask_of
from explorer.view import Mark, ViewRequest, Views
from explorer.view.coloring import decided_colorings


def rows_where(index, text: str) -> list[int]:
    """Rows that a filter chooses."""
    return np.flatnonzero(mask_of(index, filter_of(index, text))).tolist()


@pytest.fixture
def tagged(index):
    """Rows 1, 2 and 3 are `fix`, 3 and 4 `night`; 2 has a note, 3 another label, 4 a verdict."""
    index.tag("fix", rows=[1, 2, 3])
    index.tag("night", rows=[3, 4])
    index.note("blurred\nand dark", rows=[2])
    index.correct_labels("plum", rows=[3])
    index.judge("label is right", rows=[4])
    return index


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("tag = 'fix'", [1, 2, 3]),
        ("'fix' = tag", [1, 2, 3]),
        ("tag = 'night'", [3, 4]),
        ("tag = 'fix' and tag = 'night'", [3]),
        ("tag in ('night', 'other')", [3, 4]),
        ("tag like 'n%'", [3, 4]),
        ("tag is not null", [1, 2, 3, 4]),
        ("tag != 'fix'", [4]),
        ("not tag = 'fix'", [4]),
        ("tag not in ('fix')", [4]),
        ("tag > 'g'", [3, 4]),
        ("tag = null", []),
        ("note is not null", [2]),
        ("note like '%dark'", [2]),
        ("corrected is not null", [3]),
        ("corrected = 'plum'", [3]),
        ("verdict = 'label is right'", [4]),
        ("TAG = 'fix' and row_that_is = 1 or tag = 'fix'", None),
        ("tag = label", None),
        ("tag = 3", None),
    ],
)
def test_filters(tagged, text, rows):
    """A filter on tags holds where it holds of one of them."""
    if rows is None:
        with pytest.raises(WhereError):
            mask_of(tagged, filter_of(tagged, text))
    else:
        assert rows_where(tagged, text) == rows


def test_without_decisions_filters_find_nothing(index):
    """The columns are there before anything is decided."""
    assert rows_where(index, "tag = 'fix'") == []
    assert len(rows_where(index, "tag is null and corrected is null")) == index.n


def test_a_filter_is_never_stale(index):
    """What was remembered of a filter is worked out again after a change, also one of another process."""
    assert rows_where(index, "tag = 'fix'") == []
    index.tag("fix", rows=[5])
    assert rows_where(index, "tag = 'fix'") == [5]
    open_index(index.path).tag("fix", rows=[6])
    assert rows_where(index, "tag = 'fix'") == [5, 6]
    index.untag("fix", rows=[5])
    assert rows_where(index, "tag = 'fix'") == [6]
    index.undo()
    assert rows_where(index, "tag = 'fix'") == [5, 6]


def test_views_are_never_stale(index):
    """Counts, marks, colours and titles of a view follow; a view that asks for no tag is remembered."""
    views = Views(index)
    asked = ViewRequest(where=filter_of(index, "tag = 'fix'"), color="column:tag")
    marking = ViewRequest(mark=Mark(where=filter_of(index, "tag = 'fix'")))
    plain = ViewRequest(where=filter_of(index, "label = 'plum'"))
    assert [views.view(each)["matching"] for each in (asked, plain)] == [0, views.view(plain)["matching"]]
    assert views.view(marking)["marked"] == 0
    index.tag("fix", rows=range(40))
    assert not views.is_cheap(asked)
    assert views.is_cheap(plain)
    seen = views.view(asked)
    assert seen["matching"] == 40
    assert [step["words"] for step in seen["legend"]["steps"]][:1] == ["fix"]
    assert all(cell["title"] for cell in seen["cells"])
    assert views.view(marking)["marked"] == 40
    assert views.marks(ViewRequest(), filter_of(index, "tag = 'fix'"))["marked"] == 40


def test_colours_are_of_what_is_decided(tagged):
    """What nobody decided is not offered; several tags are one value."""
    assert [each["value"] for each in decided_colorings(tagged)] == [
        "column:tag", "column:corrected", "column:verdict",
    ]  # fmt: skip
    legend = Views(tagged).view(ViewRequest(node=tagged.root, clusters=2, color="column:tag"))["legend"]
    assert {step["words"] for step in legend["steps"]} >= {"fix"}


def test_exports_hold_what_is_decided(tagged, tmp_path):
    """In every format, and only the columns that hold anything."""
    rows = [1, 3, 9]
    for name in ("csv", "parquet", "jsonl"):
        tagged.export(tmp_path / f"out.{name}", rows=rows)
    with open(tmp_path / "out.csv", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [json.loads(line["tag"]) if line["tag"] else None for line in lines] == [
        ["fix"],
        ["fix", "night"],
        None,
    ]
    assert [line["corrected"] for line in lines] == ["", "plum", ""]
    table = pq.read_table(tmp_path / "out.parquet")
    assert table["tag"].to_pylist() == [["fix"], ["fix", "night"], None]
    said = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line["corrected"] for line in said] == [None, "plum", None]
    tagged.export(tmp_path / "some.csv", where="tag = 'night'")
    assert len((tmp_path / "some.csv").read_text("utf-8").splitlines()) == 3


def test_exports_without_decisions_are_as_they_were(index, tmp_path):
    """No empty columns appear."""
    index.export(tmp_path / "out.csv", rows=[0])
    assert '"tag"' not in (tmp_path / "out.csv").read_text("utf-8")


def test_a_column_of_the_user_keeps_its_name(index, monkeypatch):
    """Where the table has a `tag`, that of decisions is `tag_2`."""
    import pyarrow as pa

    own = index.items.append_column("tag", pa.array(["mine"] * index.n))
    monkeypatch.setattr(type(index), "items", property(lambda self: own))
    index.tag("fix", rows=[1])
    assert len(rows_where(index, "tag = 'mine'")) == index.n
    assert rows_where(index, "tag_2 = 'fix'") == [1]
    assert index.decisions()["columns"]["tag"] == "tag_2"


def test_decisions_are_of_images_that_are_there(index):
    """Nobody decides about nothing."""
    with pytest.raises(NotFoundError):
        index.tag("fix", rows=[index.n])
    for given in ({"rows": []}, {"where": "label = 'no such'"}):
        with pytest.raises(InputError):
            index.tag("fix", **given)
    for name in ("", " ", "a" * 101, "two\nlines", "\ud800", "\0", 3):
        with pytest.raises(InputError):
            index.tag(name, rows=[1])
    assert not (index.path / "user.sqlite").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\u202eb", r"U\+202E RIGHT-TO-LEFT OVERRIDE \(character 2\)"),
        ("two\tcells", r"U\+0009 \(character 4\)"),
        ("x" * 50 + "\u2028", r"U\+2028 LINE SEPARATOR \(character 51\)"),
    ],
)
def test_a_sign_that_nobody_sees_is_named(index, name, said):
    """Who is to leave it out is told which one it is, and where."""
    for decide in (lambda: index.tag(f"{name}.", rows=[1]), lambda: index.save_view(f"{name}.", "?k=9")):
        with pytest.raises(InputError, match=f"{said}, which is no text of one line; leave it out"):
            decide()


def test_single_values_are_exchanged_and_taken_back(index):
    """A second label replaces the first; None takes it back; the list is a diff."""
    given = index.items["label"][7].as_py()
    index.correct_labels("fig", author="Ada", rows=[7])
    index.correct_labels("kiwi", author="Bob", rows=[7])
    (found,) = index.corrections()
    assert {name: found[name] for name in ("path", "given", "corrected", "by", "row")} == {
        "path": index.items["path"][7].as_py(), "given": given, "corrected": "kiwi", "by": "Bob", "row": 7,
    }  # fmt: skip
    index.undo("Bob")
    assert [each["corrected"] for each in index.corrections()] == ["fig"]
    index.correct_labels(None, rows=[7])
    assert index.corrections() == []


def test_a_damaged_file_hinders_nothing_else(index):
    """Views and filters go on; who asks for tags, by a filter or by labels too, is told."""
    (index.path / "user.sqlite").write_bytes(b"no database at all" * 300)
    again = open_index(index.path)
    assert rows_where(again, "label = 'plum'")
    assert Views(again).view(ViewRequest())["matching"] == again.n
    asked = (
        again.tags,
        again.clusters,
        again.corrections,
        again.views,
        lambda: again.tag("fix", rows=[1]),
        again.decisions,
        lambda: rows_where(again, "tag is null and label = 'plum'"),
        lambda: again.findings("labels", labels="corrected"),
    )
    for ask in asked:
        with pytest.raises(DecisionsError, match=r"damaged|does not hold"):
            ask()
