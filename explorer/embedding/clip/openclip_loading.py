"""Build an open_clip model from a file of weights, and say in one sentence why that cannot be."""

import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from explorer.embedding.checkpoints.checkpoint_errors import UNFIT, explained_misfit, gist
from explorer.embedding.checkpoints.checkpoint_file import check_file, read_weights
from explorer.embedding.checkpoints.checkpoint_fit import put_into
from explorer.embedding.clip.openclip_names import NAMING
from explorer.embedding.clip.openclip_tables import (
    architecture,
    import_open_clip,
    model_config,
    settings_for,
)
from explorer.embedding.encoder import Preparation
from explorer.embedding.hub import HubRepository, ask, quiet_hub
from explorer.embedding.spec import Spec
from explorer.errors import EncoderError

_BIG_VISION = (".npz", ".npy")
_PREPROCESSING = ("mean", "std", "interpolation", "resize_mode", "fill_color")


@dataclass(frozen=True)
class OpenClipModel:
    """A model with its weights.

    Attributes
    ----------
    model : torch.nn.Module
        In evaluation mode, on the CPU, float32.
    dim : int
        Length of its vectors.
    has_text : bool
        False where the file has the tower for images alone.
    """

    model: Any
    dim: int
    has_text: bool


def load_model(spec: Spec, file: Path, offline: bool) -> OpenClipModel:
    """Build the model and load its weights; nothing in the file is executed.

    Parameters
    ----------
    spec : Spec
    file : Path
    offline : bool
        Ask no hub for the configuration that a few text towers keep there.

    Raises
    ------
    EncoderError
        When the file is missing, cannot be read, or holds weights of another architecture.
    """
    check_file(file, spec.model)  # before open_clip is loaded, which takes many seconds
    open_clip = import_open_clip()
    config = model_config(spec, file)
    if config["text_cfg"].get("hf_model_name"):
        _require_transformers(spec.model)
    settings = settings_for(spec)
    with explained_misfit(file, spec.model), quiet_hub(offline), _quiet_logging():
        model = open_clip.create_model(
            architecture(spec, file),
            load_weights=False,
            pretrained_text=False,
            force_quick_gelu=settings.get("quick_gelu", False),
            force_preprocess_cfg={key: settings[key] for key in _PREPROCESSING if key in settings},
        )
        has_text = _fill(model, file)
    return OpenClipModel(model.eval(), config["embed_dim"], has_text)


def _fill(model, file: Path) -> bool:
    """Load the weights; True when those of the text tower are among them."""
    if _is_of_big_vision(file):
        from open_clip.convert import load_big_vision_weights

        load_big_vision_weights(model, str(file))
        return True
    return put_into(model, read_weights(file), NAMING)


def _is_of_big_vision(file: Path) -> bool:
    """Whether arrays are named as paths of JAX (`params/img/…`), and not as the model's parts."""
    if file.suffix not in _BIG_VISION:
        return False
    if not zipfile.is_zipfile(file):
        return True
    with zipfile.ZipFile(file) as archive:
        return any("/" in name for name in archive.namelist())


def preparation_from(settings: dict) -> Preparation:
    """Return the resize and crop that open_clip's settings (`PreprocessCfg` as a dictionary) ask for."""
    size = settings["size"]
    size = (size, size) if isinstance(size, int) else tuple(size)
    mode = settings["resize_mode"] or "shortest"
    bilinear = settings["interpolation"] == "bilinear"
    if mode == "shortest" and size[0] != size[1]:
        bilinear = False  # open_clip resizes for oblong models with its default filter
    return Preparation(
        size=size,
        resize=size,
        resize_mode=mode,
        interpolation="bilinear" if bilinear else "bicubic",
        fill=settings.get("fill_color") or 0,
        mean=_three(settings["mean"]),
        std=_three(settings["std"]),
    )


def load_tokenizer(spec: Spec, file: Path, offline: bool):
    """Return the model's tokenizer: texts to int64 tokens (m, length).

    Raises
    ------
    EncoderError
        When it has to come from the hub and cannot.
    """
    open_clip = import_open_clip()
    model, known_as = spec.model, spec.model if spec.repository else architecture(spec, file)
    name = model_config(spec, file)["text_cfg"].get("hf_tokenizer_name")
    if name:
        _require_transformers(model)
    try:
        with quiet_hub(offline=bool(name) or spec.is_folder), _quiet_logging():
            return open_clip.get_tokenizer(known_as)
    except UNFIT as error:
        if spec.folder:
            raise EncoderError(f"The tokenizer of {model} cannot be loaded: {gist(error)}") from error
        reason = "--offline forbids asking for it"
        if not offline:
            reason = ask(HubRepository(name, ("tokenizer_config.json", "tokenizer.json"))).reason
        if reason:
            raise EncoderError(
                f"The tokenizer {name} of {model} is not in the cache, and {reason}."
            ) from error
    try:
        with quiet_hub(), _quiet_logging():
            return open_clip.get_tokenizer(known_as)
    except UNFIT as error:
        raise EncoderError(f"The tokenizer {name} of {model} cannot be loaded: {gist(error)}") from error


def _require_transformers(model: str) -> None:
    if find_spec("transformers") is None:
        raise EncoderError(f"The text tower of {model} needs another package; run: pip install transformers")


def _three(values) -> tuple[float, float, float]:
    return tuple(values) if isinstance(values, list | tuple) else (values,) * 3


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """Keep open_clip's chatter from installing a handler that prints everybody's log for ever after."""
    handler = logging.NullHandler()
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
