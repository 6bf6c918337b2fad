"""Pictures as arrays: `.npy` and `.npz`, MNIST's IDX, the batches of CIFAR and STL-10, `.mat`, HDF5."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, ImageError, SourceError
from explorer.extras import is_installed
from explorer.images.arrays.contents import contents_of, may_hold_pictures
from explorer.images.arrays.hdf5_files import MARK as HDF5
from explorer.images.arrays.lazy_arrays import ArrayContents
from explorer.images.frames.frame import OF_ARRAY, Frame
from explorer.images.recognize import ByName, FileEnding, Recognizer
from explorer.options import SourceOptions
from explorer.sources.annotations.looking import some_files_below, some_files_called
from explorer.sources.annotations.splits import split_of
from explorer.sources.columns.array_labels import (
    COARSE,
    FINE,
    find_labels,
    holds_labels,
    label_values,
    split_named,
    what_of,
)
from explorer.sources.columns.class_files import read_classes
from explorer.sources.columns.growing_columns import GrowingColumns
from explorer.sources.folders.passed_over import by_ending, name_of_ending
from explorer.sources.frame_items import files_at
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.words import counted, images

_LOOKED_AT, _LOOKED_INTO = 2000, 20
ARRAY = "array"
"""The column that says which array a picture is of, where there are several that are no splits."""
_RESERVED = {"path", "source_row", "label", "split", ARRAY}
_CLASS_LISTS = {
    "batches.meta.txt": "",
    "class_names.txt": "",
    "fine_label_names.txt": FINE,
    "coarse_label_names.txt": COARSE,
}
"""Names of classes beside binary files: of all labels, of finer and of coarser ones."""
_NAMES = re.compile(r"(label|class|category)_names$|(^|/)(list_)?classes$")
"""Names of arrays that have the names of classes."""


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some, and no image."""
    if location.is_file() and not is_installed("h5py") and _is_hdf5(location):
        return True  # who names it is told what to install
    recognizer = Recognizer()
    seen = some_files_below(location, "", _LOOKED_AT) if location.is_dir() else []
    if any(recognizer.by_name(file.name) is FileEnding.IMAGE for file in seen):
        return False
    return any(
        map(_has_pictures, islice(some_files_called(location, may_hold_pictures, _LOOKED_AT), _LOOKED_INTO))
    )


def accepts_asked(location: Path) -> bool:
    """Whether a file is called as one of those, or one in a folder is of which a short look is taken."""
    return any(True for _ in some_files_called(location, may_hold_pictures, _LOOKED_AT))


def open(location: Path, options: SourceOptions) -> Source:
    """List the pictures by the headers of files; see `explorer.sources.open_source`."""
    scan, places = files_at(location, ByName(may_hold_pictures), options)
    root = location if location.is_dir() else location.parent
    contents, failures, there = {}, list(scan.failures), set(scan.paths)
    for path, place in zip(scan.paths, places, strict=True):
        if path.endswith(".gz") and path.removesuffix(".gz") in there:
            contents[path] = ArrayContents([], {})  # torchvision keeps what it unpacked
            continue
        try:
            contents[path] = _read(Path(place))
        except ImageError as error:
            failures.append(Failure(path, -1, str(error)))
    listed = _Listed({path: found for path, found in contents.items() if not found.pictures}, root)
    for path, found in contents.items():
        if found.pictures:
            listed.add(path, found)
        else:
            scan.passed_over[name_of_ending(path)] += 1
    if not listed.paths:
        instead = f"{failures[0].path}: {failures[0].reason}" if failures else "numbers of other shapes only"
        raise SourceError(
            f"{location}: no arrays of pictures in it; {instead}; expected bytes in an array of (n, height, "
            "width), or any numbers in one of (n, height, width, channels)"
        )
    items = listed.table()
    return Source(
        kind="arrays",
        location=location,
        root=root,
        items=items,
        files=[os.path.join(root, file) for file in listed.files],
        failures=failures,
        passed_over=by_ending(scan.passed_over),
        classes=read_classes(options.classes) if options.classes else None,
        taken_for=f"arrays: {counted(len(set(listed.files)), 'file')}, {images(items.num_rows)}",
        frames=True,
    )


KIND = SourceKind(
    "arrays",
    "arrays of pictures",
    "pictures as arrays: a `.npy` or `.npz` (MedMNIST, `x_train`), MNIST's `-ubyte`, the batches of CIFAR "
    "and STL-10, SVHN's `.mat`, HDF5 with h5py, or a folder of them in which there are no images",
    accepts,
    open,
    refuses=OF_ROWS,
    accepts_asked=accepts_asked,
)


def _read(file: Path) -> ArrayContents:
    try:
        with file.open("rb") as stream:
            return contents_of(stream, file.name)
    except OSError as error:
        raise ImageError(f"cannot be read ({error.strerror or error})") from error


def _is_hdf5(file: Path) -> bool:
    if not may_hold_pictures(file.name):
        return False
    with file.open("rb") as stream:
        return stream.read(len(HDF5)) == HDF5


def _has_pictures(file: Path) -> bool:
    with suppress(ImageError):
        return bool(_read(file).pictures)
    return False


@dataclass
class _Listed:
    """Pictures as they are listed, and what arrays say of them.

    Attributes
    ----------
    others : dict
        By their paths, the contents of files without pictures.
    root : Path
    paths, files : list of str
        Of each picture, and of its file; relative to `root`, posix.
    columns : GrowingColumns
    """

    others: Mapping[str, ArrayContents]
    root: Path
    paths: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    columns: GrowingColumns = field(default_factory=GrowingColumns)
    _of_others: set[str] = field(default_factory=set)
    _arrays: list[str] = field(default_factory=list)

    def add(self, path: str, found: ArrayContents) -> None:
        """List the pictures of a file."""
        beside = self._beside(path)
        names = self._class_names(path, beside | found.columns)
        first = len(self.paths)
        for array in found.pictures:
            begin, n = len(self.paths), array.count
            numbers = range(begin - first, begin - first + n)
            self.paths += [Frame(path, OF_ARRAY, str(number)).name for number in numbers]
            self.files += [path] * n
            inside = {name: each for name, each in found.columns.items() if len(each) == n}
            near = inside | {name: each for name, each in beside.items() if len(each) == n}
            title = array.name or PurePosixPath(path).name
            label = find_labels(title, inside) or find_labels(title, near)
            if label is not None:
                self.columns.put("label", begin, label_values(near[label], _names_for(label, names)))
            split = split_named(title, PurePosixPath(path).name) or split_of(path)
            if split is not None:
                self.columns.put("split", begin, [split] * n)
            self._arrays += [array.name or path.partition(".")[0]] * n
            if len(found.pictures) == 1:
                self._put_others(begin, {name: each for name, each in inside.items() if name != label}, names)

    def table(self) -> pa.Table:
        """Return the items."""
        n = len(self.paths)
        columns = {"path": pa.array(self.paths, pa.string()), "source_row": pa.array(range(n), pa.int64())}
        if len(set(self._arrays)) > 1 and None in self.columns.values("split", n):
            self.columns.put(ARRAY, 0, self._arrays)
        return pa.table(columns | self.columns.arrays(n))

    def _put_others(
        self, begin: int, others: Mapping[str, np.ndarray], names: Mapping[str, Sequence[str]]
    ) -> None:
        """Take what else a file says of each picture as columns: `coarse_labels` as `coarse`."""
        for name, each in others.items():
            column = "_".join(what_of(name)) or name
            if each.ndim == 1 and column not in {*_RESERVED, *self.columns} - self._of_others:
                labels = holds_labels(name)
                self._of_others.add(column)
                self.columns.put(
                    column, begin, label_values(each, _names_for(name, names)) if labels else each.tolist()
                )

    def _beside(self, path: str) -> dict[str, np.ndarray]:
        """Return the arrays of files without pictures that lie beside one."""
        folder = PurePosixPath(path).parent
        return {
            name: column
            for other, found in self.others.items()
            if PurePosixPath(other).parent == folder
            for name, column in found.columns.items()
        }

    def _class_names(self, path: str, beside: Mapping[str, np.ndarray]) -> dict[str, Sequence[str]]:
        """Return names of classes from arrays, and what lies beside a file; of all labels under no name."""
        found: dict[str, Sequence[str]] = {}
        for name, each in beside.items():
            if _NAMES.search(name) and each.dtype.kind == "U" and each.ndim == 1:
                found[_level(name)] = each.tolist()
        for name, level in _CLASS_LISTS.items():
            with suppress(SourceError):
                found[level] = read_classes(self.root / PurePosixPath(path).parent / name)
        return found


def _names_for(label: str, names: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    return names.get(_level(label))


def _level(label: str) -> str:
    """How fine labels are, by the name of their array; empty where there is one level only."""
    return next((level for level in (FINE, COARSE) if level in what_of(label)), "")
