"""Data sets of classes whose lists lie beside their images: birds, aircraft, pets, flowers, cars, dogs."""

import numpy as np
import pytest
from scipy.io import savemat

from explorer.errors import SourceError
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


@pytest.mark.parametrize("place", ["", "imagelabels.mat"])
def test_oxford_flowers(tmp_path, place):
    """Classes by their numbers, or names beside; ids of splits count from 1; segments are no images."""
    pictures(tmp_path, *(f"jpg/image_{i:05d}.jpg" for i in range(1, 5)))
    pictures(tmp_path, *(f"segmim/segmim_{i:05d}.jpg" for i in range(1, 5)))
    savemat(tmp_path / "imagelabels.mat", {"labels": np.array([[77, 77, 1, 102]], np.uint8)})
    ids = {"trnid": [[2]], "valid": [[4]], "tstid": [[1, 3]]}
    savemat(tmp_path / "setid.mat", {name: np.array(each, np.uint16) for name, each in ids.items()})
    source = open_source(tmp_path / place)
    assert source.taken_for == "Oxford Flowers: 4 images, 4 objects, 3 categories"
    assert source.items["label"].to_pylist() == ["77", "77", "1", "102"]
    assert source.items["split"].to_pylist() == ["test", "train", "test", "val"]
    write(tmp_path / "cat_to_name.json", '{"77": "passion flower", "1": "pink primrose"}')
    named = ["passion flower", "passion flower", "pink primrose", "102"]
    assert open_source(tmp_path / place).items["label"].to_pylist() == named


def annotations(*cars: dict) -> np.ndarray:
    """An array of structs as MATLAB has it."""
    made = np.zeros((1, len(cars)), [(name, object) for name in cars[0]])
    for i, car in enumerate(cars):
        made[0, i] = tuple(car.values())
    return made


def car(name: str, code: int | None, **more) -> dict:
    """What is said of an image."""
    box = dict(zip(("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2"), (39, 116, 569, 375), strict=True))
    return box | ({} if code is None else {"class": code}) | more | {"fname": name}


CARS = np.array([["AM General Hummer SUV 2000", "Acura RL Sedan 2012"]], object)


@pytest.mark.parametrize("with_classes", [True, False])
def test_stanford_cars_of_two_splits(tmp_path, with_classes):
    """Images of one name are two, by their folders; classes of test images are in another file, or none."""
    pictures(
        tmp_path, *(f"cars_{split}/cars_{split}/{i:05d}.jpg" for split in ("train", "test") for i in (1, 2))
    )
    (tmp_path / "devkit").mkdir()
    savemat(tmp_path / "devkit/cars_meta.mat", {"class_names": CARS})
    train = annotations(car("00001.jpg", 2), car("00002.jpg", 1))
    savemat(tmp_path / "devkit/cars_train_annos.mat", {"annotations": train})
    test = annotations(car("00001.jpg", None), car("00002.jpg", None))
    savemat(tmp_path / "devkit/cars_test_annos.mat", {"annotations": test})
    if with_classes:
        test = annotations(car("00001.jpg", 1), car("00002.jpg", 1))
        savemat(tmp_path / "cars_test_annos_withlabels.mat", {"annotations": test})
    source = open_source(tmp_path)
    assert source.kind == "stanfordcars" and source.items.num_rows == 4
    hummer, acura = CARS[0].tolist()
    rows = source.items.select(["path", "label", "split"]).to_pylist()
    found = {row["path"]: (row["label"], row["split"]) for row in rows}
    of_test = hummer if with_classes else None
    assert found == {
        "cars_train/cars_train/00001.jpg": (acura, "train"),
        "cars_train/cars_train/00002.jpg": (hummer, "train"),
        "cars_test/cars_test/00001.jpg": (of_test, "test"),
        "cars_test/cars_test/00002.jpg": (of_test, "test"),
    }
    assert any("without a class" in note for note in source.notes) != with_classes
    objects = boxes(open_source(tmp_path, OBJECTS))
    assert len(objects) == (4 if with_classes else 2)
    assert {crop for _, crop in objects} == {Crop(38, 115, 531, 260)}


def test_stanford_cars_in_one_file(tmp_path):
    """With paths of its own, names of classes and a mark for each test image."""
    pictures(tmp_path, "car_ims/000001.jpg", "car_ims/000002.jpg")
    cars = [
        car("", 1, relative_im_path="car_ims/000001.jpg", test=0),
        car("", 2, relative_im_path="car_ims/000002.jpg", test=1),
    ]
    savemat(tmp_path / "cars_annos.mat", {"annotations": annotations(*cars), "class_names": CARS})
    for location in (tmp_path, tmp_path / "cars_annos.mat"):
        source = open_source(location)
        assert source.items["label"].to_pylist() == CARS[0].tolist()
        assert source.items["split"].to_pylist() == ["train", "test"]
    (tmp_path / "cars_annos.mat").write_bytes(b"MATLAB 5.0 MAT-file" + bytes(200))
    with pytest.raises(SourceError, match="cannot be read as MATLAB"):
        open_source(tmp_path)


def test_stanford_dogs(tmp_path):
    """XML without an ending, names that nobody filled in, and lists of splits in files of MATLAB."""
    names = [
        "n02085620-Chihuahua/n02085620_7",
        "n02085620-Chihuahua/n02085620_9",
        "n02085782-Basset/n02085782_1",
    ]
    pictures(tmp_path, *(f"Images/{name}.jpg" for name in names))
    for name in names:
        box = "<bndbox><xmin>26</xmin><ymin>1</ymin><xmax>273</xmax><ymax>202</ymax></bndbox>"
        breed = name.partition("/")[0].partition("-")[2]
        marked = f"<object><name>{breed}</name><pose>Unspecified</pose>{box}</object>"
        write(tmp_path / "Annotation" / name, f"<annotation><filename>%s</filename>{marked}</annotation>")
    for split, listed in (("train", names[:2]), ("test", names[2:])):
        cells = np.array([[f"{name}.jpg"] for name in listed], object)
        savemat(tmp_path / f"{split}_list.mat", {"file_list": cells})
    source = open_source(tmp_path)
    assert source.taken_for == "Pascal VOC: 3 images, 3 objects, 2 categories"
    assert source.items["label"].to_pylist() == ["Chihuahua", "Chihuahua", "Basset"]
    assert source.items["split"].to_pylist() == ["train", "train", "test"]
    assert boxes(open_source(tmp_path, OBJECTS))[0] == ("Chihuahua", Crop(25, 0, 248, 202))
