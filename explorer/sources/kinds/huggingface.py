"""Hugging Face data sets, and other Parquet and Arrow files, that hold the images themselves."""

import os
import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import Failure, SourceError
from explorer.images.parts import PACKINGS
from explorer.index.format import LABEL
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.sources.columns.array_labels import FINE
from explorer.sources.columns.class_files import read_classes
from explorer.sources.columns.class_labels import features_of, named
from explorer.sources.columns.column_roles import unique_names
from explorer.sources.columns.table_columns import arrange
from explorer.sources.kinds.table import of_table
from explorer.sources.source import PartArrays, Source, SourceKind, refuse_vectors
from explorer.sources.tables.image_columns import (
    ARROW_ENDINGS,
    ImageColumn,
    arrow_images,
    arrow_schema,
    holds_images,
    image_column,
    parquet_images,
)
from explorer.words import counted, images

_SAVED = ("dataset_dict.json", "dataset_info.json", "state.json")
_SPLIT = re.compile(r"^(?P<split>[A-Za-z_]+?)(-[0-9]{3,}(-of-[0-9]+)?)?$")
_NO_SPLIT = ("data", "default", "part", "cache", "dataset", "output")
_ENTRIES = 1000
_DEPTH = 3
_PATH = "path"
_CLASS_LABEL = "ClassLabel"


def accepts(location: Path) -> bool:
    """Whether this is such a file, a data set that was saved to disk, or a folder of Parquet with images."""
    if not location.is_dir():
        return location.is_file() and _holds_images(location)
    found = files(location)
    if any((location / name).is_file() for name in _SAVED):
        return any(_is_arrow(file) for file in found)
    return bool(found) and _holds_images(found[0])


def open(location: Path, options: SourceOptions) -> Source:
    """Read all columns but the images, and find where each of these lies."""
    refuse_vectors(location, options)
    given = files(location) if location.is_dir() else [location]
    root = location if location.is_dir() else location.parent
    read = [
        ImageFile(file, root, found) for file in given if (found := _images_of(file, options)) is not None
    ]
    return source_of(KIND.name, _title(location), location, read, options)


KIND = SourceKind(
    "huggingface",
    "a data set of Hugging Face",
    "`save_to_disk`, Parquet, Arrow or Feather files with the images in them, and folders of such files",
    accepts,
    open,
)


def source_of(
    kind: str, title: str, location: Path, read: "list[ImageFile]", options: SourceOptions
) -> Source:
    """Return a source of images that lie in files beside what is said of them.

    Parameters
    ----------
    kind, title : str
        As of `SourceKind`, for what it was taken for.
    location : Path
        As of `Source`.
    read : list of ImageFile
    options : SourceOptions

    Raises
    ------
    SourceError
        No row has an image.
    """
    total = sum(len(each.found.rows) for each in read)
    splits = len({each.split for each in read}) > 1
    if not total and any(each.found.elsewhere for each in read):
        return _of_names(
            kind, title, location, read[0].root, [each.table_of_names(splits) for each in read], options
        )
    if not total:
        raise SourceError(f"{location}: no row has an image")
    of = "data set" if read[0].file.is_dir() else "file"
    table = _joined([each.table(splits) for each in read])
    # The images are no column of paths, whatever they are called.
    options = replace(
        options, path_column=_PATH, label_column=options.label_column or _class_label(table, read)
    )
    arranged = arrange(table, location, options)
    found = [each.found for each in read]
    return Source(
        kind=kind,
        location=location,
        root=read[0].root,
        items=arranged.items,
        files=[file for each in read for file in each.files()],
        classes=read_classes(options.classes) if options.classes else None,
        failures=[failure for each in read for failure in each.failures()],
        written=arranged.written,
        notes=arranged.notes,
        taken_for=f"{title}: {images(total)} in {counted(len(read), of)}",
        parts=PartArrays(
            np.concatenate([each.offset for each in found]),
            np.concatenate([each.length for each in found]),
            np.repeat(
                np.array([PACKINGS.index(each.packing) for each in found], np.int8),
                [len(each.rows) for each in found],
            ),
            np.concatenate([each.size for each in found]),
        ),
    )


def _class_label(table: pa.Table, read: "list[ImageFile]") -> str | None:
    """The only column of classes by its feature, or the only fine one, where none is called `label`."""
    if any(name.lower().partition(":")[0] == LABEL for name in table.column_names):
        return None
    features = {
        name: each for file in read for name, each in features_of(file.found.rest.schema.metadata).items()
    }
    of_classes = [
        name
        for name, each in features.items()
        if name in table.column_names and isinstance(each, dict) and each.get("_type") == _CLASS_LABEL
    ]
    fine = [name for name in of_classes if FINE in name.lower()]
    return next((found[0] for found in (of_classes, fine) if len(found) == 1), None)


def _joined(tables: list[pa.Table]) -> pa.Table:
    table = pa.concat_tables(tables, promote_options="permissive")
    return table.rename_columns(unique_names(table.column_names))


def _of_names(
    kind: str, title: str, location: Path, root: Path, tables: list[pa.Table], options: SourceOptions
) -> Source:
    """A data set that names its images and holds none of them: a table of their paths."""
    options = replace(options, path_column=_PATH)
    source = of_table(_joined(tables), location, os.fspath(root), options)
    taken_for = f"{title}, by the paths in it: {images(len(source.files))}"
    return replace(source, kind=kind, taken_for=taken_for)


@dataclass(frozen=True)
class ImageFile:
    """One file of a data set, or a folder of files that are one table."""

    file: Path
    root: Path
    found: ImageColumn

    @property
    def split(self) -> str | None:
        """`train` of `train-00000-of-00002.parquet`, or the folder that a file of another name lies in."""
        inside = self.file.relative_to(self.root)
        for name in (inside.stem, *reversed(inside.parts[:-1])):
            match = _SPLIT.match(name)
            if match and match["split"].lower().rstrip("_") not in _NO_SPLIT:
                return match["split"]
        return None

    def files(self) -> list[str]:
        """Return the file that each image lies in."""
        return self.found.files or [str(self.file)] * len(self.found.rows)

    def failures(self) -> list[Failure]:
        """Rows without an image."""
        without = np.setdiff1d(np.arange(self.found.total), self.found.rows)
        inside = self.file.relative_to(self.root).as_posix()
        return [Failure(f"{inside}/{row}", row, self._lacks(row)) for row in without.tolist()]

    def _lacks(self, row: int) -> str:
        name = self.found.elsewhere.get(row)
        return f"no image in this row, but the name of one ({name})" if name else "no image in this row"

    def table_of_names(self, with_split: bool) -> pa.Table:
        """What is said of images that it only names, with the path of each."""
        return self._with_paths(
            self._said, [self.found.elsewhere.get(i) for i in range(self.found.total)], with_split
        )

    @property
    def _said(self) -> pa.Table:
        return named(self.found.rest).replace_schema_metadata(None)

    def table(self, with_split: bool) -> pa.Table:
        """What is said of its images, with a path for each."""
        table = self._said
        table = table.take(pa.array(self.found.rows)) if table.num_columns else table
        inside = self.file.relative_to(self.root).as_posix()
        width = len(str(int(self.found.rows.max(initial=0))))
        given = [Path(name).name if name else "" for name in self.found.names]
        unique = len(set(given)) == len(given) and all(given)
        numbers = [f"{row:0{width}d}" for row in self.found.rows.tolist()]
        # Two images of one path would be taken for one.
        own = given if unique else [f"{n}-{g}" if g else n for n, g in zip(numbers, given, strict=True)]
        return self._with_paths(table, [f"{inside}/{name}" for name in own], with_split)

    def _with_paths(self, table: pa.Table, names: list[str | None], with_split: bool) -> pa.Table:
        """A table with a column of paths, and one of the split."""
        taken = {each.lower() for each in table.column_names}
        table = table.rename_columns([f"{n}_source" if n.lower() == _PATH else n for n in table.column_names])
        paths = pa.array(names, pa.string())
        table = table.append_column(_PATH, paths) if table.num_columns else pa.table({_PATH: paths})
        if with_split and "split" not in taken:
            table = table.append_column("split", pa.array([self.split] * len(names), pa.string()))
        return table


def _title(location: Path) -> str:
    if location.is_dir():
        return "Hugging Face data set"
    return f"{location.suffix[1:].capitalize()} file with images"


def files(folder: Path) -> list[Path]:
    """Parquet or Arrow files of a data set, the ones that say most; caches are left out."""
    arrow: list[str] = []
    parquet: list[str] = []
    found = {".parquet": parquet, **dict.fromkeys(ARROW_ENDINGS, arrow)}
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = [] if depth >= _DEPTH else sorted(name for name in folders if not name.startswith("."))
        for name in islice(sorted(names), _ENTRIES):
            ending = os.path.splitext(name)[1].lower()
            path = os.path.join(place, name)
            if ending in found and not name.startswith(("cache-", ".")) and os.path.isfile(path):
                found[ending].append(path)
    return [Path(path) for path in sorted(arrow or parquet, key=path_key)]


def _is_arrow(file: Path) -> bool:
    return file.suffix.lower() in ARROW_ENDINGS


def _holds_images(file: Path) -> bool:
    """Whether a file has a column of images; told by its schema."""
    try:
        if not _is_arrow(file) and file.suffix.lower() != ".parquet":
            return False
        schema = arrow_schema(file) if _is_arrow(file) else pq.read_schema(file)
    except (pa.ArrowException, OSError, SourceError):
        return False
    return holds_images(schema)


def _images_of(file: Path, options: SourceOptions) -> ImageColumn | None:
    """The images of a file; None where it has none, as tables beside others."""
    try:
        if _is_arrow(file):
            return arrow_images(file, options.path_column)
        name = image_column(pq.read_schema(file), options.path_column)
        return None if name is None else parquet_images(file, name)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"{file} cannot be read: {str(error).splitlines()[0]}") from error
