"""Preparations for tests, in a module of their own so that worker processes can load them."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from itertools import count

import numpy as np
from PIL import Image


def marked(image: Image.Image, width: int) -> bool:
    """Whether this is the picture on which to misbehave."""
    return image.width == width


def to_pixels(image: Image.Image) -> np.ndarray:
    """A small square of pixels."""
    return np.asarray(image.resize((64, 64)))


def crash_at_13(image: Image.Image) -> np.ndarray:
    """Die as a decoder with a bad pointer does."""
    if marked(image, 13):
        os.kill(os.getpid(), signal.SIGSEGV)
    return to_pixels(image)


def exit_at_13(image: Image.Image) -> np.ndarray:
    """End the process without a word."""
    if marked(image, 13):
        os._exit(3)
    return to_pixels(image)


def hang_at_13(image: Image.Image) -> np.ndarray:
    """Never return, and hear no exception."""
    while marked(image, 13):
        time.sleep(0.01)
    return to_pixels(image)


def raise_at_13(image: Image.Image) -> np.ndarray:
    """Raise what is no error of ours."""
    if marked(image, 13):
        raise ZeroDivisionError("by 13")
    return to_pixels(image)


def chatter(image: Image.Image) -> np.ndarray:
    """Write to both streams, as C libraries do."""
    os.write(1, b"noise on stdout\n" * 99)
    os.write(2, b"noise on stderr\n" * 99)
    return to_pixels(image)


def heavy_modules(image: Image.Image) -> np.ndarray:
    """Tell by a pixel whether a heavy library was loaded."""
    return np.full((4, 4, 3), int(bool({"torch", "dash", "fastapi", "umap"} & set(sys.modules))), np.uint8)


def stick_after_four(image: Image.Image, calls: Iterator[int] = count(1)) -> np.ndarray:
    """Never return from the fifth call in a process, as from a picture that takes minutes."""
    while next(calls) > 4:
        time.sleep(0.01)
    return to_pixels(image)


def dawdle(image: Image.Image) -> np.ndarray:
    """Take a while."""
    time.sleep(0.05)
    return to_pixels(image)
