"""Exports of FiftyOne, as its exporters write them and people break them."""

import json

import pytest

from explorer.errors import SourceError
from explorer.images.crops import Crop, Cropped
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import rows, write


def detection(label, box, **more):
    """An object as FiftyOne has it."""
    return {"_id": {"$oid": "1"}, "_cls": "Detection", "label": label, "bounding_box": box, "tags": []} | more


def export(folder, samples):
    """Write a FiftyOneDataset and its pictures."""
    write(folder / "metadata.json", json.dumps({"name": "d", "media_type": "image", "sample_fields": []}))
    write(folder / "samples.json", json.dumps({"samples": samples}))
    for sample in samples:
        write(folder / sample["filepath"])
    return folder


SAMPLES = [
    {
        "filepath": "data/a.jpg",
        "tags": ["validation", "odd"],
        "_media_type": "image",
        "_rand": 0.2,
        "metadata": {"_cls": "ImageMetadata", "width": 4},
        "created_at": {"$date": "2024-03-01T00:00:00Z"},
        "taken": {"$date": 1700000000000},
        "ground_truth": {
            "_cls": "Detections",
            "detections": [detection("cat", [0.1, 0.2, 0.5, 0.25]), detection("dog", [0, 0, 1, 1])],
        },
        "predictions": {
            "_cls": "Detections",
            "detections": [detection("cat", [0.1, 0.2, 0.4, 0.25], confidence=0.75)],
        },
        "weather": {"_cls": "Classification", "label": "sunny"},
        "resnet": {"_cls": "Classification", "label": "cat", "confidence": 0.5, "logits": {"$binary": "x"}},
        "scenes": {"_cls": "Classifications", "classifications": [{"label": "in"}, {"label": "out"}]},
        "uniqueness": 0.25,
        "vector": {"$binary": {"base64": ""}},
        "place": {"_cls": "GeoLocation", "point": [7.4, 46.9]},
        "path": "their own",
    },
    {
        "filepath": "data/b.jpg",
        "tags": [],
        "uniqueness": None,
        "ground_truth": {"_cls": "Polylines", "polylines": [
            {"label": "bird", "points": [[[0.5, 0.5], [0.75, 0.5]], [[0.6, 1.0]]]},
            {"label": "tag only", "points": []},
        ]},
        "points": {"_cls": "Keypoint", "label": "beak", "points": [[0.25, 0.25], [0.5, 0.75]]},
    },
]  # fmt: skip


def test_samples_are_images_with_all_that_is_said_of_them(tmp_path):
    """True objects are categories, other fields columns; tags are a list, and one that is a split is that."""
    source = open_source(export(tmp_path / "d", SAMPLES))
    assert source.kind == "fiftyone" and source.taken_for.startswith(
        "FiftyOne data set: 2 images, 4 objects, 4"
    )
    assert rows(source) == [("data/a.jpg", ["cat", "dog"], 2), ("data/b.jpg", ["bird", "tag only"], 2)]
    found = {name: source.items[name].to_pylist() for name in source.items.column_names[4:]}
    assert found.pop("taken")[0].isoformat() == "2023-11-14T22:13:20+00:00"
    assert found == {
        "split": ["validation", None],
        "tags": [["validation", "odd"], None],
        "predictions": [["cat"], None],
        "points": [None, ["beak"]],
        "scenes": [["in", "out"], None],
        "prediction:resnet": ["cat", None],
        "confidence:resnet": [0.5, None],
        "weather": ["sunny", None],
        "uniqueness": [0.25, None],
        "place_longitude": [7.4, None],
        "place_latitude": [46.9, None],
        "path_source": ["their own", None],
    }


def test_objects_of_all_fields_are_items(tmp_path):
    """Each says which field it is of, and its score where it has one; what has no box is none."""
    source = open_source(export(tmp_path / "d", SAMPLES), SourceOptions(items="objects"))
    items = source.items
    assert list(zip(*(items[name].to_pylist() for name in ("label", "field", "score")), strict=True)) == [
        ("cat", "ground_truth", None),
        ("dog", "ground_truth", None),
        ("cat", "predictions", 0.75),
        ("bird", "ground_truth", None),
        ("beak", "points", None),
    ]
    assert source.image(0) == Cropped(str(tmp_path / "d/data/a.jpg"), Crop(10, 20, 50, 25, percent=True))
    assert source.image(3).crop == Crop(50, 50, 25, 50, percent=True)
    assert items["image"].to_pylist()[3:] == ["data/b.jpg"] * 2
    assert source.taken_for.endswith("; by field: ground_truth 4, predictions 1, points 1")


def test_what_is_said_of_an_image_is_no_label_of_its_objects(tmp_path):
    """Classes of images stay columns under their own names, where several fields have objects beside them."""
    boxes = {"_cls": "Detections", "detections": [detection("car", [0, 0, 0.5, 0.5])] * 2}
    said = {"_cls": "Classification", "label": "day"}
    of_image = {"ground_truth": said, "label": said, "prediction": said | {"confidence": 0.5}}
    sample = {"filepath": "data/a.jpg", "cars": boxes, "vans": boxes, **of_image}
    folder = export(tmp_path / "d", [sample, sample | {"filepath": "data/b.jpg"}])
    source = open_source(folder, SourceOptions(items="objects"))
    columns = ("label", "ground_truth", "label_source", "prediction_source", "field")
    assert [*source.items.select(columns).to_pylist()[2].values()] == ["car", "day", "day", "day", "vans"]
    assert "prediction" not in source.items.column_names and not source.notes
    images = open_source(folder)
    assert images.taken_for.endswith("2 images, 4 objects, 1 category; in further fields: vans 4")
    assert images.items["label"].to_pylist() == ["day"] * 2


@pytest.mark.parametrize(
    ("options", "label", "prediction"),
    [({}, ["cat", "dog"], ["dog", "dog"]), ({"label_column": "other"}, ["x", "y"], ["dog", "dog"])],
)
def test_classifications_are_labels_and_predictions(tmp_path, options, label, prediction):
    """By the names that FiftyOne gives them, or as options say."""
    samples = [
        {
            "filepath": f"data/{i}.jpg",
            "ground_truth": {"_cls": "Classification", "label": name},
            "other": {"_cls": "Classification", "label": other},
            "predictions": {"_cls": "Classification", "label": "dog", "confidence": 0.5},
        }
        for i, (name, other) in enumerate([("cat", "x"), ("dog", "y")])
    ]
    source = open_source(export(tmp_path / "d", samples), SourceOptions(**options))
    assert source.items["label"].to_pylist() == label
    assert source.items["prediction"].to_pylist() == prediction
    assert source.items["confidence"].to_pylist() == [0.5, 0.5]


def test_labels_beside_a_folder_of_pictures(tmp_path):
    """Classes by number or name, several, and boxes, by names without endings."""
    one = {
        "classes": ["cat", "dog"],
        "labels": {"a": 1, "x/b": {"label": "cat", "confidence": 0.5}, "c": None},
    }
    for name in ("a", "x/b", "c"):
        write(tmp_path / f"one/data/{name}.png")
    write(tmp_path / "one/labels.json", json.dumps(one))
    source = open_source(tmp_path / "one")
    assert source.kind == "fiftyone" and source.items["path"].to_pylist() == [
        "data/a.png", "data/x/b.png", "data/c.png"
    ]  # fmt: skip
    assert source.items["label"].to_pylist() == ["dog", "cat", None]
    boxes = {"classes": [], "labels": {"a": [{"label": "cat", "bounding_box": [0, 0, 0.5, 0.5]}], "gone": []}}
    write(tmp_path / "one/labels.json", json.dumps(boxes))
    source = open_source(tmp_path / "one/labels.json")
    assert rows(source) == [("data/a.png", ["cat"], 1)] and source.failures[0].path == "gone"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"samples": [', "is no JSON"),
        ('{"samples": 3}', "has no list `samples`"),
        ('{"samples": [3, {}, {"filepath": 5}]}', "no sample with a `filepath`"),
        ('{"samples": ' + "[" * 9999, "is no JSON"),
    ],
)
def test_what_is_no_export_says_so(tmp_path, content, said):
    """In one line."""
    export(tmp_path, SAMPLES)
    write(tmp_path / "samples.json", content)
    with pytest.raises(SourceError, match=said):
        open_source(tmp_path)


def test_odd_values_lose_no_image(tmp_path):
    """NaN, numbers for names, boxes of text, a field that is of two kinds."""
    samples = [
        {"filepath": "data/a.jpg", "q": float("nan"), "f": {"_cls": "Classification", "label": 7}, "m": 1},
        {"filepath": "data/b.jpg", "q": 2, "f": [1, "x"], "m": {"a": [1]}, "tags": "train"},
        {"filepath": "data/c.jpg", "g": {"_cls": "Detections", "detections": [
            3, {"label": None}, detection(5, ["x"]), detection("y", [1e999, 0, 1, 1]),
            {"label": "z", "points": [[], 3]}
        ]}},
    ]  # fmt: skip
    source = open_source(export(tmp_path / "d", samples))
    assert rows(source)[2] == ("data/c.jpg", ["5", "y", "z"], 3) and source.items.num_rows == 3
    assert source.items["m"].to_pylist() == ["1", '{"a": [1]}', None]
