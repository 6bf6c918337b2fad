"""Any callable as an encoder: a batch of images in, vectors out."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
from PIL import Image

from explorer.embedding.encoder import Encoded, Encoder, EncoderInfo, Prepares, unit_rows
from explorer.embedding.probe import check_finite, probed
from explorer.embedding.spec import FUNCTION
from explorer.errors import EncoderError, InputError

_DECIMALS = 3


@dataclass(frozen=True)
class Reduced:
    """Makes large images smaller and keeps their shape; pixels as uint8 (height, width, 3).

    Attributes
    ----------
    longest : int
        Longer side, pixels, beyond which an image is reduced to it.
    """

    longest: int

    def __call__(self, image: Image.Image) -> np.ndarray:
        """Return the pixels of an RGB image."""
        if image.mode != "RGB":
            image = image.convert("RGB")
        ratio = max(image.size) / self.longest
        if ratio > 1:
            size = max(1, round(image.width / ratio)), max(1, round(image.height / ratio))
            image = image.resize(size, Image.Resampling.LANCZOS)
        return np.asarray(image)

    @property
    def side(self) -> int:
        """Pixels of the longer side."""
        return self.longest

    def describe(self) -> dict:
        """Return the same as plain JSON values."""
        return asdict(self)


class FunctionEncoder:
    """An encoder out of a callable; a plain callable that `build_index` is given becomes one.

    Parameters
    ----------
    function : callable
        Takes a list of b RGB images of PIL and returns b vectors of one length: an array, a tensor or lists
        of numbers, finite, (b, d). It is called from one thread, with 1 to `batch_size` images. A vector may
        depend on its image only. Vectors are brought to length one.
    name : str, optional
        What the index remembers of it; by default module and name of the function.
    version : str, optional
        Says with the name that a refresh has the same function as the build before, which embeds nothing that
        is known anew. By default what it gives for two fixed pictures, to three decimals: give a version
        where that varies from run to run.
    longest : int
        Images with a longer side, in pixels, come reduced to this.
    preparation : callable, optional
        Makes an array of an RGB image of PIL, in the processes that decode; then `function` takes an array
        (b, …) of these. It must be picklable and live in a module that can be imported; its
        `describe()`, where it has one, is part of what the index remembers.

    Raises
    ------
    EncoderError
        When the function raises, or returns something else.
    """

    concepts = None

    def __init__(
        self,
        function: Callable[[Any], Any],
        name: str = "",
        version: str = "",
        longest: int = 1024,
        preparation: Callable[[Image.Image], np.ndarray] | None = None,
    ):
        if not callable(function):
            raise InputError(
                f"The encoder is a {type(function).__name__}; expected a callable or an Encoder."
            )
        if longest < 1:
            raise InputError(f"longest is {longest}; expected 1 or more.")
        self._function, self._takes_arrays = function, preparation is not None
        self.preparation: Prepares = _described(preparation) if preparation else Reduced(longest)
        self.info = EncoderInfo(
            name=f"{FUNCTION}{name or _name_of(function)}",
            weights_hash="",
            dim=0,
            preprocessing=self.preparation.describe(),
            text=False,
            device="cpu",
        )
        told = EncoderInfo.to_dict(self.info)
        vectors = self._tried()
        seen = np.round(vectors, _DECIMALS) + 0.0  # no zero is negative
        content = f"version {version}".encode() if version else seen.astype("<f4").tobytes()
        told |= {"dim": vectors.shape[1], "weights_hash": hashlib.sha256(content).hexdigest()[:32]}
        self.info = EncoderInfo(**told)
        probed(self)

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode what the preparation made of b images."""
        name, count = self.info.name, len(pixels)
        given = pixels if self._takes_arrays else [Image.fromarray(each) for each in pixels]
        try:
            found = _as_array(self._function(given))
        except Exception as error:  # whatever somebody else's code raises
            said = " ".join(str(error).split())[:300]
            raise EncoderError(
                f"{name} raised {type(error).__name__} for a batch of {count} images: {said}"
            ) from error
        if found.dtype.kind not in "fiub" or found.ndim != 2 or len(found) != count or not found.shape[1]:
            raise EncoderError(
                f"{name} returned {found.dtype} of shape {found.shape} for {count} images; expected numbers "
                f"of shape ({count}, {self.info.dim or 'd'})."
            )
        if self.info.dim and found.shape[1] != self.info.dim:
            raise EncoderError(
                f"{name} returned vectors of {found.shape[1]} numbers, and before that of {self.info.dim}; "
                "expected one length for all images."
            )
        vectors = found.astype(np.float32)
        check_finite(vectors, name)
        return Encoded(unit_rows(vectors))

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Refuse: the function takes images."""
        raise EncoderError(f"{self.info.name} is a function of images: there is no text search.")

    def _tried(self) -> np.ndarray:
        """What it gives for the pictures that every encoder is tried on."""
        from explorer.embedding.probe import probe_pictures, stacked

        return self.encode(stacked([self.preparation(image) for image in probe_pictures()])).vectors


def as_encoder(given: Encoder | Callable | None) -> Encoder | None:
    """Return an encoder as it is, and a plain callable as one."""
    if given is None or hasattr(given, "info"):
        return cast("Encoder | None", given)
    return FunctionEncoder(cast("Callable", given))


@dataclass(frozen=True)
class _Described:
    """A preparation of somebody else's, which may say nothing about itself."""

    prepare: Callable[[Image.Image], np.ndarray]

    def __call__(self, image: Image.Image) -> np.ndarray:
        return np.asarray(self.prepare(image))

    def describe(self) -> dict:
        return {"preparation": _name_of(self.prepare)}


def _described(prepare: Callable[[Image.Image], np.ndarray]) -> Prepares:
    return cast("Prepares", prepare) if hasattr(prepare, "describe") else _Described(prepare)


def _name_of(function: Callable) -> str:
    """Module and name of a function, or of the class of an object that can be called."""
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"


def _as_array(found: Any) -> np.ndarray:
    """An array of what may be a tensor, on whatever device, or a list of them."""
    if hasattr(found, "detach"):
        found = found.detach().cpu().float().numpy()
    elif isinstance(found, list | tuple) and found and all(hasattr(each, "detach") for each in found):
        found = [each.detach().cpu().float().numpy() for each in found]
    return np.asarray(found)
