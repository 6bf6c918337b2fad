"""Where words for clusters come from: labels, names, columns, the encoder's guesses, mean colours."""

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.titles.class_titles import LEAST, ClassTitles, least_share
from explorer.analysis.titles.color_words import HUES, LIGHT, hue_codes, light_codes
from explorer.analysis.titles.name_nouns import name_nouns
from explorer.analysis.titles.name_words import Words
from explorer.analysis.titles.share_counts import ShareCounts
from explorer.analysis.titles.terms import TermCounts, Terms, make_terms, plain_terms
from explorer.analysis.titles.title_source import COLOR, COLUMN, CONCEPTS, LABELS, NAMES, WORDS, TitleSource
from explorer.index.class_sets import ClassSets, sets_from, sets_of
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


class SetCounts:
    """Counts the classes of images that have several, and what classes have in common.

    Parameters
    ----------
    sets : ClassSets
    terms : Terms
        Of all classes, in the order of the codes.
    """

    def __init__(self, sets: ClassSets, terms: Terms) -> None:
        self.terms, self.codes = terms, None
        # An image that has two of several classes counts once of what these have in common.
        rows, codes = [sets.rows], [sets.codes]
        for place in range(terms.values, len(terms.names)):
            held = np.zeros(terms.values, bool)
            held[terms.values_of(place)] = True
            rows.append(sets.rows[held[sets.codes]])
            codes.append(np.full(len(rows[-1]), place))
        self._sets = sets_from(sets.known, np.concatenate(rows), np.concatenate(codes))

    def count_each(
        self, spans: Sequence[tuple[int, int]], mask: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Count in slices, as `Counter` says."""
        counted = [self._count(lo, hi, mask) for lo, hi in spans]
        sizes = [hi - lo if mask is None else np.count_nonzero(mask[lo:hi]) for lo, hi in spans]
        return np.array(counted), np.array(sizes)

    def _count(self, lo: int, hi: int, mask: np.ndarray | None) -> np.ndarray:
        entries = slice(*self._sets.starts[[lo, hi]].tolist())
        codes = self._sets.codes[entries]
        if mask is not None:
            codes = codes[mask[self._sets.rows[entries]]]
        return np.bincount(codes, minlength=len(self.terms.names))


class WordCounts:
    """Counts the words of paths; an image may have several."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.terms, self.codes = plain_terms(words.vocabulary), None

    def count_each(
        self, spans: Sequence[tuple[int, int]], mask: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Count in slices, as `Counter` says."""
        counts = np.array([self._words.count(lo, hi, mask) for lo, hi in spans])
        sizes = [hi - lo if mask is None else np.count_nonzero(mask[lo:hi]) for lo, hi in spans]
        return counts, np.array(sizes)


def make_sources(index: Index, nouns: Nouns, words: Callable[[], Words]) -> list[TitleSource]:
    """Return all that an index has to name clusters by, the most trustworthy first."""
    columns = index.items.column_names
    said = LABEL if LABEL in columns else next((of_model(PREDICTION, m) for m in models_of(columns)), None)
    # Numbers name no cluster.
    named = [(LABELS, said)] if said and kind_of(index.items.schema.field(said).type) != "number" else []
    detected = "detections" in index.manifest.source
    described = [(COLUMN, name) for name in columns if _describes(index.items, name, detected)]
    shares = index.class_shares
    guessed = [(CONCEPTS, CONCEPT)] if CONCEPT in columns else []
    return [
        *(TitleSource(kind, partial(_of_column, index, nouns, kind, name)) for kind, name in named),
        TitleSource(WORDS, lambda: WordCounts(words())),
        TitleSource(NAMES, partial(_of_names, index, nouns)),
        *(TitleSource(kind, partial(_of_column, index, nouns, kind, name)) for kind, name in described),
        *([ClassTitles(CONCEPTS, partial(ShareCounts, shares, nouns), _least(index))] if shares else []),
        *(TitleSource(kind, partial(_of_column, index, nouns, kind, name)) for kind, name in guessed),
        TitleSource(COLOR, lambda: TermCounts(hue_codes(index.colors), plain_terms(HUES))),
        TitleSource(COLOR, lambda: TermCounts(light_codes(index.colors), plain_terms(LIGHT))),
    ]


def _least(index: Index) -> float:
    if not {"width", "height"} <= set(index.items.column_names):
        return LEAST
    return least_share(index.column("width"), index.column("height"))


def _of_column(index: Index, nouns: Nouns, kind: str, name: str) -> TermCounts | SetCounts:
    if holds_texts(index.items.schema.field(name).type):
        if kind == COLUMN:
            sets, values = sets_of(index.items[name])
            return SetCounts(sets, make_terms(values, nouns))
        sets = label_sets(index) if name == LABEL else prediction_sets(index, *models_of([name]))
        return SetCounts(sets, make_terms(index.classes, nouns, kind == CONCEPTS))
    codes, values = index.codes(name)
    return TermCounts(codes, make_terms(values, nouns, kind == CONCEPTS))


def _of_names(index: Index, nouns: Nouns) -> TermCounts:
    codes, values = name_nouns(index.items["path"], nouns)
    return TermCounts(codes, make_terms(values, nouns))


def _describes(items: pa.Table, name: str, detected: bool) -> bool:
    """Tell whether a column is of a few words that people gave, and not made of boxes of a detector."""
    plain = name.split(":")[0]
    internal = name in IDENTIFYING_COLUMNS or plain in (LABEL, CONCEPT, PREDICTION, "split")
    few = few_values(items, name, MOST_COLUMN_VALUES)
    few = (few and _says_words(items[name])) or few_listed(items, name, MOST_LISTED_VALUES)
    return few and not internal and not (detected and plain in OF_DETECTIONS)


def _says_words(column: pa.ChunkedArray) -> bool:
    """Tell whether half of the values are words: not numbers, ids such as `cam2`, or yes and no."""
    values = [str(value) for value in pc.unique(column).to_pylist() if value is not None]
    words = [value for value in values if value.casefold() not in _ANSWERS and not _is_id(value)]
    return 2 * len(words) >= len(values)


def _is_id(value: str) -> bool:
    return any(sign.isdigit() for sign in value) and not _WORD.search(value)
