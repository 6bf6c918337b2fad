"""Columns of lists of numbers: no part of the items, and embeddings where they are named."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source

VECTORS = np.arange(300, dtype=np.float32).reshape(3, 100) / 4
LISTS = VECTORS.tolist()
TENSOR = pa.fixed_shape_tensor(pa.float32(), [10, 10])


def fixed(kind) -> pa.Array:
    """A list of a hundred in each of three rows."""
    return pa.FixedSizeListArray.from_arrays(pa.array(VECTORS.ravel()).cast(kind), 100)


COLUMNS = {
    "fixed": fixed(pa.float32()),
    "double": fixed(pa.float64()),
    "half": fixed(pa.float16()),
    "list": pa.array(LISTS, pa.list_(pa.float32())),
    "large": pa.array(LISTS, pa.large_list(pa.float64())),
    "view": pa.array(LISTS, pa.list_view(pa.float32())),
    "sliced": pa.array([[9.0] * 100, *LISTS], pa.list_(pa.float32(), 100))[1:],
    "tensor": pa.ExtensionArray.from_storage(TENSOR, fixed(pa.float32())),
}


def write(folder, name, column):
    """A table of three rows."""
    pq.write_table(
        pa.table({"path": ["a.png", "b.png", "c.png"], name: column, "x": [1, 2, 3]}), folder / "t.parquet"
    )
    return folder / "t.parquet"


@pytest.mark.parametrize("name", COLUMNS)
def test_vectors_are_left_out_and_said_or_taken(tmp_path, name):
    """Whatever kind of list; one sentence says how to use them."""
    table = write(tmp_path, name, COLUMNS[name])
    source = open_source(table)
    assert source.items.column_names == ["path", "source_row", "x"] and source.embeddings is None
    (note,) = source.notes
    what = f"Long lists of numbers are not kept: `{name}` left out"
    assert note == f"{what}; `--embeddings {name}` clusters by its vectors."
    source = open_source(table, SourceOptions(embeddings=name))
    assert source.embeddings.dtype == np.float32 and np.array_equal(source.embeddings, VECTORS)
    assert source.notes == () and source.items.column_names == ["path", "source_row", "x"]


def test_whole_numbers_are_vectors_too(tmp_path):
    """And large matrices are no column of the items."""
    table = write(tmp_path, "v", pa.array([[1, 2], [3, 4], [5, 6]], pa.list_(pa.int8())))
    assert open_source(table, SourceOptions(embeddings="v")).embeddings.tolist() == [[1, 2], [3, 4], [5, 6]]
    table = write(tmp_path, "v", pa.array([[[0.5] * 20] * 20] * 3))
    assert open_source(table).items.column_names == ["path", "source_row", "x"]
    with pytest.raises(SourceError, match="expected a list of numbers in every row"):
        open_source(table, SourceOptions(embeddings="v"))


def test_short_lists_are_read_by_people(tmp_path):
    """Boxes and points are kept as JSON, at any depth and of any number a row."""
    for lists in ([[1, 2, 3, 4], None, []], [[[0.5, 1.5]] * 3, [], [[2.5, 3.5]]]):
        source = open_source(write(tmp_path, "boxes", pa.array(lists)))
        assert [text and json.loads(text) for text in source.items["boxes"].to_pylist()] == lists
        assert all("`--source boxtable`" in note for note in source.notes)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_lists_in_text(tmp_path, ending):
    """JSON lines have lists; a `.csv` has them as text."""
    path = tmp_path / f"t.{ending}"
    if ending == "csv":
        path.write_text("path,v\n" + "".join(f'{i}.png,"{json.dumps(v)}"\n' for i, v in enumerate(LISTS)))
    else:
        path.write_text("".join(json.dumps({"path": f"{i}.png", "v": v}) + "\n" for i, v in enumerate(LISTS)))
    assert np.array_equal(open_source(path, SourceOptions(embeddings="v")).embeddings, VECTORS)
    assert ("v" in open_source(path).items.column_names) == (ending == "csv")


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pa.array([[1.0], [1.0, 2.0], [1.0]]), "has 1 numbers in row 0 .*expected 2 in every row"),
        (pa.array([[1.0], None, [1.0]]), "has 0 numbers in row 1"),
        (pa.array([[], [], []], pa.list_(pa.float32())), "has 0 numbers in row 0"),
        (pa.array([[1.0], [None], [1.0]]), r"row 1 \(counted from 0\) has NaN"),
        (pa.array([[1.0], [float("inf")], [1.0]]), "NaN, infinite numbers"),
        (pa.array(["a", "b", "c"]), "is text; expected a list of numbers"),
        (pa.array([1.0, 2.0, 3.0]), "is of type double; expected a list of numbers"),
        (pa.array([["a"], ["b"], ["c"]]), "expected a list of numbers"),
    ],
)
def test_columns_that_are_no_vectors(tmp_path, column, words):
    """One line that names the column and the row."""
    with pytest.raises(SourceError, match=words) as caught:
        open_source(write(tmp_path, "v", column), SourceOptions(embeddings="v"))
    assert "'v'" in str(caught.value) and "\n" not in str(caught.value)


def test_a_column_that_is_not_there(tmp_path):
    """The columns that could be meant are named."""
    with pytest.raises(SourceError, match=r"no column 'w' .* columns of lists of numbers are v"):
        open_source(write(tmp_path, "v", COLUMNS["list"]), SourceOptions(embeddings="w"))


def test_a_file_is_a_file_still(tmp_path):
    """Its path as text, too."""
    np.save(tmp_path / "e.npy", VECTORS)
    table = write(tmp_path, "v", COLUMNS["list"])
    for given in (tmp_path / "e.npy", str(tmp_path / "e.npy")):
        assert np.array_equal(open_source(table, SourceOptions(embeddings=given)).embeddings, VECTORS)


@pytest.mark.parametrize("name", ["img", "image", "Photo"])
@pytest.mark.parametrize("kind", ["struct", "binary"])
def test_images_within_a_table_whatever_their_column_is_called(tmp_path, name, kind):
    """Hugging Face calls it `img` as often as `image`; only who asks for a table of paths is refused."""
    value = {"bytes": b"\x89PNG", "path": "a.png"} if kind == "struct" else b"\x89PNG"
    pq.write_table(pa.table({"label": [0], name: pa.array([value])}), tmp_path / "t.parquet")
    with pytest.raises(
        SourceError, match=f"the column '{name}' holds the images themselves .* write them to files"
    ):
        open_source(tmp_path / "t.parquet", SourceOptions(source="table"))
    assert open_source(tmp_path / "t.parquet").kind == "huggingface"
