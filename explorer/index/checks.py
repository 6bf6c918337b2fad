"""Rows, nodes and models that are asked for: they are there, or one sentence says which are."""

from explorer.errors import NotFoundError


def check_row(index, row: int) -> int:
    """Return the row, or raise `NotFoundError`."""
    if not 0 <= row < index.n:
        raise NotFoundError(f"There is no row {row}: the index has rows 0 to {index.n - 1}.")
    return row


def check_node(index, node: int) -> int:
    """Return the node, or raise `NotFoundError`."""
    root = 2 * index.n - 2
    if not 0 <= node <= root:
        raise NotFoundError(f"There is no node {node}: the index has nodes 0 to {root}.")
    return node


PLAIN = "prediction"
"""What people call the model of the plain column `prediction`, whose name is empty."""


def check_model(index, model: str | None) -> str | None:
    """Return the model that a name means, in every command, route and panel.

    Parameters
    ----------
    index : Index
    model : str or None
        As `index.models` has it; `prediction` for the plain column; None or empty for the first.

    Returns
    -------
    str or None
        A name of `index.models`; None where there are no models and none was named.

    Raises
    ------
    NotFoundError
        When there is no such model.
    """
    if not model:
        return "" if "" in index.models and model is not None else next(iter(index.models), None)
    if model in index.models:
        return model
    if model == PLAIN and "" in index.models:
        return ""
    known = ", ".join(map(shown_model, index.models)) or "none: no column holds predictions"
    raise NotFoundError(f"There is no model {model!r}; there are: {known}.")


def shown_model(model: str) -> str:
    """Return what people call a model."""
    return model or PLAIN
