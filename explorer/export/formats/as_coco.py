"""COCO: a JSON file of the pictures and what is marked in them, beside the pictures."""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from explorer.errors import RemoteError, SourceError
from explorer.export.export_format import Format, Subset
from explorer.export.marked_objects import (
    MarkedPicture,
    ObjectMarks,
    Placing,
    class_names,
    copy_pictures,
    marks_of,
)
from explorer.export.original_files import write_failures
from explorer.images.crops import Crop, split_fragment
from explorer.index.format import LABEL, PATH
from explorer.sources.annotations.declared_size import BoxFit, fits_of, size_from
from explorer.sources.classes.class_keys import plain, worded
from explorer.sources.kinds import coco
from explorer.sources.read_again import at_hand

IMAGES, ANNOTATIONS = "images", "annotations.json"
GONE = "it is not in the annotations any more, which have changed since they were indexed"


def write_coco(subset: Subset, folder: Path) -> Generator[int]:
    """Write pictures below `images/` and `annotations.json`.

    Of an index of COCO, entries are those of its own files, with all that they say: masks, keypoints,
    captions, ids where these are of one file. Else they are boxes, with area, crowd and score where known.

    Yields
    ------
    int
        Items done so far.
    """
    folder.mkdir(exist_ok=True)
    documents = _documents(subset)
    # Whoever has the source's own entries needs no objects read out of them.
    marks = marks_of(subset) if documents is None else ObjectMarks({}, list)
    pictures = yield from copy_pictures(subset, folder, Placing(IMAGES, stems=False), marks.of_picture)
    whole = _of_boxes(marks, pictures) if documents is None else _of_coco(subset, pictures, documents)
    (folder / ANNOTATIONS).write_bytes(msgspec.json.encode(whole))
    write_failures(subset, folder)


def _of_boxes(marks: ObjectMarks, pictures: list[MarkedPicture]) -> dict:
    """A document of what an index knows of objects."""
    names = class_names(marks, pictures)
    category = {name: place for place, name in enumerate(names, 1)}
    annotations = []
    for image_id, picture in enumerate(pictures, 1):
        for mark in picture.marks:
            x, y, w, h = picture.box(mark)
            entry = {
                "id": len(annotations) + 1,
                "image_id": image_id,
                "category_id": category[mark.name],
                "bbox": [round(each, 4) for each in (x, y, w, h)],
                "area": mark.said.get("area", w * h),
                "iscrowd": int(bool(mark.said.get("crowd"))),
            }
            annotations.append(entry | ({"score": s} if (s := mark.said.get("score")) is not None else {}))
    return {
        "images": [
            {"id": i, "file_name": _within(picture), "width": picture.width, "height": picture.height}
            for i, picture in enumerate(pictures, 1)
        ],
        "annotations": annotations,
        "categories": [{"id": i, "name": name} for name, i in category.items()],
    }


def _within(picture: MarkedPicture) -> str:
    """Name of a picture as the file has it: below the folder of pictures, where readers look."""
    return picture.name.removeprefix(f"{IMAGES}/")


@dataclass(frozen=True)
class _Document:
    """A file of COCO.

    Attributes
    ----------
    content : dict
    paths : dict
        Of its pictures in the index, by their ids in the file.
    fits : dict
        What fitted the boxes of those that are not as the file says, by the same.
    """

    content: dict
    paths: dict[str, str]
    fits: dict[str, BoxFit]


def _documents(subset: Subset) -> list[_Document] | None:
    """Files of the source; None where it is not of COCO, or not there any more."""
    source = subset.index.manifest.source
    if source.get("kind") != coco.KIND.name:
        return None
    try:
        with at_hand(source["location"], source.get("root", ""), coco.KIND) as (place, path_of):
            return [
                _Document(
                    content,
                    {each: path_of(file) for each, file in files.items() if file is not None},
                    _fits(content, files) if subset.index.crops else {},
                )
                for content, files in coco.documents(place)
            ]
    except (SourceError, RemoteError, OSError):
        return None


def _of_coco(subset: Subset, pictures: list[MarkedPicture], documents: list[_Document]) -> dict:
    """A document of the source's own entries."""
    taken = {picture.path: picture for picture in pictures}
    joined = _Joined(taken, _labels_of(subset), renumber=len(documents) > 1)
    for document in documents:
        joined.add(document)
    for path in joined.left(pictures):
        subset.missing.add(path, GONE)
    return joined.document


def _labels_of(subset: Subset) -> dict[str, str | None] | None:
    """Label of each object that is an item, by its name; None where pictures are the items."""
    if not subset.index.crops:
        return None
    items = subset.index.items.take(pa.array(subset.rows))
    return dict(zip(items[PATH].to_pylist(), items[LABEL].to_pylist(), strict=True))


def _told(label: str | None, name: str | None) -> str | None:
    """What an object is called: as the file spells it, though its class may be spelled otherwise."""
    if label is None or name is None:
        return label or name
    return name if any(key(label) == key(name) for key in (plain, worded)) else label


def _crop(entry: dict) -> Crop | None:
    """The box of an object, as the file has it."""
    box = entry.get("bbox")
    if not box or len(box) != 4:
        return None
    x, y, w, h = map(float, box)
    return Crop(x, y, w, h)


def _fits(document: dict, files: dict[str, str | None]) -> dict[str, BoxFit]:
    """What fitted the boxes of pictures that are not as a file says, by their ids in it."""
    places = {each: place for place, each in enumerate(files)}
    sizes = {
        places[str(each.get("id"))]: size
        for each in document.get("images") or ()
        if (size := size_from(each.get("width"), each.get("height"))) is not None
    }
    entries = [each for each in document.get("annotations") or () if str(each.get("image_id")) in places]
    image = np.array([places[str(each.get("image_id"))] for each in entries], np.int64)
    fits = fits_of(sizes, image, list(map(_crop, entries)), list(files.values()))
    return {each: fits[place] for each, place in places.items() if place in fits}


@dataclass
class _Joined:
    """Entries of some files of COCO, of the pictures that were taken, as one document.

    Attributes
    ----------
    taken : dict
        Pictures by their path in the index.
    labels : dict or None
        As of `_labels_of`.
    renumber : bool
        Whether ids are given anew: those of several files may be the same.
    """

    taken: dict[str, MarkedPicture]
    labels: dict[str, str | None] | None
    renumber: bool
    document: dict = field(default_factory=lambda: {"images": [], "annotations": [], "categories": []})
    _ids: dict[str, object] = field(default_factory=dict)
    _categories: dict[str, object] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)

    def left(self, pictures: list[MarkedPicture]) -> list[str]:
        """Return what no file has an entry of: pictures, and of objects that are items those in others."""
        gone = [picture.path for picture in pictures if picture.path not in self._ids]
        items = [each for each in self.labels or () if each not in self._written]
        return [*gone, *(each for each in items if split_fragment(each)[0] in self._ids)]

    def add(self, given: _Document) -> None:
        """Take the entries of a file."""
        document = given.content
        for name in document.keys() - {"images", "annotations", "categories"}:
            self.document.setdefault(name, document[name])  # who made it, under which licences
        named = {
            str(each.get("id")): str(each.get("name", "")) or str(each.get("id"))
            for each in document.get("categories") or ()
        }
        self._add_categories(document.get("categories") or ())
        of_id: dict[str, MarkedPicture] = {}
        for entry in document.get("images") or ():
            picture = self.taken.get(given.paths.get(str(entry.get("id")), ""))
            if picture is not None:
                of_id[str(entry["id"])] = picture
                self._add_image(entry, picture)
        for entry in document.get("annotations") or ():
            picture = of_id.get(str(entry.get("image_id")))
            if picture is not None:
                self._add_annotation(entry, picture, named, given.fits.get(str(entry.get("image_id"))))

    def _add_categories(self, entries) -> None:
        for entry in entries:
            name = str(entry.get("name", "")) or str(entry.get("id"))
            if name not in self._categories:
                number = len(self._categories) + 1 if self.renumber else entry.get("id")
                self._categories[name] = number
                self.document["categories"].append(entry | {"id": number})

    def _add_image(self, entry: dict, picture: MarkedPicture) -> None:
        if picture.path not in self._ids:
            number = len(self._ids) + 1 if self.renumber else entry["id"]
            self._ids[picture.path] = number
            self.document["images"].append(entry | {"id": number, "file_name": _within(picture)})

    def _add_annotation(
        self, entry: dict, picture: MarkedPicture, named: dict[str, str], fit: BoxFit | None
    ) -> None:
        category = entry.get("category_id")
        label = None if category is None else named.get(str(category), str(category))
        if self.labels is not None:
            crop = _crop(entry)
            end = "" if crop is None else (crop if fit is None else fit.crop(crop)).fragment()
            item = f"{picture.path}{end}"
            if item not in self.labels:
                return
            self._written.add(item)
            label = _told(self.labels[item], label)
        changed: dict[str, object] = {"image_id": self._ids[picture.path]}
        if self.renumber:
            changed["id"] = len(self.document["annotations"]) + 1
        if label is not None:
            self._add_categories([] if label in self._categories else [{"id": category, "name": label}])
            changed["category_id"] = self._categories[label]
        self.document["annotations"].append(entry | changed)


FORMATS = (
    Format(
        "coco",
        write_coco,
        "pictures with what is marked in them, as COCO has it",
        links=True,
        resumes=True,
        zipped=True,
        marks=True,
    ),
)
