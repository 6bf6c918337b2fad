"""Words of file and folder names, and which of them tell a cluster from the rest."""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.caching import cached_property
from explorer.images.frames.frame import NUMBER, OF_ARRAY, SLICES, TIME
from explorer.index.arrow_values import on_all_cores

FRAGMENT = rf"#({'|'.join(('xywh', TIME, NUMBER, OF_ARRAY, *SLICES))})=[^/#]*$"
"""The end of what is called after a box in a picture or a place in a file (W3C, Media Fragments 1.0)."""
MOST_WORDS = 20_000
LEAST_COVERAGE = 0.3
LEAST_LIFT = 1.5

_GENERIC = frozenset(
    "img image images dsc dscn dscf dcim pic pics picture pictures photo photos mvimg pxl sam cimg gopr imgp "
    "p wp vid screenshot scan scanned copy untitled unnamed file files thumb thumbs thumbnail data dataset "
    "tmp jpg jpeg png gif webp bmp tif tiff heic train val valid validation test".split()
)
_HEX = re.compile(r"(?=.*\d)[0-9a-f]{6,}")
_WORD = re.compile(r"([^\W\d_]{3,}|[^\W\d_a-z]{2,})\d{0,4}")
_BREAKS = re.compile(r"[\W_]+")
_PERHAPS = r"^\P{Nd}+\p{Nd}{0,4}$"
"""What every piece that `clean_word` keeps looks like, in Arrow's syntax; no number and few hashes do."""


@dataclass(frozen=True)
class Words:
    """Words of every row in compressed rows: row r has `codes[starts[r]:starts[r + 1]]`, each word once.

    Attributes
    ----------
    starts : (n + 1,) int64
    codes : int32
        Into `vocabulary`.
    vocabulary : list of str
    """

    starts: np.ndarray
    codes: np.ndarray
    vocabulary: list[str]

    @cached_property
    def frequency(self) -> np.ndarray:
        """(v,) int64: rows that have each word."""
        return np.bincount(self.codes, minlength=len(self.vocabulary))

    def count(self, lo: int, hi: int, mask: np.ndarray | None = None) -> np.ndarray:
        """Return (v,) int64: rows of `[lo, hi)` that have each word; `mask` (n,) bool narrows them."""
        first, last = self.starts[lo], self.starts[hi]
        codes = self.codes[first:last]
        if mask is not None:
            codes = codes[np.repeat(mask[lo:hi], np.diff(self.starts[lo : hi + 1]))]
        return np.bincount(codes, minlength=len(self.vocabulary))


def file_words(paths: pa.ChunkedArray | pa.Array) -> Words:
    """Take the words out of paths: folder names whole, file names in pieces.

    Numbers, hashes, camera counters (`IMG_1234`), synset ids (`n01440764`) and words that say nothing
    (`images`, `train`) are left out, and so is what only one file has.

    Parameters
    ----------
    paths : pyarrow array of string
        Posix paths.
    """
    paths = on_all_cores(without_fragments, paths)
    found: dict[str, int] = {}
    rows, codes = (
        np.concatenate(parts)
        for parts in zip(_folder_words(paths, found), _name_words(paths, found), strict=True)
    )
    many = max(1, len(found))
    pairs = np.sort(rows * many + codes)
    rows, codes = np.divmod(pairs[np.diff(pairs, prepend=-1) > 0], many)
    frequency = np.bincount(codes, minlength=len(found))
    vocabulary = list(found)
    kept = sorted(np.flatnonzero(frequency > 1).tolist(), key=lambda i: (-frequency[i], vocabulary[i]))
    kept = kept[:MOST_WORDS]
    place = np.full(many, -1, dtype=np.int32)
    place[kept] = np.arange(len(kept))
    codes = place[codes]
    rows, codes = rows[codes >= 0], codes[codes >= 0]
    starts = np.zeros(len(paths) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(paths)), out=starts[1:])
    return Words(starts, codes, [vocabulary[i] for i in kept])


def without_fragments(paths: pa.Array) -> pa.Array:
    """Return paths without the boxes and moments at their ends, which name no thing."""
    return pc.replace_substring_regex(pc.fill_null(paths, ""), FRAGMENT, "")


def telling_words(
    words: Words, lo: int, hi: int, mask: np.ndarray | None = None, limit: int = 2
) -> list[str]:
    """Return the words that cover much of a cluster and little of the rest, most telling first."""
    inside = words.count(lo, hi, mask)
    size = hi - lo if mask is None else int(np.count_nonzero(mask[lo:hi]))
    n = len(words.starts) - 1
    if size == 0 or not len(inside):
        return []
    coverage = inside / size
    lift = coverage / (words.frequency / n)
    good = (coverage >= LEAST_COVERAGE) & (lift >= LEAST_LIFT) & (inside > 1)
    score = np.where(good, coverage * np.log(np.maximum(lift, 1)), 0)
    order = np.argsort(-score, kind="stable")[:limit]
    return [words.vocabulary[i] for i in order if score[i] > 0]


def clean_word(word: str) -> str:
    """Return what a piece of a file name says, or an empty string."""
    word = word.casefold()
    if _HEX.fullmatch(word):
        return ""
    match = _WORD.fullmatch(word)
    return "" if match is None or match[1] in _GENERIC else match[1]


def clean_folder(name: str) -> str:
    """Return what a folder's name says, or an empty string."""
    pieces = [piece for piece in _BREAKS.split(name) if piece]
    said = [piece for piece in pieces if clean_word(piece)]
    return " ".join(said)[:40]


def _folder_words(paths: pa.Array, found: dict[str, int]):
    """Return (rows, codes into `found`) of the folders of every path; `found` grows."""
    folders = on_all_cores(_folder, paths).dictionary_encode()
    said = [list(map(clean_folder, folder.split("/"))) for folder in folders.dictionary.to_pylist()]
    return _spread(said, folders.indices.to_numpy(zero_copy_only=False), found)


def _folder(paths: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(paths, r"/?[^/]*$", "")


def _pieces(paths: pa.Array) -> pa.Array:
    return pc.split_pattern_regex(pc.replace_substring_regex(paths, r"^.*/|\.[^./]*$", ""), r"[^\p{L}\p{N}]+")


def _name_words(paths: pa.Array, found: dict[str, int]):
    """Return (rows, codes into `found`) of the file names of every path; `found` grows."""
    pieces = on_all_cores(_pieces, paths)
    # A counter or a hash of its own in each of a million names: Arrow is quicker to drop them than Python.
    flat = pc.list_flatten(pieces)
    perhaps = pc.match_substring_regex(flat, _PERHAPS)
    rows = pc.list_parent_indices(pieces).filter(perhaps).to_numpy(zero_copy_only=False)
    flat = flat.filter(perhaps).dictionary_encode()
    said = [[clean_word(piece)] for piece in flat.dictionary.to_pylist()]
    places, codes = _spread(said, flat.indices.to_numpy(zero_copy_only=False), found)
    return rows[places], codes


def _spread(said: list[list[str]], which: np.ndarray, found: dict[str, int]):
    """Give every position of `which` the words of `said[which]`: returns (positions, codes into `found`)."""
    coded = [[found.setdefault(word, len(found)) for word in words if word] for words in said]
    lengths = np.array([len(codes) for codes in coded], dtype=np.int64)
    flat = np.array([code for codes in coded for code in codes], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    each = lengths[which]
    positions = np.repeat(np.arange(len(which)), each)
    within = np.arange(len(positions)) - np.repeat(np.cumsum(each) - each, each)
    return positions, flat[starts[which][positions] + within]
