"""A disk that fills while an export is written: a line says so, and nothing is left that looks whole."""

import resource
from contextlib import contextmanager

import pytest

from explorer.errors import ExplorerError
from explorer.export import export


@contextmanager
def small_disk(most: int):
    """Let no file of this process grow beyond some bytes; Python is told so by an error as of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "name", ["png", "svg", "pdf", "html", "cleanlab", "lance", "parquet", "zip", "huggingface"]
)
def test_what_does_not_fit_is_said_and_not_left(small_index, tmp_path, name):
    """Whatever library writes it."""
    with small_disk(1000), pytest.raises(ExplorerError) as raised:
        export(small_index, tmp_path / "out", rows=range(30), format=name)
    assert str(raised.value) == f"cannot write {tmp_path / 'out'}: File too large; nothing was left there"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["png", "html", "lance", "cleanlab"])
def test_nothing_is_overwritten(small_index, tmp_path, name):
    """What is there stays as it is."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ExplorerError, match="is there already, and nothing is overwritten"):
        export(small_index, tmp_path / "out", rows=[1], format=name)
    assert (tmp_path / "out").read_text() == "mine"
