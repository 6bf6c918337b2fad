"""Search an index by words, by an image, or for more of the same."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.errors import ImageError, InputError
from explorer.filters.filter import ALL, Filter, mask_of
from explorer.filters.parse import Where, compile_where
from explorer.images.decode import read_image
from explorer.index.checks import check_node
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.search.by_examples import check_examples, example_vector
from explorer.search.by_words import CUT, WordsAnswer, WordSources, answer_words
from explorer.search.class_shares import prepare_classes, prepared
from explorer.search.class_words import ClassWords
from explorer.search.query_text import read_query
from explorer.search.result import Ranked, SearchResult, SearchScope, shown
from explorer.search.score_sets import check_shown
from explorer.search.text_columns import TextField, text_fields
from explorer.search.text_vectors import text_vector
from explorer.search.vector_search import all_scores, similar, top

__all__ = [
    "SearchResult",
    "Where",
    "compile_where",
    "prepare_classes",
    "prepare_words",
    "search",
    "similar",
    "word_scores",
    "words_found",
]

MAX_LIMIT = 10_000


def prepare_words(index: Index) -> list[TextField]:
    """Return what words are looked up in, made once for an index."""
    return index.cached(_text_fields)


def _text_fields(index: Index) -> list[TextField]:
    return text_fields(index.items)


@label_free
def _class_words(_index: Index) -> ClassWords:
    return ClassWords()


def words_found(index: Index, text: str, cut: float | None = None) -> np.ndarray:
    """(n,) bool Which images some words name, as a search for them without a text tower says."""
    answer = _answer(index, text)
    return answer.scores >= _least(answer, cut)


def word_scores(index: Index, text: str) -> tuple[np.ndarray, np.ndarray]:
    """How well every image answers some words without a text tower.

    Parameters
    ----------
    index : Index
    text : str

    Returns
    -------
    scores : (n,) float32
        0 for images that do not answer.
    told : (n,) float32
        How well what people say of each fits: of equal scores the better fit comes first in a search.
    """
    answer = _answer(index, text)
    return answer.scores, answer.told


def _answer(index: Index, text: str) -> WordsAnswer:
    known = WordSources(prepare_words(index), index.cached(_class_words), prepared(index).shares)
    return answer_words(known, read_query(text))


def _least(answer: WordsAnswer, cut: float | None) -> np.float32:
    tiny = np.float32(1e-6)
    return max(np.float32(cut), tiny) if cut is not None else CUT if answer.by_classes else tiny


def search(
    index: Index,
    text: str | None = None,
    image=None,
    row: int | None = None,
    node: int | None = None,
    where: Filter = ALL,
    limit: int = 50,
    text_encoder=None,
    image_encoder=None,
    cut: float | None = None,
    bins: int = 0,
    clusters: int = 0,
    like: Sequence[int] = (),
    unlike: Sequence[int] = (),
) -> SearchResult:
    """Search an index.

    Parameters
    ----------
    index : Index
    text : str, optional
        Words, and words after a minus that rule images out; through `text_encoder` where one is given,
        otherwise looked up in names, labels and other text, and in the encoder's classes after
        `prepare_classes`.
    image : PIL.Image.Image, bytes or path, optional
        An image to find others like; needs `image_encoder`. One that is still to be decoded is held to the
        limit of pixels that the index was built with.
    row : int, optional
        An image of the index to find others like; it is not among the results itself.
    node : int, optional
        Search only below this node.
    where : Filter, optional
        Search only rows that match this filter.
    limit : int
        Most results to give, 1 to 10,000.
    text_encoder, image_encoder : Encoder, optional
        Those that the index was built with.
    cut : float, optional
        Least score of a result. Without it 0.1 where classes are ranked, and none elsewhere.
    bins : int
        Into how many bins to count the scores, at most 200; 0 for no histogram.
    clusters : int
        Into how many clusters to divide what is searched, at most 500; 0 for none.
    like, unlike : sequence of int
        Images of the index to find others like, by a linear model of what tells them from all others, and
        images to find others unlike; none of them is among the results.

    Returns
    -------
    SearchResult
        Best first, ties to the lower row; of words only images that answer, of all else the nearest.

    Raises
    ------
    InputError
        Not exactly one of `text`, `image`, `row` and `like` was given, or one of them cannot be used.
    """
    _check_arguments(
        index, {"text": text, "image": image, "row": row, "like": tuple(like) or None}, node, limit
    )
    check_examples(index, like, unlike)
    check_shown(cut, bins, clusters)
    lo, hi = (0, index.n) if node is None else (int(index.tree.lo[node]), int(index.tree.hi[node]))
    mask = mask_of(index, where)
    asked = SearchScope(lo, hi, mask, limit, cut, bins, clusters)
    if text is not None and text_encoder is None:
        found = _by_words(index, text, asked)
    elif text is not None:
        found = _by_vector(index, text_vector(text_encoder, read_query(text)), "text encoder", asked)
    elif image is not None:
        vector = _encode_image(image_encoder, image, index.manifest.image_options)
        found = _by_vector(index, vector, "image", asked)
    elif row is not None:
        found = _by_vector(index, row, "row", asked)
    else:
        vector = example_vector(index, like, unlike)
        found = _by_vector(index, vector, "examples", asked, (*like, *unlike))
    return shown(index, found, node, asked)


def _check_arguments(index: Index, queries: dict, node, limit) -> None:
    given = [name for name, value in queries.items() if value is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        raise InputError(f"search takes one of text, image, row and like; got {found}")
    if queries["text"] is not None and not queries["text"].strip():
        raise InputError("the query is empty; write a word, or give an image or a row")
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(f"limit must be between 1 and {MAX_LIMIT:,}; got {limit}")
    if node is not None:
        check_node(index, node)


def _by_words(index: Index, text: str, asked: SearchScope) -> Ranked:
    answer = _answer(index, text)
    rows = asked.rows
    scores = answer.scores[rows]
    least = _least(answer, asked.cut)
    inside = scores >= least
    answering = rows[inside]
    # What people say is worth 1 however well it fits; among it the better fit comes first.
    order = top((answer.scores + answer.told)[answering], asked.limit)
    best = answering[order]
    return Ranked(
        best,
        answer.scores[best],
        "classes" if answer.by_classes else "words",
        len(answering),
        answer.note,
        float(least) if answer.by_classes or asked.cut is not None else None,
        scores if answer.by_classes else scores[scores > 0],
        answering,
    )


def _by_vector(
    index: Index, query: np.ndarray | int, how: str, asked: SearchScope, left_out: tuple[int, ...] = ()
) -> Ranked:
    rows, scores = similar(index, query, asked.lo, asked.hi, asked.mask, asked.limit + len(left_out))
    others = ~np.isin(rows, left_out)
    rows, scores = rows[others][: asked.limit], scores[others][: asked.limit]
    if not asked.needs_all:
        return Ranked(rows, scores, how)
    every = asked.rows
    if np.ndim(query) == 0:
        left_out, query = (int(query),), np.asarray(index.embeddings[int(query)])
    if left_out:
        every = every[~np.isin(every, left_out)]
    spread, above = all_scores(index, np.asarray(query), every, asked.cut)
    if above is None:
        return Ranked(rows, scores, how, spread=spread)
    inside = scores >= np.float32(asked.cut)
    total, answering = int(np.count_nonzero(above)), every[above]
    return Ranked(rows[inside], scores[inside], how, total, "", asked.cut, spread, answering)


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
