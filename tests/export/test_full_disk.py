"""A disk that fills while an export is written: a line says so, and nothing is left that looks whole."""

import errno
import resource
from contextlib import contextmanager

import pytest

from explorer.errors import ExplorerError
from explorer.export import export
from explorer.index.write_errors import why_and_what


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
    why = "File too large; choose a disk that takes larger files; nothing was left there"
    assert str(raised.value) == f"cannot write {tmp_path / 'out'}: {why}"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "make room there"),
        (PermissionError(errno.EACCES, "Permission denied"), "where you may write"),
        (OSError("LanceError: IO (os error 28)"), "make room there"),
        (OSError(errno.EIO, "Input/output error"), None),
    ],
)
def test_what_helps_is_said(error, advice):
    """Of the errors of the system that a user can do something about, also in a library's words."""
    said = why_and_what(error)
    assert (advice in said) if advice else said == "Input/output error"


@pytest.mark.parametrize("name", ["png", "html", "lance", "cleanlab"])
def test_nothing_is_overwritten(small_index, tmp_path, name):
    """What is there stays as it is."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ExplorerError, match="is there already, and nothing is overwritten"):
        export(small_index, tmp_path / "out", rows=[1], format=name)
    assert (tmp_path / "out").read_text() == "mine"
