"""The noun that each file's name says, where it says one."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.titles.name_words import FRAGMENT, clean_word, without_fragments
from explorer.index.arrow_values import on_all_cores
from explorer.index.item_columns import encode
from explorer.nouns import Nouns

MOST_NAMES = 50_000
"""Where names without their numbers still are as many, they are hashes or sentences."""

_SYNSET = r"^(?:.*[^\p{L}\p{Nd}])?(n\d{8})(?:[^\p{L}\p{Nd}].*)?$"


def name_nouns(paths: pa.ChunkedArray | pa.Array, nouns: Nouns) -> tuple[np.ndarray, list[str]]:
    """Return `(codes, values)` of a noun a path: (n,) int32 with -1 where none is known.

    Synsets count, `n02084071_12.jpg`, and what is left without numbers of the name of the file, else of the
    folder that it lies in.

    Parameters
    ----------
    paths : pyarrow array of string
        Posix paths.
    nouns : Nouns
    """
    codes, names = encode(pa.chunked_array([on_all_cores(_plain, paths)]))
    if len(names) > MOST_NAMES:
        return np.full(len(codes), -1, np.int32), []
    said = [_noun(name, nouns) for name in names]
    values = sorted({noun for noun in said if noun})
    place = {noun: i for i, noun in enumerate(values)}
    return np.array([place.get(noun, -1) for noun in said], np.int32)[codes], values


def _plain(paths: pa.Array) -> pa.Array:
    """Return the synset of each file's name, else its words and its folder's, without their numbers."""
    paths = without_fragments(paths)
    ends = pc.replace_substring_regex(paths, r"^.*/([^/]*/)|\.[^./]*$", r"\1")
    stems = pc.replace_substring_regex(ends, r"^.*/", "")
    plain = pc.replace_substring_regex(ends, r"[^\p{L}/]+", " ")
    synsets = pc.match_substring_regex(stems, _SYNSET)
    return pc.if_else(synsets, pc.replace_substring_regex(stems, _SYNSET, r"\1"), plain)


def readable(path: str, nouns: Nouns) -> str:
    """Return the words of a path that a person reads: of the file's name, else of its folder; or nothing."""
    *folders, name = re.sub(FRAGMENT, "", path).split("/")
    stem = name.rsplit(".", 1)[0] or name
    for part in [stem, *folders[:-2:-1]]:
        words = [word for word in map(clean_word, re.split(r"[\W_]+", part)) if word]
        if words:
            return " ".join(words)
        synset = re.search(r"(?<![^\W_])n\d{8}(?![^\W_])", part.replace("_", " "))
        if synset and nouns.name(synset[0]) != synset[0]:
            return nouns.name(synset[0])
    return ""


def _noun(name: str, nouns: Nouns) -> str:
    """Return what of a name is a noun: all of it, else its last word that is one; the file comes first."""
    if nouns.find(name):
        return name
    for part in reversed(name.split("/")):
        words = [word for word in map(clean_word, part.split()) if word]
        for candidate in [" ".join(words), *reversed(words)]:
            if candidate and nouns.find(candidate):
                return candidate
    return ""
