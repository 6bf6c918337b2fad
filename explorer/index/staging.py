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

from explorer.index.pool import FileKey, KnownImage

_VERSION = 1
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
    """One chunk on disk; a `pool.Block`.

    Raises
    ------
    ValueError
        When it is torn.
    """

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as archive:
                arrays = {key: archive[key] for key in archive.files}
            meta = json.loads(bytes(arrays["meta"]))
            self._bin = path.with_suffix(".bin")
            size = self._bin.stat().st_size
        except (OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path}: {error}") from None
        self.images = [KnownImage(*image) for image in meta["images"]]
        self.files: list[FileKey] = [tuple(file) for file in meta["files"]]
        self.colors = arrays["colors"]
        self.vectors = arrays.get("vectors")
        self._offsets = arrays["offsets"]  # (m, levels + 1)
        if size != (self._offsets[-1, -1] if len(self._offsets) else 0):
            raise ValueError(f"{self._bin}: {size} bytes")

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of image `i`, one per level."""
        edges = self._offsets[i]
        with self._bin.open("rb") as file:
            file.seek(edges[0])
            data = file.read(int(edges[-1] - edges[0]))
        cuts = (edges - edges[0]).tolist()
        return [data[lo:hi] for lo, hi in pairwise(cuts)]


@dataclass(frozen=True)
class Fresh:
    """An image that was just decoded (and embedded, unless the user gives the vectors)."""

    image: KnownImage
    file: FileKey
    color: np.ndarray
    thumbnails: list[bytes]
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
        also after two seconds, and after 1,024 images at the latest.
    """

    folder: Path
    encoder: str = ""
    total: int = 0
    _pending: list[Fresh] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

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
        self._pending.append(fresh)
        full = min(_MAX_CHUNK, max(_MIN_CHUNK, self.total // 50))
        if len(self._pending) < full and time.monotonic() - self._since < _SECONDS:
            return None
        return self.flush()

    def flush(self) -> Chunk | None:
        """Write what is pending as a chunk; None when nothing is."""
        pending, self._pending = self._pending, []
        self._since = time.monotonic()
        if not pending:
            return None
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _ENCODER).write_text(self.encoder, encoding="utf-8")
        numbers = [int(path.stem) for path in self.folder.glob("[0-9]*.*") if path.stem.isdecimal()]
        path = self.folder / f"{max(numbers, default=-1) + 1:06d}.npz"
        blobs = [blob for fresh in pending for blob in fresh.thumbnails]
        _write(path.with_suffix(".bin"), lambda file: file.writelines(blobs))
        _write(path, lambda file: np.savez(file, **_arrays(pending)))
        return Chunk(path)


def _arrays(pending: list[Fresh]) -> dict[str, np.ndarray]:
    lengths = np.array([[len(blob) for blob in fresh.thumbnails] for fresh in pending], np.int64)
    ends = lengths.cumsum().reshape(lengths.shape)
    meta = {
        "images": [[f.image.digest, f.image.width, f.image.height, f.image.concept] for f in pending],
        "files": [f.file for f in pending],
    }
    arrays = {
        "meta": np.frombuffer(json.dumps(meta).encode(), np.uint8),
        "colors": np.array([f.color for f in pending], np.uint8),
        "offsets": np.column_stack([ends[:, 0] - lengths[:, 0], ends]),
    }
    if pending[0].vector is not None:
        arrays["vectors"] = np.stack([f.vector for f in pending])
    return arrays


def _write(path: Path, fill) -> None:
    beside = path.with_name(f".{path.name}")
    with beside.open("wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
