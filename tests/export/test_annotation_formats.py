"""COCO, YOLO and Pascal VOC: what is marked comes back as it went in."""

import contextlib
import io
import json
import uuid
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image

from explorer.errors import InputError
from explorer.export import export, export_stream
from explorer.export.formats.as_coco import GONE
from explorer.export.marked_objects import Placing
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.fakes import FakeEncoder
from tests.sources.test_addresses import put
from tests.sources.test_packed import pack

SIZES = [(40, 30), (64, 48), (33, 50), (80, 20), (24, 24), (50, 50)]
NAMES = ["a.png", "b.png", "c.jpg", "deep/d.png", "deep/d.jpg", "e.png"]
PERSON = {"id": 7, "name": "person", "supercategory": "being", "keypoints": ["nose"], "skeleton": []}
CATEGORIES = [{"id": 3, "name": "cat", "supercategory": "animal"}, PERSON, {"id": 90, "name": "never seen"}]


def document() -> dict:
    """A file of COCO with all that one may say, ids with gaps, an object without a box and a crowd."""
    annotations = [
        {"id": 11, "image_id": 5, "category_id": 3, "bbox": [1.5, 2, 20, 10.25], "area": 99.5, "iscrowd": 0,
         "segmentation": [[1.5, 2, 21.5, 2, 21.5, 12.25]]},
        {"id": 12, "image_id": 5, "category_id": 7, "bbox": [3, 4, 9, 8], "area": 72, "iscrowd": 1,
         "segmentation": {"size": [30, 40], "counts": [3, 5, 1192]}},
        {"id": 40, "image_id": 8, "category_id": 7, "bbox": [0, 0, 60, 40], "area": 2400, "iscrowd": 0,
         "keypoints": [4, 5, 2], "num_keypoints": 1},
        {"id": 41, "image_id": 8, "category_id": 3},
        {"id": 42, "image_id": 13, "category_id": 3, "bbox": [10, 1, 12, 18], "area": 216, "iscrowd": 0},
        {"id": 43, "image_id": 21, "category_id": 3, "bbox": [5, 5, 10, 10], "area": 100, "iscrowd": 0},
    ]  # fmt: skip
    ids = [5, 8, 13, 21, 34, 55]
    return {
        "info": {"year": 2020},
        "licenses": [{"id": 1, "name": "CC"}],
        "images": [
            {"id": i, "file_name": name, "width": w, "height": h, "license": 1}
            for i, name, (w, h) in zip(ids, NAMES, SIZES, strict=True)
        ],
        "annotations": annotations,
        "categories": CATEGORIES,
    }


@pytest.fixture
def source(tmp_path) -> Path:
    """A file of COCO with its pictures."""
    folder = tmp_path / "data"
    rng = np.random.default_rng(0)
    for name, (w, h) in zip(NAMES, SIZES, strict=True):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (h, w, 3), np.uint8)).save(folder / name)
    (folder / "instances.json").write_text(json.dumps(document()))
    return folder / "instances.json"


def indexed(source: Path, options: BuildOptions, items: str | None = None, place: str = "i"):
    """An index of it."""
    options = replace(options, source=SourceOptions(items=items), projection=False)
    out = source.parent.parent / f"{place}.dendro"
    return open_index(build_index(source, out=out, options=options, encoder=FakeEncoder()).index)


def by_id(entries: list[dict]) -> list[dict]:
    """Entries in one order."""
    return sorted(entries, key=lambda each: each["id"])


def test_coco_comes_back_as_it_was(source, options):
    """Masks, keypoints, ids, licences and categories; only where pictures lie is told anew."""
    report = export(indexed(source, options), source.parent.parent / "out", format="coco")
    found, given = json.loads((report.out / "annotations.json").read_text()), document()
    for name in ("images", "annotations"):
        assert by_id(found[name]) == by_id(given[name])
    assert {k: v for k, v in found.items() if k not in ("images", "annotations")} == {
        k: v for k, v in given.items() if k not in ("images", "annotations")
    }
    for image in found["images"]:
        copied = report.out / "images" / image["file_name"]
        assert copied.read_bytes() == (source.parent / image["file_name"]).read_bytes()
    again = open_source(report.out)
    assert again.taken_for.startswith("COCO") and len(again.files) == 6


def test_coco_is_read_by_pycocotools(source, options):
    """By the library that it is made for."""
    from pycocotools.coco import COCO

    out = export(indexed(source, options), source.parent.parent / "out", format="coco").out
    with contextlib.redirect_stdout(io.StringIO()):
        found = COCO(out / "annotations.json")
    assert sorted(found.getImgIds()) == [5, 8, 13, 21, 34, 55]
    assert len(found.getAnnIds(catIds=found.getCatIds(["cat"]))) == 4
    assert found.annToMask(found.loadAnns(12)[0]).shape == (30, 40)


def test_coco_is_sent_as_an_archive(source, options):
    """Of the same document and pictures."""
    index = indexed(source, options, None)
    report = export(index, source.parent.parent / "out", format="coco")
    archive = ZipFile(io.BytesIO(b"".join(export_stream(index, format="coco"))))
    there = [path for path in report.out.rglob("*") if path.is_file()]
    assert sorted(archive.namelist()) == sorted(path.relative_to(report.out).as_posix() for path in there)
    assert archive.read("annotations.json") == (report.out / "annotations.json").read_bytes()


def test_a_part_of_coco_is_that_part(source, options):
    """Objects that are items: those alone, with their masks, in pictures that are copied once."""
    index = indexed(source, options, "objects")
    paths = index.items["path"].to_pylist()
    rows = [row for row, path in enumerate(paths) if path.startswith("a.png") or "xywh=10,1" in path]
    report = export(index, source.parent.parent / "out", rows=rows, format="coco")
    found = json.loads((report.out / "annotations.json").read_text())
    assert by_id(found["annotations"]) == [document()["annotations"][i] for i in (0, 1, 4)]
    assert [each["id"] for each in by_id(found["images"])] == [5, 13]
    assert sorted(path.name for path in (report.out / "images").iterdir()) == ["a.png", "c.jpg"]


def test_coco_of_a_picture_that_is_turned_comes_back_as_it_was(source, options):
    """Objects that are items have their boxes as the picture is shown; those of the file stay as they are."""
    exif = Image.Exif()
    exif[274] = 6
    Image.open(source.parent / "a.png").save(source.parent / "a.png", exif=exif)
    index = indexed(source, options, "objects")
    assert "a.png#xywh=17.75,1.5,10.25,20" in index.items["path"].to_pylist()
    report = export(index, source.parent.parent / "out", format="coco")
    found = json.loads((report.out / "annotations.json").read_text())["annotations"]
    assert by_id(found) == [each for each in document()["annotations"] if "bbox" in each]


@pytest.mark.parametrize("items", [None, "objects"])
@pytest.mark.parametrize("where", ["data.zip", "zips", "bucket"])
def test_coco_in_an_archive_or_a_bucket_comes_back_as_it_was(source, options, where, items):
    """With masks and ids, from one archive, several, and the file system of memory."""
    place = pack(source.parent, source.parent.parent / "data.zip")
    if where == "zips":
        (source.parent.parent / where).mkdir()
        place = place.rename(source.parent.parent / where / "data.zip").parent
    elif where == "bucket":
        place = put(f"memory://{uuid.uuid4().hex}", source.parent)
    options = replace(options, source=SourceOptions(items=items), projection=False)
    out = source.parent.parent / "i.dendro"
    index = open_index(build_index(place, out=out, options=options, encoder=FakeEncoder()).index)
    report = export(index, source.parent.parent / "out", format="coco")
    found, given = json.loads((report.out / "annotations.json").read_text()), document()
    boxed = [each for each in given["annotations"] if items is None or "bbox" in each]
    assert by_id(found["annotations"]) == boxed


def test_objects_of_several_sources_are_exported(source, options, tmp_path):
    """A folder, an archive of it and a bucket, in one index of pictures: each picture has its own objects."""
    data = source.parent
    bucket = put(f"memory://{uuid.uuid4().hex}", data)
    places = [data, pack(data, tmp_path / "x.zip"), bucket]
    options = replace(options, projection=False)
    index = open_index(build_index(places, tmp_path / "i.dendro", options, encoder=FakeEncoder()).index)
    out = export(index, tmp_path / "out", format="yolo").out
    again = open_source(out, SourceOptions(source="yolo", items="objects"))
    alone = open_source(data, SourceOptions(items="objects")).items.to_pylist()
    expected = 3 * [each["label"] for each in alone if not each["crowd"]]
    assert sorted(again.items["label"].to_pylist()) == sorted(expected)


@pytest.mark.parametrize("format_", ["yolo", "voc", "fiftyone"])
@pytest.mark.parametrize("items", [None, "objects"])
def test_boxes_come_back_as_they_were(source, options, format_, items):
    """To a thousandth of a pixel, with their classes, though two pictures have one stem.

    A crowd is nothing that YOLO is to learn, and what VOC need not find; classes keep their numbers.
    """
    index = indexed(source, options, items)
    report = export(index, source.parent.parent / "out", format=format_)
    again = open_source(report.out, SourceOptions(source=format_, items="objects"))
    size_of = dict(zip(NAMES, SIZES, strict=True))
    found = []
    for path, label, file in zip(
        again.items["path"].to_pylist(), again.items["label"].to_pylist(), again.files, strict=True
    ):
        name = next(n for n in NAMES if (source.parent / n).read_bytes() == Path(file).read_bytes())
        crop = again.image(again.items["path"].to_pylist().index(path)).crop
        across, down = (size_of[name][0] / 100, size_of[name][1] / 100) if crop.percent else (1, 1)
        found.append((name, label, crop.x * across, crop.y * down, crop.w * across, crop.h * down))
    given = document()
    names = {each["id"]: each["file_name"] for each in given["images"]}
    labels = {each["id"]: each["name"] for each in CATEGORIES}
    expected = [
        (names[each["image_id"]], labels[each["category_id"]], *each["bbox"])
        for each in given["annotations"]
        if "bbox" in each and not (format_ == "yolo" and each["iscrowd"])
    ]
    for one, other in zip(sorted(found), sorted(expected), strict=True):
        assert one[:2] == other[:2]
        assert np.allclose(one[2:], other[2:], atol=0.05)
    stems = [path.stem for path in report.out.rglob("*") if path.suffix in (".png", ".jpg")]
    assert len(stems) == (6 if items is None else 4) and len(set(stems)) == len(stems)
    if format_ == "yolo":
        said = yaml.safe_load((report.out / "data.yaml").read_text())
        assert list(said["names"].values()) == [each["name"] for each in CATEGORIES]
    if format_ == "voc":
        assert sorted(again.items["difficult"].to_pylist()) == [False] * (len(expected) - 1) + [True]


def test_a_folder_of_pictures_is_not_put_into_one_of_its_name():
    """Else it would be one deeper with every round; where some lie elsewhere, all stay apart."""
    placing = Placing("images")
    assert list(placing.names(["images/a.png", "images/b/a.png"])) == ["images/a.png", "images/b/a.png"]
    assert list(placing.names(["images/a.png", "a.png"])) == ["images/images/a.png", "images/a.png"]


def test_no_name_is_hidden_where_readers_pass_over_such():
    """FiftyOne does; no two names become one."""
    placing = Placing("data", shown=True)
    given = [".x.jpg", "_.x.jpg", "_x.jpg", "a/.b/c.jpg", "a.b/c..jpg"]
    named = ["_.x.jpg", "__.x.jpg", "_x.jpg", "a/_.b/c.jpg", "a.b/c..jpg"]
    assert list(placing.names(given)) == [f"data/{name}" for name in named]


@pytest.mark.parametrize("items", [None, "objects"])
def test_what_is_not_in_a_changed_file_any_more_is_listed(source, options, items):
    """A picture without its entry, and of objects that are items those whose box is another now."""
    index = indexed(source, options, items)
    changed = document()
    changed["annotations"][0]["bbox"] = [1, 1, 5, 5]
    changed["images"] = [each for each in changed["images"] if each["id"] != 13]
    source.write_text(json.dumps(changed))
    report = export(index, source.parent.parent / "out", format="coco")
    listed = (report.out / "failures.csv").read_text()
    assert report.missing == (1 if items is None else 2) and "c.jpg" in listed and GONE in listed
    assert ("a.png#xywh=1.5,2,20,10.25" in listed) == (items == "objects")


def test_splits_are_kept(source, options, tmp_path):
    """In the lists of YOLO and of VOC; `test_coco_files.py` has those of COCO."""
    folder = source.parent
    (folder / "annotations").mkdir()
    parts = {"train": ["a.png", "b.png", "c.jpg"], "val": ["deep/d.png", "e.png"]}
    for split, names in parts.items():
        images = [
            {"id": i, "file_name": name} for i, name in zip([5, 8, 13, 21, 34, 55], NAMES, strict=True)
            if name in names
        ]  # fmt: skip
        content = document() | {"images": images}
        (folder / "annotations" / f"instances_{split}.json").write_text(json.dumps(content))
    source.unlink()
    index = indexed(folder, options)
    yolo = export(index, tmp_path / "yolo", format="yolo").out
    voc = export(index, tmp_path / "voc", format="voc").out
    for split, names in parts.items():
        assert len((yolo / f"{split}.txt").read_text().split()) == len(names)
        assert len((voc / "ImageSets" / "Main" / f"{split}.txt").read_text().split()) == len(names)


def test_a_source_that_is_gone_is_said_and_nothing_written(source, options, tmp_path):
    """What a picture alone knows is no annotation; objects that are items are written all the same."""
    whole, objects = indexed(source, options), indexed(source, options, "objects", "o")
    source.unlink()
    with pytest.raises(InputError, match="cannot be read again"):
        export(whole, tmp_path / "out", format="coco")
    assert not (tmp_path / "out").exists()
    report = export(objects, tmp_path / "out", format="coco")
    found = json.loads((report.out / "annotations.json").read_text())
    assert len(found["annotations"]) == 5
    assert {each["iscrowd"] for each in found["annotations"]} == {0, 1}


def test_pictures_without_objects_are_refused(small_index, tmp_path):
    """And told what suits them."""
    with pytest.raises(InputError, match="--layout class"):
        export(small_index, tmp_path / "out", rows=[1], format="yolo")
    assert not list(tmp_path.iterdir())


def test_a_turned_picture_counts_as_it_is_seen(source, options, tmp_path):
    """Boxes are of the picture standing upright, whose size is that of EXIF's orientation."""
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(source.parent / "c.jpg") as image:
        image.save(source.parent / "c.jpg", exif=exif)
    index = indexed(source, options, "objects")
    out = export(index, tmp_path / "out", format="voc").out
    text = (out / "Annotations" / "c.xml").read_text()
    assert "<width>50</width>" in text and "<height>33</height>" in text


def test_boxes_in_pictures_with_all_that_is_known_come_back(source, options, tmp_path):
    """Boxes, classes, areas and crowds, as columns of objects; of pictures without any an empty list."""
    index = indexed(source, options)
    given = open_source(source, SourceOptions(items="objects"))
    for name in ("webdataset", "huggingface"):
        out = export(index, tmp_path / name, format=name).out
        again = open_source(out, SourceOptions(items="objects"))
        assert again.kind == "objectcolumn"
        assert objects_of(again) == objects_of(given)
        assert sorted(open_source(out).items["objects"].to_pylist()) == [0, 0, 1, 1, 1, 2]
    assert again.categories == given.categories == ("cat", "person", "never seen")
    read = pq.read_table(next((out / "data").glob("*.parquet")))
    features = json.loads(read.schema.metadata[b"huggingface"])["info"]["features"]
    assert features["objects"]["category"]["feature"]["names"] == list(given.categories)


@pytest.mark.parametrize("name", ["webdataset", "huggingface"])
def test_boxes_that_might_be_corners_come_back(source, options, tmp_path, name):
    """Their areas tell that they are a corner and a size, also where nobody had said any."""
    boxes = [[1 + i / 8, 2, 20.5, 16] for i in range(40)]
    annotations = [
        {"id": i, "image_id": 5, "category_id": 3, "bbox": box, "segmentation": []}
        for i, box in enumerate(boxes)
    ]
    source.write_text(json.dumps(document() | {"annotations": annotations}))
    out = export(indexed(source, options), tmp_path / "out", format=name).out
    again = open_source(out, SourceOptions(items="objects")).items
    given = open_source(source, SourceOptions(items="objects")).items
    ends = [sorted(path.split("#")[1] for path in each["path"].to_pylist()) for each in (again, given)]
    assert ends[0] == ends[1]
    assert again["area"].to_pylist() == [328.0] * 40


def objects_of(source) -> list[tuple]:
    """Class, box and what is said of each object."""
    items = source.items
    names = ("path", "label", "area", "crowd")
    rows = zip(*(items[name].to_pylist() for name in names), strict=True)
    return sorted((label, path.split("#")[1], area, crowd) for path, label, area, crowd in rows)
