"""Formats that hold pictures, of an index whose items are objects: each is cut out, and says where it was."""

import io
import json

import lance
import numpy as np
import pyarrow.parquet as pq
import pytest
import webdataset as wds
from PIL import Image

from explorer.export import export
from explorer.images.crops import cut, split_fragment
from explorer.sources import open_source
from tests.export.test_annotation_formats import indexed, source  # noqa: F401 - a fixture

LIKE = 3
"""Of 255, on average: what a JPEG of this quality changes at most."""


def rows_of(out, format: str) -> list[dict]:
    """What an export holds of each object, by the library that it is made for."""
    if format == "huggingface":
        (file,) = (out / "data").glob("*.parquet")
        table = pq.read_table(file)
        features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
        read = table.select(["path", "label", "parent", "bbox", "image", "area"]).to_pylist()
        names = features["label"]["names"]
        return [row | {"label": names[row["label"]], "image": row["image"]["bytes"]} for row in read]
    if format == "lance":
        return lance.dataset(out).to_table(["path", "label", "parent", "bbox", "image", "area"]).to_pylist()
    shards = [str(shard) for shard in sorted(out.glob("*.tar"))]
    samples = wds.WebDataset(shards, shardshuffle=False, empty_check=False)
    classes = (out / "classes.txt").read_text().splitlines()
    found = []
    for sample in samples:
        said = json.loads(sample["json"])
        assert classes[int(sample["cls"])] == said["label"]
        found.append(said | {"image": sample.get("png", sample.get("jpg"))})
    return found


@pytest.mark.parametrize("format", ["huggingface", "webdataset", "lance"])
def test_each_object_is_cut_out(source, options, tmp_path, format):  # noqa: F811
    """With its class, its box in pixels and its picture, as the index has it."""
    index = indexed(source, options, "objects")
    out = export(index, tmp_path / "out", format=format).out
    items = {row["path"]: row for row in index.items.select(["path", "label", "image", "area"]).to_pylist()}
    read = rows_of(out, format)
    assert {row["path"] for row in read} == items.keys() and len(read) == 5
    for row in read:
        item, (_, crop) = items[row["path"]], split_fragment(row["path"])
        assert (row["label"], row["parent"], row["area"]) == (item["label"], item["image"], item["area"])
        assert row["bbox"] == list(crop[:4])
        with Image.open(source.parent / row["parent"]) as picture:
            expected = np.asarray(cut(picture.convert("RGB"), crop), np.float64)
        with Image.open(io.BytesIO(row["image"])) as image:
            assert image.format == ("PNG" if row["parent"].endswith(".png") else "JPEG")
            assert np.abs(np.asarray(image.convert("RGB")) - expected).mean() <= LIKE


@pytest.mark.parametrize("format", ["huggingface", "webdataset"])
def test_cut_out_objects_are_a_source_again(source, options, tmp_path, format):  # noqa: F811
    """Of images, with their classes by name, and with no column twice."""
    index = indexed(source, options, "objects")
    again = open_source(export(index, tmp_path / "out", format=format).out)
    assert sorted(again.items["label"].to_pylist()) == sorted(index.items["label"].to_pylist())
    assert sorted(again.items["parent"].to_pylist()) == sorted(index.items["image"].to_pylist())
    doubled = [name for name in again.items.column_names if name.endswith("_source")]
    assert doubled == ["path_source"] and len(again.files) == 5


@pytest.mark.parametrize("format", ["huggingface", "webdataset", "lance"])
def test_an_object_whose_picture_is_gone_is_listed(source, options, tmp_path, format):  # noqa: F811
    """And what is there is written; shares of a picture are pixels."""
    index = indexed(source, options, "objects")
    (source.parent / "c.jpg").unlink()
    report = export(index, tmp_path / "out", format=format)
    assert report.missing == 1 and "c.jpg" in (report.out / "failures.csv").read_text()
    assert "c.jpg" not in [row["parent"] for row in rows_of(report.out, format)]
