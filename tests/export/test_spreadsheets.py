"""Cells of exported CSV that spreadsheets would take for formulas."""

import csv
import zipfile

import pyarrow as pa
import pytest

from explorer.export.spreadsheets import without_formulas
from explorer.export.tables import write_csv


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("-", "'-"),
        ("-5", "-5"),
        ("+3.5e-2", "+3.5e-2"),
        ("-.5", "-.5"),
        ("-5\n", "'-5\n"),
        ("cat", "cat"),
        ("a=b", "a=b"),
        (" =1", " =1"),
        ("'=1", "'=1"),
        ("", ""),
        (None, None),
    ],
)
def test_texts_worked_by_hand(text, written):
    """A mark before what begins as formulas do; numbers and all else as they are."""
    table = pa.table({"note": pa.array([text], pa.string()), "path": pa.array([text], pa.string())})
    marked = without_formulas(table)
    assert marked["note"].to_pylist() == [written]
    changed = written != text
    assert marked["path"].to_pylist() == ["./" + text if changed else text]


def test_every_kind_of_text_and_the_header(tmp_path):
    """Plain, encoded and long text, nested values and names of columns; numbers are none of them."""
    out = tmp_path / "t.csv"
    table = pa.table(
        {
            "=cmd": ["@a"],
            "kind": pa.array(["=a"]).dictionary_encode(),
            "long": pa.array(["+a"], pa.large_string()),
            "view": pa.array(["-a"], pa.string_view()),
            "list": [["=a"]],
            "n": [-5],
            "x": [-0.5],
        }
    )
    with open(out, "wb") as file:
        list(write_csv([table], file))
    with open(out, encoding="utf-8", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["'=cmd", "kind", "long", "view", "list", "n", "x"]
    assert row == ["'@a", "'=a", "'+a", "'-a", '["=a"]', "-5", "-0.5"]


def test_paths_in_an_archive_go_on_naming_their_files(tmp_path):
    """What stands in `items.csv` is a path to the copy, from where `items.csv` lies."""
    from explorer.export import export
    from tests.export.test_original_files import index_of

    root = tmp_path / "root"
    root.mkdir()
    (root / "=1.png").write_bytes(b"x")
    report = export(index_of(root, ["=1.png", "-gone.png"], tmp_path / "i"), tmp_path / "out.zip")
    with zipfile.ZipFile(report.out) as archive:
        archive.extractall(tmp_path / "unpacked")
    for name, path in (("items.csv", "./=1.png"), ("failures.csv", "./-gone.png")):
        with open(tmp_path / "unpacked" / name, encoding="utf-8", newline="") as file:
            assert next(csv.DictReader(file))["path"] == path
    assert (tmp_path / "unpacked" / "./=1.png").read_bytes() == b"x"
