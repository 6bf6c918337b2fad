"""Odd image files, made on the spot."""

import base64
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

# Of the palette that Pillow converts to, so that modes with a palette keep them.
RED, GREEN, BLUE, WHITE = (204, 0, 51), (0, 153, 51), (51, 51, 204), (255, 255, 255)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The file of an image."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def quarters(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red, green, blue, white from the top left, row by row."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, WHITE
    return Image.fromarray(pixels).convert(mode)


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours at the middle of the four quarters, row by row."""
    width, height = image.size
    return [image.getpixel((width * x // 4, height * y // 4)) for y in (1, 3) for x in (1, 3)]


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """A picture that no codec makes small."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def with_orientation(image: Image.Image, orientation: int, kind: str = "JPEG") -> bytes:
    """A file whose EXIF says how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, kind, exif=exif, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


# `quarters()` as HEIC: no encoder of it is among the dependencies.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAALUAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAL1tZGF0AAAAsSgBrxOA5TH3/80NP2pT/KcmZOoMQPKHMMv9DrDE"
    "hUm341qXvIBf40++Gs2kAL8MGd3MIY+f03Rzt50utKWvDJN9vre71lRV2fdW5+ergI4tWII55MfSNxGkhrvvGUnvd0LzoUHcy1HC"
    "KtNPsn6sFQ2D4HBRZInt/NtdXDyJlkCe3ZHZNAYzOxR/T9uEZedkbt8hmhGm6z0nkWM5mtq8XxhL0xT81S3bkzHvZZZd+M6CEg=="
)


def odd_folder(root: Path) -> int:
    """Fill a folder with everything that may lie beside images; how many files there are now."""
    picture = encoded(quarters(), "JPEG")
    for name in (
        "a.jpg", "b/B.JPEG", "hash0001", "photo.jpg_large", "x.dendro/inside.png", "y.dendro/manifest.json",
        "tool.tmp", ".hidden/c.jpg", ".hidden/.deeper/d.jpg", ".e.jpg", "wrong.png", "numbers.npy.bak",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(picture)
    others = {
        "h.HEIC": HEIC, "cut.jpg": picture[:300], "cut0002": picture[:300], "empty.png": b"", "empty": b"",
        "notes.txt": b"words", "README": b"P1 words", "drawing.svg": b"<svg/>", "raw.nef": picture,
        "film.mp4": b"", "eps.eps": b"%!PS", "text.jpg": b"words", "zeros": bytes(600),
        "archive.zip": b"PK\3\4",
        "index/manifest.json": b'{"format": "dendro-index", "version": 1}', "index/builds/1/t.bin": picture,
    }  # fmt: skip
    for name, data in others.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    links = {
        "link.jpg": "a.jpg",
        "linked": "a.jpg",
        "gone.jpg": "nowhere",
        "gone": "nowhere",
        "gone.txt": "nowhere",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    (root / "loop").symlink_to(".")
    for name in ("pipe", "pipe.jpg"):
        os.mkfifo(root / name)
    (root / os.fsdecode(b"\xff.jpg")).write_bytes(picture)
    (root / os.fsdecode(b"\xff")).write_bytes(b"nothing")
    return sum(len(files) for _, _, files in os.walk(root))
