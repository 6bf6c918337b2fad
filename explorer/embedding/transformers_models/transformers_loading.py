"""Load a model and a tokenizer of the transformers library from a folder; no code of the folder's is run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.embedding.checkpoints.checkpoint_errors import UNFIT, gist
from explorer.embedding.checkpoints.checkpoint_shards import is_index, shards_of
from explorer.embedding.transformers_models.transformers_files import TOKENS
from explorer.embedding.transformers_models.transformers_quiet import explained, quiet
from explorer.errors import EncoderError

_SHOWN = 4
_LONGEST_TEXT = 512
_WITH_PROJECTION = "WithProjection"


@dataclass(frozen=True)
class TransformersModel:
    """A model with its weights.

    Attributes
    ----------
    model : transformers.PreTrainedModel
        In evaluation mode, on the CPU, float32.
    pooled : bool
        Whether its pooling was trained, where it has one.
    """

    model: Any
    pooled: bool

    @property
    def has_text(self) -> bool:
        """Whether it has a text tower whose vectors are comparable with those of images."""
        return hasattr(self.model, "get_text_features") and hasattr(self.model, "get_image_features")

    def image_vectors(self, pixels: Any) -> Any:
        """Return the vectors (b, d) of pixels (b, 3, h, w)."""
        if hasattr(self.model, "get_image_features"):
            return _vectors(self.model.get_image_features(pixel_values=pixels))
        found = self.model(pixel_values=pixels)
        embedded = getattr(found, "image_embeds", None)
        if embedded is not None:
            return embedded
        return _vectors(found) if self.pooled else _first_or_mean(self.model, found.last_hidden_state)

    def text_vectors(self, tokens: Any) -> Any:
        """Return the vectors (m, d) of tokens, (m, 1 or 2, length): as `load_tokenizer` has them."""
        counts = tokens[:, 1] if tokens.shape[1] > 1 else None
        return _vectors(self.model.get_text_features(input_ids=tokens[:, 0], attention_mask=counts))


def load_model(folder: Path, file: Path) -> TransformersModel:
    """Load the model that a folder holds.

    Raises
    ------
    EncoderError
        When it is of a kind that transformers does not have or that needs code of its own, takes no images,
        or its weights do not fit.
    """
    if is_index(file):
        _check_shards(file)
    with quiet(), explained(folder):
        import torch
        import transformers

        at_home = {"local_files_only": True, "trust_remote_code": False}
        config = transformers.AutoConfig.from_pretrained(folder, **at_home)
        named = (getattr(config, "architectures", None) or [""])[0]
        has_own = named.endswith(_WITH_PROJECTION) and hasattr(transformers, named)
        model, told = getattr(transformers, named if has_own else "AutoModel").from_pretrained(
            folder, **at_home, weights_only=True, dtype=torch.float32, output_loading_info=True
        )
    missing = sorted(told["missing_keys"])
    pooling = [name for name in missing if "pooler." in name]
    others = sorted({*missing, *(str(each) for each in told["mismatched_keys"])} - set(pooling))
    if others:
        shown = ", ".join(others[:_SHOWN]) + (f", … ({len(others)})" if len(others) > _SHOWN else "")
        raise EncoderError(
            f"{file} does not fit {type(model).__name__}: it lacks, or has in other shapes, {shown}."
        )
    if not hasattr(model, "get_image_features") and model.main_input_name != "pixel_values":
        raise EncoderError(f"{folder} holds {type(model).__name__}, which takes no images.")
    return TransformersModel(model.eval(), pooled=not pooling)


def load_tokenizer(folder: Path, config: Any) -> Callable[[list[str]], np.ndarray]:
    """Return the model's tokenizer: texts to int64 (m, 1 or 2, length), tokens and which of them count.

    Where the tokenizer does not tell what counts, as that of SigLIP, all does.

    Raises
    ------
    EncoderError
        When it is not in the folder.
    """
    if not any((folder / name).is_file() for name in TOKENS):
        # Without them transformers makes a tokenizer that knows no word, and says nothing.
        raise EncoderError(f"{folder} has no tokenizer ({TOKENS[0]}): there is no text search.")
    text = getattr(config, "text_config", config)
    length = min(int(getattr(text, "max_position_embeddings", _LONGEST_TEXT)), _LONGEST_TEXT)
    try:
        with quiet():
            from transformers import AutoTokenizer

            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except UNFIT as error:
        raise EncoderError(
            f"The tokenizer of {folder} cannot be loaded ({gist(error)}): there is no text search."
        ) from error

    length = min(length, tokenizer.model_max_length)

    def tokens(texts: list[str]) -> np.ndarray:
        # All of one length: SigLIP was trained so, and of others only what counts is looked at.
        options = {"padding": "max_length", "truncation": True, "max_length": length}
        given = tokenizer(texts, **options, return_tensors="np")
        parts = [given[key] for key in ("input_ids", "attention_mask") if key in given]
        return np.stack(parts, axis=1).astype(np.int64)

    return tokens


def _vectors(found: Any) -> Any:
    """Pooled vectors (b, d), out of what releases of transformers wrap them in."""
    pooled = found if hasattr(found, "dim") else getattr(found, "pooler_output", None)
    if pooled is None:
        state = found.last_hidden_state
        return state.mean((2, 3)) if state.dim() == 4 else state[:, 0]
    return pooled.flatten(1)


def _first_or_mean(model: Any, state: Any) -> Any:
    """The token of the whole image where the model has one, else the mean of all."""
    if state.dim() == 4:
        return state.mean((2, 3))
    has_token = any(name.endswith("cls_token") for name, _ in model.named_parameters())
    return state[:, 0] if has_token else state.mean(1)


def _check_shards(index: Path) -> None:
    try:
        shards_of(index)
    except EncoderError as error:
        raise EncoderError(f"{index} cannot be used as weights: {error}.") from error
