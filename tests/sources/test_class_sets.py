"""Data sets of classes whose lists lie beside their images: birds, aircraft, pets."""

import pytest

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import boxes, pictures

OBJECTS = SourceOptions(items="objects")


@pytest.mark.parametrize("place", ["", "CUB_200_2011", "CUB_200_2011/images.txt"])
def test_cub(tmp_path, place):
    """Classes by their names, boxes by a corner and a size; pictures of masks beside it are no images."""
    top = tmp_path / "CUB_200_2011"
    names = ["001.Albatross/a_1.jpg", "001.Albatross/a_2.jpg", "002.Auklet/b_1.jpg"]
    pictures(tmp_path, *(f"CUB_200_2011/images/{name}" for name in names))
    pictures(tmp_path, *(f"segmentations/{name.replace('jpg', 'png')}" for name in names))
    write(top / "images.txt", "".join(f"{i} {name}\n" for i, name in enumerate(names, 1)))
    write(top / "image_class_labels.txt", "1 1\n2 1\n3 2\n")
    write(top / "classes.txt", "1 001.Albatross\n2 002.Auklet\n")
    write(top / "train_test_split.txt", "1 1\n2 0\n3 1\n")
    write(top / "bounding_boxes.txt", "1 60.0 27.5 325.0 304.0\n2 1 2 3 4\n")
    source = open_source(tmp_path / place)
    assert source.taken_for == "CUB-200: 3 images, 3 objects, 2 categories"
    assert source.items["label"].to_pylist() == ["001.Albatross", "001.Albatross", "002.Auklet"]
    assert source.items["split"].to_pylist() == ["train", "test", "train"]
    assert [crop for _, crop in boxes(open_source(tmp_path / place, OBJECTS))] == [
        Crop(60, 27.5, 325, 304),
        Crop(1, 2, 3, 4),
    ]


def test_nabirds(tmp_path):
    """Ids are text, classes that no image has are passed over, and who took a picture is a column."""
    pictures(tmp_path, "images/0817/0a-b.jpg", "images/0818/0c-d.jpg")
    write(tmp_path / "images.txt", "0a-b 0817/0a-b.jpg\n0c-d 0818/0c-d.jpg\n")
    write(tmp_path / "image_class_labels.txt", "0a-b 817\n0c-d 818\n")
    write(tmp_path / "classes.txt", "0 Birds\n817 Oak Titmouse\n818 Mute Swan (Adult)\n")
    write(tmp_path / "photographers.txt", "0a-b Ann Other\n")
    source = open_source(tmp_path)
    assert source.categories == ("Oak Titmouse", "Mute Swan (Adult)")
    assert source.items["photographer"].to_pylist() == ["Ann Other", None]


@pytest.mark.parametrize("place", ["data", "data/images_box.txt"])
def test_fgvc_aircraft(tmp_path, place):
    """Variants are labels, the coarser classes columns; corners count from 1; not all have a box."""
    pictures(tmp_path, *(f"data/images/{i}.jpg" for i in ("0034309", "0034958", "0037511")))
    lists = {"variant": ("707-320", "737-200", "A300B4"), "manufacturer": ("Boeing", "Boeing", "Airbus")}
    lists["family"] = ("Boeing 707", "Boeing 737", "A300")
    for level, (first, second, third) in lists.items():
        write(tmp_path / f"data/images_{level}_train.txt", f"0034309 {first}\n")
        write(tmp_path / f"data/images_{level}_val.txt", f"0034958 {second}\n")
        write(tmp_path / f"data/images_{level}_trainval.txt", f"0034309 {first}\n0034958 {second}\n")
        write(tmp_path / f"data/images_{level}_test.txt", f"0037511 {third}\n")
    write(tmp_path / "data/images_box.txt", "0034309 3 144 998 431\n0034958 1 1 10 20\n")
    source = open_source(tmp_path / place)
    assert source.taken_for == "FGVC-Aircraft: 3 images, 3 objects, 3 categories"
    read = source.items.select(["label", "split", "family", "manufacturer"]).to_pylist()
    assert [tuple(each.values()) for each in read] == [
        ("707-320", "train", "Boeing 707", "Boeing"),
        ("737-200", "val", "Boeing 737", "Boeing"),
        ("A300B4", "test", "A300", "Airbus"),
    ]
    assert boxes(open_source(tmp_path / place, OBJECTS)) == [
        ("707-320", Crop(2, 143, 996, 288)),
        ("737-200", Crop(0, 0, 10, 20)),
    ]


@pytest.mark.parametrize("place", ["", "annotations/list.txt"])
def test_oxford_pets(tmp_path, place):
    """Breeds and not species are labels; heads have boxes where there is a file; trimaps are no images."""
    names = ["Abyssinian_1", "american_bulldog_10", "Bengal_2"]
    pictures(tmp_path, *(f"images/{name}.jpg" for name in names))
    pictures(tmp_path, *(f"annotations/trimaps/{name}.png" for name in names))
    lines = "".join(f"{name} {i} {i} 1\n" for name, i in zip(names, (1, 2, 1), strict=True))
    write(tmp_path / "annotations/list.txt", f"#Image CLASS-ID SPECIES BREED ID\n#ID: 1:37\n{lines}")
    write(tmp_path / "annotations/trainval.txt", "Abyssinian_1 1 1 1\n")
    write(tmp_path / "annotations/test.txt", "american_bulldog_10 2 2 1\n")
    box = "<bndbox><xmin>333</xmin><ymin>72</ymin><xmax>425</xmax><ymax>158</ymax></bndbox>"
    content = f"<annotation><object><name>cat</name>{box}</object></annotation>"
    write(tmp_path / "annotations/xmls/Abyssinian_1.xml", content)
    write(tmp_path / "annotations/xmls/Bengal_2.xml", content[:60])
    source = open_source(tmp_path / place)
    assert source.kind == "oxfordpets"
    read = source.items.select(["label", "split", "species"]).to_pylist()
    assert [tuple(each.values()) for each in read] == [
        ("Abyssinian", "trainval", "cat"),
        ("american_bulldog", "test", "dog"),
        ("Bengal", None, "cat"),
    ]
    assert boxes(open_source(tmp_path / place, OBJECTS)) == [("Abyssinian", Crop(332, 71, 93, 87))]
