"""Rows of a large array in another order: written and compared in blocks, never copied as a whole."""

import tracemalloc

import numpy as np
import pytest

from explorer.index import reordered
from explorer.index.reordered import TakenRows


@pytest.mark.parametrize(
    ("given", "kept"), [(np.float16, np.float16), (np.float32, np.float32), (np.float64, np.float32)]
)
def test_rows_are_written_in_their_order(tmp_path, monkeypatch, given, kept):
    """Whatever the size of a block; half precision stays half."""
    monkeypatch.setattr(reordered, "_BLOCK_BYTES", 100)
    array = np.random.default_rng(0).random((50, 7)).astype(given)
    rows = np.random.default_rng(1).permutation(50)[:33]
    taken = TakenRows(array, rows)
    taken.save(tmp_path / "p.npy")
    written = np.load(tmp_path / "p.npy")
    assert written.dtype == kept == taken.dtype and written.shape == taken.shape == (33, 7)
    assert np.array_equal(written, array[rows].astype(kept))
    assert len(list(taken.blocks())) > 1


def test_it_equals_what_it_wrote_and_nothing_else():
    """Another number, another type, another shape."""
    array = np.random.default_rng(0).random((20, 3)).astype(np.float32)
    taken = TakenRows(array, np.arange(20)[::-1])
    same = array[::-1].copy()
    assert taken.equals(same)
    assert not taken.equals(same.astype(np.float64)) and not taken.equals(same[:19])
    same[19, 2] += 1
    assert not taken.equals(same)


def test_memory_is_that_of_a_block(tmp_path, monkeypatch):
    """Of 64 MB, less than 4 are held at a time."""
    monkeypatch.setattr(reordered, "_BLOCK_BYTES", 1 << 20)
    source = np.lib.format.open_memmap(tmp_path / "big.npy", "w+", np.float32, (16_000, 1_000))
    source[:] = 1
    taken = TakenRows(source, np.arange(16_000)[::-1])
    tracemalloc.start()
    taken.save(tmp_path / "p.npy")
    assert taken.equals(np.load(tmp_path / "p.npy", mmap_mode="r"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20
