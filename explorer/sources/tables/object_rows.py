"""What tables with a row for each object say beside it: of their pictures, and of the objects."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa

from explorer.index.arrow_values import python_values
from explorer.index.format import MEASURED_COLUMNS
from explorer.sources.annotations.collecting import CROWDS, FLAGS, Marked
from explorer.sources.annotations.label_lists import ListedImage
from explorer.sources.columns.arrow_types import flat, storable
from explorer.sources.tables.box_columns import numbers_of

SCORES = ("confidence", "score")
SPLIT = "split"
SIZES = (("image_width", "image_height"), ("img_width", "img_height"), ("img_w", "img_h"))
SIZES += (("width", "height"),)
"""Of the picture."""
OTHERS = ("", "unnamed: 0", "depth", "id", "index", "image_id", "class_id", "category_id", "pose", "area")
"""Columns that say nothing of an image that is lost."""


@dataclass(frozen=True)
class ObjectRows:
    """A table with a row for each object.

    Attributes
    ----------
    table : pyarrow.Table
    taken : container of str
        Columns that are read by themselves.
    paths : (images,) array of str
        As the table names them, sorted.
    first : (images,) int64 array
        The first row of each image.
    of_row : (rows,) int64 array
        The image of each row.
    """

    table: pa.Table
    taken: Container[str]
    paths: np.ndarray
    first: np.ndarray
    of_row: np.ndarray

    @classmethod
    def of(cls, table: pa.Table, taken: Container[str], names: list[str]) -> "ObjectRows":
        """Group the rows of a table by the names of their images."""
        return cls(table, taken, *np.unique(np.array(names), return_index=True, return_inverse=True))

    def images(
        self, objects: list[list[Marked]], sizes: np.ndarray, said: dict[str, list]
    ) -> Iterator[ListedImage]:
        """Give each image once, in the order of its first row; the parameters are of each image."""
        splits = self.splits()
        for place in np.argsort(self.first).tolist():
            if name := str(self.paths[place]):
                size = None if np.isnan(sizes[place]).any() else tuple(sizes[place].tolist())
                own = {column: values[place] for column, values in said.items()}
                yield ListedImage((name,), objects[place], splits[place], size, own)

    def splits(self) -> list[str | None]:
        """The split that each image is in by its first row."""
        names = [name.lower() for name in self.table.column_names]
        if SPLIT not in names:
            return [None] * len(self.paths)
        given = self.table.column(names.index(SPLIT)).take(pa.array(self.first)).to_pylist()
        return [str(split) if split else None for split in given]

    def sizes(self) -> np.ndarray:
        """(images, 2) Width and height of each picture; NaN where not told, or of each object."""
        by_name = {name.lower(): name for name in self.table.column_names if name not in self.taken}
        pair = next((two for two in SIZES if set(two) <= by_name.keys()), None)
        if pair is None:
            return np.full((len(self.first), 2), np.nan)
        sizes = np.column_stack([numbers_of(self.table[by_name[name]]) for name in pair])
        own = sizes[self.first]
        differs = np.zeros(len(self.first), bool)
        np.logical_or.at(differs, self.of_row, (sizes != own[self.of_row]).any(axis=1))
        own[differs | ~(own > 0).all(axis=1)] = np.nan
        return own

    def said(self) -> tuple[dict[str, list], dict[str, list]]:
        """What else is said of each row, and of each image where all its rows say the same."""
        of_objects: dict[str, list] = {}
        of_images: dict[str, list] = {}
        passed = {SPLIT, *OTHERS, *chain(*SIZES), *MEASURED_COLUMNS}
        for name in self.table.column_names:
            lower = name.lower()
            if name in self.taken or lower in passed:
                continue
            values = storable(flat(self.table[name]))
            if lower in (*FLAGS, *CROWDS):
                of_objects["crowd" if lower in CROWDS else lower] = _yes_or_no(values)
            elif lower in SCORES:
                if "score" not in of_objects:
                    numbers = numbers_of(self.table[name])
                    of_objects["score"] = [None if np.isnan(each) else each for each in numbers.tolist()]
            else:
                self._place(name, python_values(values), of_objects, of_images)
        return of_objects, of_images

    def _place(self, name: str, listed: list, of_objects: dict, of_images: dict) -> None:
        """Put a column to the images where all rows of each say the same, else to the objects."""
        own = [listed[row] for row in self.first.tolist()]
        if all(own[i] == v for i, v in zip(self.of_row.tolist(), listed, strict=True)):
            of_images[name] = own
        else:
            of_objects[name] = listed


def _yes_or_no(values: pa.Array) -> list[bool | None]:
    there = values.is_valid().to_pylist()
    flags = [str(value).lower() in ("1", "1.0", "true") for value in values.to_pylist()]
    return [flag if known else None for flag, known in zip(flags, there, strict=True)]
