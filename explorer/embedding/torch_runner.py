"""Run batches of arrays through a network of torch: on all cores of a CPU, or on a GPU in half precision."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
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
    """

    def __init__(self, device: str, threads: int | None = None):
        import torch

        self.device = torch.device(device)
        self._threads = threads or available_cores()
        self._limit = default_batch_size(device)

    def run(self, forward: Callable[[Any], Any], items: np.ndarray) -> np.ndarray:
        """Run `forward`, tensors (b, …) to (b, d), on an array (m, …); gives float32 (m, d).

        On a GPU it runs in half precision, and in parts where memory is short.
        """

        def on_arrays(part: np.ndarray) -> np.ndarray:
            import torch

            with torch.inference_mode(), self._precision():
                return forward(self.send(part)).float().cpu().numpy()

        if self.device.type == "cpu":
            return side_by_side(on_arrays, items, self._threads)
        import torch

        found, self._limit = in_parts(on_arrays, items, self._limit, torch.cuda.OutOfMemoryError)
        return found

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

    def _precision(self) -> AbstractContextManager:
        """Half precision on a GPU; full on a CPU."""
        import torch

        if self.device.type != "cuda":
            return nullcontext()
        half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return torch.autocast("cuda", dtype=half)


def is_convolutional(network: Any) -> bool:
    """Tell a convolutional network from a transformer, which has one convolution, or few, at its mouth."""
    import torch

    return sum(isinstance(module, torch.nn.Conv2d) for module in network.modules()) > 4
