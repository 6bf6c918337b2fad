"""Build a model of timm and put weights into it, and say in one sentence why that cannot be."""

import difflib
from pathlib import Path
from typing import Any

from explorer.embedding.checkpoints.checkpoint_errors import UNFIT, explained_misfit, gist
from explorer.embedding.checkpoints.checkpoint_file import check_file, read_weights
from explorer.embedding.checkpoints.checkpoint_fit import Naming, put_into
from explorer.embedding.hub import weights_in
from explorer.errors import EncoderError

CONFIG = "config.json"
"""Describes the model in a folder or a repository that timm wrote."""


def settings(model: str) -> Any:
    """What timm knows of a model and its weights.

    Raises
    ------
    EncoderError
        For a name that it does not have; it lists the nearest.
    """
    import timm
    from timm.models import get_pretrained_cfg, is_model

    name, _, tag = model.partition(".")
    if not is_model(name):
        near = difflib.get_close_matches(name, timm.list_models(), n=5, cutoff=0)
        raise EncoderError(f"timm has no model {name!r}; the nearest names are {', '.join(near)}.")
    try:
        return get_pretrained_cfg(model, allow_unregistered=False) if tag else get_pretrained_cfg(name)
    except RuntimeError as error:
        tags = [each.partition(".")[2] for each in timm.list_pretrained(f"{name}.*")]
        raise EncoderError(
            f"{name} has no weights {tag!r}; take one of {', '.join(tags)}, or {name}:FILE."
        ) from error


def published(model: str, file: Path) -> Any:
    """A model with the weights that were published for it, by timm's own reader of tensors."""
    import timm

    with explained_misfit(file, model):
        overlay = {"file": str(file)}
        return timm.create_model(model, pretrained=True, pretrained_cfg_overlay=overlay, num_classes=0)


def described(folder: Path) -> tuple[Any, Path]:
    """The model that a folder's `config.json` describes, with the weights beside it."""
    import timm

    file = weights_in(folder)
    try:
        model = timm.create_model(f"local-dir:{folder}", pretrained=False, num_classes=0)
    except UNFIT as error:
        raise EncoderError(
            f"{folder} does not describe a model of timm ({gist(error)}); expected {CONFIG} as timm writes "
            "it for the hub."
        ) from error
    return _filled(model, file, str(folder)), file


def with_own_weights(name: str, file: Path) -> Any:
    """A model with weights of the user's."""
    check_file(file, name)
    import timm

    settings(name)
    return _filled(timm.create_model(name, pretrained=False, num_classes=0), file, name)


def _filled(model: Any, file: Path, name: str) -> Any:
    """The model with weights as a trainer wrote them."""
    with explained_misfit(file, name):
        put_into(model, read_weights(file), Naming(resize=_resize_positions))
    return model


def _resize_positions(model: Any, tensors: dict, text: bool) -> None:
    """Bring positions to the model's number of them, as timm does for transformers."""
    from timm.layers.pos_embed import resample_abs_pos_embed

    positions, own = tensors.get("pos_embed"), getattr(model, "pos_embed", None)
    if positions is None or own is None or positions.shape == own.shape or not hasattr(model, "patch_embed"):
        return
    prefix = 0 if getattr(model, "no_embed_class", False) else getattr(model, "num_prefix_tokens", 1)
    size = list(model.patch_embed.grid_size)
    tensors["pos_embed"] = resample_abs_pos_embed(positions, new_size=size, num_prefix_tokens=prefix)
