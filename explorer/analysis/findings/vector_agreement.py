"""Whether a model takes images for what lies around them, as one does that was trained on these vectors.

Its errors then lie together whatever the images show, and a scan finds them for no other reason.
"""

from collections.abc import Sequence

import numpy as np

from explorer.analysis.classes.intervals import wilson_interval
from explorer.cancellation import unless_cancelled
from explorer.index.checks import shown_model
from explorer.index.detection_figures import background_code
from explorer.index.reader import Index
from explorer.options import CLASSIFICATION
from explorer.words import images, percent

OFTEN = 0.5
"""Share of the images among another class that are predicted as it, from which on that is said."""

_BLOCK = 1 << 16


def agreement_notes(index: Index, models: Sequence[str]) -> list[str]:
    """Say of each of some models whether it predicts what the neighbours are labelled as, not the image.

    Nothing is said where that is not surely so of more than half of the images in question, nor where images
    have several classes or numbers.
    """
    if index.task != CLASSIFICATION:
        return []
    told = []
    for model in models:
        followed, among = _followed(index, model)
        if wilson_interval(followed, among)[0] > OFTEN:
            told.append(_sentence(index, model, followed, among))
    return told


def _sentence(index: Index, model: str, followed: int, among: int) -> str:
    who = f"{shown_model(model)} predicts" if len(index.models) > 1 else "the model predicts"
    return (
        f"Of {images(among)} most of whose nearest neighbours have one other label, {who} "
        f"{percent(followed / among)} as just that. If it was trained on these vectors, or made them, its "
        "errors lie together whatever the images show: embed with another encoder to see. If not, look "
        "whether labels of these images are wrong."
    )


def _followed(index: Index, model: str) -> tuple[int, int]:
    labels = index.labels()
    # What a detector sees where nothing is looks like an object: nothing follows from that.
    judged = np.where(labels == background_code(index), -1, labels)
    return predicted_as_neighbors(judged, index.predictions(model), index.neighbors.rows)


def predicted_as_neighbors(
    labels: np.ndarray, predictions: np.ndarray, neighbors: np.ndarray
) -> tuple[int, int]:
    """Count the images among another class, and those of them that are predicted as it.

    An image is among another class where more than half of its neighbours have one label that is not its own.

    Parameters
    ----------
    labels, predictions : (n,) int
        Codes, below 0 where there is none: such images are not counted.
    neighbors : (n, k) int
        Rows.

    Returns
    -------
    followed, among : int
    """
    followed = among = 0
    k = neighbors.shape[1]
    for start in unless_cancelled(range(0, len(labels) if k else 0, _BLOCK)):
        run = slice(start, start + _BLOCK)
        around = np.sort(labels[neighbors[run]], axis=1)
        # What more than half of them have stands in the middle.
        middle = around[:, k // 2]
        most = 2 * np.count_nonzero(around == middle[:, None], axis=1) > k
        other = most & (middle >= 0) & (middle != labels[run]) & (labels[run] >= 0) & (predictions[run] >= 0)
        among += int(np.count_nonzero(other))
        followed += int(np.count_nonzero(other & (predictions[run] == middle)))
    return followed, among
