"""Formats that training reads: each is read by what it is made for, and by hand."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import webdataset as wds
from PIL import Image

from explorer.errors import InputError
from explorer.export import export, export_stream
from explorer.export.formats import as_huggingface, as_webdataset
from explorer.sources import open_source
from tests.tasks import several_classes

COMPARED = ["label", "prediction", "price", "split"]
KEPT = ["image", "path", "label", "split", "price"]
"""Columns that are compared."""


@pytest.fixture
def gone(small_index, monkeypatch):
    """The same index, of which two originals have vanished."""
    real = type(small_index).open_image

    def open_image(self, row):
        if row in (1, 7):
            raise FileNotFoundError(2, "No such file or directory", "gone")
        return real(self, row)

    monkeypatch.setattr(type(small_index), "open_image", open_image)
    return small_index


def test_shards_are_read_by_webdataset(small_index, tmp_path, monkeypatch):
    """Pictures, columns and classes of every sample, over shards of ten, in the order of the rows."""
    monkeypatch.setattr(as_webdataset, "MOST", 10)
    unlabelled = np.flatnonzero(small_index.labels() < 0)
    labelled = np.random.default_rng(0).permutation(np.flatnonzero(small_index.labels() >= 0))
    rows = np.append(labelled[:24], unlabelled[:1])
    report = export(small_index, tmp_path / "out", rows=rows, format="webdataset")
    shards = sorted(str(file) for file in report.out.glob("*.tar"))
    assert [Path(shard).name for shard in shards] == ["000000.tar", "000001.tar", "000002.tar"]
    others = {"classes.txt", "README.md"}
    assert {file.name for file in report.out.iterdir()} == {*(Path(s).name for s in shards), *others}
    samples = list(wds.WebDataset(shards, shardshuffle=False, empty_check=False).decode("pil"))
    items = small_index.items.take(rows).select(KEPT[1:]).to_pylist()
    classes = (report.out / "classes.txt").read_text().splitlines()
    assert classes == small_index.classes and len(samples) == 25
    for sample, item, row in zip(samples, items, rows.tolist(), strict=True):
        assert (sample["json"]["path"], sample["json"]["label"]) == (item["path"], item["label"])
        with small_index.open_image(row) as original:
            assert np.array_equal(sample["png"], Image.open(io.BytesIO(original.read())).convert("RGB"))
        assert "cls" not in sample  # readers expect the same members of all, and some have no label
    whole = export(small_index, tmp_path / "whole", rows=labelled[:9], format="webdataset").out
    for sample in wds.WebDataset(str(whole / "000000.tar"), shardshuffle=False).decode("pil"):
        assert classes[sample["cls"]] == sample["json"]["label"]


def test_parquet_with_pictures_says_what_it_holds(small_index, tmp_path, monkeypatch):
    """As `datasets` writes it: bytes and names of pictures, a ClassLabel, splits in files of their own."""
    monkeypatch.setattr(as_huggingface, "GROUP", 7)
    monkeypatch.setattr(as_huggingface, "LARGEST", 1)
    rows = np.arange(40)[::-1]
    report = export(small_index, tmp_path / "out", rows=rows, format="huggingface")
    given = small_index.items.take(rows)
    readme = (report.out / "README.md").read_text()
    found = {}
    for split in dict.fromkeys(given["split"].to_pylist()):
        files = sorted((report.out / "data").glob(f"{split}-*.parquet"))
        assert files[0].name == f"{split}-00000-of-{len(files):05d}.parquet"
        assert f"- split: {split}\n    path: data/{split}-*.parquet" in readme
        for file in files:
            table = pq.read_table(file)
            features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
            assert features["image"] == {"_type": "Image"}
            assert features["label"] == {"names": small_index.classes, "_type": "ClassLabel"}
            assert "source_row" not in table.column_names
            found |= {each["path"]: each for each in table.select(KEPT).to_pylist()}
    assert len(found) == 40
    for row, item in zip(rows.tolist(), given.select(KEPT[1:]).to_pylist(), strict=True):
        there = found[item["path"]]
        code = there["label"]
        assert (None if code is None else small_index.classes[code]) == item["label"]
        assert (there["price"], there["split"]) == (item["price"], item["split"])
        with small_index.open_image(row) as original:
            assert there["image"] == {"bytes": original.read(), "path": item["path"].split("/")[-1]}


def test_several_classes_in_parquet_come_back(small_index, tmp_path):
    """A list of ClassLabel an image, empty of no class, null where nobody labelled; in their order."""
    index = several_classes(small_index, tmp_path / "several.dendro")
    rows = np.arange(70)[::-1]
    out = export(index, tmp_path / "out", rows=rows, format="huggingface").out
    read = pq.read_table(next((out / "data").glob("train-*.parquet")))
    feature = json.loads(read.schema.metadata[b"huggingface"])["info"]["features"]["label"]
    assert feature == {"_type": "Sequence", "feature": {"names": index.classes, "_type": "ClassLabel"}}
    items, given = open_source(out).items, index.items.take(rows)
    found = dict(zip(items["path_source"].to_pylist(), items.select(COMPARED).to_pylist(), strict=True))
    for each in given.select(["path", *COMPARED]).to_pylist():
        again = found[each.pop("path")]
        for name, value in each.items():
            lists = isinstance(value, list)
            assert (sorted(again[name]) if lists else again[name]) == (sorted(value) if lists else value)
    assert {"None", "[]"} < {str(each["label"]) for each in found.values()}


def test_datasets_takes_labels_for_classes(small_index, tmp_path):
    """Where `datasets` is installed: one class an image and several, with their names."""
    datasets = pytest.importorskip("datasets")
    several = several_classes(small_index, tmp_path / "several.dendro")
    for index, name in ((small_index, "one"), (several, "several")):
        out = export(index, tmp_path / name, rows=np.arange(70), format="huggingface").out
        loaded = datasets.load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
        items = index.items.slice(0, 70)
        given = dict(zip(items["path"].to_pylist(), items["label"].to_pylist(), strict=True))
        assert {split: len(each) for split, each in loaded.items()} == {"train": 51, "test": 19}
        for each in loaded.values():
            feature = each.features["label"]
            of_class = getattr(feature, "feature", feature)
            assert of_class.names == index.classes
            for path, code in zip(each["path"], each["label"], strict=True):
                label = [of_class.int2str(one) for one in code] if isinstance(code, list) else code
                assert given[path] == (of_class.int2str(label) if isinstance(label, int) else label)
            assert each[0]["image"].size == (96, 80)


@pytest.mark.parametrize("name", ["webdataset", "huggingface"])
def test_what_is_gone_is_listed_and_left_out(gone, tmp_path, name):
    """It costs its own sample only."""
    report = export(gone, tmp_path / "out", rows=np.arange(10), format=name)
    assert (report.rows, report.missing) == (10, 2)
    said = (report.out / "failures.csv").read_text()
    assert all(gone.items["path"][row].as_py() in said for row in (1, 7))
    if name == "webdataset":
        with tarfile.open(report.out / "000000.tar") as shard:
            assert sum(member.name.endswith(".png") for member in shard) == 8
    else:
        assert sum(pq.read_metadata(file).num_rows for file in report.out.rglob("*.parquet")) == 8


def test_classes_for_fiftyone_come_back(gone, tmp_path):
    """As the source that reads its exports has them; what is gone is not named."""
    report = export(gone, tmp_path / "out", rows=np.arange(20), format="fiftyone")
    again = open_source(report.out)
    assert (again.kind, len(again.files), report.missing) == ("fiftyone", 18, 2)
    labels = dict(zip(gone.items["path"].to_pylist(), gone.items["label"].to_pylist(), strict=True))
    for path, label in zip(again.items["path"].to_pylist(), again.items["label"].to_pylist(), strict=True):
        assert label == labels[path.removeprefix("data/")]


def test_several_classes_for_fiftyone_come_back(small_index, tmp_path):
    """A list of places an image, empty of no class; null where nobody labelled, as FiftyOne reads both."""
    index = several_classes(small_index, tmp_path / "several.dendro")
    out = export(index, tmp_path / "out", rows=np.arange(70), format="fiftyone").out
    read = json.loads((out / "labels.json").read_text())
    labels = {
        name: codes if codes is None else [read["classes"][code] for code in codes]
        for name, codes in read["labels"].items()
    }
    paths = index.items["path"].to_pylist()[:70]
    expected = [names if names is None else sorted(names) for names in index.items["label"].to_pylist()[:70]]
    assert [labels[path.rsplit(".", 1)[0]] for path in paths] == expected
    assert None in expected and [] in expected


def test_a_tar_holds_what_a_folder_holds(gone, tmp_path):
    """The originals with their times, the tables; `tarfile` reads it to its end."""
    folder = export(gone, tmp_path / "out", rows=np.arange(10)).out
    archive = export(gone, tmp_path / "out.tar", rows=np.arange(10)).out
    with tarfile.open(archive) as opened:
        found = {member.name: opened.extractfile(member).read() for member in opened}
        times = {member.name: member.mtime for member in opened}
    there = [file for file in folder.rglob("*") if file.is_file()]
    for file in there:
        name = file.relative_to(folder).as_posix()
        assert found.pop(name) == file.read_bytes()
        if file.suffix == ".png":
            assert abs(times[name] - file.stat().st_mtime) < 1
    assert not found


def test_a_large_member_that_shrinks_leaves_the_archive_whole(small_index, tmp_path, monkeypatch):
    """The header has told its size by then."""
    from explorer.export.formats import as_files

    class Shrunk:
        place, stored = "", 5_000_000
        state = os.stat(__file__)

        def pieces(self):
            yield b"x" * 1000
            yield b"y" * 1000

    out = io.BytesIO()
    for _ in as_files.put_member(out, Shrunk(), "a.jpg"):
        pass
    as_files.put_bytes(out, "b.txt", b"after")
    with tarfile.open(fileobj=io.BytesIO(out.getvalue() + bytes(1024))) as archive:
        assert archive.extractfile("b.txt").read() == b"after"


def test_pictures_are_laid_out_by_class_and_by_cluster(small_index, tmp_path):
    """Names that meet there are numbered; the table beside them says where each came to lie."""
    rows = np.arange(60)
    by_class = export(small_index, tmp_path / "class", rows=rows, layout="class").out
    lines = (by_class / "items.csv").read_text().splitlines()[1:]
    labels = small_index.items["label"].take(rows).to_pylist()
    assert len(list(by_class.rglob("*.png"))) == len(lines) == 60
    for line, label in zip(lines, labels, strict=True):
        assert line.startswith(f'"{label or "unlabelled"}/')
    node = small_index.root
    by_cluster = export(small_index, tmp_path / "cluster", node=node, layout="cluster").out
    for child in by_cluster.iterdir():
        if child.is_dir():
            cluster = int(child.name.removeprefix("cluster-"))
            size = small_index.tree.hi[cluster] - small_index.tree.lo[cluster]
            assert len(list(child.iterdir())) == size


@pytest.mark.parametrize("label", ["..", ".", "a/b", "C:", "con", "items.csv", "\\\\x", "ß" * 300, "/etc"])
def test_no_label_leads_out_of_the_folder(label):
    """Whatever people call a class, its folder is one, inside."""
    from explorer.export.portable_paths import destinations

    first, second, third = destinations(["a/1.png", "b/1.png", "a/1.png"], [label, label, "other"])
    assert first != second and first.count("/") == 1 and third == "other/1.png"
    assert not first.startswith(("/", ".")) and ".." not in first.split("/")


@pytest.mark.parametrize("links", ["hard", "symbolic"])
def test_a_folder_may_link_to_originals(small_index, tmp_path, links):
    """No byte is copied, and a link leads to the file itself."""
    out = export(small_index, tmp_path / "out", rows=[3, 5], links=links).out
    for row in (3, 5):
        path = small_index.items["path"][row].as_py()
        original = small_index.image_file(row)
        assert (out / path).samefile(original) and (out / path).is_symlink() == (links == "symbolic")


def test_what_a_format_cannot_do_is_said(small_index, tmp_path):
    """And nothing is written."""
    for asked, words in (
        ({"format": "csv", "layout": "class"}, "holds no files to lay out"),
        ({"format": "zip", "links": "hard"}, "cannot link"),
        ({"format": "folder", "layout": "colour"}, "path, class, cluster"),
    ):
        with pytest.raises(InputError, match=words):
            export(small_index, tmp_path / "out", rows=[1], **asked)
    with pytest.raises(InputError, match="no files to lay out"):
        export_stream(small_index, rows=[1], format="csv", layout="class")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "asked", [{"where": "label = 'plum' and price > 3"}, {"rows": [5, 3, 9]}, {"node": 580}]
)
def test_the_script_takes_the_same_images_again(small_index_path, small_index, tmp_path, asked):
    """It runs by itself, and writes what was chosen."""
    from explorer.dataset import open_index

    opened = open_index(small_index_path)
    script = opened.export(tmp_path / "subset.py", **asked).out
    expected = opened.export(tmp_path / "expected.jsonl", **asked).out.read_bytes()
    subprocess.run([sys.executable, script, tmp_path / "again.jsonl"], check=True, timeout=120)
    assert (tmp_path / "again.jsonl").read_bytes() == expected


def test_a_script_that_is_sent_does_not_say_where_the_index_lies(small_index):
    """Odd names of it neither end the text that they stand in."""
    sent = b"".join(export_stream(small_index, rows=[1], format="python", places=False)).decode()
    assert str(small_index.path.parent) not in sent
    compile(sent, "subset.py", "exec")
