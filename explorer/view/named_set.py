"""What a filter's `found(…)` and `alike(…)` name where no server ranks: an encoder is loaded if need be."""

import numpy as np

from explorer.filters.named_sets import SetQuery
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.search.found_sets import find_set
from explorer.search.towers import TextTower
from explorer.view.encoder_classes import prepare_words_of


def find_named_set(index: Index, query: SetQuery) -> np.ndarray:
    """(n,) bool Which images a set names; errors are those of `find_set`."""
    encoder = None
    if query.text is not None and query.cut is not None and index.text_search:
        encoder = index.cached(_text_encoder)
    prepare_words_of(index, query.text, encoder)
    return find_set(index, query, encoder)


@label_free
def _text_encoder(index: Index) -> TextTower:
    from explorer.embedding.service import load_text_encoder

    return load_text_encoder(index.encoder)
