"""Files of row numbers."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.export import read_rows


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"3\n1\n2\n", [3, 1, 2]),
        (b"3\r\n\r\n  7 \r\n", [3, 7]),
        (b"\xef\xbb\xbf5", [5]),
        (b"", []),
        (b"3\n3\n", [3, 3]),
    ],
)
def test_text_has_one_row_a_line(tmp_path, data, rows):
    """Line ends of any system, empty lines, a byte order mark."""
    (tmp_path / "rows.txt").write_bytes(data)
    assert read_rows(tmp_path / "rows.txt").tolist() == rows


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.uint64, ">i4"])
def test_npy_of_whole_numbers(tmp_path, dtype):
    """Any integer type is taken."""
    np.save(tmp_path / "rows.npy", np.array([4, 2], dtype))
    assert read_rows(tmp_path / "rows.npy").tolist() == [4, 2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"1\ntwo\n", "line 2: `two`"),
        (b"1,2\n", "line 1"),
        (b"-1\n", "line 1"),
        (b"1.5\n", "line 1"),
        ("١\n".encode(), "line 1"),
        (b"9" * 5000, "line 1"),
        (b"\xff\xfe1\x00", "not text"),
    ],
)
def test_other_text_is_refused(tmp_path, data, said):
    """The message names the line and what stands there."""
    (tmp_path / "rows.txt").write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_rows(tmp_path / "rows.txt")


@pytest.mark.parametrize(
    "array", [np.zeros(2), np.zeros((2, 2), int), np.array(3), np.array([True]), np.array(["1"])]
)
def test_other_arrays_are_refused(tmp_path, array):
    """One list of whole numbers, nothing else."""
    np.save(tmp_path / "rows.npy", array)
    with pytest.raises(InputError, match="whole numbers"):
        read_rows(tmp_path / "rows.npy")


@pytest.mark.parametrize("data", [b"", b"junk", b"\x93NUMPY\x01\x00\x10"])
def test_damaged_npy_is_refused(tmp_path, data):
    """A file that is no array, or half of one."""
    (tmp_path / "rows.npy").write_bytes(data)
    with pytest.raises(InputError, match=r"not a \.npy array"):
        read_rows(tmp_path / "rows.npy")


def test_pickles_are_not_loaded(tmp_path):
    """An array of objects could run code, and is refused."""
    np.save(tmp_path / "rows.npy", np.array([object()]), allow_pickle=True)
    with pytest.raises(InputError):
        read_rows(tmp_path / "rows.npy")


def test_missing_file_is_said(tmp_path):
    """The message names the file."""
    with pytest.raises(InputError, match=r"none\.txt"):
        read_rows(tmp_path / "none.txt")
    with pytest.raises(InputError, match="give a file"):
        read_rows(tmp_path)
