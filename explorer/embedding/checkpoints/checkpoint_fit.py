"""Put the tensors of a checkpoint into a model, whatever its trainer named and wrapped them by."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from explorer.errors import EncoderError

_WRAPPERS = ("_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.")
"""What torch.compile, FSDP and activation checkpointing put into names, at any place."""
_SHOWN = 4
_WORSE = ("ema", "averag", "momentum", "student", "optimizer")
"""Of copies that fit equally well those are taken last whose place or prefix has such a word."""


def _as_it_is(value: Any, *_: Any) -> Any:
    return value


@dataclass(frozen=True)
class Naming:
    """What is particular about the names of one library's models.

    Attributes
    ----------
    tower : str
        Prefix of what the tower for images has; empty where there is no other.
    changes : tuple of callable
        How the names of a model's parts may have been changed, from name to name.
    optional : str
        Prefix of what may be missing; empty where nothing may.
    convert : callable
        Takes the model and the tensors by the names in the file, gives them by the model's names, and those
        that it does not know as they are.
    resize : callable
        Takes the model, its tensors and whether the text tower is there, and brings positions to the model's
        number of them.
    """

    tower: str = ""
    changes: tuple[Callable[[str], str], ...] = (_as_it_is,)
    optional: str = ""
    convert: Callable[[Any, dict], dict] = lambda model, tensors: tensors
    resize: Callable[[Any, dict, bool], None] = lambda model, tensors, text: None


@dataclass(frozen=True)
class Fit:
    """One dictionary of a checkpoint, named as the model names its parts.

    Attributes
    ----------
    where : str
        Its place in the checkpoint; empty for the checkpoint itself.
    tensors : dict
        Those that the model has, by the model's names.
    names : list of str
        All names, as they stand in the file.
    missing : list of str
        What the model has and the dictionary has not.
    other_shapes : list of str
        What has another shape in the model.
    """

    where: str
    tensors: dict
    names: list[str]
    missing: list[str]
    other_shapes: list[str]


def put_into(model, dictionaries: Iterable[tuple[str, dict]], naming: Naming) -> bool:
    """Load the dictionary that fits best into a model.

    Prefixes (`module.`, `model.`, `backbone.`) are taken off, a tower for images alone is known, and what the
    model does not have, such as the head of a classifier, is left out.

    Parameters
    ----------
    model : torch.nn.Module
    dictionaries : iterable of (str, dict)
        As `tensors_within` gives them; at least one.
    naming : Naming

    Returns
    -------
    bool
        Whether all was loaded; False where it is the tower for images alone.

    Raises
    ------
    EncoderError
        Says which names and shapes were expected and which found, as the end of a sentence.
    """
    fits = [_fit(model, where, tensors, naming) for where, tensors in dictionaries]
    best = min(fits, key=lambda fit: (len(fit.missing), len(fit.other_shapes), _is_worse(fit.where)))
    adapted = any("lora_" in name for name in best.names) and not any("lora_" in n for n in best.tensors)
    if adapted or any(name.startswith(naming.tower) for name in best.missing):
        raise EncoderError(_misfit(model, best))
    _load(model, best, naming)
    return not best.missing


def _fit(model, where: str, tensors: dict, naming: Naming) -> Fit:
    expected = dict(model.state_dict())
    plain = naming.convert(model, {_unwrapped(name): tensor for name, tensor in tensors.items()})
    best: dict = {}
    for change in naming.changes:
        best = max(best, _without_prefix(plain, expected, change), key=len)
    optional = {name for name in expected if naming.optional and name.startswith(naming.optional)}
    # What tells models apart is in the tower for images.
    order = sorted(expected, key=lambda name: not name.startswith(naming.tower))
    missing = [name for name in order if name not in best and name not in optional]
    others = [name for name, tensor in best.items() if tensor.shape != expected[name].shape]
    return Fit(where, best, list(tensors), missing, others)


def _without_prefix(tensors: dict, expected: dict, change) -> dict:
    """The tensors whose names, less the prefix that fits most of them, the model has once changed."""
    prefixes, alike = Counter(), Counter()
    for name, tensor in tensors.items():
        parts = name.split(".")
        for i in range(len(parts)):
            own = expected.get(change(".".join(parts[i:])))
            if own is not None:
                prefixes[".".join(parts[:i])] += 1
                alike[".".join(parts[:i])] += own.shape == tensor.shape
    if not prefixes:
        return {}
    prefix = max(prefixes, key=lambda each: (prefixes[each], alike[each], not _is_worse(each)))
    start = f"{prefix}." if prefix else ""
    found = {change(name[len(start) :]): tensor for name, tensor in tensors.items() if name.startswith(start)}
    return {name: tensor for name, tensor in found.items() if name in expected}


def _is_worse(place: str) -> bool:
    return any(word in place.lower() for word in _WORSE)


def _unwrapped(name: str) -> str:
    for wrapper in _WRAPPERS:
        name = name.replace(wrapper, "")
    return name


def _load(model, fit: Fit, naming: Naming) -> None:
    """Load what fits, with positions resized to the model's."""
    import torch

    own = model.state_dict()
    tensors = dict(fit.tensors)
    for name, tensor in tensors.items():
        if tensor.numel() == own[name].numel() == 1:
            tensors[name] = tensor.reshape(own[name].shape)
        if flaw := _flaw(tensor, own[name]) or _scaled(tensor, name, fit.names):
            raise EncoderError(f"{name} {flaw}")
    naming.resize(model, tensors, not fit.missing)
    wrong = [name for name in tensors if tensors[name].shape != own[name].shape]
    if wrong:
        pairs = [(name, tuple(tensors[name].shape), tuple(own[name].shape)) for name in wrong]
        shapes = [f"{name} is {found} and not {expected}" for name, found, expected in pairs]
        raise EncoderError(f"its shapes are others: {_some(shapes)}")
    with torch.no_grad():
        model.load_state_dict(tensors, strict=False)


def _flaw(tensor, own) -> str:
    """Why a tensor would load and mean something else; empty where it would not."""
    import torch

    if tensor.is_meta:
        return "has no values: it lies on the device `meta`"
    if own.numel() and not tensor.numel():
        return "is empty, as DeepSpeed's ZeRO-3 leaves it: gather the weights by its zero_to_fp32.py"
    if own.is_floating_point() and not tensor.is_floating_point():
        return f"is quantised ({tensor.dtype}): save the weights of the model before it is"
    if tensor.is_floating_point() and not torch.isfinite(tensor.float()).all():
        return "holds NaN or infinity, as after a training that diverged"
    return ""


def _scaled(tensor, name: str, names: list[str]) -> str:
    """Why the numbers of eight bits are not those of the weights: their scales stand beside them."""
    if tensor.dtype.itemsize > 1 or not tensor.is_floating_point():
        return ""
    stem = name.rpartition(".")[0] or name
    scale = next((each for each in names if stem in each and "scale" in each.rpartition(stem)[2]), None)
    return f"is in 8 bits, and its scale is apart ({scale}): save the weights in full" if scale else ""


def _misfit(model, fit: Fit) -> str:
    place = f" under `{fit.where}`" if fit.where else ""
    if any("lora_" in name for name in fit.names):
        return f"it holds LoRA adapters{place}, which have to be merged into the model's weights first"
    missing, expected = len(fit.missing), len(model.state_dict())
    return (
        f"{missing} of {expected} tensors are missing{place}; expected {_some(fit.missing)}; "
        f"found {_some(fit.names)}"
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown}, … ({len(names)})" if len(names) > _SHOWN else shown
