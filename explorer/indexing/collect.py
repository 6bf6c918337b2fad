"""The one streaming pass: every image that is not known yet is read, decoded and embedded once."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace

import numpy as np

from explorer.embedding.encoder import Encoder
from explorer.embedding.service import embed_stream
from explorer.errors import Failure, SourceError
from explorer.images.digests import DIGEST, Digests
from explorer.images.fetch_ahead import until_silent
from explorer.images.read_file import status_changed
from explorer.images.stream import ImageRecord, ReadOptions, read_images
from explorer.indexing.known_images import Pool, file_key
from explorer.indexing.staging import Chunk, Fresh, Staging
from explorer.options import BuildOptions
from explorer.progress import Progress
from explorer.remote.addresses import is_address
from explorer.remote.attempts import SilentError
from explorer.remote.reading import State
from explorer.sources import Source


@dataclass(frozen=True)
class Collected:
    """The n usable images of a source, in its order, as parallel arrays.

    Attributes
    ----------
    positions : (n,) int64 array
        Places in the source.
    bytes, modified : (n,) int64 array
        Size of each file, and the time of its last change in nanoseconds since 1970.
    changed : (n,) int64 array
        As of `status_changed`; 0 where it is not known.
    slots : (n,) int64 array
        Where the content of each is in `pool`.
    pool : Pool
    failures : list of Failure
        Files that could not be used.
    """

    positions: np.ndarray
    bytes: np.ndarray
    modified: np.ndarray
    changed: np.ndarray
    slots: np.ndarray
    pool: Pool
    failures: list[Failure]


@dataclass(frozen=True)
class FileStates:
    """What the file system says of each file of a source, as parallel arrays.

    Attributes
    ----------
    bytes, modified, changed : (n,) int64 array
        As in `Collected`; 0 where it cannot be asked.
    keys : (n,) `DIGEST` array
        By `file_key`; empty where it cannot be asked.
    digests : (n,) `DIGEST` array
        Content hashes of the files that were read already to be sure; empty for all others.
    """

    bytes: np.ndarray
    modified: np.ndarray
    changed: np.ndarray
    keys: np.ndarray
    digests: np.ndarray

    def slots(self, pool: Pool) -> np.ndarray:
        """Where the content of each file is in a pool, (n,) int64; -1 where it must be read."""
        slots = pool.find_files(self.keys, self.changed)
        read = self.digests != b""
        slots[read] = pool.find(self.digests[read])
        return slots


def file_states(source: Source) -> FileStates:
    """Ask for the state of each file of a source; of what lies at addresses its list has told already."""
    n = len(source.files)
    states = FileStates(*np.zeros((3, n), np.int64), *np.zeros((2, n), DIGEST))
    # Texts of Arrow become strings one by one: all at once would be as much again as the files.
    paths = (path.as_py() for path in source.items["path"])
    for i, (path, state) in enumerate(zip(paths, _states(source), strict=True)):
        if state is not None and state.size >= 0:
            size = int(source.parts.size[i]) if source.parts and source.is_part(i) else state.size
            states.bytes[i], states.modified[i], states.changed[i] = size, state.modified, state.changed
            states.keys[i] = file_key(path, size, state.modified)
    return states


def _states(source: Source) -> Iterator[State | None]:
    """Of each item that of its file, which is asked for once where it is that of the next item, too."""
    before, state = "", None
    for i, file in enumerate(source.files):
        if is_address(file):
            state = State(*source.states[i].tolist()) if source.states is not None else None
        elif file != before:
            state = None
            with suppress(OSError, ValueError):
                found = os.stat(file)
                state = State(found.st_size, found.st_mtime_ns, status_changed(found))
        before = file
        yield state


def looked_into(
    source: Source, states: FileStates, pool: Pool, options: BuildOptions, progress: Progress
) -> FileStates:
    """Read the files of which all is as before but the time of their status, and keep their content hashes.

    Another picture may have come under the same name, size and time (`rsync -t`, `touch -r`); or nothing
    changed, and the folder was copied, moved, linked or given other rights. Neither needs an encoder to tell.
    """
    places = pool.find_doubted(states.keys, states.changed)
    if not len(places):
        return states
    progress.stage("Looking into files that may have changed", len(places), "images")
    digests = states.digests.copy()
    work = ReadOptions(image=options.image, workers=options.workers)
    files = [source.image(i) for i in places]
    with closing(read_images(files, work, Digests(pool.digests()))) as records:
        for done, record in enumerate(records, 1):
            if isinstance(record, ImageRecord):
                digests[places[record.position]] = bytes.fromhex(record.hash)
            progress.update(done, len(places))
    return replace(states, digests=digests)


def unread(states: FileStates, pool: Pool) -> np.ndarray:
    """Places in the source, ascending, of the files whose content the pool does not know."""
    return np.flatnonzero(states.slots(pool) < 0)


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
        self._paths = self.source.items["path"].combine_chunks()

    def run(self, states: FileStates, failing: Mapping[int, str]) -> Collected:
        """Read every file that is not known by its state.

        Parameters
        ----------
        states : FileStates
            As `file_states` gives them.
        failing : mapping of int to str
            Files that are known not to be usable, by their place in the source, with the reason.
        """
        slots = states.slots(self.pool)
        slots[list(failing)] = -1
        sizes, modified, changed = states.bytes.copy(), states.modified.copy(), states.changed.copy()
        todo = np.setdiff1d(np.flatnonzero(slots < 0), list(failing))
        failures = [self._failure(place, reason) for place, reason in failing.items()]
        if len(todo):
            digests = np.zeros(len(todo), DIGEST)
            self.staging.total = len(todo)
            self.progress.stage("Reading and embedding" if self.encoder else "Reading", len(todo), "images")
            try:
                for record in self._records(todo):
                    if isinstance(record, Failure):
                        failures.append(self._failure(todo[record.source_row], record.reason))
                        continue
                    place = todo[record.position]
                    digests[record.position] = bytes.fromhex(record.hash)
                    sizes[place], modified[place] = record.bytes, record.modified_ns
                    changed[place] = record.changed_ns
            except SilentError as error:
                raise SourceError(
                    f"{error.address} {error.reason}. What was read is kept: run the same command again to "
                    "go on."
                ) from error
            finally:
                self._keep(self.staging.flush())
            slots[todo] = self.pool.find(digests)
        good = np.flatnonzero(slots >= 0)
        return Collected(
            positions=good,
            bytes=sizes[good],
            modified=modified[good],
            changed=changed[good],
            slots=slots[good],
            pool=self.pool,
            failures=sorted(failures, key=lambda failure: failure.source_row),
        )

    def _records(self, todo: np.ndarray) -> Iterator[ImageRecord | Failure]:
        """Records and failures in order, what is new among them staged."""
        work = ReadOptions(
            image=self.options.image,
            prepare=self.encoder.preparation if self.encoder else None,
            workers=self.options.workers,
        )
        done = 0
        files = [self.source.image(i) for i in todo]
        caught: list[SilentError] = []
        with closing(read_images(files, work, Digests(self.pool.digests()))) as records:
            there = until_silent(records, caught)
            for batch, vectors, concepts in self._encoded(_without_repeats(there)):
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
        if caught:
            raise caught[0]

    def _encoded(self, records: Iterable) -> Iterator[tuple[list, np.ndarray | None, np.ndarray | None]]:
        if self.encoder is None:
            for record in records:
                yield [record], None, None
            return
        for batch, encoded in embed_stream(records, self.encoder, self.options.batch_size):
            yield batch, *((encoded.vectors, encoded.concepts) if encoded is not None else (None, None))

    def _stage(self, place: int, record: ImageRecord, vector: np.ndarray | None, concept: str | None) -> None:
        key = file_key(self._path(place), record.bytes, record.modified_ns)
        size = record.width, record.height
        # Not the record itself: its pixels are no longer needed.
        fresh = Fresh(
            record.hash,
            size,
            record.color,
            record.measures,
            record.thumbnails,
            key,
            record.changed_ns,
            concept,
            vector,
        )
        self._keep(self.staging.add(fresh))

    def _keep(self, chunk: Chunk | None) -> None:
        if chunk is not None:
            self.pool.add(chunk)

    def _path(self, place: int) -> str:
        return self._paths[int(place)].as_py()

    def _failure(self, place: int, reason: str) -> Failure:
        return Failure(self._path(place), self.source.items["source_row"][int(place)].as_py(), reason)


def _without_repeats(records: Iterable[ImageRecord | Failure]) -> Iterator[ImageRecord | Failure]:
    """The same records; of equal content only the first keeps its pixels and thumbnails."""
    seen: set[bytes] = set()
    for record in records:
        if isinstance(record, ImageRecord) and record.thumbnails is not None:
            digest = bytes.fromhex(record.hash)
            if digest in seen:
                record = replace(record, thumbnails=None, color=None, measures=None, pixels=None)
            seen.add(digest)
        yield record
