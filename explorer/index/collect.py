"""The one streaming pass: every image that is not known yet is read, decoded and embedded once."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from explorer.embedding.base import Encoder
from explorer.embedding.service import embed_stream
from explorer.errors import Failure
from explorer.images.stream import ImageRecord, ReadOptions, read_images
from explorer.index.pool import FileKey, KnownImage, Pool
from explorer.index.staging import Chunk, Fresh, Staging
from explorer.options import BuildOptions
from explorer.progress import Progress
from explorer.sources import Source


@dataclass(frozen=True)
class Collected:
    """The usable images of a source, in its order.

    Attributes
    ----------
    positions : (n,) int64 array
        Places in the source.
    files : list of FileKey
        The file of each.
    slots : (n, 2) int64 array
        Where each is in `pool`.
    pool : Pool
        Content of the images.
    failures : list of Failure
        Files that could not be used.
    """

    positions: np.ndarray
    files: list[FileKey]
    slots: np.ndarray
    pool: Pool
    failures: list[Failure]

    @property
    def images(self) -> list[KnownImage]:
        """What is known of each image."""
        return [self.pool.image(slot) for slot in map(tuple, self.slots.tolist())]


def file_keys(source: Source) -> list[FileKey | None]:
    """The key of each file of a source; None where it cannot be asked for."""
    keys: list[FileKey | None] = []
    for path, file in zip(source.items["path"].to_pylist(), source.files, strict=True):
        try:
            status = os.stat(file)
        except (OSError, ValueError):
            keys.append(None)
        else:
            keys.append((path, status.st_size, status.st_mtime_ns))
    return keys


def unread(keys: list[FileKey | None], pool: Pool) -> list[int]:
    """Places in the source of the files whose content the pool does not know by their key."""
    return [i for i, key in enumerate(keys) if key is None or pool.digest_of(key) is None]


def still_failing(source: Source, places: list[int], options: BuildOptions) -> dict[int, str]:
    """Which of these files cannot be decoded, and why. Needs no encoder, so that none is loaded for them."""
    work = ReadOptions(image=options.image, workers=1)
    with closing(read_images([source.files[i] for i in places], work)) as records:
        return {places[r.source_row]: r.reason for r in records if isinstance(r, Failure)}


@dataclass
class Collector:
    """Reads what is not known, and keeps it in staging as it goes.

    Parameters
    ----------
    source : Source
    pool : Pool
        What is known; grows.
    staging : Staging
    encoder : Encoder or None
        None when the user gives the vectors.
    options : BuildOptions
    progress : Progress
    """

    source: Source
    pool: Pool
    staging: Staging
    encoder: Encoder | None
    options: BuildOptions
    progress: Progress

    def __post_init__(self) -> None:
        self._paths: list[str] = self.source.items["path"].to_pylist()

    def run(self, keys: list[FileKey | None], failing: Mapping[int, str]) -> Collected:
        """Read every file that is not known by its key.

        Parameters
        ----------
        keys : list of FileKey or None
            As `file_keys` gives them.
        failing : mapping of int to str
            Files that are known not to be usable, by their place in the source, with the reason.
        """
        digests = [None if key is None else self.pool.digest_of(key) for key in keys]
        keys = list(keys)
        todo = [place for place in unread(keys, self.pool) if place not in failing]
        failures = [self._failure(place, reason) for place, reason in failing.items()]
        if todo:
            self.staging.total = len(todo)
            self.progress.stage("Reading and embedding" if self.encoder else "Reading", len(todo), "images")
            try:
                for record in self._records(todo):
                    if isinstance(record, Failure):
                        failures.append(self._failure(todo[record.source_row], record.reason))
                        continue
                    place = todo[record.position]
                    digests[place] = record.hash
                    keys[place] = self._key(place, record)
            finally:
                self._keep(self.staging.flush())
        good = [i for i, digest in enumerate(digests) if digest is not None]
        return Collected(
            positions=np.array(good, np.int64),
            files=[keys[i] for i in good],
            slots=np.array([self.pool.slot(digests[i]) for i in good], np.int64).reshape(-1, 2),
            pool=self.pool,
            failures=sorted(failures, key=lambda failure: failure.source_row),
        )

    def _records(self, todo: list[int]) -> Iterator[ImageRecord | Failure]:
        """Records and failures in order, what is new among them staged."""
        work = ReadOptions(
            image=self.options.image,
            prepare=self.encoder.preparation if self.encoder else None,
            workers=self.options.workers,
        )
        done = 0
        files = [self.source.files[i] for i in todo]
        with closing(read_images(files, work, self.pool.digests())) as records:
            for batch, vectors, concepts in self._encoded(_without_repeats(records)):
                row = 0
                for record in batch:
                    if isinstance(record, ImageRecord) and record.thumbnails is not None:
                        vector = None if vectors is None else vectors[row]
                        concept = None if concepts is None else self.encoder.concepts[concepts[row]]
                        row += 1
                        self._stage(todo[record.position], record, vector, concept)
                    yield record
                done += len(batch)
                self.progress.update(done, len(todo))

    def _encoded(self, records: Iterable) -> Iterator[tuple[list, np.ndarray | None, np.ndarray | None]]:
        if self.encoder is None:
            for record in records:
                yield [record], None, None
            return
        for batch, encoded in embed_stream(records, self.encoder, self.options.batch_size):
            yield batch, *((encoded.vectors, encoded.concepts) if encoded is not None else (None, None))

    def _stage(self, place: int, record: ImageRecord, vector: np.ndarray | None, concept: str | None) -> None:
        image = KnownImage(record.hash, record.width, record.height, concept)
        fresh = Fresh(image, self._key(place, record), record.color, record.thumbnails, vector)
        self._keep(self.staging.add(fresh))

    def _keep(self, chunk: Chunk | None) -> None:
        if chunk is not None:
            self.pool.add(chunk)

    def _key(self, place: int, record: ImageRecord) -> FileKey:
        return self._paths[place], record.bytes, record.modified_ns

    def _failure(self, place: int, reason: str) -> Failure:
        return Failure(self._paths[place], self.source.items["source_row"][place].as_py(), reason)


def _without_repeats(records: Iterable[ImageRecord | Failure]) -> Iterator[ImageRecord | Failure]:
    """The same records; of equal content only the first keeps its pixels and thumbnails."""
    seen: set[str] = set()
    for record in records:
        if isinstance(record, ImageRecord) and record.thumbnails is not None:
            if record.hash in seen:
                record = replace(record, thumbnails=None, color=None, pixels=None)
            seen.add(record.hash)
        yield record
