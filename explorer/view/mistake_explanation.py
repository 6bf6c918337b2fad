"""Why images of one class are taken for another: what tells them from those that are recognised."""

import numpy as np

from explorer.analysis.exemplars import leading_rows_of
from explorer.analysis.explaining.explanation import ExplainedFinding, explanation
from explorer.clustering.tree.row_sets import row_mask
from explorer.errors import InputError, NoSuchMistakeError
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_class, check_model, check_node
from explorer.options import CLASSIFICATION
from explorer.view.encoder_facts import encoder_facts
from explorer.view.views import Views

SHOWN = 12


def explain_mistake(
    views: Views, node: int, label: str, prediction: str, where: Filter = ALL, model: str | None = None
) -> dict:
    """Return what tells images of a class that are predicted as another from right images of it anywhere.

    Parameters
    ----------
    views : Views
    node : int
        Cluster of the mistakes: a cell of its confusion matrix.
    label, prediction : str
        Names of classes.
    where : Filter
        Only mistakes that match count.
    model : str or None
        None is the first.

    Returns
    -------
    dict
        `node`, `label`, `prediction`, `model`, and what `explanation` says.

    Raises
    ------
    InputError
        When images have not one class each, there is no model, or both classes are one.
    NotFoundError
        When there is no such node, model or class.
    NoSuchMistakeError
        When no such image is in the cluster.
    """
    index = views.index
    check_node(index, node)
    model = check_model(index, model)
    if index.task != CLASSIFICATION or model is None:
        raise InputError("Mistakes are explained where images have one class each, and a prediction.")
    codes = [check_class(index, name) for name in (label, prediction)]
    if codes[0] == codes[1]:
        raise InputError(f"prediction: an image of {label} that is predicted as {label} is no mistake.")
    labels, predictions = index.labels(), index.predictions(model)
    outcomes = np.full(index.n, -1, np.int8)
    outcomes[(labels == codes[0]) & (predictions == codes[0])] = 0
    outcomes[(labels == codes[0]) & (predictions == codes[1])] = 1
    lo, hi = int(index.tree.lo[node]), int(index.tree.hi[node])
    inside = row_mask(index.n, views.selection(where).inside(lo, hi))
    rows = np.flatnonzero(inside & (outcomes == 1))
    if not len(rows):
        raise NoSuchMistakeError(f"No image of {label} is predicted as {prediction} here.")
    finding = ExplainedFinding(
        rows=rows,
        leading=leading_rows_of(outcomes, rows, index.vectors, SHOWN).tolist(),
        outcomes=outcomes,
        right=outcomes == 0,
        having=f"taken for {prediction}",
        spreads=bool(((outcomes == 1) & ~inside).any()),
    )
    about = {"node": node, "label": label, "prediction": prediction, "model": model}
    return about | explanation(index, finding, encoder_facts(index))
