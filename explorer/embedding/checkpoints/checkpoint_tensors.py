"""Find the dictionaries of tensors in what a trainer wrote."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from explorer.embedding.checkpoints.checkpoint_pickle import StandIn
from explorer.errors import EncoderError

_DEEPEST = 8
_HOLDING = (dict, list, tuple, StandIn)


def tensors_within(content: object) -> Iterator[tuple[str, dict]]:
    """Yield every dictionary of tensors in a checkpoint: where it lies (`model.state_dict`), and its tensors.

    Arrays count as tensors. A pickled module counts as the dictionary of its parameters and buffers.
    """
    waiting = deque([("", content, 0)])
    while waiting:
        where, value, depth = waiting.popleft()
        if isinstance(value, StandIn):
            tensors = dict(_of_module(value))
            if tensors:
                yield where, tensors
                continue
            value = value.state
        if isinstance(value, list | tuple):
            value = {str(place): item for place, item in enumerate(value) if not _is_tensor(item)}
        if not isinstance(value, dict) or depth > _DEEPEST:
            continue
        named = {key: item for key, item in value.items() if isinstance(key, str)}
        tensors = {key: _as_tensor(item) for key, item in named.items() if _is_tensor(item)}
        if tensors:
            yield where, tensors
        waiting += [
            (f"{where}.{key}".lstrip("."), item, depth + 1)
            for key, item in named.items()
            if isinstance(item, _HOLDING)
        ]


def outline(content: object) -> str:
    """Say in a few words what a checkpoint holds that has no named tensors."""
    if isinstance(content, dict) and content:
        return f"what is named {', '.join(map(repr, content))}"
    if isinstance(content, list | tuple):
        return f"a {type(content).__name__} of {len(content)}"
    return "an object" if isinstance(content, StandIn) else f"{type(content).__name__}"


def _of_module(module: StandIn, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Parameters and buffers of a pickled module and of those in it."""
    for kind in ("_parameters", "_buffers"):
        found = module.state.get(kind)
        if isinstance(found, dict):
            yield from (
                (f"{prefix}{name}", _as_tensor(value)) for name, value in found.items() if _is_tensor(value)
            )
    inner = module.state.get("_modules")
    for name, value in inner.items() if isinstance(inner, dict) else ():
        if isinstance(value, StandIn):
            yield from _of_module(value, f"{prefix}{name}.")


def _is_tensor(value: object) -> bool:
    import torch

    return isinstance(value, torch.Tensor) or (isinstance(value, np.ndarray) and value.dtype.kind in "fiub")


def _as_tensor(value):
    """A tensor, with its numbers side by side and in full."""
    import torch

    if isinstance(value, np.ndarray):
        # Of the byte order of this machine, and writable.
        return torch.from_numpy(value.astype(value.dtype.newbyteorder("="), copy=True))
    if hasattr(value, "to_local"):  # a DTensor, of which this process may have held a part
        part = value.to_local()
        if part.shape != value.shape:
            raise EncoderError(
                f"its tensors are parts, {tuple(part.shape)} of {tuple(value.shape)}, as each of several "
                "processes holds them; gather them when you save (get_model_state_dict, full_state_dict=True)"
            )
        value = part
    if value.is_quantized:
        return value.dequantize()
    return value if value.layout == torch.strided else value.to_dense()
