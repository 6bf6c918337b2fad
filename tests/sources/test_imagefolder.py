"""Folders with metadata, as `imagefolder` of Hugging Face has them, and as people break them."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import write
from tests.sources.test_archive import JPEG, tar


def columns(source) -> dict[str, list]:
    """The columns of its items but for the rows."""
    return {
        name: source.items[name].to_pylist() for name in source.items.column_names if name != "source_row"
    }


def test_tables_of_splits_are_put_beside_their_images(tmp_path):
    """Each table by its own folder; an image without a row stays, a row without an image is listed."""
    for name in ("train/a.jpg", "train/x/b.jpg", "test/a.jpg", "test/c.jpg"):
        write(tmp_path / name)
    write(tmp_path / "train/metadata.csv", "file_name,text,n\na.jpg,one,1\nx/b.jpg,two,2\na.jpg,again,3\n")
    write(tmp_path / "test/metadata.jsonl", json.dumps({"file_name": "a.jpg", "text": "three"}) + "\n")
    pq.write_table(pa.table({"file_name": ["gone.jpg"], "n": ["many"]}), tmp_path / "metadata.parquet")
    write(tmp_path / "notes.csv", "")
    source = open_source(tmp_path)
    assert source.kind == "imagefolder"
    assert source.taken_for == "folder with metadata: 4 images, 5 rows in 3 tables"
    assert columns(source) == {
        "path": ["test/a.jpg", "test/c.jpg", "train/a.jpg", "train/x/b.jpg"],
        "split": ["test", "test", "train", "train"],
        "n": [None, None, "1", "2"],
        "text": ["three", None, "one", "two"],
    }
    assert [(each.path, each.reason) for each in source.failures] == [("gone.jpg", "the file is missing")]
    assert source.passed_over == {".csv": 1}
    assert source.notes == ("Of another type in another table, and therefore kept as text: n.",)


def test_labels_of_the_table_count_before_those_of_folders(tmp_path):
    """By the usual name or by an option; without either, folders tell them."""
    for name in ("cat/1.jpg", "dog/2.jpg"):
        write(tmp_path / name)
    write(tmp_path / "metadata.csv", "file_name,label,truth\ncat/1.jpg,lion,a\ndog/2.jpg,,b\n")
    assert columns(open_source(tmp_path))["label"] == ["lion", None]
    assert columns(open_source(tmp_path, SourceOptions(label_column="truth")))["label"] == ["a", "b"]
    write(tmp_path / "metadata.csv", "file_name,age\ncat/1.jpg,3\n")
    found = columns(open_source(tmp_path, SourceOptions(exclude=("dog/",))))
    assert found == {"path": ["cat/1.jpg"], "age": [3]}
    assert columns(open_source(tmp_path))["label"] == ["cat", "dog"]
    assert columns(open_source(tmp_path, SourceOptions(source="folder"))).keys() == {"path", "label"}


@pytest.mark.parametrize("content", ["", "path,n\n1.jpg,2\n", b"\xff\xfe\x00"])
def test_other_tables_of_that_name_are_none(tmp_path, content):
    """Without the column the folder is a folder."""
    write(tmp_path / "1.jpg")
    write(tmp_path / "metadata.csv", content)
    assert open_source(tmp_path).kind == "folder"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("n,my_file_names\n1,x\n", "metadata.csv: no column `file_name`"),
        ('file_name,n\n"1.jpg,2\n', "a quote that begins there"),
    ],
)
def test_a_table_that_cannot_be_read_says_so(tmp_path, content, said):
    """In one line."""
    write(tmp_path / "1.jpg")
    write(tmp_path / "metadata.csv", content)
    with pytest.raises(SourceError, match=said):
        open_source(tmp_path)


def test_names_that_lead_out_add_no_image(tmp_path):
    """Only what is in the folder is an item; what a name cannot be is passed by."""
    write(tmp_path / "secret.jpg")
    write(tmp_path / "d/1.jpg")
    rows = [{"file_name": name, "n": n} for n, name in enumerate(["../secret.jpg", "1.jpg", "a\0b", None, 5])]
    write(tmp_path / "d/metadata.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    source = open_source(tmp_path / "d")
    assert columns(source) == {"path": ["1.jpg"], "n": [1]}
    assert [each.path for each in source.failures] == ["5"]


def test_an_archive_of_such_a_folder_is_read_like_it(tmp_path):
    """Each table by its own folder in the archive; one without names is passed over, a damaged one listed."""
    rows = io.BytesIO()
    pq.write_table(pa.table({"file_name": ["1.jpg"], "age": [7], "label": ["fox"]}), rows)
    tar(
        tmp_path / "x.tar",
        {
            "d/train/1.jpg": JPEG,
            "d/test/1.jpg": JPEG,
            "d/2.jpg": JPEG,
            "d/train/metadata.parquet": rows.getvalue(),
            "d/metadata.csv": "file_name,age,path\ntest/1.jpg,8,x\n../../2.jpg,9,\n,,\n",
            "metadata.csv": "n\n1\n",
            "d/test/metadata.jsonl": "{",
        },
    )
    source = open_source(tmp_path / "x.tar")
    found = columns(source)
    assert found["path"] == ["d/train/1.jpg", "d/test/1.jpg", "d/2.jpg"]
    assert found["age"] == [7, 8, None] and found["label"] == ["fox", None, None]
    assert found["path_source"] == [None, "x", None]
    assert source.passed_over == {".csv": 1}
    assert [each.path for each in source.failures] == ["d/test/metadata.jsonl"]
    assert "not JSON" in source.failures[0].reason and "/tmp" not in source.failures[0].reason


def test_an_image_may_have_several_files(tmp_path):
    """`image_file_name` names the image where no column is `file_name`; other files are a column."""
    rows = [{"mask_file_name": "m.png", "image_file_name": "a.jpg", "text": "one"}]
    for name in ("a.jpg", "m.png"):
        write(tmp_path / name)
    write(tmp_path / "metadata.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    source = open_source(tmp_path)
    assert source.items.select(["path", "mask_file_name", "text"]).to_pylist() == [
        {"path": "a.jpg", "mask_file_name": "m.png", "text": "one"},
        {"path": "m.png", "mask_file_name": None, "text": None},
    ]


def test_objects_whose_members_are_of_several_types(tmp_path):
    """One odd number among texts does not hide the boxes."""
    objects = [
        {"bbox": [[1, 2, 10, 20], [3, 4, 5, 6]], "categories": [0, 1], "id": [1, "2"]},
        {"bbox": [[1, 2, 10, 20]], "categories": ["cat"]},
    ]
    rows = [{"file_name": f"{n}.jpg", "objects": each} for n, each in enumerate(objects)]
    for row in rows:
        write(tmp_path / row["file_name"])
    write(tmp_path / "metadata.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    source = open_source(tmp_path)
    assert source.taken_for == "folder with metadata and objects: 2 images, 3 objects, 3 categories"
    assert source.items["categories"].to_pylist() == [["0", "1"], ["cat"]]


@pytest.mark.parametrize(
    ("area", "ends"),
    [
        (605, ["5,6.5,30.25,20", "6,6.5,30.25,20"]),
        (None, ["5,6.5,25.25,13.5", "6,6.5,24.25,13.5"]),
    ],
)
def test_areas_tell_what_four_numbers_are(tmp_path, area, ends):
    """Boxes of which all might be corners have the form in which no object is larger than its box."""
    boxes = [[5, 6.5, 30.25, 20], [6, 6.5, 30.25, 20]] * 10
    objects = {"bbox": boxes, "category": ["cat"] * 20} | ({"area": [area] * 20} if area else {})
    write(tmp_path / "a.jpg")
    write(tmp_path / "metadata.jsonl", json.dumps({"file_name": "a.jpg", "objects": objects}) + "\n")
    source = open_source(tmp_path, SourceOptions(items="objects"))
    assert source.items["path"].to_pylist()[:2] == [f"a.jpg#xywh={end}" for end in ends]
