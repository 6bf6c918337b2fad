"""The header of JPEG XL, so that its size is known before it is decoded (ISO/IEC 18181-1, SizeHeader)."""

from PIL import Image, ImageFile

_NAME = "JXL"
_CODESTREAM = b"\xff\x0a"
_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"
_BOXES = (b"jxlc", b"jxlp")
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_LENGTHS = (9, 13, 18, 30)


class JxlImageFile(ImageFile.ImageFile):
    """A file whose size is known; its pixels are read by `explorer.images.formats.rasters`."""

    format = _NAME
    format_description = "JPEG XL"

    def _open(self) -> None:
        if self.fp is None:
            raise OSError("the file is closed")
        self._size = _size(_codestream(self.fp.read()))
        self._mode = "RGB"
        self.tile = []


def register_jxl_opener() -> None:
    """Tell Pillow of the format."""
    import imagecodecs  # noqa: F401 - without it nothing could be decoded

    Image.register_open(_NAME, JxlImageFile, _accept)
    Image.register_extension(_NAME, ".jxl")


def _accept(start: bytes) -> bool:
    return start.startswith((_CODESTREAM, _CONTAINER))


def _codestream(data: bytes) -> bytes:
    """The first bytes of the image itself, which may lie in a box of a container."""
    place = 0
    while not data[place:].startswith(_CODESTREAM):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        head = 16 if length == 1 else 8
        if kind in _BOXES:
            place += head + (4 if kind == _BOXES[1] else 0)
            break
        length = int.from_bytes(data[place + 8 : place + 16], "big") if length == 1 else length
        if length < head or place + length >= len(data):
            raise SyntaxError("no image in this file")
        place += length
    return data[place : place + 32]


def _size(data: bytes) -> tuple[int, int]:
    """Width and height; bits are counted from the lowest of the first byte on."""
    if not data.startswith(_CODESTREAM):
        raise SyntaxError("not a JPEG XL file")
    bits = int.from_bytes(data[2:], "little")

    def take(count: int) -> int:
        nonlocal bits
        value, bits = bits & ((1 << count) - 1), bits >> count
        return value

    small = take(1)

    def side() -> int:
        return 8 * (take(5) + 1) if small else 1 + take(_LENGTHS[take(2)])

    height = side()
    ratio = take(3)
    if not ratio:
        return side(), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height
