"""How trainers name what open_clip's models are made of."""

from typing import Any

from explorer.embedding.checkpoints.checkpoint_fit import Naming
from explorer.embedding.checkpoints.checkpoint_names import from_transformers

_TOWER, _TEXT = "visual.", "text."


def _convert(model: Any, tensors: dict) -> dict:
    from open_clip.convert import convert_state_dict

    return convert_state_dict(model, from_transformers(tensors))


def _resize(model: Any, tensors: dict, text: bool) -> None:
    """Resize positions as open_clip does."""
    from open_clip.model import resize_pos_embed, resize_text_pos_embed

    resize_pos_embed(tensors, model)
    if text:
        resize_text_pos_embed(tensors, model)


NAMING = Naming(
    tower=_TOWER,
    changes=(
        lambda name: name,
        # A text tower that is set apart, as newer architectures do, and one that is not.
        lambda name: name if name.startswith((_TOWER, "logit_")) else f"{_TEXT}{name}",
        lambda name: name.removeprefix(_TEXT),
        # The tower for images alone, and the network in it as timm names it.
        lambda name: f"{_TOWER}{name}",
        lambda name: f"{_TOWER}trunk.{name}",
    ),
    optional="logit_",
    convert=_convert,
    resize=_resize,
)
