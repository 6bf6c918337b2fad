"""What open_clip knows by name: architectures and published weights."""

import difflib
import json
from pathlib import Path

from explorer.embedding.hub import HubRepository, remote_weights
from explorer.embedding.spec import Spec
from explorer.errors import EncoderError

CONFIG = "open_clip_config.json"
"""Describes the model in a folder or a repository that open_clip wrote."""


def import_open_clip():
    """Return the package.

    Raises
    ------
    EncoderError
        When it is not installed.
    """
    try:
        import open_clip
    except ImportError as error:
        raise EncoderError(
            f"open_clip cannot be loaded ({error}); run: pip install open_clip_torch, or take `packaged`."
        ) from error
    return open_clip


def check_model(model: str) -> dict:
    """Return the architecture's configuration.

    Raises
    ------
    EncoderError
        For a name that open_clip does not have; it lists the nearest.
    """
    open_clip = import_open_clip()
    config = open_clip.get_model_config(model) if ":" not in model else None
    if config is None:
        names = {name.lower(): name for name in (*open_clip.list_models(), "packaged")}
        near = difflib.get_close_matches(model.lower(), names, n=5, cutoff=0) or list(names)
        listed = ", ".join(names[name] for name in near)
        raise EncoderError(f"open_clip has no model {model!r}; the nearest names are {listed}.")
    return config


def architecture(spec: Spec, file: Path) -> str:
    """Return what open_clip takes as the model's name: a name, or the folder that describes it."""
    return f"local-dir:{file.parent}" if spec.is_folder else spec.model


def model_config(spec: Spec, file: Path) -> dict:
    """Return the architecture's configuration, from open_clip's tables or from beside the weights.

    Raises
    ------
    EncoderError
        For a name that open_clip does not have, or a folder without a configuration.
    """
    if not spec.is_folder:
        return check_model(spec.model)
    described = file.parent / CONFIG
    try:
        config = json.loads(described.read_text("utf-8"))["model_cfg"]
        return {"embed_dim": int(config["embed_dim"]), "text_cfg": dict(config["text_cfg"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(
            f"{described} does not describe an open_clip model ({type(error).__name__}: {error}); expected "
            "`model_cfg` with `embed_dim`, `vision_cfg` and `text_cfg`, as open_clip writes it for the hub."
        ) from error


def published(spec: Spec) -> tuple[HubRepository, dict]:
    """Return where the named weights lie on the hub, and the settings that belong to them.

    Raises
    ------
    EncoderError
        For weights that the model does not have; it lists those it has.
    """
    from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model

    check_model(spec.model)
    settings = get_pretrained_cfg(spec.model, spec.weights) if spec.weights else {}
    if settings.get("hf_hub"):
        return remote_weights(settings["hf_hub"]), settings
    tags = list_pretrained_tags_by_model(spec.model)
    if not tags:
        raise EncoderError(
            f"No weights are published for {spec.model}; use a file of your own: {spec.model}:FILE."
        )
    asked = f"no weights {spec.weights!r}" if spec.weights else "several weights, and none was named"
    raise EncoderError(f"{spec.model} has {asked}; take one of {', '.join(tags)}, or {spec.model}:FILE.")


def settings_for(spec: Spec) -> dict:
    """Return the settings (preprocessing, activation) of a model's weights.

    A file does not say how its images were prepared. The architecture's published weights mostly agree on
    that, so a file gets what most of them have; the activation it gets is the architecture's own.
    """
    from open_clip.pretrained import get_pretrained_cfg, list_pretrained_tags_by_model

    if spec.is_folder:
        return {}
    if spec.file is None:
        return published(spec)[1]
    kinds = [get_pretrained_cfg(spec.model, tag) for tag in list_pretrained_tags_by_model(spec.model)]
    keys = ("mean", "std", "interpolation", "resize_mode")
    kinds = [{key: kind[key] for key in keys} for kind in kinds]
    return max(kinds, key=kinds.count) if kinds else {}
