"""Search an index by words, by an image, or for more of the same."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.errors import ImageError, InputError
from explorer.filters.filter import mask_of
from explorer.filters.parse import Where, compile_where
from explorer.images.decode import read_image
from explorer.index.arrow_values import texts_at
from explorer.index.checks import check_node
from explorer.index.reader import Index
from explorer.search.lookup import Lookup, look_up
from explorer.search.text_columns import TextField, text_fields
from explorer.search.vector_search import similar, top

__all__ = ["SearchResult", "Where", "compile_where", "prepare_words", "search", "similar", "words_found"]

MAX_LIMIT = 10_000
CLUSTER_SIZE = 50


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    results : list of dict
        `row`, `path`, `score` (more is better) and `node`, a cluster around the row that is worth showing.
    how : str
        `text encoder`, `words` (file names, labels and other text), `image` or `row`.
    total : int or None
        Images that answer, whatever the limit; None where all images are ranked and no line parts those that
        answer from the rest, as by an encoder.
    note : str
        What a person ought to know of how it was found; empty for nothing.
    """

    results: list[dict]
    how: str
    total: int | None = None
    note: str = ""


def prepare_words(index: Index) -> list[TextField]:
    """Return what words are looked up in, made once for an index."""
    return index.cached(_text_fields)


def _text_fields(index: Index) -> list[TextField]:
    return text_fields(index.items)


def words_found(index: Index, text: str) -> Lookup:
    """Return which images of an index some words name, as `look_up` says."""
    return look_up(prepare_words(index), text)


def search(
    index: Index,
    text: str | None = None,
    image=None,
    row: int | None = None,
    node: int | None = None,
    where: str | None = None,
    limit: int = 50,
    text_encoder=None,
    image_encoder=None,
) -> SearchResult:
    """Search an index.

    Parameters
    ----------
    index : Index
    text : str, optional
        Words; through `text_encoder` where one is given, otherwise looked up in names, labels and other text.
    image : PIL.Image.Image, bytes or path, optional
        An image to find others like; needs `image_encoder`. One that is still to be decoded is held to the
        limit of pixels that the index was built with.
    row : int, optional
        An image of the index to find others like; it is not among the results itself.
    node : int, optional
        Search only below this node.
    where : str, optional
        Search only rows that match this filter.
    limit : int
        Most results to give, 1 to 10,000.
    text_encoder, image_encoder : Encoder, optional
        Those that the index was built with.

    Returns
    -------
    SearchResult
        Best first, ties to the lower row; of words only images that answer, of all else the nearest.

    Raises
    ------
    InputError
        Not exactly one of `text`, `image` and `row` was given, or one of them cannot be used.
    """
    _check_arguments(index, text, image, row, node, limit)
    lo, hi = (0, index.n) if node is None else (int(index.tree.lo[node]), int(index.tree.hi[node]))
    mask = None if where is None else mask_of(index, where)
    if text is not None and text_encoder is None:
        return _search_words(index, text, lo, hi, mask, limit)
    query, how = row, "row"
    if text is not None:
        query, how = _encode_text(text_encoder, text), "text encoder"
    elif image is not None:
        query, how = _encode_image(image_encoder, image, index.manifest.image_options), "image"
    return SearchResult(_describe(index, *similar(index, query, lo, hi, mask, limit)), how)


def _check_arguments(index: Index, text, image, row, node, limit) -> None:
    given = [name for name, value in (("text", text), ("image", image), ("row", row)) if value is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        raise InputError(f"search takes one of text, image and row; got {found}")
    if text is not None and not text.strip():
        raise InputError("the query is empty; write a word, or give an image or a row")
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(f"limit must be between 1 and {MAX_LIMIT:,}; got {limit}")
    if node is not None:
        check_node(index, node)


def _search_words(index: Index, text, lo, hi, mask, limit) -> SearchResult:
    found = words_found(index, text)
    inside = found.mask[lo:hi] if mask is None else found.mask[lo:hi] & mask[lo:hi]
    rows = np.flatnonzero(inside) + lo
    best = rows[top(found.scores[rows], limit)]
    return SearchResult(_describe(index, best, found.scores[best]), "words", len(rows), _note(found))


def _note(found: Lookup) -> str:
    """Say what of the query was found nowhere, or only in guesses."""
    said = []
    if found.missing:
        said.append(f"No image has {' or '.join(f'“{word}”' for word in found.missing)}.")
    if found.guessed and found.mask.any():
        said.append("No name or label says so: these are guesses of the encoder.")
    return " ".join(said)


def _encode_text(encoder, text: str) -> np.ndarray:
    return np.asarray(encoder.encode_text([text]))[0]


def _encode_image(encoder, image, limits) -> np.ndarray:
    """Prepare and encode one image as the index was encoded."""
    if encoder is None:
        raise InputError("searching by an image needs the encoder that the index was built with")
    if isinstance(image, str | Path):
        try:
            image = read_image(Path(image).read_bytes(), limits).image
        except OSError as error:
            raise InputError(
                f"{image}: {error.strerror or error}; give an image file to search with"
            ) from error
        except ImageError as error:
            raise ImageError(f"{image}: {error}; give an image file to search with") from error
    if isinstance(image, bytes | bytearray | memoryview):
        image = read_image(bytes(image), limits).image
    pixels = np.asarray(encoder.preparation(image.convert("RGB")))
    return np.asarray(encoder.encode(pixels[None]).vectors)[0]


def _describe(index: Index, rows: np.ndarray, scores: np.ndarray) -> list[dict]:
    paths = texts_at(index.items["path"], rows)
    nodes = index.tree.ancestors_with(rows, CLUSTER_SIZE)
    columns = (rows.tolist(), paths, scores.tolist(), nodes.tolist())
    return [
        {"row": row, "path": path, "score": round(score, 6), "node": node}
        for row, path, score, node in zip(*columns, strict=True)
    ]
