"""COCO in several files, as COCO itself is: of splits, and captions beside objects."""

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from explorer.dataset import open_index
from explorer.export import export
from explorer.indexing.build_index import build_index
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.index.fakes import FakeEncoder

SPLITS = {"train2017": 5, "val2017": 3}
CATEGORIES = [{"id": 18, "name": "dog"}, {"id": 1, "name": "person"}, {"id": 90, "name": "never seen"}]
COMPARED = ["label", "split", "captions", "objects", "categories"]


def told(split: str) -> dict[str, dict]:
    """Two files of a split; images of another have the same ids, objects and captions, too."""
    images = [
        {"id": 100 + 7 * i, "file_name": f"{i:012d} é.png", "width": 40, "height": 30, "license": 3}
        for i in range(SPLITS[split])
    ]
    objects = [
        {"id": 10 * i + j, "image_id": 100 + 7 * i, "category_id": [18, 1][j], "bbox": [1.25, 2, 20.5, 9 + i],
         "area": 12.5, "iscrowd": i % 2, "segmentation": [[1.25, 2, 21.75, 2, 21.75, 11 + i]]}
        for i in range(SPLITS[split])
        for j in range(i % 3)
    ]  # fmt: skip
    captions = [
        {"id": 10 * i, "image_id": 100 + 7 * i, "caption": f'a "dog" {i}'} for i in range(SPLITS[split])
    ]
    shared = {"info": {"split": split}, "licenses": [{"id": 3, "name": "CC"}], "images": images}
    return {
        "instances": shared | {"annotations": objects, "categories": CATEGORIES},
        "captions": shared | {"annotations": captions},
    }


@pytest.fixture
def source(tmp_path) -> Path:
    """`annotations/instances_train2017.json` and its like, with the pictures in a folder of each split."""
    folder = tmp_path / "coco"
    (folder / "annotations").mkdir(parents=True)
    for split in SPLITS:
        (folder / split).mkdir()
        for kind, document in told(split).items():
            (folder / "annotations" / f"{kind}_{split}.json").write_text(json.dumps(document))
        for i, image in enumerate(document["images"]):
            Image.new("RGB", (40, 30), (40 * i, len(split) * 20, 9)).save(folder / split / image["file_name"])
    return folder


def indexed(source: Path, options, items: str | None = None):
    """An index of it."""
    options = replace(options, source=SourceOptions(items=items), projection=False)
    out = source.parent / f"{items}.dendro"
    return open_index(build_index(source, out, options, encoder=FakeEncoder()).index)


def by_id(entries: list[dict]) -> list[dict]:
    """Entries in one order."""
    return sorted(entries, key=lambda each: each["id"])


def compared(out: Path, kind: str, split: str) -> tuple[dict, dict]:
    """A file that was written, and the one of the source, names of pictures below their folder."""
    found, given = json.loads((out / "annotations" / f"{kind}_{split}.json").read_text()), told(split)[kind]
    for image in given["images"]:
        image["file_name"] = f"{split}/{image['file_name']}"
    for document in (found, given):
        document["images"], document["annotations"] = map(
            by_id, (document["images"], document["annotations"])
        )
    return found, given


def test_each_file_comes_back_as_it_was(source, options, tmp_path):
    """Ids of images, objects and categories, masks and captions, licences; nothing else is beside them."""
    out = export(indexed(source, options), tmp_path / "out", format="coco").out
    assert len(list((out / "annotations").iterdir())) == 4 and not (out / "annotations.json").exists()
    for split in SPLITS:
        for kind in ("instances", "captions"):
            found, given = compared(out, kind, split)
            assert found == given
    items = [open_source(place).items.select(COMPARED).to_pylist() for place in (source, out)]
    assert sorted(items[0], key=str) == sorted(items[1], key=str)


def test_pycocotools_reads_each_file(source, options, tmp_path):
    """It looks for a category in all that lies beside categories."""
    from pycocotools.coco import COCO

    out = export(indexed(source, options), tmp_path / "out", format="coco").out
    for split, images in SPLITS.items():
        with contextlib.redirect_stdout(io.StringIO()):
            objects = COCO(out / "annotations" / f"instances_{split}.json")
            captions = COCO(out / "annotations" / f"captions_{split}.json")
        assert objects.getCatIds(["dog"]) == [18] and len(objects.getImgIds()) == images
        assert captions.loadAnns(captions.getAnnIds(107))[0]["caption"] == 'a "dog" 1'


def test_objects_of_one_split_are_one_file(source, options, tmp_path):
    """With the ids that they have there, and all categories."""
    index = indexed(source, options, "objects")
    out = index.export(tmp_path / "out", where="split = 'val2017'", format="coco").out
    found, given = json.loads((out / "annotations.json").read_text()), told("val2017")["instances"]
    assert by_id(found["annotations"]) == given["annotations"] and found["categories"] == CATEGORIES


def test_captions_beside_objects_have_their_own_file(source, options, tmp_path):
    """In one file of a source they may be mixed; no split is made of the names."""
    documents = told("train2017")
    mixed = documents["instances"]
    captions = [each | {"id": 1000 + each["id"]} for each in documents["captions"]["annotations"]]
    mixed["annotations"] += captions
    for file in (source / "annotations").iterdir():
        file.unlink()
    (source / "all.json").write_text(json.dumps(mixed))
    (source / "train2017").rename(source / "images")
    out = export(indexed(source / "all.json", options), tmp_path / "out", format="coco").out
    written = {file.name: json.loads(file.read_text()) for file in (out / "annotations").iterdir()}
    assert sorted(written) == ["captions.json", "instances.json"]
    assert by_id(written["captions.json"]["annotations"]) == captions
    assert "categories" not in written["captions.json"]
    items = open_source(out).items
    assert "split" not in items.column_names and items["captions"].null_count == 0


def test_a_new_class_has_an_id_of_its_own(source, options, tmp_path):
    """A label that was corrected to what no file declares does not take the number that it had."""
    index = indexed(source, options, "objects")
    row = index.items["label"].to_pylist().index("dog")
    index.correct_labels("wolf", rows=[row])
    corrected = index.export(tmp_path / "out", format="coco", labels="corrected").out
    for file in (corrected / "annotations").iterdir():
        document = json.loads(file.read_text())
        numbers = [each["id"] for each in document["categories"]]
        assert len(numbers) == len(set(numbers))
    names = {each["id"]: each["name"] for each in document["categories"]}
    again = open_source(corrected, SourceOptions(items="objects")).items["label"].to_pylist()
    assert names[18] == "dog" and again.count("wolf") == 1


def test_objects_of_one_box_are_told_apart(source, options, tmp_path):
    """Two classes in one box, of which one is chosen."""
    index = indexed(source, options, "objects")
    items = index.items.select(["path", "label", "split"]).to_pylist()
    shared = [
        row for row, item in enumerate(items) if item["split"] == "val2017" and ",20.5,11" in item["path"]
    ]
    assert sorted(items[row]["label"] for row in shared) == ["dog", "person"]
    dog, person = sorted(shared, key=lambda row: items[row]["label"])
    for row, number in ((dog, 20), (person, 21)):
        out = export(index, tmp_path / f"{number}", rows=[row], format="coco").out
        found = json.loads((out / "annotations.json").read_text())["annotations"]
        assert found == [each for each in told("val2017")["instances"]["annotations"] if each["id"] == number]
