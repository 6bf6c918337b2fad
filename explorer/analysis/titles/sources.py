"""Where words for clusters come from: labels, names, columns, the encoder's guesses, mean colours."""

import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.slice_counts import ListedSliceCounts, SliceCounts
from explorer.analysis.titles.class_titles import LEAST, ClassTitles, least_share
from explorer.analysis.titles.color_words import HUES, LIGHT, hue_codes, light_codes
from explorer.analysis.titles.name_nouns import name_nouns
from explorer.analysis.titles.name_words import Words
from explorer.analysis.titles.terms import TermCounts, Terms, count_codes, make_terms, plain_terms
from explorer.analysis.titles.title_source import COLOR, COLUMN, CONCEPTS, LABELS, NAMES, WORDS, TitleSource
from explorer.index.class_sets import ClassSets, sets_from, sets_of
from explorer.index.class_shares import ClassShares
from explorer.index.format import CONCEPT, IDENTIFYING_COLUMNS, LABEL, PREDICTION
from explorer.index.item_columns import few_listed, few_values, holds_texts, kind_of, models_of, of_model
from explorer.index.reader import Index
from explorer.index.tasks import label_sets, prediction_sets
from explorer.nouns import Nouns

MOST_COLUMN_VALUES = 50
OF_DETECTIONS = frozenset({"size", "outcome", "error", "confused_with"})
"""Columns that say how large a box is and what became of it: not what is in it."""
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?![^\W_])")
"""A word that no digit is a part of."""
_ANSWERS = frozenset("yes no true false unknown none nan null".split())
MOST_LISTED_VALUES = 1000
"""In lists, which are what annotations mark and people tag: of data sets with many classes all of these."""


def make_sources(index: Index, nouns: Nouns, words: Callable[[], Words]) -> list[TitleSource]:
    """Return all that an index has to name clusters by, the most trustworthy first."""
    columns = index.items.column_names
    said = LABEL if LABEL in columns else next((of_model(PREDICTION, m) for m in models_of(columns)), None)
    # Numbers name no cluster.
    named = [(LABELS, said)] if said and kind_of(index.items.schema.field(said).type) != "number" else []
    detected = "detections" in index.manifest.source
    described = [(COLUMN, name) for name in columns if _describes(index.items, name, detected)]
    shares = index.class_shares
    guessed = [CONCEPT] if CONCEPT in columns else []
    is_shared = shares is not None and shares.synsets is not None
    return [
        *(TitleSource(kind, partial(_of_column, index, nouns, kind, name)) for kind, name in named),
        TitleSource(WORDS, lambda: _of_words(words())),
        TitleSource(NAMES, partial(_of_names, index, nouns)),
        *(TitleSource(kind, partial(_of_column, index, nouns, kind, name)) for kind, name in described),
        *([ClassTitles(CONCEPTS, partial(count_shares, shares, nouns), _least(index))] if shares else []),
        # The likeliest class of each image is wrong more often than what all images expect of it.
        *(
            TitleSource(CONCEPTS, partial(_of_column, index, nouns, CONCEPTS, name), is_shared)
            for name in guessed
        ),
        TitleSource(COLOR, lambda: count_codes(hue_codes(index.colors), plain_terms(HUES))),
        TitleSource(COLOR, lambda: count_codes(light_codes(index.colors), plain_terms(LIGHT))),
    ]


def _least(index: Index) -> float:
    if not {"width", "height"} <= set(index.items.column_names):
        return LEAST
    return least_share(index.column("width"), index.column("height"))


def _of_column(index: Index, nouns: Nouns, kind: str, name: str) -> TermCounts:
    if holds_texts(index.items.schema.field(name).type):
        if kind == COLUMN:
            sets, values = sets_of(index.items[name])
            return count_sets(sets, make_terms(values, nouns))
        sets = label_sets(index) if name == LABEL else prediction_sets(index, *models_of([name]))
        return count_sets(sets, make_terms(index.classes, nouns, kind == CONCEPTS))
    codes, values = index.codes(name)
    return count_codes(codes, make_terms(values, nouns, kind == CONCEPTS))


def _of_names(index: Index, nouns: Nouns) -> TermCounts:
    codes, values = name_nouns(index.items["path"], nouns)
    return count_codes(codes, make_terms(values, nouns))


def _of_words(words: Words) -> TermCounts:
    terms = plain_terms(words.vocabulary)
    return TermCounts(terms, ListedSliceCounts(words.starts, words.codes, terms.values))


def count_shares(shares: ClassShares, nouns: Nouns) -> TermCounts:
    """Count the encoder's classes, as expected by their probabilities.

    What is stored of an image counts as all of it: the other classes are as unlikely as they are many.
    """
    synsets = [] if shares.synsets is None else shares.synsets.tolist()
    terms = make_terms([f"n{synset:08d}" for synset in synsets], nouns)
    likeliest = shares.classes[np.arange(len(shares.classes)), shares.shares.argmax(axis=1)]
    counts = SliceCounts(shares.classes, shares.count, weights=shares.shares)
    return TermCounts(terms, counts, likeliest.astype(np.int32))


def count_sets(sets: ClassSets, terms: Terms) -> TermCounts:
    """Count the classes of images that have several, and what classes have in common.

    Parameters
    ----------
    sets : ClassSets
    terms : Terms
        Of all classes, in the order of the codes.
    """
    # An image that has two of several classes counts once of what these have in common.
    rows, codes = [sets.rows], [sets.codes]
    for place in range(terms.values, len(terms.names)):
        held = np.zeros(terms.values, bool)
        held[terms.values_of(place)] = True
        rows.append(sets.rows[held[sets.codes]])
        codes.append(np.full(len(rows[-1]), place))
    listed = sets_from(sets.known, np.concatenate(rows), np.concatenate(codes))
    return TermCounts(terms, ListedSliceCounts(listed.starts, listed.codes, len(terms.names)))


def _describes(items: pa.Table, name: str, detected: bool) -> bool:
    """Tell whether a column is of a few words that people gave, and not made of boxes of a detector."""
    plain = name.split(":")[0]
    internal = name in IDENTIFYING_COLUMNS or plain in (LABEL, CONCEPT, PREDICTION, "split")
    if internal or (detected and plain in OF_DETECTIONS):
        return False
    few = few_values(items, name, MOST_COLUMN_VALUES)
    return (few and _says_words(items[name])) or few_listed(items, name, MOST_LISTED_VALUES)


def _says_words(column: pa.ChunkedArray) -> bool:
    """Tell whether half of the values are words: not numbers, ids such as `cam2`, or yes and no."""
    values = [str(value) for value in pc.unique(column).to_pylist() if value is not None]
    words = [value for value in values if value.casefold() not in _ANSWERS and not _is_id(value)]
    return 2 * len(words) >= len(values)


def _is_id(value: str) -> bool:
    return any(sign.isdigit() for sign in value) and not _WORD.search(value)
