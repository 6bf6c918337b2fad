"""What a build stores of the encoder's words: how likely each image shows each, in dendrogram order."""

from dataclasses import replace

import numpy as np

from explorer.embedding.encoder import Encoder
from explorer.embedding.service import load_word_scores
from explorer.index.class_shares import ClassShares, shares_of
from explorer.index.reader import Index
from explorer.nouns import read_nouns
from explorer.progress import Progress


def score_classes(
    embeddings: np.ndarray, info: dict, encoder: Encoder | None, previous: Index | None, progress: Progress
) -> ClassShares | None:
    """Score all images of a build, for titles and search; None where the encoder knows no words.

    Parameters
    ----------
    embeddings : (n, d) float32 array
    info : dict
        The manifest's `encoder`.
    encoder : Encoder or None
        Where it is loaded already.
    previous : Index or None
        The build before, whose scores are taken over where its vectors are these.
    progress : Progress
    """
    if previous is not None and embeddings is previous.embeddings and previous.class_shares is not None:
        return previous.class_shares
    nouns = read_nouns()
    scores = load_word_scores(info, nouns, encoder)
    if scores is None:
        return None
    progress.stage("Scoring words", len(embeddings), "images")
    return replace(shares_of(embeddings, scores.head), synsets=scores.synsets)
