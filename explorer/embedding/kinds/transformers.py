"""Models of the transformers library, of the hub or in a folder: SigLIP, CLIP, DINOv2, ViT and others."""

from pathlib import Path

from explorer.embedding.encoder import Encoder
from explorer.embedding.encoder_kind import EncoderKind, Loading
from explorer.embedding.hub import HubRepository, cached
from explorer.embedding.transformers_models.transformers_files import (
    CONFIG,
    folder_of,
    repository_of,
    weights_of_folder,
)
from explorer.extras import line_for

_PREFIX = "transformers:"


def accepts(name: str) -> bool:
    """Whether it has the prefix."""
    return name.startswith(_PREFIX)


def load(name: str, loading: Loading) -> Encoder:
    """Load a model; see `EncoderKind`."""
    from explorer.embedding.transformers_models.transformers_encoder import TransformersEncoder
    from explorer.embedding.transformers_models.transformers_hub import fetched

    given = name.removeprefix(_PREFIX)
    folder = folder_of(given)
    if folder is not None:
        return TransformersEncoder(f"{_PREFIX}{folder}", folder, loading.device)
    return TransformersEncoder(name, fetched(repository_of(given), loading), loading.device)


def weights(name: str) -> Path | None:
    """Return the file of a model's weights where it is here; see `EncoderKind`."""
    given = name.removeprefix(_PREFIX)
    folder = folder_of(given)
    if folder is None:
        config = cached(HubRepository(repository_of(given), (CONFIG,)))
        folder = config.parent if config else None
    return weights_of_folder(folder) if folder is not None and folder.is_dir() else None


KIND = EncoderKind(
    "transformers",
    "models of the transformers library: SigLIP, CLIP, DINOv2, DINOv3, ViT and others",
    "`transformers:ORG/NAME`, `transformers:FOLDER`",
    accepts,
    load,
    weights,
    package="transformers",
    install=line_for("transformers"),
    text="where the model has a text tower",
)
