"""Supervisely: folders of data sets with a JSON file an image in `ann/` beside `img/`."""

import glob
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.looking import files_below, some_files_below
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.read_json import read_json
from explorer.sources.annotations.shapes import around, numbered
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.sources.source import OF_ROWS, Source, SourceKind

_ANNOTATIONS, _PICTURES, _DESCRIPTION = "ann", "img", "meta.json"
_TRIED = 20
_PNG_SIZE = slice(16, 24)
"""Where a PNG has its width and height (ISO/IEC 15948, 11.2.2)."""
_WITH_VALUE = "Tags with a value, left out"


def accepts(location: Path) -> bool:
    """Whether this is a folder of such data sets, or one of them."""
    if not location.is_dir():
        return False
    for file in some_files_below(location, ".json", _TRIED, _TRIED):
        if file.parent.name == _ANNOTATIONS and (file.parent.parent / _PICTURES).is_dir():
            return True
    return False


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    finder = PictureFiles(location, [])
    found = Collecting(declared=_classes(location))
    annotated: set[str] = set()
    for file in files_below(location, ".json"):
        if file.parent.name != _ANNOTATIONS:
            continue
        shown = file.relative_to(location).as_posix()
        pictures, data_set = file.parent.parent / _PICTURES, file.parent.parent.name
        picture = finder.find(file.stem, pictures) or _of_stem(pictures, file.stem)
        try:
            content = read_json(file)
            if not isinstance(content, Mapping):
                raise SourceError(f"{file}: no object with `objects`")
        except SourceError as error:
            found.fail(shown, str(error).removeprefix(f"{file} ").removeprefix(f"{file}: "))
            continue
        tags = [tag for tag in content.get("tags") or () if isinstance(tag, Mapping) and tag.get("name")]
        plain = [str(tag["name"]) for tag in tags if tag.get("value") in (None, "")]
        found.left_out[_WITH_VALUE] += len(tags) - len(plain)
        splits = [name for name in plain if kind_of(name) is FolderKind.SPLIT]
        own = data_set if kind_of(data_set) is FolderKind.SPLIT else None
        objects = [_marked(each) for each in content.get("objects") or () if isinstance(each, Mapping)]
        named = [Marked(name) for name in plain if name not in splits]
        name = (pictures / file.stem).relative_to(location).as_posix()
        annotated.add(picture or "")
        split = splits[0] if len(splits) == 1 else own
        told = content.get("size")
        sides = told if isinstance(told, Mapping) else {}
        size = size_from(sides.get("width"), sides.get("height"))
        found.add(name, picture, [*objects, *named], split, size)
    for path, picture in finder.others(annotated, found.left_out):
        if Path(path).parent.name == _PICTURES:  # others are masks
            found.add(path, picture, None)
    return to_source("supervisely", "Supervisely", location, location, found.annotated(), options)


KIND = SourceKind(
    "supervisely",
    "Supervisely",
    "a folder with `ann/` (a `.json` an image) beside `img/`, or the project around it",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
    endings=(".json",),
)


def _classes(location: Path) -> list[str]:
    """Names of classes in the order of the project."""
    file = next((f for f in (location / _DESCRIPTION, location.parent / _DESCRIPTION) if f.is_file()), None)
    content = read_json(file) if file else None
    classes = content.get("classes") if isinstance(content, Mapping) else None
    given = classes if isinstance(classes, list) else ()
    return [str(each["title"]) for each in given if isinstance(each, Mapping) and each.get("title")]


def _of_stem(folder: Path, stem: str) -> str | None:
    """The only picture of a name without its ending: of data sets of before 2019."""
    fits = list(folder.glob(f"{glob.escape(stem)}.*"))
    return str(fits[0]) if len(fits) == 1 else None


def _marked(given: Mapping) -> Marked:
    points, bitmap = given.get("points"), given.get("bitmap")
    crop = None
    if isinstance(bitmap, Mapping):
        crop = _of_bitmap(bitmap)
    elif isinstance(points, Mapping) and isinstance(points.get("exterior"), list):
        crop = around(numbered(points["exterior"]))
    return Marked(str(given.get("classTitle") or "unnamed"), crop, own_columns(_tags(given)))


def _tags(given: Mapping) -> Iterator[tuple[object, object]]:
    """Tags of an object by their names, with their values; of what has none that it is there."""
    tags = given.get("tags")
    for each in tags if isinstance(tags, list) else ():
        if isinstance(each, Mapping) and each.get("name"):
            value = each.get("value")
            yield each["name"], True if value is None else value


def _of_bitmap(bitmap: Mapping) -> Crop | None:
    """The box of a mask: its corner is told, its size is that of the PNG, packed by zlib in base 64."""
    try:
        left, upper = map(float, bitmap["origin"])
        start = zlib.decompressobj().decompress(b64decode(bitmap["data"]), 64)
    except (KeyError, TypeError, ValueError, zlib.error):
        return None
    sides = start[_PNG_SIZE]
    w, h = int.from_bytes(sides[:4], "big"), int.from_bytes(sides[4:], "big")
    return Crop(left, upper, w, h) if w and h else None
