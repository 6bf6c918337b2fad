"""What makes vectors of texts and of images: all that a search needs of the encoder of an index."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np


class TextTower(Protocol):
    """What makes vectors of texts."""

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Encode m texts into (m, d) unit rows."""
        ...


class ImageVectors(Protocol):
    """Images that were encoded."""

    @property
    def vectors(self) -> np.ndarray:
        """(b, d) Unit rows."""
        ...


class ImageTower(Protocol):
    """What makes vectors of images."""

    @property
    def preparation(self) -> Callable[[Any], np.ndarray]:
        """What brings one image, upright and RGB, into the form that `encode` takes."""
        ...

    def encode(self, pixels: np.ndarray) -> ImageVectors:
        """Encode b prepared images."""
        ...
