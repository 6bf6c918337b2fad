"""A cheap encoder: mean colours of a grid of patches, so that pictures of one kind lie together."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from explorer.embedding.encoder import Encoded, EncoderInfo, unit_rows

_SIDE = 8


def shrink(image: Image.Image) -> np.ndarray:
    """(8, 8, 3) uint8; runs in the workers."""
    return np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.uint8)


@dataclass
class FakeEncoder:
    """Encodes by the pixels themselves, and counts what it has seen.

    Attributes
    ----------
    name : str
        Part of its identity.
    seen : int
        Images encoded so far.
    """

    name: str = "fake"
    seen: int = 0
    preparation: object = shrink
    concepts: tuple[str, ...] | None = ("dark", "light")
    info: EncoderInfo = field(init=False)

    def __post_init__(self) -> None:
        self.info = EncoderInfo(self.name, "0" * 32, _SIDE * _SIDE * 3, {"side": _SIDE}, False, "cpu")

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Centred pixels as unit rows."""
        self.seen += len(pixels)
        flat = pixels.reshape(len(pixels), -1).astype(np.float32) - 127.5
        return Encoded(unit_rows(flat), (flat.mean(axis=1) > 0).astype(np.int32))
