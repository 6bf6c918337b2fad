"""What every source becomes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.images.crops import Cropped, split_fragment
from explorer.images.fetched import Remote
from explorer.images.frames.frame import file_of, frame_of
from explorer.images.parts import PACKINGS, WHOLE, Part
from explorer.images.read_file import Readable
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address
from explorer.remote.reading import State


@dataclass(frozen=True)
class PartArrays:
    """Where each of n images lies in its file, as parallel arrays; see `explorer.images.parts.Part`.

    Attributes
    ----------
    offset, length : (n,) int64 array
    packing : (n,) int8 array
        Place in `explorer.images.parts.PACKINGS`.
    size : (n,) int64 array
        Bytes of each image once it is unpacked, as its archive says.
    """

    offset: np.ndarray
    length: np.ndarray
    packing: np.ndarray
    size: np.ndarray

    def take(self, places: np.ndarray) -> "PartArrays":
        """Return those of (k,) images."""
        return PartArrays(*(array[places] for array in vars(self).values()))


@dataclass(frozen=True)
class Named:
    """One of several sources.

    Attributes
    ----------
    name : str
        As the column has it that says which source a row came from.
    kind, location, taken_for : str, Path or str, str
        As in `Source`.
    """

    name: str
    kind: str
    location: Path | str
    taken_for: str


@dataclass(frozen=True)
class Source:
    """Items that can be indexed, in a fixed order, and what is known of each.

    Attributes
    ----------
    kind : str
        Name of its `SourceKind`.
    location : Path or str
        What was named, absolute; of an address without secrets; of several sources as `root`.
    root : Path or str
        Folder that relative paths hang on, absolute, or its address.
    items : pyarrow.Table
        A row an image: `path` (string; posix, relative to `root` where inside it, else absolute),
        `source_row` (int64; position in a table, in the scan of a folder, or in the list of a file of
        annotations), where known `label`, `split`,
        `prediction`, `prediction:NAME` (string), `confidence`, `confidence:NAME` (float32, 0 to 1), and the
        user's own columns.
    files : list of str
        Absolute path of the file of each item, parallel to `items`, or the address that it is asked for with.
    states : (m, 3) int64 array or None
        Of what lies at addresses, as a list of it said: `explorer.remote.reading.State`, one for each file;
        size -1 where it is not known. None where all files are of this machine.
    parts : PartArrays or None
        Where in these files the images lie; None where they are all of them.
    failures : list of Failure
        What could not become an item: rows without a path, unreadable folders. In a folder their `source_row`
        is -1.
    passed_over : dict
        Files of a folder that are neither: how many of each ending, the most frequent first, of hidden ones
        and of those in an index (`explorer.sources.folders.passed_over`).
    crops : bool
        Whether items are boxes in pictures; then each `path` ends with its box (`explorer.images.crops`).
    frames : bool
        Whether any item is a frame of a file; then its `path` ends with its place (`explorer.images.frames`).
    sources : tuple of Named
        What this was made of, where that is several sources.
    embeddings : ndarray or None
        (rows of the table, d) float16, float32 or float64, finite, memory-mapped; index it by `source_row`.
    probabilities : ndarray or None
        (rows of the table, classes), each row sums to one, memory-mapped; index it by `source_row`.
    classes : list of str or None
        Names of the columns of `probabilities`.
    written : dict
        What the user calls a column that plays a part (`label`, `prediction:a`), where that is another name.
    notes : tuple of str
        What whoever reads the index should know of its source, a sentence each.
    doubts : tuple of str
        Those of the notes that cast doubt on rates.
    detections : dict or None
        Figures of the boxes of models, as `explorer.sources.detections.attach.with_detections` gives them.
    taken_for : str
        What the input was taken for, with counts of what is in it, in one line.
    categories : tuple of str
        Of what annotations mark, as they declare them, in their order; then others that they name.
    """

    kind: str
    location: Path | str
    root: Path | str
    items: pa.Table
    files: list[str]
    failures: list[Failure] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    embeddings: np.ndarray | None = None
    probabilities: np.ndarray | None = None
    classes: list[str] | None = None
    written: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    taken_for: str = ""
    parts: PartArrays | None = None
    crops: bool = False
    detections: dict | None = None
    frames: bool = False
    sources: tuple[Named, ...] = ()
    states: np.ndarray | None = None
    categories: tuple[str, ...] = ()

    def file_of(self, path: str) -> str:
        """Return the file that an item's path names: of a box or a frame, that which it is in."""
        if self.frames and frame_of(path) is not None:
            return file_of(path)
        return split_fragment(path)[0] if self.crops else path

    def is_part(self, place: int) -> bool:
        """Whether an item is not all of its file."""
        return self.parts is not None and PACKINGS[self.parts.packing[place]] != WHOLE

    def image(self, place: int) -> Readable:
        """Return what is to be read for an item: a file, a part of one, a box in either, or a frame."""
        if self.frames and (frame := frame_of(self.items["path"][place].as_py())) is not None:
            return frame._replace(path=self.files[place])
        image = self._whole(place)
        if not self.crops:
            return image
        _, crop = split_fragment(self.items["path"][place].as_py())
        return image if crop is None else Cropped(image, crop)

    def _whole(self, place: int) -> str | Part | Remote:
        file, part = self.files[place], None
        if self.parts is not None and self.is_part(place):
            packing = PACKINGS[self.parts.packing[place]]
            part = Part(file, int(self.parts.offset[place]), int(self.parts.length[place]), packing)
        if not is_address(file):
            return part or file
        state = None if self.states is None else State(*self.states[place].tolist())
        return Remote(file, part, state if state is not None and state.size >= 0 else None)


OF_VECTORS = ("embeddings", "probabilities")
"""Options that give numbers for the rows of a table."""
OF_ROWS = ("path_column", "label_column", "prediction_column", "confidence_column", *OF_VECTORS)
"""All options that are about the rows of a table."""


@dataclass(frozen=True)
class SourceKind:
    """One kind of source: a module of `explorer.sources.kinds` has one, `KIND`.

    Attributes
    ----------
    name : str
        As `--source` takes it.
    title : str
        What people call it.
    reads : str
        What is taken, for the table of `dendro formats` and the manual.
    accepts : callable
        Whether an absolute path that exists is of this kind, told without reading all of it.
    open : callable
        Takes such a path and the options, and finds its items without opening one image. It raises
        `SourceError` where that cannot be indexed; one line says what, where, what was expected and what to
        do.
    refuses : tuple of str
        Names of options that are about the rows of a table, and mean nothing here.
    heeds : tuple of str
        Names of options that mean something here, and nothing to kinds that do not name them.
    marks_objects : bool
        Whether it knows of objects in images, which then can be the items.
    endings : tuple of str
        Endings, in small letters, of the files in which it reads what is marked: these are unpacked from
        archives and fetched from buckets.
    accepts_asked : callable or None
        As `accepts`, where this kind is asked for by name; None where that takes no more.
    extra : str
        The extra of this package that it needs; empty where it needs none.
    """

    name: str
    title: str
    reads: str
    accepts: Callable[[Path], bool]
    open: Callable[[Path, SourceOptions], Source]
    refuses: tuple[str, ...] = ()
    heeds: tuple[str, ...] = ()
    marks_objects: bool = False
    endings: tuple[str, ...] = ()
    accepts_asked: Callable[[Path], bool] | None = None
    extra: str = ""


def refuse_vectors(location: Path | str, options: SourceOptions) -> None:
    """Refuse numbers for the rows of a table where a source holds the images themselves."""
    for name in OF_VECTORS:
        if getattr(options, name) is not None:
            raise SourceError(
                f"{location} holds the images themselves, and --{name} belongs to the rows of one table: "
                "write the images to files and name these in a table"
            )
