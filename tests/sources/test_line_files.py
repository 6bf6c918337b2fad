"""A text file an image, a line an object: KITTI, DOTA, VisDrone, and a class and two corners."""

import pytest

from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.annotations.line_files import NO_PICTURE
from tests.sources.test_label_lists import boxes, pictures

CAR = "Car 0.25 0 -1.58 10.5 17 34 40 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59"
WALKER = "Pedestrian 0.00 2 -0.20 12 3 20 37 1.89 0.48 1.20 1.84 1.47 8.41 0.01"
ANYTHING = "DontCare -1 -1 -10 1 2 9 9 -1 -1 -1 -1000 -1000 -1000 -10"


def text(root, name, *lines):
    """Write a text file."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("".join(f"{line}\n" for line in lines))


def objects_of(root):
    """Class and box of each object, as `boxes` has them, with the fragment's four numbers."""
    source = open_source(root, SourceOptions(items="objects"))
    return source, [(label, tuple(crop)[:4]) for label, crop in boxes(source)]


def test_kitti(tmp_path):
    """Of the pictures of one name that in the folder beside; an empty file has looked, `testing` nobody."""
    for folder in ("training/image_2", "training/image_3", "testing/image_2"):
        pictures(tmp_path, *(f"{folder}/00000{n}.png" for n in range(3)))
    text(tmp_path, "training/label_2/000000.txt", CAR, ANYTHING)
    text(tmp_path, "training/label_2/000001.txt", f"{WALKER} 0.75")
    text(tmp_path, "training/label_2/000002.txt")
    text(tmp_path, "training/calib/000000.txt", "P0: 7.07e+02 0 0")
    images = open_source(tmp_path)
    assert images.taken_for == "KITTI: 9 images, 3 objects, 3 categories"
    rows = images.items.select(["path", "split", "label"]).to_pylist()[:4]
    assert rows == [
        {"path": "training/image_2/000000.png", "split": "training", "label": ["Car", "DontCare"]},
        {"path": "training/image_2/000001.png", "split": "training", "label": ["Pedestrian"]},
        {"path": "training/image_2/000002.png", "split": "training", "label": []},
        {"path": "testing/image_2/000000.png", "split": "testing", "label": None},
    ]
    source, found = objects_of(tmp_path)
    assert found == [
        ("Car", (10.5, 17, 23.5, 23)),
        ("DontCare", (1, 2, 8, 7)),
        ("Pedestrian", (12, 3, 8, 34)),
    ]
    assert source.items.select(["truncated", "occluded", "crowd", "score"]).to_pylist() == [
        {"truncated": True, "occluded": False, "crowd": None, "score": None},
        {"truncated": None, "occluded": None, "crowd": True, "score": None},
        {"truncated": False, "occluded": True, "crowd": None, "score": 0.75},
    ]


def test_dota(tmp_path):
    """Turned boxes by what they lie in; lines about the picture are none of objects."""
    pictures(tmp_path, "train/images/P1.png", "val/images/P1.png")
    head = ("imagesource:GoogleEarth", "gsd:0.146")
    text(tmp_path, "train/labelTxt/P1.txt", *head, "2.0 3 20 1 22 30 4 32 large-vehicle 1")
    text(tmp_path, "val/labelTxt/P1.txt", *head, "0 0 4 0 4 5 0 5 ship 0", "0 0 4 0 4 5 0 5 ship")
    source, found = objects_of(tmp_path)
    assert source.taken_for == "DOTA: 2 images, 3 objects, 2 categories"
    assert found == [("large-vehicle", (2, 1, 20, 31)), ("ship", (0, 0, 4, 5)), ("ship", (0, 0, 4, 5))]
    assert source.items["split"].to_pylist() == ["train", "val", "val"]
    assert source.items["difficult"].to_pylist() == [True, False, None]


def test_visdrone(tmp_path):
    """Classes have their names; what does not count is a crowd; the split is a word of a folder."""
    pictures(tmp_path, "VisDrone2019-DET-val/images/a_1.jpg")
    lines = ("684,8,273,116,0,0,0,0", "5,6,7,8,1,4,1,2", "1,2,3,4,1,1,0,0,")
    text(tmp_path, "VisDrone2019-DET-val/annotations/a_1.txt", *lines)
    source, found = objects_of(tmp_path)
    assert found == [
        ("ignored regions", (684, 8, 273, 116)),
        ("car", (5, 6, 7, 8)),
        ("pedestrian", (1, 2, 3, 4)),
    ]
    assert source.items.select(["split", "truncated", "occluded", "crowd"]).to_pylist() == [
        {"split": "val", "truncated": None, "occluded": None, "crowd": True},
        {"split": "val", "truncated": True, "occluded": True, "crowd": None},
        {"split": "val", "truncated": False, "occluded": False, "crowd": None},
    ]


def test_a_class_and_two_corners(tmp_path):
    """A class may be of several words, and an object difficult."""
    pictures(tmp_path, "train/Traffic light/0a.jpg")
    text(tmp_path, "train/Traffic light/Label/0a.txt", "Traffic light 1.5 2 30.5 40", "cat 1 2 3 4 difficult")
    source, found = objects_of(tmp_path)
    assert source.taken_for == "text files of boxes: 1 image, 2 objects, 2 categories"
    assert found == [("Traffic light", (1.5, 2, 29, 38)), ("cat", (1, 2, 2, 2))]
    assert source.items["difficult"].to_pylist() == [None, True]


def test_what_does_not_fit_is_told(tmp_path):
    """A line that was cut off is a failure, a file without a picture is counted, other text is passed by."""
    pictures(tmp_path, "image_2/1.png", "image_2/2.png")
    text(tmp_path, "label_2/1.txt", CAR)
    text(tmp_path, "label_2/2.txt", CAR, CAR[:30])
    text(tmp_path, "label_2/3.txt", CAR)
    text(tmp_path, "notes/2.txt", "a picture of a car")
    source = open_source(tmp_path)
    assert source.items["objects"].to_pylist() == [1, 0]
    assert [(failure.path, failure.reason) for failure in source.failures] == [
        ("label_2/2.txt", "not all of its lines are those of KITTI")
    ]
    assert any(note.startswith(NO_PICTURE) for note in source.notes)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("boxes.txt", "a.JPEG 0 10 63 58"),
        ("a.txt", "three cats on 4 mats"),
        ("a.txt", "17 1 2 3 4"),
        ("a.txt", "cat 30 40 10 20"),
        ("a.txt", "cat 0 0 1.85 10 20 30 40"),
    ],
)
def test_other_text_is_not_taken(tmp_path, name, line):
    """Lists of boxes that name their pictures, captions, ids and corners the wrong way round."""
    pictures(tmp_path, "cat/a.jpg", "dog/b.jpg")
    text(tmp_path, f"cat/{name}", line)
    assert open_source(tmp_path).kind == "folder"
