"""A model of the transformers library: its image vectors, and words where it has a text tower."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer.embedding.checkpoints.hashing import weights_hash
from explorer.embedding.encoder import Encoded, EncoderInfo, unit_rows
from explorer.embedding.torch_encoder import TorchEncoder
from explorer.embedding.torch_runner import TorchRunner
from explorer.embedding.transformers_models.processor_preparation import ProcessorPreparation
from explorer.embedding.transformers_models.transformers_files import check_folder, processor_folder
from explorer.embedding.transformers_models.transformers_loading import load_model, load_tokenizer
from explorer.errors import EncoderError


class TransformersEncoder(TorchEncoder):
    """Image vectors of a model, and those of words where it has a text tower and a tokenizer.

    The vector of an image is what `get_image_features` gives, else `image_embeds`, else the pooled output;
    where the pooling was not trained, it is the first token, or the mean of all where there is no such token.

    Parameters
    ----------
    name : str
        What to type to have it again.
    folder : Path
        As `save_pretrained` writes it.
    device : str
        `cpu` or `cuda`.
    """

    def __init__(self, name: str, folder: Path, device: str = "cpu"):
        file = check_folder(folder)
        self.preparation = ProcessorPreparation(processor_folder(folder))
        loaded = load_model(folder, file)
        self._runner = TorchRunner(device)
        self._loaded = loaded
        self._model = loaded.model.to(device)
        self._tokenizer, self._no_text = None, f"{name} has no text tower: there is no text search."
        if loaded.has_text:
            try:
                self._tokenizer = load_tokenizer(folder, self._model.config)
            except EncoderError as error:
                self._no_text = str(error)
        self.info = EncoderInfo(
            name=name,
            weights_hash=weights_hash(file),
            dim=self._dim(),
            preprocessing=self.preparation.describe(),
            text=self._tokenizer is not None,
            device=device,
            precision=self._runner.precision,
        )

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode prepared pixels, float32 (b, 3, height, width)."""

        def forward(part: Any) -> Any:
            return self._loaded.image_vectors(self._runner.cast(part))

        return Encoded(unit_rows(self._runner.run(forward, pixels)))

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Encode m texts into float32 (m, d), unit rows."""
        if self._tokenizer is None:
            raise EncoderError(self._no_text)
        if not texts:
            return np.zeros((0, self.info.dim), np.float32)
        return unit_rows(self._runner.run(self._loaded.text_vectors, self._tokenizer(texts)))

    def _use(self, model: Any) -> None:
        super()._use(model)
        self._loaded = replace(self._loaded, model=model)

    def _dim(self) -> int:
        """Length of a vector: seen, for every family calls it otherwise."""
        from explorer.embedding.probe import probe_pictures

        return self.encode(self.preparation(probe_pictures()[0])[None]).vectors.shape[1]
