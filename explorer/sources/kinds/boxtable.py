"""Tables with a row for each box, as Roboflow and TensorFlow's object detection have them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.csv_rows import header_of, rows_of
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.shapes import around

_ROBOFLOW = "_annotations.csv"
_IMAGES = ("filename", "file_name", "image", "image_name", "image_path", "path", "file")
_CLASSES = ("class", "class_name", "classname", "label", "label_name", "class_label", "category", "name")
_CORNERS = (("xmin", "ymin", "xmax", "ymax"), ("x_min", "y_min", "x_max", "y_max"), ("x1", "y1", "x2", "y2"))
_SCORES = ("confidence", "score")
_FLAGS = ("difficult", "truncated", "occluded")
_SPLIT = "split"
_SIZES = (("image_width", "image_height"), ("img_width", "img_height"), ("width", "height"))
"""Of the picture."""
_OTHERS = ("", "unnamed: 0", "depth", "id", "index", "image_id", "class_id", "category_id", "pose", "area")
_PASSED = frozenset({*_FLAGS, *_SCORES, _SPLIT, *chain(*_SIZES), *_OTHERS})
"""Columns that say nothing of an image that is lost here; a table with others is the user's own."""


def is_boxtable(file: Path, start: bytes) -> bool:
    """Whether a table has a row for each box, and no columns that are about something else."""
    names = [name.lower() for name in header_of(start)]
    parts = _parts(names)
    return parts is not None and (file.name == _ROBOFLOW or set(names) <= {*parts[0], *_PASSED})


def is_asked(location: Path) -> bool:
    """Whether this is read where somebody says what it is: a table that has other columns, too."""
    if location.is_dir():
        return KIND.accepts(location)
    with location.open("rb") as stream:
        return _parts([name.lower() for name in header_of(stream.readline())]) is not None


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a table, each once."""
    rows = [{name.lower(): cell for name, cell in row.items()} for row in rows_of(file)]
    (image, category, *corners), scores = _parts(list(rows[0]) if rows else []) or (("",) * 6, "")
    boxes = [_numbers(row, corners) for row in rows]
    told = [each for box in boxes if box for each in box]
    # Numbers from 0 to 1 are shares of the picture, as AutoML has them.
    shares = bool(told) and max(told) <= 1
    columns = next((two for two in _SIZES if rows and set(two) <= rows[0].keys()), ())
    objects: dict[str, list[Marked]] = {}
    splits: dict[str, str] = {}
    sizes: dict[str, set[tuple[float, ...]]] = {}
    for row, box in zip(rows, boxes, strict=True):
        name = row.get(image, "")
        marked = objects.setdefault(name, [])
        splits[name] = row.get(_SPLIT, "")
        sizes.setdefault(name, set()).add(tuple(_numbers(row, columns)))
        if row.get(category) or box:  # a picture in which nothing is marked has a row with neither
            marked.append(Marked(row.get(category) or "unnamed", _crop(box, shares), _said(row, scores)))
    for name, marked in objects.items():
        if name:
            # Columns of the same names may be the size of each box, too.
            told = sizes[name].pop() if len(sizes[name]) == 1 else ()
            yield ListedImage((name,), marked, splits[name] or None, _pair(told))


KIND = ListKind("boxtable", "a table of boxes", (".csv",), is_boxtable, read).as_source(
    "a `.csv` with `filename`, `class`, `xmin`, `ymin`, `xmax`, `ymax` and a row for each box (Roboflow's "
    "`_annotations.csv`, TensorFlow's `train_labels.csv`), or a folder that has some",
    accepts_asked=is_asked,
)


def _parts(names: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    """Columns of image, class and four sides, and that of a score; None where one of the six is missing."""
    image = next((name for name in _IMAGES if name in names), None)
    category = next((name for name in _CLASSES if name in names), None)
    corners = next((four for four in _CORNERS if set(four) <= set(names)), None)
    if image is None or category is None or corners is None:
        return None
    return (image, category, *corners), next((name for name in _SCORES if name in names), "")


def _numbers(row: Mapping[str, str], columns: Sequence[str]) -> list[float]:
    try:
        return [float(row[name]) for name in columns]
    except (KeyError, ValueError):
        return []


def _pair(numbers: Sequence[float]) -> tuple[float, float] | None:
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _crop(box: Sequence[float], shares: bool) -> Crop | None:
    if not box:
        return None
    left, upper, right, lower = box
    crop = around([(left, upper), (right, lower)])
    if crop is None or not shares:
        return crop
    return Crop(100 * crop.x, 100 * crop.y, 100 * crop.w, 100 * crop.h, True)


def _said(row: Mapping[str, str], score: str) -> dict[str, float | str]:
    said: dict[str, float | str] = {
        name: row[name].lower() in ("1", "true") for name in _FLAGS if row.get(name)
    }
    if score:
        with suppress(ValueError):
            said["score"] = float(row.get(score, ""))
    return said
