"""The one streaming pass: every image that is not known yet is read, decoded and embedded once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from explorer.embedding.encoder import Encoder
from explorer.embedding.service import embed_stream
from explorer.errors import Failure, SourceError
from explorer.images.digests import DIGEST, Digests
from explorer.images.fetch_ahead import until_silent
from explorer.images.stream import ImageRecord, ReadOptions, read_images
from explorer.images.thumbnails import Summary
from explorer.indexing.file_states import FileStates
from explorer.indexing.known_images import KnownImages, file_key
from explorer.indexing.reduced_decoding import least_side
from explorer.indexing.staging import Chunk, StagedImage, Staging
from explorer.options import BuildOptions
from explorer.progress import Progress
from explorer.remote.retries import SilentError
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
        Where the content of each is in `known_images`.
    known_images : KnownImages
    failures : list of Failure
        Files that could not be used.
    """

    positions: np.ndarray
    bytes: np.ndarray
    modified: np.ndarray
    changed: np.ndarray
    slots: np.ndarray
    known_images: KnownImages
    failures: list[Failure]


@dataclass
class Collector:
    """Reads what is not known, and keeps it in staging as it goes.

    Parameters
    ----------
    source : Source
    known_images : KnownImages
        What is known; grows.
    staging : Staging
    encoder : Encoder or None
        None when the user gives the vectors.
    options : BuildOptions
    progress : Progress
    """

    source: Source
    known_images: KnownImages
    staging: Staging
    encoder: Encoder | None
    options: BuildOptions
    progress: Progress

    def __post_init__(self) -> None:
        self._paths = self.source.items["path"].combine_chunks()
        self._read = self._wanted = 0

    def begin(self, states: FileStates, failing: Mapping[int, str]) -> np.ndarray:
        """Take over what is known.

        Parameters
        ----------
        states : FileStates
            As `file_states` gives them.
        failing : mapping of int to str
            Files that are known not to be usable, by their place in the source, with the reason.

        Returns
        -------
        todo : (m,) int64 array
            Places of the files that are to be read, ascending.
        """
        slots = states.slots(self.known_images)
        slots[list(failing)] = -1
        self._slots = slots
        self._states = states.bytes.copy(), states.modified.copy(), states.changed.copy()
        self._failures = [self._failure(place, reason) for place, reason in failing.items()]
        todo = np.setdiff1d(np.flatnonzero(slots < 0), list(failing))
        self.staging.total = self._wanted = len(todo)
        return todo

    def read(self, places: np.ndarray, go_on: Callable[[], bool] = lambda: True) -> int:
        """Read some of the files that are to be read, in the order given; none of them twice.

        Parameters
        ----------
        places : (m,) int64 array
        go_on : callable
            Asked before each file whether it is still to be read.

        Returns
        -------
        int
            How many were read: the first of `places`.
        """
        if not len(places):
            return 0
        digests = np.zeros(len(places), DIGEST)
        sizes, modified, changed = self._states
        self.progress.stage("Reading and embedding" if self.encoder else "Reading", self._wanted, "images")
        before = self._read
        try:
            for record in self._records(places, go_on):
                if isinstance(record, Failure):
                    self._failures.append(self._failure(places[record.source_row], record.reason))
                    continue
                place = places[record.position]
                digests[record.position] = bytes.fromhex(record.hash)
                sizes[place], modified[place] = record.bytes, record.modified_ns
                changed[place] = record.changed_ns
        except SilentError as error:
            raise SourceError(
                f"{error.address} {error.reason}. What was read is kept: run the same command again to go on."
            ) from error
        finally:
            self._keep(self.staging.flush())
        count = self._read - before
        self._slots[places[:count]] = self.known_images.find(digests[:count])
        return count

    def collected(self) -> Collected:
        """What is known and was read so far."""
        good = np.flatnonzero(self._slots >= 0)
        sizes, modified, changed = self._states
        return Collected(
            positions=good,
            bytes=sizes[good],
            modified=modified[good],
            changed=changed[good],
            slots=self._slots[good],
            known_images=self.known_images,
            failures=sorted(self._failures, key=lambda failure: failure.source_row),
        )

    def _records(self, todo: np.ndarray, go_on: Callable[[], bool]) -> Iterator[ImageRecord | Failure]:
        """Records and failures in order, what is new among them staged."""
        work = ReadOptions(
            image=self.options.image,
            prepare=self.encoder.preparation if self.encoder else None,
            least_side=least_side(self.options.image, self.encoder),
            workers=self.options.workers,
        )
        files = (self.source.image(i) for i in takewhile(lambda _: go_on(), todo))
        caught: list[SilentError] = []
        with closing(read_images(files, work, Digests(self.known_images.digests()))) as records:
            there = until_silent(records, caught)
            for batch, vectors, words in self._encoded(_without_repeats(there)):
                row = 0
                for record in batch:
                    if isinstance(record, ImageRecord) and record.summary is not None:
                        vector = None if vectors is None else vectors[row]
                        word = None if words is None else words[row]
                        row += 1
                        self._stage(todo[record.position], record, record.summary, vector, word)
                    yield record
                self._read += len(batch)
                self.progress.update(self._read, self._wanted)
        if caught:
            raise caught[0]

    def _encoded(self, records: Iterable) -> Iterator[tuple[list, np.ndarray | None, list[str] | None]]:
        """Batches of records with the vectors, and the encoder's words, of those that were decoded."""
        if self.encoder is None:
            for record in records:
                yield [record], None, None
            return
        words = self.encoder.concepts
        for batch, encoded in embed_stream(records, self.encoder, self.options.batch_size):
            if encoded is None:
                yield batch, None, None
            elif encoded.concepts is None or words is None:
                yield batch, encoded.vectors, None
            else:
                yield batch, encoded.vectors, [words[place] for place in encoded.concepts]

    def _stage(
        self, place: int, record: ImageRecord, summary: Summary, vector: np.ndarray | None, word: str | None
    ) -> None:
        key = file_key(self._path(place), record.bytes, record.modified_ns)
        size = record.width, record.height
        # Not the record itself: its pixels are no longer needed.
        image = StagedImage(record.hash, size, summary, key, record.changed_ns, word, vector)
        self._keep(self.staging.add(image))

    def _keep(self, chunk: Chunk | None) -> None:
        if chunk is not None:
            self.known_images.add(chunk)

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
