"""Words of file names, folders, labels and other text columns, and how well a value holds one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import InputError
from explorer.filters.typed_values import to_text
from explorer.images.crops import FRAGMENT
from explorer.images.frames.frame import FRAGMENT as OF_FRAME
from explorer.index.format import CONCEPT, HASH, LABEL, PATH
from explorer.index.item_columns import distinct, holds_texts, kind_of, models_of

MAX_WORDS = 32
MAX_CHARACTERS = 1000

LABEL_WEIGHT, NAME_WEIGHT, CONCEPT_WEIGHT, FOLDER_WEIGHT, OTHER_WEIGHT = 1.0, 0.95, 0.85, 0.8, 0.7
WHOLE, WORD, PREFIX, INSIDE = 1.0, 0.9, 0.7, 0.5
OTHER_NUMBER = np.float32(0.9)
"""What the singular is worth where the plural was asked for, and the other way round."""
LEAST_INSIDE = 3


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
    guess : bool
        Whether it holds what the encoder guessed, and no fact about the images.
    label : bool
        Whether it holds the labels.
    column : str
        Where its values come from: of `path`, names of files and folders are two.
    """

    values: pa.Array
    codes: np.ndarray
    weight: float
    guess: bool = False
    label: bool = False
    column: str = ""


def text_fields(items: pa.Table) -> list[TextField]:
    """Prepare the columns of an item table to look words up in."""
    fields = []
    for name, column, weight in _columns(items):
        values, codes = distinct(column)
        fields.append(TextField(fold(values), codes, weight, name == CONCEPT, name == LABEL, name))
    return fields


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


def rate_values(folded: pa.Array, word: str, whole: str) -> np.ndarray:
    """Rate how each value holds a word: (v,) float32, `WHOLE`, `WORD`, `PREFIX`, `INSIDE` or 0.

    A plural finds its singular and the other way round, a little below.

    Parameters
    ----------
    folded : pyarrow.Array
        (v,) As `fold` gives them.
    word, whole : str
        The word, and the whole query that it is of.
    """
    quality = _matches(folded, word)
    if len(word) > 3 and word.endswith("s"):
        np.maximum(quality, _matches(folded, word[:-1]) * OTHER_NUMBER, out=quality)
    quality[_bool(pc.equal(folded, whole))] = WHOLE
    return quality


def _matches(folded: pa.Array, word: str) -> np.ndarray:
    quality = np.zeros(len(folded), dtype=np.float32)
    places = np.flatnonzero(_bool(pc.match_substring(folded, word)))
    if not len(places):
        return quality
    found = pc.binary_join_element_wise(" ", folded.take(pa.array(places)), " ", "")

    def holding(pattern: str) -> np.ndarray:
        return places[_bool(pc.match_substring_regex(found, pattern))]

    # A Latin letter or two are inside of almost anything, and one begins a word of most; 猫 is a word.
    if len(word) >= LEAST_INSIDE or not word.isascii():
        quality[places] = INSIDE
    if len(word) > 1 or not word.isascii():
        quality[holding(f" {word}")] = PREFIX
    quality[holding(f" {word}s ")] = WORD * OTHER_NUMBER
    # The counter of `cat07` is no part of the word.
    quality[holding(f" {word} " if word[-1].isdigit() else f" {word}[ 0-9]")] = WORD
    return quality


def _bool(mask: pa.Array) -> np.ndarray:
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False).astype(bool, copy=False)


def _columns(items: pa.Table) -> Iterator[tuple[str, pa.ChunkedArray, float]]:
    """Give the columns to look in, with their names and weights."""
    for name in items.column_names:
        type_ = items.schema.field(name).type
        if holds_texts(type_):
            yield name, pc.binary_join(items.column(name), " "), OTHER_WEIGHT
        if kind_of(type_) != "text" or name == HASH:
            continue
        if models_of([name]):
            # What a model said is no word about the image; a filter asks for it.
            continue
        column = to_text(items.column(name))
        if name == PATH:
            names = pc.replace_substring_regex(column, f"^.*/|{FRAGMENT}|{OF_FRAME}", "")
            yield name, pc.replace_substring_regex(names, r"\.[^.]*$", ""), NAME_WEIGHT
            yield name, pc.replace_substring_regex(column, r"[^/]*$", ""), FOLDER_WEIGHT
        else:
            yield name, column, {LABEL: LABEL_WEIGHT, CONCEPT: CONCEPT_WEIGHT}.get(name, OTHER_WEIGHT)
