"""Two engines that run EfficientNet-Lite0: ONNX Runtime on a CPU, torch where that is missing and on CUDA.

Both take uint8 pixels (b, 224, 224, 3) and give float32 features (b, 1280) and int32 best classes (b,).
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from explorer.embedding.devices import default_batch_size, in_parts
from explorer.embedding.efficientnet_lite0.lite0 import FEATURES, SIDE, Network


class OnnxEngine:
    """One picture at a time on every core, so that no core waits for another at every layer.

    As fast as one call with the whole batch on idle cores, and faster where decoding shares them; figures in
    docs/decisions/0012-small-measurements.md.
    """

    def __init__(self, network: Network, threads: int):
        import onnxruntime

        from explorer.embedding.efficientnet_lite0.lite0_onnx import serialize

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        onnxruntime.disable_telemetry_events()
        self._session = onnxruntime.InferenceSession(
            serialize(network), options, providers=["CPUExecutionProvider"]
        )
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")

    def __call__(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Run the network."""
        features = np.empty((len(pixels), FEATURES), np.float32)
        classes = np.empty(len(pixels), np.int32)

        def run(i: int) -> None:
            found, best = self._session.run(None, {"pixels": pixels[i : i + 1]})
            features[i], classes[i] = found[0], best[0]

        list(self._pool.map(run, range(len(pixels))))
        return features, classes


class TorchEngine:
    """The same network in torch, channels last."""

    # On a CPU a few pictures at a time stay in the cache; a GPU wants them all.
    _CPU_CHUNK = 4

    def __init__(self, network: Network, device: str):
        import torch

        self._device = torch.device(device)
        self._limit = self._CPU_CHUNK if device == "cpu" else default_batch_size(device)
        self._convolutions = [
            (layer, self._place(layer.weight, torch.channels_last), self._place(layer.bias))
            for layer in network.convolutions
        ]
        self._head = self._place(network.weight), self._place(network.bias)

    def _place(self, values: np.ndarray, memory_format=None):
        import torch

        tensor = torch.from_numpy(np.ascontiguousarray(values)).to(self._device)
        return tensor if memory_format is None else tensor.contiguous(memory_format=memory_format)

    def __call__(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Run the network."""
        import torch

        found, self._limit = in_parts(self._run, pixels, self._limit, torch.cuda.OutOfMemoryError)
        return found[:, :FEATURES], found[:, FEATURES:].argmax(1).astype(np.int32)

    def _run(self, pixels: np.ndarray) -> np.ndarray:
        """Features and class scores, side by side."""
        import torch

        with torch.inference_mode():
            images = torch.from_numpy(np.ascontiguousarray(pixels))
            if self._device.type == "cuda":
                images = images.pin_memory()
            # A permuted view of (b, H, W, 3) already is channels-last memory.
            images = images.to(self._device, non_blocking=True).permute(0, 3, 1, 2)
            return self._forward(images.float() / 127.5 - 1).cpu().numpy()

    def _forward(self, x):
        import torch
        from torch.nn import functional

        entered = x
        for layer, weight, bias in self._convolutions:
            if layer.opens:
                entered = x
            before, after = layer.padding
            if before != after:
                x = functional.pad(x, (before, after, before, after))
                before = 0
            x = functional.conv2d(x, weight, bias, layer.stride, before, groups=layer.groups)
            if layer.clipped:
                x = x.clamp_(0, 6)
            if layer.adds:
                x = x + entered
        features = x.mean((2, 3))
        return torch.cat([features, functional.linear(features, *self._head)], 1)


def fastest_engine(network: Network, device: str, threads: int) -> OnnxEngine | TorchEngine:
    """Return ONNX Runtime's engine on a CPU where it is installed and takes the network, else torch's."""
    if device == "cpu":
        try:
            engine = OnnxEngine(network, threads)
            engine(np.zeros((1, SIDE, SIDE, 3), np.uint8))
            return engine
        # ONNX Runtime's errors have no common base, and an optional engine costs speed only, not the work.
        except Exception:  # noqa: BLE001
            return TorchEngine(network, device)
    return TorchEngine(network, device)
