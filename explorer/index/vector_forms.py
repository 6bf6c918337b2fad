"""What is made of the packaged network's pooled features, version by version, and how they are had back.

Pooled features are no less than 0, few are large, and all pictures share most of them. Version 2 takes their
square root, so that the large ones do not decide alone what is near (the Hellinger kernel: Arandjelović &
Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012), and takes away what
pictures share on average (Jégou & Chum, "Negative evidences and co-occurrences in image retrieval", ECCV
2012). Both are undone exactly, up to the features' length, which no version keeps: so whatever was learned on
pooled features, like the scores of classes, can be had from vectors that were stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from explorer.npy import open_npy

VERSION = 2
"""Of the vectors that are made now."""
_MEAN = Path(__file__).with_name("mean_root.npy")


@dataclass(frozen=True)
class VectorForm:
    """Vectors of one version.

    Attributes
    ----------
    version : int
    of_features : callable
        (b, d) pooled features, no less than 0, to (b, d) float32 unit rows.
    to_features : callable
        The other way: (b, d) float32 unit rows in the direction of the features.
    """

    version: int
    of_features: Callable[[np.ndarray], np.ndarray]
    to_features: Callable[[np.ndarray], np.ndarray]


def vector_form(version: int = VERSION) -> VectorForm:
    """Return what makes the vectors of a version, 1 or 2."""
    return _FORMS[version]


@cache
def mean_root() -> np.ndarray:
    """Return (1280,) float32: the mean of the unit square roots of pooled features, fixed for good.

    Half of it is that of photographs, half that of Tiny ImageNet: docs/decisions/0020-packaged-vectors.md.
    """
    mean = open_npy(_MEAN)
    mean.flags.writeable = False
    return mean


def is_centered(encoder: Mapping) -> bool:
    """Whether the vectors of an encoder, as the manifest names it, lack what pictures share on average."""
    return encoder.get("name") == "packaged" and encoder.get("version") == 2


def lengths_from_mean(vectors: np.ndarray) -> np.ndarray:
    """How far the roots are from their mean, in the directions that vectors of version 2 are.

    Parameters
    ----------
    vectors : (b, 1280) float32 array

    Returns
    -------
    (b,) float32 array
        The one t > 0 with |t·v + mean| = 1, since the mean is shorter than 1.
    """
    mean = mean_root()
    along = np.asarray(vectors, np.float32) @ mean
    return np.sqrt(along * along + 1 - mean @ mean) - along


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Return float32 rows of length one, shape as given; a row of zeros stays one of zeros."""
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def _centered_roots(features: np.ndarray) -> np.ndarray:
    return unit_rows(unit_rows(np.sqrt(np.maximum(features, 0))) - mean_root())


def _uncentered(vectors: np.ndarray) -> np.ndarray:
    """Undo `_centered_roots`: the root is the mean and so much of the vector that its length is one."""
    roots = lengths_from_mean(vectors)[:, None] * vectors + mean_root()
    return unit_rows(np.square(np.maximum(roots, 0)))


_FORMS = {
    form.version: form
    for form in (
        VectorForm(1, unit_rows, lambda vectors: np.asarray(vectors, np.float32)),
        VectorForm(2, _centered_roots, _uncentered),
    )
}
