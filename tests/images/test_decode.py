"""Decoding: every mode upright in RGB, and every bad file one plain reason."""

import io
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer.errors import ImageError
from explorer.images import recognize
from explorer.images.decode import read_image
from explorer.images.formats.file_formats import readable_extensions
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_record
from explorer.options import ImageOptions
from tests.images import odd

# How the file of each orientation is made from the upright picture.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def near(found: list, expected: list, tolerance: int = 8) -> bool:
    """Whether colours agree up to what JPEG loses."""
    return np.abs(np.array(found, dtype=int) - np.array(expected)).max() <= tolerance


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation, kind):
    """All eight EXIF orientations give the same picture and the same size."""
    picture = odd.quarters()
    stored = picture if orientation == 1 else picture.transpose(STORED_AS[orientation])
    options = {"lossless": True} if kind == "WEBP" else {}
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = odd.encoded(stored, kind, exif=exif, **options)
    read = read_image(data)
    assert (read.width, read.height) == (64, 48) == read.image.size
    assert near(odd.corners(read.image), [odd.RED, odd.GREEN, odd.BLUE, odd.WHITE])


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0", b"\0" * 40]
)
def test_broken_exif_does_not_stop_an_image(exif):
    """A sound picture with damaged EXIF is read as it lies."""
    assert read_image(odd.encoded(odd.quarters(), "JPEG", exif=exif)).image.size == (64, 48)


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_unknown_orientations_are_passed_over(orientation):
    """Orientations that the standard does not have change nothing."""
    assert read_image(odd.with_orientation(odd.quarters(), orientation)).image.size == (64, 48)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("P", "GIF"), ("RGB", "BMP"), ("RGB", "PPM"),
        ("RGB", "TGA"), ("RGB", "TIFF"), ("CMYK", "TIFF"), ("RGB", "WEBP"), ("CMYK", "JPEG"),
        ("YCbCr", "JPEG"), ("RGBX", "TIFF"), ("RGB", "ICO"),
        ("RGB", "JPEG2000"), ("RGBA", "ICNS"), ("RGB", "DDS"), ("RGB", "PCX"), ("RGB", "SGI"),
    ],
)  # fmt: skip
def test_colour_modes_and_formats(mode, kind):
    """Every colour mode and format gives the four colours back."""
    data = odd.encoded(odd.quarters(64, 64, mode), kind)
    image = read_image(data).image
    assert image.mode == "RGB"
    assert near(odd.corners(image), [odd.RED, odd.GREEN, odd.BLUE, odd.WHITE], 16)


def test_heic():
    """What telephones write is read by a plug-in of Pillow."""
    image = read_image(odd.HEIC).image
    assert (image.mode, image.size) == ("RGB", (64, 48))
    assert near(odd.corners(image), [odd.RED, odd.GREEN, odd.BLUE, odd.WHITE])


def test_a_format_without_its_plug_in_says_what_to_install(tmp_path, monkeypatch):
    """Where a platform has no build of it, the file is a failure with the remedy."""
    monkeypatch.setattr(recognize, "readable_extensions", lambda: frozenset({".png"}))
    (tmp_path / "a.heic").write_bytes(odd.HEIC)
    failure = read_record(0, str(tmp_path / "a.heic"), ReadOptions())
    assert "install pi-heif" in failure.reason


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_grey_modes(mode):
    """Grey comes out as equal channels."""
    image = read_image(odd.encoded(odd.quarters(64, 64, mode))).image
    assert image.mode == "RGB"
    assert all(r == g == b for r, g, b in odd.corners(image))
    assert odd.corners(image)[3] == (255, 255, 255)


def test_adobe_cmyk_is_not_inverted():
    """A CMYK JPEG with Adobe's mark, which Pillow writes, has its own colours and not their opposites."""
    data = odd.encoded(Image.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG")
    assert b"Adobe" in data
    assert near([read_image(data).image.getpixel((16, 16))], [(255, 0, 0)])


def test_lab_is_converted():
    """CIE L*a*b* white is white."""
    lab = Image.new("LAB", (8, 8), (255, 128, 128))
    assert near([read_image(odd.encoded(lab, "TIFF")).image.getpixel((4, 4))], [(255, 255, 255)], 4)


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (np.uint16, [0, 32768, 65535], [0, 128, 255]),
        (np.uint16, [0, 2048, 4095], [0, 128, 255]),
        (np.uint16, [0, 100, 255], [0, 100, 255]),
        (np.uint16, [0, 0, 0], [0, 0, 0]),
        (np.int32, [0, 1 << 22, (1 << 24) - 1], [0, 64, 255]),
        (np.int32, [-1000, 1000, 3000], [0, 128, 255]),
        (np.float32, [0.0, 0.5, 1.0], [0, 128, 255]),
        (np.float32, [0.0, 100.0, 255.0], [0, 100, 255]),
        (np.float32, [-1.0, 0.0, 1.0], [0, 128, 255]),
        (np.float32, [np.nan, 0.0, 1.0], [0, 0, 255]),
        (np.float32, [np.nan, np.nan, np.nan], [0, 0, 0]),
        (np.float32, [np.inf, 7000.0, 7000.0], [0, 27, 27]),
        (np.uint16, [25700, 25700, 25700], [100, 100, 100]),
    ],
)
def test_more_than_eight_bits_are_scaled_and_never_clipped(kind, values, expected):
    """Whole numbers by the smallest depth that holds them, shares of one, or the spread of the range."""
    image = Image.fromarray(np.array([values], dtype=kind))
    read = read_image(odd.encoded(image, "TIFF")).image
    assert [read.getpixel((x, 0))[0] for x in range(3)] == pytest.approx(expected, abs=1)


def test_sixteen_bit_png():
    """A 16-bit grey PNG keeps its shades."""
    ramp = np.linspace(0, 65535, 64, dtype=np.uint16)[None]
    read = np.asarray(read_image(odd.encoded(Image.fromarray(ramp))).image)[0, :, 0]
    assert read[0] == 0 and read[-1] == 255 and (np.diff(read.astype(int)) > 0).all()


@pytest.mark.parametrize("background", [(255, 255, 255), (10, 20, 30)])
def test_transparency_shows_the_background(background):
    """Alpha, a transparent palette entry and a transparent colour all show the stated background."""
    clear = odd.quarters().convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 32, 24))
    palette = odd.quarters().quantize(8)
    first = palette.getpixel((5, 5))
    files = [
        odd.encoded(clear),
        odd.encoded(clear, "WEBP", lossless=True),
        odd.encoded(clear.convert("LA")),
        odd.encoded(palette, "PNG", transparency=first),
        odd.encoded(palette, "PNG", transparency=bytes(0 if i == first else 255 for i in range(8))),
        odd.encoded(palette, "GIF", transparency=first),
        odd.encoded(odd.quarters(), "PNG", transparency=odd.RED),
    ]
    for data in files:
        image = read_image(data, ImageOptions(background=background)).image
        assert odd.corners(image)[0] == background
        assert odd.corners(image)[3] == (255, 255, 255)


def test_half_transparent_pixels_are_mixed():
    """Half of black over white is grey."""
    data = odd.encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 128)))
    assert near([read_image(data).image.getpixel((0, 0))], [(127, 127, 127)], 1)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_the_first_frame_stands_for_a_moving_picture(kind):
    """Animated files and those of many pages give their first."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in (odd.RED, odd.GREEN)]
    data = odd.encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert near([read_image(data).image.getpixel((20, 20))], [odd.RED], 12)


@pytest.mark.parametrize("size", [(1, 1), (1, 20000), (20000, 1), (2, 3)])
def test_thin_pictures(size):
    """One pixel, or one pixel wide, is a picture."""
    assert read_image(odd.encoded(Image.new("RGB", size, odd.RED))).image.size == size


@pytest.mark.parametrize("tenth", range(10))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP", "JPEG2000", "AVIF"])
def test_truncated_files_say_so(kind, tenth):
    """A file cut at any tenth is refused, and past its header the reason says that it is cut."""
    data = odd.encoded(odd.noise(80, 60), kind)
    with pytest.raises(ImageError) as caught:
        read_image(data[: len(data) * tenth // 10])
    if tenth == 0:
        assert str(caught.value) == "0 bytes"
    elif kind in ("JPEG", "PNG", "BMP", "GIF") and tenth > 1:
        assert str(caught.value) == f"truncated {kind}"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 bytes"),
        (b"hello, world\n" * 9, "it is text"),
        (b"<!DOCTYPE html><html></html>", "it is text"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "vector drawing"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS"),
        (b"\0" * 4000, "all zero bytes"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04aaaa\x90\x91", "ZIP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "EPS is a program"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "damaged HEIF"),
        (b"\xff\xd8\xff\xe0", "truncated|damaged"),
        (b"\x89PNG\r\n\x1a\n", "truncated|damaged"),
        (b"\x0a", "not an image"),
    ],
)
def test_what_is_no_image_is_named(data, words):
    """The reason says what a file is instead."""
    with pytest.raises(ImageError, match=words):
        read_image(data)


LONG = b"x" * (1 << 21)


@pytest.mark.parametrize("after", [False, True], ids=["before the pixels", "after them"])
@pytest.mark.parametrize("kind", ["zTXt", "iTXt", "iCCP", "many"])
def test_a_png_is_read_whatever_texts_it_carries(kind, after):
    """Two megabytes of what a program noted, which Pillow refuses; the pixels are those without it."""
    image = Image.linear_gradient("L").resize((300, 300)).convert("RGB")
    packed = zlib.compress(LONG)
    contents = {
        "zTXt": [(b"zTXt", b"note\0\0" + packed)],
        "iTXt": [(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed)],
        "iCCP": [(b"iCCP", b"profile\0\0" + packed)],
        "many": [(b"zTXt", b"note%d\0\0" % i + zlib.compress(LONG[: 1 << 20])) for i in range(80)],
    }[kind]
    data = saved(image, "PNG")
    place = data.rindex(b"IEND") - 4 if after else data.index(b"IDAT") - 4
    long = data[:place] + b"".join(map(png_chunk, *zip(*contents, strict=True))) + data[place:]
    found = read_image(long).image
    assert found.tobytes() == image.tobytes()


def test_texts_that_are_short_are_heard():
    """The orientation that XMP in a compressed text has turns the picture, as before."""
    turned = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="6"/></x:xmpmeta>'
    data = saved(Image.new("RGB", (20, 10)), "PNG")
    place = data.index(b"IDAT") - 4
    text = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(turned))
    long = png_chunk(b"zTXt", b"note\0\0" + zlib.compress(LONG))
    assert read_image(data[:place] + text + long + data[place:]).image.size == (10, 20)


def saved(image: Image.Image, kind: str) -> bytes:
    """A picture as a file."""
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of PNG with its length and checksum."""
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


def test_too_many_pixels_are_refused_from_the_header():
    """A header of 2,500 million pixels is refused, silently and with both numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ImageError, match=r"too many pixels: 50000 × 50000.*200,000,000"):
            read_image(odd.png_header(50_000, 50_000))
        with pytest.raises(ImageError, match="too many pixels: 11 × 10, the limit is 100"):
            read_image(odd.encoded(Image.new("RGB", (11, 10))), ImageOptions(max_pixels=100))


@pytest.mark.parametrize("limit", [None, 5, 2000])
def test_pillows_own_settings_are_left_alone(limit, monkeypatch):
    """Decoding neither heeds nor changes the process-wide limit of the caller, which warns or raises."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_image(odd.encoded(odd.quarters())).width == 64
    assert limit == Image.MAX_IMAGE_PIXELS


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_random_bytes_raise_image_error_only(data):
    """Whatever the bytes are, it is a picture or an ImageError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read_image(data)
        except ImageError as error:
            assert str(error)


SEEDS = {
    kind: odd.encoded(odd.quarters(24, 16), kind)
    for kind in (
        "JPEG",
        "PNG",
        "GIF",
        "TIFF",
        "WEBP",
        "BMP",
        "TGA",
        "ICO",
        "PPM",
        "PCX",
        "SGI",
        "DDS",
        "AVIF",
    )
}


@given(
    st.sampled_from(sorted(SEEDS)), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=9)
)
@settings(max_examples=250, deadline=None)
def test_damaged_files_raise_image_error_only(kind, changes):
    """A sound file with some bytes changed is a picture or an ImageError with one line."""
    data = bytearray(SEEDS[kind])
    for place, value in changes:
        data[int(place * len(data))] = value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert read_image(bytes(data), ImageOptions(max_pixels=10**6)).image.mode == "RGB"
        except ImageError as error:
            assert "\n" not in str(error) and len(str(error)) < 200


@pytest.mark.parametrize(
    "error", [MemoryError(), KeyError("x"), RecursionError(), OSError("a\nb"), EOFError()]
)
def test_whatever_a_decoder_raises_becomes_one_line(error, monkeypatch):
    """No exception of a decoder comes through, and the reason is one line."""

    def load(self):
        raise error

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    with pytest.raises(ImageError) as caught:
        read_image(odd.encoded(odd.quarters(), "BMP"))
    assert "BMP" in str(caught.value) and "\n" not in str(caught.value)


def test_extensions():
    """Image extensions count, programs and formats without a decoder do not."""
    extensions = readable_extensions()
    assert {
        ".jpg",
        ".jpeg",
        ".png",
        ".webp",
        ".tif",
        ".gif",
        ".bmp",
        ".mpo",
        ".avif",
        ".tga",
        ".wmf",
    } <= extensions
    assert not {".eps", ".ps", ".pdf", ".h5", ".mpg", ".txt", ".csv", ".json", ".npy", ""} & extensions
