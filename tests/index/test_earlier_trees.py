"""The file that tells of an earlier tree is checked before it is believed."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import IndexFormatError
from explorer.index.earlier_trees import FILE, earlier_tree
from explorer.index.manifests import publish
from explorer.index.reader import Index, open_index

SOUND = {"rows": [2, -1, 0], "lo": [0, 0], "hi": [2, 3], "age": 1}


@pytest.fixture
def told(small_index_path: Path, tmp_path: Path):
    """A copy of the small index that holds such a file of a tree of three images."""
    folder = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    manifest = open_index(folder).manifest
    name = FILE.format("00c0ffee")

    def write(**arrays) -> Index:
        file = folder / "builds" / manifest.build / name
        np.savez(file, **{part: np.array(array, np.int32) for part, array in (SOUND | arrays).items()})
        listed = {"bytes": file.stat().st_size, "xxh128": ""}
        publish(folder, replace(manifest, files={**manifest.files, name: listed}))
        return open_index(folder)

    return write


def test_rows_and_nodes_are_read(told):
    """Leaves are not stored: a leaf is its row."""
    tree = earlier_tree(told(), "00c0ffee")
    assert tree is not None and tree.rows.tolist() == [2, -1, 0]
    assert [tree.images_of(node).tolist() for node in (0, 1, 3, 4)] == [[2], [], [2], [0, 2]]
    assert earlier_tree(told(), "ffffffff") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": [300, 0, 0]},
        {"rows": [-2, 0, 0]},
        {"hi": [2, 4]},
        {"lo": [2, 0]},
        {"lo": [0]},
        {"age": [1]},
        {"places": [[0, 0]] * 3},
    ],
)
def test_what_fits_no_tree_is_damage(told, wrong):
    """Rows that are not there, and nodes of none."""
    with pytest.raises(IndexFormatError, match=r"earlier-00c0ffee.npz is damaged"):
        earlier_tree(told(**wrong), "00c0ffee")
