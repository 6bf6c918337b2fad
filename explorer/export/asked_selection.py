"""A subset as Python and the command name it: texts, which become filters, rankings and methods here."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from explorer.errors import InputError
from explorer.export.sampling import Defaults, read_samples
from explorer.export.selection import Found, Selection
from explorer.filters.filter import condition_of
from explorer.index.reader import Index
from explorer.search import SearchQuery, rank
from explorer.search.towers import TextTower
from explorer.view.encoder_classes import prepare_words_of


def read_selection(
    index: Index,
    *,
    where: str | None = None,
    search: str | None = None,
    cut: float | None = None,
    limit: int | None = None,
    text_encoder: TextTower | None = None,
    sample: str | Sequence[str] = (),
    size: int | None = None,
    seed: int = 0,
    target: str | np.ndarray | None = None,
    **more: Any,
) -> Selection:
    """Read what a subset is chosen by, and rank what is searched for.

    Parameters
    ----------
    index : Index
        With the labels that count.
    where : str, optional
        The text of a filter.
    search : str, optional
        Words; `cut`, `limit` and `text_encoder` as `explorer.search.search` takes them.
    sample : str or sequence of str
        Methods of `explorer.export.sampling`; `size`, `seed` and `target` hold for all of them.
    **more
        Other fields of `Selection`, as they are.

    Raises
    ------
    InputError
        Something cannot be understood, or belongs to what is not asked for.
    """
    words = [sample] if isinstance(sample, str) else list(sample)
    samples = read_samples(words, Defaults(size, seed, target), partial(condition_of, index))
    found = None
    if search is not None:
        prepare_words_of(index, search, text_encoder)
        ranking = rank(index, SearchQuery(text=search, text_encoder=text_encoder))
        found = Found(search, ranking, cut, limit)
    elif cut is not None or limit is not None:
        raise InputError("cut and limit belong to a search; say what to search for, or leave them out")
    return Selection(where=condition_of(index, where), found=found, samples=samples, **more)
