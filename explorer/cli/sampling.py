"""`--sample` and what goes with it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.flags import Whole

if TYPE_CHECKING:
    import numpy as np


def sample_options() -> list[Callable]:
    """What is drawn of the images that are chosen, and how."""
    return [
        click.option(
            "--sample",
            multiple=True,
            metavar="METHOD",
            help="Draw some of these by a method of `dendro formats`; repeated, each draws from the last.",
        ),
        click.option("--size", type=Whole(), help="Of a sample: how many images."),
        click.option("--seed", type=Whole(), default=0, show_default=True, help="Of a sample."),
        click.option(
            "--target",
            metavar="FILTER",
            help="Of a sample: images to draw towards; or a file of rows, or a .npy of vectors.",
        ),
    ]


def read_target(text: str | None) -> "str | np.ndarray | None":
    """Return the vectors or rows of a `.npy`, the rows of a `.txt`, or the text of a filter as it is.

    Raises
    ------
    InputError
        The file cannot be read, or is no array of numbers.
    """
    if text is None or not text.lower().endswith((".npy", ".txt")):
        return text
    if text.lower().endswith(".txt"):
        from explorer.export import read_rows

        return read_rows(text)
    from explorer.errors import InputError
    from explorer.npy import open_npy

    try:
        found = open_npy(Path(text))
    except OSError as error:
        raise InputError(f"{text}: {error.strerror or error}; give a .npy of vectors, or a filter") from error
    if found.dtype.kind not in "fiu":
        raise InputError(f"{text} must hold vectors; got {found.dtype} of shape {found.shape}")
    return found
