"""Files that list images with what is marked in them, as their programs write them (VIA, Label Studio, …)."""

import base64
import json
import struct
import zlib
from pathlib import Path

import pytest

from explorer.images.crops import Crop, split_fragment
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.kinds import ANNOTATIONS, KINDS, tfrecord
from tests.sources.test_annotations import rows, write


def pictures(root: Path, *names: str) -> None:
    """Write what looks like images."""
    for name in names:
        write(root / name)


def boxes(source) -> list[tuple[str, Crop]]:
    """Class and box of each object."""
    paths, labels = (source.items[name].to_pylist() for name in ("path", "label"))
    return [(label, split_fragment(path)[1]) for path, label in zip(paths, labels, strict=True)]


def via(name: str, *regions: tuple[dict, dict], **said) -> dict:
    """An entry of VIA 2."""
    pairs = [{"shape_attributes": shape, "region_attributes": about} for shape, about in regions]
    return {"filename": name, "size": 9, "regions": pairs, "file_attributes": said}


SHAPES = (
    ({"name": "rect", "x": 1, "y": 2, "width": 3, "height": 4}, {"kind": "cat", "age": "old"}),
    ({"name": "circle", "cx": 10, "cy": 20, "r": 5}, {"kind": "dog"}),
    ({"name": "ellipse", "cx": 10, "cy": 20, "rx": 5, "ry": 2}, {"kind": {"cat": True, "dog": False}}),
    ({"name": "polygon", "all_points_x": [1, 9, 4], "all_points_y": [2, 3, 8]}, {"kind": ""}),
    ({"name": "point", "cx": 1, "cy": 1}, {"kind": "cat"}),
)
VIA_BOXES = [Crop(1, 2, 3, 4), Crop(5, 15, 10, 10), Crop(5, 18, 10, 4), Crop(1, 2, 8, 6)]


@pytest.mark.parametrize("form", ["project", "annotations", "csv"])
def test_via(tmp_path, form):
    """All shapes; the class is the attribute that most regions have; one that is empty is unnamed."""
    pictures(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    entries = {"a.jpg9": via("a.jpg", *SHAPES), "b.jpg9": via("b.jpg"), "gone.jpg9": via("gone.jpg")}
    if form == "csv":
        lines = [
            "#filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"
        ]
        for entry in entries.values():
            for region in entry["regions"] or [{"shape_attributes": {}, "region_attributes": {}}]:
                cells = [json.dumps(region[part]).replace('"', '""') for part in region]
                lines.append(f'{entry["filename"]},9,"{{}}",5,0,"{cells[0]}","{cells[1]}"')
        file = write(tmp_path / "via_region_data.csv", "\n".join(lines))
    else:
        content = {"_via_settings": {}, "_via_img_metadata": entries} if form == "project" else entries
        file = write(tmp_path / "via_region_data.json", json.dumps(content))
    source = open_source(file)
    assert source.taken_for == "VGG Image Annotator: 3 images, 5 objects, 3 categories; 1 file missing"
    assert rows(source) == [("a.jpg", ["cat", "dog", "unnamed"], 5), ("b.jpg", None, 0)]
    assert source.items["label"].to_pylist() == [["cat", "dog", "unnamed"], []]
    crops = open_source(file, SourceOptions(items="objects"))
    assert [crop for _, crop in boxes(crops)] == VIA_BOXES
    assert crops.items["age"].to_pylist() == ["old", None, None, None]
    # In a folder the images that no file lists are taken, too, and nobody has looked at them.
    assert open_source(tmp_path).items["label"].to_pylist()[-1] is None


def test_via_3(tmp_path):
    """A project: views of files, shapes by numbers, options by their words; what is no picture is said."""
    pictures(tmp_path, "photos/a.png", "b.png")
    shapes = [
        ([2, 1, 2, 3, 4], {"1": "K", "2": "x"}),
        ([3, 10, 20, 5], {"1": "C"}),
        ([8, 9, 3, 4, 8, 1, 2, 2, 6], {"1": "K"}),
        ([9, 0, 5, 5, 0, 10, 5], {"3": "p,q"}),
        ([1, 7, 7], {"1": "C"}),
    ]
    metadata = {
        str(i): {"vid": "1", "flg": 0, "z": [], "xy": xy, "av": av} for i, (xy, av) in enumerate(shapes)
    }
    metadata |= {
        "file": {"vid": "2", "z": [], "xy": [], "av": {"4": "1"}},
        "time": {"vid": "3", "z": [1, 2], "xy": [], "av": {"2": "x"}},
        "pair": {"vid": "4", "z": [], "xy": [2, 1, 1, 1, 1], "av": {"1": "K"}},
    }
    options = {"K": "sKy", "C": "Car"}
    project = {
        "project": {"pid": "__VIA_PROJECT_ID__", "pname": "x", "vid_list": ["1", "2"]},
        "config": {"file": {"loc_prefix": {"3": "/home/me/"}}, "ui": {}},
        "attribute": {
            "1": {"aname": "Kind", "type": 3, "options": options},
            "2": {"aname": "note", "type": 1, "options": {}},
            "3": {"aname": "parts", "type": 2, "options": {"p": "wheel", "q": "door"}},
            "4": {"aname": "Class", "type": 4, "options": {"1": "day"}},
        },
        "file": {
            "1": {"fid": 1, "fname": "a.png", "type": 2, "loc": 3, "src": "photos/a.png"},
            "2": {"fid": "2", "fname": "b.png", "type": 2, "loc": 4, "src": "data:image/png;base64,AAAA"},
            "3": {"fid": 3, "fname": "c.mp4", "type": 4, "loc": 1, "src": ""},
        },
        "view": {str(i): {"fid_list": ids} for i, ids in enumerate([[1], ["2"], [3], [1, 2]], 1)},
        "metadata": metadata,
    }
    file = write(tmp_path / "project.json", json.dumps(project))
    source = open_source(file)
    assert rows(source) == [("photos/a.png", ["sKy", "Car", "unnamed"], 5), ("b.png", ["day"], 1)]
    assert source.notes == (
        "Videos and sounds of the project, left out: 1.",
        "Regions and words of views of several pictures, left out: 1.",
    )
    crops = open_source(file, SourceOptions(items="objects"))
    assert boxes(crops) == [
        ("sKy", Crop(1, 2, 3, 4)),
        ("Car", Crop(5, 15, 10, 10)),
        ("sKy", Crop(1, 2, 8, 6)),
        ("unnamed", Crop(0, 0, 10, 10)),
    ]
    assert crops.items["parts"].to_pylist()[3] == "wheel, door"
    project["config"]["ui"]["spatial_region_label_attribute_id"] = "3"
    write(file, json.dumps(project))
    assert {"wheel", "door"} < set(open_source(file).items["categories"].to_pylist()[0])


def test_via_of_version_1_in_folders_of_splits(tmp_path):
    """As a public repository has it: regions by numbers and without attributes, a file in each split."""
    shape = {"name": "rect", "x": 229, "y": 118, "width": 166, "height": 298}
    one = {"0": {"shape_attributes": shape, "region_attributes": {}}}
    for split in ("train", "val"):
        pictures(tmp_path, f"{split}/cat4.jpg")
        entry = {"fileref": "", "size": 98849, "filename": "cat4.jpg", "base64_img_data": ""}
        content = {"cat4.jpg98849": {**entry, "file_attributes": {}, "regions": one}}
        write(tmp_path / split / "via_region_data.json", json.dumps(content))
    source = open_source(tmp_path)
    assert source.kind == "via"
    assert source.items["split"].to_pylist() == ["train", "val"]
    assert rows(source) == [("train/cat4.jpg", ["unnamed"], 1), ("val/cat4.jpg", ["unnamed"], 1)]


def region(kind: str, labels: list, number: str = "r", **value) -> dict:
    """A result of Label Studio, of a picture of 200 by 100 pixels."""
    return {
        "id": number,
        "type": kind,
        "from_name": "label",
        "to_name": "image",
        "original_width": 200,
        "original_height": 100,
        "image_rotation": value.pop("image_rotation", 0),
        "value": {**value, kind: labels},
    }


RECTANGLE = {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 0}


def task(image: str, *results: dict, **more) -> dict:
    """A task of Label Studio with one annotation, and much before it says what it is of."""
    annotated = {"annotations": [{"id": 7, "result": list(results)}], "meta": "x" * 20_000}
    return {"id": 1, **annotated, "data": {"image": image}, **more}


def test_label_studio(tmp_path):
    """Names of uploaded and of local files, choices of whole images, and who else has annotated."""
    pictures(tmp_path, "images/a.jpg", "images/0a1b2c3d-b.jpg", "images/sub/c d.jpg", "images/e.jpg")
    choice = {"id": "c", "type": "choices", "from_name": "q", "value": {"choices": ["sharp"]}}
    of_region = {"id": "r", "type": "choices", "from_name": "state", "value": {"choices": ["asleep"]}}
    cancelled = {"id": 1, "was_cancelled": True, "result": [choice]}
    second = {"id": 2, "result": [region("rectanglelabels", ["dog"], **RECTANGLE)], "ground_truth": True}
    tasks = [
        task("/data/upload/1/99887766-a.jpg", region("rectanglelabels", ["cat"], **RECTANGLE), of_region),
        task("/data/upload/1/0a1b2c3d-b.jpg", choice),
        task("/data/local-files/?d=sub%2Fc%20d.jpg"),
        {
            "id": 4,
            "data": {"image": "s3://bucket/images/e.jpg"},
            "annotations": [cancelled],
            "predictions": [{}],
        },
    ]
    tasks[2]["annotations"].append(second)
    file = write(tmp_path / "project-1.json", json.dumps(tasks))
    source = open_source(file)
    assert source.taken_for == "Label Studio: 4 images, 3 objects, 3 categories"
    assert rows(source) == [
        ("images/a.jpg", ["cat"], 1),
        ("images/0a1b2c3d-b.jpg", ["sharp"], 1),
        ("images/sub/c d.jpg", ["dog"], 1),
        ("images/e.jpg", None, 0),
    ]
    assert source.notes == (
        "Annotations of images that others have annotated, too, left out: 1.",
        "Predictions of models in the file, left out: 1.",
    )
    crops = open_source(file, SourceOptions(items="objects"))
    assert boxes(crops) == [("cat", Crop(10, 20, 30, 40, True)), ("dog", Crop(10, 20, 30, 40, True))]
    assert crops.items["state"].to_pylist() == ["asleep", None]


@pytest.mark.parametrize(
    ("result", "box"),
    [
        (region("rectanglelabels", ["x"], **(RECTANGLE | {"rotation": 90})), (-10, 20, 20, 60)),
        (region("rectanglelabels", ["x"], **RECTANGLE, image_rotation=90), (20, 60, 40, 30)),
        (region("rectanglelabels", ["x"], **RECTANGLE, image_rotation=180), (60, 40, 30, 40)),
        (region("polygonlabels", ["x"], points=[[1, 2], [5, 9], [3, 4]]), (1, 2, 4, 7)),
        (region("ellipselabels", ["x"], x=50, y=50, radiusX=10, radiusY=5, rotation=0), (40, 45, 20, 10)),
        (region("ellipselabels", ["x"], x=50, y=50, radiusX=10, radiusY=5, rotation=90), (47.5, 30, 5, 40)),
    ],
)
def test_boxes_of_label_studio(tmp_path, result, box):
    """Percent of a picture twice as wide as high, turned by hand: a turn swaps what a percent is."""
    pictures(tmp_path, "a.jpg")
    file = write(tmp_path / "export.json", json.dumps([task("a.jpg", result)]))
    ((_, crop),) = boxes(open_source(file, SourceOptions(items="objects")))
    assert crop == pytest.approx((*box, True))


def test_label_studio_in_short(tmp_path):
    """JSON-MIN: regions, one choice, several; members that no others share are no classes."""
    pictures(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    own = {"annotator": 1, "annotation_id": 1, "created_at": "2024", "updated_at": "2024", "lead_time": 6.5}
    tasks = [
        {"image": "/data/upload/1/11223344-a.jpg", "id": 1, "note": "once", "choice": "day", **own},
        {"image": "/data/upload/1/11223345-b.jpg", "id": 2, "tags": {"choices": ["day", "rain"]}, **own},
        {"image": "/data/upload/1/11223346-c.jpg", "id": 3, **own},
    ]
    tasks[2]["label"] = [{**RECTANGLE, "rectanglelabels": ["cat"], "original_width": 9, "original_height": 9}]
    file = write(tmp_path / "min.json", json.dumps(tasks))
    assert rows(open_source(file)) == [
        ("a.jpg", ["day"], 1),
        ("b.jpg", ["day", "rain"], 2),
        ("c.jpg", ["cat"], 1),
    ]
    assert boxes(open_source(file, SourceOptions(items="objects"))) == [("cat", Crop(10, 20, 30, 40, True))]


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_label_studio_as_a_table(tmp_path, ending):
    """A row an annotation, cells of JSON; numbers are no classes, and of a task the first row counts."""
    pictures(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    region = json.dumps([RECTANGLE | {"rectanglelabels": ["cat"], "original_width": 9, "original_height": 9}])
    lists = [
        ["annotation_id", "annotator", "choice", "id", "image", "label", "lead_time", "sky", "width"],
        [1, "me@here", "7", 1, "/data/upload/1/11223344-a.jpg", region + " " * 200_000, 6.5, "", 640],
        [2, "you@there", "8", 1, "/data/upload/1/11223344-a.jpg", "", 6.5, "", 640],
        [3, "me@here", "7", 2, "b.jpg", "", 6.5, '{"choices": ["day", "rain"]}', 640],
        [4, "me@here", "8", 3, "c.jpg", "", 6.5, "[cut off", 640],
    ]
    sign = "\t" if ending == ".tsv" else ","
    cells = [['"{}"'.format(str(cell).replace('"', '""')) for cell in line] for line in lists]
    file = write(tmp_path / f"project-1{ending}", "\n".join(map(sign.join, cells)))
    source = open_source(file)
    assert rows(source) == [
        ("a.jpg", ["7", "cat"], 2),
        ("b.jpg", ["7", "day", "rain"], 3),
        ("c.jpg", ["8"], 1),
    ]
    assert source.notes == ("Annotations of images that others have annotated, too, left out: 1.",)
    assert boxes(open_source(file, SourceOptions(items="objects"))) == [("cat", Crop(10, 20, 30, 40, True))]


def test_createml_counts_from_the_middle(tmp_path):
    """Members as tools write them and as Apple has them."""
    pictures(tmp_path, "train/a.jpg", "valid/b.jpg")
    box = {"label": "plate", "coordinates": {"x": 206.5, "y": 267, "width": 122.5, "height": 78.5}}
    write(
        tmp_path / "train/_annotations.createml.json", json.dumps([{"image": "a.jpg", "annotations": [box]}])
    )
    other = [{"imagefilename": "b.jpg", "annotation": [box | {"label": "car"}]}]
    write(tmp_path / "valid/_annotations.createml.json", json.dumps(other))
    source = open_source(tmp_path)
    assert source.taken_for == "Create ML: 2 images, 2 objects, 2 categories"
    assert source.items["split"].to_pylist() == ["train", "valid"]
    assert boxes(open_source(tmp_path, SourceOptions(items="objects"))) == [
        ("plate", Crop(145.25, 227.75, 122.5, 78.5)),
        ("car", Crop(145.25, 227.75, 122.5, 78.5)),
    ]


def test_supervisely(tmp_path):
    """Boxes, polygons, masks by their corner and size, and tags; an image without annotations is one."""
    pictures(tmp_path, "train/img/a.jpg", "train/img/b.jpg", "test/img/a.jpg")
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", 30, 20, 1, 0, 0, 0, 0) + bytes(99)
    mask = {"origin": [535, 66], "data": base64.b64encode(zlib.compress(header)).decode()}
    rectangle = {"exterior": [[0, 236], [582, 872]], "interior": []}
    objects = [
        {"classTitle": "person", "geometryType": "bitmap", "bitmap": mask},
        {"classTitle": "bike", "geometryType": "rectangle", "points": rectangle},
        {"classTitle": "bike", "geometryType": "point", "points": {"exterior": [[1, 2]], "interior": []}},
    ]
    tags = [{"name": "night", "value": None}, {"name": "situated", "value": "outside"}]
    content = {"description": "", "tags": tags, "size": {"height": 952, "width": 1200}, "objects": objects}
    write(tmp_path / "train/ann/a.jpg.json", json.dumps(content))
    write(tmp_path / "test/ann/a.json", json.dumps({**content, "objects": [], "tags": []}))
    write(tmp_path / "meta.json", json.dumps({"classes": [{"title": "tram"}, {"title": "bike"}], "tags": []}))
    source = open_source(tmp_path)
    assert source.taken_for == "Supervisely: 3 images, 4 objects, 4 categories"
    assert sorted(rows(source)) == [
        ("test/img/a.jpg", None, 0),
        ("train/img/a.jpg", ["bike", "person", "night"], 4),
        ("train/img/b.jpg", None, 0),
    ]
    assert source.items["split"].to_pylist() == ["test", "train", None]
    assert source.notes == ("Tags with a value, left out: 1.",)
    assert boxes(open_source(tmp_path, SourceOptions(items="objects"))) == [
        ("person", Crop(535, 66, 30, 20)),
        ("bike", Crop(0, 236, 582, 636)),
    ]


def test_youtube_vis_by_masks_alone(tmp_path):
    """Objects are what their masks lie in, runs of pixels column by column."""
    pictures(tmp_path, "train/JPEGImages/v1/0.jpg", "train/JPEGImages/v1/1.jpg")
    masks = [{"size": [4, 5], "counts": [4, 2, 2, 2, 10]}, None]
    content = {
        "videos": [{"id": 1, "file_names": ["v1/0.jpg", "v1/1.jpg"]}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"id": 1, "video_id": 1, "category_id": 1, "segmentations": masks}],
    }
    write(tmp_path / "train/instances.json", json.dumps(content))
    assert boxes(open_source(tmp_path, SourceOptions(items="objects"))) == [("cat", Crop(1, 0, 2, 2))]


def test_youtube_vis(tmp_path):
    """Frames are images, an object is one in each frame that it is seen in; nobody marked the other video."""
    frames = [f"{video}/{frame:05d}.jpg" for video in ("3a", "4b") for frame in (0, 5)]
    pictures(tmp_path, *(f"train/JPEGImages/{name}" for name in frames))
    videos = [
        {"id": 1, "width": 1280, "height": 720, "length": 2, "file_names": frames[:2]},
        {"id": 2, "width": 1280, "height": 720, "length": 2, "file_names": frames[2:]},
    ]
    seen = {"video_id": 1, "iscrowd": 0, "height": 720, "width": 1280, "length": 2}
    annotations = [
        {**seen, "id": 7, "category_id": 6, "bboxes": [[1, 2, 3, 4], None], "areas": [12, None]},
        {**seen, "id": 8, "category_id": 9, "segmentations": [None, [[1, 1, 5, 1, 5, 9]]]},
        {**seen, "id": 9, "video_id": 99, "category_id": 6, "bboxes": []},
    ]
    categories = [{"id": 6, "name": "zebra"}, {"id": 9, "name": "ape"}]
    content = {"info": {}, "annotations": annotations, "videos": videos, "categories": categories}
    write(tmp_path / "train/instances.json", json.dumps(content))
    source = open_source(tmp_path)
    assert source.taken_for == "YouTube-VIS: 4 images, 2 objects, 2 categories"
    assert [found[1:] for found in rows(source)] == [(["zebra"], 1), (["ape"], 1), (None, 0), (None, 0)]
    assert source.items["video"].to_pylist() == ["3a", "3a", "4b", "4b"]
    assert source.items["frame"].to_pylist() == [0, 1, 0, 1]
    assert source.notes == ("Objects of videos that are not listed, left out: 1.",)
    crops = open_source(tmp_path / "train/instances.json", SourceOptions(items="objects"))
    assert boxes(crops) == [("zebra", Crop(1, 2, 3, 4)), ("ape", Crop(1, 1, 4, 8))]
    assert crops.items["track"].to_pylist() == ["7", "8"]


BOX_HEADER = "filename,width,height,class,xmin,ymin,xmax,ymax"


def test_tables_of_boxes(tmp_path):
    """Of Roboflow, in folders of splits: of an image without a row nobody knows what is in it."""
    pictures(tmp_path, "train/a.jpg", "train/null.jpg", "valid/b.jpg")
    write(
        tmp_path / "train/_annotations.csv",
        f"{BOX_HEADER}\na.jpg,416,416,Metin,68,230,118,301\na.jpg,416,416,Boss,1,2,3,5\n",
    )
    write(
        tmp_path / "valid/_annotations.csv",
        f"{BOX_HEADER}\nb.jpg,416,416,Metin,0,0,9,9\ngone.jpg,4,4,Metin,0,0,1,1\n",
    )
    source = open_source(tmp_path)
    assert source.taken_for == "a table of boxes: 4 images, 4 objects, 2 categories; 1 file missing"
    assert rows(source) == [
        ("train/a.jpg", ["Metin", "Boss"], 2),
        ("valid/b.jpg", ["Metin"], 1),
        ("train/null.jpg", None, 0),
    ]
    assert source.items["split"].to_pylist() == ["train", "valid", "train"]
    assert boxes(open_source(tmp_path, SourceOptions(items="objects")))[:2] == [
        ("Metin", Crop(68, 230, 50, 71)),
        ("Boss", Crop(1, 2, 2, 3)),
    ]


def test_a_table_of_boxes_in_shares_with_scores_and_a_picture_without_any(tmp_path):
    """Other names, capitals and separator; a row without a box is a picture in which nothing is."""
    pictures(tmp_path, "images/a.jpg", "images/b.jpg")
    header = "Image;Label;XMin;YMin;XMax;YMax;Confidence;Difficult;Split"
    file = write(
        tmp_path / "test_labels.csv", f"{header}\na.jpg;cat;0.1;0.2;0.5;1;0.9;1;dev\nb.jpg;;;;;;;;dev\n"
    )
    source = open_source(file)
    assert rows(source) == [("images/a.jpg", ["cat"], 1), ("images/b.jpg", None, 0)]
    assert source.items["split"].to_pylist() == ["dev", "dev"]
    crops = open_source(file, SourceOptions(items="objects"))
    assert boxes(crops)[0][1] == pytest.approx((10, 20, 40, 80, True))
    assert crops.items["score"].to_pylist() == [0.9] and crops.items["difficult"].to_pylist() == [True]


def test_a_table_with_more_than_boxes_stays_a_table(tmp_path):
    """Nothing of the user's own columns is lost, unless that is asked for."""
    pictures(tmp_path, "a.jpg")
    file = write(tmp_path / "mine.csv", f"{BOX_HEADER},weather\na.jpg,4,4,cat,0,0,1,1,rain\n")
    assert open_source(file).kind == "table"
    assert open_source(file).items["weather"].to_pylist() == ["rain"]
    assert rows(open_source(file, SourceOptions(source="boxtable"))) == [("a.jpg", ["cat"], 1)]


def test_tables_of_classes(tmp_path):
    """Of Roboflow: blanks behind commas, names with a comma, an image without a class, one not looked at."""
    pictures(tmp_path, "train/a.jpg", "train/b.jpg", "train/c.jpg")
    header = 'filename, Bikes, "Cars, old", Rickshaw, Unlabeled'
    lines = ["a.jpg, 0, 1, 1, 0", "b.jpg, 0, 0, 0, 0", "c.jpg, 0, 0, 0, 1"]
    write(tmp_path / "train/_classes.csv", "\n".join([header, *lines]))
    source = open_source(tmp_path)
    assert source.taken_for == "a table of classes: 3 images, 2 objects, 3 categories"
    assert source.items["label"].to_pylist() == [["Cars, old", "Rickshaw"], [], None]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("via_region_data.json", '{"a.jpg1": {"filename": "a.jpg", "regions": [], "file_attributes": {}'),
        ("x.json", '[{"image": "a.jpg", "annotations": [{"label": "a", "coordinates": {"x": 1'),
        ("x.json", '[{"data": {"image": "a.jpg"}, "annotations": [{"result": ['),
    ],
)
def test_a_list_that_is_cut_off_is_one_sentence(tmp_path, name, content):
    """It names the file."""
    pictures(tmp_path, "a.jpg")
    write(tmp_path / name, content)
    with pytest.raises(ValueError, match=rf"{name} is no JSON .*; is it cut off\?"):
        open_source(tmp_path)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.marks_objects], ids=lambda kind: kind.name)
def test_each_kind_of_annotations_says_what_it_reads(kind):
    """Archives and buckets know the endings of its files."""
    assert set(kind.endings) <= set(ANNOTATIONS)
    assert kind.endings or kind is tfrecord.KIND  # whose files hold the images, too
