"""The other end of `worker_pool.py`: a process that reads files until its input ends."""

import os
import pickle
import signal
import struct
import sys
import time
import warnings
from collections.abc import Callable, Container
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from PIL import Image

from explorer.images.read_file import Readable, ReadOptions

Chunk = list[tuple[int, Readable]]
"""Images by their places among all that are read."""
# Arrays larger than this travel beside the pickle, uncopied.
_BESIDE = 4096


def serve() -> None:
    """Answer chunks of files from stdin on stdout; what decoders print goes nowhere."""
    requests, answers = _private_streams()
    try:
        read, options, known = pickle.load(requests)
    except Exception as error:  # noqa: BLE001 - whatever hinders the unpickling is told to the parent
        _send(answers, f"{type(error).__name__}: {error}")
        return
    _settle(options)
    _send(answers, "")
    chunks: SimpleQueue = SimpleQueue()
    Thread(target=_take, args=(requests, chunks), daemon=True).start()
    try:
        while True:
            _send(answers, _work(chunks.get(), read, options, known))
    except (OSError, KeyboardInterrupt):
        os._exit(0)  # the parent is gone or wants no more: nothing to tidy, nobody to tell


def _take(requests: BinaryIO, chunks: SimpleQueue) -> None:
    """Take chunks from the parent, in a thread: when it is gone, we are too, in the middle of a file."""
    try:
        while True:
            chunks.put(pickle.load(requests))
    finally:
        os._exit(0)


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """Take stdin and stdout for ourselves and leave nothing in their place for C libraries to write to."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return requests, answers


def _settle(options: ReadOptions) -> None:
    """Set what is process-wide in Pillow: this process is ours alone, the caller's is not."""
    warnings.simplefilter("ignore")
    Image.init()  # load the readers now: the first file should not pay for it
    # Pictures within pictures (ICO, ICNS) are compared by Pillow with twice this number.
    Image.MAX_IMAGE_PIXELS = max(1, options.image.max_pixels // 2)
    if hasattr(os, "nice"):
        with suppress(PermissionError):  # a negative one is for the superuser
            os.nice(options.nice)


def _work(chunk: Chunk, read: Callable, options: ReadOptions, known: Container[str]) -> tuple[float, list]:
    began = time.perf_counter()
    results = list(read(chunk, options, known, lambda: _set_alarm(options.seconds)))
    _set_alarm(0)
    return time.perf_counter() - began, results


def _set_alarm(seconds: float) -> None:
    """End this process after so many seconds: a C decoder in an endless loop hears nothing else."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _send(stream: BinaryIO, answer: object) -> None:
    """Write one answer: number of parts, their lengths, the pickle, the arrays that travel beside it."""
    parts: list = [b""]

    def beside(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < _BESIDE:
            return True
        parts.append(raw)
        return False

    parts[0] = memoryview(pickle.dumps(answer, protocol=5, buffer_callback=beside))
    stream.write(struct.pack(f"<I{len(parts)}Q", len(parts), *(part.nbytes for part in parts)))
    for part in parts:
        stream.write(part)
    stream.flush()
