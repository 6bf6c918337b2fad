"""Thumbnails: their sizes, formats and colours; how they are stored and sent."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from explorer.errors import IndexFormatError, InputError, NotFoundError, TooLargeError
from explorer.images.thumbnails import (
    ThumbnailReader,
    ThumbnailWriter,
    make_thumbnails,
    mean_color,
    summarize,
)
from explorer.options import ImageOptions
from tests.images import odd

LEVELS = (48, 160)


def opened(data: bytes) -> Image.Image:
    """A thumbnail as a browser sees it."""
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("size", "small", "large"),
    [
        ((640, 480), (48, 48), (213, 160)),
        ((480, 640), (48, 48), (160, 213)),
        ((1000, 200), (48, 48), (320, 160)),
        ((100, 100), (48, 48), (100, 100)),
        ((161, 161), (48, 48), (160, 160)),
        ((49, 300), (48, 48), (49, 98)),
        ((48, 48), None, (48, 48)),
        ((40, 60), None, (40, 60)),
        ((32, 300), None, (32, 64)),
        ((1, 20000), None, (1, 2)),
        ((20000, 1), None, (2, 1)),
        ((1, 1), None, (1, 1)),
        ((4000, 3000), (48, 48), (213, 160)),
    ],
)
def test_sizes(size, small, large):
    """Shorter side as asked, never enlarged, cropped at a ratio of 2; the small level square, or empty."""
    thumbnails = make_thumbnails(Image.new("RGB", size, odd.RED))
    assert (opened(thumbnails[0]).size if thumbnails[0] else None) == small
    assert opened(thumbnails[1]).size == large


def test_the_crop_is_around_the_centre():
    """Of a wide picture the middle is kept."""
    wide = Image.new("RGB", (900, 100), odd.RED)
    wide.paste(odd.GREEN, (400, 0, 500, 100))
    small, large = map(opened, make_thumbnails(wide))
    assert np.abs(np.array(small.getpixel((24, 24))) - odd.GREEN).max() < 12
    assert np.abs(np.array(large.getpixel((100, 50))) - odd.GREEN).max() < 12
    assert np.abs(np.array(large.getpixel((10, 50))) - odd.RED).max() < 12


def test_small_pictures_stay_crisp():
    """A digit-like picture differs by a few shades at most, and keeps its colours at full resolution."""
    digit = odd.quarters(16, 16)
    small, data = make_thumbnails(digit)
    assert small == b"" and opened(data).layer[0][1:3] == (1, 1)
    assert np.abs(np.asarray(opened(data), dtype=int) - np.asarray(digit, dtype=int)).max() <= 12


def test_larger_pictures_are_jpegs():
    """Tiny ones without, larger ones with shared colours (4:4:4 and 4:2:0)."""
    small, large = map(opened, make_thumbnails(odd.noise(300, 300)))
    assert (small.format, large.format) == ("JPEG", "JPEG")
    assert small.layer[0][1:3] == (1, 1) and large.layer[0][1:3] == (2, 2)


def test_thumbnails_look_like_the_picture():
    """A thumbnail is near to what one exact reduction of the whole picture gives."""
    y, x = np.mgrid[0:600, 0:800] / 100
    waves = np.stack([np.sin(x) * 120 + 128, np.cos(y) * 120 + 128, np.sin(x * y / 4) * 120 + 128], axis=2)
    picture = Image.fromarray(waves.astype(np.uint8))
    _, large = make_thumbnails(picture)
    exact = np.asarray(picture.resize((213, 160), Image.Resampling.LANCZOS), dtype=float)
    assert np.abs(np.asarray(opened(large), dtype=float) - exact).mean() < 3


def test_any_number_of_levels():
    """One level, or three."""
    picture = odd.noise(500, 400)
    for levels in ((100,), (24, 48, 96)):
        thumbnails = make_thumbnails(picture, ImageOptions(levels=levels))
        assert [min(opened(data).size) for data in thumbnails] == list(levels)


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (64, 48), (1, 5000), (1500, 1100)])
def test_mean_color_is_that_of_all_pixels(size):
    """The mean colour is the mean of every channel, within one."""
    picture = odd.noise(*size)
    exact = np.asarray(picture).reshape(-1, 3).mean(axis=0)
    found = mean_color(picture)
    assert found.shape == (3,) and found.dtype == np.uint8
    assert np.abs(found - exact).max() <= 1
    assert np.abs(summarize(picture)[1] - exact).max() <= 1


@pytest.fixture
def stored(tmp_path):
    """Ten thumbnails, even rows of large pictures, odd rows of small ones; the list of them, and a reader."""
    thumbnails = [make_thumbnails(odd.noise(*((200, 200) if i % 2 == 0 else (8, 8)), i)) for i in range(10)]
    with ThumbnailWriter(tmp_path, LEVELS) as writer:
        for one in thumbnails:
            writer.append(one)
    return thumbnails, ThumbnailReader(tmp_path, LEVELS)


def unpacked(pack: bytes) -> list[tuple[int, bytes]]:
    """Read a `DTHM` answer as the browser does."""
    magic, version, count = struct.unpack_from("<4sII", pack)
    assert (magic, version) == (b"DTHM", 1)
    table = [struct.unpack_from("<II", pack, 12 + 8 * i) for i in range(count)]
    pieces, at = [], 12 + 8 * count
    for row, length in table:
        pieces.append((row, pack[at : at + length]))
        at += length
    assert at == len(pack)
    return pieces


@pytest.mark.parametrize(("size", "level"), [(1, 0), (48, 0), (49, 1), (160, 1), (999, 1)])
def test_reading_takes_the_smallest_level_that_covers(stored, size, level):
    """The small level up to its size, the large one beyond, and the large one where the small is empty."""
    thumbnails, reader = stored
    assert len(reader) == 10
    for row, one in enumerate(thumbnails):
        assert reader.read(row, size) == (one[level] or one[1])


def test_what_is_stored_is_what_was_appended(stored):
    """Level by level, the empty ones too; rows that are not there are said."""
    thumbnails, reader = stored
    assert [reader.stored(row) for row in range(10)] == thumbnails
    with pytest.raises(NotFoundError):
        reader.stored(10)


@pytest.mark.parametrize("rows", [[], [3], [9, 0, 4, 4], list(range(10)), np.arange(2, 8, dtype=np.uint32)])
@pytest.mark.parametrize("size", [48, 160])
def test_a_pack_holds_what_reading_gives(stored, rows, size):
    """In the order asked for, repeats included."""
    _, reader = stored
    assert unpacked(reader.pack(rows, size)) == [(int(row), reader.read(int(row), size)) for row in rows]


@pytest.mark.parametrize("rows", [[-1], [10], [0, 3, 2**40]])
def test_rows_that_are_not_there_are_refused(stored, rows):
    """An unknown row is an error and no other memory."""
    with pytest.raises(NotFoundError, match="rows go from 0 to 9"):
        stored[1].pack(rows, 48)


@pytest.mark.parametrize("rows", [[0.5], [[1, 2]], ["1"]])
def test_rows_that_are_no_numbers_are_refused(stored, rows):
    """Rows are a flat list of whole numbers."""
    with pytest.raises(InputError, match="whole numbers"):
        stored[1].pack(rows, 48)


def test_an_index_without_images_can_be_opened(tmp_path):
    """No rows: no bytes, and an empty pack."""
    ThumbnailWriter(tmp_path, LEVELS).close()
    reader = ThumbnailReader(tmp_path, LEVELS)
    assert len(reader) == 0 and unpacked(reader.pack([], 48)) == []
    with pytest.raises(NotFoundError):
        reader.read(0, 48)


def test_the_number_of_levels_is_checked(tmp_path):
    """One thumbnail for each level."""
    with ThumbnailWriter(tmp_path, LEVELS) as writer, pytest.raises(InputError, match="2 levels"):
        writer.append([b"x"])


@pytest.mark.parametrize(
    "offsets",
    [
        np.array([0, 5, 3, 8]),
        np.array([0, 5]),
        np.array([1, 8]),
        np.array([0, 8], dtype=np.int32),
        np.array([[0, 8]]),
        np.zeros(0, dtype=np.int64),
        np.array([0, 8, 800]),
    ],
)
def test_damaged_offsets_are_refused(tmp_path, offsets):
    """Offsets that do not fit the data are no thumbnails of other rows but an error."""
    (tmp_path / "thumbs.bin").write_bytes(b"12345678")
    np.save(tmp_path / "thumbs.idx.npy", offsets)
    with pytest.raises(IndexFormatError, match="offsets do not fit"):
        ThumbnailReader(tmp_path, (160,))


def test_missing_and_cut_files_are_refused(tmp_path, stored):
    """A file that is missing, cut or pickled is an IndexFormatError; levels of different length are too."""
    for name in ("thumbs.bin", "thumbs-48.bin", "thumbs.idx.npy"):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[:-1])
        with pytest.raises(IndexFormatError):
            ThumbnailReader(tmp_path, LEVELS)
        (tmp_path / name).unlink()
        with pytest.raises(IndexFormatError):
            ThumbnailReader(tmp_path, LEVELS)
        (tmp_path / name).write_bytes(whole)
    np.save(tmp_path / "thumbs.idx.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
    with pytest.raises(IndexFormatError):
        ThumbnailReader(tmp_path, LEVELS)
    np.save(tmp_path / "thumbs.idx.npy", np.array([0, (tmp_path / "thumbs.bin").stat().st_size]))
    with pytest.raises(IndexFormatError, match="different numbers of rows"):
        ThumbnailReader(tmp_path, LEVELS)


def test_a_pack_is_bounded(stored):
    """By the bytes of its images; one byte fewer is sent."""
    thumbnails, reader = stored
    size = sum(len(each[-1]) for each in thumbnails[:3])
    assert reader.pack([0, 1, 2], 160, size)
    with pytest.raises(TooLargeError, match="4 thumbnails have more than"):
        reader.pack([0, 1, 2, 2], 160, size)


def test_a_large_pack_is_copied_piece_by_piece(stored, monkeypatch):
    """The pieces are the pack, none is longer than it must be, and the length is known before the first."""
    thumbnails, reader = stored
    monkeypatch.setattr("explorer.images.thumbnail_store.PIECE_BYTES", 2_000)
    rows = np.tile(np.arange(10), 30)
    length, pieces = reader.pieces_of_pack(rows, 48)
    pieces = list(pieces)
    assert b"".join(pieces) == reader.pack(rows, 48) and length == sum(map(len, pieces))
    longest = max(len(each) for image in thumbnails for each in image)
    assert len(pieces) > 3 and max(map(len, pieces[1:])) < 2_000 + longest


@pytest.mark.parametrize(
    ("size", "quality", "subsampling"), [((48, 40), 90, "4:4:4"), ((160, 215), 80, "4:2:0")]
)
def test_are_the_bytes_that_pillow_writes(size, quality, subsampling):
    """Those of earlier releases had its tables, too: a browser decodes old and new ones as one."""
    picture = odd.noise(*size)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, subsampling=subsampling)
    assert make_thumbnails(picture)[-1] == stream.getvalue()
