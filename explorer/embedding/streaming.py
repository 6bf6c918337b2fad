"""Images streamed through an encoder: the next batch is read while one is encoded."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from explorer.embedding.devices import default_batch_size
from explorer.embedding.encoder import Encoded, Encoder
from explorer.embedding.probe import check_finite, stacked

# One batch is encoded, one waits, and the caller works on one.
_IN_FLIGHT = 2
# Where nearly everything is known already, the caller still hears of it now and then.
_LARGEST_BATCH = 8


def embed_stream(
    records: Iterable, encoder: Encoder, batch_size: int | None = None
) -> Iterator[tuple[list, Encoded | None]]:
    """Encode what is new in a stream of records.

    The records are taken in the caller's thread, so closing or interrupting this generator leaves their
    source in a state that can be closed; encoding runs beside it, in one thread.

    Parameters
    ----------
    records : iterable
        Image records and failures, as `explorer.images.stream.read_images` gives them.
    encoder : Encoder
    batch_size : int, optional
        Images encoded at once; by default what suits the encoder's device.

    Yields
    ------
    records : list
        What came in, in order: failures and known images included.
    encoded : Encoded or None
        One row for each record of the list that `has_pixels`, in the same order; None when none has.
    """
    size = batch_size or default_batch_size(encoder.info.device)
    waiting: deque = deque()
    worker = ThreadPoolExecutor(1, thread_name_prefix="encode")
    try:
        for batch in _batches(records, size):
            waiting.append((batch, worker.submit(_encode, batch, encoder)))
            if len(waiting) > _IN_FLIGHT:
                yield _finished(waiting)
        while waiting:
            yield _finished(waiting)
    finally:
        worker.shutdown(cancel_futures=True)


def has_pixels(record: object) -> bool:
    """Tell whether an item of the stream is to be encoded: neither a failure nor known already."""
    return getattr(record, "pixels", None) is not None


def _batches(records: Iterable, size: int) -> Iterator[list]:
    batch, fresh = [], 0
    for record in records:
        batch.append(record)
        fresh += has_pixels(record)
        if fresh == size or len(batch) == _LARGEST_BATCH * size:
            yield batch
            batch, fresh = [], 0
    if batch:
        yield batch


def _encode(batch: list, encoder: Encoder) -> Encoded | None:
    pixels = [record.pixels for record in batch if has_pixels(record)]
    if not pixels:
        return None
    encoded = encoder.encode(stacked(pixels))
    check_finite(encoded.vectors, encoder.info.name)
    return encoded


def _finished(waiting: deque) -> tuple[list, Encoded | None]:
    batch, encoding = waiting.popleft()
    return batch, encoding.result()
