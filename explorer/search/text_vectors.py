"""The vector of words by a text tower: prompts averaged, and what is not wanted taken out."""

import numpy as np

from explorer.errors import InputError
from explorer.search.query_text import Query
from explorer.search.towers import TextTower

PROMPTS = (
    "itap of a {}.",
    "a bad photo of the {}.",
    "a origami {}.",
    "a photo of the large {}.",
    "a {} in a video game.",
    "art of the {}.",
    "a photo of the small {}.",
)
"""The seven of open_clip's `SIMPLE_IMAGENET_TEMPLATES`, found by Radford et al. 2021 to be as good as
eighty."""


def text_vector(encoder: TextTower, query: Query) -> np.ndarray:
    """Return the (d,) float64 direction of a query.

    As open_clip's zero-shot classifier does, the words are put into every prompt and the unit vectors are
    averaged. Of what is not wanted only the part is left that is at right angles to it, so that its images
    score no more than others.

    Raises
    ------
    InputError
        Nothing is left of what is wanted.
    """
    texts = [prompt.format(words) for words in (query.wanted, *query.unwanted) for prompt in PROMPTS]
    vectors = np.asarray(encoder.encode_text(texts), np.float64)
    wanted, *unwanted = vectors.reshape(1 + len(query.unwanted), len(PROMPTS), -1).mean(axis=1)
    if not unwanted:
        return wanted
    basis, _ = np.linalg.qr(np.array(unwanted).T)
    left = wanted - basis @ (basis.T @ wanted)
    if np.linalg.norm(left) < 1e-3 * np.linalg.norm(wanted):
        raise InputError(
            "what is not to be found is all that is asked for; leave it out, or write other words"
        )
    return left
