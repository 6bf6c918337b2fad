"""What is known of how sure a model is, image by image: of a part of an index, judged images only."""

from dataclasses import dataclass

import numpy as np

from explorer.caching import cached_property
from explorer.filters.clauses import identifier
from explorer.index.format import CONFIDENCE
from explorer.index.item_columns import kind_of, of_model
from explorer.index.reader import Index
from explorer.options import CLASSIFICATION
from explorer.view.evaluation.probability_columns import predicted_probabilities, probability_model

OF_COLUMN, OF_PROBABILITIES = "confidences", "probabilities"
"""Where confidences come from."""


@dataclass(frozen=True)
class JudgedScores:
    """Confidences of the judged images of a part, and whether they are right.

    Attributes
    ----------
    model : str
    rows : (m,) int64
        Of the index, ascending.
    confidences : (m,) float array
        Finite.
    right : (m,) bool
    source : str
        `OF_COLUMN` or `OF_PROBABILITIES`.
    column : str or None
        As a filter names the column; None of probabilities.
    missing : int
        Judged images without a confidence.
    """

    model: str
    rows: np.ndarray
    confidences: np.ndarray
    right: np.ndarray
    source: str
    column: str | None
    missing: int

    @cached_property
    def order(self) -> np.ndarray:
        """(m,) int64 Places from the surest to the least sure, in any order where they are alike."""
        return np.argsort(-self.confidences)

    @property
    def are_shares(self) -> bool:
        """Whether they all lie from 0 to 1."""
        return not len(self.confidences) or bool(
            (self.confidences.min() >= 0) & (self.confidences.max() <= 1)
        )


def judged_scores(index: Index, part: slice | np.ndarray, model: str) -> JudgedScores | None:
    """Gather confidences of a part of an index; None where the model has none.

    Of several classes an image it is right where its classes are those of the label.
    """
    found = _confidences(index, model)
    if found is None:
        return None
    values, source, column = found
    rows = np.arange(*part.indices(index.n)) if isinstance(part, slice) else part
    verdicts, sure = index.correct(model)[part], values[part]
    finite = np.isfinite(sure)
    judged = verdicts >= 0
    kept = judged & finite
    missing = int(np.count_nonzero(judged & ~finite))
    return JudgedScores(model, rows[kept], sure[kept], verdicts[kept] == 1, source, column, missing)


def _confidences(index: Index, model: str) -> tuple[np.ndarray, str, str | None] | None:
    name = of_model(CONFIDENCE, model)
    if name in index.items.column_names and kind_of(index.items.schema.field(name).type) == "number":
        values = np.asarray(index.column(name))
        if values.dtype.kind != "f":
            values = values.astype(np.float64)
        return values, OF_COLUMN, identifier(name)
    if index.task == CLASSIFICATION and probability_model(index) == model:
        return predicted_probabilities(index), OF_PROBABILITIES, None
    return None
