"""What a build stores of the words that its encoder knows."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from explorer.embedding.encoder import unit_rows
from explorer.errors import IndexFormatError
from explorer.index import format as layout
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.nouns import read_nouns
from explorer.options import BuildOptions
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")


@dataclass
class Reading(FakeEncoder):
    """The cheap encoder, with a text tower of made weights."""

    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.info = replace(self.info, text=True)

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Unit rows, of the letters of each."""
        self.asked += texts
        return unit_rows(
            np.array([np.random.default_rng(list(t.encode())).normal(size=self.info.dim) for t in texts])
        )


def test_words_are_scored_in_the_order_of_the_tree(pictures: Path, options: BuildOptions) -> None:
    """What is stored of a row is the softmax of its vector's products with those of the sentences."""
    encoder = Reading()
    index = open_index(build_index(pictures, options=options, encoder=encoder).index)
    shares = index.class_shares
    assert shares is not None and shares.classes.shape == (index.n, 16) and shares.count > 1000
    nouns = read_nouns()
    best = shares.classes[np.arange(index.n), shares.shares.argmax(axis=1)]
    names = [nouns.name(f"n{shares.synsets[place]:08d}") for place in best]
    products = index.embeddings @ Reading().encode_text([f"a photo of a {name}." for name in set(names)]).T
    assert [list(dict.fromkeys(set(names)))[i] for i in products.argmax(axis=1)] == names


def test_a_refresh_takes_them_over(pictures: Path, options: BuildOptions) -> None:
    """As long as the vectors are the same, no sentence is encoded again."""
    first = build_index(pictures, options=options, encoder=Reading())
    before = open_index(first.index).class_shares
    (pictures / "notes.txt").write_text("not an image")
    again = Reading()
    second = build_index(pictures, first.index, options=options, encoder=again)
    after = open_index(second.index).class_shares
    assert second.build != first.build and not again.asked
    assert np.array_equal(before.classes, after.classes) and np.array_equal(before.shares, after.shares)


def test_encoders_without_words_store_none(pictures: Path, options: BuildOptions) -> None:
    """There are no files then, and no titles from them."""
    index = open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)
    assert index.class_shares is None and not (index.folder / layout.CLASSES).exists()


def test_damaged_scores_are_said(pictures: Path, options: BuildOptions) -> None:
    """Numbers of another type are no classes."""
    index = open_index(build_index(pictures, options=options, encoder=Reading()).index)
    np.save(index.folder / layout.CLASSES, np.zeros((index.n, 16), np.float64))
    with pytest.raises(IndexFormatError, match=r"classes\.npy is damaged"):
        _ = index.class_shares
