"""More like several images and less like others: a linear model that is fitted while a person waits.

Of the images that nobody has looked at nearly all are others than what is sought, so all of them stand for
what it is not: with the mean and the covariance of the whole index, made once, the least squares solution of
examples against everything has a closed form, Fisher's discriminant (Hariharan, Malik & Ramanan,
"Discriminative Decorrelation for Clustering and Classification", ECCV 2012, equation 2). Counter-examples are
added to what it is told from.
"""

from collections.abc import Sequence

import numpy as np

from explorer.cancellation import unless_cancelled
from explorer.errors import InputError
from explorer.index.checks import check_row
from explorer.index.format import OWN_VECTORS
from explorer.index.once import label_free
from explorer.index.quantized import directions
from explorer.index.reader import Index
from explorer.index.row_lists import MOST_EXAMPLES
from explorer.search.vector_search import direction

SAMPLE, PART = 20_000, 1_000
"""Rows that mean and covariance are estimated from."""
RIDGE = 5.0
"""What is added to all variances, as a share of their mean."""
COUNTER_WEIGHT = 0.01
"""What all counter-examples weigh beside all images. They share most with what is sought, or nobody would
have had to say that they are other: with more weight they take what they share out of it, and less of it is
found."""


def check_examples(index: Index, like: Sequence[int], unlike: Sequence[int], others: int = 0) -> None:
    """Refuse examples that cannot be used; `others` are examples that the index does not have.

    Raises
    ------
    InputError
        There are counter-examples only, too many, or one is both.
    NotFoundError
        There is no such row.
    """
    if unlike and not like and not others:
        raise InputError("there are only counter-examples; give an image to find others like")
    count = len(like) + len(unlike) + others
    if count > MOST_EXAMPLES:
        raise InputError(f"at most {MOST_EXAMPLES} examples and counter-examples are taken; got {count}")
    for row in (*like, *unlike):
        check_row(index, row)
    both = sorted(set(like) & set(unlike))
    if both:
        raise InputError(f"row {both[0]} is both an example and a counter-example; leave one of them out")


def example_vector(
    index: Index, like: Sequence[int], unlike: Sequence[int] = (), vectors: Sequence[np.ndarray] = ()
) -> np.ndarray:
    """Return the (d,) float64 direction in which examples differ most from all other images.

    Parameters
    ----------
    index : Index
    like, unlike : sequence of int
        Rows, checked; the same whichever order they come in.
    vectors : sequence of numpy.ndarray
        (d,) each, of examples that the index does not have.

    Raises
    ------
    InputError
        A vector is of another length or has no direction, or nothing tells the examples from all images.
    """
    from scipy.linalg import cho_solve

    mean, factor = index.cached(_spread)
    given = [direction(vector, len(mean)) for vector in vectors]
    wanted = np.concatenate([_vectors(index, sorted(set(like))), *(each[None] for each in given)])
    wanted = wanted.mean(axis=0) - mean
    found = cho_solve((factor, True), wanted, check_finite=False)
    if unlike:
        # (A + g ZᵀZ)⁻¹ p by Woodbury's identity, so that the factor of A serves every fit.
        counter = _vectors(index, sorted(set(unlike))) - mean
        solved = cho_solve((factor, True), counter.T, check_finite=False)
        inner = np.eye(len(counter)) * (len(counter) / COUNTER_WEIGHT) + counter @ solved
        found = found - solved @ np.linalg.solve(inner, counter @ found)
    if not np.linalg.norm(found) > 1e-9:
        raise InputError("the examples are as all images are; choose others to find more like")
    return found


def _vectors(index: Index, rows: Sequence[int] | np.ndarray) -> np.ndarray:
    """(m, d) float64 unit rows; zeros stay zeros."""
    vectors = np.asarray(index.embeddings[np.asarray(rows, np.int64)])
    return directions(vectors) if index.encoder.get("name") == OWN_VECTORS else vectors.astype(np.float64)


def prepare_examples(index: Index) -> None:
    """Work out once what fits to examples need of all images; takes seconds for long vectors."""
    index.cached(_spread)


@label_free
def _spread(index: Index) -> tuple[np.ndarray, np.ndarray]:
    """(d,) mean of all images and (d, d) Cholesky factor of their covariance with the ridge, from an even
    sample."""
    from scipy.linalg import cholesky

    rows = np.unique(np.linspace(0, index.n - 1, min(index.n, SAMPLE)).astype(np.int64))
    size = index.embeddings.shape[1]
    mean, covariance = np.zeros(size), np.zeros((size, size))
    first = _vectors(index, rows[:: -(-len(rows) // PART)]).mean(axis=0)
    # In parts: to have room made for all of them at once takes longer than the products. Each is read once,
    # less what is about the mean, so that float32 loses nothing of the covariance.
    for part in unless_cancelled(np.array_split(rows, -(-len(rows) // PART))):
        vectors = (_vectors(index, part) - first).astype(np.float32)
        mean += vectors.sum(axis=0, dtype=np.float64)
        covariance += vectors.T @ vectors
    mean /= len(rows)
    covariance = covariance / len(rows) - np.outer(mean, mean)
    mean += first
    ridge = RIDGE * max(float(np.trace(covariance)) / size, 1e-12)
    covariance[np.diag_indices(size)] += ridge
    return mean, cholesky(covariance, lower=True, check_finite=False)
