"""Tables with all boxes of an image in one text, as Kaggle's competitions have predictions and labels."""

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from explorer.errors import SourceError
from explorer.numerals import to_float
from explorer.options import SourceOptions
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.columns.arrow_types import flat, is_text
from explorer.sources.columns.column_roles import letters_of
from explorer.sources.tables.box_columns import find_image
from explorer.sources.tables.box_values import BoxForm, crop_of
from explorer.sources.tables.first_rows import first_rows
from explorer.sources.tables.object_rows import ObjectRows
from explorer.sources.tables.read_table import read_table

_TEXTS = ("predictionstring", "boxesstring", "boxstring", "labels", "label")
_NOTHING = ("", "no_box", "nan", "none")
_NO_BOX = (0.0, 0.0, 1.0, 1.0)
"""What stands, in pixels, for a class of the whole picture."""
_SIDES = 4
_SAMPLE = 1000
_UNNAMED = "unnamed"


class _Form(NamedTuple):
    """What stands before the four numbers of each box, and what these are."""

    named: bool
    scored: bool
    box: BoxForm

    @property
    def words(self) -> int:
        """Of a box."""
        return self.named + self.scored + _SIDES


class _Written(NamedTuple):
    """A box as it is written."""

    name: str | None
    score: float | None
    numbers: tuple[float, ...]


_FORMS = (
    _Form(True, True, BoxForm.CORNERS),  # Open Images, VinBigData, SIIM-COVID
    _Form(True, False, BoxForm.SIZE),  # Kuzushiji
    _Form(False, True, BoxForm.SIZE),  # Global Wheat
    _Form(False, False, BoxForm.CORNERS),  # Global Wheat 2021
)


def is_boxtexts(file: Path, start: bytes) -> bool:
    """Whether a table has a column of such texts."""
    rows = first_rows(file, start)
    return rows is not None and _find(rows) is not None


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a table, each once.

    Raises
    ------
    SourceError
        A text is not as those before it are.
    """
    table = read_table(file, SourceOptions())
    columns = _find(table)
    if columns is None:
        return
    image, text, form = columns
    names = [str(name or "") for name in flat(table[image]).to_pylist()]
    rows = ObjectRows.of(table, {image, text}, names)
    written = [_boxes(value, form) for value in flat(table[text]).to_pylist()]
    bad = next((row for row, boxes in enumerate(written) if boxes is None), None)
    if bad is not None:
        raise SourceError(f"{file}: `{text}` of {names[bad]} is not written as that of other images")
    numbers = [number for boxes in written for box in boxes or () for number in box.numbers]
    shares = bool(numbers) and max(numbers) <= 1
    objects: list[list[Marked]] = [[] for _ in rows.first]
    for place, boxes in zip(rows.of_row.tolist(), written, strict=True):
        marks = (_marked(box, form, shares) for box in boxes or ())
        objects[place] += [mark for mark in marks if mark is not None]
    of_objects, of_images = rows.said()
    first = {name: [values[row] for row in rows.first.tolist()] for name, values in of_objects.items()}
    yield from rows.images(objects, rows.sizes(), first | of_images)


KIND = ListKind(
    "boxtexts", "a table of boxes in words", (".csv", ".tsv"), is_boxtexts, read, of_addresses=True
).as_source(
    "a `.csv` or `.tsv` with all boxes of an image in one text (`ImageId,PredictionString`, "
    "`image_id,labels` of Kaggle), or a folder that has some",
)


def _find(table: pa.Table) -> tuple[str, str, _Form] | None:
    """The column of images, that of texts, and how these are written; None where there are none."""
    image = find_image(table) or next((name for name in table.column_names if letters_of(name) == "id"), None)
    for name in table.column_names:
        if image and letters_of(name) in _TEXTS and is_text(table[name].type):
            values = flat(table[name].slice(0, _SAMPLE)).drop_null().to_pylist()
            given = [value for value in values if value.strip().lower() not in _NOTHING]
            form = next((form for form in _FORMS if all(_boxes(each, form) for each in given)), None)
            if given and form is not None:
                return image, name, form
    return None


def _boxes(text: str | None, form: _Form) -> list[_Written] | None:
    """The boxes of a text; None where it is not of this form."""
    if text is None or text.strip().lower() in _NOTHING:
        return []
    if form.named or form.scored:
        words = text.split()
        size = form.words
        groups = [words[i : i + size] for i in range(0, len(words), size)]
    else:
        groups = [part.split() for part in text.split(";") if part.strip()]
    try:
        return [_written(group, form) for group in groups]
    except ValueError:
        return None


def _written(words: Sequence[str], form: _Form) -> _Written:
    """A box of its words; raises ValueError where they are none."""
    if len(words) != form.words:
        raise ValueError("expected another number of words")
    name = words[0] if form.named else None
    if name is not None and not form.scored and _number(name) is not None:
        raise ValueError("expected a name")
    numbers = list(map(to_float, words[form.named :]))
    score = numbers.pop(0) if form.scored else None
    if not all(map(isfinite, numbers)) or not 0 <= (score or 0) <= 1:
        raise ValueError("expected numbers, and a score from 0 to 1")
    if form.box is BoxForm.CORNERS and (numbers[0] > numbers[2] or numbers[1] > numbers[3]):
        raise ValueError("expected corners")
    return _Written(name, score, tuple(numbers))


def _number(word: str) -> float | None:
    try:
        return to_float(word)
    except ValueError:
        return None


def _marked(box: _Written, form: _Form, shares: bool) -> Marked | None:
    """An object, or the class of a whole image; None where the text says that there is nothing."""
    whole = form.named and form.scored and not shares and box.numbers == _NO_BOX
    if whole and box.name in _NOTHING:
        return None
    said = {} if box.score is None else {"score": box.score}
    return Marked(box.name or _UNNAMED, None if whole else crop_of(box.numbers, form.box, shares), said)
