"""Data sets of Lance as a source, in all versions of the format, and as people change and break them."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from explorer.errors import ImageError, OriginalError, SourceError
from explorer.export import export
from explorer.images.parts import LANCE, STORED, read_part
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.kinds import lance as kind
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder
from tests.sources.read_items import contents

lance = pytest.importorskip("lance")
VERSIONS = ("2.0", "2.1", "2.2")
BLOB = {"lance-encoding:blob": "true"}


def table(count: int = 10, first: int = 0) -> pa.Table:
    """Images that are no images, and what is said of them."""
    images = [f"image {first + i}".encode() for i in range(count)]
    return pa.table({"label": ["cat", "dog"] * (count // 2), "webp": images, "n": range(count)})


def write(folder: Path, content: pa.Table, version: str = "2.2", **options) -> Path:
    """Write a data set in several files."""
    lance.write_dataset(content, folder, max_rows_per_file=4, data_storage_version=version, **options)
    return folder


def packings(source) -> set[str]:
    """How its images lie in their files."""
    return {source.image(place).packing for place in range(len(source.files))}


@pytest.mark.parametrize("version", VERSIONS)
def test_bytes_are_read_where_they_lie(tmp_path, version):
    """Of a column of any name; what else is said are columns, and the files are those of the data set."""
    source = open_source(write(tmp_path / "pets.lance", table(), version))
    assert (source.kind, source.taken_for) == ("lance", "Lance: 10 images in 1 data set")
    assert contents(source) == [f"image {i}".encode() for i in range(10)]
    assert source.items["path"].to_pylist()[:2] == ["pets.lance/0", "pets.lance/1"]
    assert source.items["label"].to_pylist() == ["cat", "dog"] * 5
    assert source.items["n"].to_pylist() == list(range(10))
    assert packings(source) == {LANCE} and len(set(source.files)) == 3
    assert {Path(file).parent for file in source.files} == {tmp_path / "pets.lance/data"}


@pytest.mark.parametrize("version", VERSIONS)
def test_structs_with_names_as_hugging_face_has_them(tmp_path, version):
    """Images are called as they say; a row that has none is listed, with the name that it has."""
    cells = [{"path": f"at/{i}.png", "bytes": f"image {i}".encode() if i != 2 else None} for i in range(6)]
    content = pa.table({"lists": [[1, 2]] * 6, "image": cells, "label": ["a"] * 3 + ["b"] * 3})
    source = open_source(write(tmp_path / "x.lance", content, version))
    assert contents(source) == [f"image {i}".encode() for i in (0, 1, 3, 4, 5)]
    assert source.items["path"].to_pylist()[:3] == ["x.lance/0.png", "x.lance/1.png", "x.lance/3.png"]
    assert source.items["label"].to_pylist() == ["a", "a", "b", "b", "b"]
    assert [(each.source_row, each.reason) for each in source.failures] == [
        (2, "no image in this row, but the name of one (at/2.png)")
    ]


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_blobs_are_bytes_of_the_data_files(tmp_path, version):
    """As the first kind of blobs lies there: read without the library."""
    given = [f"image {i}".encode() for i in range(9)] + [None]
    schema = pa.schema([pa.field("n", pa.int64()), pa.field("image", pa.large_binary(), metadata=BLOB)])
    content = pa.table([pa.array(range(10)), pa.array(given, pa.large_binary())], schema=schema)
    source = open_source(write(tmp_path / "x.lance", content, version))
    assert contents(source) == given[:9] and packings(source) == {STORED}
    assert source.items["n"].to_pylist() == list(range(9))
    assert [failure.source_row for failure in source.failures] == [9]


def test_blobs_of_all_sizes_are_bytes_of_files_beside(tmp_path):
    """Small ones in the data file, larger ones together in another, the largest in one of their own."""
    sizes = [20, 100_000, 5_000_000, 30, 100_001, 40]
    given = [np.random.default_rng(size).bytes(size) for size in sizes]
    content = pa.table({"image": lance.blob_array([*given, None]), "label": list("abababa")})
    source = open_source(write(tmp_path / "x.lance", content))
    read = []
    for place in range(6):
        with open(source.files[place], "rb") as file:
            read.append(read_part(file, source.image(place), 1 << 24))
    assert read == given and packings(source) == {STORED}
    assert [Path(file).suffix == ".blob" for file in source.files] == [size > 90_000 for size in sizes]
    assert [failure.source_row for failure in source.failures] == [6]


def test_blobs_elsewhere_are_named(tmp_path):
    """Where all are files outside of the data set they are read there, else listed with their address."""
    files = []
    for name in ("a b.png", "c.png"):
        (tmp_path / name).write_bytes(name.encode())
        files.append(lance.Blob.from_uri((tmp_path / name).as_uri()))
    options = {"allow_external_blob_outside_bases": True}
    away = write(tmp_path / "x.lance", pa.table({"image": lance.blob_array(files), "n": [1, 2]}), **options)
    source = open_source(away)
    assert source.kind == "lance" and source.parts is None
    assert [Path(file).read_bytes() for file in source.files] == [b"a b.png", b"c.png"]
    assert source.items["n"].to_pylist() == [1, 2]
    mixed = pa.table({"image": lance.blob_array([b"image 0", files[1]])})
    source = open_source(write(tmp_path / "y.lance", mixed, **options))
    assert contents(source) == [b"image 0"]
    assert "c.png" in source.failures[0].reason


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_changed_since_is_as_its_last_version(tmp_path, version):
    """Rows deleted and appended, columns added, dropped and named anew, before and after it is compacted."""
    cells = [{"path": f"{i}.png", "bytes": f"image {i}".encode()} for i in range(10)]
    content = pa.table({"n": range(10), "pair": [{"a": 1, "b": 2}] * 10, "image": cells, "gone": [[1]] * 10})
    write(tmp_path / "x.lance", content, version)
    changed = lance.dataset(tmp_path / "x.lance")
    changed.delete("n = 1 or n = 4")
    changed.add_columns({"twice": "n * 2"})
    changed.alter_columns({"path": "image", "name": "picture"})
    changed.drop_columns(["gone", "pair"])
    for _ in range(2):
        source = open_source(tmp_path / "x.lance")
        left = [i for i in range(10) if i not in (1, 4)]
        assert contents(source) == [f"image {i}".encode() for i in left]
        assert source.items["twice"].to_pylist() == [2 * i for i in left]
        assert set(source.items.column_names) == {"path", "source_row", "n", "twice"}
        lance.dataset(tmp_path / "x.lance").optimize.compact_files()


def test_a_folder_of_data_sets_is_one(tmp_path):
    """As a database of LanceDB or a repository has them: names are splits; tables without images are none."""
    write(tmp_path / "data/train.lance", table())
    write(tmp_path / "data/validation.lance", table(2, first=10))
    write(tmp_path / "data/words.lance", pa.table({"words": ["a"]}))
    source = open_source(tmp_path)
    assert source.taken_for == "Lance: 12 images in 2 data sets"
    assert contents(source) == [f"image {i}".encode() for i in range(12)]
    assert source.items["split"].to_pylist() == ["train"] * 10 + ["validation"] * 2
    assert source.items["path"][10].as_py() == "data/validation.lance/0"


def test_a_data_set_beside_images_is_passed_over(tmp_path):
    """A folder of images that an export lies in stays one, unless the kind is asked for."""
    draw_folder(tmp_path / "photos", 2)
    write(tmp_path / "photos/export.lance", table())
    assert open_source(tmp_path / "photos").kind == "folder"
    assert open_source(tmp_path / "photos", SourceOptions(source="lance")).kind == "lance"


def test_the_column_that_is_asked_for(tmp_path):
    """Of two that hold bytes the likelier one, or that which is named."""
    content = pa.table({"a": [b"a", b"b"], "image": [b"c", b"d"]})
    write(tmp_path / "x.lance", content)
    assert contents(open_source(tmp_path / "x.lance")) == [b"c", b"d"]
    assert contents(open_source(tmp_path / "x.lance", SourceOptions(path_column="a"))) == [b"a", b"b"]
    with pytest.raises(SourceError, match="no column of Lance has images"):
        open_source(tmp_path / "x.lance", SourceOptions(path_column="b"))


def test_objects_in_a_column_are_items(tmp_path):
    """As of other data sets with boxes in a column."""
    objects = [{"bbox": [[1.0, 2.0, 3.0, 4.0]], "category": ["cat"]}] * 2
    write(tmp_path / "x.lance", pa.table({"image": [b"c", b"d"], "objects": objects}))
    source = open_source(tmp_path / "x.lance", SourceOptions(items="objects"))
    assert source.items["path"].to_pylist() == ["x.lance/0#xywh=1,2,3,4", "x.lance/1#xywh=1,2,3,4"]
    assert source.items["label"].to_pylist() == ["cat", "cat"]


def test_what_is_wrong_is_said(tmp_path, monkeypatch):
    """A line each: no library, no images, the first version, a damaged data set, a clone."""
    folder = write(tmp_path / "x.lance", table())
    clone = lance.dataset(folder).shallow_clone(tmp_path / "clone.lance", 1)
    assert clone.count_rows() == 10
    write(tmp_path / "none.lance", pa.table({"n": [1]}))
    write(tmp_path / "empty.lance", table(2).slice(0, 0))
    write(tmp_path / "first.lance", table(), "legacy")
    shutil.copytree(folder, tmp_path / "cut.lance")
    for file in (tmp_path / "cut.lance/_versions").glob("*.manifest"):
        file.write_bytes(b"x")
    shutil.copytree(folder, tmp_path / "less.lance")
    next((tmp_path / "less.lance/data").iterdir()).unlink()
    for name, words in {
        "clone": "has files in the data set that it is a clone of",
        "none": "no column of Lance has images",
        "empty": "no row has an image",
        "first": "of the first version of Lance's format",
        "cut": "cut.lance cannot be read as Lance",
        "less": "less.lance cannot be read as Lance",
    }.items():
        with pytest.raises(SourceError, match=words) as raised:
            open_source(tmp_path / f"{name}.lance")
        assert ".rs:" not in str(raised.value), "where the library's own source is"
    monkeypatch.setattr(kind, "is_installed", lambda module: False)
    with pytest.raises(SourceError, match=r"install pylance: pip install 'dendro-explorer\[lance\]'"):
        open_source(folder)


def test_files_that_have_changed_are_told(tmp_path, monkeypatch):
    """Cut off, empty, replaced by another, or the library is gone: a reason each."""
    source = open_source(write(tmp_path / "x.lance", table()))
    file = Path(source.files[0])
    whole = file.read_bytes()
    for content in (whole[:-300], b"", b"x" * len(whole)):
        file.write_bytes(content)
        with pytest.raises(ImageError, match="its file is cut off or has changed"):
            contents(source)
    file.write_bytes(whole)
    assert len(contents(source)) == 10
    monkeypatch.setattr("explorer.images.lance_values.is_installed", lambda module: False)
    with pytest.raises(ImageError, match="install pylance"):
        contents(source)


def test_an_index_of_lance_has_its_originals(tmp_path):
    """Read by workers, served from the data files, and kept when rows come: only these are embedded."""
    files = draw_folder(tmp_path / "photos", 8)
    content = pa.table({"image": [file.read_bytes() for file in files], "label": list("abababab")})
    folder = write(tmp_path / "x.lance", content.slice(0, 6))
    options = BuildOptions(device="cpu", workers=2, batch_size=8, neighbors=3)
    assert build_index(folder, options=options, encoder=FakeEncoder()).new == 6
    lance.write_dataset(content.slice(6), folder, mode="append")
    assert build_index(folder, options=options, encoder=FakeEncoder()).new == 2
    with open_index(tmp_path / "x.lance.dendro") as index:
        for row in range(8):
            with index.open_image(row) as original:
                assert original.read() == content["image"][index.items["source_row"][row].as_py()].as_py()
        shutil.rmtree(folder / "data")
        with pytest.raises(OriginalError):
            index.open_image(0)


def test_what_was_exported_is_read_again(small_index, tmp_path):
    """Pictures, labels, splits and columns of an export, under their names."""
    rows = np.arange(0, 300, 7)
    out = export(small_index, tmp_path / "plums.lance", rows=rows).out
    source = open_source(out)
    given = small_index.items.take(rows)
    names = [Path(path).name for path in given["path"].to_pylist()]
    assert [path.endswith(name) for path, name in zip(source.items["path"].to_pylist(), names, strict=True)]
    assert source.items["label"].to_pylist() == given["label"].to_pylist()
    for place, content in enumerate(contents(source)):
        with small_index.open_image(int(rows[place])) as original:
            assert content == original.read()


def test_several_sources_with_lance_among_them(tmp_path):
    """United with a folder, each row from its own."""
    draw_folder(tmp_path / "photos", 2)
    folder = write(tmp_path / "x.lance", table(4))
    source = open_source([tmp_path / "photos", folder])
    assert source.items["source"].to_pylist().count("x.lance") == 4
    assert len(source.files) == 6
