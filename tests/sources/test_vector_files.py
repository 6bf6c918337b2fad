"""Own embeddings in files beside a table: which array is taken, which row is which image, what is refused."""

import json
import struct
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click import BadParameter
from safetensors.numpy import save_file

from explorer.cli import cli
from explorer.cli.build_flags import to_build_options
from explorer.errors import SourceError
from explorer.indexing.remembered_options import _as_given
from explorer.sources import open_source
from explorer.sources.columns.vector_files import is_vector_file, read_vectors, split_name

PATHS = pa.array(["b.jpg", "a.jpg", "c.jpg"])
VECTORS = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
OTHER = -VECTORS


def npz(path, **arrays):
    """Write as NumPy does."""
    np.savez(path, **arrays)
    return str(path)


def safetensors(path, **arrays):
    """Write as safetensors does."""
    save_file(arrays, path)
    return str(path)


def parquet(target, **columns):
    """Write columns; arrays of two dimensions become lists."""
    made = {key: each.tolist() if isinstance(each, np.ndarray) else each for key, each in columns.items()}
    pq.write_table(pa.table(made), target)
    return str(target)


WRITERS = {"npz": npz, "safetensors": safetensors, "parquet": parquet}


@pytest.fixture(params=WRITERS)
def write(request, tmp_path):
    """Write a file of one kind."""
    return lambda **arrays: WRITERS[request.param](tmp_path / f"v.{request.param}", **arrays)


def test_the_only_array_that_fits_is_taken(write):
    """Whatever it is called; numbers of another shape or kind are none."""
    given = write(mine=VECTORS, ids=np.arange(3))
    np.testing.assert_array_equal(read_vectors(given, PATHS), VECTORS)


def test_of_several_that_of_a_usual_name_is_taken(write):
    """Else one has to be named."""
    np.testing.assert_array_equal(read_vectors(write(a=OTHER, embeddings=VECTORS), PATHS), VECTORS)
    given = write(a=OTHER, b=VECTORS)
    with pytest.raises(SourceError, match=r"name one: .*v\.\w+:NAME"):
        read_vectors(given, PATHS)
    np.testing.assert_array_equal(read_vectors(f"{given}:b", PATHS), VECTORS)
    with pytest.raises(SourceError, match=r"no (array|column) 'c' for the embeddings; there are: "):
        read_vectors(f"{given}:c", PATHS)


def test_what_does_not_fit_is_refused(write):
    """Another number of rows, and numbers that are not finite."""
    given = write(a=VECTORS[:2])
    with pytest.raises(
        SourceError, match=r"have 2 rows and the table has 3|no array of numbers with one row"
    ):
        read_vectors(given, PATHS)
    with pytest.raises(SourceError, match="have 2 rows and the table has 3"):
        read_vectors(f"{given}:a", PATHS)
    broken = write(a=np.where(VECTORS == 4, np.nan, VECTORS))
    with pytest.raises(SourceError, match=r"row 1 \(counted from 0\) has NaN"):
        read_vectors(broken, PATHS)


def test_kinds_of_floats(tmp_path):
    """Half precision as it is; bfloat16, which NumPy does not have, as float32."""
    half = safetensors(tmp_path / "h.safetensors", a=VECTORS.astype(np.float16))
    assert read_vectors(half, PATHS).dtype == np.float16
    numbers = (VECTORS.view(np.uint32) >> 16).astype("<u2").tobytes()
    header = json.dumps({"a": {"dtype": "BF16", "shape": [3, 2], "data_offsets": [0, 12]}}).encode()
    brain = tmp_path / "b.safetensors"
    brain.write_bytes(struct.pack("<Q", len(header)) + header + numbers)
    np.testing.assert_array_equal(read_vectors(str(brain), PATHS), VECTORS)


@pytest.mark.parametrize("kind", ["float8_e4m3fn", "float8_e5m2", "int8", "uint8", "int32"])
def test_numbers_of_few_bits(tmp_path, kind):
    """Floats of 8 bits, which NumPy does not have, and whole numbers, as torch keeps them: as float32."""
    import torch
    from safetensors.torch import save_file

    given = tmp_path / "few.safetensors"
    save_file({"a": torch.from_numpy(VECTORS).to(getattr(torch, kind))}, given)
    found = read_vectors(str(given), PATHS)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, VECTORS)


@pytest.mark.parametrize("kind", ["float8_e4m3fn", "float8_e5m2"])
def test_every_float_of_8_bits(tmp_path, kind):
    """All 256 of them are what torch takes them for; what is not finite is refused."""
    import torch
    from safetensors.torch import save_file

    every = torch.arange(256, dtype=torch.uint8).view(getattr(torch, kind)).reshape(256, 1)
    finite = torch.isfinite(every.float()).flatten()
    given = tmp_path / "every.safetensors"
    save_file({"a": every.view(torch.uint8)[finite].view(every.dtype)}, given)
    paths = pa.array([f"{i}.jpg" for i in range(int(finite.sum()))])
    np.testing.assert_array_equal(read_vectors(str(given), paths), every.float()[finite].numpy())
    save_file({"a": every}, given)
    with pytest.raises(SourceError, match="has NaN, infinite numbers"):
        read_vectors(str(given), pa.array([f"{i}.jpg" for i in range(256)]))


def test_of_floats_and_whole_numbers_the_floats_are_taken(tmp_path):
    """Boxes or ids beside vectors are none, where nobody names them."""
    given = safetensors(tmp_path / "v.safetensors", boxes=np.ones((3, 4), np.int64), v=VECTORS)
    np.testing.assert_array_equal(read_vectors(given, PATHS), VECTORS)
    np.testing.assert_array_equal(read_vectors(f"{given}:boxes", PATHS), np.ones((3, 4)))


def test_parquet_is_joined_by_path(tmp_path):
    """Where it has paths: rows in another order and more of them do no harm."""
    given = parquet(
        tmp_path / "v.parquet",
        file_name=["a.jpg", "b.jpg", "none.jpg", "c.jpg"],
        v=np.array([[3, 4], [1, 2], [9, 9], [5, 6]], np.float32),
    )
    np.testing.assert_array_equal(read_vectors(given, PATHS), VECTORS)


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["a.jpg", "b.jpg", "d.jpg"], r"no vector for 1 of 3 rows, the first of which is row 2 \('c\.jpg'\)"),
        (["a.jpg", "b.jpg", "a.jpg"], "'a.jpg' comes twice in the column 'path'"),
    ],
)
def test_paths_that_do_not_join_are_told(tmp_path, paths, words):
    """Each image needs one vector, and not two."""
    with pytest.raises(SourceError, match=words):
        read_vectors(parquet(tmp_path / "v.parquet", path=paths, v=VECTORS), PATHS)


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("content", [b"", b"no such thing", None])
def test_what_is_no_such_file_is_told(tmp_path, ending, content):
    """Empty, something else, or not there: one line, and nothing is unpickled."""
    path = tmp_path / f"v.{ending}"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_vectors(str(path), PATHS)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_objects_are_never_loaded(tmp_path):
    """Arrays of objects are pickles."""
    np.savez(tmp_path / "v.npz", a=np.array([{}, {}, {}], object))
    with pytest.raises(SourceError, match=r"not a \.npz file of numbers"):
        read_vectors(str(tmp_path / "v.npz"), PATHS)


def test_names_are_told_from_files():
    """The last colon parts them where a file of vectors stands before it, drive letters or not."""
    assert split_name("C:/v.npz") == ("C:/v.npz", "")
    assert split_name("C:/v.npz:x") == ("C:/v.npz", "x")
    assert split_name("a:b") == ("a:b", "")
    assert is_vector_file("v.safetensors:x")
    assert not is_vector_file("clip:vector")


def test_the_command_line_takes_them(tmp_path, monkeypatch):
    """A refresh remembers file and name from any folder, and a table opens them."""
    monkeypatch.chdir(tmp_path)
    for path in PATHS.to_pylist():
        Path(path).touch()
    Path("items.csv").write_text("path\n" + "\n".join(PATHS.to_pylist()))
    npz("v.npz", a=OTHER, b=VECTORS)
    context = cli.commands["index"].make_context("index", ["items.csv", "--embeddings", "v.npz:b"])
    options = to_build_options(context.params).source
    monkeypatch.chdir("/")
    assert _as_given("embeddings", str(options.embeddings)) == Path(f"{tmp_path}/v.npz:b")
    np.testing.assert_array_equal(open_source(tmp_path / "items.csv", options).embeddings, VECTORS)
    with pytest.raises(BadParameter, match=r"'gone\.npz' does not exist"):
        cli.commands["index"].make_context("index", ["/", "--embeddings", "gone.npz:b"])
