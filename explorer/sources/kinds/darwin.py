"""Darwin: a JSON file an image, as V7 exports it in versions 1 and 2 of its format."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json, texts_of
from explorer.sources.annotations.shapes import around, located, side_by_side

_VIDEOS = "Videos of Darwin, left out"
_SHAPES = ("bounding_box", "polygon", "ellipse", "line", "keypoint", "skeleton", "tag")


def is_darwin(file: Path, start: bytes) -> bool:
    """Whether a file begins as one of either version."""
    second = b'"item"' in start and (b'"slots"' in start or b"darwin" in start)
    first = b'"dataset"' in start and b'"original_filename"' in start and b'"image"' in start
    return start.lstrip()[:1] == b"{" and (second or first) and b'"annotations"' in start


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the image of a file.

    Raises
    ------
    SourceError
        It is no JSON.
    """
    content = read_json(file)
    item, image = object_in(content, "item"), object_in(content, "image")
    slot = next(iter(objects_in(item, "slots")), {})
    source = next(iter(objects_in(slot, "source_files")), {})
    if slot.get("type") == "video" or "frame_count" in image:
        found.left_out[_VIDEOS] += 1
        return
    folder = str((item or image).get("path") or "").strip("/")
    names = texts_of(
        item.get("name"), image.get("filename"), source.get("file_name"), image.get("original_filename")
    )
    below = [f"{folder}/{name}" for name in names] if folder else []
    size = size_from((slot or image).get("width"), (slot or image).get("height"))
    objects = [
        _marked(each) for each in objects_in(content, "annotations") if any(map(each.__contains__, _SHAPES))
    ]
    if names:
        yield ListedImage((*below, *names), objects, None, size)


KIND = ListKind("darwin", "V7 Darwin", (".json",), is_darwin, read).as_source(
    "a folder with a `.json` an image as V7 exports it, or one of them",
)


def _marked(given: Mapping) -> Marked:
    told = {"instance": object_in(given, "instance_id").get("value")}
    told |= {str(each.get("name")): each.get("value") for each in objects_in(given, "properties")}
    listed = object_in(given, "attributes").get("attributes", given.get("attributes"))
    if isinstance(listed, list) and listed:
        told["attributes"] = ", ".join(map(str, listed))
    return Marked(str(given.get("name") or "unnamed"), _crop(given), own_columns(told.items()))


def _crop(given: Mapping) -> Crop | None:
    """The box, else around what is drawn; a tag has none."""
    box = object_in(given, "bounding_box")
    if box:
        return side_by_side(box, "xywh")
    shapes = [object_in(given, name) for name in _SHAPES]
    paths = [path for shape in shapes for path in (*_lists(shape.get("paths")), shape.get("path"))]
    nodes = [shape.get("nodes") for shape in shapes]
    return around(located([point for path in (*paths, *nodes) for point in _lists(path)]))


def _lists(value: object) -> list:
    return value if isinstance(value, list) else []
