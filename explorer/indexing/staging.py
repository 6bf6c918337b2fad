"""What an unfinished build has done so far, in append-only chunks that survive Ctrl-C and a kill.

A chunk is two files: `NNNNNN.bin`, its thumbnails back to back, and `NNNNNN-HASH.npz`, all else, named after
the content of both. Each is written beside and renamed, the `.npz` last: a chunk of which anything is missing
or was changed does not fit its name, and is passed over. Images are keyed by content hash, and chunks lie in
a folder whose name stands for everything that they depend on.
"""

import hashlib
import io
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from explorer.errors import InputError
from explorer.images.digests import DIGEST, pack
from explorer.images.thumbnails import Summary
from explorer.index.hashes import content_hash
from explorer.indexing.known_images import Known, as_objects, unmeasured
from explorer.npy import read_npz

_VERSION = 3
_MAX_CHUNK = 1024
_MIN_CHUNK = 8
_SECONDS = 2.0


def staging_key(depends_on: dict) -> str:
    """Folder name for chunks that depend on these JSON values."""
    text = json.dumps({"version": _VERSION, **depends_on}, sort_keys=True, default=list)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True)
class StagedEncoder:
    """What made the vectors of chunks.

    Attributes
    ----------
    name, precision : str
        As in `EncoderInfo`; empty where none did, or it is not known.
    """

    name: str = ""
    precision: str = ""


def staged_encoder(staging: Path) -> StagedEncoder:
    """Encoder of the unfinished build under `staging`; of no name when there is none, or more than one."""
    found = {chunk.encoder for folder in staging.glob("*") for chunk in islice(_chunks(folder), 1)}
    return found.pop() if len(found) == 1 else StagedEncoder()


def _chunks(folder: Path) -> Iterator["Chunk"]:
    """Every whole chunk of a folder, in the order in which they were written."""
    for path in sorted(folder.glob("[0-9]*-*.npz")):
        with suppress(OSError, InputError):
            yield Chunk(path)


class Chunk:
    """One chunk on disk; a `known_images.Block`. Vectors and thumbnails stay there.

    Attributes
    ----------
    encoder : StagedEncoder

    Raises
    ------
    OSError
        A part of it cannot be read.
    InputError
        It is torn or was changed.
    """

    def __init__(self, path: Path) -> None:
        number, _, expected = path.stem.partition("-")
        self._path, self._bin = path, path.with_name(f"{number}.bin")
        if content_hash(path.read_bytes(), self._bin.read_bytes()) != expected:
            raise InputError(f"{path} is not what was written.")
        arrays = read_npz(path)
        self._offsets = arrays["offsets"]  # (m, levels + 1)
        self.encoder = StagedEncoder(str(arrays["encoder"]), str(arrays.get("precision", "")))
        unknown: list[str | None] = [None] * len(self._offsets)
        concepts = arrays["concepts"].tolist() if "concepts" in arrays else unknown
        self.known = Known(
            arrays["digests"],
            arrays["files"],
            arrays["sizes"],
            arrays["colors"],
            as_objects(concepts),
            arrays.get("measures", unmeasured(len(self._offsets))),
            arrays.get("changed", np.zeros(len(self._offsets), np.int64)),
        )

    def vectors(self) -> np.ndarray:
        """(m, d) float32 array, read anew each time."""
        return read_npz(self._path)["vectors"]

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of image `i`, one per level."""
        start, *ends = self._offsets[i].tolist()
        with open(self._bin, "rb", buffering=0) as file:
            file.seek(start)
            data = file.read(ends[-1] - start)
        return [data[lo - start : hi - start] for lo, hi in pairwise([start, *ends])]


@dataclass(frozen=True)
class StagedImage:
    """An image that was just decoded (and embedded, unless the user gives the vectors).

    Attributes
    ----------
    digest : str
        Content hash.
    size : (int, int)
        Width and height.
    summary : Summary
        Its thumbnails, mean colour and measures.
    file : bytes
        Its `file_key`.
    changed : int
        As in `Known`.
    concept : str or None
        The encoder's word.
    vector : (d,) float32 array or None
    """

    digest: str
    size: tuple[int, int]
    summary: Summary
    file: bytes
    changed: int
    concept: str | None
    vector: np.ndarray | None


@dataclass
class Staging:
    """Chunks of one staging folder.

    Parameters
    ----------
    folder : Path
        Made when the first chunk is written.
    encoder : StagedEncoder
        Noted in each chunk, so that a resumed build can go on with the same one.
    total : int
        Images to come: a chunk is closed after a fiftieth of them, so that a kill costs 2% at most, and
        also two seconds after its first, and after 1,024 images at the latest.
    """

    folder: Path
    encoder: StagedEncoder = StagedEncoder()
    total: int = 0
    _pending: list[StagedImage] = field(default_factory=list)
    _since: float = 0.0
    _next: int | None = None

    def load(self) -> list[Chunk]:
        """Every whole chunk that is there."""
        return list(_chunks(self.folder))

    def add(self, image: StagedImage) -> Chunk | None:
        """Keep an image; the chunk that this completed, if it did."""
        if not self._pending:
            self._since = time.monotonic()
        self._pending.append(image)
        full = min(_MAX_CHUNK, max(_MIN_CHUNK, self.total // 50))
        if len(self._pending) < full and time.monotonic() - self._since < _SECONDS:
            return None
        return self.flush()

    def flush(self) -> Chunk | None:
        """Write what is pending as a chunk; None when nothing is."""
        pending, self._pending = self._pending, []
        if not pending:
            return None
        number = f"{self._number():06d}"
        blobs = b"".join(blob for image in pending for blob in image.summary.thumbnails)
        archive = io.BytesIO()
        arrays = _arrays(pending) | {
            "encoder": np.array(self.encoder.name),
            "precision": np.array(self.encoder.precision),
        }
        np.savez(archive, **arrays)  # pyright: ignore[reportArgumentType] - none is called `allow_pickle`
        path = self.folder / f"{number}-{content_hash(archive.getbuffer(), blobs)}.npz"
        _write(self.folder / f"{number}.bin", blobs)
        _write(path, archive.getbuffer())
        return Chunk(path)

    def _number(self) -> int:
        """Number of the next chunk, higher than that of any that is there, whole or torn."""
        if self._next is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            numbers = (path.stem.partition("-")[0] for path in self.folder.glob("[0-9]*.*"))
            there = [int(number) for number in numbers if number.isdecimal()]
            self._next = max(there, default=-1) + 1
        self._next += 1
        return self._next - 1


def _arrays(pending: list[StagedImage]) -> dict[str, np.ndarray]:
    lengths = np.array([[len(blob) for blob in image.summary.thumbnails] for image in pending], np.int64)
    ends = lengths.cumsum().reshape(lengths.shape)
    arrays = {
        "digests": pack([image.digest for image in pending]),
        "files": np.array([image.file for image in pending], DIGEST),
        "changed": np.array([image.changed for image in pending], np.int64),
        "sizes": np.array([image.size for image in pending], np.int32),
        "colors": np.array([image.summary.color for image in pending], np.uint8),
        "measures": np.array([image.summary.measures for image in pending], np.float32),
        "offsets": np.column_stack([ends[:, 0] - lengths[:, 0], ends]),
    }
    if pending[0].concept is not None:
        arrays["concepts"] = np.array([image.concept for image in pending], np.str_)
    # Of a chunk all images have vectors or none.
    if vectors := [image.vector for image in pending if image.vector is not None]:
        arrays["vectors"] = np.stack(vectors)
    return arrays


def _write(path: Path, content: bytes | memoryview) -> None:
    beside = path.with_name(f".{path.name}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
