"""A copy of the small index that a test may decide about."""

import shutil

import pytest

from explorer.dataset import open_index


@pytest.fixture
def index_path(small_index_path, tmp_path):
    """Folder of an index of its own; the pictures are those of the shared one."""
    return shutil.copytree(small_index_path, tmp_path / "mine.dendro")


@pytest.fixture
def index(index_path):
    """The same, opened."""
    return open_index(index_path)
