"""What encoders that torch runs have in common: they go from one precision to another."""

from copy import copy, deepcopy
from dataclasses import replace
from typing import Any, Self

import numpy as np

from explorer.embedding.encoder import Encoded, EncoderInfo, Prepares
from explorer.embedding.torch_runner import TorchRunner


class TorchEncoder:
    """An encoder whose network is a module of torch.

    Attributes
    ----------
    info, preparation, concepts
        As in `Encoder`.
    """

    concepts: tuple[str, ...] | None = None
    info: EncoderInfo
    preparation: Prepares
    _model: Any
    _runner: TorchRunner

    @property
    def weight_count(self) -> int:
        """How many numbers the network has learned."""
        return sum(weights.numel() for weights in self._model.parameters())

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode b images as `preparation` makes them."""
        raise NotImplementedError

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Encode m texts."""
        raise NotImplementedError

    def in_precision(self, precision: str, rounded: bool = False) -> Self:
        """Return the same encoder in a precision; on a CPU with weights and inputs of it.

        Vectors leave it as float32 and are normalised in float32, whatever the precision.

        Parameters
        ----------
        precision : str
            `float32`, `bfloat16` or `float16`.
        rounded : bool
            On a CPU, round the weights to it and compute in float32.
        """
        import torch

        other = copy(self)
        other._runner = self._runner.in_precision(precision, rounded)
        if self.info.device == "cpu":
            other._use(deepcopy(self._model).to(getattr(torch, precision)).to(other._runner.dtype))
        other.info = replace(self.info, precision=precision)
        return other

    def on_one_core(self) -> Self:
        """Return the same encoder, its weights shared, which works on one core of a CPU.

        Threads that wait for each other spend processor time, on a busy machine more than the network does;
        in a batch of a build they do not wait (`explorer.embedding.devices.side_by_side`).
        """
        other = copy(self)
        other._runner = self._runner.on_one_core()
        return other

    def _use(self, model: Any) -> None:
        self._model = model
