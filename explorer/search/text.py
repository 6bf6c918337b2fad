"""Words looked up in file names, folders, labels and other text columns, when there is no text tower."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import InputError
from explorer.index.columns import kind_of
from explorer.search.values import to_text

MAX_WORDS = 32
MAX_CHARACTERS = 1000

LABEL_WEIGHT, NAME_WEIGHT, CONCEPT_WEIGHT, FOLDER_WEIGHT, OTHER_WEIGHT = 1.0, 0.95, 0.85, 0.8, 0.7
WHOLE, WORD, PREFIX, INSIDE = 1.0, 0.9, 0.7, 0.5
NOT_WORDS = ("hash",)


@dataclass(frozen=True)
class TextField:
    """A column to look in, prepared once for all queries.

    Attributes
    ----------
    values : pyarrow.Array
        (v,) The different values, folded.
    codes : numpy.ndarray
        (n,) int32 Place of each row's value, -1 where missing.
    weight : float
        What a find in this column is worth.
    """

    values: pa.Array
    codes: np.ndarray
    weight: float


def text_fields(items: pa.Table) -> list[TextField]:
    """Prepare the columns of an item table to look words up in."""
    fields = []
    for column, weight in _columns(items):
        values, codes = _unique(column)
        fields.append(TextField(fold(values), codes, weight))
    return fields


def word_scores(
    items: pa.Table | list[TextField], text: str, lo: int = 0, hi: int | None = None
) -> np.ndarray:
    """Tell how well each row answers a few words.

    Every word is looked up in every text column, without regard to case and diacritics. What counts is the
    best place of each word (a whole value, a word of it, the beginning of a word, anywhere inside), weighted
    by column (label, file name, concept, folder, others); the score is the mean over the words.

    Parameters
    ----------
    items : pyarrow.Table or list of TextField
        With a column `path`, and any others; or such a table as `text_fields` prepares it.
    text : str
    lo, hi : int
        Slice `[lo, hi)` of the rows; hi None is the end.

    Returns
    -------
    numpy.ndarray
        (hi - lo,) float32 in 0…1; 0 where no word was found.

    Raises
    ------
    InputError
        The text holds no letter and no digit, or is too long.
    """
    words = checked_words(text)
    if isinstance(items, pa.Table):
        hi = items.num_rows if hi is None else hi
        items, lo, hi = text_fields(items.slice(lo, hi - lo)), 0, hi - lo
    else:
        hi = len(items[0].codes) if hi is None else hi
    whole = " ".join(words)
    best = np.zeros((len(words), hi - lo), dtype=np.float32)
    for field in items:
        for place, word in enumerate(words):
            # One entry more than there are values, so that the code -1 of a missing value finds a zero.
            quality = np.append(_quality(field.values, word, whole), np.float32(0)) * np.float32(field.weight)
            if quality.any():
                np.maximum(best[place], quality[field.codes[lo:hi]], out=best[place])
    return best.mean(axis=0)


def checked_words(text: str) -> list[str]:
    """Split a query into its words, or say why it cannot be looked up."""
    words = split_words(text)
    if len(text) > MAX_CHARACTERS or len(words) > MAX_WORDS:
        raise InputError(
            f"the query is too long; at most {MAX_WORDS} words and {MAX_CHARACTERS} characters are taken"
        )
    if not words:
        raise InputError("the query has no word to look for; write letters or digits")
    return words


def split_words(text: str) -> list[str]:
    """Fold a text and split it at everything that is neither letter nor digit, each word once."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return list(dict.fromkeys(re.findall(r"[^\W_]+", plain)))


def fold(values: pa.Array) -> pa.Array:
    """Lower the case, drop diacritics and put one space for every run of other signs."""
    if pc.all(pc.string_is_ascii(values)).as_py():
        plain = pc.ascii_lower(values)
    else:
        plain = pc.utf8_normalize(values, form="NFKD")
        plain = pc.replace_substring_regex(plain, r"\p{Mn}+", "")
        plain = pc.replace_substring(pc.utf8_lower(plain), "ß", "ss")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(plain, r"[^\p{L}\p{N}]+", " "))


def _quality(folded: pa.Array, word: str, whole: str) -> np.ndarray:
    """Rate how each value holds a word; a plural finds its singular a little below."""
    quality = _matches(folded, word)
    if len(word) > 3 and word.endswith("s"):
        np.maximum(quality, _matches(folded, word[:-1]) * np.float32(0.9), out=quality)
    quality[_bool(pc.equal(folded, whole))] = WHOLE
    return quality


def _matches(folded: pa.Array, word: str) -> np.ndarray:
    quality = np.zeros(len(folded), dtype=np.float32)
    places = np.flatnonzero(_bool(pc.match_substring(folded, word)))
    if len(places):
        found = pc.binary_join_element_wise(" ", folded.take(pa.array(places)), " ", "")
        quality[places] = INSIDE
        quality[places[_bool(pc.match_substring(found, f" {word}"))]] = PREFIX
        quality[places[_bool(pc.match_substring(found, f" {word} "))]] = WORD
    return quality


def _bool(mask: pa.Array) -> np.ndarray:
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False).astype(bool, copy=False)


def _columns(items: pa.Table) -> Iterator[tuple[pa.ChunkedArray, float]]:
    """Give the columns to look in, with their weights."""
    for name in items.column_names:
        if kind_of(items.schema.field(name).type) != "text" or name in NOT_WORDS:
            continue
        if name.startswith("prediction"):
            # What a model said is no word about the image; a filter asks for it.
            continue
        column = to_text(items.column(name))
        if name == "path":
            yield pc.replace_substring_regex(column, r"^.*/|\.[^./]*$", ""), NAME_WEIGHT
            yield pc.replace_substring_regex(column, r"[^/]*$", ""), FOLDER_WEIGHT
        else:
            yield column, {"label": LABEL_WEIGHT, "concept": CONCEPT_WEIGHT}.get(name, OTHER_WEIGHT)


def _unique(column: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """Give the different values, and for each row the place of its own (-1 where missing)."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks() if encoded.num_chunks > 1 else encoded.chunk(0)
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return encoded.dictionary, codes
