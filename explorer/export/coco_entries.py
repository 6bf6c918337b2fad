"""Entries of files of COCO as one document: of some pictures, ids as they are but where two are the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from explorer.export.export_format import Subset
from explorer.export.marked_objects import MarkedPicture
from explorer.images.crops import Crop, split_fragment
from explorer.index.format import LABEL, PATH, SOURCE_ROW
from explorer.sources.annotations.declared_size import BoxFit
from explorer.sources.classes.class_keys import plain, worded

IMAGES, INSTANCES, CAPTIONS = "images", "instances", "captions"
_PARTS = {"images", "annotations", "categories"}


@dataclass(frozen=True)
class CocoDocument:
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


def name_within(picture: MarkedPicture) -> str:
    """Name of a picture as the file has it: below the folder of pictures, where readers look."""
    return picture.name.removeprefix(f"{IMAGES}/")


def _told(label: str | None, name: str | None) -> str | None:
    """What an object is called: as the file spells it, though its class may be spelled otherwise."""
    if label is None or name is None:
        return label or name
    return name if any(key(label) == key(name) for key in (plain, worded)) else label


def crop_of(entry: dict) -> Crop | None:
    """The box of an object, as the file has it."""
    box = entry.get("bbox")
    if not box or len(box) != 4:
        return None
    x, y, w, h = map(float, box)
    return Crop(x, y, w, h)


class ObjectRow(NamedTuple):
    """An object that is an item.

    Attributes
    ----------
    label : str or None
    chosen : bool
        Whether it is one of the subset.
    """

    label: str | None
    chosen: bool


def rows_of_objects(subset: Subset) -> dict[str, list[ObjectRow]] | None:
    """Return objects by the names of items, in the order of the source: those of one box have one name.

    None where pictures are the items.
    """
    if not subset.index.crops:
        return None
    chosen = np.zeros(subset.index.n, bool)
    chosen[subset.rows] = True
    names = {*subset.index.items[PATH].take(pa.array(subset.rows)).to_pylist()}
    items = subset.index.items.select([PATH, LABEL, SOURCE_ROW])
    order = np.argsort(items[SOURCE_ROW].to_numpy(), kind="stable")
    paths, labels = items[PATH].to_pylist(), items[LABEL].to_pylist()
    found: dict[str, list[ObjectRow]] = {}
    for row in order.tolist():
        if paths[row] in names:
            found.setdefault(paths[row], []).append(ObjectRow(labels[row], bool(chosen[row])))
    return found


@dataclass
class _Numbers:
    """Ids of one kind of entries: as they are given, but another where that is taken."""

    _taken: set[str] = field(default_factory=set)
    _last: int = 0

    def free(self, number: object) -> object:
        """Return an id that no entry has yet, and take it."""
        while number is None or str(number) in self._taken:
            self._last += 1
            number = self._last
        self._taken.add(str(number))
        return number


@dataclass
class JoinedCoco:
    """Entries of some files of COCO, of the pictures that were taken, as one document.

    Attributes
    ----------
    taken : dict
        Pictures by their path in the index.
    objects : dict or None
        As of `rows_of_objects`; those that were met are taken out.
    captions : list of dict
        Annotations that are captions. Readers of objects look for a category in each, so these have their own
        file (`parts`).
    """

    taken: dict[str, MarkedPicture]
    objects: dict[str, list[ObjectRow]] | None
    document: dict = field(default_factory=lambda: {"images": [], "annotations": [], "categories": []})
    captions: list[dict] = field(default_factory=list)
    _ids: dict[str, object] = field(default_factory=dict)
    _categories: dict[str, object] = field(default_factory=dict)
    _numbers: dict[str, _Numbers] = field(default_factory=lambda: defaultdict(_Numbers))

    def parts(self) -> dict[str, dict]:
        """Return documents of objects and of captions, by what COCO calls these, one at least."""
        whole = self.document
        rest = {name: entries for name, entries in whole.items() if name != "categories"}
        captions = {CAPTIONS: rest | {"annotations": self.captions}} if self.captions else {}
        alone = bool(captions) and not whole["annotations"] and not whole["categories"]
        return captions if alone else {INSTANCES: whole} | captions

    def left(self, pictures: list[MarkedPicture]) -> list[str]:
        """Return what no file has an entry of: pictures, and of objects that are items those in others."""
        gone = [picture.path for picture in pictures if picture.path not in self._ids]
        items = [name for name, rows in (self.objects or {}).items() if any(row.chosen for row in rows)]
        return [*gone, *(each for each in items if split_fragment(each)[0] in self._ids)]

    def add(self, given: CocoDocument) -> None:
        """Take the entries of a file."""
        document = given.content
        for name in document.keys() - _PARTS:
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

    def _add_categories(self, entries: Iterable[dict]) -> None:
        for entry in entries:
            name = str(entry.get("name", "")) or str(entry.get("id"))
            if name not in self._categories:
                number = self._numbers["categories"].free(entry.get("id"))
                self._categories[name] = number
                self.document["categories"].append(entry | {"id": number})

    def _add_image(self, entry: dict, picture: MarkedPicture) -> None:
        if picture.path not in self._ids:
            number = self._numbers["images"].free(entry["id"])
            self._ids[picture.path] = number
            self.document["images"].append(entry | {"id": number, "file_name": name_within(picture)})

    def _add_annotation(
        self, entry: dict, picture: MarkedPicture, named: dict[str, str], fit: BoxFit | None
    ) -> None:
        category = entry.get("category_id")
        label = None if category is None else named.get(str(category), str(category))
        if self.objects is not None:
            row = self._row(entry, picture, fit)
            if row is None or not row.chosen:
                return
            label = _told(row.label, label)
        kind = CAPTIONS if "caption" in entry and label is None else INSTANCES
        changed = {"id": self._numbers[kind].free(entry.get("id")), "image_id": self._ids[picture.path]}
        if label is not None:
            self._add_categories([] if label in self._categories else [{"id": category, "name": label}])
            changed["category_id"] = self._categories[label]
        entries = self.captions if kind == CAPTIONS else self.document["annotations"]
        entries.append(entry | changed)

    def _row(self, entry: dict, picture: MarkedPicture, fit: BoxFit | None) -> ObjectRow | None:
        """The item that an entry is: the next of its box."""
        crop = crop_of(entry)
        if self.objects is None or crop is None or entry.get("category_id") is None:
            return None
        end = (crop if fit is None else fit.crop(crop)).fragment()
        rows = self.objects.get(f"{picture.path}{end}")
        return rows.pop(0) if rows else None
