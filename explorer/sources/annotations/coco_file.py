"""Read a file of the COCO format (Lin et al., arXiv 1405.0312) without what an index has no use for.

Masks, which are most of such a file, are passed over while it is read: instances of 118,000 images are
450 MB of text, and as objects of Python many times as much.
"""

import gc
import json
import mmap
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from explorer.errors import SourceError
from explorer.sources.annotations.collecting import own_columns

_WEB = ("http://", "https://")
_READ = frozenset(("id", "file_name", "width", "height", "coco_url", "flickr_url"))
"""Members of an image that are read by themselves."""
_FIRST, _LICENSE = 100, "license"
BOM = b"\xef\xbb\xbf"
"""What some programs write before the text of a file."""


class CocoImage(msgspec.Struct, gc=False):
    """An entry of `images`. Ids are whole numbers, or text with some programs."""

    id: int | str
    file_name: str = ""
    width: float | str | None = None
    height: float | str | None = None
    coco_url: str | None = None
    flickr_url: str | None = None

    @property
    def address(self) -> str:
        """Where it lies on the web; empty where that is not said."""
        told = (self.coco_url, self.flickr_url)
        return next((url for url in told if url and url.lower().startswith(_WEB)), "")


class CocoCategory(msgspec.Struct, gc=False):
    """An entry of `categories`."""

    id: int | str
    name: str | int = ""


class CocoSegment(msgspec.Struct, gc=False):
    """A part of a panoptic picture."""

    category_id: int | str | None = None
    bbox: list[float] | None = None
    area: float | None = None
    iscrowd: int | None = None


class CocoAnnotation(msgspec.Struct, gc=False):
    """An entry of `annotations`: an object, a caption, or all parts of a panoptic picture."""

    image_id: int | str | None = None
    category_id: int | str | None = None
    caption: str | None = None
    bbox: list[float] | None = None
    area: float | None = None
    iscrowd: int | None = None
    score: float | None = None
    num_keypoints: int | None = None
    attributes: Any = None
    segments_info: list[CocoSegment] | None = None


class CocoFile(msgspec.Struct):
    """What is read of a file.

    `said` is what else it says of each image, parallel to `images`; empty where it says no more of any.
    """

    images: list[CocoImage]
    annotations: list[CocoAnnotation] = msgspec.field(default_factory=list)
    categories: list[CocoCategory] = msgspec.field(default_factory=list)
    licenses: Any = None
    said: list[dict[str, float | str]] = msgspec.field(default_factory=list)


class _Entries(msgspec.Struct):
    """Images as they are written, and the rest of a file."""

    images: list[msgspec.Raw]
    annotations: list[CocoAnnotation] = msgspec.field(default_factory=list)
    categories: list[CocoCategory] = msgspec.field(default_factory=list)
    licenses: Any = None


def looks_like_coco(path: Path) -> bool:
    """Whether a JSON file names images and what is marked in them, told by its words."""
    with _content(path) as content:
        if content is None or content[:64].lstrip(BOM).lstrip()[:1] != b"{":
            return False
        return content.find(b'"images"') >= 0 and any(
            content.find(word) >= 0 for word in (b'"annotations"', b'"categories"')
        )


def read_coco(path: Path) -> CocoFile:
    """Read a file.

    Raises
    ------
    SourceError
        It is no JSON, or not of this format; the message says where.
    """
    was_on = gc.isenabled()
    gc.disable()  # millions of small objects of which none is garbage
    try:
        with _content(path) as content:
            if content is None:
                raise SourceError(f"{path}: an empty file; expected COCO annotations")
            return _decoded(path, memoryview(content)[len(BOM) if content[:3] == BOM else 0 :])
    finally:
        if was_on:
            gc.enable()


def _decoded(path: Path, content: memoryview) -> CocoFile:
    with content:
        try:
            return _with_images(msgspec.json.decode(content, type=_Entries, strict=False))
        except msgspec.ValidationError as error:
            raise SourceError(f"{path} is not as COCO has it: {error}") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            # Python writes NaN, which JSON does not have, and reads it.
            plain = python_json(path, bytes(content))
        try:
            found = msgspec.convert(plain, CocoFile, strict=False)
        except msgspec.ValidationError as error:
            raise SourceError(f"{path} is not as COCO has it: {error}") from error
        found.said = _said(plain["images"], found.licenses)
        return found


def _with_images(found: _Entries) -> CocoFile:
    decoder = msgspec.json.Decoder(CocoImage, strict=False)
    images = [decoder.decode(each) for each in found.images]
    # Most files say no more of any image: the first ones tell.
    first = map(msgspec.json.decode, found.images[:_FIRST])
    more = any(each.keys() - _READ for each in first)
    entries = map(msgspec.json.decode, found.images) if more else ()
    said = _said(entries, found.licenses)
    return CocoFile(images, found.annotations, found.categories, found.licenses, said)


def _said(entries: Iterable[dict], licenses: Any) -> list[dict[str, float | str]]:
    """What else is said of each image, by the names of columns; licences by their names."""
    listed = licenses if isinstance(licenses, list) else ()
    named = {str(each.get("id")): each.get("name") for each in listed if isinstance(each, dict)}
    found = []
    for entry in entries:
        more = {name: value for name, value in entry.items() if name not in _READ}
        if _LICENSE in more:
            more[_LICENSE] = named.get(str(more[_LICENSE])) or more[_LICENSE]
        found.append(own_columns(more.items()))
    return found


def python_json(path: Path, content: bytes) -> Any:
    """Return what JSON says that may have `NaN`, which Python writes.

    Raises
    ------
    SourceError
        It is no JSON.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is no JSON ({error}); is it cut off?") from error


@contextmanager
def _content(path: Path) -> Iterator[mmap.mmap | None]:
    """The bytes of a file, None of an empty one."""
    with open(path, "rb") as file:
        try:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            yield None
            return
        with closing(content):
            yield content
