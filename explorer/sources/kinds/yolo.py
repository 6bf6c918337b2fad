"""YOLO: a text file of boxes an image, and a YAML file that names splits and classes."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.yolo_lines import box_of
from explorer.sources.folders.scan_folder import scan_folder
from explorer.sources.source import OF_ROWS, Source, SourceKind

_SPLITS = ("train", "val", "valid", "test", "minival")
_ENDINGS = (".yaml", ".yml")
_LIST = ".txt"
_LARGEST = 1 << 22
"""Bytes of such a file: it names classes, and no data."""
_CLASSES = ("classes.txt", "obj.names", "labels/classes.txt", "data/obj.names")
_FEWEST = 5
"""Numbers of a line: a class, and a box; more are a polygon, an oriented box, or points."""


def accepts(location: Path) -> bool:
    """Whether this is such a file, a folder that has one, or `labels/` of such files beside `images/`."""
    if not location.is_dir():
        return location.suffix.lower() in _ENDINGS and _read(location) is not None
    return _data_file(location) is not None or (
        (location / "images").is_dir() and _has_boxes(location / "labels")
    )


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    file = _data_file(location) if location.is_dir() else location
    root = location if file is None else file.parent
    data = {} if file is None else _read(file) or {}
    names = _names(data.get("names")) or _listed_names(root)
    found = Collecting(declared=list(names.values()), class_numbers=names)
    seen: set[str] = set()
    for split, picture in _pictures(root, data, found):
        if picture not in seen:
            seen.add(picture)
            found.add(
                picture,
                picture if os.path.isfile(picture) else None,
                _objects(picture, names, found),
                split,
            )
    return to_source("yolo", "YOLO", location, root, found.annotated(), options)


KIND = SourceKind(
    "yolo",
    "YOLO",
    "a `.yaml` of splits and classes, the folder that has it, or `labels/` beside `images/`",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
)


def _data_file(folder: Path) -> Path | None:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS)
    return next((file for file in files if _read(file) is not None), None)


def _read(file: Path) -> dict | None:
    """What a file says, where it is a description of a data set."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        data = yaml.load(file.read_text("utf-8-sig"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return None
    is_one = isinstance(data, dict) and "names" in data and any(split in data for split in _SPLITS)
    return data if is_one else None


def _names(given: object) -> dict[int, str]:
    """Names of classes by their number, which are a list or have numbers before them."""
    if isinstance(given, list):
        return dict(enumerate(map(str, given)))
    if isinstance(given, Mapping):
        return {int(number): str(name) for number, name in given.items() if str(number).isdecimal()}
    return {}


def _listed_names(root: Path) -> dict[int, str]:
    for name in _CLASSES:
        file = root / name
        if file.is_file():
            lines = file.read_text("utf-8-sig", "replace").splitlines()
            return dict(enumerate(line.strip() for line in lines if line.strip()))
    return {}


def _pictures(root: Path, data: Mapping, found: Collecting) -> Iterator[tuple[str | None, str]]:
    """Splits and absolute paths of images, split by split; where one is missing, the others are taken."""
    if not data:
        yield from _below(root / "images", None)
        return
    named = [(split, each.strip()) for split in _SPLITS for each in _texts(data.get(split))]
    named = [(split, each) for split, each in named if not _is_of_other_split(each, split, data)]
    places = [_place(root, data.get("path"), each) for _, each in named]
    if named and not any(places):
        split, each = named[0]
        raise SourceError(f"{root}: the {split} images are to be in {each!r}, which is not there")
    for (split, each), place in zip(named, places, strict=True):
        if place is None:
            found.fail(each, f"the {split} images are to be here, and it is not there")
        else:
            yield from _in(place, root, split)


def _texts(given: object) -> list[str]:
    """Where the images of a split are: one place, or several."""
    each = given if isinstance(given, list) else [given]
    return [one for one in each if isinstance(one, str) and one.strip()]


def _is_of_other_split(given: str, split: str, data: Mapping) -> bool:
    """Whether it is the list of another split, such as `val: train.txt` for readers that require both."""
    name = os.path.splitext(os.path.basename(given.strip()))[0]
    return name != split and name in _SPLITS and data.get(name) == given


def _place(root: Path, base: object, given: str) -> Path | None:
    """Where the images of a split are: as written, or as programs write it that keep the file elsewhere."""
    bases = [root / base, root] if isinstance(base, str) else [root]
    within = given.removeprefix("../").removeprefix("./")
    for folder in [*bases, root.parent]:
        for written in (given, within):
            place = Path(os.path.normpath(folder / written))
            if place.exists():
                return place
    return None


def _in(place: Path, root: Path, split: str) -> Iterator[tuple[str | None, str]]:
    """The images of a split in a folder or a list, or one that is named itself."""
    if place.is_dir():
        yield from _below(place, split)
    elif place.suffix.lower() == _LIST:
        yield from _listed(place, root, split)
    else:
        yield split, str(place)


def _below(folder: Path, split: str | None) -> Iterator[tuple[str | None, str]]:
    for path in scan_folder(folder).paths:
        named = split or (path.split("/")[0] if path.split("/")[0] in _SPLITS else None)
        yield named, os.path.join(folder, path)


def _listed(file: Path, root: Path, split: str) -> Iterator[tuple[str | None, str]]:
    """Images that a text file names, a line each, relative to it or to the root."""
    for line in file.read_text("utf-8-sig", "replace").splitlines():
        name = line.strip()
        if name:
            yield split, _picture(name, file.parent, root)


def _picture(name: str, beside: Path, root: Path) -> str:
    """Where an image of a list is: as written, or below the root where that was another folder, once."""
    usual = os.path.normpath(root / name.removeprefix("./"))
    parts = name.replace("\\", "/").split("/")
    # A name alone, without its folder, may be that of another image.
    ends = (os.path.normpath(root / "/".join(parts[i:])) for i in range(1, len(parts) - 1))
    written = (os.path.normpath(beside / name), usual)
    return next((place for place in (*written, *ends) if os.path.isfile(place)), usual)


def _label_file(picture: str) -> str:
    """Where the boxes of an image are: `labels` for the last `images`, or beside it."""
    head, sep, tail = picture.rpartition(f"{os.sep}images{os.sep}")
    stem = os.path.splitext(f"{head}{os.sep}labels{os.sep}{tail}" if sep else picture)[0]
    return f"{stem}.txt"


def _objects(picture: str, names: Mapping[int, str], found: Collecting) -> list[Marked]:
    """What is marked in an image; nothing where it has no file of boxes."""
    file = _label_file(picture)
    try:
        with Path(file).open(encoding="utf-8-sig", errors="replace") as lines:
            rows = [line.split() for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except OSError as error:
        found.fail(file, f"cannot be read ({error.strerror})")
        return []
    objects = []
    for row in rows:
        number = _number(row)
        if number is None:
            found.left_out["Lines that are no boxes as YOLO writes them, left out"] += 1
            continue
        if number not in names:
            found.left_out["Objects of a class that is not named, so that its number is its name"] += 1
        objects.append(
            Marked(
                names.get(number, str(number)), Crop(*box_of([float(each) for each in row[1:]]), percent=True)
            )
        )
    return objects


def _number(row: list[str]) -> int | None:
    """The class of a line, None where it is no line of boxes."""
    try:
        number = float(row[0])
        coordinates = [float(each) for each in row[1:]]
    except ValueError:
        return None
    finite = all(abs(each) < float("inf") for each in coordinates)
    return int(number) if len(row) >= _FEWEST and number.is_integer() and number >= 0 and finite else None


def _has_boxes(folder: Path) -> bool:
    """Whether a folder has files of boxes, told by the first that says anything."""
    if not folder.is_dir():
        return False
    for file in sorted(folder.rglob("*.txt")):
        if file.name != "classes.txt" and (
            lines := file.read_text("utf-8-sig", "replace").split("\n", 1)[0].split()
        ):
            return _number(lines) is not None
    return False
