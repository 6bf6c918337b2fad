"""Any open_clip model with weights from a file: both towers, the model's own preprocessing."""

from pathlib import Path
from typing import Any

import numpy as np

from explorer.embedding.checkpoints.hashing import weights_hash
from explorer.embedding.clip.openclip_loading import load_model, load_tokenizer, preparation_from
from explorer.embedding.encoder import Encoded, EncoderInfo, unit_rows
from explorer.embedding.spec import Spec
from explorer.embedding.torch_encoder import TorchEncoder
from explorer.embedding.torch_runner import TorchRunner, is_convolutional
from explorer.errors import EncoderError


class OpenClipEncoder(TorchEncoder):
    """An open_clip model: images, and words where its tokenizer can be had.

    Parameters
    ----------
    spec : Spec
        Names the model and its weights.
    file : Path
        Where those weights are: `.safetensors`, or `.pt`, `.pth`, `.bin` as trainers write them.
    device : str
        `cpu` or `cuda`.
    offline : bool
        Ask no hub for the tokenizer that some text towers keep there.
    threads : int, optional
        On a CPU; by default one for each core this process may use.
    """

    def __init__(
        self, spec: Spec, file: Path, device: str = "cpu", offline: bool = False, threads: int | None = None
    ):
        loaded = load_model(spec, file, offline)
        model = loaded.model
        import torch

        self._runner = TorchRunner(device, threads)
        self._model = model.to(device)
        if device == "cpu" and is_convolutional(model.visual):
            model.visual.to(memory_format=torch.channels_last)
        self._tokenizer, self._no_text = None, ""
        try:
            if not loaded.has_text:
                raise EncoderError(f"{file} holds the image tower alone: there is no text search.")
            self._tokenizer = load_tokenizer(spec, file, offline)
        except EncoderError as error:
            self._no_text = str(error)
        self.preparation = preparation_from(model.visual.preprocess_cfg)
        self._normalized = self._runner.normalizer(self.preparation.mean, self.preparation.std)
        self.info = EncoderInfo(
            name=spec.name,
            weights_hash=weights_hash(file),
            dim=loaded.dim,
            preprocessing=self.preparation.describe(),
            text=self._tokenizer is not None,
            device=device,
            precision=self._runner.precision,
        )

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode prepared pixels, uint8 (b, height, width, 3)."""

        def forward(part: Any) -> Any:
            return self._model.encode_image(self._runner.cast(self._normalized(part)))

        return Encoded(unit_rows(self._runner.run(forward, pixels)))

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Encode m texts into float32 (m, d), unit rows."""
        if self._tokenizer is None:
            raise EncoderError(self._no_text)
        if not texts:
            return np.zeros((0, self.info.dim), np.float32)
        return unit_rows(self._runner.run(self._model.encode_text, self._tokenizer(texts).numpy()))
