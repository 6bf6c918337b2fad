"""Any open_clip model with weights from a file: both towers, the model's own preprocessing."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np

from explorer.cores import available_cores
from explorer.embedding.checkpoints.hashing import weights_hash
from explorer.embedding.clip.openclip_loading import load_model, load_tokenizer, preparation_from
from explorer.embedding.devices import default_batch_size, in_parts, side_by_side
from explorer.embedding.encoder import Encoded, EncoderInfo, unit_rows
from explorer.embedding.spec import Spec
from explorer.errors import EncoderError


class OpenClipEncoder:
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

        self._model = model.to(device)
        if device == "cpu" and _is_convolutional(model.visual):
            model.visual.to(memory_format=torch.channels_last)
        self._device = torch.device(device)
        self._threads = threads or available_cores()
        self._limit = default_batch_size(device)
        self._tokenizer, self._no_text = None, ""
        try:
            if not loaded.has_text:
                raise EncoderError(f"{file} holds the image tower alone: there is no text search.")
            self._tokenizer = load_tokenizer(spec, file, offline)
        except EncoderError as error:
            self._no_text = str(error)
        self.concepts = None
        self.preparation = preparation_from(model.visual.preprocess_cfg)
        self._mean, self._std = (
            torch.tensor(values, device=device).view(3, 1, 1)
            for values in (self.preparation.mean, self.preparation.std)
        )
        self.info = EncoderInfo(
            name=spec.name,
            weights_hash=weights_hash(file),
            dim=loaded.dim,
            preprocessing=self.preparation.describe(),
            text=self._tokenizer is not None,
            device=device,
        )

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode prepared pixels, uint8 (b, height, width, 3)."""
        return Encoded(unit_rows(self._run(self._encode_images, pixels)))

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Encode m texts into float32 (m, d), unit rows."""
        if self._tokenizer is None:
            raise EncoderError(self._no_text)
        if not texts:
            return np.zeros((0, self.info.dim), np.float32)
        return unit_rows(self._run(self._encode_tokens, self._tokenizer(texts).numpy()))

    def _run(self, forward, items: np.ndarray) -> np.ndarray:
        if self._device.type == "cpu":
            return side_by_side(forward, items, self._threads)
        import torch

        found, self._limit = in_parts(forward, items, self._limit, torch.cuda.OutOfMemoryError)
        return found

    def _encode_images(self, pixels: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode(), self._precision():
            images = self._send(pixels).permute(0, 3, 1, 2).float().div_(255)
            found = self._model.encode_image(images.sub_(self._mean).div_(self._std))
            return found.float().cpu().numpy()

    def _encode_tokens(self, tokens: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode(), self._precision():
            return self._model.encode_text(self._send(tokens)).float().cpu().numpy()

    def _send(self, values: np.ndarray):
        import torch

        tensor = torch.from_numpy(np.ascontiguousarray(values))
        if self._device.type == "cuda":
            tensor = tensor.pin_memory()
        return tensor.to(self._device, non_blocking=True)

    def _precision(self):
        """Half precision on a GPU; full on a CPU."""
        import torch

        if self._device.type != "cuda":
            return nullcontext()
        half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return torch.autocast("cuda", dtype=half)


def _is_convolutional(tower) -> bool:
    """Tell a convolutional network from a transformer, which has one convolution, or few, at its mouth."""
    import torch

    return sum(isinstance(module, torch.nn.Conv2d) for module in tower.modules()) > 4
