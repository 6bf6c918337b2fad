"""The most frequent mistakes of a copy, and why each is made: worked out before anybody asks."""

from explorer.options import CLASSIFICATION
from explorer.publishing.found_clusters import local_pairs
from explorer.publishing.published_rows import PublishedRows
from explorer.view.cluster_summary import frequent_mistakes
from explorer.view.mistake_explanation import explain_mistake
from explorer.view.views import Views

EXPLAINED = 8
"""Of each model, as many as the page lists."""


def told_mistakes(published: PublishedRows) -> list[dict]:
    """Return why images of one class are taken for another, for the most frequent mistakes of each model.

    Parameters
    ----------
    published : PublishedRows

    Returns
    -------
    list of dict
        `model`, `label`, `prediction`, and `why` as `explain_mistake` tells it, its `pairs` as the copy
        numbers rows. None where images have not one class each. Of a part of an index they are the mistakes
        in it, told from the right images of the whole.
    """
    index, node = published.index, int(published.nodes[-1])
    if index.task != CLASSIFICATION:
        return []
    views = Views(index)
    pairs = [
        (model, mistake["label"], mistake["prediction"])
        for model in index.models
        for mistake in frequent_mistakes(index, published.rows, model)[:EXPLAINED]
    ]
    return [
        {
            "model": model,
            "label": label,
            "prediction": prediction,
            "why": local_pairs(published, explain_mistake(views, node, label, prediction, model=model)),
        }
        for model, label, prediction in pairs
    ]
