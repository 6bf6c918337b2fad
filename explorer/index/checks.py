"""Paths, rows, nodes, models and classes that are asked for: they will do, or one sentence says why not."""

import os
from collections.abc import Sequence
from numbers import Integral
from pathlib import Path
from typing import Protocol

from explorer.errors import InputError, NotFoundError
from explorer.words import listed, whole_number


class HasRows(Protocol):
    """What has rows and a tree over them, as an index has."""

    @property
    def n(self) -> int:
        """How many rows."""
        ...


class HasModels(Protocol):
    """What has predictions of models, as an index has."""

    @property
    def models(self) -> Sequence[str]:
        """Their names."""
        ...


class HasClasses(Protocol):
    """What has images of classes, as an index has."""

    @property
    def classes(self) -> list[str]:
        """Their names."""
        ...


def check_text(path: Path) -> Path:
    """Return a path that is text, or raise `InputError`.

    An index notes where its images are, pages and JSON show it, and Arrow opens no other.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode(errors="backslashreplace")
        raise InputError(f"{shown} is not UTF-8; rename it, or name it by a link whose name is.") from None
    return path


def check_row(index: HasRows, row: int) -> int:
    """Return the row, or raise `NotFoundError`."""
    if not (isinstance(row, Integral) and 0 <= row < index.n):
        raise NotFoundError(f"There is no row {whole_number(row)}: the index has rows 0 to {index.n - 1}.")
    return row


def check_node(index: HasRows, node: int) -> int:
    """Return the node, or raise `NotFoundError`."""
    root = 2 * index.n - 2
    if not (isinstance(node, Integral) and 0 <= node <= root):
        raise NotFoundError(f"There is no node {whole_number(node)}: the index has nodes 0 to {root}.")
    return node


PLAIN = "prediction"
"""What people call the model of the plain column `prediction`, whose name is empty."""


def check_model(index: HasModels, model: str | None) -> str | None:
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


def check_class(index: HasClasses, name: str) -> int:
    """Return the code of a class in `index.classes`.

    Raises
    ------
    NotFoundError
        When there is no such class.
    """
    if name not in index.classes:
        raise NotFoundError(f"There is no class {name[:80]!r}; there are: {listed(index.classes)}.")
    return index.classes.index(name)


def shown_model(model: str) -> str:
    """Return what people call a model."""
    return model or PLAIN
