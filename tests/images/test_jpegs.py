"""JPEGs of every kind, under any name."""

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from explorer.errors import Failure, ImageError
from explorer.images.decode import read_image
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_record

RAMP = np.tile(np.linspace(0, 1, 64), (48, 1))


def ramp(bits: int, bands: int = 1) -> np.ndarray:
    """(48, 64[, 3]) from black to white, in colour with less green and no blue."""
    values = np.rint(RAMP * (2**bits - 1)).astype(np.uint8 if bits <= 8 else np.uint16)
    return values if bands == 1 else np.stack([values, values // 2, values * 0], -1)


def encoded(kind: str, bits: int, bands: int) -> bytes:
    """A ramp as a JPEG of some kind."""
    values = ramp(bits, bands)
    if kind == "ls":
        return imagecodecs.jpegls_encode(values)
    lossless = {"lossless": True, "predictor": 1} if kind == "lossless" else {"level": 98}
    return imagecodecs.jpeg8_encode(values, bitspersample=bits, **lossless)


@pytest.mark.parametrize("bands", [1, 3])
@pytest.mark.parametrize(
    ("kind", "bits"),
    [("usual", 8), ("usual", 12), ("lossless", 8), ("lossless", 12), ("lossless", 16), ("ls", 8)],
)
def test_every_kind_of_jpeg_is_read(kind, bits, bands):
    """12 bits and 16, without loss, JPEG-LS: the ramp from black to white, in its colours."""
    image = np.asarray(read_image(encoded(kind, bits, bands)).image, int)
    wanted = ramp(8, 3) if bands == 3 else np.repeat(ramp(8)[..., None], 3, axis=2)
    assert np.abs(image - wanted).max() <= 9


def test_a_12_bit_jpeg_is_upright():
    """By its EXIF, as any other."""
    exif = Image.Exif()
    exif[274] = 6
    data = encoded("usual", 12, 1)
    block = b"Exif\0\0" + exif.tobytes().removeprefix(b"Exif\0\0")
    turned = data[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + data[2:]
    assert read_image(turned).image.size == (48, 64)


def test_damage_is_told():
    """What is cut short is no sound picture of black."""
    for kind, bits in (("usual", 12), ("lossless", 16), ("ls", 8)):
        data = encoded(kind, bits, 1)
        for size in (2, 20, 60):
            with pytest.raises(ImageError):
                read_image(data[:size])


@pytest.mark.parametrize("name", ["a.dng", "a.raw", "a.webp", "a.CR2", "a.heic", "a.svg", "a.tif"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_bytes_go_before_the_name(tmp_path, name, kind):
    """A JPEG that was named as a camera's RAW is a JPEG."""
    data = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(data, kind)
    (tmp_path / name).write_bytes(data.getvalue())
    record = read_record(0, str(tmp_path / name), ReadOptions())
    assert (record.width, record.height) == (8, 6)


@pytest.mark.parametrize("name", ["a.dng", "a.nef"])
def test_a_camera_raw_is_named(tmp_path, name):
    """It begins as a TIFF, whose first page is a small copy."""
    Image.new("RGB", (8, 6)).save(tmp_path / name, "TIFF")
    failure = read_record(0, str(tmp_path / name), ReadOptions())
    assert isinstance(failure, Failure) and "RAW" in failure.reason
    assert read_record(0, str(tmp_path / f"no-{name}"), ReadOptions()).reason
