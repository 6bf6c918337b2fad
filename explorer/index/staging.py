"""What an unfinished build has done so far, in append-only chunks that survive Ctrl-C and a kill.

A chunk is two files: `NNNNNN.bin`, its thumbnails back to back, and `NNNNNN.npz`, all else. Each is written
beside and renamed, the `.npz` last, so a chunk without a readable `.npz` or with a `.bin` of another size was
torn and is passed over. Chunks are keyed by content hash and lie in a folder whose name stands for everything
that they depend on.
"""

import hashlib
import json
import os
import time
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from explorer.images.digests import DIGEST, pack
from explorer.index.pool import Known, as_objects

_VERSION = 2
_MAX_CHUNK = 1024
_MIN_CHUNK = 8
_SECONDS = 2.0
_ENCODER = "encoder.txt"


def staging_key(depends_on: dict) -> str:
    """Folder name for chunks that depend on these JSON values."""
    text = json.dumps({"version": _VERSION, **depends_on}, sort_keys=True, default=list)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def staged_encoder(staging: Path) -> str | None:
    """Encoder of the unfinished build under `staging`; None when there is none, or more than one."""
    found = list(staging.glob(f"*/{_ENCODER}"))
    return found[0].read_text(encoding="utf-8") if len(found) == 1 else None


class Chunk:
    """One chunk on disk; a `pool.Block`. Vectors and thumbnails stay there.

    Raises
    ------
    ValueError
        When it is torn.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._bin = path, path.with_suffix(".bin")
        try:
            with np.load(path, allow_pickle=False) as archive:
                # All of it: what is damaged should be found now.
                arrays = {key: archive[key] for key in archive.files}
            self._offsets = arrays["offsets"]  # (m, levels + 1)
            concepts = arrays["concepts"].tolist() if "concepts" in arrays else [None] * len(self._offsets)
            self.known = Known(
                *(arrays[name] for name in ("digests", "files", "sizes", "colors")), as_objects(concepts)
            )
            size = self._bin.stat().st_size
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path}: {error}") from None
        if size != (self._offsets[-1, -1] if len(self._offsets) else 0):
            raise ValueError(f"{self._bin}: {size} bytes")

    def vectors(self) -> np.ndarray:
        """(m, d) float32 array, read anew each time."""
        with np.load(self._path, allow_pickle=False) as archive:
            return archive["vectors"]

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of image `i`, one per level."""
        start, *ends = self._offsets[i].tolist()
        with open(self._bin, "rb", buffering=0) as file:
            file.seek(start)
            data = file.read(ends[-1] - start)
        return [data[lo - start : hi - start] for lo, hi in pairwise([start, *ends])]


@dataclass(frozen=True)
class Fresh:
    """An image that was just decoded (and embedded, unless the user gives the vectors).

    Attributes
    ----------
    digest : str
        Content hash.
    size : (int, int)
        Width and height.
    color : (3,) uint8 array
    thumbnails : list of bytes
    file : bytes
        Its `file_key`.
    concept : str or None
        The encoder's word.
    vector : (d,) float32 array or None
    """

    digest: str
    size: tuple[int, int]
    color: np.ndarray
    thumbnails: list[bytes]
    file: bytes
    concept: str | None
    vector: np.ndarray | None


@dataclass
class Staging:
    """Chunks of one staging folder.

    Parameters
    ----------
    folder : Path
        Made when the first chunk is written.
    encoder : str
        Noted in the folder, so that a resumed build can go on with the same one.
    total : int
        Images to come: a chunk is closed after a fiftieth of them, so that a kill costs 2% at most, and
        also two seconds after its first, and after 1,024 images at the latest.
    """

    folder: Path
    encoder: str = ""
    total: int = 0
    _pending: list[Fresh] = field(default_factory=list)
    _since: float = 0.0
    _next: int | None = None

    def load(self) -> list[Chunk]:
        """Every whole chunk that is there."""
        chunks = []
        for path in sorted(self.folder.glob("[0-9]*.npz")):
            try:
                chunks.append(Chunk(path))
            except ValueError:
                continue
        return chunks

    def add(self, fresh: Fresh) -> Chunk | None:
        """Keep an image; the chunk that this completed, if it did."""
        if not self._pending:
            self._since = time.monotonic()
        self._pending.append(fresh)
        full = min(_MAX_CHUNK, max(_MIN_CHUNK, self.total // 50))
        if len(self._pending) < full and time.monotonic() - self._since < _SECONDS:
            return None
        return self.flush()

    def flush(self) -> Chunk | None:
        """Write what is pending as a chunk; None when nothing is."""
        pending, self._pending = self._pending, []
        if not pending:
            return None
        path = self.folder / f"{self._number():06d}.npz"
        blobs = [blob for fresh in pending for blob in fresh.thumbnails]
        _write(path.with_suffix(".bin"), lambda file: file.write(b"".join(blobs)))
        _write(path, lambda file: np.savez(file, **_arrays(pending)))
        return Chunk(path)

    def _number(self) -> int:
        """Number of the next chunk, higher than that of any that is there, whole or torn."""
        if self._next is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / _ENCODER).write_text(self.encoder, encoding="utf-8")
            there = [int(path.stem) for path in self.folder.glob("[0-9]*.*") if path.stem.isdecimal()]
            self._next = max(there, default=-1) + 1
        self._next += 1
        return self._next - 1


def _arrays(pending: list[Fresh]) -> dict[str, np.ndarray]:
    lengths = np.array([[len(blob) for blob in fresh.thumbnails] for fresh in pending], np.int64)
    ends = lengths.cumsum().reshape(lengths.shape)
    arrays = {
        "digests": pack([fresh.digest for fresh in pending]),
        "files": np.array([fresh.file for fresh in pending], DIGEST),
        "sizes": np.array([fresh.size for fresh in pending], np.int32),
        "colors": np.array([fresh.color for fresh in pending], np.uint8),
        "offsets": np.column_stack([ends[:, 0] - lengths[:, 0], ends]),
    }
    if pending[0].concept is not None:
        arrays["concepts"] = np.array([fresh.concept for fresh in pending], np.str_)
    if pending[0].vector is not None:
        arrays["vectors"] = np.stack([fresh.vector for fresh in pending])
    return arrays


def _write(path: Path, fill) -> None:
    beside = path.with_name(f".{path.name}")
    with beside.open("wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
