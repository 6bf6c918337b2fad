"""Open Images: tables of boxes and of labels by the ids of images, beside the images that were downloaded."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite, nan
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.natural_order import path_key
from explorer.numerals import to_float
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.folders.scan_folder import scan_folder
from explorer.sources.source import OF_ROWS, Source, SourceKind
from explorer.words import images

_ID, _NAME, _SURE = "ImageID", "LabelName", "Confidence"
_BOX = ("XMin", "YMin", "XMax", "YMax")
_FLAGS = {
    "IsGroupOf": "crowd",
    "IsOccluded": "occluded",
    "IsTruncated": "truncated",
    "IsDepiction": "depiction",
}
"""What is said of a box by 1 and 0 (-1: nobody knows), and what column it becomes: a group is a crowd."""
_SPLITS = ("train", "validation", "test")
_FOLDERS = (".", "annotations", "labels", "csv_folder", "csv", "metadata")
_CLASSES = re.compile(r"class-descriptions|^classes\.csv$", re.IGNORECASE)
_MACHINE_ID = re.compile(r"/[mgt]/")
_MASK, _SOURCE = "MaskPath", "Source"
_LIKELY = 0.5
ABSENT = "Labels of images that were seen to be wrong, or are less likely than not, left out"
BROKEN = "Rows with too few or too many columns, left out"
UNNAMED = "Objects and labels of a class without a name, so that its id is its name"
_LONGEST = 4096


def accepts(location: Path) -> bool:
    """Whether this is such a table, or a folder with some where they are usually kept."""
    if location.is_dir():
        return any(map(_columns_of, _tables(location)))
    return location.suffix.lower() == ".csv" and location.is_file() and bool(_columns_of(location))


def open(location: Path, options: SourceOptions) -> Source:
    """Read the tables of the images that are there; see `explorer.sources.open_source`."""
    root = location if location.is_dir() else _root_of(location)
    scan = scan_folder(root)
    stems = [Path(path).stem for path in scan.paths]
    marks = _Marks(
        _names(root), {Path(path).name: stem for path, stem in zip(scan.paths, stems, strict=True)}
    )
    for file in _tables(root) if location.is_dir() else [location]:
        if columns := _columns_of(file):
            marks.read(file, columns)
    if not scan.paths or not (marks.boxes or marks.labels):
        raise SourceError(
            f"{location}: Open Images of which none of {images(len(marks.elsewhere))} is below {root}; the "
            f"first would be {next(iter(sorted(marks.elsewhere)), 'ID')}.jpg"
        )
    found = Collecting(category_ids=marks.names)
    for path, stem in zip(scan.paths, stems, strict=True):
        split = next((part for part in Path(path).parts[:-1] if part.lower() in _SPLITS), None)
        place = found.add(path, str(root / path), list(marks.of(stem)) or None, split)
        found.image_ids[stem] = place if stem not in found.image_ids else -1
    found.left_out.update(marks.left_out)
    found.left_out["Images that the tables name and that are not here, left out"] += len(marks.elsewhere)
    for failure in scan.failures:
        found.fail(failure.path, failure.reason)
    return to_source("openimages", "Open Images", location, root, found.annotated(), options)


KIND = SourceKind(
    "openimages",
    "Open Images",
    "a `.csv` of boxes or labels by `ImageID` and `LabelName`, or the folder that has it with the images",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
    endings=(".csv",),
)


@dataclass
class _Marks:
    """What tables say of the images that are there.

    Attributes
    ----------
    names : dict
        Of classes, by their ids.
    here : dict
        Ids of the images that are there, by their names: some write those for ids.
    boxes, labels : dict
        By the ids of images.
    elsewhere : set
        Ids of the images that are not.
    left_out : Counter
        As of `Collecting`.
    """

    names: dict[str, str]
    here: dict[str, str]
    boxes: dict[str, list[Marked]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)

    def read(self, file: Path, columns: list[str]) -> None:
        """Take what a table says, some rows at a time: there may be millions of other images."""
        take = self._box if _BOX[0] in columns else self._label
        convert = pacsv.ConvertOptions(
            include_columns=columns, column_types=dict.fromkeys(columns, pa.string())
        )
        parse = pacsv.ParseOptions(invalid_row_handler=self._skip)
        known = pa.array({*self.here, *self.here.values()}, pa.string())
        try:
            with pacsv.open_csv(file, parse_options=parse, convert_options=convert) as reader:
                for rows in reader:
                    there = pc.is_in(rows[_ID], known)
                    self.elsewhere |= set(pc.unique(rows.filter(pc.invert(there))[_ID]).to_pylist())
                    for row in rows.filter(there).to_pylist():
                        image = str(row[_ID])
                        take(self.here.get(image, image), row)
        except (pa.ArrowException, OSError) as error:
            reason = str(error).splitlines()[0]
            raise SourceError(f"{file} is not as Open Images has it: {reason}") from error

    def of(self, image: str) -> Iterator[Marked]:
        """What is marked in an image: boxes, and labels of which there is none."""
        boxes = self.boxes.get(image, [])
        boxed = {each.name for each in boxes}
        labels = dict.fromkeys(self.labels.get(image, ()))
        return chain(boxes, (Marked(name) for name in labels if name not in boxed))

    def _box(self, image: str, row: dict[str, str]) -> None:
        corners = [_number(row[name]) for name in _BOX]
        said = {name: row[flag] == "1" for flag, name in _FLAGS.items() if row.get(flag) in ("0", "1")}
        left, upper, right, lower = (100 * each for each in corners)
        # Crops of what is no number, or of no size, are listed like damaged files.
        crop = Crop(left, upper, right - left, lower - upper, True) if all(map(isfinite, corners)) else None
        self.boxes[image].append(Marked(self._name(row[_NAME]), crop, said))

    def _label(self, image: str, row: dict[str, str]) -> None:
        # Of people 1 and 0: it was seen, or seen not to be there; of a machine how likely it is.
        if _number(row[_SURE]) < _LIKELY:
            self.left_out[ABSENT] += 1
        else:
            self.labels[image].append(self._name(row[_NAME]))

    def _name(self, given: str) -> str:
        if given not in self.names and _MACHINE_ID.match(given):
            self.left_out[UNNAMED] += 1
        return self.names.get(given, given)

    def _skip(self, _row: object) -> str:
        self.left_out[BROKEN] += 1
        return "skip"


def _number(text: str) -> float:
    try:
        return to_float(text)
    except ValueError:
        return nan


def _tables(root: Path) -> list[Path]:
    """Tables where they are usually kept, of the whole or of splits."""
    tops = [root, *(root / split for split in _SPLITS)]
    found = {
        file.resolve(): file
        for top in tops
        for name in _FOLDERS
        for file in (top / name).glob("*.[cC][sS][vV]")
    }
    return sorted(found.values(), key=lambda file: path_key(str(file)))


def _root_of(file: Path) -> Path:
    return file.parent.parent if file.parent.name in _FOLDERS else file.parent


def _columns_of(file: Path) -> list[str]:
    """The columns to be read of a table, none of one that is another."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            names = [name.strip('"') for name in lines.readline(_LONGEST).strip().split(",")]
    except (OSError, UnicodeDecodeError):
        return []
    if not {_ID, _NAME} <= set(names) or _MASK in names:
        return []
    if set(_BOX) <= set(names):
        return [_ID, _NAME, *_BOX, *(flag for flag in _FLAGS if flag in names)]
    return [_ID, _NAME, _SURE] if {_SURE, _SOURCE} <= set(names) else []


def _names(root: Path) -> dict[str, str]:
    """Names of classes by their ids, of the tables that have both."""
    names: dict[str, str] = {}
    for file in _tables(root):
        if _CLASSES.search(file.name):
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                rows = (row for row in csv.reader(lines) if len(row) > 1 and _MACHINE_ID.match(row[0]))
                names |= {given: name.strip() for given, name, *_ in rows if name.strip()}
    return names
