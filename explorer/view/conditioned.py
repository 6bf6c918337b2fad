"""Filters that choose images by what a rate is about: the rate then tells of the filter, not of the model."""

from dataclasses import dataclass

from explorer.filters.filter import Filter
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.reader import Index
from explorer.options import REGRESSION


@dataclass(frozen=True)
class Conditioned:
    """What a filter looks at.

    Attributes
    ----------
    by_label, by_prediction : bool
    """

    by_label: bool
    by_prediction: bool

    @property
    def on_correctness(self) -> bool:
        """Whether images are chosen by both: among mistakes nothing is right, whatever the model."""
        return self.by_label and self.by_prediction

    @property
    def undefined(self) -> frozenset[str]:
        """Scores without meaning: recall is of all images of a class, precision of all predicted as it."""
        if self.on_correctness:
            return frozenset({"accuracy", "interval", "recall", "precision", "f1"})
        if self.by_label:
            return frozenset({"precision", "f1"})
        return frozenset({"accuracy", "interval", "recall", "f1"}) if self.by_prediction else frozenset()

    @property
    def words(self) -> str:
        """Say why scores are missing; empty where none is."""
        if self.on_correctness:
            return "The filter chooses images by label and prediction: rates of right ones say nothing here."
        if self.by_label:
            return "The filter chooses images by label: precision and F1 would need the others."
        if self.by_prediction:
            return "The filter chooses images by prediction: recall and F1 would need the others."
        return ""


UNCONDITIONED = Conditioned(False, False)


def conditioned(index: Index, where: Filter, model: str | None) -> Conditioned:
    """Tell what a filter chooses images by.

    Parameters
    ----------
    index : Index
    where : Filter
    model : str or None
        Whose rates are meant; None where there are no predictions.
    """
    # An error has its size whatever image it is of.
    if not where or model is None or index.task == REGRESSION:
        return UNCONDITIONED
    return Conditioned(LABEL in where.columns, of_model(PREDICTION, model) in where.columns)
