"""RAW files of cameras: told by what is in them, shown by their preview or developed."""

import io
import zipfile

import numpy as np
import pytest
import tifffile
from PIL import Image

from explorer.errors import ImageError
from explorer.images.decode import read_image
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_record
from explorer.options import ImageOptions
from explorer.sources import open_source

MOSAIC = np.tile(np.array([[3000, 1500], [1500, 500]], np.uint16), (32, 48))
"""Much red, some green, little blue."""


XYZ_TO_SRGB = (3.241, -1.537, -0.499, -0.969, 1.876, 0.042, 0.056, -0.204, 1.057)


def write_dng(file, mosaic=MOSAIC, preview: bytes = b"", make: str = "Test", **more):
    """Write a DNG with the numbers of a sensor, and the preview of a camera."""
    unit = (1, 1)
    matrix = tuple(n for value in XYZ_TO_SRGB for n in (round(1000 * value), 1000))
    tags = [
        (271, "s", 0, make, True),
        (272, "s", 0, "Camera", True),
        (50706, "B", 4, (1, 4, 0, 0), True),
        (50708, "s", 0, "Test Camera", True),
        (33421, "H", 2, (2, 2), True),
        (33422, "B", 4, (0, 1, 1, 2), True),
        (50714, "H", 1, 0, True),
        (50717, "H", 1, 4095, True),
        (50721, "2i", 9, matrix, True),
        (50728, "2I", 3, unit * 3, True),
        (50778, "H", 1, 21, True),
        (274, "H", 1, more.get("orientation", 1), True),
    ]
    if not make:
        tags = [tag for tag in tags if tag[0] in (33421, 33422)]
    with tifffile.TiffWriter(file) as writer:
        writer.write(mosaic, photometric="cfa", extratags=tags, metadata=None)
    return file


def jpeg(width: int, height: int) -> bytes:
    """A picture as a camera adds it."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "lime").save(stream, "JPEG")
    return stream.getvalue()


class Thumbnail:
    """What LibRaw hands out."""

    def __init__(self, data: bytes) -> None:
        import rawpy

        self.format, self.data = rawpy.ThumbFormat.JPEG, data


@pytest.fixture
def preview(monkeypatch):
    """Have every file a preview."""
    import rawpy

    from explorer.images.formats import raw

    def given(data: bytes) -> None:
        class WithPreview:
            def __init__(self, inner) -> None:
                self._inner = inner

            def extract_thumb(self):
                return Thumbnail(data)

            def __getattr__(self, name):
                return getattr(self._inner, name)

        imread = rawpy.imread
        monkeypatch.setattr(rawpy, "imread", lambda file: WithPreview(imread(file)))
        assert raw.LARGE == 512

    return given


def test_a_raw_without_a_preview_is_developed(tmp_path):
    """By LibRaw, in colour, upright; whatever it is called, and in an archive."""
    data = write_dng(tmp_path / "a.dng").read_bytes()
    image = read_image(data).image
    red, green, blue = image.getpixel((48, 32))
    assert image.size == (96, 64) and red > green > blue
    turned = write_dng(tmp_path / "b.tif", orientation=6).read_bytes()
    assert read_image(turned).image.size == (64, 96)
    record = read_record(0, str(tmp_path / "a.dng"), ReadOptions())
    assert (record.width, record.height) == (96, 64)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(tmp_path / "a.dng", "deep/a.dng")
    source = open_source(tmp_path / "c.zip")
    assert read_record(0, source.image(0), ReadOptions()).width == 96


def test_large_pictures_are_developed_at_half_their_size(tmp_path):
    """A quarter of the work, and more than anything shows of it."""
    data = write_dng(tmp_path / "a.dng", np.tile(MOSAIC, (16, 11))).read_bytes()
    assert read_image(data).image.size == (528, 512)


def test_a_preview_that_is_large_enough_is_shown(tmp_path, preview):
    """Turned as the picture is; a small one, and one that is damaged, are not."""
    data = write_dng(tmp_path / "a.dng", orientation=6).read_bytes()
    preview(jpeg(800, 600))
    image = read_image(data).image
    assert image.size == (600, 800) and image.getpixel((5, 5))[1] > 250


@pytest.mark.parametrize("given", [jpeg(160, 120), jpeg(800, 600)[:400], b"none"])
def test_a_preview_that_will_not_do_is_no_loss(tmp_path, preview, given):
    """The picture itself is developed."""
    preview(given)
    assert read_image(write_dng(tmp_path / "a.dng").read_bytes()).image.size == (96, 64)


def test_what_is_no_raw_is_read_as_before(tmp_path):
    """A mosaic that no camera is named with, and any TIFF."""
    data = write_dng(tmp_path / "a.tif", make="").read_bytes()
    image = np.asarray(read_image(data).image)
    assert image.shape == (64, 96, 3) and (image[..., 0] == image[..., 2]).all()
    stream = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(stream, "TIFF")
    assert read_image(stream.getvalue()).image.getpixel((1, 1)) == (255, 0, 0)


def test_what_is_damaged_too_large_or_not_installed_says_so(tmp_path, monkeypatch):
    """One line."""
    data = write_dng(tmp_path / "a.dng").read_bytes()
    with pytest.raises(ImageError, match="too many pixels: 96 × 64"):
        read_image(data, ImageOptions(max_pixels=1000))
    for size in (100, 400, len(data) - 4000):
        with pytest.raises(ImageError):
            read_image(data[:size])
    loop = bytearray(data)
    loop[4:8] = (8).to_bytes(4, "little")
    (tmp_path / "loop.dng").write_bytes(loop)
    read_record(0, str(tmp_path / "loop.dng"), ReadOptions())
    monkeypatch.setattr("explorer.images.formats.readers.is_there", lambda module: False)
    with pytest.raises(ImageError, match=r"needs rawpy \(pip install 'dendro-explorer\[raw\]'\)"):
        read_image(data)
