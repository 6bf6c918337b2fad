"""Files that are another thing than their ending says, and JSON however it is laid out."""

import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.tables import packed_text
from explorer.sources.tables.packed_text import PACKINGS
from explorer.sources.tables.read_table import read_table

ROWS = [{"path": "a.png", "n": 1}, {"path": "b.png", "n": 2}]


def zipped(member: str) -> bytes:
    """A ZIP archive with one member."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(member, b"x")
    return data.getvalue()


def refused(path) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(SourceError) as caught:
        open_source(path)
    assert "\n" not in str(caught.value) and str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".other"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xfd7zXZ\0" + bytes(99), "compressed with xz; unpack it"),
        (zipped("xl/workbook.xml"), "an Excel workbook; save it as CSV"),
        (zipped("a.csv"), "a ZIP archive; unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "an old Excel workbook"),
        (b"FEA1" + bytes(99), "a Feather file of the first version"),
        (b"SQLite format 3\0" + bytes(99), "an SQLite database"),
        (b"\x80\x04\x95" + bytes(99), "a pickle of Python"),
        (b"\x93NUMPY\x01\0" + bytes(99), "a NumPy array; name it with --embeddings"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a pointer of Git LFS; fetch"),
        (b"\n<!DOCTYPE html>\n<html><body>path,label</body></html>", "a web page, as of a sign-in"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(tmp_path, ending, content, words):
    """By its bytes, under any name, with what to do."""
    (tmp_path / f"t{ending}").write_bytes(content)
    assert words in refused(tmp_path / f"t{ending}")


@pytest.mark.parametrize("packing", ["gzip", "bz2", "zstd"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "path,n\na.png,1\nb.png,2\n"),
        ("t.tsv", "path\tn\na.png\t1\nb.png\t2\n"),
        ("t.jsonl", "\n".join(map(json.dumps, ROWS))),
        ("t.txt", "path n\n".replace(" ", "|") + "a.png|1\nb.png|2\n"),
    ],
)
def test_text_that_is_compressed_as_a_whole_is_read(tmp_path, packing, name, text):
    """With the ending of the compression or without; a list of them is joined by the same reader."""
    ending = next(ending for ending, each in PACKINGS.items() if each == packing)
    for path in (tmp_path / f"{name}{ending}", tmp_path / name):
        with pa.output_stream(str(path), compression=packing) as stream:
            stream.write(text.encode())
        assert read_table(path, SourceOptions()).to_pylist() == ROWS
    source = open_source(tmp_path / f"{name}{ending}")
    assert source.kind == "table" and source.taken_for == "table: 2 rows"


def test_compressed_text_that_is_cut_off_or_too_large(tmp_path, monkeypatch):
    """One line each; what is no text stays refused."""
    whole = gzip.compress(b"path\n" + b"".join(b"%d.png\n" % i for i in range(9999)))
    (tmp_path / "t.csv.gz").write_bytes(whole[:-900])
    assert "gzip that cannot be unpacked; is it cut off?" in refused(tmp_path / "t.csv.gz")
    monkeypatch.setattr(packed_text, "_MOST", 1000)
    (tmp_path / "t.csv.gz").write_bytes(whole)
    assert "of text once it is unpacked" in refused(tmp_path / "t.csv.gz")
    (tmp_path / "t.parquet.gz").write_bytes(whole)
    assert "compressed with gzip; unpack it" in refused(tmp_path / "t.parquet.gz")


def test_a_workbook_is_told_by_its_usual_name(tmp_path):
    """Where its archive begins with another member."""
    (tmp_path / "t.xlsx").write_bytes(zipped("[Content_Types].xml"))
    assert "Excel" in refused(tmp_path / "t.xlsx")


def test_parquet_is_read_under_any_name_of_a_table(tmp_path):
    """Its bytes say what it is."""
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "t.csv")
    assert open_source(tmp_path / "t.csv").items["n"].to_pylist() == [1, 2]


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".json"])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2),
        "\n".join(json.dumps(row, indent=2) for row in ROWS),
        "".join(map(json.dumps, ROWS)),
        "\n".join(map(json.dumps, ROWS)),
        "\ufeff" + json.dumps(ROWS, indent="\t").replace("\n", "\r\n") + "\r\n",
    ],
)
def test_json_however_it_is_laid_out(tmp_path, ending, text):
    """Objects a line, over several lines, one after another, or in a list."""
    (tmp_path / f"t{ending}").write_text(text, encoding="utf-8", newline="")
    rows = open_source(tmp_path / f"t{ending}").items.drop_columns(["source_row"]).to_pylist()
    assert rows == ROWS


@pytest.mark.parametrize(
    "value",
    [
        {"path": {"0": "a.png", "1": "b.png"}, "n": {"0": 1, "1": 2}},
        {"path": ["a.png", "b.png"], "n": [1, 2]},
        {"0": ROWS[0], "1": ROWS[1]},
        {"columns": ["path", "n"], "index": [0, 1], "data": [["a.png", 1], ["b.png", 2]]},
        {
            "schema": {"fields": [], "primaryKey": ["index"]},
            "data": [{"index": i, **row} for i, row in enumerate(ROWS)],
        },
    ],
)
def test_one_object_that_is_a_table(tmp_path, value):
    """As pandas writes it, by columns unless another orient is asked for, and `to_dict` of `datasets`."""
    (tmp_path / "t.json").write_text(json.dumps(value, indent=1))
    assert open_source(tmp_path / "t.json").items.drop_columns(["source_row"]).to_pylist() == ROWS


def test_an_object_of_lists_is_no_table(tmp_path):
    """As COCO writes it; one object that is a row is a table of one row."""
    (tmp_path / "t.json").write_text(json.dumps({"info": {}, "images": ROWS, "version": 1}))
    assert "is one JSON object, with 'info', 'images' in it; expected an object" in refused(
        tmp_path / "t.json"
    )
    for uneven in ({"path": {"0": "a.png"}, "n": {"1": 1}}, {"path": ["a.png"], "n": [1, 2]}):
        (tmp_path / "t.json").write_text(json.dumps(uneven))
        assert "one JSON object, with 'path', 'n' in it" in refused(tmp_path / "t.json")
    (tmp_path / "t.json").write_text(json.dumps(ROWS[0] | {"box": [1, 2]}, indent=1))
    assert open_source(tmp_path / "t.json").items["box"].to_pylist() == ["[1, 2]"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}\n[\n1", "line 2: not JSON"),
        ('{"path": "a.png"}\n\n[\n1]', "line 3: expected a JSON object"),
        ("[1, 2]", "line 1: expected a JSON object"),
        ("[" * 99999, "line 1: not JSON"),
    ],
)
def test_the_line_that_is_wrong_is_named(tmp_path, text, words):
    """Where a value begins that is no row, or that is no JSON."""
    (tmp_path / "t.jsonl").write_text(text)
    assert words in refused(tmp_path / "t.jsonl")
