"""A model's own image processor of the transformers library, in the processes that decode."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from explorer.embedding.transformers_models.transformers_quiet import explained, quiet
from explorer.errors import EncoderError


class ProcessorPreparation:
    """Prepares an image exactly as `AutoImageProcessor` does, whatever it does.

    A process loads the library once, with the first image, which costs it some seconds and half a gigabyte.

    Parameters
    ----------
    folder : Path
        Holds the description of the processor; no code in it is run.
    """

    def __init__(self, folder: Path):
        self.folder = str(folder)

    def __call__(self, image: Image.Image) -> np.ndarray:
        """Return what the model takes for an RGB image: float32 (3, height, width)."""
        import torch

        if image.mode != "RGB":
            image = image.convert("RGB")
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # as many processes as cores do this side by side
        try:
            given = load_processor(self.folder)(images=image, return_tensors="np")
        finally:
            torch.set_num_threads(threads)
        pixels = np.asarray(given["pixel_values"], np.float32)
        if len(given) > 1 or pixels.shape[:2] != (1, 3) or pixels.ndim != 4:
            raise EncoderError(
                f"The image processor in {self.folder} gives {', '.join(given)} of shape {pixels.shape}; "
                "expected one picture of three channels an image, of one size for all."
            )
        return pixels[0]

    @property
    def side(self) -> int | None:
        """Pixels of the longest side that it resizes to; None where that is not told."""
        settings = load_processor(self.folder).to_dict()
        size = settings.get("size")
        sides = [n for n in size.values() if type(n) is int] if isinstance(size, Mapping) else []
        return max(sides) if sides and settings.get("do_resize") else None

    def describe(self) -> dict:
        """Return the processor's settings as plain JSON values, for a manifest."""
        settings = load_processor(self.folder).to_dict()
        return {key: _plain(value) for key, value in sorted(settings.items()) if not key.startswith("_")}


@lru_cache(maxsize=2)
def load_processor(folder: str) -> Any:
    """Return the image processor that a folder describes; asks nobody and runs no code of the folder's."""
    with quiet(), explained(Path(folder)):
        from transformers import AutoImageProcessor

        return AutoImageProcessor.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
