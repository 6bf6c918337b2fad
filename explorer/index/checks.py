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


def check_model(index, model: str | None) -> str | None:
    """Return the model, the first one for None (None where there are none), or raise `NotFoundError`."""
    if model is None:
        return next(iter(index.models), None)
    if model not in index.models:
        known = ", ".join(map(repr, index.models)) or "none"
        raise NotFoundError(f"There is no model {model!r}; there are: {known}.")
    return model
