"""Tar and zip files as sources: what is in them, what lies beside images, and archives that people break."""

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from pathlib import Path

import pytest

from explorer.errors import OriginalError, SourceError
from explorer.images.parts import read_part
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

JPEG = b"\xff\xd8\xff"


def tar(path: Path, files: dict[str, bytes | str]) -> Path:
    """Write a tar."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def columns(source) -> dict[str, list]:
    """The columns of its items but for the rows."""
    return {
        name: source.items[name].to_pylist() for name in source.items.column_names if name != "source_row"
    }


def test_class_folders_in_an_archive_are_labels(tmp_path):
    """As in a folder; other files are counted, those of no use to anybody as hidden."""
    path = tar(
        tmp_path / "x.tar",
        {
            "d/cat/1.jpg": JPEG,
            "d/dog/2.png": JPEG,
            "d/notes.md": "",
            "__MACOSX/d/cat/._1.jpg": "",
            "d/x.zip": "",
        },
    )
    source = open_source(path)
    assert source.kind == "archive" and source.root == tmp_path
    assert source.taken_for == "1 archive: 2 images"
    assert columns(source) == {"path": ["d/cat/1.jpg", "d/dog/2.png"], "label": ["cat", "dog"]}
    assert source.passed_over == {".md": 1, ".zip": 1, "hidden": 1}
    assert source.image(1).offset > 0 and source.image(1).path == str(path)


def test_archives_called_as_splits_are_these(tmp_path):
    """Of several splits; what is called as none has none, and what samples say themselves counts."""
    for name in ("x-train-000000", "x-train-000001", "x-val-000000", "more"):
        tar(tmp_path / f"s/{name}.tar", {"1.jpg": JPEG, "1.cls": "0"})
    assert columns(open_source(tmp_path / "s"))["split"] == [None, "train", "train", "val"]
    for name in ("x-val-000000", "more"):
        (tmp_path / f"s/{name}.tar").unlink()
    assert "split" not in columns(open_source(tmp_path / "s"))
    for name in ("train", "test"):
        tar(tmp_path / f"own/{name}.tar", {"1.jpg": JPEG, "1.json": '{"split": "fold 1"}'})
    assert columns(open_source(tmp_path / "own"))["split"] == ["fold 1", "fold 1"]


def test_shards_of_a_webdataset_have_what_lies_beside_images(tmp_path):
    """Classes, captions and objects of JSON, of all images of a sample; what is of none is counted."""
    tar(
        tmp_path / "s/shard-0.tar",
        {
            "a/1.left.jpg": JPEG,
            "a/1.right.jpg": JPEG,
            "a/1.cls": "7",
            "a/1.json": json.dumps({"width": 5, "path": "their own", "where": "here"}),
            "b.jpg": JPEG,
            "b.txt": "a caption\n",
            "c.json": "{}",
        },
    )
    tar(tmp_path / "s/shard-10.tar", {"b.png": JPEG, "b.json": "{cut", "b.cls": "3"})
    tar(tmp_path / "s/shard-2.tar", {"b.png": JPEG, "b.json": "[1]", "x.npy": "", "b.cls": b"\xff"})
    source = open_source(tmp_path / "s")
    assert source.taken_for == "3 archives: 5 images"
    found = columns(source)
    assert found["path"] == [
        "shard-0.tar/a/1.left.jpg",
        "shard-0.tar/a/1.right.jpg",
        "shard-0.tar/b.jpg",
        "shard-2.tar/b.png",
        "shard-10.tar/b.png",
    ]
    assert found["label"] == ["7", "7", None, "\ufffd", "3"]
    assert found["caption"] == [None, None, "a caption", None, None]
    assert found["path_source"] == ["their own", "their own", None, None, None]
    assert found["where"] == ["here", "here", None, None, None]
    assert source.passed_over == {".json": 1, ".npy": 1}
    assert [(each.path, each.reason) for each in source.failures] == [("shard-10.tar/b.json", "no JSON")]


def test_a_label_in_the_json_of_a_sample_is_not_lost(tmp_path):
    """A name is that of the number in `.cls`; what else differs from it is a column of its own."""
    said = [("3", "cat"), ("4", "dog"), ("cat", "Felis"), ("5", 5), ("6", 7)]
    members: dict = {}
    for place, (number, label) in enumerate(said):
        members |= {
            f"{place}.jpg": JPEG,
            f"{place}.json": json.dumps({"label": label}),
            f"{place}.cls": number,
        }
    found = columns(open_source(tar(tmp_path / "s.tar", members)))
    assert found["label"] == ["cat", "dog", "cat", "5", "6"]
    assert found["json_label"] == [None, None, "Felis", None, "7"]


def test_a_shard_that_cannot_be_read_stops_no_other(tmp_path):
    """It is listed; alone it is the error."""
    tar(tmp_path / "s/a.tar", {"1.jpg": JPEG})
    (tmp_path / "s/b.tar").write_bytes(b"no tar at all" * 100)
    (tmp_path / "s/c.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "s/d.tar.xz").write_bytes(b"\xfd7zXZ\0")
    (tmp_path / "s/e.tar.gz").write_bytes(b"\x1f\x8b")
    source = open_source(tmp_path / "s")
    assert columns(source)["path"] == ["a.tar/1.jpg"]
    assert [each.path for each in source.failures] == ["b.tar", "c.zip", "d.tar.xz", "e.tar.gz"]
    assert "unpack it (mkdir images && tar -xf" in source.failures[2].reason
    for name in ("b.tar", "c.zip", "d.tar.xz", "e.tar.gz"):
        with pytest.raises(SourceError) as told:
            open_source(tmp_path / "s" / name)
        assert name in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("cut", [0.5, 0.9, 0.999])
def test_what_lies_before_a_cut_is_taken(tmp_path, compressed, cut):
    """Of a tar, compressed as a whole or not; a line says that there was more."""
    path = tar(tmp_path / "x.tar", {f"{i}.jpg": JPEG + random.Random(i).randbytes(5000) for i in range(20)})
    content = path.read_bytes()
    if compressed:
        path.unlink()
        content = gzip.compress(content)
    path = tmp_path / ("y.tgz" if compressed else "y.tar")
    path.write_bytes(content[: int(len(content) * cut)])
    if cut == 0.999 and not compressed:  # only of the zeros at its end
        assert open_source(path).failures == []
        return
    source = open_source(path)
    assert len(source.files) >= 20 * cut - 1
    assert [(each.path, each.reason) for each in source.failures] == [
        ("the rest", "the archive is cut off or damaged before it")
    ]


def test_links_of_a_tar_are_listed(tmp_path):
    """A second name of a file, and what is none, are no images, and do not go without a word."""
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind, link in (
            ("a.jpg", tarfile.REGTYPE, ""),
            ("b.jpg", tarfile.LNKTYPE, "a.jpg"),
            ("c.jpg", tarfile.SYMTYPE, "../../a.jpg"),
            ("a.cls", tarfile.LNKTYPE, "z.cls"),
            ("d.jpg", tarfile.FIFOTYPE, ""),
            ("e", tarfile.DIRTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, link
            archive.addfile(entry)
    source = open_source(path)
    assert columns(source) == {"path": ["a.jpg"]}
    assert {each.path: each.reason for each in source.failures} == {
        "a.cls": "a link in its archive (to z.cls)",
        "b.jpg": "a link in its archive (to a.jpg)",
        "c.jpg": "a link in its archive (to a.jpg)",
        "d.jpg": "not a regular file",
    }


def test_a_tar_that_is_damaged_in_the_middle_says_so(tmp_path):
    """Where no header stands, more may come, and a tar does not end."""
    path = tar(tmp_path / "x.tar", {f"{i}.jpg": JPEG for i in range(4)})
    content = bytearray(path.read_bytes())
    content[2048:2148] = b"#" * 100
    path.write_bytes(content)
    source = open_source(path)
    assert len(source.files) == 2
    assert [each.path for each in source.failures] == ["the rest"]


@pytest.mark.parametrize("name", ["x.tar.gz", "x.TGZ", "x.tar"])
def test_a_tar_that_is_compressed_as_a_whole_is_read(tmp_path, name):
    """By what it begins with, under any of the names that people give it; what lies beside images, too."""
    whole = tar(tmp_path / "w" / "x.tar", {"c/1.jpg": JPEG + b"1", "c/1.cls": "cat", "c/2.jpg": JPEG + b"2"})
    for content in (whole.read_bytes(), gzip.compress(whole.read_bytes())):
        path = tmp_path / name
        path.write_bytes(content)
        source = open_source(path)
        assert columns(source) == {"path": ["c/1.jpg", "c/2.jpg"], "label": ["cat", None]}
        for place in range(2):
            with path.open("rb") as file:
                assert read_part(file, source.image(place), 9) == JPEG + b"12"[place : place + 1]


def test_of_two_members_of_one_name_the_last_counts(tmp_path):
    """As for whoever unpacks the archive; the other is counted."""
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for content in (b"first", b"last!"):
            entry = tarfile.TarInfo("a.jpg")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    source = open_source(tmp_path / "x.tar")
    assert source.items["path"].to_pylist() == ["a.jpg"]
    with open(source.files[0], "rb") as file:
        assert read_part(file, source.image(0), 100) == b"last!"
    assert source.passed_over == {"replaced by a later one of the same name": 1}


def test_an_archive_without_images_says_what_it_has(tmp_path):
    """And options of tables are refused."""
    with pytest.raises(SourceError, match=r"no image in 1 archive, but 1 file \(1 \.md\)"):
        open_source(tar(tmp_path / "x.tar", {"a.md": ""}))
    with pytest.raises(SourceError, match=r"1 file \(1 \.mp4\); videos are read from files of this machine"):
        open_source(tar(tmp_path / "v.tar", {"a.mp4": ""}))
    source = open_source(tar(tmp_path / "w.tar", {"a.jpg": JPEG, "a.mp4": "", "b.ts": "", "c.mov": ""}))
    assert source.notes == (
        "2 videos are passed over; videos are read from files of this machine: unpack them.",
    )
    assert source.passed_over == {".mov": 1, ".mp4": 1, ".ts": 1}
    with pytest.raises(SourceError, match="--embeddings belongs to the rows of a table"):
        open_source(tar(tmp_path / "y.tar", {"a.jpg": JPEG}), SourceOptions(embeddings="v"))


def test_what_lies_beside_archives_is_counted(tmp_path):
    """Other files, and in folders within images and archives: files are items, failures or passed over."""
    tar(tmp_path / "0.tar", {"a.jpg": JPEG, "a.mp4": ""})
    tar(tmp_path / "1.tar", {"b.jpg": JPEG})
    tar(tmp_path / "deep/2.tar", {"c.jpg": JPEG})
    for name in ("deep/d.jpg", "clip.mp4", "readme.md", ".hidden"):
        (tmp_path / name).write_bytes(JPEG)
    source = open_source(tmp_path)
    assert source.items["path"].to_pylist() == ["0.tar/a.jpg", "1.tar/b.jpg"]
    assert source.passed_over == {".mp4": 2, ".jpg": 1, ".md": 1, ".tar": 1, "hidden": 1}


@pytest.mark.usefixtures("cheap_projection")
def test_an_index_of_a_compressed_tar_has_its_originals(tmp_path):
    """In whatever order they are asked for; a refresh embeds nothing again, and another archive is told."""
    files = draw_folder(tmp_path / "p", 12)
    path = tmp_path / "x.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for file in files:
            archive.add(file, file.relative_to(tmp_path).as_posix())
    options = BuildOptions(device="cpu", workers=1, batch_size=8, neighbors=5)
    assert build_index(path, options=options, encoder=FakeEncoder()).new == 12
    again = FakeEncoder()
    assert not build_index(path, options=options, encoder=again).published
    with open_index(tmp_path / "x.dendro") as index:
        assert index.verify() == []
        for row, name in reversed(list(enumerate(index.items["path"].to_pylist()))):
            with index.open_image(row) as original:
                assert original.read() == (tmp_path / name).read_bytes()
        with tarfile.open(path, "w:gz") as archive:
            for file in reversed(files):
                archive.add(file, file.relative_to(tmp_path).as_posix())
        with pytest.raises(OriginalError, match="archive is cut off or has changed"):
            index.open_image(0)
    assert again.seen == 0


@pytest.mark.usefixtures("cheap_projection")
def test_an_index_of_an_archive_has_its_originals(tmp_path):
    """They are served and exported out of it; a refresh embeds nothing again; another archive is told."""
    files = draw_folder(tmp_path / "p", 12)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.relative_to(tmp_path).as_posix())
        archive.writestr("p/broken.png", b"broken")
    content = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in files}
    options = BuildOptions(device="cpu", workers=1, batch_size=8, neighbors=5)
    assert build_index(path, options=options, encoder=FakeEncoder()).new == 12
    with open_index(tmp_path / "x.dendro") as index:
        assert index.verify() == []
        for row, name in enumerate(index.items["path"].to_pylist()):
            with index.open_image(row) as original:
                assert original.given == 0, "of the same archive nothing is read to be compared"
                assert original.read() == content[name]
        assert index.items["bytes"].to_pylist() == [
            len(content[name]) for name in index.items["path"].to_pylist()
        ]
        assert index.failures["path"].to_pylist() == ["p/broken.png"]
    again = FakeEncoder()
    assert not build_index(path, options=options, encoder=again).published
    os.utime(path, ns=(1, path.stat().st_mtime_ns))
    with open_index(tmp_path / "x.dendro") as index, index.open_image(0) as original:
        assert original.given == len(original.read()), "its status is another"
    os.utime(path, ns=(1, 1))
    assert build_index(path, options=options, encoder=again).kept == 12
    assert again.seen == 0
    with zipfile.ZipFile(path, "w") as archive:
        for file in reversed(files):
            archive.write(file, file.relative_to(tmp_path).as_posix())
    with open_index(tmp_path / "x.dendro") as index:
        with pytest.raises(OriginalError, match="archive is cut off or has changed"):
            index.open_image(0)
        path.unlink()
        with pytest.raises(OriginalError, match="it is not there"):
            index.open_image(0)
