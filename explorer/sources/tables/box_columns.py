"""Columns of a table that hold boxes, one row an object: found by their names and by what is in them."""

import json
import re
from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.numerals import to_float
from explorer.sources.columns.arrow_types import flat
from explorer.sources.columns.column_roles import letters_of
from explorer.sources.tables.box_values import NAMED_FORMS, NAMED_SIDES, BoxForm, WrittenBox, boxes_in
from explorer.sources.tables.path_values import columns_of_names

_IMAGES = "filename filepath image imagename imagepath imagefile img imgname imgpath path file fname".split()
_IDS = "imageid imgid imagesid patientid".split()
"""Names of columns of images by their names without endings."""
_CLASSES = (
    "class classname classlabel label labelname labels category categoryname categories name object "
    "objectclass species type classid labelid categoryid celltype target"
).split()
_BOXES = "bbox bboxes boundingbox boundingboxes bndbox box boxes bb rect annotations".split()
_PREFIX = re.compile(r"^(bbox|bbx|bndbox|box|bb|rect|roi|boundingbox)(?=.)")
_SAMPLE = 1000


@dataclass(frozen=True)
class BoxColumns:
    """Which columns of a table are what.

    Attributes
    ----------
    image : str
    category : str or None
        That of classes.
    box : tuple of str
        Four, or the one that has all numbers.
    form : BoxForm or None
        What these are, where their names tell.
    """

    image: str
    category: str | None
    box: tuple[str, ...]
    form: BoxForm | None

    @property
    def names(self) -> set[str]:
        """All of them."""
        return {self.image, *self.box} | ({self.category} if self.category else set())

    def in_words(self, form: BoxForm, shares: bool) -> str:
        """Say in a sentence what they were taken for."""
        columns = ", ".join(f"`{name}`" for name in self.box)
        unit = "shares of the picture" if shares else "pixels"
        named = f"classes in `{self.category}`" if self.category else "no column of classes"
        return (
            f"Boxes were read from {columns} ({form.value}; {unit}), pictures are named in `{self.image}`, "
            f"{named}; `--source table` takes each row for an image."
        )

    def doubtful_forms(self, told: BoxForm | None, shares: bool) -> tuple[BoxForm, ...]:
        """Return the forms that boxes may have, of which their numbers decide.

        Parameters
        ----------
        told : BoxForm or None
            What the boxes themselves tell by names.
        shares : bool
            Whether they are shares of the picture: then `x` and `y` may be the middle.
        """
        known = self.form or told
        if known is None:
            return tuple(BoxForm)
        if known is BoxForm.SIZE and shares and letters_of(self.box[0])[-1] == "x":
            return (BoxForm.SIZE, BoxForm.CENTER)
        return (known,)

    def in_doubt(self, form: BoxForm, among: Sequence[BoxForm]) -> str:
        """Say in a sentence that the numbers do not decide, and how to."""
        others = " or ".join(each.value for each in among if each is not form)
        names = " or ".join(f"`bbox_{end}`" for end in NAMED_FORMS)
        if len(self.box) > 1:
            names = "`x_center` and `y_center`, or `left` and `top`"
        return (
            f"Whether these numbers are {form.value} or {others} does not show in them: call the "
            f"{'columns' if len(self.box) > 1 else 'column'} {names} to say so."
        )


def find_box_columns(table: pa.Table) -> BoxColumns | None:
    """Return the columns of boxes of a table; None where it has no image or no box.

    Parameters
    ----------
    table : pyarrow.Table
        The whole, or its first rows.
    """
    plain = _by_letters(table)
    image = find_image(table)
    sides = _sides(plain, table) or _whole(table)
    if image is None or sides is None:
        return None
    return BoxColumns(image, find_category(table, {image, *sides[1]}), sides[1], sides[0])


def find_image(table: pa.Table) -> str | None:
    """Return the column that names images: by its name, else by the names in it, else one of ids."""
    plain = _by_letters(table)
    image = next((plain[name] for name in (*_IMAGES, *_IDS) if name in plain), None)
    if image in (None, *(plain.get(name) for name in _IDS)):
        image = next(iter(columns_of_names(table)), image)
    return image


def find_category(table: pa.Table, taken: Container[str]) -> str | None:
    """Return the column of classes, of those that are nothing else."""
    plain = _by_letters(table)
    return next((plain[name] for name in _CLASSES if name in plain and plain[name] not in taken), None)


def _by_letters(table: pa.Table) -> dict[str, str]:
    return {letters_of(name): name for name in reversed(table.column_names)}


def about_boxes(table: pa.Table) -> tuple[str, ...]:
    """Say which columns of a table that has a row for each image seem to be boxes, and how to read them."""
    columns = find_box_columns(table)
    if columns is None:
        return ()
    names = ", ".join(f"`{name}`" for name in columns.box)
    return (f"Boxes may be in {names}: `--source boxtable` takes each row for an object.",)


def read_boxes(table: pa.Table, columns: BoxColumns) -> list[list[WrittenBox]]:
    """Return the boxes of each row; none where its cells are empty."""
    if len(columns.box) == 1:
        return [boxes_in(value) for value in flat(table[columns.box[0]]).to_pylist()]
    numbers = np.column_stack([numbers_of(table[name]) for name in columns.box])
    known = np.asarray(np.isfinite(numbers).all(axis=1)).tolist()
    return [
        [WrittenBox(tuple(four), None)] if there else []
        for four, there in zip(numbers.tolist(), known, strict=True)
    ]


def numbers_of(column: pa.ChunkedArray) -> np.ndarray:
    """Return (rows,) float64, NaN of what is no number."""
    array = flat(column)
    if pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        return array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.array([_number(value) for value in array.to_pylist()], np.float64)


def names_in(value: object) -> list[str]:
    """Return the names of classes that a cell has, one or a list; an empty text for none."""
    if isinstance(value, str) and value[:1] in "[(" and value[-1:] in ("]", ")"):
        with suppress(ValueError, RecursionError):
            value = json.loads(value.replace("'", '"'))
    given = value if isinstance(value, list | tuple) else [value]
    return [_named(each) for each in given]


def _named(value: object) -> str:
    """A name; a whole number without a point, which it has where others are missing."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}"
    if value is None or isinstance(value, list | tuple | dict):
        return ""
    return "" if str(value).lower() == "nan" else str(value)


def _number(value: object) -> float:
    try:
        return to_float(str(value))
    except ValueError:
        return np.nan


def _sides(plain: dict[str, str], table: pa.Table) -> tuple[BoxForm, tuple[str, ...]] | None:
    """Four columns of numbers, those that are called as boxes are before others."""
    boxed = {_PREFIX.sub("", name): own for name, own in plain.items()}
    for names in ({n: own for n, own in boxed.items() if n not in plain}, boxed, plain):
        for form, four in NAMED_SIDES:
            if set(four) <= names.keys():
                found = tuple(names[name] for name in four)
                sample = table.slice(0, _SAMPLE)
                if all(np.isfinite(numbers_of(sample[name])).any() for name in found):
                    return form, found
    return None


def _whole(table: pa.Table) -> tuple[BoxForm | None, tuple[str, ...]] | None:
    """The one column of boxes."""
    for name in table.column_names:
        letters = letters_of(name)
        form = next((form for end, form in reversed(NAMED_FORMS.items()) if letters.endswith(end)), None)
        if letters in _BOXES or (form and _PREFIX.match(letters)):
            first = flat(table[name].slice(0, _SAMPLE)).to_pylist()
            if any(map(boxes_in, first)) and all(_is_boxes(each) for each in first):
                return form, (name,)
    return None


def _is_boxes(value: object) -> bool:
    """Whether a cell is empty or holds boxes."""
    return value is None or value in ("", [], "[]", "nan") or bool(boxes_in(value))


def repeats(table: pa.Table, column: str) -> bool:
    """Whether a value of a column comes twice among the first rows."""
    values: Sequence[object] = flat(table[column].slice(0, _SAMPLE)).drop_null().to_pylist()
    return len(set(values)) < len(values)
