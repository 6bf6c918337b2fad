"""Open Images as its tables and others' downloads have it."""

from pathlib import Path

import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import objects_of, rows, write

LABELS = "ImageID,Source,LabelName,Confidence"
BOXES = f"{LABELS},XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside"
CLASSES = '/m/01yrx,Cat\n/m/0bt9lr,Dog\n/m/09j2d,"Clothing, worn"\n'


def table(path: Path, header: str, *lines: str) -> Path:
    """Write a table."""
    return write(path, "\n".join([header, *lines]) + "\n")


def data_set(root: Path) -> Path:
    """Two splits, of which three images are there."""
    for name in ("train/a", "train/b", "validation/c"):
        write(root / f"{name}.jpg")
    table(
        root / "train-annotations-bbox.csv",
        BOXES,
        "a,xclick,/m/01yrx,1,0.1,0.3,0.2,0.6,0,1,0,0,0",
        "a.jpg,xclick,/m/01yrx,1,0.5,1,0,1,-1,-1,1,0,-1",
        "gone,xclick,/m/01yrx,1,0.5,1,0,1,0,0,0,0,0",
    )
    table(root / "validation-annotations-bbox.csv", BOXES, "c,x,/m/09j2d,1,0,1,0,1,0,0,0,1,0")
    table(
        root / "train-annotations-human-imagelabels-boxable.csv",
        LABELS,
        "a,verification,/m/0bt9lr,1",
        "a,verification,/m/01yrx,1",
        "b,verification,/m/01yrx,0",
        "b,verification,/m/unknown,1",
    )
    write(root / "class-descriptions-boxable.csv", CLASSES)
    return root


def test_boxes_and_labels_are_what_is_marked(tmp_path):
    """With names of classes, splits, and what is left out; a label that has boxes is no object more."""
    source = open_source(data_set(tmp_path))
    assert source.taken_for == "Open Images: 3 images, 5 objects, 4 categories"
    assert rows(source) == [
        ("train/a.jpg", ["Cat", "Dog"], 3),
        ("train/b.jpg", ["/m/unknown"], 1),
        ("validation/c.jpg", ["Clothing, worn"], 1),
    ]
    assert source.items["split"].to_pylist() == ["train", "train", "validation"]
    assert source.notes == (
        "Labels of images that were seen to be wrong, or are less likely than not, left out: 1.",
        "Objects and labels of a class without a name, so that its id is its name: 1.",
        "Images that the tables name and that are not here, left out: 1.",
    )


def test_boxes_are_items(tmp_path):
    """In shares of the picture; a group is a crowd, and what nobody knows is not said."""
    source = open_source(data_set(tmp_path), SourceOptions(items="objects"))
    assert source.items["path"].to_pylist() == [
        "train/a.jpg#xywh=percent:10,20,20,40",
        "train/a.jpg#xywh=percent:50,0,50,100",
        "validation/c.jpg#xywh=percent:0,0,100,100",
    ]
    told = source.items.select(["crowd", "occluded", "truncated", "depiction"]).to_pydict()
    assert told == {
        "crowd": [False, True, False],
        "occluded": [False, None, False],
        "truncated": [True, None, False],
        "depiction": [False, False, True],
    }
    assert len(objects_of(tmp_path)) == 3


def test_one_table_or_a_download_of_fiftyone(tmp_path):
    """By the table of one split; and with data, labels and classes of each split apart."""
    file = data_set(tmp_path / "a") / "validation-annotations-bbox.csv"
    assert [row[1] for row in rows(open_source(file))] == [None, None, ["Clothing, worn"]]
    root = tmp_path / "b"
    write(root / "validation/data/x.jpg")
    write(root / "validation/metadata/classes.csv", CLASSES)
    table(
        root / "validation/labels/classifications.csv",
        LABELS,
        "x,machine,/m/0bt9lr,0.7",
        "x,machine,/m/01yrx,0.3",
    )
    table(
        root / "validation/labels/segmentations.csv", "MaskPath,ImageID,LabelName,BoxID", "m.png,x,/m/01yrx,1"
    )
    source = open_source(root)
    assert rows(source) == [("validation/data/x.jpg", ["Dog"], 1)]
    assert source.items["split"].to_pylist() == ["validation"]


def test_what_is_wrong_is_said(tmp_path):
    """Rows of another length, what is no number, no image at all; another table is another source."""
    write(tmp_path / "d/a.jpg")
    lines = (
        "a,x,/m/01yrx,1,left,0.3,0.2,0.6,0,1,0,0,0",
        "a,x,/m/01yrx",
        "a,x,/m/01yrx,1,0.5,0.2,0,1,0,0,0,0,0",
    )
    path = table(tmp_path / "d/test-annotations-bbox.csv", "\ufeff" + BOXES, *lines)
    source = open_source(path)
    assert rows(source) == [("a.jpg", ["/m/01yrx"], 2)]
    assert "Rows with too few or too many columns, left out: 1." in source.notes
    (tmp_path / "d/a.jpg").unlink()
    with pytest.raises(SourceError, match=r"none of 1 image is below .*; the first would be a.jpg"):
        open_source(path)
    other = table(tmp_path / "t.csv", "ImageID,LabelName", "a,b")
    with pytest.raises(SourceError, match=r"t\.csv"):
        open_source(other)
