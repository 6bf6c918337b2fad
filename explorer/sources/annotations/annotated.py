"""What an index has of images and of the objects marked in them."""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.images.read_file import MISSING
from explorer.index.format import LABEL
from explorer.index.item_columns import models_of
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address, public
from explorer.sources.annotations.declared_size import fits_of, fitted
from explorer.sources.annotations.marked_images import Annotated
from explorer.sources.detections.attach import in_words, with_detections
from explorer.sources.source import Source
from explorer.words import counted, images


class NoBoxesError(SourceError):
    """Objects were asked for, and none that is marked has a box."""


CATEGORIES = "categories"
"""Column of the names of what is marked in an image, each once."""
OBJECTS = "objects"
"""Column of how many objects are marked in it; and what `--items` takes for these to be the items."""


def to_source(
    kind: str, title: str, location: Path, root: Path, found: Annotated, options: SourceOptions
) -> Source:
    """Make a source of annotations, one item an image, or an object where those are asked for.

    Parameters
    ----------
    kind, title : str
        What the annotations are, for scripts and for people.
    location : Path
        As `Source.location`.
    root : Path
        As `Source.root`.
    found : Annotated
    options : SourceOptions
        `items`.

    Returns
    -------
    Source
        Of images, with the columns `categories` (list of string, null where nothing is marked) and `objects`;
        with `label` where there are two categories or more: one text, or where an image has two a list, which
        is empty where somebody has looked and marked nothing. Of objects, cut out of their images, with
        `label`, `image` and what else is said of each.

    Raises
    ------
    SourceError
        No image is listed, or none is there.
    """
    if not found.paths:
        raise SourceError(f"{location}: {title} without an image; expected a list of image files")
    there = np.array([file is not None for file in found.files], bool)
    missing = [Failure(found.paths[i], int(i), MISSING) for i in np.flatnonzero(~there)]
    taken_for = _in_words(title, found, len(missing))
    if not there.any():
        raise SourceError(
            f"{location}: {taken_for}; the first would be {public(found.paths[0])!r}. "
            "Put the images where the annotations name them, or beside the annotations"
            f"{', or read them from there with --fetch' if is_address(found.paths[0]) else ''}"
        )
    of_objects = options.items == OBJECTS
    document = None
    objects = found.objects
    fits = fits_of(found.sizes, objects.image, objects.crops, found.files) if of_objects else {}
    found = fitted(found, fits)
    if options.detections:
        found, document = with_detections(found, fits, options, location)
        taken_for = f"{taken_for}; {in_words(document)}"
    places = _with_boxes(found, there, location) if of_objects else np.flatnonzero(there)
    of_items = found.objects.image[places] if of_objects else places
    shown = [None if file is None else shown_path(file, root) for file in found.files]
    files = [file for place in of_items.tolist() if (file := found.files[place]) is not None]
    paths = [path for place in of_items.tolist() if (path := shown[place]) is not None]
    make = _object_columns if of_objects else _image_columns
    return Source(
        kind=kind,
        location=location,
        root=root,
        items=pa.table(make(found, places, paths)),
        files=files,
        failures=[*missing, *found.failures],
        notes=tuple(found.notes),
        taken_for=taken_for,
        crops=of_objects,
        detections=document,
        categories=tuple(found.categories),
    )


def _with_boxes(found: Annotated, there: np.ndarray, location: Path) -> np.ndarray:
    """Places of the objects that have a box, in images that are there; all of an image together."""
    boxed = np.array([crop is not None for crop in found.objects.crops], bool)
    places = np.flatnonzero(boxed & there[found.objects.image])
    if not len(places):
        raise NoBoxesError(f"{location}: no object has a box; index its images, without --items objects")
    return places[np.argsort(found.objects.image[places], kind="stable")]


def _image_columns(found: Annotated, places: np.ndarray, paths: list[str]) -> dict[str, pa.Array]:
    kept = pa.array(places)
    columns = {"path": pa.array(paths, pa.string()), "source_row": pa.array(places, pa.int64())}
    columns |= {name: values.take(kept) for name, values in _of_objects(found).items()}
    return columns | {name: values.take(kept) for name, values in found.columns.items()}


def _object_columns(found: Annotated, places: np.ndarray, paths: list[str]) -> dict[str, pa.Array]:
    objects = found.objects
    kept, of_image = pa.array(places), pa.array(objects.image[places])
    ends = [crop.fragment() for place in places.tolist() if (crop := objects.crops[place]) is not None]
    named = pa.array(found.categories, pa.string()).take(pa.array(objects.category[places]))
    columns = {
        "path": pa.array([path + end for path, end in zip(paths, ends, strict=True)], pa.string()),
        "source_row": pa.array(places, pa.int64()),
        LABEL: named,
        "image": pa.array(paths, pa.string()),
    }
    columns |= {name: values.take(kept) for name, values in objects.columns.items()}
    return columns | {name: values.take(of_image) for name, values in found.columns.items()}


def _of_objects(found: Annotated) -> dict[str, pa.Array]:
    """Columns of what is marked in images."""
    n = len(found.paths)
    image, category = found.objects.image, found.objects.category
    counts = np.bincount(image, minlength=n)
    # Each category of an image once, in the order of categories.
    pairs = np.unique(image * max(len(found.categories), 1) + category)
    of_image, names = np.divmod(pairs, max(len(found.categories), 1))
    kinds = np.bincount(of_image, minlength=n)
    offsets = np.concatenate([[0], np.cumsum(kinds)])
    values = pa.array(found.categories, pa.string()).take(pa.array(names, pa.int64()))
    none = pa.array(kinds == 0)
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, mask=none)
    columns: dict[str, pa.Array] = {}
    if len(np.unique(names)) > 1 and kinds.max(initial=0) == 1:
        only = np.zeros(n, np.int64)
        only[of_image] = names
        columns[LABEL] = pa.array(found.categories, pa.string()).take(pa.array(only, mask=kinds == 0))
    elif kinds.max(initial=0) > 1 and not models_of(found.columns):  # whose classes are of whole images
        unknown = pa.array((kinds == 0) & ~found.looked)
        columns[LABEL] = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, mask=unknown)
    columns[CATEGORIES] = lists
    columns[OBJECTS] = pa.array(counts, pa.int64())
    return columns


def _in_words(title: str, found: Annotated, missing: int) -> str:
    parts = [images(len(found.paths)), counted(len(found.objects.image), "object")]
    parts.append(counted(len(found.categories), "category", "categories"))
    gone = f"; {counted(missing, 'file')} missing" if missing else ""
    return f"{title}: {', '.join(parts)}{gone}"


def shown_path(file: str, root: Path) -> str:
    """A path as an index has it: posix, relative to the root where below it; an address without secrets."""
    if is_address(file):
        return public(file)
    inside = os.path.join(root, "")
    return file.removeprefix(inside).replace(os.sep, "/")
