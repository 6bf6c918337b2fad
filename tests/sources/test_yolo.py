"""Folders of YOLO as Darknet, CVAT, LabelImg, Roboflow and Ultralytics leave them."""

import shutil

import pytest

from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.annotations.yolo_lines import box_of, numbers_of
from tests.sources.test_annotations import rows, write

BOX = "1 0.5 0.5 0.2 0.2\n"


def darknet(root, lists="data/"):
    """As CVAT exports it."""
    write(
        root / "obj.data",
        f"classes = 2\ntrain = {lists}train.txt\nnames = {lists}obj.names\nbackup = backup/\n",
    )
    write(root / "obj.names", "cat\ndog\n")
    write(root / "train.txt", "data/obj_train_data/a.jpg\ndata/obj_train_data/b.jpg\n")
    for name in "ab":
        write(root / f"obj_train_data/{name}.jpg")
        write(root / f"obj_train_data/{name}.txt", BOX)


def beside(root):
    """As LabelImg writes it."""
    write(root / "classes.txt", "cat\ndog\n")
    for name in "ab":
        write(root / f"{name}.jpg")
        write(root / f"{name}.txt", BOX)


def roboflow(root):
    """As its export for Darknet lies."""
    for split in ("train", "valid"):
        write(root / f"{split}/_darknet.labels", "cat\ndog")
        write(root / f"{split}/{split}_jpg.rf.0a.jpg")
        write(root / f"{split}/{split}_jpg.rf.0a.txt", BOX)


def splits_without_a_description(root):
    """Each split has its own two folders."""
    for split in ("train", "val"):
        write(root / f"{split}/images/{split}.jpg")
        write(root / f"{split}/labels/{split}.txt", BOX)
    write(root / "classes.txt", "cat\ndog\n")


@pytest.mark.parametrize(
    ("make", "splits"),
    [
        (darknet, ["train", "train"]),
        (beside, None),
        (roboflow, ["train", "valid"]),
        (splits_without_a_description, ["train", "val"]),
    ],
)
def test_boxes_without_a_yaml(tmp_path, make, splits):
    """In `labels` or beside their images, with whatever names the classes; packed, too."""
    make(tmp_path / "set")
    source = open_source(tmp_path / "set")
    assert source.taken_for == "YOLO: 2 images, 2 objects, 2 categories"
    assert [row[1:] for row in rows(source)] == [(["dog"], 1)] * 2
    told = source.items["split"].to_pylist() if "split" in source.items.column_names else None
    assert told == splits
    assert not source.failures
    packed = open_source(shutil.make_archive(str(tmp_path / "set"), "zip", tmp_path / "set"))
    assert packed.taken_for == f"1 archive: {source.taken_for}"


def test_darknet_of_another_machine(tmp_path):
    """Lists that are not here, or whose images are not: then those that are, in splits by folders."""
    darknet(tmp_path, "/content/darknet/data/")
    write(tmp_path / "val/c.jpg")
    assert open_source(tmp_path / "obj.data").items.num_rows == 2
    (tmp_path / "train.txt").write_text("/home/me/x/y/a.jpg\n")
    source = open_source(tmp_path)
    assert source.taken_for == "YOLO: 3 images, 2 objects, 2 categories"
    assert source.items["split"].to_pylist() == [None, None, "val"]
    (tmp_path / "train.txt").unlink()
    assert open_source(tmp_path).taken_for == source.taken_for


def test_places_of_another_machine(tmp_path):
    """As a notebook wrote them: their ends are here."""
    write(tmp_path / "data.yaml", "train: Cups-1/train/images\nval: /content/Cups-1/val\nnames: [cat, dog]\n")
    for place in ("train/images/a", "val/b"):
        write(tmp_path / f"{place}.jpg")
    write(tmp_path / "train/labels/a.txt", BOX)
    source = open_source(tmp_path)
    assert source.items["split"].to_pylist() == ["train", "val"]
    assert source.items["objects"].to_pylist() == [1, 0]


def test_one_description_below_counts_and_two_are_no_data_set(tmp_path):
    """Their classes may differ."""
    for name in ("x", "y"):
        write(tmp_path / f"{name}/train/images/a.jpg")
        write(tmp_path / f"{name}/train/labels/a.txt", BOX)
    write(tmp_path / "x/data.yaml", "train: train/images\nnames: [cat, dog]\n")
    assert rows(open_source(tmp_path)) == [("train/images/a.jpg", ["dog"], 1)]
    write(tmp_path / "y/data.yaml", "train: train/images\nnames: [bus, car]\n")
    assert open_source(tmp_path).kind == "folder"


@pytest.mark.parametrize("text", ["a cat\n", "0 100 200 30 40\n", "0 1 2\n", "1,1,1,10,10,1\n"])
def test_other_texts_beside_images_are_no_boxes(tmp_path, text):
    """Captions, pixels, and what other programs write."""
    write(tmp_path / "a.jpg")
    write(tmp_path / "a.txt", text)
    assert open_source(tmp_path).kind == "folder"


@pytest.mark.parametrize(
    "points",
    ["0.1 0.2 2 0.3 0.4 2 0.5 0.6 2", "0.1 0.2 0.3 0.4 0.5 0.6", "0.1 0.2 2 0.3 0.4 2 0.5 0.6 2 0 0 0"],
)
def test_points_of_a_pose_are_behind_its_box(tmp_path, points):
    """With marks and without, of an even and an odd number, as `kpt_shape` says."""
    write(tmp_path / "data.yaml", "train: images\nkpt_shape: [3, 3]\nnames: [person]\n")
    write(tmp_path / "images/a.jpg")
    write(tmp_path / "labels/a.txt", f"0 0.25 0.5 0.5 0.25 {points}\n")
    (path,) = open_source(tmp_path, SourceOptions(items="objects")).items["path"].to_pylist()
    assert path == "images/a.jpg#xywh=percent:0,37.5,50,25"


@pytest.mark.parametrize("line", ["1_0 0.5 0.5 0.1 0.1", "١ 0.5 0.5 0.1 0.1", "1 0.5 0.5 0.1 0_1"])
def test_numbers_of_a_line_are_written_in_digits(line):
    """What Python alone takes for a number is none."""
    assert numbers_of(line.split()) is None


def test_marks_tell_points_from_a_polygon():
    """A share is never 2; five corners at the edges are a polygon."""
    assert box_of([0.25, 0.5, 0.5, 0.25, 0.1, 0.2, 2, 0, 0, 0]) == (0, 37.5, 50, 25)
    assert box_of([0, 0, 0.5, 0, 1, 0.5, 1, 1, 0, 1]) == (0, 0, 100, 100)


def test_boxes_without_an_image_are_counted(tmp_path):
    """Those that are left where images were taken away; no list and no file of classes is one."""
    for name in ("images/train/a.jpg", "images/val/b.png", "images/other/c.jpg"):
        write(tmp_path / name)
    for name in ("train/a", "train/gone", "val/b", "val/gone_too", "other/c"):
        write(tmp_path / f"labels/{name}.txt", BOX)
    write(tmp_path / "labels/train/classes.txt", "cat\ndog\n")
    write(tmp_path / "labels/train/empty.txt", "")
    write(tmp_path / "data.yaml", "train: images/train\nval: images/val\nnames: [cat, dog]\n")
    assert open_source(tmp_path).notes == ("Files of boxes without an image, left out: 2.",)
    (tmp_path / "labels/train/gone.txt").unlink()
    (tmp_path / "labels/val/gone_too.txt").unlink()
    assert open_source(tmp_path).notes == ()


@pytest.mark.parametrize("place", ["datasets/coco8", "coco8", "../datasets/coco8"])
def test_a_path_in_the_folder_of_data_sets(tmp_path, place):
    """As Ultralytics describes its own, whose data sets lie where its settings say."""
    write(tmp_path / f"project/{place}/images/train/a.jpg")
    write(tmp_path / f"project/{place}/labels/train/a.txt", BOX)
    lines = "path: elsewhere/coco8\ntrain: images/train\nnames:\n  0: cat\n  1: dog\n"
    write(tmp_path / "project/coco8.yaml", lines)
    source = open_source(tmp_path / "project/coco8.yaml")
    assert source.taken_for == "YOLO: 1 image, 1 object, 2 categories"
