"""The features of a model of timm, and its own preprocessing."""

from math import floor
from pathlib import Path
from typing import Any

import numpy as np

from explorer.embedding.checkpoints.hashing import weights_hash
from explorer.embedding.encoder import Encoded, EncoderInfo, unit_rows
from explorer.embedding.preparation import Preparation
from explorer.embedding.torch_encoder import TorchEncoder
from explorer.embedding.torch_runner import TorchRunner, is_convolutional
from explorer.errors import EncoderError

_MODES = {"center": "shortest", "squash": "squash", "border": "longest"}


class TimmEncoder(TorchEncoder):
    """The pooled features of a model of timm; no text tower.

    Parameters
    ----------
    name : str
        What to type to have it again.
    model : torch.nn.Module
        Without a classifier.
    file : Path
        Its weights.
    device : str
        `cpu` or `cuda`.
    """

    def __init__(self, name: str, model: Any, file: Path, device: str = "cpu"):
        import torch

        self.preparation = preparation_of(model)
        self._runner = TorchRunner(device)
        self._model = model.eval().to(device)
        if device == "cpu" and is_convolutional(model):
            self._model.to(memory_format=torch.channels_last)
        self._normalized = self._runner.normalizer(self.preparation.mean, self.preparation.std)
        self.info = EncoderInfo(
            name=name,
            weights_hash=weights_hash(file),
            dim=int(getattr(model, "head_hidden_size", None) or model.num_features),
            preprocessing=self.preparation.describe(),
            text=False,
            device=device,
            precision=self._runner.precision,
        )

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode prepared pixels, uint8 (b, height, width, 3)."""

        def forward(part: Any) -> Any:
            return self._model(self._runner.cast(self._normalized(part)))

        return Encoded(unit_rows(self._runner.run(forward, pixels)))

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Refuse: no model of timm has a text tower."""
        raise EncoderError(f"{self.info.name} has no text search; models of open_clip have.")


def preparation_of(model: Any) -> Preparation:
    """Return the resize and crop that `timm.data.resolve_data_config` asks for.

    Raises
    ------
    EncoderError
        Where the model takes something else than RGB.
    """
    from timm.data.config import resolve_data_config

    config = resolve_data_config({}, model=model)
    channels, *size = config["input_size"]
    if channels != 3:
        raise EncoderError(f"The model takes images of {channels} channels; expected 3 (RGB).")
    mode, (red, green, blue) = config["crop_mode"], config["mean"]
    return Preparation(
        size=(size[0], size[1]),
        resize=(floor(size[0] / config["crop_pct"]), floor(size[1] / config["crop_pct"])),
        resize_mode=_MODES.get(mode, "shortest"),
        interpolation=config["interpolation"],
        fill=(round(255 * red), round(255 * green), round(255 * blue)) if mode == "border" else 0,
        mean=(red, green, blue),
        std=tuple(config["std"]),
    )
