"""Many files, in order, by worker processes, with a bounded number of results in memory."""

from collections import deque
from collections.abc import Callable, Collection, Container, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from typing import TypeVar

from explorer.cores import available_cores
from explorer.errors import Failure, InputError
from explorer.images.digests import Digests
from explorer.images.fetch_ahead import Item, fetched_ahead, until_silent
from explorer.images.fetched import Fetched
from explorer.images.frames.frame import Frame
from explorer.images.read_file import ImageRecord, Readable, ReadOptions, most_bytes
from explorer.images.read_records import read_each, read_record
from explorer.images.worker_pool import WorkerPool
from explorer.remote.retries import SilentError

__all__ = ["ImageRecord", "ReadOptions", "ask_files", "read_images"]

_Answer = TypeVar("_Answer")

# A chunk should keep a worker busy for about this long: long enough that the way there and back does not
# count, short enough that the first result comes soon.
_CHUNK_SECONDS = 0.1
_FIRST_CHUNK, _LARGEST_CHUNK = 4, 64
_CHUNK_BYTES = 1 << 24
"""Of what was fetched."""


def read_images(
    files: Iterable[Readable],
    work: ReadOptions | None = None,
    known: Collection[str] | Digests = frozenset(),
) -> Generator[ImageRecord | Failure, None, None]:
    """Read image files, each decoded once.

    Parameters
    ----------
    files : iterable of Readable
        Absolute paths, addresses, parts of files, boxes in them and frames; taken as they are needed, what
        lies at addresses some way ahead.
    work : ReadOptions, optional
    known : collection of str
        Hashes (as in `ImageRecord.hash`) of content that need not be decoded: such a record has no
        thumbnails, colour and pixels, and width and height 0. Where there are very many, give `Digests`.

    Yields
    ------
    ImageRecord or Failure
        One for each file, in order. `Failure.path` is the path as given, `Failure.source_row` the place in
        `files`.

    Raises
    ------
    SilentError
        What lies at addresses lies with one host, and that stopped answering.

    Notes
    -----
    Memory does not grow with the number of files. A decoder that crashes takes its own file with it only.
    Closing the generator, or an exception such as KeyboardInterrupt while it waits, ends the workers.
    """
    work = work or ReadOptions()
    workers = available_cores() if work.workers is None else work.workers
    if workers < 0:
        raise InputError(f"workers is {workers}; expected 0 or more")
    known = known if isinstance(known, Digests) else frozenset(known)
    return _read(files, workers, work, known)


def _read(
    files: Iterable[Readable], workers: int, work: ReadOptions, known: Container[str]
) -> Generator[ImageRecord | Failure, None, None]:
    caught: list[SilentError] = []
    with closing(fetched_ahead(enumerate(files), most_bytes(work.image))) as ahead:
        items = until_silent(ahead, caught)
        if workers:
            yield from _by_workers(items, workers, WorkerPool(workers, work, known))
        else:
            yield from (read_record(position, wanted, work, known) for position, wanted in items)
    if caught:
        raise caught[0]


def ask_files(
    files: Sequence[str], ask: Callable[..., _Answer], seconds: float = 300.0
) -> Iterator[_Answer | Failure]:
    """Ask something of many files, in worker processes: whatever is in them, it ends no other process.

    Parameters
    ----------
    files : sequence of str
        Absolute paths.
    ask : callable
        A function of a module, with the parameters of `read_record`, that returns something or a `Failure`.
    seconds : float
        As of `ReadOptions`.

    Yields
    ------
    object or Failure
        One for each file, in order.
    """
    workers = max(1, min(available_cores(), len(files)))
    pool = WorkerPool(workers, ReadOptions(seconds=seconds), frozenset(), partial(read_each, ask))
    return _by_workers(enumerate(files), workers, pool)


def _by_workers(items: Iterator[Item], workers: int, pool: WorkerPool) -> Iterator:
    waiting: deque = deque()
    size = _FIRST_CHUNK
    try:
        while True:
            while len(waiting) < 2 * workers + 1 and (chunk := _chunk(items, size)):
                waiting.append(pool.submit(chunk))
            if not waiting:
                return
            seconds, results = waiting.popleft().result()
            size = _next_size(size, seconds / len(results))
            yield from results
    finally:
        pool.close()


def _some(items: Iterator[Item], most: int) -> Iterator[Item]:
    """Take so many items, or fewer where they are large: what was fetched is in memory."""
    size = 0
    for item in islice(items, most):
        yield item
        size += len(item[1].data) if isinstance(item[1], Fetched) else 0
        if size >= _CHUNK_BYTES:
            return


def _chunk(items: Iterator[tuple[int, Readable]], size: int) -> list[tuple[int, Readable]]:
    """So many items; frames as many as can be: each of them is decoded on from the one before."""
    chunk = list(_some(items, size))
    if chunk and isinstance(chunk[-1][1], Frame):
        chunk += islice(items, _LARGEST_CHUNK - len(chunk))
    return chunk


def _next_size(size: int, seconds_per_file: float) -> int:
    """Move towards the chunk that takes the wanted time, at most doubling."""
    wanted = int(_CHUNK_SECONDS / max(seconds_per_file, 1e-6))
    return max(1, min(wanted, 2 * size, _LARGEST_CHUNK))
