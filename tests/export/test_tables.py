"""Exported tables: content survives the trip, places are safe, nothing half-written stays."""

import csv
import io
import json
import tempfile
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from explorer.errors import ExplorerError, InputError, NotFoundError
from explorer.export import export, export_stream, tables
from explorer.export.formats import Format
from explorer.export.tables import free_name, write_csv, write_jsonl
from explorer.filters.filter import filter_of

HARD = pa.table(
    {
        "path": ["a,b.png", 'quo"te.png', "line\nbreak.png", "ünï/日本.png", "=1+1"],
        "empty": ["", None, " ", "x", None],
        "score": pa.array([0.1, None, float("nan"), float("inf"), -0.0], pa.float32()),
        "n": pa.array([1, None, 3, 2**53 + 1, -5], pa.int64()),
        "ok": [True, None, False, True, True],
        "kind": pa.array(["a", "b", None, "a", "b"]).dictionary_encode(),
        "boxes": [[1, 2], None, [], [3], [4]],
        "half": pa.array(np.array([0.5, 1, 2, 3, 4], np.float16)),
        "raw": pa.array([b"\x00\xff", None, b"", b"a", b"b"]),
        "when": pa.array([0, None, 1, 2, 3], pa.timestamp("us", "UTC")),
        "finer": pa.array([1_500_000_001, None, 1, 2, 3], pa.timestamp("ns", "UTC")),
    }
)


def write(writer, path):
    """Write the hard table in blocks of two rows."""
    with open(path, "wb") as out:
        assert list(writer([HARD.slice(i, 2) for i in (0, 2, 4)], out)) == [2, 4, 5]


def test_csv_round_trips_hard_text(tmp_path):
    """Commas, quotes, line breaks and any script come back; missing differs from empty text."""
    write(write_csv, tmp_path / "t.csv")
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["path"] for row in rows] == [*HARD["path"].to_pylist()[:-1], "./=1+1"]
    assert [row["kind"] for row in rows] == ["a", "b", "", "a", "b"]
    assert [row["boxes"] for row in rows] == ["[1, 2]", "", "[]", "[3]", "[4]"]
    options = pa_csv.ConvertOptions(strings_can_be_null=True, quoted_strings_can_be_null=False)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    back = pa_csv.read_csv(tmp_path / "t.csv", parse_options=parse, convert_options=options)
    assert back["empty"].to_pylist() == HARD["empty"].to_pylist()
    assert back["n"].to_pylist() == HARD["n"].to_pylist()


def test_jsonl_round_trips_hard_text(tmp_path):
    """Each line is strict JSON; NaN and infinity, which JSON lacks, are null."""
    write(write_jsonl, tmp_path / "t.jsonl")

    def refuse(word):
        raise AssertionError(word)

    lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line, parse_constant=refuse) for line in lines if line]
    assert [row["path"] for row in rows] == HARD["path"].to_pylist()
    assert [row["score"] for row in rows][1:4] == [None, None, None]
    assert rows[3]["n"] == 2**53 + 1
    assert rows[0]["boxes"] == [1, 2] and rows[0]["raw"] == "00ff"
    assert rows[0]["when"] == "1970-01-01T00:00:00+00:00"
    assert rows[0]["finer"] == "1970-01-01T00:00:01.500000+00:00"


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_export_of_a_node_is_its_slice(small_index, tmp_path, ending):
    """A table of a cluster holds its rows, original columns, relative and absolute paths."""
    node = int(small_index.tree.children[small_index.tree.root][1])
    lo, hi = int(small_index.tree.lo[node]), int(small_index.tree.hi[node])
    report = export(small_index, tmp_path / f"part.{ending}", node=node)
    assert (report.rows, report.missing, report.format) == (hi - lo, 0, ending)
    table = {
        "csv": lambda: pa_csv.read_csv(report.out),
        "parquet": lambda: pq.read_table(report.out),
        "jsonl": lambda: pa.Table.from_pylist([json.loads(x) for x in report.out.read_text().splitlines()]),
    }[ending]()
    expected = small_index.items.slice(lo, hi - lo)
    assert table["path"].to_pylist() == expected["path"].to_pylist()
    assert set(table.column_names) == {*expected.column_names, "absolute_path"}
    assert table["absolute_path"][0].as_py() == str(small_index.image_file(lo))
    if ending == "parquet":
        assert table.drop_columns("absolute_path").equals(expected)
    assert [p.name for p in tmp_path.iterdir()] == [f"part.{ending}"]


def test_rows_keep_their_order_and_come_once(small_index, tmp_path):
    """Rows are given in the order asked for; a filter thins them."""
    paths = small_index.items["path"].to_pylist()
    out = export(small_index, tmp_path / "a.parquet", rows=[9, 2, 9, 5]).out
    assert pq.read_table(out)["path"].to_pylist() == [paths[9], paths[2], paths[5]]
    out = export(
        small_index, tmp_path / "b.parquet", rows=range(100), where=filter_of(small_index, "split = 'test'")
    ).out
    assert set(pq.read_table(out)["split"].to_pylist()) == {"test"}


def test_everything_without_a_selection(small_index, tmp_path):
    """No node, rows or filter: the whole index; `Index.export` is the same."""
    assert small_index.export(tmp_path / "all.csv").rows == small_index.n


@pytest.mark.parametrize(
    ("subset", "said"),
    [
        ({"rows": []}, "nothing to export"),
        ({"where": "label = 'zebra'"}, "nothing to export"),
        ({"rows": [0.5]}, "whole numbers"),
        ({"rows": [[1]]}, "whole numbers"),
        ({"rows": [True]}, "whole numbers"),
        ({"rows": [1], "node": 3}, "not both"),
        ({"format": "xlsx"}, "csv, parquet"),
    ],
)
def test_bad_subset_is_refused(small_index, tmp_path, subset, said):
    """Each is said in one sentence, and nothing is left behind."""
    with pytest.raises(InputError, match=said):
        small_index.export(tmp_path / "out.csv", **subset)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("subset", [{"rows": [300]}, {"rows": [-1]}, {"node": 599}, {"node": -1}])
def test_unknown_row_or_node_is_not_found(small_index, tmp_path, subset):
    """Rows and nodes are neither counted from the end nor invented."""
    with pytest.raises(NotFoundError):
        export(small_index, tmp_path / "out.csv", **subset)


def test_nothing_is_overwritten(small_index, tmp_path):
    """A file, a folder or a dangling link in the place is left as it is."""
    (tmp_path / "file.csv").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    for name in ("file.csv", "folder", "link.csv"):
        with pytest.raises(InputError, match="is there already"):
            export(small_index, tmp_path / name)
    assert (tmp_path / "file.csv").read_text() == "mine"


def test_source_and_index_are_never_written_to(small_index, tmp_path):
    """Neither the folder of the images, by whatever name, nor the index takes an export."""
    source = small_index.manifest.source["location"]
    (tmp_path / "alias").symlink_to(source)
    for place in (f"{source}/out.csv", f"{source}/apple/out", tmp_path / "alias" / "out.csv"):
        with pytest.raises(InputError, match="never written to"):
            export(small_index, place)
    with pytest.raises(InputError, match="inside the index"):
        export(small_index, small_index.path / "out.csv")
    with pytest.raises(InputError, match="not a folder"):
        export(small_index, tmp_path / "no" / "out.csv")


def test_unknown_ending_names_the_formats(small_index, tmp_path):
    """An ending that is no format asks for --format; with it, any name will do."""
    with pytest.raises(InputError, match="--format"):
        export(small_index, tmp_path / "subset.v2")
    assert export(small_index, tmp_path / "subset.v2", format="csv", rows=[0]).out.is_file()


def test_failed_write_leaves_nothing(small_index, tmp_path, monkeypatch):
    """When the disk is full there is neither a part of the table nor its staging folder."""

    def full(subset, out):
        out.write(b"half")
        yield 1
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("explorer.export.FORMATS", {"csv": Format("csv", full, "a table", "text/csv")})
    with pytest.raises(ExplorerError, match="No space left"):
        export(small_index, tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []


def test_interrupt_leaves_nothing(small_index, tmp_path):
    """Ctrl-C in the middle of one file removes what was staged; folders go on (`test_resumed.py`)."""

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(small_index, tmp_path / "out.csv", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_free_name_counts_up():
    """A user's column is never replaced."""
    assert free_name("x", ["a"]) == "x"
    assert free_name("x", ["x", "x_2"]) == "x_3"


@pytest.mark.parametrize("format_", ["csv", "parquet", "jsonl", "zip"])
def test_stream_sends_the_same_bytes(small_index, tmp_path, format_):
    """What the server sends is what the command writes, but that an archive cannot be gone back in."""
    download = export_stream(small_index, rows=[3, 1], format=format_)
    data = b"".join(download)
    assert download.name == f"{small_index.name}.{format_}"
    same = export(small_index, tmp_path / "same", rows=[3, 1], format=format_)
    if format_ != "zip":
        assert data == same.out.read_bytes()
        return
    with zipfile.ZipFile(io.BytesIO(data)) as sent, zipfile.ZipFile(same.out) as written:
        assert sent.testzip() is None
        assert {name: sent.read(name) for name in sent.namelist()} == {
            name: written.read(name) for name in written.namelist()
        }


@pytest.mark.parametrize("format_", ["csv", "parquet", "jsonl", "zip"])
def test_stream_begins_at_once_and_is_cut_anywhere(small_index, tmp_path, monkeypatch, format_):
    """The first bytes come before the last image is read; nothing is left of one that nobody takes on."""
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pieces = iter(export_stream(small_index, format=format_))
    assert next(pieces)
    pieces.close()
    assert list(tmp_path.iterdir()) == []
