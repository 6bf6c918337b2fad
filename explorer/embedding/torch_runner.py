"""Run batches of arrays through a network of torch: on all cores of a CPU, or on a GPU in half precision."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from typing import Any

import numpy as np

from explorer.cores import available_cores
from explorer.embedding.devices import default_batch_size, in_parts, side_by_side


class TorchRunner:
    """Runs functions of tensors on arrays.

    Parameters
    ----------
    device : str
        `cpu` or `cuda`.
    threads : int, optional
        On a CPU; by default one for each core this process may use.
    precision : str
        `float32`, `bfloat16` or `float16`; on a GPU half precision by default.
    rounded : bool
        On a CPU, weights are of that precision and the work is done in float32.

    Attributes
    ----------
    device : torch.device
    precision : str
    dtype : torch.dtype
        Of the network's weights, and of what `cast` gives.
    """

    def __init__(
        self, device: str, threads: int | None = None, precision: str | None = None, rounded: bool = False
    ):
        import torch

        self.device = torch.device(device)
        self.precision = precision or _usual_precision(device)
        on_cpu = self.device.type == "cpu" and not rounded
        self.dtype = getattr(torch, self.precision) if on_cpu else torch.float32
        self._threads = threads or available_cores()
        self._limit = default_batch_size(device)

    def run(self, forward: Callable[[Any], Any], items: np.ndarray) -> np.ndarray:
        """Run `forward`, tensors (b, …) to (b, d), on an array (m, …); gives float32 (m, d).

        On a GPU it runs in half precision, and in parts where memory is short.
        """

        def on_arrays(part: np.ndarray) -> np.ndarray:
            import torch

            with torch.inference_mode(), self._autocast():
                return forward(self.send(part)).float().cpu().numpy()

        if self.device.type == "cpu":
            return side_by_side(on_arrays, items, self._threads)
        import torch

        found, self._limit = in_parts(on_arrays, items, self._limit, torch.cuda.OutOfMemoryError)
        return found

    def on_one_core(self) -> TorchRunner:
        """Return one that runs on one thread."""
        other = copy(self)
        other._threads = 1
        return other

    def in_precision(self, precision: str, rounded: bool = False) -> TorchRunner:
        """Return one that runs in another precision."""
        return TorchRunner(self.device.type, self._threads, precision, rounded)

    def cast(self, values: Any) -> Any:
        """Return a tensor of floats as one of `dtype`."""
        return values.to(self.dtype)

    def send(self, values: np.ndarray) -> Any:
        """Return an array as a tensor on the device."""
        import torch

        tensor = torch.from_numpy(np.ascontiguousarray(values))
        if self.device.type == "cuda":
            tensor = tensor.pin_memory()
        return tensor.to(self.device, non_blocking=True)

    def normalizer(self, mean: tuple[float, ...], std: tuple[float, ...]) -> Callable[[Any], Any]:
        """Return what makes of uint8 tensors (b, h, w, 3) floats (b, 3, h, w) of a mean and a deviation.

        Parameters
        ----------
        mean, std : tuple of float
            Of each channel, on a scale of 0 to 1.
        """
        import torch

        centre, scale = (torch.tensor(values, device=self.device).view(3, 1, 1) for values in (mean, std))
        return lambda pixels: pixels.permute(0, 3, 1, 2).float().div_(255).sub_(centre).div_(scale)

    def _autocast(self) -> AbstractContextManager:
        """On a GPU weights stay as they are, and torch chooses what is done in half precision."""
        import torch

        if self.device.type != "cuda" or self.precision == "float32":
            return nullcontext()
        return torch.autocast("cuda", dtype=getattr(torch, self.precision))


def _usual_precision(device: str) -> str:
    """Half precision on a GPU; full on a CPU."""
    import torch

    if torch.device(device).type != "cuda":
        return "float32"
    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"


def is_convolutional(network: Any) -> bool:
    """Tell a convolutional network from a transformer, which has one convolution, or few, at its mouth."""
    import torch

    return sum(isinstance(module, torch.nn.Conv2d) for module in network.modules()) > 4
