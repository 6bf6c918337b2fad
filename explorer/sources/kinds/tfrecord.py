"""TFRecord files of `tf.train.Example` with encoded images in them, read in place."""

import io
import mmap
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.images.formats.file_formats import begins_as_image
from explorer.images.parts import PACKINGS, STORED
from explorer.images.recognize import ByName
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import OBJECTS
from explorer.sources.annotations.collecting import Collecting
from explorer.sources.annotations.looking import some_files_called
from explorer.sources.annotations.objects_of_images import with_objects
from explorer.sources.annotations.splits import split_in_words, split_of
from explorer.sources.columns.class_files import read_classes
from explorer.sources.columns.column_roles import unique_names
from explorer.sources.columns.growing_columns import GrowingColumns
from explorer.sources.columns.table_columns import arrange
from explorer.sources.folders.passed_over import by_ending
from explorer.sources.frame_items import files_at
from explorer.sources.source import PartArrays, Source, SourceKind, refuse_vectors
from explorer.sources.tables.tf_examples import Malformed, Span, features, records
from explorer.sources.tables.tf_objects import RecordObject, label_map, marked, objects_of, prefix_of_objects
from explorer.words import counted, images

_NAMED = re.compile(r"\.(tfrecords?|tfrec|records?)(-\d+-of-\d+)?$|-\d{5}-of-\d{5}$", re.IGNORECASE)
_LOOKED_AT, _TRIED = 2000, 5
_PATH, _LABEL, _SPLIT = "path", "label", "split"
_ENCODED = ("image/encoded", "image", "encoded", "jpeg", "png", "img")
_NO_IMAGES = re.compile(r"mask|segment|label|depth", re.IGNORECASE)
_FILE_NAMES = ("filename", "file_name", "image_name", "source_id", "id", "image_id")
_LABELS = ("image/class/text", "image/class/label", "label", "class", "target")
_LEFT_OUT = (
    "image/encoded",
    "image/format",
    "image/height",
    "image/width",
    "image/key/sha256",
    "height",
    "width",
)
_START = 4096
_LONGEST_TEXT = 1000
_MOST_LISTED = 16


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder in which a short look finds some."""
    return any(
        _holds_images(file) for file in islice(some_files_called(location, _NAMED.search, _LOOKED_AT), _TRIED)
    )


def accepts_asked(location: Path) -> bool:
    """Whether a file is called as one of those, or one in a folder is."""
    return any(True for _ in some_files_called(location, _NAMED.search, _LOOKED_AT))


def open(location: Path, options: SourceOptions) -> Source:
    """Read all features but the images, and find where each of these lies."""
    refuse_vectors(location, options)
    root = location if location.is_dir() else location.parent
    scan, places = files_at(location, ByName(_NAMED.search), options)
    found = _Found(failures=list(scan.failures), folder=root)
    for inside, place in zip(scan.paths, places, strict=True):
        found.read(Path(place), inside)
    if not found.files:
        instead = f"; {found.failures[0].path}: {found.failures[0].reason}" if found.failures else ""
        raise SourceError(f"{location}: no record has an encoded image{instead}")
    arranged = arrange(found.table(), location, replace(options, path_column=_PATH))
    plain = Source(
        kind="tfrecord",
        location=location,
        root=root,
        items=arranged.items,
        files=found.files,
        classes=read_classes(options.classes) if options.classes else None,
        failures=found.failures,
        passed_over=by_ending(scan.passed_over),
        written=arranged.written,
        notes=arranged.notes,
        taken_for=f"TFRecord: {images(len(found.files))} in {counted(len(set(found.files)), 'file')}",
        parts=found.parts(),
    )
    if not found.has_objects and options.items != OBJECTS and not options.detections:
        return plain
    return with_objects(plain, Collecting(), marked(found.objects), (), options)


KIND = SourceKind(
    "tfrecord",
    "TFRecord",
    "TFRecord files (`.tfrecord`, `.tfrec`, `.record`, `train-00000-of-01024`) of `tf.train.Example` with "
    "encoded images, or a folder of them",
    accepts,
    open,
    marks_objects=True,
    accepts_asked=accepts_asked,
)


@dataclass
class _Found:
    """Images in records, and what is said of each."""

    files: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    folder: Path = Path()
    objects: list[list[RecordObject] | None] = field(default_factory=list)
    _spans: list[Span] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _columns: GrowingColumns = field(default_factory=GrowingColumns)

    def read(self, file: Path, inside: str) -> None:
        """Read a file; what cannot be read is a failure."""
        try:
            with _mapped(file) as data:
                self._read(file, inside, data)
        except OSError as error:
            self.failures.append(Failure(inside, -1, f"cannot be read ({error.strerror or error})"))

    def _read(self, file: Path, inside: str, data: memoryview) -> None:
        split = split_in_words(file.name) or split_of(inside)
        classes = {"": label_map(file.parent) or label_map(self.folder)} | _class_names(file.parent)
        number, chosen = -1, ""
        try:
            for number, record in enumerate(records(data)):
                found = features(data, record)
                chosen = chosen if _is_image(data, found.get(chosen)) else _image_in(data, found)
                if not chosen:
                    self.failures.append(
                        Failure(f"{inside}/{number}", number, "no encoded image in this record")
                    )
                    continue
                prefix = prefix_of_objects(found)
                said = {
                    name: _said(data, values)
                    for name, values in found.items()
                    if name != chosen and not (prefix and name.startswith(prefix))
                }
                columns = _columns_of(said, classes)
                self.objects.append(objects_of(data, found, prefix, classes, columns.get(_LABEL)))
                self._add(file, inside, number, found[chosen][0], columns | {_SPLIT: split})
        except Malformed:
            why = "cut off or no TFRecord" if number < 0 else f"cut off or damaged after record {number}"
            packed = "; written with compression it is not read" if data[:2] == b"\x1f\x8b" else ""
            self.failures.append(Failure(inside, -1, why + packed))

    def _add(self, file: Path, inside: str, number: int, span: Span, said: dict) -> None:
        begin = len(self.files)
        given = next((str(said[name]) for name in _FILE_NAMES if isinstance(said.get(name), str)), "")
        self._names.append(f"{inside}/{number:07d}" + (f"-{Path(given).name}" if given else ""))
        self.files.append(str(file))
        self._spans.append(span)
        for name, value in said.items():
            if value not in (None, []) or name == _LABEL:
                self._columns.put(name, begin, [value])

    def table(self) -> pa.Table:
        """Return what is said of the images, with a path for each."""
        columns = self._columns.arrays(len(self.files))
        names = [f"{name}_source" if name.lower() == _PATH else name for name in columns]
        table = pa.table([pa.array(self._names, pa.string()), *columns.values()], [_PATH, *names])
        return table.rename_columns(unique_names(table.column_names))

    def parts(self) -> PartArrays:
        """Return where the images lie."""
        start, end = np.array(self._spans, np.int64).T
        return PartArrays(
            start, end - start, np.full(len(start), PACKINGS.index(STORED), np.int8), end - start
        )

    @property
    def has_objects(self) -> bool:
        """Whether any record says something of objects."""
        return any(objects is not None for objects in self.objects)


def _columns_of(said: dict, classes: Mapping[str, Mapping[object, str]]) -> dict:
    """What a record says of its image, under names for columns, and its label."""
    columns = {
        name.removeprefix("image/").replace("/", "_"): value
        for name, value in said.items()
        if name not in (*_LEFT_OUT, *_LABELS)
    }
    for name in _LABELS:
        value = said.get(name)
        codes = value if isinstance(value, list) else [value]
        if value is None or not codes:
            continue
        names = classes.get(name, classes[""])
        named = [names.get(code, str(code)) for code in codes]
        return columns | {_LABEL: named if len(named) > 1 else named[0]}
    return columns


def _said(data: memoryview, values: list) -> object:
    """What a feature says: a number, a text, or a list of some; None of what is no column."""
    if not values:
        return []
    if isinstance(values[0], Span):
        texts = [_text(data, value) for value in values]
        if None in texts:
            return None
        return texts[0] if len(texts) == 1 else texts
    if len(values) == 1:
        return values[0]
    return values if len(values) <= _MOST_LISTED else None


def _text(data: memoryview, span: Span) -> str | None:
    if span.end - span.start > _LONGEST_TEXT:
        return None
    with suppress(UnicodeDecodeError):
        return bytes(data[slice(*span)]).decode("utf-8")
    return None


def _image_in(data: memoryview, found: dict[str, list]) -> str:
    """Return the feature that is the image of a record; empty where there is none."""
    likely = [name for name in found if not _NO_IMAGES.search(name)]
    return next((name for name in (*_ENCODED, *likely) if _is_image(data, found.get(name))), "")


def _is_image(data: memoryview, values: list | None) -> bool:
    if not values or len(values) > 1 or not isinstance(values[0], Span):
        return False
    start, end = values[0]
    return begins_as_image(io.BytesIO(data[start : min(end, start + _START)]))


def _class_names(folder: Path) -> dict[str, dict[object, str]]:
    """Return names of classes by their features, from `label.labels.txt` as tensorflow_datasets writes them.

    Of a feature within another the parts of its name have a hyphen between them. Those of `labels.txt` stand
    for all.
    """
    found: dict[str, dict[object, str]] = {}
    for file in sorted(folder.glob("*labels.txt")):
        with suppress(SourceError):
            feature = file.name.removesuffix("labels.txt").removesuffix(".").replace("-", "/")
            found[feature] = dict(enumerate(read_classes(file)))
    return found


def _holds_images(file: Path) -> bool:
    """Whether one of the first records of a file has an image."""
    with suppress(OSError, Malformed), _mapped(file) as data:
        return any(_image_in(data, features(data, record)) for record in islice(records(data), _TRIED))
    return False


@contextmanager
def _mapped(file: Path) -> Iterator[memoryview]:
    """What a file has, of which only what is looked at is read."""
    with file.open("rb") as stream:
        if not file.stat().st_size:
            yield memoryview(b"")
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            view = memoryview(mapped)
            try:
                yield view
            finally:
                view.release()
