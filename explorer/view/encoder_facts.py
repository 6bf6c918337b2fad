"""Facts of the encoder's classes, for what is explained of images."""

from functools import partial

import numpy as np

from explorer.analysis.explaining.facts import FactSource
from explorer.analysis.explaining.sources.concept_facts import concept_facts
from explorer.errors import EncoderError
from explorer.index.class_shares import shares_of
from explorer.index.reader import Index
from explorer.nouns import read_nouns
from explorer.search.by_words import CUT
from explorer.search.prepared_classes import prepared, take_stored
from explorer.view.encoder_classes import class_head, has_class_words


def encoder_facts(index: Index) -> list[FactSource]:
    """Return the facts of the encoder's classes, none where it has none, or they are not here."""
    if not has_class_words(index):
        return []
    try:
        ready = take_stored(index) or prepared(index).shares is not None
        head = None if ready else class_head(index)
    except EncoderError:  # all else is told all the same
        return []
    return [concept_facts(partial(_shares, index, head), read_nouns(), float(CUT))]


def _shares(index: Index, head, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    known = prepared(index).shares
    if known is not None:
        return known.classes[rows], known.shares[rows]
    found = shares_of(index.vectors(rows), head)
    return found.classes, found.shares
