"""Objects that are marked in the pictures of a subset, and these pictures, for formats of annotations."""

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from PIL import Image

from explorer.errors import InputError, SourceError
from explorer.export.export_format import Subset
from explorer.export.original_files import Copies, called, unlike
from explorer.export.portable_paths import destinations, portable_name
from explorer.export.put_file import put_files
from explorer.images.crops import Crop, split_fragment
from explorer.index.format import LABEL, OBJECTS, PATH
from explorer.index.reader import Index
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address
from explorer.sources import open_source
from explorer.sources.kinds import KINDS
from explorer.sources.several.unite import placed
from explorer.sources.source import Source

SAID = ("area", "crowd", "score", "difficult", "truncated", "occluded", "pose")
"""Columns of objects that formats of annotations have a place for."""
_SPLIT = "split"
_TURNED = (5, 6, 7, 8)
"""Orientations of EXIF in which width and height change places."""
_ORIENTATION = 0x0112
_HIDDEN = re.compile(r"(?<![^/])(?=_*\.[^/])")
"""Where names begin that are hidden, or would be like one of these that was renamed."""


class MarkedObject(NamedTuple):
    """An object in a picture.

    Attributes
    ----------
    name : str
        Of its class.
    crop : Crop
        Its box.
    said : dict
        What is known of it of `SAID`.
    """

    name: str
    crop: Crop
    said: dict


@dataclass(frozen=True)
class MarkedPicture:
    """A picture that was copied.

    Attributes
    ----------
    row : int
    path : str
        In the index.
    name : str
        Where it was put.
    split : str or None
    width, height : int
        In pixels, standing upright.
    marks : list of Mark
    """

    row: int
    path: str
    name: str
    split: str | None
    width: int
    height: int
    marks: list[MarkedObject] = field(default_factory=list)

    def box(self, mark: MarkedObject) -> tuple[float, float, float, float]:
        """Left and upper edge, width and height of an object, in pixels."""
        x, y, w, h, percent = mark.crop
        across, down = (self.width / 100, self.height / 100) if percent else (1.0, 1.0)
        return x * across, y * down, w * across, h * down


@dataclass(frozen=True)
class Placing:
    """Where pictures go.

    Attributes
    ----------
    within : str
        Their folder in that of the export.
    flat : bool
        Whether they all lie in that folder itself.
    stems : bool
        Whether no two may differ in their endings alone: files of annotations are named by the rest.
    shown : bool
        Whether no name may be that of a hidden file, which begins with a dot.
    """

    within: str
    flat: bool = False
    stems: bool = True
    shown: bool = False

    def names(self, pictures: list[str]) -> Iterable[str]:
        """Where each goes; a folder of this name around all of them is not put into another."""
        if pictures and all(picture.startswith(f"{self.within}/") for picture in pictures):
            pictures = [picture.removeprefix(f"{self.within}/") for picture in pictures]
        if self.shown:
            pictures = [_HIDDEN.sub("_", picture) for picture in pictures]
        names = destinations(pictures, [self.within] * len(pictures) if self.flat else None)
        placed = names if self.flat else (f"{self.within}/{name}" for name in names)
        return unlike(placed) if self.stems else placed


def copy_pictures(
    subset: Subset, folder: Path, placing: Placing, marks: Mapping[str, list[MarkedObject]]
) -> Generator[int, None, list[MarkedPicture]]:
    """Copy the pictures of a subset, or link to them, and put what is marked beside each.

    Parameters
    ----------
    subset : Subset
    folder : Path
        Of the export, which is there.
    placing : Placing
    marks : dict
        Objects by their picture (`ObjectMarks.of_picture`).

    Yields
    ------
    int
        Items done so far.

    Returns
    -------
    list of MarkedPicture
        Every picture that could be copied, once, in the order of the subset.
    """
    index = subset.index
    items = index.items.take(pa.array(subset.rows))
    paths = items[PATH].to_pylist()
    pictures = [called(index, path) for path in paths]
    copies = Copies(subset, placing.names(pictures))
    yield from put_files(copies, folder)
    splits = items[_SPLIT].to_pylist() if _SPLIT in items.column_names else [None] * len(paths)
    found: list[MarkedPicture] = []
    seen: set[str] = set()
    for place, (picture, name) in enumerate(zip(pictures, copies.names, strict=True)):
        if name in seen or not copies.kept[place]:
            continue
        seen.add(name)
        row = int(subset.rows[place])
        size = _size(index, row, folder / name)
        if size is None:
            subset.missing.add(picture, "its size cannot be told, without which boxes mean nothing")
            continue
        found.append(MarkedPicture(row, picture, name, splits[place], *size, marks.get(picture, [])))
    return found


class ObjectMarks(NamedTuple):
    """What is marked.

    Attributes
    ----------
    of_picture : dict
        Objects by the path of their picture in the index.
    classes : callable
        Gives them as the annotations declare them, in their order: formats that count classes keep their
        numbers. For objects that are items the annotations are read for it.
    """

    of_picture: dict[str, list[MarkedObject]]
    classes: Callable[[], list[str]]


def marks_of(subset: Subset) -> ObjectMarks:
    """Return the objects in pictures.

    Raises
    ------
    InputError
        No objects are known, or not any more.
    """
    index = subset.index
    if not index.crops:
        return _marks_of_source(index)
    items = index.items.take(pa.array(subset.rows))
    return ObjectMarks(_marks_of_rows(items, items[PATH].to_pylist()), partial(_declared, index))


def _declared(index: Index) -> list[str]:
    """Classes of objects that are items, in the order of their annotations where these are still there."""
    try:
        return list(dict.fromkeys(name for _, source in _read_again(index) for name in source.categories))
    except InputError:
        return list(index.classes)


def _marks_of_rows(items: pa.Table, paths: list[str]) -> dict[str, list[MarkedObject]]:
    """Objects that are items themselves, by their picture."""
    found: dict[str, list[MarkedObject]] = {}
    known = [name for name in SAID if name in items.column_names]
    said = items.select(known).to_pylist() if known else [{}] * len(paths)
    for path, label, more in zip(paths, items[LABEL].to_pylist(), said, strict=True):
        picture, crop = split_fragment(path)
        if crop is not None and label is not None:
            kept = {name: value for name, value in more.items() if value is not None}
            found.setdefault(picture, []).append(MarkedObject(label, crop, kept))
    return found


def _marking(index: Index) -> list[dict]:
    """Sources of an index in which objects are marked."""
    kinds = {kind.name for kind in KINDS if kind.marks_objects}
    return [each for each in index.manifest.sources if each.get("kind") in kinds]


def marks_objects(index: Index) -> bool:
    """Whether objects are known in the pictures of an index."""
    return index.crops or bool(_marking(index))


def _read_again(index: Index) -> Iterator[tuple[dict, Source]]:
    """Give the sources of an index that mark objects, as its manifest has them and as they are now."""
    sources = _marking(index)
    if not sources:
        raise InputError(
            f"{index.name} was made of pictures in which no objects are marked; "
            "choose a folder with --layout class, or another format"
        )
    remembered = index.manifest.options.get("source")
    fetch = isinstance(remembered, dict) and remembered.get("fetch") == "True"
    for each in sources:
        options = SourceOptions(source=each["kind"], items=OBJECTS, fetch=fetch or None)
        try:
            yield each, open_source(each["location"], options)
        except SourceError as error:
            raise InputError(f"what is marked in the pictures cannot be read again: {error}") from error


def _marks_of_source(index: Index) -> ObjectMarks:
    """Objects that the sources of an index mark."""
    found: dict[str, list[MarkedObject]] = {}
    classes: dict[str, None] = {}
    for each, source in _read_again(index):
        classes |= dict.fromkeys(source.categories)
        of_picture = _marks_of_rows(source.items, source.items[PATH].to_pylist())
        names = list(of_picture)
        if each is not index.manifest.source:  # of several, whose paths have another root
            root = index.manifest.source.get("root", "")
            names = placed(names, source, root if is_address(root) else Path(root))
        for name, marks in zip(names, of_picture.values(), strict=True):
            found.setdefault(name, []).extend(marks)
    return ObjectMarks(found, lambda: list(classes))


def _size(index: Index, row: int, copy: Path) -> tuple[int, int] | None:
    """Width and height of a picture that was copied."""
    if not index.crops:
        width, height = (index.items[name][row].as_py() for name in ("width", "height"))
        return (width, height) if width and height else None
    try:
        with Image.open(copy) as image:
            turned = image.getexif().get(_ORIENTATION) in _TURNED
            return (image.height, image.width) if turned else (image.width, image.height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def by_split(pictures: list[MarkedPicture], usual: str) -> dict[str, list[MarkedPicture]]:
    """Pictures of each split, by a name for a file of them; those without one are of the usual."""
    found: dict[str, list[MarkedPicture]] = {}
    for picture in pictures:
        file = portable_name(f"{picture.split or usual}.txt".replace("/", "_"))
        found.setdefault(file.removesuffix(".txt"), []).append(picture)
    return found


def class_names(marks: ObjectMarks, pictures: list[MarkedPicture]) -> list[str]:
    """Names of classes: as declared, then others as they come."""
    return list(
        dict.fromkeys([*marks.classes(), *(mark.name for picture in pictures for mark in picture.marks)])
    )
