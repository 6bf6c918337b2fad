"""The boxes that an index has of one picture."""

import io

import numpy as np
import pyarrow.compute as pc

from explorer.images.crops import Crop, split_fragment
from explorer.images.header_size import size_of
from explorer.index.arrow_values import texts_at
from explorer.index.checks import check_row
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.reader import Index

MOST = 300
"""Boxes that are told of one picture, the first in the order of the tree; that of the item is among them."""


def picture_boxes(index: Index, row: int) -> dict:
    """Return what `/api/items/{row}/boxes` answers.

    Parameters
    ----------
    index : Index
    row : int

    Returns
    -------
    dict
        `build`, `row`, `width` and `height` of the picture in pixels and `boxes`, null and none of an item
        that is no box; of each `row`, `x`, `y`, `w`, `h` in shares of the
        picture, `label`, `prediction`, whether that is `right` (of the first model that says something; null
        where that is not known), and whether it is the item's `own`.

    Raises
    ------
    NotFoundError
        When there is no such row, or its picture is not there any more.
    """
    check_row(index, row)
    answer = {"build": index.build, "row": row, "width": None, "height": None, "boxes": []}
    path = index.items["path"][int(row)].as_py()
    if box_of(index, row) is None:
        return answer
    with index.open_image(row) as original:
        size = size_of(io.BytesIO(original.read()))
    if size is None:
        return answer
    boxes = [_described(index, each, each == row, size) for each in _rows_of(index, path, row)]
    return answer | {"width": size[0], "height": size[1], "boxes": boxes}


def box_of(index: Index, row: int) -> Crop | None:
    """Return the box that an item is in its picture; None where it is all of it."""
    check_row(index, row)
    return split_fragment(index.items["path"][int(row)].as_py())[1] if index.crops else None


def _rows_of(index: Index, path: str, row: int) -> list[int]:
    """Rows of boxes in a picture, the item's own the last, so that it is drawn over the others."""
    picture, _ = split_fragment(path)
    same = pc.starts_with(index.items["path"], f"{picture}#xywh=")
    rows = np.flatnonzero(same.to_numpy(zero_copy_only=False))
    return [*rows[rows != row][: MOST - 1].tolist(), int(row)]


def _described(index: Index, row: int, own: bool, size: tuple[int, int]) -> dict:
    crop = box_of(index, row)
    model = next((each for each in index.models if index.predictions(each)[row] >= 0), None)
    known = int(index.correct(model)[row]) if model is not None and index.has_labels else -1
    return {
        "row": row,
        "label": texts_at(index.items[LABEL], [row])[0] if index.has_labels else None,
        "prediction": None if model is None else texts_at(index.items[of_model(PREDICTION, model)], [row])[0],
        "right": None if known < 0 else bool(known),
        "own": own,
        **(_shares(crop, *size) if crop else {}),
    }


def _shares(crop: Crop, width: int, height: int) -> dict[str, float]:
    across, down = (100, 100) if crop.percent else (width, height)
    left, upper = max(0.0, crop.x / across), max(0.0, crop.y / down)
    right, lower = min(1.0, (crop.x + crop.w) / across), min(1.0, (crop.y + crop.h) / down)
    return {
        "x": round(left, 5),
        "y": round(upper, 5),
        "w": round(max(0.0, right - left), 5),
        "h": round(max(0.0, lower - upper), 5),
    }
