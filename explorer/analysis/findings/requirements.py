"""What kinds of findings need of an index, and the refusal where it is not there."""

from collections.abc import Callable

import numpy as np

from explorer.errors import InputError
from explorer.index.checks import check_model
from explorer.index.reader import Index
from explorer.index.tasks import measured, said_task
from explorer.options import CLASSIFICATION


def meets(index: Index, require: Callable) -> bool:
    """Whether an index has what a kind of findings requires."""
    try:
        require(index)
    except InputError:
        return False
    return True


def find_model(index: Index, name: str | None) -> str:
    """Return the model that a name means; the first one where there is no name.

    Raises
    ------
    InputError
        When it is not there, or there are no predictions or labels to judge it by.
    """
    require_predictions(index)
    return check_model(index, name)  # pyright: ignore[reportReturnType] - there is one


def require_predictions(index: Index) -> None:
    """Refuse an index without predictions, or without labels to hold them against."""
    if not index.models:
        raise InputError(
            f"No predictions in {index.name}. Add a column `prediction` (or `prediction:NAME` for each of "
            "several models) to the table and index it again."
        )
    if not index.has_truth:
        raise InputError(
            f"No labels in {index.name}, so that no prediction is right or wrong. Add a column `label` to "
            "the table and index it again."
        )
    if not measured(index):
        raise InputError(
            f"No image in {index.name} has both a label and a prediction. Label images that are predicted."
        )


def strata_of(index: Index, given: str | None) -> np.ndarray | None:
    """Return (n,) int32 the classes to hold fixed, None where nothing is given.

    Raises
    ------
    InputError
        When something else than the class is given, or there are not two classes.
    """
    if given is None:
        return None
    if given not in ("class", "label"):
        raise InputError(f"given: {given!r}; what can be held fixed is `class`.")
    if index.task != CLASSIFICATION:
        raise InputError(
            f"Labels of {index.name} are {said_task(index)}: there is no one class to hold fixed. "
            "Leave `given` out."
        )
    if not index.has_labels:
        raise InputError(f"No labels in {index.name}: there are no classes to hold fixed. Leave `given` out.")
    if not _has_two_classes(index):
        raise InputError(
            f"Fewer than two classes are labelled in {index.name}: there is nothing to hold fixed. "
            "Leave `given` out."
        )
    return index.labels()


def require_classes(index: Index, otherwise: str = "there are no classes to tell apart") -> None:
    """Refuse an index of fewer than two labelled classes, or of other labels than one class an image.

    `otherwise` is what cannot be told then.
    """
    if index.task != CLASSIFICATION:
        raise InputError(f"Labels of {index.name} are {said_task(index)}: {otherwise}.")
    if not index.has_labels:
        raise InputError(
            f"No labels in {index.name}: {otherwise}. Add a column `label` to the table and index it again."
        )
    if not _has_two_classes(index):
        raise InputError(
            f"Fewer than two classes are labelled in {index.name}: {otherwise}. Label images of more classes."
        )


def _has_two_classes(index: Index) -> bool:
    labels = index.labels()
    return len(np.unique(labels[labels >= 0])) > 1
