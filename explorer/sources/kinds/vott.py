"""VoTT: JSON files of assets with their regions, one each or all in an export."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json, texts_of
from explorer.sources.annotations.shapes import around, located, side_by_side

_UNNAMED = "unnamed"


def is_vott(file: Path, start: bytes) -> bool:
    """Whether a file begins as an asset, or as an export of many."""
    return (
        start.lstrip()[:1] == b"{"
        and b'"asset"' in start
        and (b'"regions"' in start or b'"assets"' in start)
        and b'"state"' in start
    )


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file; nobody has looked at those that were never visited.

    Raises
    ------
    SourceError
        It is no JSON.
    """
    content = read_json(file)
    tags = [str(each["name"]) for each in objects_in(content, "tags") if each.get("name")]
    found.declare(tags)
    assets = object_in(content, "assets")
    for each in list(assets.values()) if assets else [content]:
        asset = object_in(each, "asset")
        size = object_in(asset, "size")
        path = str(asset.get("path") or "").removeprefix("file:")
        names = texts_of(asset.get("name"), unquote(path))
        regions = objects_in(each, "regions")
        seen = bool(regions) or asset.get("state") in (1, 2)
        marks = [mark for region in regions for mark in _marked(region)]
        if names:
            sides = size_from(size.get("width"), size.get("height"))
            yield ListedImage(names, marks if seen else None, None, sides)


KIND = ListKind("vott", "VoTT", (".json",), is_vott, read).as_source(
    "a `.json` of an asset (`…-asset.json`) or of all (`…-export.json`), or a folder that has some",
)


def _marked(region: Mapping) -> Iterator[Marked]:
    """An object for each tag of a region."""
    tags = region.get("tags")
    for name in tags if isinstance(tags, list) and tags else [_UNNAMED]:
        yield Marked(str(name), _crop(region))


def _crop(region: Mapping) -> Crop | None:
    box = object_in(region, "boundingBox")
    if box:
        return side_by_side(box)
    return around(located(region.get("points")))
