"""Columns that are those of the paths by what is in them."""

import gzip
import json

import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source

ROWS = [
    {"mask": f"gone/{n}.png", "img": f"{n}.jpg", "label": each} for n, each in zip("abc", "xyx", strict=True)
]
BY_NAME = {row["img"]: {"label": row["label"]} for row in ROWS}
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}
FILES = {
    "t.csv": "\n".join([",".join(ROWS[0]), *(",".join(row.values()) for row in ROWS)]),
    "t.jsonl": "\n".join(map(json.dumps, ROWS)),
    "columns.json": json.dumps(COLUMNS),
    "pandas.json": json.dumps({k: {str(i): each for i, each in enumerate(v)} for k, v in COLUMNS.items()}),
    "records.json": json.dumps(ROWS),
    "split.json": json.dumps({"columns": list(ROWS[0]), "data": [list(row.values()) for row in ROWS]}),
    "names.json": json.dumps(BY_NAME),
    "labels.json": json.dumps({name: said["label"] for name, said in BY_NAME.items()}),
}


@pytest.mark.parametrize("name", [*FILES, "t.csv.gz"])
def test_a_column_of_files_that_are_there_has_the_paths(tmp_path, name):
    """In tables of all forms, though none is called so; a column of files that are gone is another."""
    for each in "abc":
        (tmp_path / f"{each}.jpg").write_bytes(b"x")
    packed = name.endswith(".gz")
    content = FILES[name.removesuffix(".gz")].encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    source = open_source(tmp_path / name)
    assert source.items.select(["path", "label"]).to_pylist() == [
        {"path": row["img"], "label": row["label"]} for row in ROWS
    ]
    by_name = name in ("names.json", "labels.json")
    assert source.notes == (() if by_name else ("The column `img` was taken for the paths of the images.",))
    joined = open_source(tmp_path, SourceOptions(join=(tmp_path / name,)))
    assert joined.items["label"].to_pylist() == ["x", "y", "x"]


@pytest.mark.parametrize(("names", "column"), [(("train", "test_set"), "split"), (("cat", "dog"), "label")])
def test_lists_of_images_by_their_splits_or_labels(tmp_path, names, column):
    """All of them are taken, also where lists are as long; an image in two lists is of none."""
    for each in "abc":
        (tmp_path / f"{each}.jpg").write_bytes(b"x")
    file = tmp_path / "t.json"
    for lists in ((["a.jpg", "c.jpg"], ["b.jpg"]), (["a.jpg"], ["b.jpg"]), (["a.jpg"], [])):
        file.write_text(json.dumps(dict(zip(names, lists, strict=True))))
        found = open_source(file).items.select(["path", column]).to_pylist()
        wanted = [(path, name) for name, paths in zip(names, lists, strict=True) for path in paths]
        assert [(row["path"], row[column]) for row in found] == wanted


def test_further_columns_of_images_are_named(tmp_path):
    """One has the paths, the first of equals, and what is left out is said."""
    for each in "abcd":
        (tmp_path / f"{each}.jpg").write_bytes(b"x")
    (tmp_path / "t.csv").write_text("left,right,gone\na.jpg,b.jpg,x.jpg\nc.jpg,d.jpg,y.jpg\n")
    taken = "The column `left` was taken for the paths of the images"
    notes = open_source(tmp_path / "t.csv").notes
    assert notes == (f"{taken}; images that `right` names, too, are not taken.",)


def test_without_any_file_that_is_there_no_column_is_taken(tmp_path):
    """It may as well be of something else."""
    (tmp_path / "t.csv").write_text(FILES["t.csv"])
    with pytest.raises(SourceError, match="no column of image paths; its columns are mask, img, label"):
        open_source(tmp_path / "t.csv")


@pytest.mark.parametrize("header", ["emotion,pixels,Usage", "label,pixel0,pixel1"])
def test_pixels_in_cells_are_told(tmp_path, header):
    """As competitions have small pictures; what to do is said."""
    (tmp_path / "t.csv").write_text(f"{header}\n0,7 8 9,3\n")
    with pytest.raises(SourceError, match=r"\. Pixels in cells are not read: write them to image files"):
        open_source(tmp_path / "t.csv")
