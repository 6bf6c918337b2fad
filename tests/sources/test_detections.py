"""Detections of models beside annotations: read, matched, and what becomes of what is broken."""

import json
from pathlib import Path

import pytest
from PIL import Image

from explorer.errors import SourceError
from explorer.images.crops import Crop, split_fragment
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import coco, write

HERE, THERE = [2, 2, 10, 10], [20, 20, 8, 8]
CAT, DOG = 1, 18


def truth(folder: Path, objects: list[tuple], images: int = 2, **more) -> Path:
    """A file of annotations: `(image, category, box)`, and True behind that of a crowd."""
    for place in range(images):
        write(folder / f"{place}.jpg")
    annotations = [
        {"id": place + 1, "image_id": image, "category_id": code, "bbox": box, "area": box[2] * box[3],
         "iscrowd": int(bool(crowd))}
        for place, (image, code, box, *crowd) in enumerate(objects)
    ]  # fmt: skip
    named = [{"id": place, "file_name": f"{place}.jpg"} for place in range(images)]
    return write(folder / "instances.json", coco(named, annotations, **more))


def results(folder: Path, rows: list, name: str = "results.json") -> str:
    """A file of results: dictionaries as they are, or `(image, category, box, score)`."""
    keys = ("image_id", "category_id", "bbox", "score")
    found = [row if isinstance(row, dict) else dict(zip(keys, row, strict=True)) for row in rows]
    return str(write(folder / name, json.dumps(found)))


def opened(location: Path, *files: str, **options):
    """The source."""
    return open_source(location, SourceOptions(detections=files, **options))


def told(source, *names: str) -> list[tuple]:
    """Some columns, an item a line."""
    return list(zip(*(source.items[name].to_pylist() for name in names), strict=True))


def test_objects_are_found_missed_or_taken_for_another_class_and_the_rest_is_false(tmp_path):
    """What becomes of each has its box, its class, what is said of it, and why."""
    location = truth(tmp_path, [(0, CAT, HERE), (0, DOG, THERE), (1, DOG, HERE), (1, CAT, THERE, True)])
    found = opened(
        location,
        results(
            tmp_path,
            [(0, CAT, HERE, 0.9), (0, CAT, THERE, 0.6), (1, CAT, [40, 40, 5, 5], 0.3), (1, CAT, THERE, 0.8)],
        ),
    )
    columns = ("label", "prediction", "outcome", "error", "confused_with", "size", "area")
    assert told(found, *columns) == [
        ("cat", "cat", "true positive", None, None, "small", 100),
        ("dog", "cat", "miss", "class", "cat", "small", 64),
        ("dog", "background", "miss", "missed", None, "small", 100),
        ("cat", None, None, None, None, "small", 64),
        ("background", "cat", "false positive", "background", None, "small", 25),
    ]
    assert [None if each is None else round(each, 3) for each in found.items["confidence"].to_pylist()] == [
        0.9, 0.6, None, None, 0.3,
    ]  # fmt: skip
    assert found.items["path"][4].as_py() == "1.jpg#xywh=40,40,5,5" and found.crops
    figures = found.detections["models"][0]
    counted = ("objects", "true_positives", "false_positives", "misses", "confused")
    assert [figures[part] for part in counted] == [3, 1, 2, 2, 1]
    assert figures["in_crowds"] == 1
    assert found.taken_for.endswith("4 detections: 1 true positive, 2 false positives, 2 misses at IoU 0.5")


def test_of_two_models_each_has_its_columns_and_its_own_false_positives(tmp_path):
    """Files name them where nobody does."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    first = results(tmp_path, [(0, CAT, HERE, 0.9), (0, DOG, THERE, 0.5)], "one.json")
    second = results(tmp_path, [(1, DOG, THERE, 0.5)], "two.json")
    found = opened(location, first, f"b={second}")
    assert told(found, "label", "prediction:one", "outcome:one", "prediction:b", "outcome:b") == [
        ("cat", "cat", "true positive", "background", "miss"),
        ("background", "dog", "false positive", None, None),
        ("background", None, None, "dog", "false positive"),
    ]
    with pytest.raises(SourceError, match="two models are called 'b'"):
        opened(location, f"b={first}", f"b={second}")


def test_the_overlap_and_the_least_confidence_are_as_asked(tmp_path):
    """They decide what stands for an object, and what is an item."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    file = results(tmp_path, [(0, CAT, [2, 2, 10, 6], 0.4), (0, CAT, THERE, 0.2)])
    assert told(opened(location, file), "outcome") == [("true positive",), ("false positive",)]
    assert told(opened(location, file, iou=0.7), "outcome")[0] == ("miss",)
    strict = opened(location, file, min_confidence=0.3)
    assert told(strict, "outcome") == [("true positive",)]
    assert strict.detections["models"][0]["below_min_confidence"] == 1
    with pytest.raises(SourceError, match="--iou is about detections"):
        open_source(location, SourceOptions(iou=0.5))


def test_what_is_no_detection_is_left_out_and_counted(tmp_path):
    """Unknown images and classes, scores and boxes that are none, and text where numbers should be."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    given = [
        (0, CAT, HERE, 0.9), (77, CAT, HERE, 0.9), (0, 99, HERE, 0.9), (0, CAT, [0, 0, -4, 5], 0.9),
        (0, CAT, [1, 2, 3, 4, 45], 0.9), (0, CAT, HERE, None), (0, CAT, None, 0.9), {"image_id": 0},
        {"image_id": "0", "category_id": "1", "bbox": ["2", "2", 10, 10], "score": "0.95"},
    ]  # fmt: skip
    found = opened(location, results(tmp_path, given))
    left = found.detections["models"][0]["left_out"]
    assert sorted(left.values()) == [1, 1, 2, 3] and found.detections["models"][0]["detections"] == 2
    assert told(found, "outcome", "error") == [("true positive", None), ("false positive", "duplicate")]
    assert sum("left out: " in note for note in found.notes) == 4


def test_numbers_that_are_none_are_read_as_python_writes_them(tmp_path):
    """NaN and Infinity."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    line = '{"image_id": 0, "category_id": 1, "bbox": [2, 2, 10, 10], "score": %s}'
    file = write(tmp_path / "r.json", f"[{line % 'NaN'}, {line % '0.5'}, {line % 'Infinity'}]")
    assert opened(location, str(file)).detections["models"][0]["detections"] == 1


def test_scores_beyond_one_rank_and_are_no_confidence(tmp_path):
    """They are kept under their own name."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    found = opened(location, results(tmp_path, [(0, CAT, HERE, 87.5)]))
    assert "confidence" not in found.items.column_names and told(found, "score") == [(87.5,)]
    assert any("not between 0 and 1" in note for note in found.notes)


def test_no_result_at_all_misses_everything(tmp_path):
    """An empty list is an answer."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    found = opened(location, results(tmp_path, []))
    assert told(found, "outcome", "prediction") == [("miss", "background")]
    assert found.detections["models"][0]["AP"] == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty file"),
        ("{]", "is no JSON"),
        ('{"images": []}', "a JSON list of results"),
        ("[3]", "result 0 is not so"),
        ('[{"image_id": 0, "category_id": 1, "bbox": [1, 2, 3, 4], "score": "high"}]', "result 0 is not so"),
        ('[{"image_id": 55, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}]', "none can be used"),
        (None, "no such file"),
    ],
)
def test_what_is_no_file_of_results_is_refused_in_one_sentence(tmp_path, content, says):
    """It says what, where, and what was expected."""
    location = truth(tmp_path, [(0, CAT, HERE)])
    if content is not None:
        write(tmp_path / "r.json", content)
    with pytest.raises(SourceError, match=says) as refused:
        opened(location, str(tmp_path / "r.json"))
    assert "r.json" in str(refused.value)


def test_detections_need_objects(tmp_path):
    """Where none is marked, and in a folder of images, nothing can be right or wrong."""
    location = truth(tmp_path / "a", [])
    file = results(tmp_path, [(0, CAT, HERE, 0.9)])
    with pytest.raises(SourceError, match="no object is marked"):
        opened(location, file)
    write(tmp_path / "b" / "0.jpg")
    with pytest.raises(SourceError, match="leave out --detections"):
        opened(tmp_path / "b", file)
    with pytest.raises(SourceError, match="there are 2 sources: index that one alone"):
        open_source([location, truth(tmp_path / "d", [])], SourceOptions(detections=(file,)))
    with pytest.raises(SourceError, match="not of images"):
        opened(truth(tmp_path / "c", [(0, CAT, HERE)]), file, items="images")


def test_splits_without_any_detection_are_not_judged(tmp_path):
    """A model is asked for the validation images, and the objects of the others are not missed."""
    for split in ("train", "val"):
        named = [{"id": 1 if split == "val" else 0, "file_name": f"{split}.jpg"}]
        write(tmp_path / split / f"{split}.jpg")
        objects = [{"id": 1, "image_id": named[0]["id"], "category_id": CAT, "bbox": HERE}]
        write(tmp_path / "annotations" / f"instances_{split}.json", coco(named, objects))
    found = opened(tmp_path, results(tmp_path / "x", [(1, DOG, THERE, 0.9)]))
    assert sorted(told(found, "split", "outcome"), key=str) == [
        ("train", None), ("val", "false positive"), ("val", "miss"),
    ]  # fmt: skip
    assert found.detections["models"][0]["images"] == 1
    assert any("1 of 2 images" in note for note in found.notes)


def test_an_id_of_two_images_means_neither(tmp_path):
    """Splits that count from 1 each."""
    for split in ("train", "val"):
        write(tmp_path / split / f"{split}.jpg")
        objects = [{"id": 1, "image_id": 1, "category_id": CAT, "bbox": HERE}]
        write(
            tmp_path / "annotations" / f"instances_{split}.json",
            coco([{"id": 1, "file_name": f"{split}.jpg"}], objects),
        )
    with pytest.raises(SourceError, match="images that are not listed"):
        opened(tmp_path, results(tmp_path / "x", [(1, CAT, HERE, 0.9)]))


def picture(file: Path) -> Path:
    """An image of 80 × 50 pixels."""
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (80, 50)).save(file)
    return file


def yolo(folder: Path) -> Path:
    """YOLO's layout of two pictures."""
    names = ("a", "b")
    for name in names:
        picture(folder / "images" / "val" / f"{name}.png")
    write(folder / "data.yaml", "path: .\nval: images/val\nnames: [cat, dog]\n")
    write(folder / "labels" / "val" / f"{names[0]}.txt", "0 0.5 0.5 0.25 0.25\n1 0.2 0.2 0.1 0.1\n")
    return folder


def test_folders_of_yolo_are_matched_by_name(tmp_path):
    """Boxes are in shares of the picture, the confidence is the last number; areas are in pixels."""
    data = yolo(tmp_path / "data")
    folder = tmp_path / "runs" / "labels"
    write(
        folder / "a.txt",
        "0 0.5 0.5 0.25 0.25 0.91\n1 0.8 0.8 0.1 0.1 0.4\n7 0.5 0.5 0.1 0.1 0.5\n1 0.5 0.5 0.1 0.1\nx\n\n"
        "1 0.1 0.1 0.3 0.1 0.3 0.3 0.1 0.3 0.2\n",
    )
    write(folder / "nobody.txt", "0 0.5 0.5 0.2 0.2 0.9\n")
    found = opened(data, str(folder))
    assert [row[:2] for row in told(found, "label", "outcome")] == [
        ("cat", "true positive"), ("dog", "miss"), ("background", "false positive"),
        ("background", "false positive"),
    ]  # fmt: skip
    assert sum(found.detections["models"][0]["left_out"].values()) == 4
    assert split_fragment(found.items["path"][3].as_py())[1] == Crop(10, 10, 20, 20, True)
    assert found.items["area"][0].as_py() == pytest.approx(80 / 4 * 50 / 4)


@pytest.mark.parametrize(
    ("behind", "kpt_shape"),
    [
        ("0.9 7", None),  # a track
        ("0.9 1", None),
        ("0.1 0.2 0.98 0.3 0.4 0.99 0.5 0.6 1 0.9", None),  # three points, how sure each is, and the box
        ("0.1 0.2 0.98 0.3 0.4 0.99 0.5 0.6 1 0.9 12", None),
        ("0.1 0.2 0.98 0.3 0.4 0.99 0.9", "[2, 3]"),  # else three corners more
        ("0.1 0.2 0.3 0.4 0.9", "[2, 2]"),
    ],
)
def test_yolo_writes_tracks_and_poses_behind_boxes(tmp_path, behind, kpt_shape):
    """The box and the confidence of the box count."""
    data = yolo(tmp_path / "data")
    if kpt_shape:
        with (data / "data.yaml").open("a") as file:
            file.write(f"kpt_shape: {kpt_shape}\n")
    write(tmp_path / "found" / "a.txt", f"0 0.5 0.5 0.25 0.25 {behind}\n")
    found = opened(data, str(tmp_path / "found"))
    assert told(found, "outcome", "iou", "confidence")[0] == ("true positive", 1, pytest.approx(0.9))
    assert not found.detections["models"][0]["left_out"]


def test_results_of_coco_fit_yolo_by_the_names_of_images(tmp_path):
    """Classes count from 0, or from 1 where the last one says so."""
    data = yolo(tmp_path / "data")
    for numbers in ((0, 1), (1, 2)):
        rows = [("a", numbers[0], [1, 1, 4, 4], 0.5), ("a.png", numbers[1], [1, 1, 4, 4], 0.5)]
        found = opened(data, results(tmp_path, rows))
        assert [row[0] for row in told(found, "prediction")][2:] == ["cat", "dog"]


def test_yolo_fits_coco_by_the_order_of_categories(tmp_path):
    """Names beside the detections come before it."""
    picture(tmp_path / "a.png")
    objects = [{"id": 1, "image_id": 5, "category_id": DOG, "bbox": [0, 0, 4, 4]}]
    location = write(tmp_path / "instances.json", coco([{"id": 5, "file_name": "a.png"}], objects))
    write(tmp_path / "found" / "a.txt", "1 0.9 0.9 0.1 0.1 0.7\n")
    assert told(opened(location, str(tmp_path / "found")), "prediction")[1] == ("dog",)
    write(tmp_path / "found" / "classes.txt", "dog\ncat\n")
    assert told(opened(location, str(tmp_path / "found")), "prediction")[1] == ("cat",)


def test_what_is_difficult_in_voc_is_neither_missed_nor_found(tmp_path):
    """It is a column, and so are the other flags; nothing is said of what became of it."""
    marked = "".join(
        f"<object><name>cat</name><difficult>{hard}</difficult><truncated>1</truncated>"
        f"<bndbox><xmin>{x}</xmin><ymin>1</ymin><xmax>{x + 9}</xmax><ymax>10</ymax></bndbox></object>"
        for x, hard in ((1, 0), (21, 1), (41, 1))
    )
    write(tmp_path / "d/a.jpg")
    write(tmp_path / "d/a.xml", f"<annotation><filename>a.jpg</filename>{marked}</annotation>")
    rows = [("a.jpg", "cat", [20, 0, 10, 10], 0.9)]
    source = opened(tmp_path / "d", results(tmp_path, rows))
    assert told(source, "difficult", "truncated", "outcome") == [
        (False, True, "miss"),
        (True, True, None),
        (True, True, None),
    ]
    assert source.detections["models"][0]["false_positives"] == 0
    assert source.detections["models"][0]["objects"] == 1
