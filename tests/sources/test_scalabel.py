"""Scalabel's frames with labels: BDD100K as it is, and as it was."""

import json

import pytest

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import boxes, pictures

WEATHER = {"weather": "clear", "timeofday": "night"}
BOX = {"category": "car", "box2d": {"x1": 1.5, "y1": 2, "x2": 20, "y2": 30}}
SAID = {"id": "0", "attributes": {"occluded": True, "trafficLightColor": "G"}, "score": 0.5}
AREA = {"category": "lane", "poly2d": [{"vertices": [[1, 2], [30, 40], [3, 9]], "types": "LLL"}]}
OLD_AREA = {"category": "lane", "poly2d": [[1, 2, "L"], [30, 40, "C"], [3, 9, "L"]]}
MASK = {"category": "rider", "rle": {"size": [4, 5], "counts": [4, 2, 2, 2, 10]}}


@pytest.mark.parametrize("form", ["list", "frames"])
def test_frames_of_a_file(tmp_path, form):
    """Boxes, areas and masks are objects; what is said of frames and labels is columns."""
    pictures(tmp_path, *(f"images/100k/val/{name}.jpg" for name in "abc"))
    frames = [
        {"name": "a.jpg", "attributes": WEATHER, "labels": [BOX | SAID, AREA]},
        {"name": "b.jpg", "attributes": WEATHER, "labels": [MASK]},
        {"name": "c.jpg", "attributes": WEATHER},
    ]
    config = {"categories": [{"name": name} for name in ("rider", "car", "lane", "bus")]}
    content = frames if form == "list" else {"frames": frames, "config": config}
    write(tmp_path / "labels/det_20/det_val.json", json.dumps(content))
    images = open_source(tmp_path)
    categories = 3 if form == "list" else 4
    assert images.taken_for == f"Scalabel: 3 images, 3 objects, {categories} categories"
    assert images.items["label"].to_pylist()[1:] == [["rider"], None]
    assert images.items["split"].to_pylist() == ["val"] * 3
    assert images.items["weather"].to_pylist() == ["clear"] * 3
    objects = open_source(tmp_path, SourceOptions(items="objects"))
    assert boxes(objects) == [
        ("car", Crop(1.5, 2, 18.5, 28)),
        ("lane", Crop(1, 2, 29, 38)),
        ("rider", Crop(1, 0, 2, 2)),
    ]
    assert objects.items.select(["occluded", "trafficLightColor", "score"]).to_pylist()[:2] == [
        {"occluded": True, "trafficLightColor": "G", "score": 0.5},
        {"occluded": None, "trafficLightColor": None, "score": None},
    ]


def test_a_file_an_image(tmp_path):
    """The first BDD100K: names have no ending, the frame is inside, points have their kind behind them."""
    pictures(tmp_path, "bdd100k/images/100k/train/0a-1.jpg", "bdd100k/images/100k/train/0b-2.jpg")
    for name, labels in (("0a-1", [BOX, OLD_AREA]), ("0b-2", [BOX])):
        frame = {"timestamp": 10000, "objects": labels}
        content = {"name": name, "frames": [frame], "attributes": WEATHER}
        write(tmp_path / f"bdd100k/labels/100k/train/{name}.json", json.dumps(content))
    images = open_source(tmp_path)
    assert images.taken_for == "Scalabel: 2 images, 3 objects, 2 categories"
    assert images.items.select(["split", "timeofday", "objects"]).to_pylist() == [
        {"split": "train", "timeofday": "night", "objects": 2},
        {"split": "train", "timeofday": "night", "objects": 1},
    ]
    objects = open_source(tmp_path, SourceOptions(items="objects"))
    assert boxes(objects)[:2] == [("car", Crop(1.5, 2, 18.5, 28)), ("lane", Crop(1, 2, 29, 38))]


def test_the_split_is_where_the_pictures_lie(tmp_path):
    """As of the images that no file lists, where one file says nothing of it: of all lists of images."""
    pictures(tmp_path, "train/a.jpg", "train/b.jpg", "test/c.jpg")
    write(tmp_path / "train.csv", 'image_id,bbox\na,"[1, 2, 3, 4]"\na,"[5, 6, 7, 8]"\nb,"[1, 2, 3, 4]"\n')
    source = open_source(tmp_path)
    assert source.kind == "boxtable"
    assert source.items["split"].to_pylist() == ["train", "train", "test"]
