"""Pages of mapped files are given back: what a process holds of a large file is bounded."""

import mmap
from pathlib import Path

import numpy as np
import pytest

from explorer.images.pages import AROUND, MappedPages, read_ahead
from explorer.images.thumbnails import ThumbnailReader, ThumbnailWriter

needs_smaps = pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="the system does not tell")
LARGE = 8 * 2**20


def resident(path: Path) -> int:
    """Bytes that this process holds of a file, as the system tells."""
    total, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            inside = line.endswith(str(path))
        elif inside and line.startswith("Rss:"):
            total += 1024 * int(line.split()[1])
    return total


def mapped_file(path: Path) -> mmap.mmap:
    """A file of `LARGE` bytes, mapped and read from end to end."""
    path.write_bytes(np.random.default_rng(0).bytes(LARGE))
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    assert len(mapped[:]) == LARGE
    return mapped


@needs_smaps
def test_pages_are_kept_until_they_are_many(tmp_path):
    """Below the bound nothing happens; beyond, nothing of the file is left, and the content is the same."""
    mapped = mapped_file(tmp_path / "large.bin")
    before = mapped[:]
    pages = MappedPages([mapped], most=4 * AROUND)
    pages.looked_at(4, each=0)
    assert resident(tmp_path / "large.bin") == LARGE
    pages.looked_at(1, each=0)
    assert resident(tmp_path / "large.bin") == 0
    assert mapped[:] == before


@needs_smaps
def test_counting_starts_again(tmp_path):
    """After pages were given back, as many may be looked at again."""
    mapped = mapped_file(tmp_path / "large.bin")
    pages = MappedPages([mapped], most=4 * AROUND)
    pages.looked_at(5)
    assert len(mapped[:]) == LARGE
    pages.looked_at(2)
    assert resident(tmp_path / "large.bin") == LARGE


@needs_smaps
def test_a_reader_of_thumbnails_lets_go_of_their_file(tmp_path):
    """However many packs it makes, it does not come to hold all thumbnails."""
    with ThumbnailWriter(tmp_path, (8,)) as writer:
        for i in range(256):
            writer.append([bytes([i]) * 10_000])
    reader = ThumbnailReader(tmp_path, (8,))
    reader._pages._most = 0
    assert len(reader.pack(np.arange(256), 8)) > 256 * 10_000
    assert resident(tmp_path / "thumbs.bin") == 0
    assert reader.read(255, 8) == b"\xff" * 10_000


def test_nothing_to_give_back_is_nothing_to_do():
    """No map, no trouble."""
    MappedPages([], most=0).looked_at(10**9)


def test_reading_ahead_changes_nothing(tmp_path):
    """Parts that begin and end anywhere, empty ones and the last byte: the content is what it was."""
    mapped = mapped_file(tmp_path / "large.bin")
    before = mapped[:]
    starts = np.array([0, 5, 4096, LARGE - 1, 100_000, LARGE])
    read_ahead(mapped, starts, np.array([1, 5, 9000, LARGE, 300_000, LARGE]))
    read_ahead(mapped, starts[:0], starts[:0])
    assert mapped[:] == before


@needs_smaps
def test_what_was_read_ahead_is_there_when_it_is_looked_at(tmp_path):
    """Neither thumbnails nor vectors wait for one read after another: the system is told of all of them."""
    told = []

    class Told:
        def madvise(self, advice: int, start: int, length: int) -> None:
            told.append((advice, start, start + length))

    read_ahead(Told(), np.array([10, 5000]), np.array([20, 13_000]))
    page = mmap.PAGESIZE
    assert told == [(mmap.MADV_WILLNEED, 0, 20), (mmap.MADV_WILLNEED, 5000 - 5000 % page, 13_000)]
