"""Nouns that images show, by the packaged network's last layer or a text tower."""

import numpy as np
import pytest

from explorer.embedding.efficientnet_lite0 import packaged_encoder
from explorer.embedding.encoder import unit_rows
from explorer.embedding.service import load_word_scores
from explorer.embedding.spec import PACKAGED
from explorer.embedding.word_scores import EVERYDAY, SENTENCE, vocabulary
from explorer.errors import EncoderError
from explorer.index.class_shares import shares_of
from explorer.nouns import read_nouns

NOUNS = read_nouns()
DIM = 96


class Tower:
    """A text tower of made weights: the sum of a vector for each word."""

    def __init__(self):
        self.asked: list[str] = []

    def encode_text(self, texts):
        """Unit rows."""
        self.asked += texts
        words = [[_vector(word) for word in text.strip(".").split()[4:]] for text in texts]
        return unit_rows(np.array([np.sum(each, axis=0) for each in words]))


def _vector(word):
    return np.random.default_rng(list(word.encode())).normal(size=DIM)


def test_a_vocabulary_has_no_noun_twice():
    """ImageNet's classes and everyday words, all of them known."""
    listed = vocabulary(NOUNS)
    assert len(set(listed)) == len(listed) > 1000
    assert listed[:1000] == NOUNS.class_nouns
    assert all(word in NOUNS.by_word for word in EVERYDAY)


def test_images_show_the_noun_whose_sentence_is_nearest():
    """Vectors beside those of sentences are scored as zero-shot classification has it."""
    tower = Tower()
    scores = load_word_scores({"name": "ViT-B-32/made", "text": True}, NOUNS, tower)
    assert tower.asked[207] == SENTENCE.format(NOUNS.names[NOUNS.class_nouns[207]])
    wanted = ["golden retriever", "woman", "kitchen"]
    near = tower.encode_text([SENTENCE.format(word) for word in wanted])
    noise = np.random.default_rng(0).normal(size=near.shape)
    shares = shares_of(unit_rows(near + 0.02 * noise), scores.head)
    best = shares.classes[np.arange(3), shares.shares.argmax(axis=1)]
    assert [NOUNS.name(f"n{scores.synsets[place]:08d}") for place in best] == wanted
    assert shares.count == len(scores.synsets) and (shares.shares.max(axis=1) > 0.9).all()


def test_encoders_without_words_score_none():
    """Neither classes nor a text tower."""
    assert load_word_scores({"name": "timm:resnet18", "text": False}, NOUNS) is None


def test_weights_that_are_gone_score_none(monkeypatch):
    """The build goes on without."""

    def gone():
        raise EncoderError("not installed")

    monkeypatch.setattr(packaged_encoder, "weights_file", gone)
    assert load_word_scores({"name": PACKAGED, "weights_hash": "0" * 32}, NOUNS) is None


@pytest.mark.parametrize("noun", [0, 207, 999])
def test_the_classes_of_the_packaged_network_are_in_its_order(noun):
    """ImageNet's synsets, ascending."""
    words = packaged_encoder.imagenet_words()
    assert NOUNS.names[NOUNS.class_nouns[noun]].casefold() == words[noun].casefold()
