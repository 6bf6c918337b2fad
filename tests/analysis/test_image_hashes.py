"""Looks: parity with the library, what is told apart, and pictures that look like nothing."""

import io

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageFilter

from explorer.analysis.copies import image_hashes as module
from explorer.analysis.copies.image_hashes import read_details, read_looks
from explorer.analysis.copies.overlay import agree
from tests.analysis.alike import Stored


def encoded(picture, form="PNG", **options):
    """A file."""
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def scene(seed, size=(160, 160)):
    """A smooth random picture."""
    noise = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)


def test_the_hash_is_that_of_the_library():
    """Bit by bit, of the square in the middle."""
    wide = scene(3, (90, 48))
    found = read_looks(Stored([encoded(wide), encoded(scene(4))]), np.arange(2))
    middle = wide.convert("L").resize((32, 32), Image.Resampling.LANCZOS, box=(21, 0, 69, 48))
    for value, picture in zip(found.hashes.tolist(), (middle, scene(4)), strict=True):
        wanted = imagehash.phash(picture).hash.ravel()
        assert [bool(value >> (63 - i) & 1) for i in range(64)] == wanted.tolist()


def test_a_picture_stored_anew_looks_the_same_and_others_do_not():
    """Smaller, blurred, brighter, compressed hard: few bits, the same details; another one: neither."""
    first = scene(0)
    again = [
        first.resize((64, 64)),
        first.filter(ImageFilter.GaussianBlur(2)),
        first.point(lambda v: v * 0.9),
    ]
    files = [encoded(picture) for picture in [first, *again, scene(1)]]
    files.append(encoded(first, "JPEG", quality=30))
    found = read_looks(Stored(files), np.arange(6))
    bits = np.bitwise_count(found.hashes ^ found.hashes[0])
    same = agree(
        read_details(Stored(files), np.arange(6)), np.column_stack([[0] * 6, np.arange(6)]), 0.92, 0.1
    )
    assert found.sound.all() and (bits[[1, 2, 3, 5]] <= 6).all() and bits[4] > 16
    assert same.tolist() == [True, True, True, True, False, True]


def test_flat_tiny_dark_and_broken_pictures_look_like_nothing():
    """One colour, one pixel, a night with faint noise, white paper, and bytes that are no picture."""
    rng = np.random.default_rng(0)
    night = Image.fromarray(rng.integers(0, 12, (48, 48), np.uint8))
    white = Image.fromarray(rng.integers(250, 256, (48, 48), np.uint8))
    flat = Image.new("RGB", (99, 50), "red")
    whole = encoded(scene(2))
    files = [encoded(p) for p in (flat, Image.new("L", (1, 1)), night, white)]
    found = read_looks(Stored([*files, b"", b"junk", whole[: len(whole) // 2], whole]), np.arange(8))
    assert found.sound.tolist() == [False] * 7 + [True]
    assert not found.hashes[:7].any()
    assert read_details(Stored([b"junk", whole]), np.arange(2)).any(axis=(1, 2)).tolist() == [False, True]


@pytest.mark.parametrize("rows", [np.arange(7), np.array([6, 0, 3]), np.empty(0, np.int64)])
def test_looks_are_in_the_order_of_the_rows(monkeypatch, rows):
    """Also where rows are read in several answers."""
    stored = Stored([encoded(scene(seed)) for seed in range(7)])
    whole = read_looks(stored, np.arange(7))
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    found = read_looks(stored, rows)
    np.testing.assert_array_equal(found.hashes, whole.hashes[rows])
    np.testing.assert_array_equal(found.sound, whole.sound[rows])


def test_equal_thumbnails_are_decoded_once(monkeypatch):
    """A placeholder that stands for very many rows costs one look."""
    decoded = []
    plain = module._small
    monkeypatch.setattr(module, "_small", lambda *given: decoded.append(given[0]) or plain(*given))
    files = [encoded(scene(0)), encoded(scene(1))]
    found = read_looks(Stored(files * 800), np.arange(1600))
    assert decoded == files and found.sound.all()
    assert len(set(found.hashes.tolist())) == 2 and (found.hashes[::2] == found.hashes[0]).all()
