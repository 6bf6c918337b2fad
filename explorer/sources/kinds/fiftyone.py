"""Data sets that FiftyOne exported: with all that a sample says, or labels alone."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from explorer.errors import SourceError
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import of_model
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import CATEGORIES, OBJECTS, to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.fiftyone_fields import CONFIDENCE, marked_in, said_of
from explorer.sources.annotations.looking import files_below
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.read_json import read_json
from explorer.sources.columns.column_roles import NOT_NAMED, free_name
from explorer.sources.columns.table_columns import arrange
from explorer.sources.source import OF_VECTORS, Source, SourceKind
from explorer.sources.tables.json_rows import table_of
from explorer.words import count

_TRUTH = "ground_truth"
_PREDICTIONS = ("predictions", "prediction")
_SPLITS = {"train", "validation", "val", "valid", "test"}
_PATH = "path"
_DESCRIPTION, _LABELS, _PICTURES = "metadata.json", "labels.json", "data"
_LARGEST = 1 << 26


def accepts(location: Path) -> bool:
    """Whether this is the folder of such a data set, or its file of samples or labels."""
    folder = location if location.is_dir() else location.parent
    if not location.is_dir() and location.name not in ("samples.json", _LABELS):
        return False
    return _is_described(folder) or ((folder / _PICTURES).is_dir() and _names_labels(folder / _LABELS))


def open(location: Path, options: SourceOptions) -> Source:
    """Read all samples and find their images; see `explorer.sources.open_source`."""
    folder = location if location.is_dir() else location.parent
    samples = _samples(folder) if _is_described(folder) else _labelled(folder)
    found = _Found(folder, of_objects=options.items == OBJECTS)
    for sample in samples:
        found.add(sample)
    return found.source(location, options)


KIND = SourceKind(
    "fiftyone",
    "a data set of FiftyOne",
    "the folder of an export (`samples.json` beside `metadata.json`, or `labels.json` beside `data/`)",
    accepts,
    open,
    refuses=(_PATH + "_column", *OF_VECTORS),
    marks_objects=True,
    endings=(".json",),
)


class _Found:
    """Samples as they are read."""

    def __init__(self, folder: Path, of_objects: bool) -> None:
        self._folder = folder
        self._of_objects = of_objects
        self._finder = PictureFiles(folder, [folder, folder / _PICTURES])
        self._samples: list[Mapping] = []

    def add(self, sample: object) -> None:
        """Take what is one."""
        if isinstance(sample, Mapping) and isinstance(sample.get("filepath"), str):
            self._samples.append(sample)

    def source(self, location: Path, options: SourceOptions) -> Source:
        """What they become."""
        if not self._samples:
            raise SourceError(f"{location}: no sample with a `filepath`; expected an export of FiftyOne")
        main = _main_field(self._samples)
        found, rows, many = Collecting(), [], Counter[str]()
        for sample in self._samples:
            row = dict(said_of(sample))
            objects: list[Marked] | None = None
            for field, each in marked_in(sample):
                many[field] += len(each)
                if field == main or self._of_objects:
                    objects = [*(objects or ()), *each]
                else:
                    row[field] = list(dict.fromkeys(one.name for one in each))
            found.add(sample["filepath"], self._finder.find(sample["filepath"]), objects, _split(row))
            rows.append(row)
        annotated = found.annotated()
        columns, notes, written = _columns(rows, location, options, self._of_objects)
        annotated.columns.update(columns)
        source = to_source("fiftyone", "FiftyOne data set", location, self._folder, annotated, options)
        taken_for = f"{source.taken_for}{self._by_field(many, main)}"
        return replace(source, notes=(*source.notes, *notes), written=written, taken_for=taken_for)

    def _by_field(self, many: Counter[str], main: str | None) -> str:
        """Say how many objects are in each of several fields, or in those that are no more than columns."""
        said = [f"{field} {count(n)}" for field, n in many.items() if self._of_objects or field != main]
        words = "by field" if self._of_objects else "in further fields"
        return f"; {words}: {', '.join(said)}" if len(many) > 1 else ""


def _is_described(folder: Path) -> bool:
    file = folder / _DESCRIPTION
    if not any(os.path.exists(folder / name) for name in ("samples.json", "samples")):
        return False
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return False
        read = read_json(file)
    except SourceError:
        return False
    return isinstance(read, dict) and ("sample_fields" in read or "media_type" in read)


def _names_labels(file: Path) -> bool:
    """Whether a file has labels by the names of images, told by its beginning."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        begin = stream.read(_LARGEST)
    return b'"labels"' in begin and b'"classes"' in begin and b'"images"' not in begin


def _samples(folder: Path) -> Sequence[object]:
    """Samples of one file, or of a folder of a file each."""
    file = folder / "samples.json"
    if not file.is_file():
        return [read_json(each) for each in files_below(folder / "samples", ".json")]
    read = read_json(file)
    samples = read.get("samples") if isinstance(read, dict) else None
    if not isinstance(samples, list):
        raise SourceError(f"{file} has no list `samples`; expected an export of FiftyOne")
    return samples


def _labelled(folder: Path) -> list[dict]:
    """Samples of a file that has classes, and by the names of images a class, several, or boxes."""
    file = folder / _LABELS
    read = read_json(file)
    read = read if isinstance(read, dict) else {}
    labels, names = read.get("labels"), read.get("classes")
    if not isinstance(labels, dict):
        raise SourceError(f"{file} has no object `labels`; expected an export of FiftyOne")
    classes = names if isinstance(names, list) else []
    pictures = {os.path.splitext(path)[0]: file for path, file in PictureFiles(folder / _PICTURES, []).all()}
    return [
        {"filepath": pictures.get(name, name), **_fields(label, classes)} for name, label in labels.items()
    ]


def _fields(label: object, classes: list) -> dict:
    """What is said of an image: one class, or places in it, or several classes."""
    each = label if isinstance(label, list) else [label]
    named = [_named(one, classes) for one in each if one is not None]
    if any("bounding_box" in one for one in named):
        return {_TRUTH: {"_cls": "Detections", "detections": named}}
    if isinstance(label, list):
        return {_TRUTH: {"_cls": "Classifications", "classifications": named}}
    return {_TRUTH: {"_cls": "Classification", **named[0]}} if named else {}


def _named(label: object, classes: list) -> dict:
    said = dict(label) if isinstance(label, Mapping) else {"label": label}
    number = said.get("label")
    if type(number) is int and 0 <= number < len(classes):
        said["label"] = str(classes[number])
    elif number is not None:
        said["label"] = str(number)
    return said


def _main_field(samples: Sequence[Mapping]) -> str | None:
    """The field of objects that are true: the usual one, else the first without scores, else the first."""
    scored: dict[str, bool] = {}
    for sample in samples:
        for name, objects in marked_in(sample):
            scored[name] = scored.get(name, False) or any("score" in each.said for each in objects)
    if _TRUTH in scored:
        return _TRUTH
    return next((name for name, is_scored in scored.items() if not is_scored), next(iter(scored), None))


def _split(row: Mapping) -> str | None:
    """The split that a sample is tagged as, where it is one alone."""
    tags = row.get("tags")
    found = [tag for tag in tags if tag in _SPLITS] if isinstance(tags, list) else []
    return found[0] if len(found) == 1 else None


def _columns(
    rows: Sequence[Mapping], location: Path, options: SourceOptions, of_objects: bool
) -> tuple[dict[str, pa.Array], tuple[str, ...], dict[str, str]]:
    """Columns of what is said of images, notes, and what the user calls those that play a part.

    Where objects are the items, what is said of their images plays none.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {name: _texts([row.get(name) for row in rows]) for name in names}
    lists = {name: array for name, array in texts.items() if array is not None}
    rest = [{name: value for name, value in row.items() if name not in lists} for row in rows]
    parts = {} if of_objects else _parts([name for name in names if name not in lists], options)
    own = (LABEL, PREDICTION, "confidence") if of_objects else ()
    called = {name: _free(parts[name] if name in parts else name, own) for name in names}
    table = table_of([{called[name]: each for name, each in row.items()} | {_PATH: ""} for row in rest])
    asked = replace(options, path_column=_PATH)
    if of_objects:
        asked = replace(asked, label_column=None, prediction_column=None, confidence_column=None)
    arranged = arrange(table, location, asked)
    notes = tuple(each for each in arranged.notes if not (of_objects and each.startswith(NOT_NAMED)))
    columns = {
        name: arranged.items[name].combine_chunks()
        for name in arranged.items.column_names
        if name not in (_PATH, "source_row")
    }
    written = arranged.written | {part: name for name, part in parts.items() if not name.endswith(CONFIDENCE)}
    return {_free(name): array for name, array in lists.items()} | columns, notes, written


def _texts(values: Sequence[object]) -> pa.Array | None:
    """(n,) list of string, missing where empty; None of values that are something else."""
    given = [value for value in values if value is not None]
    if not given or not all(isinstance(v, list) and all(isinstance(t, str) for t in v) for v in given):
        return None
    return pa.array([value or None for value in values], pa.list_(pa.string()))


def _parts(names: Sequence[str], options: SourceOptions) -> dict[str, str]:
    """The parts that fields of one class an image play, where no option and no name says so."""
    scored = {name.removesuffix(CONFIDENCE) for name in names if name.endswith(CONFIDENCE)} & {*names}
    parts: dict[str, str] = {}
    if options.label_column is None and LABEL not in names and _TRUTH in names:
        parts[_TRUTH] = LABEL
    for name in scored - {_TRUTH}:
        if name not in (options.prediction_column, options.label_column):
            model = "" if name in _PREDICTIONS else name
            parts[name] = of_model("prediction", model)
            parts[name + CONFIDENCE] = of_model("confidence", model)
    return parts


def _free(name: str, others: tuple[str, ...] = ()) -> str:
    """A name that no column of what is marked has."""
    return free_name(name, (_PATH, CATEGORIES, OBJECTS, "image", "field", "score", *others))
