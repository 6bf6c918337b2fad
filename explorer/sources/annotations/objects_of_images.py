"""Objects of images that a source has found already, as items or as the classes of their images."""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.index.format import LABEL
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import CATEGORIES, OBJECTS, to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.columns.arrow_types import flat
from explorer.sources.source import Source

_PARTS = ("path", "source_row")


def with_objects(
    plain: Source,
    found: Collecting,
    marked: Sequence[Iterable[Marked] | None],
    read: Collection[str],
    options: SourceOptions,
) -> Source:
    """Return a source with what is marked in its images.

    Parameters
    ----------
    plain : Source
        Of images, or of parts of files, as read without objects.
    found : Collecting
        Without images; what it declares and notes counts.
    marked : sequence of (iterable of Marked or None)
        Parallel to the items of `plain`; None where nobody has looked.
    read : collection of str
        Columns of `plain` that objects were made of.
    options : SourceOptions
        `items`, `detections`.

    Raises
    ------
    SourceError
        As of `explorer.sources.annotations.annotated.to_source`.
    """
    items = plain.items
    splits = items["split"].to_pylist() if "split" in items.column_names else [None] * items.num_rows
    paths = items["path"].to_pylist()
    # One file may hold many images: a name for each, which is where it would lie.
    names = [os.path.normpath(os.path.join(plain.root, path)) for path in paths]
    for path, name, objects, split in zip(paths, names, marked, splits, strict=True):
        found.add(path, name, objects, split)
    annotated = found.annotated()
    annotated.columns.update(_columns(items, read, options))
    title = plain.taken_for.partition(":")[0]
    title += " and objects" if " with " in title else " with objects"
    source = to_source(plain.kind, title, Path(plain.location), Path(plain.root), annotated, options)
    place = {name: i for i, name in enumerate(names)}
    rows = np.array([place[file] for file in source.files], np.int64)
    return replace(
        source,
        files=[plain.files[row] for row in rows],
        parts=None if plain.parts is None else plain.parts.take(rows),
        failures=[*plain.failures, *source.failures],
        passed_over=plain.passed_over,
        notes=(*plain.notes, *source.notes),
        written={name: own for name, own in plain.written.items() if name in source.items.column_names},
        classes=plain.classes,
        states=None if plain.states is None else plain.states[rows],
    )


def _columns(items: pa.Table, read: Collection[str], options: SourceOptions) -> dict[str, pa.Array]:
    """Columns of the images but those that objects are made of.

    A label of whole images is none of the objects in them.
    """
    ours = {*_PARTS, *read, CATEGORIES, OBJECTS}
    of_objects = options.items == OBJECTS
    return {
        f"image_{LABEL}" if of_objects and name == LABEL else name: flat(items[name])
        for name in items.column_names
        if name not in ours
    }
