"""Formats of tools and benchmarks that list what is marked in images, as these write them."""

import json

import pytest

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import rows, write
from tests.sources.test_label_lists import boxes, pictures

OBJECTS = SourceOptions(items="objects")
CAT, DOG = Crop(10, 20, 30, 40), Crop(1, 2, 8, 6)
XYWH = {"x": 10, "y": 20, "w": 30, "h": 40}
SIDES = {"left": 10, "top": 20, "width": 30, "height": 40}
CORNERS = [{"x": 1, "y": 2}, {"x": 9, "y": 3}, {"x": 4, "y": 8}]


def lines(*objects: dict) -> str:
    """JSON, an object a line."""
    return "\n".join(map(json.dumps, objects)) + "\n"


@pytest.mark.parametrize("new", [True, False])
def test_datumaro(tmp_path, new):
    """Boxes, polygons, masks and labels of subsets, as Datumaro writes them, and as CVAT did before."""
    pictures(tmp_path, "images/train/sub/a.jpg", "images/val/b.jpg", "images/val/c.jpg")
    shapes = [
        {"id": 0, "type": "bbox", "label_id": 1, "attributes": {"occluded": True, "age": 3}, "bbox": CAT[:4]},
        {"id": 1, "type": "polygon", "label_id": 0, "points": [1, 2, 9, 3, 4, 8], "attributes": {}},
        {"id": 2, "type": "mask", "label_id": 0, "rle": {"counts": [4, 2, 2, 2, 10], "size": [4, 5]}},
        {"id": 3, "type": "caption", "caption": "A cat."},
    ]
    labels = [{"name": name, "parent": "", "attributes": []} for name in ("dog", "cat", "bird")]
    begins = {"dm_format_version": "1.0", "media_type": 2, "infos": {}} if new else {"info": {}}
    begins |= {"categories": {"label": {"labels": labels, "attributes": []}, "points": {}}}

    def item(name: str, annotations: list, path: str) -> dict:
        media = {"image" if new else "media": {"path": path, "size": [100, 200]}}
        return {"id": name, "annotations": annotations, "attr": {"frame": 0}, **media}

    train = item("sub/a", shapes, "sub/a.jpg")
    val = [item("b", [{"id": 0, "type": "label", "label_id": 2}], "b.jpg"), item("c", [], "")]
    write(tmp_path / "annotations/train.json", json.dumps(begins | {"items": [train]}))
    write(tmp_path / "annotations/val.json", json.dumps(begins | {"items": val}))
    source = open_source(tmp_path)
    assert source.taken_for == "Datumaro: 3 images, 4 objects, 3 categories"
    assert source.items["split"].to_pylist() == ["train", "val", "val"]
    assert rows(source) == [
        ("images/train/sub/a.jpg", ["dog", "cat"], 3),
        ("images/val/b.jpg", ["bird"], 1),
        ("images/val/c.jpg", None, 0),
    ]
    assert source.items["caption"].to_pylist() == ["A cat.", None, None]
    crops = open_source(tmp_path, OBJECTS)
    assert boxes(crops) == [("cat", CAT), ("dog", DOG), ("dog", Crop(1, 0, 2, 2))]
    assert crops.items.select(["age", "occluded"]).to_pylist()[0] == {"age": 3, "occluded": True}


def test_darwin(tmp_path):
    """Version 2 by its slots, version 1 by its image; tags have no box, and videos are counted."""
    pictures(tmp_path, "images/a.jpg", "images/deep/b.png")
    box, polygon = {"name": "cat", "bounding_box": XYWH}, {"name": "dog", "polygon": {"paths": [CORNERS]}}
    said = {"properties": [{"name": "fur", "value": "long"}], "slot_names": ["0"]}
    slot = {"type": "image", "slot_name": "0", "width": 200, "height": 100, "source_files": []}

    def second(name: str, path: str, annotations: list, kind: str = "image") -> str:
        item = {"name": name, "path": path, "slots": [{**slot, "type": kind}]}
        return json.dumps(
            {"version": "2.0", "schema_ref": "darwin", "item": item, "annotations": annotations}
        )

    write(tmp_path / "releases/a.json", second("a.jpg", "/", [{**box, **said}, polygon]))
    write(tmp_path / "releases/c.json", second("c.mp4", "/", [], "video"))
    image = {"width": 200, "height": 100, "original_filename": "b.png", "filename": "b.png", "path": "/deep"}
    tagged = [{"name": "dog", "polygon": {"path": CORNERS}}, {"name": "night", "tag": {}}]
    write(tmp_path / "releases/b.json", json.dumps({"dataset": "x", "image": image, "annotations": tagged}))
    source = open_source(tmp_path)
    assert source.taken_for == "V7 Darwin: 2 images, 4 objects, 3 categories"
    assert rows(source) == [("images/a.jpg", ["cat", "dog"], 2), ("images/deep/b.png", ["dog", "night"], 2)]
    assert source.notes == ("Videos of Darwin, left out: 1.",)
    crops = open_source(tmp_path, OBJECTS)
    assert boxes(crops) == [("cat", CAT), ("dog", DOG), ("dog", DOG)]
    assert crops.items["fur"].to_pylist() == ["long", None, None]


@pytest.mark.parametrize("form", ["assets", "export"])
def test_vott(tmp_path, form):
    """A file an asset or one of all; a region of two tags is two objects, what was not visited unknown."""
    pictures(tmp_path, "a b.jpg", "c.jpg", "d.jpg")
    size = {"width": 200, "height": 100}
    box = {"id": "r", "type": "RECTANGLE", "tags": ["cat", "old"], "boundingBox": SIDES, "points": []}
    drawn = {"id": "s", "type": "POLYGON", "tags": ["dog"], "points": CORNERS}
    entries = [
        {
            "asset": {"id": str(i), "name": name, "path": f"file:C:/my/{name}", "size": size, "state": state},
            "regions": regions,
            "version": "2.1.0",
        }
        for i, (name, state, regions) in enumerate(
            [("a%20b.jpg", 2, [box]), ("c.jpg", 2, [drawn]), ("d.jpg", 0, [])]
        )
    ]
    entries[0]["asset"]["name"] = "a b.jpg"
    if form == "assets":
        for number, entry in enumerate(entries):
            write(tmp_path / f"{number}-asset.json", json.dumps(entry))
    else:
        named = {"name": "x", "tags": [{"name": "dog", "color": "#fff"}, {"name": "cat"}]}
        content = {**named, "assets": {str(i): entry for i, entry in enumerate(entries)}}
        write(tmp_path / "vott-json-export/x-export.json", json.dumps(content))
    source = open_source(tmp_path)
    assert source.kind == "vott"
    assert sorted(rows(source)[0][1]) == ["cat", "old"]
    assert source.items["label"].to_pylist()[1:] == [["dog"], None]
    assert boxes(open_source(tmp_path, OBJECTS)) == [("cat", CAT), ("old", CAT), ("dog", DOG)]


def test_superannotate(tmp_path):
    """Boxes, turned ones, polygons, ellipses, points and tags; the first version names classes elsewhere."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    about = {"name": "a.jpg", "width": 200, "height": 100, "lastAction": {}}
    aged = [{"id": 1, "groupId": 2, "name": "old", "groupName": "age"}]
    instances = [
        {
            "type": "bbox",
            "className": "cat",
            "points": {"x1": 10, "x2": 40, "y1": 20, "y2": 60},
            "attributes": aged,
        },
        {"type": "polygon", "className": "dog", "points": [1, 2, 9, 3, 4, 8], "probability": 50},
        {"type": "ellipse", "className": "eye", "cx": 50, "cy": 50, "rx": 10, "ry": 5, "angle": 90},
        {
            "type": "rbbox",
            "className": "box",
            "points": {"x1": 1, "y1": 2, "x2": 9, "y2": 3, "x3": 4, "y3": 8, "x4": 2, "y4": 7},
        },
        {"type": "point", "className": "tip", "x": 3, "y": 4},
    ]
    write(
        tmp_path / "a.jpg.json",
        json.dumps({"metadata": about, "instances": instances, "tags": ["night"], "comments": []}),
    )
    old = [
        {"type": "bbox", "classId": 7, "points": {"x1": 10, "x2": 40, "y1": 20, "y2": 60}, "attributes": []}
    ]
    write(tmp_path / "b.jpg___objects.json", json.dumps(old))
    write(tmp_path / "classes/classes.json", json.dumps([{"id": 7, "name": "cat", "color": "#fff"}]))
    source = open_source(tmp_path)
    assert rows(source) == [
        ("a.jpg", ["cat", "dog", "eye", "box", "tip", "night"], 6),
        ("b.jpg", ["cat"], 1),
    ]
    crops = open_source(tmp_path, OBJECTS)
    named = [("cat", CAT), ("dog", DOG), ("eye", Crop(45, 40, 10, 20)), ("box", DOG), ("cat", CAT)]
    assert [(label, pytest.approx(crop)) for label, crop in named] == boxes(crops)
    assert crops.items["age"].to_pylist()[0] == "old" and crops.items["score"].to_pylist()[1] == 0.5


def test_labelbox(tmp_path):
    """Lines of data rows: objects, answers of the whole image and of objects, rows that nobody labelled."""
    pictures(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    fur = [{"name": "fur", "value": "fur", "radio_answer": {"name": "long", "value": "long"}}]
    objects = [
        {"name": "cat", "annotation_kind": "ImageBoundingBox", "bounding_box": SIDES, "classifications": fur},
        {"name": "dog", "annotation_kind": "ImagePolygon", "polygon": CORNERS, "classifications": []},
    ]
    asked = [
        {"name": "sky", "checklist_answers": [{"name": "blue"}, {"name": "wide"}]},
        {"name": "remark", "text_answer": {"content": "well"}},
    ]
    label = {"label_kind": "Default", "annotations": {"objects": objects, "classifications": asked}}

    def row(name: str, *labels: dict) -> dict:
        data = {
            "id": "x",
            "global_key": f"key-{name}",
            "external_id": name,
            "row_data": f"https://x.y/{name}",
        }
        size = {"height": 100, "width": 200, "mime_type": "image/jpeg"}
        fields = [{"schema_name": "place", "value": "here"}]
        project = {"name": "P", "labels": list(labels)}
        said = {"media_attributes": size, "metadata_fields": fields, "projects": {"p1": project}}
        return {"data_row": data, **said}

    empty = {"annotations": {"objects": [], "classifications": []}}
    write(tmp_path / "export.ndjson", lines(row("a.jpg", label, empty), row("b.jpg", empty), row("c.jpg")))
    source = open_source(tmp_path)
    assert source.items["label"].to_pylist() == [["cat", "dog", "blue", "wide"], [], None]
    assert source.items["place"].to_pylist() == ["here"] * 3
    assert source.notes == ("Labels of images that others have labelled, too, left out: 1.",)
    crops = open_source(tmp_path, OBJECTS)
    assert boxes(crops) == [("cat", CAT), ("dog", DOG)]
    assert crops.items["fur"].to_pylist() == ["long", None]


def test_labelbox_of_before(tmp_path):
    """One list, in which objects have titles; what was skipped is unknown."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    label = {
        "objects": [{"title": "cat", "value": "cat", "bbox": SIDES}],
        "classifications": [{"title": "sky", "answer": {"title": "blue", "value": "blue"}}],
    }
    content = [
        {"ID": "1", "Labeled Data": "https://x.y/0a1.jpg", "External ID": "a.jpg", "Label": label},
        {
            "ID": "2",
            "Labeled Data": "https://x.y/0a2.jpg",
            "External ID": "b.jpg",
            "Label": {},
            "Skipped": True,
        },
    ]
    write(tmp_path / "export-2021.json", json.dumps(content))
    source = open_source(tmp_path)
    assert source.items["label"].to_pylist() == [["cat", "blue"], None]
    assert boxes(open_source(tmp_path, OBJECTS)) == [("cat", CAT)]


def test_a_manifest_of_sagemaker(tmp_path):
    """Boxes, one class and several, by their addresses; classes are named by a map."""
    pictures(tmp_path, "images/a.jpg", "images/b.jpg", "images/c.jpg", "images/d.jpg")
    about = {"class-map": {"0": "dog", "1": "cat"}, "human-annotated": "yes"}
    size = [{"width": 200, "height": 100, "depth": 3}]

    def line(name: str, answer: object, **more) -> dict:
        return {"source-ref": f"s3://bucket/in/{name}.jpg", "job": answer, "job-metadata": about | more}

    box = {"class_id": 1, **SIDES}
    write(
        tmp_path / "manifests/output.manifest",
        lines(
            line("a", {"image_size": size, "annotations": [box]}, objects=[{"confidence": 0.75}]),
            line("b", 0, **{"class-name": "dog"}),
            line("c", [0, 1]),
            {"source-ref": "s3://bucket/in/d.jpg"},
        ),
    )
    for place in (tmp_path, tmp_path / "manifests/output.manifest"):
        source = open_source(place)
        assert source.taken_for == "SageMaker Ground Truth: 4 images, 4 objects, 2 categories"
        assert source.items["label"].to_pylist() == [["cat"], ["dog"], ["cat", "dog"], None]
    crops = open_source(tmp_path, OBJECTS)
    assert boxes(crops) == [("cat", CAT)] and crops.items["score"].to_pylist() == [0.75]


def test_crowdhuman(tmp_path):
    """Whole persons and heads; what is to be ignored is a crowd."""
    pictures(tmp_path, "Images/1,a.jpg", "Images/2,b.jpg")
    person = {"tag": "person", "fbox": CAT[:4], "vbox": [10, 20, 30, 20], "hbox": DOG[:4]}
    person |= {"extra": {"box_id": 0, "occ": 1}, "head_attr": {"ignore": 0, "occ": 0, "unsure": 0}}
    mask = {"tag": "mask", "fbox": [0, 0, 9, 9], "extra": {"ignore": 1}, "head_attr": {"ignore": 1}}
    mask |= {"hbox": [0, 0, 1, 1], "vbox": [0, 0, 9, 9]}
    write(
        tmp_path / "annotation_train.odgt",
        lines({"ID": "1,a", "gtboxes": [person, mask]}, {"ID": "2,b", "gtboxes": []}),
    )
    source = open_source(tmp_path)
    assert rows(source) == [("Images/1,a.jpg", ["person", "head", "mask"], 3), ("Images/2,b.jpg", None, 0)]
    crops = open_source(tmp_path, OBJECTS)
    assert boxes(crops) == [("person", CAT), ("head", DOG), ("mask", Crop(0, 0, 9, 9))]
    assert crops.items["crowd"].to_pylist() == [False, False, True]
    assert crops.items["visible"].to_pylist() == [0.5, None, 1.0]


@pytest.mark.parametrize("form", ["wider", "retina"])
def test_wider_face(tmp_path, form):
    """A picture without a face has one of zeros; RetinaFace has `#` before paths, and points behind boxes."""
    names = ["0--Parade/0_1.jpg", "0--Parade/0_2.jpg", "1--Hand/1_1.jpg"]
    pictures(tmp_path, *(f"WIDER_train/images/{name}" for name in names))
    if form == "wider":
        faces = [
            "2\n10 20 30 40 0 0 1 0 2 0\n1 2 8 6 2 0 0 1 0 0",
            "0\n0 0 0 0 0 0 0 0 0 0",
            "1\n1 2 8 6 0 0 0 0 0 0",
        ]
        text = "".join(f"{name}\n{each}\n" for name, each in zip(names, faces, strict=True))
        file = tmp_path / "wider_face_split/wider_face_train_bbx_gt.txt"
    else:
        points = " 1.5 2.5 0.0" * 5 + " 0.82"
        faces = [f"10 20 30 40{points}\n1 2 8 6{points}\n", "", f"1 2 8 6{points}\n"]
        text = "".join(f"# {name}\n{each}" for name, each in zip(names, faces, strict=True))
        file = tmp_path / "WIDER_train/label.txt"
    write(file, text)
    source = open_source(tmp_path)
    assert source.taken_for == "WIDER FACE: 3 images, 3 objects, 1 category"
    assert source.items["objects"].to_pylist() == [2, 0, 1]
    crops = open_source(tmp_path, OBJECTS)
    assert [crop for _, crop in boxes(crops)] == [CAT, DOG, DOG]
    assert form == "retina" or crops.items["occlusion"].to_pylist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.odgt", '{"ID": "a", "gtboxes": []}\n{"ID": "b", "gt'),
        ("a.manifest", '{"source-ref": "a.jpg"}\n[1]\n'),
        ("a.ndjson", '{"data_row": {}, "projects": {}}\n{"data_row'),
    ],
)
def test_lines_that_are_cut_off_are_named(tmp_path, name, content):
    """With the number of the line."""
    pictures(tmp_path, "a.jpg")
    with pytest.raises(SourceError, match="line 2: "):
        open_source(write(tmp_path / name, content))


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, [None], [1, 2], {"x": None}, [{"x": "1"}]])
def test_members_of_other_types_are_passed_over(tmp_path, odd):
    """Whatever stands where a box, a list or an object should."""
    pictures(tmp_path, "a.jpg")
    cases = {
        "a.json": {
            "dm_format_version": "1",
            "categories": {"label": {"labels": odd}},
            "items": [
                {"id": "a", "image": odd, "annotations": [{"label_id": 0, "type": "bbox", "bbox": odd}]}
            ],
        },
        "b.json": {
            "schema_ref": "darwin",
            "item": {"name": "a.jpg", "slots": odd},
            "annotations": [{"name": odd, "bounding_box": odd, "polygon": {"paths": odd}}, odd],
        },
        "c.json": {
            "asset": {"name": "a.jpg", "state": 2, "size": odd},
            "regions": [{"tags": odd, "points": odd}],
        },
        "a.jpg.json": {
            "instances": [{"type": odd, "className": "x", "points": odd, "attributes": odd}],
            "tags": odd,
        },
        "e.ndjson": {"data_row": {"external_id": "a.jpg"}, "projects": {"p": {"labels": odd}}},
        "f.manifest": {"source-ref": "a.jpg", "job": odd, "job-metadata": {"class-map": odd}},
        "g.odgt": {"ID": "a", "gtboxes": [{"tag": "x", "fbox": odd, "hbox": odd, "extra": odd}]},
    }
    for name, content in cases.items():
        file = write(tmp_path / name, json.dumps(content))
        assert open_source(file).items["path"].to_pylist() == ["a.jpg"]
        file.unlink()
