"""Options that no build can have are refused before anything is read."""

import pytest

from explorer.errors import InputError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"neighbors": 0},
        {"neighbors": 1.5},
        {"seed": -1},
        {"seed": 2**32},
        {"batch_size": 0},
        {"batch_size": "8"},
        {"workers": -1},
        {"max_pixels": True},
        {"tree": "x"},
        {"encoder": None},
        {"encoder": " "},
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_written(tmp_path, wrong):
    """By its name and what was expected."""
    (tmp_path / "in").mkdir()
    (name,) = wrong
    with pytest.raises(InputError, match=f"^{name}: .*; expected "):
        build_index(tmp_path / "in", tmp_path / "out", BuildOptions(**wrong))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("source", "out"), [(None, None), (5, None), (b"x", None), (["x", 5], None), ("x", 5)]
)
def test_what_is_no_path_is_named(source, out):
    """It is bad input, and no error of Python's library."""
    with pytest.raises(InputError):
        build_index(source, out)
