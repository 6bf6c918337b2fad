"""Which nouns images show, from stored vectors: by the packaged network's last layer, or a text tower.

Zero-shot classification as in Radford et al., "Learning Transferable Visual Models From Natural Language
Supervision", ICML 2021, section 3.1: a softmax over the products with the vectors of sentences.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.embedding.encoder import Encoder, unit_rows
from explorer.nouns import Nouns

SENTENCE = "a photo of a {}."
SCALE = 100.0
"""What cosines are multiplied by, as trained models of this kind have it."""
BATCH = 64

EVERYDAY = (
    "person man woman child tree flower grass leaf garden field beach mountain sky snow road street city "
    "house room kitchen bedroom bathroom office tower bridge window door chair bed picture painting map "
    "telephone car train airplane boat bicycle horse cow sheep deer bird duck fish cat dog rabbit frog "
    "butterfly bread fruit vegetable soup coffee cup shirt dress shoe hat doll ball guitar piano drum "
    "knife machine engine"
).split()
"""Words for what many pictures show and ImageNet's classes leave out, or have only kinds of."""


class ScoresVectors(Protocol):
    """Scores stored vectors."""

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """Score (m, d) vectors: (m, c) float32, whose softmax is each noun's probability."""
        ...


@dataclass(frozen=True, eq=False)
class Sentences:
    """Scores by products with the vectors of sentences.

    Attributes
    ----------
    weight : (d, c) float32
    """

    weight: np.ndarray

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """Score (m, d) unit rows: (m, c) float32."""
        return np.asarray(vectors, np.float32) @ self.weight


@dataclass(frozen=True, eq=False)
class WordScores:
    """Scores nouns.

    Attributes
    ----------
    synsets : (c,) uint32
        What is scored: digits of WordNet 3.0's offsets.
    head : ScoresVectors
    """

    synsets: np.ndarray
    head: ScoresVectors


def vocabulary(nouns: Nouns) -> list[int]:
    """Return the nouns that a text tower is asked of: ImageNet's classes, then everyday words, each once."""
    everyday = (nouns.by_word[word] for word in EVERYDAY if word in nouns.by_word)
    return list(dict.fromkeys([*nouns.class_nouns, *everyday]))


def by_sentences(encoder: Encoder, nouns: Nouns) -> WordScores:
    """Score a vocabulary by what an encoder makes of a sentence about each word."""
    listed = vocabulary(nouns)
    texts = [SENTENCE.format(nouns.names[noun]) for noun in listed]
    parts = [encoder.encode_text(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]
    weight = np.ascontiguousarray(SCALE * unit_rows(np.concatenate(parts)).T)
    return WordScores(synsets_of(nouns, listed), Sentences(weight))


def synsets_of(nouns: Nouns, listed: list[int]) -> np.ndarray:
    """Return (c,) uint32 the offsets of nouns."""
    offsets = {noun: int(offset) for offset, noun in nouns.by_synset.items()}
    return np.array([offsets[noun] for noun in listed], np.uint32)
