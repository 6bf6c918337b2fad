"""Annotated data sets in archives are what they are unpacked; and members that no folder can have."""

import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.read_items import contents
from tests.sources.test_annotations import coco, voc, write
from tests.sources.test_detections import results, yolo
from tests.sources.test_embedded import labelme

BOX = "<xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>7</ymax>"


def coco_set(root: Path) -> None:
    """Two splits with a picture of one name in each."""
    for number, split in enumerate(("train", "val")):
        write(root / split / "1.jpg", b"\xff\xd8\xff" + split.encode())
        objects = [{"image_id": 1, "category_id": (1, 18)[number], "bbox": [1, 2, 3, 4]}] * (number + 1)
        text = coco([{"id": 1, "file_name": "1.jpg"}], objects)
        write(root / "annotations" / f"instances_{split}.json", text)


def yolo_set(root: Path) -> None:
    """As programs export it."""
    for name, line in (("a", "1 0.5 0.5 0.2 0.4\n"), ("b", "")):
        write(root / f"train/images/{name}.jpg", b"\xff\xd8\xff" + name.encode())
        write(root / f"train/labels/{name}.txt", line)
    write(root / "data.yaml", "names: [cat, dog]\ntrain: train/images\n")


def voc_set(root: Path) -> None:
    """Annotations apart from the images."""
    for name in ("a", "b"):
        write(root / f"VOC2012/JPEGImages/{name}.jpg", b"\xff\xd8\xff" + name.encode())
        boxed = voc(f"{name}.jpg", "dog", "cat").replace("<xmin>1</xmin>", BOX)
        write(root / f"VOC2012/Annotations/{name}.xml", boxed)
    write(root / "VOC2012/ImageSets/Main/train.txt", "a\n")


def labelme_set(root: Path) -> None:
    """Annotations beside the images, as what is said of an image in shards."""
    for name in ("a", "b"):
        write(root / f"{name}.jpg", b"\xff\xd8\xff" + name.encode())
        write(root / f"{name}.json", labelme(f"{name}.jpg", None, name))


def boxes_set(root: Path) -> None:
    """Tables of boxes in folders of splits, as Roboflow exports them."""
    for split, name in (("train", "cat"), ("valid", "dog")):
        write(root / split / "1.jpg", b"\xff\xd8\xff" + split.encode())
        header = "filename,width,height,class,xmin,ymin,xmax,ymax"
        write(
            root / split / "_annotations.csv",
            f"{header}\n1.jpg,9,9,{name},1,2,3,4\n1.jpg,9,9,{name},4,4,6,7\n",
        )


def supervisely_set(root: Path) -> None:
    """A file of annotations for each image, apart from it."""
    shape = {"exterior": [[0, 2], [5, 8]], "interior": []}
    content = {"tags": [], "objects": [{"classTitle": "cat", "points": shape}]}
    for split in ("train", "val"):
        write(root / split / "img/1.jpg", b"\xff\xd8\xff" + split.encode())
        write(root / split / "ann/1.jpg.json", json.dumps(content))


def pack(root: Path, into: Path, top: str = "") -> Path:
    """Pack a folder by the ending of the archive, with a folder around all of it or none."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    if into.suffix == ".zip":
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, f"{top}{file.relative_to(root).as_posix()}")
        return into
    with tarfile.open(into, "w:gz" if into.suffix == ".gz" else "w") as archive:
        for file in files:
            archive.add(file, f"{top}{file.relative_to(root).as_posix()}")
    return into


def said(source) -> dict[str, list]:
    """All columns but where the images are, in the order of the names of images."""
    rows = source.items.sort_by("path").to_pydict()
    return {name: values for name, values in rows.items() if name not in ("path", "source_row", "image")}


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
def test_detections_in_shares_of_packed_pictures(tmp_path, name):
    """Their sizes are read in the archive, so that figures and items are those of the folder."""
    yolo(tmp_path / "d")
    write(tmp_path / "r" / "a.txt", "0 0.5 0.5 0.25 0.25 0.9\n0 0.9 0.9 0.1 0.1 0.8\n")
    coco = results(
        tmp_path, [{"image_id": "a", "category_id": 0, "bbox": [30, 18.75, 20, 12.5], "score": 0.5}]
    )
    options = SourceOptions(detections=(f"y={tmp_path / 'r'}", f"c={coco}"))
    plain = open_source(tmp_path / "d", options)
    packed = open_source(pack(tmp_path / "d", tmp_path / name), options)
    assert [each["true_positives"] for each in packed.detections["models"]] == [1, 1]
    assert packed.detections == plain.detections and said(packed) == said(plain)


@pytest.mark.parametrize(("name", "top"), [("x.zip", ""), ("x.tar.gz", "set-1/")])
@pytest.mark.parametrize("make", [coco_set, yolo_set, voc_set, labelme_set, boxes_set, supervisely_set])
def test_what_is_packed_is_as_what_is_not(tmp_path, make, name, top):
    """Images and objects, with the same columns, bytes and splits; paths are those in the archive."""
    make(tmp_path / "d")
    path = pack(tmp_path / "d", tmp_path / name, top)
    for items in (None, "objects"):
        options = SourceOptions(items=items)
        plain, packed = open_source(tmp_path / "d", options), open_source(path, options)
        assert packed.kind == plain.kind != "archive"
        assert packed.taken_for == f"1 archive: {plain.taken_for}"
        assert said(packed) == said(plain)
        assert sorted(contents(packed)) == sorted(contents(plain))
        paths = [f"{top}{each}" for each in plain.items["path"].to_pylist()]
        assert sorted(packed.items["path"].to_pylist()) == sorted(paths)
        assert packed.root == tmp_path and packed.location == path
        assert not list(packed.failures)


def test_a_data_set_that_is_packed_in_several_archives(tmp_path):
    """As COCO is: images of each split and the annotations apart."""
    coco_set(tmp_path / "d")
    (tmp_path / "zips").mkdir()
    for name in ("train", "val", "annotations"):
        pack(tmp_path / "d" / name, tmp_path / "zips" / f"{name}.zip", f"{name}/")
    source = open_source(tmp_path / "zips")
    assert source.taken_for == "3 archives: COCO instances: 2 images, 3 objects, 2 categories"
    assert source.items["path"].to_pylist() == ["train.zip/train/1.jpg", "val.zip/val/1.jpg"]
    assert contents(source) == [b"\xff\xd8\xfftrain", b"\xff\xd8\xffval"]


def test_other_archives_stay_what_they_are(tmp_path):
    """Shards with JSON beside each image, other JSON, and where it is asked for."""
    write(tmp_path / "w/a.jpg")
    write(tmp_path / "w/a.json", json.dumps({"shape": 1, "caption": "a dog"}))
    write(tmp_path / "w/info.json", json.dumps({"images": 1}))
    source = open_source(pack(tmp_path / "w", tmp_path / "w.tar"))
    assert source.kind == "archive" and source.items["caption"].to_pylist() == ["a dog"]
    coco_set(tmp_path / "d")
    path = pack(tmp_path / "d", tmp_path / "d.zip")
    assert open_source(path, SourceOptions(source="archive")).kind == "archive"
    assert open_source(path, SourceOptions(source="coco", items="objects")).items.num_rows == 3
    with pytest.raises(SourceError, match="is not read as voc"):
        open_source(path, SourceOptions(source="voc"))
    with pytest.raises(SourceError, match="taken for an archive, which marks no objects"):
        open_source(tmp_path / "w.tar", SourceOptions(items="objects"))


def test_what_is_wrong_in_an_archive_is_said_and_nothing_is_lost(tmp_path):
    """Missing images, names that lead out or clash, and a picture that is only in the JSON."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("../../evil.jpg", b"\xff\xd8\xff1")
        archive.writestr("a", "a file")
        archive.writestr("a/b.jpg", b"\xff\xd8\xff2")
        archive.writestr("n" * 300 + ".jpg", b"\xff\xd8\xff3")
        images = [{"id": i, "file_name": name} for i, name in enumerate(("evil.jpg", "gone.jpg", "b.jpg"))]
        archive.writestr("_annotations.coco.json", coco(images))
    source = open_source(tmp_path / "x.zip")
    assert source.items["path"].to_pylist() == ["evil.jpg", "a/b.jpg"]
    assert [each.path for each in source.failures] == ["gone.jpg"]
    assert not (tmp_path.parent / "evil.jpg").exists()
    write(tmp_path / "l/a.json", labelme("a.jpg", b"\xff\xd8\xff"))
    write(tmp_path / "l/b.json", labelme("b.jpg", None))
    write(tmp_path / "l/b.jpg")
    found = open_source(pack(tmp_path / "l", tmp_path / "l.zip"))
    assert found.items["path"].to_pylist() == ["b.jpg"]
    assert [(each.path, each.reason[:11]) for each in found.failures] == [("a.json", "its picture")]


def test_annotations_that_unpack_to_no_end_are_not_read(tmp_path):
    """A size that is a lie is found out; what is too much in all is refused."""
    coco_set(tmp_path / "d")
    path = pack(tmp_path / "d", tmp_path / "x.zip")
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("annotations/instances_val.json").file_size
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"annotations/instances_val.json"))
    lying = content[: place + 24] + (10).to_bytes(4, "little") + content[place + 28 :]
    path.write_bytes(lying)
    source = open_source(path)
    assert size > 10 and source.items.num_rows == 1
    assert [each.path for each in source.failures] == ["annotations/instances_val.json"]
    path.write_bytes(content[: place + 24] + (0xFFFFFFF0).to_bytes(4, "little") + content[place + 28 :])
    assert open_source(path).items.num_rows == 2
