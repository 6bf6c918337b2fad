"""What a search is for: words, an image, a row, or several examples. From here to a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import ImageError, InputError
from explorer.images.decode import read_image
from explorer.index.checks import check_row
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.options import ImageOptions
from explorer.search.by_examples import check_examples, example_vector
from explorer.search.by_words import WordSources, answer_words
from explorer.search.class_words import ClassWords
from explorer.search.prepared_classes import prepared
from explorer.search.query_text import read_query
from explorer.search.ranking import Ranking, rank_vector, rank_words
from explorer.search.text_columns import TextField, text_fields
from explorer.search.text_vectors import text_vector
from explorer.search.towers import ImageTower, TextTower


@dataclass(frozen=True, eq=False)
class SearchQuery:
    """One of these, `unlike` beside `like` or `vectors`, which go together.

    Attributes
    ----------
    text : str, optional
    image : PIL.Image.Image, bytes or path, optional
    row : int, optional
    like, unlike : sequence of int
    vectors : sequence of numpy.ndarray
        (d,) each, of images that the index does not have; examples as `like` are.
    text_encoder, image_encoder : Encoder, optional
        Those that the index was built with; without one for words, these are looked up.
    """

    text: str | None = None
    image: Any = None
    row: int | None = None
    like: Sequence[int] = ()
    unlike: Sequence[int] = ()
    vectors: Sequence[np.ndarray] = ()
    text_encoder: TextTower | None = None
    image_encoder: ImageTower | None = None

    def check(self, index: Index) -> None:
        """Refuse what cannot be searched for.

        Raises
        ------
        InputError
            Not exactly one thing is asked for, or it cannot be used.
        NotFoundError
            There is no such row.
        """
        for name, method in (("text_encoder", "encode_text"), ("image_encoder", "encode")):
            encoder = getattr(self, name)
            if encoder is not None and not callable(getattr(encoder, method, None)):
                raise InputError(f"{name} takes an encoder with a method {method}, and not {encoder!r:.60}")
        several = tuple(self.like) or tuple(self.vectors) or None
        asked = {"text": self.text, "image": self.image, "row": self.row, "like": several}
        given = [name for name, value in asked.items() if value is not None]
        if len(given) != 1:
            found = " and ".join(given) or "nothing"
            raise InputError(f"search takes one of text, image, row and like; got {found}")
        if self.text is not None and not self.text.strip():
            raise InputError("the query is empty; write a word, or give an image or a row")
        check_examples(index, self.like, self.unlike, len(self.vectors))


def rank(index: Index, query: SearchQuery, rows: np.ndarray | None = None) -> Ranking:
    """Rank images of an index by a query: those of some rows, ascending; for words, and for None, all.

    Raises
    ------
    InputError
        The query cannot be used.
    NotFoundError
        There is no such row.
    """
    query.check(index)
    examples: tuple[int, ...] = ()
    note = ""
    if query.text is not None:
        if query.text_encoder is None:
            return rank_by_words(index, query.text)
        asked = read_query(query.text)
        vector, how = text_vector(query.text_encoder, asked), "text encoder"
        note = f"What is like {_listed(asked.unwanted)} does not count." if asked.unwanted else ""
    elif query.image is not None:
        vector = encode_image(query.image_encoder, query.image, index.manifest.image_options)
        how = "image"
    elif query.row is not None:
        vector = np.asarray(index.embeddings[check_row(index, query.row)])
        how, examples = "row", (query.row,)
    elif len(query.vectors) == 1 and not query.like and not query.unlike:
        vector, how = query.vectors[0], "image"
    else:
        vector = example_vector(index, query.like, query.unlike, query.vectors)
        how, examples = "examples", tuple(query.like)
    ranking = rank_vector(index, vector, how, rows, (*examples, *query.unlike), examples)
    return replace(ranking, note=note) if note else ranking


def rank_by_words(index: Index, text: str) -> Ranking:
    """Rank all images by words, without a text tower."""
    known = WordSources(prepare_words(index), index.cached(class_words), prepared(index).shares)
    asked = read_query(text)
    ranking = rank_words(index, answer_words(known, asked))
    if not asked.unwanted:
        return ranking
    left_out = f"Images that show {_listed(asked.unwanted)} are left out."
    return replace(ranking, note=f"{left_out} {ranking.note}".strip())


def _listed(words: Sequence[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def prepare_words(index: Index) -> list[TextField]:
    """Return what words are looked up in, made once for an index."""
    return index.cached(_text_fields)


def _text_fields(index: Index) -> list[TextField]:
    return text_fields(index.items)


@label_free
def class_words(_index: Index) -> ClassWords:
    """Return the classes that words name; kept by an index as `index.cached(class_words)`."""
    return ClassWords()


def encode_image(encoder: ImageTower | None, image: Any, limits: ImageOptions) -> np.ndarray:
    """Prepare and encode one image as the index was encoded: (d,).

    Parameters
    ----------
    encoder : ImageTower or None
    image : PIL.Image.Image, bytes or path
    limits : ImageOptions
        What an image that is still to be decoded is held to.
    """
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
