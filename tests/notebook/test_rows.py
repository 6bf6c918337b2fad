"""Selections as they are given, kept and sent."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.notebook import rows
from explorer.notebook.rows import packed, rows_of, unpacked


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([3, 1, 3], [3, 1]),
        ((), []),
        (None, []),
        ({2}, [2]),
        (range(3), [0, 1, 2]),
        (np.array([4, 0], np.uint8), [4, 0]),
        ([False, True, False, False, True], [1, 4]),
        (iter([2, 2]), [2]),
    ],
)
def test_whatever_names_rows_is_taken(given, expected):
    """Lists, arrays, sets, or yes or no for each of five images; each row once, in the order given."""
    found = rows_of(given, 5)
    assert found.tolist() == expected
    assert found.dtype == np.int64
    assert not found.flags.writeable


@pytest.mark.parametrize(
    "given", [[-1], [5], [2**70], [1.5], ["1"], "12", 3, [[1], [2, 3]], [[1]], [True, False], b"ab"]
)
def test_what_names_none_is_refused_in_a_sentence(given):
    """Beyond the index, no whole numbers, no list; what is yes or no is for all or for none."""
    with pytest.raises(InputError, match=r"is no row|A selection is"):
        rows_of(given, 5)


def test_more_than_the_page_selects_is_refused(monkeypatch):
    """Rather than cut short without a word; the way out is named."""
    monkeypatch.setattr(rows, "MOST_SELECTED", 3)
    with pytest.raises(InputError, match=r"3 images at most, not 4.*where"):
        rows_of(range(4), 5)


def test_rows_travel_as_four_bytes_each():
    """Little-endian, as the page reads them."""
    sent = packed(np.array([1, 2**31]))
    assert bytes(sent) == b"\x01\0\0\0\0\0\0\x80"
    assert unpacked(sent).tolist() == [1, 2**31]
    with pytest.raises(InputError):
        unpacked(b"123")
