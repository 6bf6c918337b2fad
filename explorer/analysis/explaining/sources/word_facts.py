"""Facts of words: of file and folder names, and of columns of long texts."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.explaining.facts import TEXT, WORD, Facts, FactSource, facts_of_codes
from explorer.analysis.titles.name_words import file_words

LEAST = 5
"""Images that have a word: of fewer, nothing is told."""
MOST_WORDS = 2_000
"""Of the images that are looked at, the most frequent."""
SHORTEST = 3
"""Letters of a word of a text."""


def path_facts(paths: pa.ChunkedArray) -> FactSource:
    """Return the facts of the words of paths, as titles read them."""

    def facts(rows: np.ndarray) -> Facts:
        words = file_words(paths.take(pa.array(rows)))
        places = np.repeat(np.arange(len(rows)), np.diff(words.starts))
        return _frequent(WORD, "", words.vocabulary, places, words.codes.astype(np.int64), len(rows))

    return facts


def text_facts(name: str, texts: pa.ChunkedArray) -> FactSource:
    """Return the facts of the words of a column of texts, whatever their case."""

    def facts(rows: np.ndarray) -> Facts:
        some = pc.fill_null(texts.take(pa.array(rows)).cast(pa.string()), "").combine_chunks()
        pieces = pc.split_pattern_regex(pc.utf8_lower(some), r"[^\p{L}\p{N}]+")
        words = pc.list_flatten(pieces)
        places = pc.list_parent_indices(pieces).to_numpy(zero_copy_only=False)
        found = words.dictionary_encode()
        codes = found.indices.to_numpy(zero_copy_only=False)
        vocabulary = found.dictionary.to_pylist()
        long = np.array([len(word) >= SHORTEST for word in vocabulary], bool)[codes]
        return _frequent(TEXT, name, vocabulary, places[long], codes[long], len(rows))

    return facts


def _frequent(
    source: str, column: str, vocabulary: list[str], places: np.ndarray, codes: np.ndarray, size: int
) -> Facts:
    """Keep the words that enough of the images have, each image once."""
    pairs = np.unique(places * max(1, len(vocabulary)) + codes)
    places, codes = np.divmod(pairs, max(1, len(vocabulary)))
    often = np.bincount(codes, minlength=len(vocabulary))
    kept = np.argsort(-often, kind="stable")[:MOST_WORDS]
    kept = kept[often[kept] >= LEAST]
    new = np.full(len(vocabulary), -1)
    new[kept] = np.arange(len(kept))
    told = new[codes] >= 0
    names = [vocabulary[i] for i in kept]
    return facts_of_codes(source, names, places[told], new[codes[told]], size, column)
