"""One of every picture: of images that are copies or nearly so, the best stays."""

import numpy as np

from explorer.analysis.copies.first_copies import copies_in, transformed_in
from explorer.analysis.copies.image_hashes import read_chroma
from explorer.analysis.copies.transformed_copies import lost_color_in
from explorer.cancellation import unless_cancelled
from explorer.errors import InputError
from explorer.export.sampling.method import BLOCK, Draw, Method, Option
from explorer.index.measure_columns import measure_column
from explorer.index.reader import Index

SHARPEST, LARGEST, FIRST = "sharpest", "largest", "first"
ONE, STEPS = "one", "steps"
NO, YES = "no", "yes"


def draw_best_copies(draw: Draw) -> np.ndarray:
    """Keep of each group of copies among the images the sharpest, the largest, or the first of the source.

    Groups are those of `dendro findings --kind duplicates`: the same bytes, or one picture scaled, cropped a
    little or encoded anew; with `transformed=yes` also rotated by quarter turns, flipped, or grayscale, of
    which one in colour stays before those without. Ties, and pictures whose sharpness is not known, go to the
    first of the source.

    Returns
    -------
    (g,) int64
        Ascending: as many as there are different pictures. O(m log m) time, O(m) memory, beside what finding
        copies takes, once for an index.

    Images that follow each other, each nearly the same as the next, are one group, though its ends may look
    different: of such a run one stays, or one for each of its steps.

    Raises
    ------
    InputError
        Sharpness was not measured when the index was built.
    """
    transformed = draw.options["transformed"] == YES
    same = transformed_in(draw.index) if transformed else copies_in(draw.index)
    groups = (same.steps if draw.options["runs"] == STEPS else same.shown)[draw.rows]
    order = _source_order(draw.index)[draw.rows]
    worth = _worth(draw.index, draw.options["keep"])[draw.rows]
    grey = _without_color(draw, groups) if transformed else np.zeros(len(groups), bool)
    best = np.lexsort((draw.rows, order, -worth, grey, groups))
    _, first = np.unique(groups[best], return_index=True)
    return np.sort(draw.rows[best[first]])


def _without_color(draw: Draw, groups: np.ndarray) -> np.ndarray:
    """(m,) bool Which images have no colour where another of their group has."""
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    several = np.flatnonzero(sizes[group] > 1)
    grey = np.zeros(len(groups), bool)
    chroma = np.zeros(len(several), np.int64)
    for start in unless_cancelled(range(0, len(several), BLOCK)):
        part = slice(start, start + BLOCK)
        chroma[part] = read_chroma(draw.index.thumbnails, draw.rows[several[part]])
    grey[several] = lost_color_in(chroma, group[several])
    return grey


def _worth(index: Index, keep: str) -> np.ndarray:
    """(n,) float64 How good each image is; the greater the better."""
    if keep == FIRST:
        return np.zeros(index.n)
    if keep == LARGEST:
        return index.column("width").astype(np.float64) * index.column("height")
    name = measure_column(index.items, "blur")
    if name is None:
        raise InputError(
            "sample: sharpness was not measured when this index was built; keep=largest or keep=first goes"
        )
    return np.nan_to_num(-index.column(name).astype(np.float64), nan=-np.inf)


def _source_order(index: Index) -> np.ndarray:
    return index.column("source_row") if "source_row" in index.items.column_names else np.arange(index.n)


METHODS = (
    Method(
        "best-copies",
        "one of every picture: of copies and near copies the best",
        "the groups of `dendro findings --kind duplicates`",
        draw_best_copies,
        options={
            "keep": Option(
                str,
                SHARPEST,
                "which stays: sharpest (usual), largest or first",
                values=(SHARPEST, LARGEST, FIRST),
            ),
            "transformed": Option(
                str,
                NO,
                "whether rotated, flipped and grayscale copies are copies, too: no (usual) or yes",
                values=(NO, YES),
            ),
            "runs": Option(
                str,
                ONE,
                "what stays of a run, such as a video's frames: one (usual), or one for each of its steps",
                values=(ONE, STEPS),
            ),
        },
        sized=False,
        takes_size=False,
        by_chance=False,
    ),
)
