"""Parquet and Arrow files with the images in them, as `datasets` writes them and as people break them."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import ImageError, OriginalError, SourceError
from explorer.images.parquet_values import value_of
from explorer.images.parts import read_part
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.tables import image_columns
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder
from tests.sources.read_items import contents

IMAGES = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
FEATURES = {"label": {"_type": "ClassLabel", "names": ["cat", "dog"]}, "image": {"_type": "Image"}}
METADATA = {b"huggingface": json.dumps({"info": {"features": FEATURES}}).encode()}


def table(count: int, names: list | None = None, first: int = 0) -> pa.Table:
    """Images that are no images, and what is said of them."""
    contents = [f"image {first + i}".encode() for i in range(count)]
    names = names or [f"/their/machine/{first + i}.png" for i in range(count)]
    images = [{"bytes": content, "path": name} for content, name in zip(contents, names, strict=True)]
    columns = [pa.array(images, IMAGES), pa.array([i % 2 for i in range(count)], pa.int64())]
    schema = pa.schema([("image", IMAGES), ("label", pa.int64())], METADATA)
    return pa.table(columns, schema=schema)


def arrow(path: Path, content: pa.Table, options: pa.ipc.IpcWriteOptions | None = None) -> Path:
    """Write an Arrow file as `save_to_disk` does, in several batches."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file, pa.ipc.new_stream(file, content.schema, options=options) as writer:
        writer.write_table(content, max_chunksize=3)
    return path


def parquet(path: Path, content: pa.Table, **options) -> Path:
    """Write a Parquet file in several groups of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(content, path, row_group_size=4, **options)
    return path


def test_a_data_set_that_was_saved_to_disk(tmp_path):
    """Splits are folders, classes have their names, images are read where they lie in the Arrow files."""
    arrow(tmp_path / "train/data-00000-of-00002.arrow", table(5))
    arrow(tmp_path / "train/data-00001-of-00002.arrow", table(2, first=5))
    arrow(tmp_path / "test/data-00000-of-00001.arrow", table(1, first=7))
    arrow(tmp_path / "train/cache-12.arrow", table(9, first=20))
    for name in ("dataset_dict.json", "train/state.json", "test/state.json"):
        (tmp_path / name).write_text("{}")
    source = open_source(tmp_path)
    assert source.kind == "huggingface"
    assert source.taken_for == "Hugging Face data set: 8 images in 3 files"
    assert source.items["path"].to_pylist()[:2] == [
        "test/data-00000-of-00001.arrow/7.png",
        "train/data-00000-of-00002.arrow/0.png",
    ]
    assert source.items["split"].to_pylist() == ["test"] + ["train"] * 7
    assert source.items["label"].to_pylist()[1:4] == ["cat", "dog", "cat"]
    assert contents(source) == [b"image 7", *(f"image {i}".encode() for i in range(7))]


@pytest.mark.parametrize("options", [{}, {"compression": "zstd"}, {"use_dictionary": False}])
def test_parquet_of_several_splits(tmp_path, options):
    """However it is compressed; files of one split are one, and rows without an image none."""
    content = table(9)
    parquet(tmp_path / "data/train-00000-of-00002.parquet", content, **options)
    parquet(tmp_path / "data/train-00001-of-00002.parquet", table(1, first=9), **options)
    parquet(tmp_path / "data/validation-00000-of-00001.parquet", table(2, first=10), **options)
    source = open_source(tmp_path)
    assert source.items["split"].to_pylist() == ["train"] * 10 + ["validation"] * 2
    assert contents(source) == [f"image {i}".encode() for i in range(12)]
    alone = open_source(tmp_path / "data/validation-00000-of-00001.parquet")
    assert alone.taken_for == "Parquet file with images: 2 images in 1 file"


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        (("species",), "species"),
        (("fine_label", "coarse_label"), "fine_label"),
        (("country", "species"), None),
        (("species", "label"), "label"),
    ],
)
def test_the_column_of_classes_is_the_label(tmp_path, columns, label):
    """By its feature, whatever it is called: the only one, or the finer of two; else none is."""
    names = {name: [f"{name} 0", f"{name} 1"] for name in columns}
    features = {name: {"_type": "ClassLabel", "names": each} for name, each in names.items()}
    content = pa.table({"image": table(4)["image"], **{name: [0, 1, 0, 1] for name in columns}})
    metadata = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    source = open_source(parquet(tmp_path / "x.parquet", content.replace_schema_metadata(metadata)))
    assert ("label" in source.items.column_names) == (label is not None)
    if label is not None:
        assert source.items["label"].to_pylist() == names[label] * 2
    assert set(columns) - {label} <= set(source.items.column_names)


def test_images_of_one_name_are_two(tmp_path):
    """And those of none have a number."""
    path = parquet(tmp_path / "x.parquet", table(4, ["a.png", "a.png", None, "b.png"]))
    assert open_source(path).items["path"].to_pylist() == [
        "x.parquet/0-a.png",
        "x.parquet/1-a.png",
        "x.parquet/2",
        "x.parquet/3-b.png",
    ]


def test_nothing_but_images(tmp_path):
    """Without any other column; a row without an image is listed."""
    content = pa.table({"image": pa.array([{"bytes": b"a", "path": None}, None, {"bytes": b"b"}], IMAGES)})
    for path in (parquet(tmp_path / "x.parquet", content), arrow(tmp_path / "x.arrow", content)):
        source = open_source(path)
        assert contents(source) == [b"a", b"b"]
        assert [each.source_row for each in source.failures] == [1]


def test_columns_of_bytes_of_any_name(tmp_path):
    """The likeliest is taken, another where it is asked for; a table that names files stays one."""
    content = pa.table({"webp": [b"a", b"b"], "mask": [b"c", b"d"], "path": [1, 2], "label": ["x", "y"]})
    path = parquet(tmp_path / "x.parquet", content)
    source = open_source(path)
    assert contents(source) == [b"a", b"b"]
    assert source.items["path_source"].to_pylist() == [1, 2]
    assert source.items["label"].to_pylist() == ["x", "y"]
    assert contents(open_source(path, SourceOptions(path_column="mask"))) == [b"c", b"d"]
    (tmp_path / "a.png").write_bytes(b"x")
    named = parquet(tmp_path / "y.parquet", pa.table({"path": ["a.png"], "thumbnail": [b"c"]}))
    assert open_source(named).kind == "table"


@pytest.mark.parametrize("write", [arrow, parquet])
@pytest.mark.parametrize("absolute", [True, False])
def test_images_that_are_only_named_are_read_where_they_are(tmp_path, write, absolute):
    """As `datasets` keeps a folder of images: no bytes, and the path of each; a row without is listed."""
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(name.encode())
    paths = [str(tmp_path / name) if absolute else name for name in ("a.png", "b.png")]
    cells = [{"bytes": None, "path": path} for path in (paths[0], None, paths[1])]
    given = pa.table({"image": pa.array(cells, IMAGES), "label": [0, 1, 1], "x": [0.5, 1.5, 2.5]})
    given = given.replace_schema_metadata(METADATA)
    source = open_source(write(tmp_path / f"train.{write.__name__}", given))
    assert source.kind == "huggingface" and source.parts is None
    assert [Path(file).read_bytes() for file in source.files] == [b"a.png", b"b.png"]
    assert source.items["path"].to_pylist() == ["a.png", "b.png"]
    assert source.items["label"].to_pylist() == ["cat", "dog"]
    assert source.items["x"].to_pylist() == [0.5, 2.5]
    assert [(failure.source_row, failure.reason) for failure in source.failures] == [
        (1, "the row has no path")
    ]


def test_an_image_that_is_only_named_beside_others_is_listed_with_its_name(tmp_path):
    """Where other rows have their images."""
    cells = [{"bytes": b"a", "path": "a.png"}, {"bytes": None, "path": "/far/b.png"}]
    source = open_source(parquet(tmp_path / "t.parquet", pa.table({"image": cells})))
    (failure,) = source.failures
    assert failure.reason == "no image in this row, but the name of one (/far/b.png)"


def test_what_is_wrong_is_said(tmp_path):
    """Files that are cut off, no image at all, options of tables."""
    whole = arrow(tmp_path / "a/data.arrow", table(5)).read_bytes()
    (tmp_path / "a/state.json").write_text("{}")
    (tmp_path / "a/data.arrow").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"cut off|no image|expected"):
        open_source(tmp_path / "a")
    empty = parquet(tmp_path / "b.parquet", table(1).slice(0, 0))
    with pytest.raises(SourceError, match="no row has an image"):
        open_source(empty)
    path = parquet(tmp_path / "c.parquet", table(1))
    with pytest.raises(SourceError, match="--probabilities belongs to the rows of one table"):
        open_source(path, SourceOptions(probabilities=tmp_path / "p.npy"))
    for column, row in ((0, 9), (7, 0), (0, -1)):
        with pytest.raises(Exception, match="cut off or has changed"):
            value_of(str(path), column, row)


@pytest.mark.parametrize("compression", ["lz4", "zstd", None])
@pytest.mark.parametrize("form", ["stream", "file", "view"])
def test_arrow_files_however_they_are_written(tmp_path, compression, form):
    """Streams and files, compressed or not, with bytes as polars has them; each value in any order."""
    content = table(8)
    if form == "view":
        images = pa.array([b"image %d" % i for i in range(8)], pa.binary_view())
        content = pa.table({"image": images, "label": pa.array(["cat", "dog"] * 4, pa.string_view())})
    options = pa.ipc.IpcWriteOptions(compression=compression)
    path = tmp_path / "x.feather"
    make = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
    with make(str(path), content.schema, options=options) as writer:
        writer.write_table(content, max_chunksize=3)
    source = open_source(path)
    assert source.kind == "huggingface"
    assert contents(source) == [f"image {i}".encode() for i in range(8)]
    assert source.items["label"].to_pylist() == ["cat", "dog"] * 4
    for place in (7, 0, 4, 3, 6):
        with path.open("rb") as file:
            assert read_part(file, source.image(place), 100) == f"image {place}".encode()
    stored = form != "view" and compression is None
    assert source.image(0).packing == ("stored" if stored else "arrow")
    other = table(8).select(["label"]).append_column("path", pa.array(["a.png"] * 8))
    with make(str(tmp_path / "y.arrow"), other.schema, options=options) as writer:
        writer.write_table(other)
    (tmp_path / "a.png").write_bytes(b"x")
    named = open_source(tmp_path / "y.arrow")
    assert named.kind == "table" and named.items["label"].to_pylist() == ["cat", "dog"] * 4


def test_compressed_arrow_that_has_changed_is_told(tmp_path, monkeypatch):
    """A batch that is not there, a row that is not, and one that is too large to be read for one image."""
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    path = arrow(tmp_path / "x.arrow", table(8), options)
    last = open_source(path).image(7)
    arrow(path, table(2), options)
    for part in (last, last._replace(offset=2), last._replace(length=9)):
        with pytest.raises(ImageError, match="cut off or has changed"):
            read_part(io.BytesIO(), part, 100)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ImageError, match="cut off or has changed"):
        read_part(io.BytesIO(), last, 100)
    monkeypatch.setattr(image_columns, "LARGEST_GROUP", 10)
    with pytest.raises(SourceError, match="write it again in batches"):
        open_source(arrow(path, table(8), options))


@pytest.mark.usefixtures("cheap_projection")
def test_an_index_of_parquet_has_its_originals(tmp_path):
    """A refresh loads nothing; a file that was written anew is told."""
    files = draw_folder(tmp_path / "p", 10)
    images = [{"bytes": file.read_bytes(), "path": None} for file in files] + [
        {"bytes": None, "path": "gone.png"}
    ]
    content = pa.table({"image": pa.array(images, IMAGES), "kind": [i % 3 for i in range(11)]})
    path = parquet(tmp_path / "x.parquet", content)
    options = BuildOptions(device="cpu", workers=1, batch_size=8, neighbors=3)
    assert build_index(path, options=options, encoder=FakeEncoder()).new == 10
    with open_index(tmp_path / "x.dendro") as index:
        for row, place in enumerate(index.items["source_row"].to_pylist()):
            with index.open_image(row) as original:
                assert original.read() == files[place].read_bytes()
        assert index.failures["reason"].to_pylist() == [
            "no image in this row, but the name of one (gone.png)"
        ]
    again = FakeEncoder()
    assert not build_index(path, options=options, encoder=again).published
    assert again.seen == 0
    parquet(path, content.slice(1))
    with (
        open_index(tmp_path / "x.dendro") as index,
        pytest.raises(OriginalError, match="has changed"),
    ):
        index.open_image(0)
