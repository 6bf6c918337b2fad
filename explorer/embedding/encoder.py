"""What an encoder is. Importing this loads no model library: worker processes need `Preparation` only."""

from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np

from explorer.embedding.preparation import Preparation, Prepares
from explorer.index.vector_forms import unit_rows

__all__ = ["Encoded", "Encoder", "EncoderInfo", "Preparation", "Prepares", "unit_rows", "version_of"]


@dataclass(frozen=True)
class EncoderInfo:
    """What an index remembers of the encoder that made it.

    Attributes
    ----------
    name : str
        What to type to have it again, as one of `explorer.embedding.kinds` takes it.
    weights_hash : str
        First 32 hexadecimal digits of the SHA-256 of the weight file.
    dim : int
        Length of a vector.
    preprocessing : dict
        `Preparation.describe()`.
    text : bool
        Whether it has a text tower.
    device : str
        `cpu` or `cuda`.
    precision : str
        Of its numbers: `float32`, `bfloat16` or `float16`.
    version : int
        Of what is made of the network's output: `EncoderKind.version`.
    """

    name: str
    weights_hash: str
    dim: int
    preprocessing: dict
    text: bool
    device: str
    precision: str = "float32"
    version: int = 1

    def to_dict(self) -> dict:
        """Return it as plain JSON values."""
        return asdict(self)


def version_of(info: dict) -> int:
    """Return the version of an index's `encoder`; earlier releases had one."""
    version = info.get("version")
    return version if type(version) is int else 1


@dataclass(frozen=True)
class Encoded:
    """A batch of encoded images.

    Attributes
    ----------
    vectors : ndarray of float32, shape (b, d)
        Unit rows.
    concepts : ndarray of int32, shape (b,), or None
        For each image the index of the most likely of the encoder's `concepts`.
    """

    vectors: np.ndarray
    concepts: np.ndarray | None = None


class Encoder(Protocol):
    """Anything that turns prepared pixels into vectors, and words too if `info.text`.

    Attributes
    ----------
    info : EncoderInfo
    preparation : Prepares
        To be run on each image, by the workers that decode it.
    concepts : tuple of str, or None
        Words that `Encoded.concepts` points into.
    """

    @property
    def info(self) -> EncoderInfo:
        """What an index remembers of it."""
        ...

    @property
    def preparation(self) -> Prepares:
        """To be run on each image."""
        ...

    @property
    def concepts(self) -> tuple[str, ...] | None:
        """Words that `Encoded.concepts` points into."""
        ...

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode b images as `preparation` makes them, (b, …); of objects where they differ in shape."""
        ...

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Encode m texts into float32 (m, d), unit rows; `EncoderError` when `info.text` is False."""
        ...
