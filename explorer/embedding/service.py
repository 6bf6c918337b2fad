"""Which encoder, where, and images streamed through it."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from explorer.embedding.base import Encoded, Encoder


def load_encoder(
    spec: str = "auto",
    device: str = "auto",
    offline: bool = False,
    notice: Callable[[str], None] | None = None,
) -> Encoder:
    """Load an encoder (see DESIGN, "Weights")."""
    from explorer.embedding.packaged import PackagedEncoder

    return PackagedEncoder("cpu")


def has_pixels(record) -> bool:
    """Tell whether an item of the stream is to be embedded (not a failure, not already known)."""
    return getattr(record, "pixels", None) is not None


def embed_stream(
    records: Iterable, encoder: Encoder, batch_size: int | None = None
) -> Iterator[tuple[list, Encoded | None]]:
    """Yield (records, encoded) in order.

    `records` holds everything that came in, failures and known images included; `encoded` has one row for each
    record of the list that `has_pixels`, in the same order, and is None when none has.
    """
    size = batch_size or 32
    batch, fresh = [], 0
    for record in records:
        batch.append(record)
        fresh += has_pixels(record)
        if fresh == size or len(batch) == 8 * size:
            yield batch, _encode(batch, encoder)
            batch, fresh = [], 0
    if batch:
        yield batch, _encode(batch, encoder)


def _encode(batch: list, encoder: Encoder) -> Encoded | None:
    pixels = [record.pixels for record in batch if has_pixels(record)]
    return encoder.encode(np.stack(pixels)) if pixels else None
