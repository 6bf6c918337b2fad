"""Labels and predictions by what the task is: one class an image, several, or numbers of a regression."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from explorer.errors import NotFoundError
from explorer.index.class_sets import ClassSets, agreement_of_sets, recoded, sets_of
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import agreement, of_model
from explorer.options import MULTILABEL, REGRESSION
from explorer.words import listed


class HasLabels(Protocol):
    """What has labels and predictions, as an index has."""

    @property
    def n(self) -> int:
        """Images."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def task(self) -> str:
        """One of `explorer.options.TASKS`."""
        ...

    @property
    def items(self) -> pa.Table:
        """(n rows) The item table."""
        ...

    @property
    def classes(self) -> Sequence[str]:
        """Names that codes count in."""
        ...

    @property
    def models(self) -> Sequence[str]:
        """Models with predictions."""
        ...

    @property
    def has_truth(self) -> bool:
        """Whether there are labels."""
        ...

    @property
    def judged(self) -> bool:
        """Whether any prediction is right or wrong."""
        ...

    @property
    def mistaken(self) -> bool:
        """Whether any prediction is wrong."""
        ...

    def column(self, name: str) -> np.ndarray:
        """(n,) A column."""
        ...

    def labels(self) -> np.ndarray:
        """(n,) int32 Codes of labels."""
        ...

    def predictions(self, model: str = "") -> np.ndarray:
        """(n,) int32 Codes of predictions."""
        ...

    def cached(self, make: Callable[..., Any], *arguments: Any) -> Any:
        """Return what is made of it, made once."""
        ...


_SAID = {
    "classification": "one class an image",
    "multilabel": "several classes an image",
    "regression": "numbers",
}


def label_sets(index: HasLabels) -> ClassSets:
    """Return the classes of each image, counted in `index.classes`, of a multi-label index.

    Raises
    ------
    NotFoundError
        When it has no labels, or they are not several classes.
    """
    return index.cached(_sets, LABEL)


def prediction_sets(index: HasLabels, model: str = "") -> ClassSets:
    """Return the classes that a model predicts for each image, as `label_sets`."""
    return index.cached(_sets, of_model(PREDICTION, model))


def signed_errors(index: HasLabels, model: str = "") -> np.ndarray:
    """(n,) float64 Prediction - label of a regression; NaN where either is missing.

    Raises
    ------
    NotFoundError
        When there are no labels or no such model, or they are no numbers.
    """
    return index.cached(_errors, model)


def truths(index: HasLabels) -> np.ndarray:
    """(n,) float64 The labels of a regression; NaN where missing."""
    require_task(index, REGRESSION, LABEL)
    return index.column(LABEL).astype(np.float64)


def has_several_classes(index: HasLabels) -> bool:
    """Tell whether there are labels of several classes an image, of more than one class in all."""
    return index.task == MULTILABEL and index.has_truth and len(index.classes) > 1


def fallible(index: HasLabels) -> bool:
    """Tell whether some prediction is off: wrong, or another number than the label's."""
    if index.task != REGRESSION:
        return index.mistaken
    return index.has_truth and any(np.nan_to_num(signed_errors(index, model)).any() for model in index.models)


def measured(index: HasLabels) -> bool:
    """Tell whether some image has both a label and a prediction, so that these can be compared."""
    if index.task != REGRESSION:
        return index.judged
    return index.has_truth and any(np.isfinite(signed_errors(index, model)).any() for model in index.models)


def said_task(index: HasLabels) -> str:
    """Say what the labels of an index are: `several classes an image`."""
    return _SAID[index.task]


def correctness(index: HasLabels, model: str) -> np.ndarray:
    """(n,) int8 1 where a prediction is right, 0 where it is not, -1 where that is not known.

    Right is one class that is the label's; of several, all of the label's and no other. The numbers of a
    regression are neither right nor wrong, so that it is never known.
    """
    if index.task == MULTILABEL:
        return agreement_of_sets(label_sets(index), prediction_sets(index, model), len(index.classes))
    if index.task == REGRESSION:
        signed_errors(index, model)
        return np.full(index.n, -1, np.int8)
    return agreement(index.labels(), index.predictions(model))


def require_task(index: HasLabels, task: str, name: str) -> None:
    """Refuse a column that is not there, or not of a task."""
    if name not in index.items.column_names:
        known = listed(index.items.column_names)
        raise NotFoundError(f"There is no column {name!r} in {index.name}; there are: {known}.")
    if index.task != task:
        raise NotFoundError(f"Column {name!r} of {index.name} holds {_SAID[index.task]}, not {_SAID[task]}.")


def _sets(index: HasLabels, name: str) -> ClassSets:
    require_task(index, MULTILABEL, name)
    return recoded(*sets_of(index.items[name]), index.classes)


def _errors(index: HasLabels, model: str) -> np.ndarray:
    names = LABEL, of_model(PREDICTION, model)
    for name in names:
        require_task(index, REGRESSION, name)
    label, prediction = (index.column(name).astype(np.float64) for name in names)
    with np.errstate(over="ignore", invalid="ignore"):
        error = prediction - label
    return np.where(np.isfinite(error), error, np.nan)
