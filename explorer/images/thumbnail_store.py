"""Thumbnails of many images: back to back in files, and many in one answer."""

import mmap
import struct
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from explorer.errors import ArrayFileError, IndexFormatError, InputError, NotFoundError, TooLargeError
from explorer.images.pages import MappedPages, read_ahead
from explorer.npy import open_npy, save_npy

MAGIC = b"DTHM"
VERSION = 1
PIECE_BYTES = 2**18
"""Of an answer with many thumbnails, at least: what is copied at once."""


def file_names(levels: Sequence[int]) -> list[tuple[str, str]]:
    """Return the names of the data and offset files of each level; the largest level has the plain name."""
    stems = [f"thumbs-{level}" for level in levels[:-1]] + ["thumbs"]
    return [(f"{stem}.bin", f"{stem}.idx.npy") for stem in stems]


class ThumbnailWriter:
    """Appends the thumbnails of one image after another.

    Parameters
    ----------
    folder : Path
        Where the files go; it must exist.
    levels : sequence of int
        Sizes, ascending, as in `ImageOptions.levels`.
    """

    def __init__(self, folder: Path, levels: Sequence[int]) -> None:
        self._names = file_names(levels)
        self._folder = Path(folder)
        self._files = [open(self._folder / name, "wb") for name, _ in self._names]
        self._ends = [array("q", [0]) for _ in self._names]

    def append(self, thumbnails: Sequence[bytes]) -> None:
        """Add the thumbnails of the next row, one for each level, as `make_thumbnails` returns them."""
        if len(thumbnails) != len(self._files):
            raise InputError(
                f"{len(thumbnails)} thumbnails given, one for each of {len(self._files)} levels expected"
            )
        for file, ends, data in zip(self._files, self._ends, thumbnails, strict=True):
            file.write(data)
            ends.append(ends[-1] + len(data))

    def close(self) -> None:
        """Write the offsets and close the files."""
        for file, ends, (_, offsets) in zip(self._files, self._ends, self._names, strict=True):
            file.close()
            save_npy(self._folder / offsets, np.frombuffer(ends, dtype=np.int64))

    def __enter__(self) -> "ThumbnailWriter":
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self.close()
            return
        for file in self._files:
            file.close()


class ThumbnailReader:
    """Reads stored thumbnails, from memory-mapped files; safe to use from many threads.

    Parameters
    ----------
    folder : Path
        Where a `ThumbnailWriter` wrote.
    levels : sequence of int
        The same as were written.

    Raises
    ------
    IndexFormatError
        A file is missing or damaged.
    """

    def __init__(self, folder: Path, levels: Sequence[int]) -> None:
        self._levels = tuple(levels)
        pairs = [
            _open_level(Path(folder) / data, Path(folder) / offsets) for data, offsets in file_names(levels)
        ]
        self._maps = [mapped for mapped, _ in pairs]
        self._data = [memoryview(b"" if mapped is None else mapped) for mapped in self._maps]
        self._offsets = [offsets for _, offsets in pairs]
        self._pages = MappedPages([mapped for mapped in self._maps if mapped is not None])
        if len({len(offsets) for offsets in self._offsets}) > 1:
            raise IndexFormatError(
                f"{folder}: the thumbnail levels have different numbers of rows. Build the index again."
            )

    def __len__(self) -> int:
        """Rows stored."""
        return len(self._offsets[-1]) - 1

    def read(self, row: int, size: int) -> bytes:
        """Return the thumbnail of one row, a JPEG or PNG file: the smallest level that covers `size`."""
        return b"".join(self._images(self._checked([row]), size))

    def stored(self, row: int) -> list[bytes]:
        """Return what was appended for one row: a thumbnail for each level, some of them empty."""
        (row,) = self._checked([row])
        pairs = zip(self._data, self._offsets, strict=True)
        return [bytes(data[offsets[row] : offsets[row + 1]]) for data, offsets in pairs]

    def lengths(self, place: int) -> np.ndarray:
        """(n,) int64: bytes of each row's thumbnail at level number `place`, 0 where none is stored."""
        return np.diff(self._offsets[place])

    def pack(self, rows: Sequence[int] | np.ndarray, size: int, most_bytes: int | None = None) -> bytes:
        """Return the thumbnails of many rows as one `DTHM` answer, in the order given.

        Parameters
        ----------
        rows : (m,) integers
            Index rows.
        size : int
            Device pixels wanted.
        most_bytes : int, optional
            That the images may have together.

        Returns
        -------
        bytes
            `DTHM`, u32 version, u32 count, count × (u32 row, u32 length), the encoded images; little-endian.

        Raises
        ------
        NotFoundError
            A row that is not there.
        TooLargeError
            Together they have more than `most_bytes`.
        """
        return b"".join(self.pieces_of_pack(rows, size, most_bytes)[1])

    def pieces_of_pack(
        self, rows: Sequence[int] | np.ndarray, size: int, most_bytes: int | None = None
    ) -> tuple[int, Iterator[bytes]]:
        """Return the length of what `pack` returns, and that in pieces of about `PIECE_BYTES`."""
        wanted = self._checked(rows)
        images = self._images(wanted, size)
        table = np.empty((len(wanted), 2), dtype="<u4")
        table[:, 0] = wanted
        table[:, 1] = [len(image) for image in images]
        length = int(table[:, 1].sum(dtype=np.int64))
        if most_bytes is not None and length > most_bytes:
            raise TooLargeError(
                f"{len(wanted):,} thumbnails have more than {most_bytes:,} bytes; ask for fewer at once."
            )
        head = MAGIC + struct.pack("<II", VERSION, len(wanted)) + table.tobytes()
        return len(head) + length, self._in_pieces(head, images)

    def _in_pieces(self, head: bytes, images: list[memoryview]) -> Iterator[bytes]:
        """Join the head and the images to pieces of the answer, each copied when it is asked for."""
        piece: list[bytes | memoryview] = [head]
        held = len(head)
        for image in images:
            piece.append(image)
            held += len(image)
            if held >= PIECE_BYTES:
                yield b"".join(piece)
                piece, held = [], 0
        yield b"".join(piece)
        self._pages.looked_at(len(images))

    def _images(self, rows: np.ndarray, size: int) -> list[memoryview]:
        """The bytes of each row at the level that covers `size`, or the next larger where that is empty."""
        first = next((i for i, level in enumerate(self._levels) if level >= size), len(self._levels) - 1)
        level = np.full(len(rows), first)
        for i in range(first, len(self._levels) - 1):
            empty = self._offsets[i][rows] == self._offsets[i][rows + 1]
            level[empty & (level == i)] = i + 1
        starts = np.empty(len(rows), dtype=np.int64)
        stops = np.empty(len(rows), dtype=np.int64)
        for i in range(first, len(self._levels)):
            here = level == i
            starts[here], stops[here] = self._offsets[i][rows[here]], self._offsets[i][rows[here] + 1]
            if here.any() and (mapped := self._maps[i]) is not None:
                read_ahead(mapped, starts[here], stops[here])
        data = self._data
        return [data[i][a:b] for i, a, b in zip(level.tolist(), starts.tolist(), stops.tolist(), strict=True)]

    def _checked(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        rows = np.asarray(rows)
        if rows.size == 0:
            return np.zeros(0, dtype=np.int64)
        if rows.ndim != 1 or rows.dtype.kind not in "iu":
            raise InputError("rows of thumbnails must be a list of whole numbers")
        low, high = rows.min(), rows.max()
        if low < 0 or high >= len(self):
            raise NotFoundError(
                f"row {low if low < 0 else high} is not there; rows go from 0 to {len(self) - 1}"
            )
        return rows.astype(np.int64)


def _open_level(data_path: Path, offsets_path: Path) -> tuple[mmap.mmap | None, np.ndarray]:
    """Map one level, None where it is empty, and check that its offsets fit its data."""
    try:
        offsets = open_npy(offsets_path)
        size = data_path.stat().st_size
        with open(data_path, "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else None
    except (OSError, ValueError, ArrayFileError) as error:
        raise IndexFormatError(
            f"{data_path}: thumbnails cannot be read ({error}). Build the index again."
        ) from error
    fits = offsets.ndim == 1 and len(offsets) >= 1 and offsets.dtype == np.int64
    if not fits or offsets[0] != 0 or offsets[-1] != size or (np.diff(offsets) < 0).any():
        raise IndexFormatError(
            f"{offsets_path}: offsets do not fit the {size} bytes of {data_path.name}. Build the index again."
        )
    return mapped, offsets
