"""FITS files, written by hand: numbers that are scaled, missing, or planes of a cube."""

from contextlib import suppress

import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images.decode import read_image

RAMP = np.tile(np.linspace(0, 1, 32), (16, 1))


def fits(values: np.ndarray, first: str = "SIMPLE  =                    T", **cards: object) -> bytes:
    """One header and its numbers, the lowest row first."""
    kind = values.dtype.newbyteorder(">")
    bits = -8 * kind.itemsize if kind.kind == "f" else 8 * kind.itemsize
    axes = {f"NAXIS{i + 1}": size for i, size in enumerate(values.shape[::-1])}
    given = {"BITPIX": bits, "NAXIS": values.ndim} | axes | cards
    lines = [first, *(f"{name:8}= {value:>20}" for name, value in given.items()), "END"]
    head = "".join(line.ljust(80) for line in lines).encode()
    data = np.flip(values, -2).astype(kind).tobytes()
    return head + b" " * (-len(head) % 2880) + data + bytes(-len(data) % 2880)


def seen(data: bytes) -> np.ndarray:
    """(h, w, 3) pixels."""
    return np.asarray(read_image(data).image, int)


@pytest.mark.parametrize(
    "data",
    [
        fits(np.rint(RAMP * 65535 - 32768).astype(np.int16), BZERO=32768),
        fits(np.rint(RAMP * 255).astype(np.uint8)),
        fits(np.rint(RAMP * 200 - 100).astype(np.int16), BZERO=50.0, BSCALE="0.5D0"),
        fits(RAMP.astype(np.float32)),
        fits(np.stack([RAMP, 1 - RAMP, RAMP, RAMP]).astype(np.float64)),
        fits(np.zeros((0, 0), np.uint8), NAXIS=0)[:2880]
        + fits(RAMP.astype(np.float32), "XTENSION= 'IMAGE   '"),
    ],
    ids=["unsigned", "bytes", "scaled", "float", "cube", "extension"],
)
def test_black_to_white(data):
    """From the left to the right, whatever way the numbers are written."""
    image = seen(data)
    assert image.shape == (16, 32, 3)
    assert image[:, 0].max() <= 8 and image[:, -1].min() >= 245
    assert (np.diff(image[0, :, 0]) >= 0).all() and len(np.unique(image[0, :, 0])) > 25


def test_the_lowest_row_is_first():
    """As astronomers draw it."""
    image = seen(fits(RAMP.T.astype(np.float32)))
    assert image[0].max() <= 8 and image[-1].min() >= 245


def test_three_planes_are_colours():
    """Red is first."""
    planes = np.stack([RAMP, 0 * RAMP, 0 * RAMP])
    image = seen(fits(np.rint(planes * 255).astype(np.uint8)))
    assert image[0, -1, 0] >= 245 and image[..., 1:].max() == 0


def test_blank_numbers_do_not_count():
    """They are black, and the others as bright as without them."""
    values = np.rint(RAMP * 1000).astype(np.int16)
    values[:4, :4] = -32768
    image = seen(fits(values, BLANK=-32768))
    assert image[:4, :4].max() == 0 and image[8, -1].min() >= 245 and image[8, 16].min() > 90


def test_what_is_cut_short_is_told():
    """Not shown as black."""
    data = fits(np.rint(RAMP * 255).astype(np.uint8))
    with pytest.raises(ImageError):
        read_image(data[:3000])


@pytest.mark.parametrize(
    "cards",
    [{"NAXIS": "x"}, {"NAXIS1": -32, "PCOUNT": -99999}, {"NAXIS": 10**9}, {"BZERO": "y"}, {"BLANK": "z"}],
)
def test_a_header_that_makes_no_sense(cards):
    """One reason, or what Pillow makes of it; never anything else."""
    with suppress(ImageError):
        read_image(fits(np.rint(RAMP * 255).astype(np.uint8), **cards))
