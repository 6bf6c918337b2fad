"""Labels and predictions of several classes an image, compared once for an index and model."""

from explorer.analysis.classes.set_scores import SetComparison
from explorer.index.reader import Index
from explorer.index.tasks import label_sets, prediction_sets


def compared(index: Index, model: str | None) -> SetComparison:
    """Return the comparison of a multi-label index, which has labels; without a model of the labels alone."""
    return index.cached(_compared, model)


def _compared(index: Index, model: str | None) -> SetComparison:
    predictions = None if model is None else prediction_sets(index, model)
    return SetComparison(label_sets(index), predictions, len(index.classes))
