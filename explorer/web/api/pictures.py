"""The user's image files in a form that browsers show."""

import io
from dataclasses import dataclass
from hashlib import blake2b

from PIL import Image

from explorer.images.crops import Crop, cut
from explorer.images.decode import read_image
from explorer.images.formats.deep import is_deep_png
from explorer.index.originals import Original
from explorer.options import ImageOptions

SHOWN = {
    b"\xff\xd8\xff": ("image/jpeg", ("RGB", "L")),
    b"\x89PNG\r\n\x1a\n": ("image/png", ("RGB", "L", "P", "1")),
    b"GIF8": ("image/gif", ("RGB", "L", "P")),
}
"""First bytes of what is passed on as it is, and the pixel modes in which it is; the rest is converted."""

CONVERTED = "image/webp"
SENT_AS = (*(media_type for media_type, _ in SHOWN.values()), CONVERTED)

ORIENTATION = 0x0112
LARGEST = 16_383
"""WebP can be no larger on either side."""


@dataclass(frozen=True)
class BrowserPicture:
    """A file to answer with.

    Attributes
    ----------
    data : bytes or None
        None where the browser has it already.
    media_type : str
    tag : str
        ETag: changes when the file does.
    """

    data: bytes | None
    media_type: str
    tag: str


def picture_for_browser(
    original: Original,
    longest: int | None = None,
    known: str = "",
    limits: ImageOptions | None = None,
    crop: Crop | None = None,
) -> BrowserPicture:
    """Return an image file as it is where every browser shows it right, else converted to WebP.

    Parameters
    ----------
    original : Original
    longest : int or None
        Longer side at most; larger images are made smaller.
    known : str
        ETags that the browser has.
    limits : ImageOptions, optional
        Those that the index was built with.
    crop : Crop, optional
        A box to cut out of it.

    Raises
    ------
    OriginalError
        When the file cannot be read.
    ImageError
        When it is no image any more.
    """
    state = original.state
    said = f"{original.path} {original.place} {state.st_mtime_ns} {state.st_size} {longest} {crop}"
    tag = f'"{blake2b(said.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()}"'
    if tag in known or known.strip() == "*":
        return BrowserPicture(None, "", tag)
    data = original.read()
    media_type = shown_as(data, longest)
    if media_type and crop is None:
        return BrowserPicture(data, media_type, tag)
    return BrowserPicture(_converted(data, longest, limits, crop), CONVERTED, tag)


def shown_as(data: bytes, longest: int | None) -> str:
    """Return the media type under which the bytes can be shown as they are, empty where they cannot."""
    media_type, modes = next((how for mark, how in SHOWN.items() if data.startswith(mark)), ("", ()))
    if not media_type:
        return ""
    try:
        with Image.open(io.BytesIO(data)) as image:
            turned = media_type != "image/jpeg" and image.getexif().get(ORIENTATION, 1) != 1
            large = longest is not None and max(image.size) > longest
            fits = image.mode in modes and "transparency" not in image.info and not is_deep_png(data)
    except Exception:  # noqa: BLE001 - a damaged file raises what it likes; converting it gives the reason
        return ""
    return media_type if fits and not turned and not large else ""


def _converted(
    data: bytes, longest: int | None, limits: ImageOptions | None, crop: Crop | None = None
) -> bytes:
    image = read_image(data, limits).image
    if crop is not None:
        image = cut(image, crop)
    largest = min(longest or LARGEST, LARGEST)
    image.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=90, method=2)
    return stream.getvalue()
