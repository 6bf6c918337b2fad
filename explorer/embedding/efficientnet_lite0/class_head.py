"""The packaged network's last layer, which scores ImageNet's classes from vectors that were stored."""

from dataclasses import dataclass

import numpy as np

from explorer.embedding.efficientnet_lite0.lite0 import Network
from explorer.index.vector_forms import VectorForm

LENGTH = 17.5
"""What the pooled features of stored vectors are taken to have been as long as: most were 11 to 19 long.
The best class is the same for 99.9% of 1,000 photographs."""


@dataclass(frozen=True, eq=False)
class ClassHead:
    """Scores of the 1,000 classes, in ImageNet's order.

    Attributes
    ----------
    weight : (1000, 1280) float32
    bias : (1000,) float32
    form : VectorForm
        Of the vectors that are stored.
    """

    weight: np.ndarray
    bias: np.ndarray
    form: VectorForm

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """Score (m, 1280) unit rows: (m, 1000) float32, whose softmax is each class's probability."""
        return self.form.to_features(vectors) @ self.weight.T + self.bias


def head_of(network: Network, form: VectorForm) -> ClassHead:
    """Return the last layer of a network, for vectors of a form."""
    return ClassHead(network.weight * np.float32(LENGTH), network.bias, form)
