"""COCO: a JSON file of the pictures and what is marked in them, or one of each split, beside the pictures."""

from collections.abc import Generator
from pathlib import Path

import msgspec
import numpy as np

from explorer.errors import RemoteError, SourceError
from explorer.export.coco_entries import (
    IMAGES,
    INSTANCES,
    CocoDocument,
    JoinedCoco,
    ObjectRow,
    crop_of,
    name_within,
    rows_of_objects,
)
from explorer.export.export_format import Format, Subset
from explorer.export.marked_objects import (
    MarkedPicture,
    ObjectMarks,
    Placing,
    by_split,
    class_names,
    copy_pictures,
    marks_of,
)
from explorer.export.original_files import write_failures
from explorer.sources.annotations.declared_size import BoxFit, fits_of, size_from
from explorer.sources.kinds import coco
from explorer.sources.read_again import at_hand

ANNOTATIONS = "annotations.json"
_OF_KIND, _OF_SPLIT, _USUAL = "annotations/{}.json", "annotations/{}_{}.json", "train"
"""Files as COCO itself calls them, where it takes several: of each split, and captions beside objects."""
GONE = "it is not in the annotations any more, which have changed since they were indexed"


def write_coco(subset: Subset, folder: Path) -> Generator[int]:
    """Write pictures below `images/`, and `annotations.json`; of splits `annotations/instances_SPLIT.json`.

    Of an index of COCO, entries are those of its own files, with all that they say: masks, keypoints,
    captions, in a file of their own beside objects, and ids, but where two are the same. Else they are boxes,
    with area, crowd and score where known.

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
    names, objects = class_names(marks, pictures), rows_of_objects(subset)
    for split, of_it in _by_split(pictures).items():
        if documents is None:
            parts = {INSTANCES: _of_boxes(names, of_it)}
        else:
            joined = _joined(objects, of_it, documents)
            parts = joined.parts()
            for path in joined.left(of_it):
                subset.missing.add(path, GONE)
        for kind, whole in parts.items():
            file = folder / _file(kind, split, len(parts))
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(msgspec.json.encode(whole))
    write_failures(subset, folder)


def _by_split(pictures: list[MarkedPicture]) -> dict[str | None, list[MarkedPicture]]:
    """Pictures of each split, all of None where there are not several."""
    splits = by_split(pictures, _USUAL)
    return {None: pictures} if len(splits) < 2 else {**splits}


def _file(kind: str, split: str | None, kinds: int) -> str:
    if split is not None:
        return _OF_SPLIT.format(kind, split)
    return ANNOTATIONS if kinds == 1 else _OF_KIND.format(kind)


def _of_boxes(names: list[str], pictures: list[MarkedPicture]) -> dict:
    """A document of what an index knows of objects, with all classes of the index."""
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
            {"id": i, "file_name": name_within(picture), "width": picture.width, "height": picture.height}
            for i, picture in enumerate(pictures, 1)
        ],
        "annotations": annotations,
        "categories": [{"id": i, "name": name} for name, i in category.items()],
    }


def _documents(subset: Subset) -> list[CocoDocument] | None:
    """Files of the source; None where it is not of COCO, or not there any more."""
    source = subset.index.manifest.source
    if source.get("kind") != coco.KIND.name:
        return None
    try:
        with at_hand(source["location"], source.get("root", ""), coco.KIND) as (place, path_of):
            return [
                CocoDocument(
                    content,
                    {each: path_of(file) for each, file in files.items() if file is not None},
                    _fits(content, files) if subset.index.crops else {},
                )
                for content, files in coco.documents(place)
            ]
    except (SourceError, RemoteError, OSError):
        return None


def _joined(
    objects: dict[str, list[ObjectRow]] | None, pictures: list[MarkedPicture], documents: list[CocoDocument]
) -> JoinedCoco:
    """Entries of the source's own, of some pictures."""
    joined = JoinedCoco({picture.path: picture for picture in pictures}, objects)
    having = [each for each in documents if not joined.taken.keys().isdisjoint(each.paths.values())]
    for document in having or documents:
        joined.add(document)
    return joined


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
    fits = fits_of(sizes, image, list(map(crop_of, entries)), list(files.values()))
    return {each: fits[place] for each, place in places.items() if place in fits}


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
