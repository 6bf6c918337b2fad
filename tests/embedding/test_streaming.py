"""Records go through an encoder in order, whatever is mixed among them, while the next are read."""

import threading
from dataclasses import dataclass

import numpy as np
import pytest

from explorer.embedding.encoder import Encoded, EncoderInfo
from explorer.embedding.streaming import embed_stream, has_pixels
from explorer.errors import Failure


@dataclass
class Record:
    """As much of an ImageRecord as the stream looks at."""

    position: int
    pixels: np.ndarray | None


class MeanEncoder:
    """A vector is the mean colour; notes the sizes of its batches."""

    info = EncoderInfo("mean", "", 3, {}, False, "cpu")
    concepts = None

    def __init__(self):
        self.batches = []

    def encode(self, pixels):
        self.batches.append(len(pixels))
        return Encoded(pixels.mean((1, 2), dtype=np.float32))


def record(position: int, known: bool = False) -> Record:
    """Pixels that tell the position."""
    return Record(position, None if known else np.full((2, 2, 3), position % 251, np.uint8))


def check(batches, expected: list) -> None:
    """Everything came in order, and each row belongs to its record."""
    seen = []
    for records, encoded in batches:
        fresh = [item for item in records if has_pixels(item)]
        assert (encoded is None) == (not fresh)
        for item, vector in zip(fresh, encoded.vectors if encoded else [], strict=True):
            np.testing.assert_array_equal(vector, item.position % 251)
        seen += records
    assert all(a is b for a, b in zip(seen, expected, strict=True))


@pytest.mark.parametrize("count", [0, 1, 4, 5, 8, 9, 41])
def test_everything_comes_in_order(count):
    """Any number of records, in batches of four with a shorter last one."""
    encoder = MeanEncoder()
    records = [record(i) for i in range(count)]
    check(embed_stream(iter(records), encoder, 4), records)
    assert encoder.batches == [4] * (count // 4) + [count % 4] * (count % 4 > 0)


def test_failures_and_known_images_keep_their_places():
    """Batches are filled with what is new, however much else lies between."""
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 3, 200)
    makers = (record, lambda i: record(i, known=True), lambda i: Failure("x", i, "broken"))
    records = [makers[kind](i) for i, kind in enumerate(kinds)]
    encoder = MeanEncoder()
    check(embed_stream(iter(records), encoder, 5), records)
    assert set(encoder.batches[:-1]) == {5}
    assert sum(encoder.batches) == (kinds == 0).sum()


def test_known_images_only_are_heard_of_now_and_then():
    """A long run of known images is passed on in pieces, and nothing is encoded."""
    encoder = MeanEncoder()
    records = [record(i, known=True) for i in range(1000)]
    pieces = list(embed_stream(iter(records), encoder, 4))
    check(pieces, records)
    assert max(len(piece) for piece, _ in pieces) == 32
    assert encoder.batches == []


def test_the_batch_size_is_the_device_s_own():
    """Without a size a CPU gets 32 images at once."""
    encoder = MeanEncoder()
    list(embed_stream((record(i) for i in range(40)), encoder))
    assert encoder.batches == [32, 8]


def test_reading_goes_on_while_a_batch_is_encoded():
    """The encoder is held until the next batch has been read: without overlap this cannot end well."""
    second_was_read = threading.Event()

    class Waiting(MeanEncoder):
        def encode(self, pixels):
            assert second_was_read.wait(20), "the second batch is not read while the first is encoded"
            return super().encode(pixels)

    def records():
        for i in range(8):
            yield record(i)
        second_was_read.set()

    assert len(list(embed_stream(records(), Waiting(), 4))) == 2


def test_encoding_goes_on_while_the_caller_works():
    """When the caller has its first batch, the one after is encoded without its asking."""
    third = threading.Event()

    class Telling(MeanEncoder):
        def encode(self, pixels):
            if pixels[0, 0, 0, 0] == 8:
                third.set()
            return super().encode(pixels)

    stream = embed_stream((record(i) for i in range(40)), Telling(), 4)
    next(stream)
    assert third.wait(20)
    stream.close()


def test_reading_does_not_run_away():
    """However slow the caller, only a few batches are in memory."""
    read = []

    def records():
        for i in range(400):
            read.append(i)
            yield record(i)

    stream = embed_stream(records(), MeanEncoder(), 4)
    next(stream)
    assert len(read) <= 16
    stream.close()


def test_closing_early_leaves_nothing_behind():
    """After closing, the source can be closed and the encoder's thread is gone."""
    closed = []

    def records():
        try:
            for i in range(400):
                yield record(i)
        finally:
            closed.append(True)

    source = records()
    stream = embed_stream(source, MeanEncoder(), 4)
    next(stream)
    stream.close()
    source.close()
    assert closed
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("encode")]


def test_an_error_of_the_encoder_is_the_caller_s():
    """What the encoder raises comes out of the stream."""

    class Broken(MeanEncoder):
        def encode(self, pixels):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(embed_stream((record(i) for i in range(40)), Broken(), 4))


def test_an_error_of_the_source_is_the_caller_s():
    """What the source raises comes out of the stream."""

    def records():
        yield record(0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(embed_stream(records(), MeanEncoder(), 4))
