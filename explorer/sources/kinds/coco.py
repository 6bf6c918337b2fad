"""COCO: a JSON file that lists images and what is marked in them, or a folder that has such files."""

import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.coco_file import (
    CocoAnnotation,
    CocoFile,
    CocoImage,
    CocoSegment,
    looks_like_coco,
    read_coco,
)
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.picture_files import ELSEWHERE, PictureFiles
from explorer.sources.annotations.splits import is_split
from explorer.sources.source import OF_ROWS, Source, SourceKind

_CORNERS = 4
_MOST_FILES = 100
"""Looked into in one folder: a data set has a few, and formats with a file an image are others."""
_FOLDERS = ("annotations", "Annotations", ".", "train", "valid", "val", "test", "labels")
"""Where a data set has its files of annotations, below its own folder; and in all others that are splits."""
_ROLES = ("instances", "person_keypoints", "panoptic", "stuff", "captions", "image_info", "annotations")
_TASK = re.compile(rf"_?({'|'.join(_ROLES)}|coco)_?")
_BESIDE = ("images", "Images", "JPEGImages", "data", "img")


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder with such files where they are usually kept."""
    if location.is_dir():
        return bool(_files(location))
    return location.suffix.lower() == ".json" and location.is_file() and looks_like_coco(location)


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    files = _foremost(_files(location)) if location.is_dir() else [location]
    root = location if location.is_dir() else _root_of(location)
    merged = _Merged(root, several=len(files) > 1, fetch=bool(options.fetch))
    for file in files:
        merged.add(file, read_coco(file))
    return to_source("coco", f"COCO {merged.role}", location, root, merged.found.annotated(), options)


KIND = SourceKind(
    "coco",
    "COCO",
    "a `.json` of instances, keypoints, panoptic parts or captions, or a folder with such files",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
    endings=(".json",),
)


def _files(folder: Path) -> list[Path]:
    """Files of annotations of a data set, none twice."""
    with os.scandir(folder) as entries:  # which may be as many as images
        splits = sorted(each.name for each in entries if each.is_dir() and is_split(each.name))
    found = [
        file
        for name in dict.fromkeys([*_FOLDERS, *splits])
        for file in sorted(_some_json(folder / name), key=lambda file: path_key(file.name))
        if file.is_file() and looks_like_coco(file)
    ]
    return list({file.resolve(): file for file in found}.values())


def _some_json(folder: Path) -> list[Path]:
    entries = folder.iterdir() if folder.is_dir() else ()
    return list(islice((each for each in entries if each.suffix.lower() == ".json"), _MOST_FILES))


def _foremost(files: list[Path]) -> list[Path]:
    """Of each split the file that says most of its objects, and the one of its captions: no object twice."""
    chosen: dict[tuple[str, bool], Path] = {}
    for file in sorted(files, key=_rank):
        chosen.setdefault((_split_of(file), "captions" in file.stem), file)
    return [file for file in files if file in chosen.values()]


def _rank(file: Path) -> int:
    return next((place for place, role in enumerate(_ROLES) if role in file.stem), -1)


def _root_of(file: Path) -> Path:
    """The folder of the data set that a file of annotations is of."""
    return file.parent.parent if file.parent.name.lower() in ("annotations", "labels") else file.parent


def _split_of(file: Path) -> str:
    """`val2017` of `instances_val2017.json`, `train` of `train/_annotations.coco.json`."""
    rest = _TASK.sub("", file.stem.split(".")[0])
    return rest or (file.parent.name if file.parent.name.lower() not in ("annotations", "labels") else "")


@dataclass
class _Merged:
    """The files of one data set as one."""

    root: Path
    several: bool
    fetch: bool
    found: Collecting = field(default_factory=Collecting)
    roles: list[str] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """What they are, by their names: `instances`, `instances and captions`."""
        return " and ".join(dict.fromkeys(self.roles)) or "annotations"

    def add(self, file: Path, content: CocoFile) -> None:
        """Take what a file says; of an image that another file named, what is new."""
        split = _split_of(file)
        self.roles += [role for role in _ROLES[:-2] if role in file.stem]
        finder = _finder(self.root, file, split)
        place_of_id: dict[str, int] = {}
        for place_in_file, image in enumerate(content.images):
            name = image.file_name or (image.coco_url or "")
            place = self._places.get((split, name))
            if place is None:
                likeliest = self.root / split if split else None
                picture = finder.find(name, likeliest) or self._address_of(image)
                size = size_from(image.width, image.height)
                said = content.said[place_in_file] if content.said else {}
                own = split if self.several else None
                place = self.found.add(name, picture, split=own, size=size, said=said)
                self._places[split, name] = place
            known = self.found.image_ids.setdefault(str(image.id), place)
            if known != place:
                self.found.image_ids[str(image.id)] = -1
            if place_of_id.setdefault(str(image.id), place) != place:
                self.found.left_out["Images with an id that another image has, too"] += 1
        self._take_objects(content, place_of_id)

    def _address_of(self, image: CocoImage) -> str | None:
        """Where an image that is not here is read from, if that may be."""
        if image.address and not self.fetch:
            self.found.left_out[ELSEWHERE] += 1
        return image.address if image.address and self.fetch else None

    def _take_objects(self, content: CocoFile, place_of_id: dict[str, int]) -> None:
        named = {str(each.id): str(each.name) or str(each.id) for each in content.categories}
        self.found.declared += named.values()
        self.found.category_ids |= named
        for each in content.annotations:
            place = place_of_id.get(str(each.image_id))
            if place is None:
                self.found.left_out["Annotations of images that are not listed, left out"] += 1
                continue
            if each.caption is not None:
                self.found.describe(place, each.caption)
            whole = [each] if each.caption is None or str(each.category_id) in named else []
            objects = [one for one in (*whole, *(each.segments_info or ())) if one.category_id is not None]
            for one in objects:
                if str(one.category_id) not in named:
                    reason = "Objects of a category that is not declared, so that its id is its name"
                    self.found.left_out[reason] += 1
            self.found.mark(place, [_marked(one, named) for one in objects])


def _finder(root: Path, file: Path, split: str) -> PictureFiles:
    beside = [file.parent, root, *(root / name for name in _BESIDE)]
    of_split = [root / split, *(root / name / split for name in _BESIDE)] if split else []
    return PictureFiles(root, [*of_split, *beside])


def documents(location: Path) -> Iterator[tuple[dict, dict[str, str | None]]]:
    """Give the files of annotations that `open` reads, whole, and where the image of each id is.

    Raises
    ------
    SourceError
        A file is no JSON.
    """
    root = location if location.is_dir() else _root_of(location)
    for file in _foremost(_files(location)) if location.is_dir() else [location]:
        try:
            document = json.loads(file.read_bytes().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{file} is no JSON ({error}); is it cut off?") from error
        split = _split_of(file)
        finder = _finder(root, file, split)
        likeliest = root / split if split else None
        entries = [each for each in document.get("images") or () if isinstance(each, dict)]
        yield (
            document,
            {
                str(each.get("id")): finder.find(
                    str(each.get("file_name") or each.get("coco_url") or ""), likeliest
                )
                for each in entries
            },
        )


def _marked(one: CocoAnnotation | CocoSegment, named: Mapping[str, str]) -> Marked:
    category = str(one.category_id)
    said: dict[str, float | str] = {}
    if one.area is not None:
        said["area"] = one.area
    if one.iscrowd is not None:
        said["crowd"] = one.iscrowd != 0
    if isinstance(one, CocoAnnotation):
        if one.score is not None:
            said["score"] = one.score
        if one.num_keypoints is not None:
            said["num_keypoints"] = one.num_keypoints
        if isinstance(one.attributes, dict):
            said |= own_columns(one.attributes.items())
    crop = None
    if one.bbox and len(one.bbox) == _CORNERS and all(map(math.isfinite, one.bbox)):
        x, y, w, h = one.bbox
        crop = Crop(x, y, w, h)
    return Marked(named.get(category, category), crop, said)
