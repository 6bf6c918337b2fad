"""Array files: whatever is in them, an array or one kind of error."""

import errno
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ArrayFileError, InputError
from explorer.export.selection import read_rows
from explorer.npy import growing_npy, mapped_file, open_npy, read_npz, save_npy
from explorer.options import SourceOptions
from explorer.sources import open_source


def npy_bytes(array: np.ndarray) -> bytes:
    """An array as `numpy.save` writes it."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


GOOD = npy_bytes(np.arange(6, dtype=np.float32).reshape(3, 2))
BROKEN = {
    "empty": b"",
    "no array": b"path,label\n",
    "only the magic": GOOD[:6],
    "unclosed bracket (TokenError)": GOOD.replace(b"(3, 2)", b"(3, 2 "),
    "unclosed text": GOOD.replace(b"'<f4'", b"'<f4 "),
    "no expression": GOOD.replace(b"{'descr'", b"{{{{{{{{"),
    "a call": GOOD.replace(b"(3, 2)", b"abs(2)"),
    "a type of no meaning": GOOD.replace(b"'<f4'", b"'<q9'"),
    "a shape of text": GOOD.replace(b"(3, 2)", b"'3, 2'"),
    "a negative shape": GOOD.replace(b"(3, 2)", b"(-3,2)"),
    "more than the file holds": GOOD.replace(b"(3, 2), }  ", b"(3, 2**9), }")[: len(GOOD)],
    "far more than memory": GOOD.replace(b"(3, 2), }" + b" " * 12, b"(999999999999, 2), } "),
    "cut": GOOD[:-1],
    "version 9": GOOD[:6] + b"\x09" + GOOD[7:],
    "pickled objects": npy_bytes(np.array([{"a": 1}], object)),
    "an archive": b"PK\x03\x04" + b"\0" * 60,
}


@pytest.mark.parametrize("mmap", [False, True])
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_npy_is_one_kind_of_error(tmp_path, name, mmap):
    """A broken header, type, shape or length: `ArrayFileError` in one line."""
    (tmp_path / "a.npy").write_bytes(BROKEN[name])
    with pytest.raises(ArrayFileError) as caught:
        open_npy(tmp_path / "a.npy", mmap=mmap)
    assert str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("seed", range(4))
def test_any_bytes_of_a_header_may_be_others(tmp_path, seed):
    """A thousand headers with up to six bytes changed give an array or that error, never another."""
    rng = np.random.default_rng(seed)
    for _ in range(250):
        data = bytearray(GOOD)
        for place in rng.integers(0, 128, rng.integers(1, 7)):
            data[place] = rng.integers(0, 256)
        (tmp_path / "a.npy").write_bytes(data)
        try:
            assert isinstance(open_npy(tmp_path / "a.npy"), np.ndarray)
        except ArrayFileError:
            pass


def test_sound_files_are_what_they_were(tmp_path):
    """Values, type, order and shape, mapped or read, without rows and without numbers too."""
    for array in (
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.eye(3)),
        np.zeros((3, 0)),
        np.zeros(0, int),
    ):
        np.save(tmp_path / "a.npy", array)
        for mmap in (False, True):
            found = open_npy(tmp_path / "a.npy", mmap=mmap)
            assert np.array_equal(found, array) and (found.dtype, found.shape) == (array.dtype, array.shape)
    assert isinstance(open_npy(tmp_path / "a.npy", mmap=True), np.memmap)
    assert not isinstance(open_npy(tmp_path / "a.npy"), np.memmap)


def test_archives(tmp_path):
    """All arrays by name; a broken one, a lone array and text are one kind of error."""
    path = tmp_path / "a.npz"
    np.savez_compressed(path, a=np.arange(300), b=np.eye(2))
    found = read_npz(path)
    assert sorted(found) == ["a", "b"] and np.array_equal(found["a"], np.arange(300))
    sound = path.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.npy", BROKEN["unclosed bracket (TokenError)"])
    header = path.read_bytes()
    cut, flipped = sound[: len(sound) // 2], bytearray(sound)
    flipped[60] ^= 0xFF
    for data in (header, cut, bytes(flipped), GOOD, b"", b"no archive"):
        path.write_bytes(data)
        with pytest.raises(ArrayFileError):
            read_npz(path)


def test_what_cannot_be_read_is_an_error_of_the_system(tmp_path):
    """A file that is not there, and a folder: `OSError`, which says so by itself."""
    for path in (tmp_path / "none.npy", tmp_path):
        with pytest.raises(OSError, match=r"file|directory|denied"):
            open_npy(path)


@pytest.mark.parametrize("option", ["embeddings", "probabilities"])
def test_broken_arrays_beside_a_table(tmp_path, option):
    """`--embeddings` and `--probabilities`: one line that names the file and what to do."""
    (tmp_path / "t.csv").write_text("path\na.png\nb.png\nc.png\n")
    (tmp_path / "c.txt").write_text("x\ny\n")
    given = {option: tmp_path / "a.npy", "classes": tmp_path / "c.txt"}
    for data in BROKEN.values():
        given[option].write_bytes(data)
        with pytest.raises(
            InputError, match=rf"a\.npy: the {option} are not a \.npy file of numbers"
        ) as caught:
            open_source(tmp_path / "t.csv", SourceOptions(**given))
        assert "\n" not in str(caught.value) and "numpy.save" in str(caught.value)


def test_broken_lists_of_rows(tmp_path):
    """`--rows`: one line that names the file."""
    for data in BROKEN.values():
        (tmp_path / "rows.npy").write_bytes(data)
        with pytest.raises(InputError, match=r"rows\.npy is not a \.npy array of row numbers"):
            read_rows(tmp_path / "rows.npy")


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12, dtype=np.int64).reshape(4, 3),
        np.asfortranarray(np.arange(6, dtype=np.float16).reshape(3, 2)),
        np.zeros((0, 5), np.uint8),
        np.arange(7.0)[::2],
    ],
)
def test_arrays_are_written_as_numpy_writes_them(tmp_path: Path, array: np.ndarray) -> None:
    """Whole, or in blocks; rows lie one after another whatever lay so in memory."""
    save_npy(tmp_path / "whole.npy", array)
    with growing_npy(tmp_path / "grown.npy", array.shape, array.dtype) as append:
        for row in range(len(array)):
            append(array[row : row + 1])
    written = (tmp_path / "whole.npy").read_bytes()
    assert written == (tmp_path / "grown.npy").read_bytes() == npy_bytes(np.ascontiguousarray(array))


def test_where_a_mapped_array_lies_in_its_file(tmp_path: Path) -> None:
    """Its bytes begin in the map behind the header; an array that was read lies in none."""
    path = tmp_path / "rows.npy"
    save_npy(path, np.arange(6, dtype=np.int64))
    mapped, begins = mapped_file(open_npy(path, mmap=True))
    assert begins == 128 and mapped[begins:] == np.arange(6, dtype=np.int64).tobytes()
    with pytest.raises(TypeError):
        mapped_file(open_npy(path))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_a_full_disk_is_said() -> None:
    """A map of the file would end the process, and `numpy.save` names no reason."""
    with pytest.raises(OSError) as found:
        save_npy(Path("/dev/full"), np.zeros(100_000))
    assert found.value.errno == errno.ENOSPC
