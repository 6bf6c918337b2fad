"""Sources of annotations (COCO, YOLO, VOC, CVAT, LabelMe) as programs write them and people break them."""

import json
import os
from pathlib import Path

import pytest

from explorer.errors import SourceError
from explorer.export import export
from explorer.images.crops import Crop, Cropped, split_fragment
from explorer.images.fetched import Remote
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder


def write(path: Path, content: str | bytes = b"\xff\xd8\xff") -> Path:
    """Write a file and the folders it lies in; what begins as a JPEG is one to whoever only looks for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(source) -> list[tuple]:
    """Path, categories and number of objects of each item."""
    items = source.items
    return list(
        zip(
            items["path"].to_pylist(),
            items["categories"].to_pylist(),
            items["objects"].to_pylist(),
            strict=True,
        )
    )


CATEGORIES = [{"id": 1, "name": "cat"}, {"id": 18, "name": "dog"}]


def coco(images: list, annotations: list = (), **more) -> str:
    """A file of COCO's format."""
    return json.dumps(
        {"info": {}, "images": images, "annotations": list(annotations), "categories": CATEGORIES} | more
    )


def test_coco_images_have_the_categories_of_their_objects(tmp_path):
    """Ids have gaps, an image has several objects or none, and crowds count as one."""
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        write(tmp_path / "val2017" / name)
    images = [
        {"id": 7, "file_name": "a.jpg"},
        {"id": 9, "file_name": "b.jpg"},
        {"id": 40, "file_name": "c.jpg"},
    ]
    objects = [
        {
            "id": 1,
            "image_id": 40,
            "category_id": 18,
            "bbox": [0, 0, 2, 2],
            "segmentation": [[0, 0, 1, 1, 2, 2]],
        },
        {"id": 2, "image_id": 40, "category_id": 1, "bbox": [0, 0, 2, 2]},
        {
            "id": 3,
            "image_id": 40,
            "category_id": 18,
            "iscrowd": 1,
            "segmentation": {"counts": [1], "size": [1, 1]},
        },
        {"id": 4, "image_id": 7, "category_id": 1, "bbox": [0, 0, 2, 2]},
    ]
    file = write(tmp_path / "annotations" / "instances_val2017.json", coco(images, objects))
    source = open_source(file)
    assert source.kind == "coco"
    assert source.root == tmp_path
    assert source.taken_for == "COCO instances: 3 images, 4 objects, 2 categories"
    assert rows(source) == [
        ("val2017/a.jpg", ["cat"], 1),
        ("val2017/b.jpg", None, 0),
        ("val2017/c.jpg", ["cat", "dog"], 3),
    ]
    assert source.items["label"].to_pylist() == [["cat"], [], ["cat", "dog"]] and source.notes == ()


def test_coco_with_one_category_an_image_has_labels(tmp_path):
    """Then it is a data set of classes like any other."""
    for name in ("a.jpg", "b.jpg"):
        write(tmp_path / name)
    images = [{"id": 0, "file_name": "a.jpg"}, {"id": 1, "file_name": "b.jpg"}]
    objects = [
        {"image_id": 0, "category_id": 1},
        {"image_id": 1, "category_id": 18},
        {"image_id": 1, "category_id": 18},
    ]
    source = open_source(write(tmp_path / "train.json", coco(images, objects)))
    assert source.items["label"].to_pylist() == ["cat", "dog"]


def test_a_folder_of_coco_is_all_of_its_splits(tmp_path):
    """Two files of one name lie in two splits; captions are text, and keypoints count no person twice."""
    for split in ("train", "val"):
        write(tmp_path / split / "1.jpg")
        images = [{"id": 1, "file_name": "1.jpg"}]
        one = [{"image_id": 1, "category_id": 1 if split == "val" else 18}]
        write(tmp_path / "annotations" / f"instances_{split}.json", coco(images, one))
        write(tmp_path / "annotations" / f"person_keypoints_{split}.json", coco(images, one))
        said = [{"image_id": 1, "caption": f"A {split}."}, {"image_id": 1, "caption": "Again."}]
        write(
            tmp_path / "annotations" / f"captions_{split}.json",
            json.dumps({"images": images, "annotations": said}),
        )
    source = open_source(tmp_path)
    assert source.taken_for == "COCO captions and instances: 2 images, 2 objects, 2 categories"
    assert rows(source) == [("train/1.jpg", ["dog"], 1), ("val/1.jpg", ["cat"], 1)]
    assert source.items["split"].to_pylist() == ["train", "val"]
    assert source.items["captions"].to_pylist() == [["A train.", "Again."], ["A val.", "Again."]]


@pytest.mark.parametrize("licenses", [[{"id": 4, "name": "CC"}, 5], None, {}, "none"])
@pytest.mark.parametrize("plain", [True, False])
def test_what_else_coco_says_of_images_is_columns(tmp_path, licenses, plain):
    """Places and times of camera traps, licences by their names; lists are passed over."""
    write(tmp_path / "a.jpg")
    write(tmp_path / "b.jpg")
    images = [
        {"id": 1, "file_name": "a.jpg", "location": 7, "license": 4, "flags": [1], "split": "x"},
        {"id": 2, "file_name": "b.jpg", "location": None, "datetime": "2020-01-01", "license": [1]},
    ]
    content = coco(images, [{"image_id": 1, "category_id": 1}], licenses=licenses)
    if not plain:  # as Python writes what JSON does not have
        content = content.replace('"category_id": 1', '"category_id": 1, "score": NaN')
    items = open_source(write(tmp_path / "t.json", content)).items
    assert items["location"].to_pylist() == [7, None]
    assert items["datetime"].to_pylist() == [None, "2020-01-01"]
    assert items["split_source"].to_pylist() == ["x", None]
    assert items["license"].to_pylist() == ["CC" if isinstance(licenses, list) else 4, None]
    assert "flags" not in items.column_names


@pytest.mark.parametrize("split", ["validation", "val2017", "Test"])
def test_each_folder_of_a_split_has_its_file_of_coco(tmp_path, split):
    """However the split is called."""
    for name in ("train", split):
        write(tmp_path / f"{name}/x.jpg")
        content = coco([{"id": 1, "file_name": "x.jpg"}], [{"image_id": 1, "category_id": 1}])
        write(tmp_path / f"{name}/annotations.json", content)
    assert open_source(tmp_path).items["split"].to_pylist() == ["train", split]


def test_coco_whose_ending_is_in_capitals(tmp_path):
    """In a folder, as programs of other systems name it."""
    write(tmp_path / "Annotations/INSTANCES.JSON", coco([{"id": 1, "file_name": "A.JPG"}]))
    write(tmp_path / "images/A.JPG")
    assert open_source(tmp_path).taken_for == "COCO annotations: 1 image, 0 objects, 2 categories"


def test_coco_as_other_programs_write_it(tmp_path):
    """Beside the images in folders of splits, with paths of Windows, ids that are text, and addresses."""
    write(tmp_path / "valid" / "a.jpg")
    write(tmp_path / "train" / "sub" / "b.jpg")
    write(
        tmp_path / "valid" / "_annotations.coco.json",
        coco([{"id": "x", "file_name": "a.jpg"}], [{"image_id": "x", "category_id": "1"}]),
    )
    write(
        tmp_path / "train" / "_annotations.coco.json",
        coco([{"id": 1, "file_name": "sub\\b.jpg"}], [{"image_id": "1", "category_id": 18}]),
    )
    assert rows(open_source(tmp_path)) == [("train/sub/b.jpg", ["dog"], 1), ("valid/a.jpg", ["cat"], 1)]
    url = write(
        tmp_path / "urls.json",
        coco([{"id": 1, "coco_url": "http://there/b.jpg"}], [{"image_id": 1, "category_id": 1}]),
    )
    assert rows(open_source(url)) == [("train/sub/b.jpg", ["cat"], 1)]


def test_what_coco_has_wrong_is_said_and_nothing_is_lost(tmp_path):
    """Missing files, annotations of no image, categories nobody declared, an id twice."""
    write(tmp_path / "a.jpg")
    images = [
        {"id": 1, "file_name": "a.jpg"},
        {"id": 1, "file_name": "gone.jpg"},
        {"id": 3, "file_name": "../out.jpg"},
    ]
    objects = [{"image_id": 1, "category_id": 0}, {"image_id": 99, "category_id": 1}, {"image_id": None}]
    source = open_source(write(tmp_path / "x.json", coco(images, objects)))
    assert rows(source) == [("a.jpg", ["0"], 1)]
    assert source.taken_for == "COCO annotations: 3 images, 1 object, 3 categories; 2 files missing"
    assert [(each.path, each.source_row) for each in source.failures] == [("gone.jpg", 1), ("../out.jpg", 2)]
    assert source.notes == (
        "Images with an id that another image has, too: 1.",
        "Objects of a category that is not declared, so that its id is its name: 1.",
        "Annotations of images that are not listed, left out: 2.",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (coco([]), "without an image"),
        (coco([{"id": 1, "file_name": "gone.jpg"}]), "the first would be 'gone.jpg'"),
        ('{"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [', "is it cut off"),
        ('{"images": 3, "annotations": []}', "not as COCO has it"),
        ('{"images": [], "annotations": ' + "[" * 100_000, "not as COCO has it"),
        ('{"images": [], "annotations": [{"x": ' + "[" * 100_000, "JSON"),
    ],
)
def test_coco_that_is_none_is_one_sentence(tmp_path, content, said):
    """It says what is wrong, and where."""
    file = write(tmp_path / "x.json", content)
    with pytest.raises(SourceError, match=said) as told:
        open_source(file, SourceOptions(source="coco"))
    assert str(file) in str(told.value)
    assert "\n" not in str(told.value)


def test_coco_with_nan_as_python_writes_it(tmp_path):
    """It is no JSON, and there is much of it."""
    write(tmp_path / "a.jpg")
    content = coco(
        [{"id": 1, "file_name": "a.jpg"}], [{"image_id": 1, "category_id": 1, "area": float("nan")}]
    )
    assert "NaN" in content
    assert rows(open_source(write(tmp_path / "x.json", content))) == [("a.jpg", ["cat"], 1)]


def test_images_that_are_elsewhere_are_fetched_where_that_is_asked_for(tmp_path):
    """Else a line says how many have an address; one that is here is read here."""
    write(tmp_path / "a.jpg")
    there = "http://images.example.org/val/"
    images = [
        {"id": 1, "file_name": "a.jpg", "coco_url": f"{there}a.jpg"},
        {"id": 2, "file_name": "b.jpg", "coco_url": "", "flickr_url": f"{there}b.jpg?token=secret"},
        {"id": 3, "file_name": "c.jpg", "coco_url": "file:///etc/passwd"},
    ]
    file = write(tmp_path / "x.json", coco(images, [{"image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4]}]))
    source = open_source(file)
    assert source.items["path"].to_pylist() == ["a.jpg"]
    assert any("--fetch reads from the addresses" in note and ": 1." in note for note in source.notes)
    fetched = open_source(file, SourceOptions(fetch=True))
    assert fetched.items["path"].to_pylist() == ["a.jpg", f"{there}b.jpg"]
    assert fetched.image(1) == Remote(f"{there}b.jpg?token=secret")
    assert [each.path for each in fetched.failures] == ["c.jpg"] and fetched.notes == ()
    one = open_source(file, SourceOptions(fetch=True, items="objects"))
    assert one.items["path"].to_pylist() == [f"{there}b.jpg#xywh=1,2,3,4"]
    assert one.image(0) == Cropped(fetched.image(1), Crop(1, 2, 3, 4))


def test_panoptic_parts_are_objects(tmp_path):
    """All parts of a picture stand in one annotation."""
    write(tmp_path / "a.jpg")
    parts = [{"id": 3, "category_id": 1}, {"id": 4, "category_id": 18}, {"id": 5, "category_id": 18}]
    content = coco(
        [{"id": 1, "file_name": "a.jpg"}], [{"image_id": 1, "file_name": "a.png", "segments_info": parts}]
    )
    source = open_source(write(tmp_path / "panoptic_val.json", content))
    assert rows(source) == [("a.jpg", ["cat", "dog"], 3)]


YAML = "path: ../datasets/x\ntrain: images/train\nval: images/val\nnames:\n  0: cat\n  1: dog\n"


def test_yolo_folders(tmp_path):
    """Boxes, polygons and oriented boxes; images without any, and lines that are none."""
    write(tmp_path / "data.yaml", YAML)
    for name in ("train/a.jpg", "train/b.jpg", "val/c.jpg", "val/a.jpg"):
        write(tmp_path / "images" / name)
    write(tmp_path / "labels/train/a.txt", "0 .5 .5 .1 .1\n1 0 0 1 0 1 1 0 1\n1 .5 .5 .2 .2\n")
    write(tmp_path / "labels/train/b.txt", "")
    write(tmp_path / "labels/val/c.txt", "1 .5 .5 .1 .1\ncat .5 .5 .1 .1\n1 2\n7 .5 .5 nan .1\n9 .1 .1 .1 .1")
    source = open_source(tmp_path)
    assert source.taken_for == "YOLO: 4 images, 5 objects, 3 categories"
    assert rows(source) == [
        ("images/train/a.jpg", ["cat", "dog"], 3),
        ("images/train/b.jpg", None, 0),
        ("images/val/a.jpg", None, 0),
        ("images/val/c.jpg", ["dog", "9"], 2),
    ]
    assert source.items["split"].to_pylist() == ["train", "train", "val", "val"]
    assert source.notes == (
        "Lines that are no boxes as YOLO writes them, left out: 3.",
        "Objects of a class that is not named, so that its number is its name: 1.",
    )
    assert open_source(tmp_path / "data.yaml").items.equals(source.items)


def test_yolo_as_other_programs_write_it(tmp_path):
    """Folders of splits with `../` before them, lists of images in a file, and no description at all."""
    write(
        tmp_path / "a/data.yaml",
        "train: ../train/images\ntest: [gone.txt, test.txt]\nnc: 1\nnames: ['cat']\n",
    )
    write(tmp_path / "a/train/images/1.jpg")
    write(tmp_path / "a/train/labels/1.txt", "0 .5 .5 .1 .1")
    write(tmp_path / "a/data/2.jpg")
    write(tmp_path / "a/data/2.txt", "0 .5 .5 .1 .1")
    write(tmp_path / "a/test.txt", "./data/2.jpg\n./data/3.jpg\n\n")
    source = open_source(tmp_path / "a")
    assert rows(source) == [("train/images/1.jpg", ["cat"], 1), ("data/2.jpg", ["cat"], 1)]
    assert source.taken_for.endswith("1 file missing")
    assert "the test images are to be here" in source.failures[-1].reason
    write(tmp_path / "b/images/1.jpg")
    write(tmp_path / "b/labels/1.txt", "1 .5 .5 .1 .1")
    write(tmp_path / "b/classes.txt", "cat\ndog\n")
    assert rows(open_source(tmp_path / "b")) == [("images/1.jpg", ["dog"], 1)]


@pytest.mark.parametrize("content", ["names: [a]\ntrain: nowhere\n", "names: [a]\ntrain: [nowhere]\n"])
def test_yolo_without_its_images_says_where_they_were_to_be(tmp_path, content):
    """The split and the folder."""
    with pytest.raises(SourceError, match="the train images are to be in 'nowhere', which is not there"):
        open_source(write(tmp_path / "data.yaml", content))


@pytest.mark.parametrize("content", ["a: &a [*a]\n", "- !!python/object:os.system x", "names: {", "\0"])
def test_other_yaml_is_no_source(tmp_path, content):
    """Neither does it do anything."""
    with pytest.raises(SourceError, match="expected a folder of images"):
        open_source(write(tmp_path / "data.yaml", content))


def voc(name: str, *objects: str) -> str:
    """A file of VOC's format."""
    marked = "".join(
        f"<object><name>{each}</name><bndbox><xmin>1</xmin></bndbox></object>" for each in objects
    )
    return f"<annotation><folder>x</folder><filename>{name}</filename>{marked}</annotation>"


def test_voc_folders(tmp_path):
    """With lists of splits; an image without annotations has none, and one cut off is said."""
    for name in ("a", "b", "c", "d"):
        write(tmp_path / f"JPEGImages/{name}.jpg")
    write(tmp_path / "Annotations/a.xml", voc("a.jpg", "dog", "dog", "cat"))
    write(tmp_path / "Annotations/b.xml", voc("another name.jpg", "cat"))
    write(tmp_path / "Annotations/c.xml", voc("c.jpg", "cat")[:40])
    write(tmp_path / "Annotations/e.xml", voc("e.jpg", "cat"))
    write(tmp_path / "ImageSets/Main/train.txt", "a\nb\n")
    write(tmp_path / "ImageSets/Main/trainval.txt", "a\nb\nc\n")
    write(tmp_path / "ImageSets/Main/cat_query.txt", "a 1\nc -1\nd 1\n")  # which of them have a class
    write(tmp_path / "ImageSets/Main/query.txt", "d\n")
    source = open_source(tmp_path)
    assert source.kind == "voc"
    assert source.taken_for == "Pascal VOC: 5 images, 6 objects, 2 categories; 1 file missing"
    assert rows(source) == [
        ("JPEGImages/a.jpg", ["dog", "cat"], 3),
        ("JPEGImages/b.jpg", ["cat"], 1),
        ("JPEGImages/c.jpg", None, 0),
        ("JPEGImages/d.jpg", ["cat"], 1),
    ]
    assert source.items["split"].to_pylist() == ["train", "train", "trainval", "query"]
    assert [each.path for each in source.failures] == ["e.jpg", "Annotations/c.xml"]


def test_what_voc_says_of_objects_beside_flags(tmp_path):
    """The pose, where one is told, and attributes as CVAT writes them; parts are counted."""
    write(tmp_path / "a.jpg")
    box = "<bndbox><xmin>2</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    attributes = "<attributes><attribute><name>age</name><value>3</value></attribute></attributes>"
    part = f"<part><name>head</name>{box}</part>"
    objects = f"<object><name>cat</name><pose>Left</pose>{box}{part}{attributes}</object>"
    objects += f"<object><name>dog</name><pose>Unspecified</pose>{box}</object>"
    write(tmp_path / "a.xml", f"<annotation><filename>a.jpg</filename>{objects}</annotation>")
    source = open_source(tmp_path, SourceOptions(items="objects"))
    assert source.items["label"].to_pylist() == ["cat", "dog"]
    assert source.items["pose"].to_pylist() == ["Left", None]
    assert source.items["age"].to_pylist() == [3, None]
    assert source.notes == ("Parts of objects (heads, hands, feet), left out: 1.",)


def test_voc_without_names_of_files(tmp_path):
    """The image of that name in its own folder counts, not its mask."""
    for folder in ("JPEGImages", "SegmentationObject"):
        write(tmp_path / f"{folder}/a.{'jpg' if folder == 'JPEGImages' else 'png'}")
    write(tmp_path / "Annotations/a.xml", voc("", "cat"))
    assert rows(open_source(tmp_path)) == [("JPEGImages/a.jpg", ["cat"], 1)]


def test_a_circle_of_labelme(tmp_path):
    """Its middle and a point on it are told, as in the program's own example."""
    write(tmp_path / "a.jpg")
    shape = {"label": "circle", "points": [[195.0, 84.0], [225.0, 124.0]], "shape_type": "circle"}
    write(tmp_path / "a.json", json.dumps({"imagePath": "a.jpg", "shapes": [shape]}))
    (path,) = open_source(tmp_path, SourceOptions(items="objects")).items["path"].to_pylist()
    assert path == "a.jpg#xywh=145,34,100,100"


def test_what_labelme_says_of_shapes(tmp_path):
    """Flags and groups; X-AnyLabeling has scores and attributes besides, and rectangles of four points."""
    write(tmp_path / "a.jpg")
    shape = {"label": "bus", "shape_type": "rectangle", "points": [[1, 2], [5, 2], [5, 9], [1, 9]]}
    said = {"flags": {"night": True}, "attributes": {"colour": "red"}, "score": 0.5, "difficult": "false"}
    shapes = [shape | said | {"group_id": 3, "kie_linking": []}, shape | {"score": None, "flags": None}]
    write(tmp_path / "a.json", json.dumps({"imagePath": "a.jpg", "shapes": shapes}))
    items = open_source(tmp_path, SourceOptions(items="objects")).items
    assert {path.split("#")[1] for path in items["path"].to_pylist()} == {"xywh=1,2,4,7"}
    assert items.select(["night", "colour", "group", "score", "difficult"]).to_pylist() == [
        {"night": True, "colour": "red", "group": 3, "score": 0.5, "difficult": False},
        dict.fromkeys(("night", "colour", "group", "score", "difficult")),
    ]


def test_yolo_names_images_themselves(tmp_path):
    """In the list of a split, and in a text file whose folder was another once, as CVAT exports it."""
    for name in ("1", "2"):
        write(tmp_path / f"images/train/{name}.jpg")
        write(tmp_path / f"labels/train/{name}.txt", "0 0.5 0.5 0.2 0.2\n")
    write(tmp_path / "train.txt", "data/images/train/1.jpg\n/home/me/set/images/train/2.jpg\nimages/2.jpg\n")
    for train in ("[images/train/1.jpg, images/train/2.jpg]", "train.txt"):
        write(tmp_path / "data.yaml", f"path: .\ntrain: {train}\nnames: [cat]\n")
        source = open_source(tmp_path)
        assert [row[1:] for row in rows(source)] == [(["cat"], 1)] * 2
    assert len(source.failures) == 1


def test_voc_with_lists_of_classes_alone(tmp_path):
    """Classes by 1 and 0, the difficult; -1 of all is no class, and what no list names has no label."""
    for name in ("a", "b", "c", "d"):
        write(tmp_path / f"VOC2007/JPEGImages/{name}.jpg")
    sets = tmp_path / "VOC2007/ImageSets/Main"
    write(sets / "train.txt", "a\nb\nc\n")
    for name in ("cat_train", "cat_trainval"):
        write(sets / f"{name}.txt", "a  1\nb  0\nc -1\n")
    write(sets / "potted_plant_train.txt", "a  1\nb -1\nc -1\n")
    write(sets / "boxes.txt", "a 1 2\n")
    source = open_source(tmp_path)
    assert source.taken_for == "Pascal VOC: 4 images, 3 objects, 2 categories"
    assert source.items["label"].to_pylist() == [["cat", "potted_plant"], ["cat"], [], None]
    assert source.items["split"].to_pylist() == ["train", "train", "train", None]


def test_voc_beside_the_images_and_entities_that_are_not_followed(tmp_path):
    """As LabelImg writes it; and an attack is no annotation."""
    write(tmp_path / "x/a.jpg")
    write(tmp_path / "x/a.xml", voc("a.jpg", "cat"))
    write(tmp_path / "x/b.jpg")
    bomb = '<!DOCTYPE annotation [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + voc("b.jpg", "&b;")
    write(tmp_path / "x/b.xml", bomb)
    source = open_source(tmp_path)
    assert rows(source) == [("x/a.jpg", ["cat"], 1), ("x/b.jpg", None, 0)]
    assert "declarations" in source.failures[0].reason


def test_cvat(tmp_path):
    """Boxes, polygons and tags of a file of all images, which lie in folders of subsets."""
    write(tmp_path / "images/train/a.jpg")
    write(tmp_path / "images/b.jpg")
    write(
        tmp_path / "annotations.xml",
        "<annotations><version>1.1</version><meta><job><labels><label><name>dog</name></label></labels></job></meta>"
        '<image id="0" name="a.jpg" subset="train" width="1" height="1"><box label="dog" xtl="0"/>'
        '<polygon label="cat" points="1,2"/><tag label="dog"/></image>'
        '<image id="1" name="b.jpg"/><image id="2" name="c.jpg"/></annotations>',
    )
    for given in (tmp_path, tmp_path / "annotations.xml"):
        source = open_source(given)
        assert source.taken_for == "CVAT for images: 3 images, 3 objects, 2 categories; 1 file missing"
        assert rows(source) == [("images/train/a.jpg", ["dog", "cat"], 3), ("images/b.jpg", None, 0)]
        assert source.items["split"].to_pylist() == ["train", None]


@pytest.mark.parametrize(
    ("shape", "box"),
    [
        ('<box label="x" xtl="10" ytl="20" xbr="30" ybr="24" rotation="90.0"/>', (18, 12, 4, 20)),
        ('<ellipse label="x" cx="50" cy="40" rx="10" ry="5" rotation="90"/>', (45, 30, 10, 20)),
        ('<mask label="x" rle="3, 5" left="1" top="2" width="3" height="4"/>', (1, 2, 3, 4)),
        (
            '<skeleton label="x" points=""><points label="1" outside="1" points="0,0"/>'
            '<points label="2" points="2,2"/><points label="3" points="9,4"/></skeleton>',
            (2, 2, 7, 2),
        ),
    ],
)
def test_shapes_of_cvat(tmp_path, shape, box):
    """Turned boxes and ellipses, masks, and skeletons, whose points are no classes; unnamed is one."""
    write(tmp_path / "images/a.jpg")
    labels = "".join(
        f"<label><name>{name}</name>{more}</label>" for name, more in (("x", ""), ("1", "<parent>x</parent>"))
    )
    image = f'<image name="a.jpg">{shape}<polyline label="" points="1,1;2,2"/></image>'
    write(tmp_path / "annotations.xml", f"<annotations>{labels}{image}</annotations>")
    assert open_source(tmp_path).items["categories"].to_pylist() == [["x", "unnamed"]]
    crops = open_source(tmp_path, SourceOptions(items="objects"))
    assert split_fragment(crops.items["path"][0].as_py())[1] == pytest.approx((*box, False))


def test_tracks_of_cvat(tmp_path):
    """Boxes of each frame with their track, none that is outside; without frames, a line says what to do."""
    boxes = "".join(
        f'<box frame="{n}" outside="{int(n == 2)}" xtl="1" ytl="1" xbr="9" ybr="9"/>' for n in (0, 1, 2, 7)
    )
    tracks = (
        f'<annotations><track id="4" label="car">{boxes}</track><track id="5" label="bus"/></annotations>'
    )
    write(tmp_path / "annotations.xml", tracks)
    with pytest.raises(SourceError, match="none of its frames is beside them"):
        open_source(tmp_path)
    for n in range(3):
        write(tmp_path / f"images/frame_{n:06}.PNG")
    source = open_source(tmp_path)
    assert source.taken_for == "CVAT for a video: 3 images, 2 objects, 1 category"
    names = [f"images/frame_{n:06}.PNG" for n in range(3)]
    assert rows(source) == [(names[0], ["car"], 1), (names[1], ["car"], 1), (names[2], None, 0)]
    assert source.notes == ("Objects in frames that are not here, left out: 1.",)
    objects = open_source(tmp_path, SourceOptions(items="objects")).items
    assert objects["track"].to_pylist() == [4, 4]


def test_labelme(tmp_path):
    """Shapes and flags; a picture that is nowhere is said, and so is a file cut off."""
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        write(tmp_path / name)
    shapes = [
        {"label": "dog", "points": [[0, 0]]},
        {"label": "dog", "points": []},
        {"label": 3, "points": []},
    ]
    write(
        tmp_path / "a.json",
        json.dumps(
            {"version": "5", "imagePath": "a.jpg", "shapes": shapes, "flags": {"night": True, "day": False}}
        ),
    )
    write(tmp_path / "b.json", json.dumps({"imagePath": "..\\x\\b.jpg", "shapes": []})[:-2])
    write(tmp_path / "inside.json", json.dumps({"imagePath": "gone.jpg", "shapes": [], "imageData": None}))
    source = open_source(tmp_path)
    assert source.kind == "labelme"
    assert rows(source) == [("a.jpg", ["dog", "3", "night"], 4), ("b.jpg", None, 0), ("c.jpg", None, 0)]
    assert [each.path for each in source.failures] == ["b.json", "inside.json"]


def test_a_source_that_is_asked_for_is_that_or_nothing(tmp_path):
    """`--source` overrides what is told by itself, and says where it does not fit."""
    write(tmp_path / "images/a.jpg")
    write(tmp_path / "labels/a.txt", "0 .5 .5 .1 .1")
    assert open_source(tmp_path).kind == "yolo"
    assert open_source(tmp_path, SourceOptions(source="folder")).kind == "folder"
    with pytest.raises(SourceError, match="is not read as coco, which takes"):
        open_source(tmp_path, SourceOptions(source="coco"))
    with pytest.raises(SourceError, match="There is no source 'x'; there are coco, yolo, cvat"):
        open_source(tmp_path, SourceOptions(source="x"))


@pytest.mark.parametrize("name", ["label_column", "embeddings", "probabilities"])
def test_options_of_tables_are_refused(tmp_path, name):
    """They belong to rows, of which annotations have none."""
    write(tmp_path / "images/a.jpg")
    write(tmp_path / "labels/a.txt", "0 .5 .5 .1 .1")
    with pytest.raises(SourceError, match=f"--{name.replace('_', '-')} belongs to the rows of a table"):
        open_source(tmp_path, SourceOptions(**{name: "x"}))


def objects_of(path: Path) -> list[tuple]:
    """Path and label of each object."""
    items = open_source(path, SourceOptions(items="objects")).items
    return list(zip(items["path"].to_pylist(), items["label"].to_pylist(), strict=True))


def test_objects_of_coco_are_items(tmp_path):
    """Those of an image together, with what is said of each; what has no box is none."""
    for name in ("a.jpg", "b.jpg"):
        write(tmp_path / name)
    images = [
        {"id": 1, "file_name": "a.jpg"},
        {"id": 2, "file_name": "b.jpg"},
        {"id": 3, "file_name": "gone.jpg"},
    ]
    marked = [
        {"image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4.5], "area": 7.5, "iscrowd": 0, "score": 0.5},
        {"image_id": 1, "category_id": 18, "bbox": [5, 6, 7, 8], "iscrowd": 1},
        {"image_id": 2, "category_id": 18, "bbox": [0, 0, 1, 1]},
        {"image_id": 1, "category_id": 1},
        {"image_id": 1, "category_id": 1, "bbox": [0, 0]},
        {"image_id": 3, "category_id": 1, "bbox": [0, 0, 1, 1]},
    ]
    file = write(tmp_path / "x.json", coco(images, marked))
    source = open_source(file, SourceOptions(items="objects"))
    assert objects_of(file) == [
        ("a.jpg#xywh=5,6,7,8", "dog"),
        ("b.jpg#xywh=1,2,3,4.5", "cat"),
        ("b.jpg#xywh=0,0,1,1", "dog"),
    ]
    assert source.items["image"].to_pylist() == ["a.jpg", "b.jpg", "b.jpg"]
    assert source.items["area"].to_pylist() == [None, 7.5, None]
    assert source.items["crowd"].to_pylist() == [True, False, None]
    assert source.items["score"].to_pylist() == [None, 0.5, None]
    assert source.items["source_row"].to_pylist() == [1, 0, 2]
    assert source.image(0) == Cropped(str(tmp_path / "a.jpg"), Crop(5, 6, 7, 8))
    assert [each.path for each in source.failures] == ["gone.jpg"]


def test_objects_of_other_formats_are_items(tmp_path):
    """Boxes are those of the format, polygons are what they lie in, tags are none."""
    write(tmp_path / "yolo/images/a.jpg")
    write(tmp_path / "yolo/labels/a.txt", "0 .5 .5 .2 .1\n1 .1 .2 .3 .2 .3 .6\n0 .5 .5 .2 .1 .3 .3 2\n")
    assert objects_of(tmp_path / "yolo") == [
        ("images/a.jpg#xywh=percent:40,45,20,10", "0"),
        ("images/a.jpg#xywh=percent:10,20,20,40", "1"),
        ("images/a.jpg#xywh=percent:40,45,20,10", "0"),
    ]
    write(tmp_path / "voc/a.jpg")
    box = "<bndbox><xmin>1</xmin><ymin>11</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"
    write(tmp_path / "voc/a.xml", f"<annotation><object><name>cat</name>{box}</object></annotation>")
    assert objects_of(tmp_path / "voc") == [("a.jpg#xywh=0,10,20,20", "cat")]
    write(tmp_path / "cvat/a.jpg")
    write(
        tmp_path / "cvat/annotations.xml",
        '<annotations><image name="a.jpg"><box label="x" xtl="1" ytl="2" xbr="11" ybr="22"/>'
        '<polygon label="y" points="1,1;5,9;3,20"/>'
        '<tag label="z"/><box label="w" xtl="?"/></image></annotations>',
    )
    assert objects_of(tmp_path / "cvat") == [("a.jpg#xywh=1,2,10,20", "x"), ("a.jpg#xywh=1,1,4,19", "y")]
    write(tmp_path / "labelme/a.jpg")
    shapes = [{"label": "p", "points": [[4, 5], [1, 9]]}, {"label": "q", "points": [[1, 1]]}]
    write(tmp_path / "labelme/a.json", json.dumps({"imagePath": "a.jpg", "shapes": shapes}))
    assert objects_of(tmp_path / "labelme") == [("a.jpg#xywh=1,5,3,4", "p")]


def test_objects_where_there_are_none_are_an_error(tmp_path):
    """Of a folder, which marks nothing, and of annotations without a box."""
    write(tmp_path / "f/a.jpg")
    with pytest.raises(SourceError, match="marks no objects: leave out --items objects"):
        open_source(tmp_path / "f", SourceOptions(items="objects"))
    file = write(
        tmp_path / "f/x.json", coco([{"id": 1, "file_name": "a.jpg"}], [{"image_id": 1, "category_id": 1}])
    )
    with pytest.raises(SourceError, match="no object has a box"):
        open_source(file, SourceOptions(items="objects"))


@pytest.mark.usefixtures("cheap_projection")
def test_an_index_of_objects_has_its_pictures(tmp_path):
    """They are served and exported whole and once; a refresh reads only boxes that moved."""
    files = draw_folder(tmp_path / "p", 6)
    images = [{"id": i, "file_name": file.relative_to(tmp_path).as_posix()} for i, file in enumerate(files)]
    marked = [
        {"image_id": i, "category_id": k, "bbox": [x, 1, 6, 5]}
        for i in range(6)
        for k, x in ((1, 0), (18, 5))
    ]
    file = write(tmp_path / "x.json", coco(images, marked))
    options = BuildOptions(
        source=SourceOptions(items="objects"), device="cpu", workers=0, batch_size=8, neighbors=3
    )
    assert build_index(file, options=options, encoder=FakeEncoder()).new == 12
    with open_index(tmp_path / "x.dendro") as index:
        with index.open_image(0) as original:
            assert original.read() == (tmp_path / index.items["image"][0].as_py()).read_bytes()
        assert index.classes == ["cat", "dog"]
        export(index, tmp_path / "out", format="folder")
    assert sorted(each.name for each in (tmp_path / "out").rglob("*.png")) == sorted(
        each.name for each in files
    )
    marked[0]["bbox"] = [2, 1, 6, 5]
    file.write_text(coco(images, marked))
    again, remembering = FakeEncoder(), BuildOptions(device="cpu", workers=0, batch_size=8, neighbors=3)
    assert build_index(file, options=remembering, encoder=again).kept == 11
    assert again.seen == 1


def test_what_cannot_be_looked_into_holds_nothing_up(tmp_path):
    """Pipes and links that lead round in a circle, under the names of annotations."""
    write(tmp_path / "a.jpg")
    for name in ("a.xml", "b.json", "data.yaml", "x.zip", "annotations.xml"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "c.xml").symlink_to(tmp_path / "c.xml")
    (tmp_path / "images").symlink_to(tmp_path / "images")
    source = open_source(tmp_path)
    assert source.kind == "folder" and source.items["path"].to_pylist() == ["a.jpg"]
    write(tmp_path / "z.xml", voc("a.jpg", "cat"))
    assert rows(open_source(tmp_path)) == [("a.jpg", ["cat"], 1)]


def test_splits_are_folders_of_voc_and_labelme(tmp_path):
    """As Roboflow exports them; lists of VOC say more."""
    for split in ("train", "valid"):
        write(tmp_path / f"voc/{split}/{split}.jpg")
        write(tmp_path / f"voc/{split}/{split}.xml", voc(f"{split}.jpg", "cat"))
        write(tmp_path / f"labelme/{split}/{split}.jpg")
        shape = {"imagePath": f"{split}.jpg", "shapes": []}
        write(tmp_path / f"labelme/{split}/{split}.json", json.dumps(shape))
    for name in ("voc", "labelme"):
        assert open_source(tmp_path / name).items["split"].to_pylist() == ["train", "valid"]
    write(tmp_path / "voc/ImageSets/Main/val.txt", "train\n")
    write(tmp_path / "voc/images/test/c.jpg")
    write(tmp_path / "voc/Annotations/c.xml", voc("c.jpg", "cat"))
    assert sorted(open_source(tmp_path / "voc").items["split"].to_pylist()) == ["test", "val", "valid"]


def test_the_web_tool_of_labelme(tmp_path):
    """Polygons and boxes of masks; what was deleted there is none."""
    points = "".join(f"<pt><x>{x}</x><y>{y}</y></pt>" for x, y in ((43, 34), (45, 34), (45, 37)))
    box = "<segm><box><xmin>58</xmin><ymin>66</ymin><xmax>62</xmax><ymax>68</ymax></box></segm>"
    shapes = (f"<deleted>0</deleted><polygon>{points}</polygon>", box, "<deleted>1</deleted>")
    marked = "".join(f"<object><name>o{i}</name>{shape}</object>" for i, shape in enumerate(shapes))
    write(tmp_path / "Annotations/x/a.xml", f"<annotation><filename>a.jpg</filename>{marked}</annotation>")
    write(tmp_path / "Images/x/a.jpg")
    source = open_source(tmp_path, SourceOptions(items="objects"))
    assert [path.split("#")[1] for path in source.items["path"].to_pylist()] == [
        "xywh=43,34,2,3",
        "xywh=58,66,4,2",
    ]


def test_captions_are_no_objects(tmp_path):
    """Some programs give each a category that nobody declared."""
    write(tmp_path / "a.jpg")
    told = [{"image_id": 1, "category_id": 0, "caption": "hello"}]
    content = coco([{"id": 1, "file_name": "a.jpg"}], told, categories=[])
    source = open_source(write(tmp_path / "captions_x.json", content))
    assert source.taken_for == "COCO captions: 1 image, 0 objects, 0 categories"
    assert source.items["captions"].to_pylist() == [["hello"]]
    assert not source.notes


def test_what_else_is_said_of_objects_are_columns(tmp_path):
    """Attributes of COCO and CVAT, by their kind; one is called as a column of ours, one is of two kinds."""
    write(tmp_path / "a.jpg")
    said = [
        {"occluded": True, "label": "mine", "mixed": 1, "deep": [1]},
        {"occluded": False, "mixed": "x", "area": "north"},
    ]
    boxes = [
        {"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4 + i], "num_keypoints": i, "attributes": told}
        for i, told in enumerate((*said, []))
    ]
    write(tmp_path / "coco/x.json", coco([{"id": 1, "file_name": "../a.jpg"}], boxes))
    items = open_source(tmp_path / "coco/x.json", SourceOptions(items="objects")).items
    assert items["label"].to_pylist() == ["cat"] * 3
    assert items["label_attribute"].to_pylist() == ["mine", None, None]
    assert items["area_attribute"].to_pylist() == [None, "north", None]
    assert items["occluded"].to_pylist() == [True, False, None]
    assert items["mixed"].to_pylist() == ["1", "x", None]
    assert items["num_keypoints"].to_pylist() == [0, 1, 2]
    assert "deep" not in items.column_names
    shape = '<box label="dog" xtl="0" ytl="0" xbr="2" ybr="2" occluded="1">{}</box>'
    said = '<attribute name="{}">{}</attribute>'
    told = (("a1", "true"), ("a3", "0003"), ("a4", "2.4"))
    shapes = "".join(shape.format(said.format(*each)) for each in told)
    write(tmp_path / "annotations.xml", f'<annotations><image name="a.jpg">{shapes}</image></annotations>')
    items = open_source(tmp_path / "annotations.xml", SourceOptions(items="objects")).items
    assert items.select(["occluded", "a1", "a3", "a4"]).to_pylist() == [
        {"occluded": True, "a1": True, "a3": None, "a4": None},
        {"occluded": True, "a1": None, "a3": "0003", "a4": None},
        {"occluded": True, "a1": None, "a3": None, "a4": 2.4},
    ]
