"""Labels, splits, columns and file names that break formats: what training reads is what was indexed."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import webdataset as wds
import yaml
from PIL import Image

from explorer.export import export
from explorer.export.formats import as_yolo
from explorer.export.marked_objects import MarkedPicture, by_split
from explorer.export.portable_paths import destinations
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.index.fakes import FakeEncoder

LABELS = ["a,b", 'q"', "line\nbreak", "nul\x00", "\x0bvt", "😀", "\u0627", "=1+1", "L" * 10_000, ".."]
LABELS += ["a/b", "a_b"]
NAMES = [" lead.png", "trail .png", "images/in.png", "labels/in.png", "a.b.png", "=sum.png", "😀.png"]
NAMES.append("x.json")
SPLITS = ["../../out", "a/b", "train", "names", None]


def marked(path: str) -> str:
    """What a picture is called where objects are marked: sources of these look for endings of pictures."""
    return path.replace(".json", ".jpg.png")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A picture for each label, with names that repeat in other folders, a table and a file of COCO."""
    root = tmp_path_factory.mktemp("hostile") / "data"
    rng = np.random.default_rng(0)
    paths = [f"{place // len(NAMES)}/{NAMES[place % len(NAMES)]}" for place in range(len(LABELS))]
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        picture = Image.fromarray(rng.integers(0, 255, (16, 20, 3), np.uint8))
        for name in (path, marked(path)):
            picture.save(root / name, "PNG")
    splits = [SPLITS[place % len(SPLITS)] for place in range(len(LABELS))]
    several = [[label, "a,b"] for label in LABELS]
    table = {"path": paths, "label": LABELS, "several": several, "split": splits, "dot.ted": LABELS}
    pq.write_table(pa.table(table), root / "items.parquet")
    document = {
        "images": [
            {"id": i, "file_name": marked(path), "width": 20, "height": 16} for i, path in enumerate(paths)
        ],
        "annotations": [
            {"id": i, "image_id": i, "category_id": i, "bbox": [1, 2, 9, 8], "area": 72, "iscrowd": 0}
            for i in range(len(paths))
        ],
        "categories": [{"id": i, "name": label} for i, label in enumerate(LABELS)],
    }
    (root / "annotations.json").write_text(json.dumps(document))
    return root


def indexed(folder: Path, file: str, options, **source):
    """An index of one of its files."""
    out = folder.parent / f"{file}-{'-'.join(source.values())}.dendro"
    options = replace(options, source=SourceOptions(**source), projection=False)
    return open_index(build_index(folder / file, out=out, options=options, encoder=FakeEncoder()).index)


def test_lines_of_classes_are_those_of_their_numbers(folder, options, tmp_path):
    """Though a class has line breaks in its name, and a picture is called as the columns are."""
    out = export(indexed(folder, "items.parquet", options), tmp_path / "out", format="webdataset").out
    classes = (out / "classes.txt").read_text("utf-8").splitlines()
    samples = list(wds.WebDataset(str(out / "000000.tar"), shardshuffle=False).decode("pil"))
    assert len(samples) == len(LABELS)
    for sample in samples:
        assert classes[sample["cls"]] == " ".join(sample["json"]["label"].splitlines())
        assert ("img" if sample["json"]["path"].endswith("json") else "png") in sample


def test_several_labels_and_columns_with_dots_leave(folder, options, tmp_path):
    """As lists; Lance takes no dot in a name."""
    lance = pytest.importorskip("lance")
    index = indexed(folder, "items.parquet", options, label_column="several")
    shards = export(index, tmp_path / "shards", format="webdataset").out
    sample = next(iter(wds.WebDataset(str(shards / "000000.tar"), shardshuffle=False).decode("pil")))
    assert sample["json"]["label"] == index.items["label"][0].as_py() and "cls" not in sample
    written = export(index, tmp_path / "lance", format="lance").out
    assert lance.dataset(str(written)).to_table()["dot_ted"].to_pylist() == index.items["dot.ted"].to_pylist()


@pytest.mark.parametrize("format_", ["coco", "yolo", "voc", "fiftyone"])
def test_objects_come_back_with_the_classes_they_had(folder, options, tmp_path, format_):
    """What XML cannot say is marked as such; all other names are as they were."""
    index = indexed(folder, "annotations.json", options)
    out = export(index, tmp_path / "out", format=format_).out
    found = open_source(out, SourceOptions(source=format_, items="objects")).items["label"].to_pylist()
    expected = sorted(index.classes)
    if format_ == "voc":
        expected = sorted(name.replace("\x00", "\ufffd").replace("\x0b", "\ufffd") for name in expected)
        for file in (out / "Annotations").iterdir():
            ET.parse(file)
        stems = (out / "ImageSets/Main/train.txt").read_text("utf-8").splitlines()
        assert all((out / "Annotations" / f"{stem.strip()}.xml").is_file() for stem in stems)
    assert sorted(set(found)) == expected


def test_yolo_is_found_by_ultralytics(folder, options, tmp_path):
    """It takes `labels` for the last `images` of a path, requires two splits, and runs anywhere."""
    index = indexed(folder, "annotations.json", options)
    out = export(index, tmp_path / "out", format="yolo").out
    said = yaml.safe_load((out / "data.yaml").read_text("utf-8"))
    assert (said["train"], said["val"], "path" in said) == ("train.txt", "train.txt", False)
    for line in (out / "train.txt").read_text("utf-8").splitlines():
        head, tail = f"{out}/{line.removeprefix('./')}".rsplit("/images/", 1)
        assert Path(f"{head}/labels/{tail.rsplit('.', 1)[0]}.txt").is_file()
    assert set(open_source(out).items["split"].to_pylist()) == {"train"}


def test_no_split_leads_out_of_the_folder():
    """Whatever stands in the column; nor is it taken for what else is said of a data set."""
    pictures = [MarkedPicture(0, "a", "a", split, 1, 1) for split in (*SPLITS, "s" * 300)]
    files = list(by_split(pictures, "train"))
    assert files[:4] == [".._.._out", "a_b", "train", "names"]
    assert len(files) == 5 and len(f"{files[4]}.txt") == 255
    assert as_yolo._keys(["names", "val"]) == {"train": "val", "val": "val", "names_": "names"}


def test_different_classes_have_different_folders():
    """Though their names differ in what no system takes, or in the form of accents."""
    labels = ["a/b", "a_b", "a:b", "e\u0301", "\u00e9", "Cat", "cat", "a/b"]
    found = [path.split("/")[0] for path in destinations([f"{i}.png" for i in range(8)], labels)]
    assert found[0] == found[7] and len({name.casefold() for name in found}) == 7
