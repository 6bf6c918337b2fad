"""Read the tensors out of a file that a trainer wrote, whatever lies beside them; nothing in it is run.

Trainers pickle their options, counters and callbacks along with the weights. What is no tensor is taken in by
a stand-in that accepts everything and does nothing, so that neither its code nor its package is needed.
"""

import pickle
import types
import zipfile
from collections.abc import Iterator
from pathlib import Path

_BY_NAME = {
    "collections": {"OrderedDict", "defaultdict", "Counter"},
    "torch._utils": {
        "_rebuild_tensor",
        "_rebuild_tensor_v2",
        "_rebuild_parameter",
        "_rebuild_parameter_with_state",
    },
    "torch.nn.parameter": {"Parameter"},
    "torch": {"Size", "Tensor"},
    "torch.storage": {"UntypedStorage", "TypedStorage"},
}
"""Globals that are what they say: containers and tensors."""
_DEEPEST = 8
_DTYPES = {
    "Float": "float32",
    "Half": "float16",
    "BFloat16": "bfloat16",
    "Double": "float64",
    "Long": "int64",
    "Int": "int32",
    "Short": "int16",
    "Char": "int8",
    "Byte": "uint8",
    "Bool": "bool",
}


class StandIn:
    """Anything but containers and tensors: it can be made, called and filled, and only keeps its state."""

    def __new__(cls, *arguments, **named):
        made = super().__new__(cls)
        made.state = {}
        return made

    def __init__(self, *arguments, **named):
        """Take whatever is given."""

    def __setstate__(self, state):
        # An object with slots comes as a pair.
        parts = state if isinstance(state, tuple) else (state,)
        for part in parts:
            if isinstance(part, dict):
                self.state.update(part)

    def __call__(self, *arguments, **named):
        return StandIn()

    def __setitem__(self, key, value):
        self.state[key] = value

    def append(self, value):
        """Take an item of a list, and forget it."""

    def extend(self, values):
        """Take items of a list, and forget them."""


class _Unpickler(pickle.Unpickler):
    """Finds the globals that are listed, and stand-ins for all others."""

    def find_class(self, module, name):
        import torch

        if module == "torch" and (
            name.endswith("Storage") or isinstance(getattr(torch, name, None), torch.dtype)
        ):
            return getattr(torch, name)
        if name in _BY_NAME.get(module, ()):
            return super().find_class(module, name)
        return StandIn


def read_checkpoint(file: Path) -> object:
    """Return what a file of weights holds: dictionaries, lists, tensors and stand-ins.

    Parameters
    ----------
    file : Path
        `.safetensors`, or what `torch.save` wrote, or a TorchScript archive, of which the tensors are taken.

    Raises
    ------
    OSError, RuntimeError, ValueError, pickle.UnpicklingError, safetensors.SafetensorError, …
        When it is none of these, or damaged.
    """
    import torch

    if file.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(file)
    if _is_script(file):
        return _read_script(file)
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        readers = types.SimpleNamespace(Unpickler=_Unpickler, load=_load, __name__="pickle")
        return torch.load(file, map_location="cpu", weights_only=False, pickle_module=readers)


def tensors_within(content: object) -> Iterator[tuple[str, dict]]:
    """Yield every dictionary of tensors in a checkpoint: where it lies (`model.state_dict`), and its tensors.

    A pickled module counts as the dictionary of its parameters and buffers.
    """
    waiting = [("", content, 0)]
    while waiting:
        where, value, depth = waiting.pop(0)
        if isinstance(value, StandIn):
            tensors = dict(_of_module(value))
            if tensors:
                yield where, tensors
                continue
            value = value.state
        if not isinstance(value, dict) or depth > _DEEPEST:
            continue
        named = {key: item for key, item in value.items() if isinstance(key, str)}
        tensors = {key: item for key, item in named.items() if _is_tensor(item)}
        if tensors:
            yield where, tensors
        waiting += [(f"{where}.{key}".lstrip("."), item, depth + 1) for key, item in named.items()]


def _of_module(module: StandIn, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Parameters and buffers of a pickled module and of those in it."""
    for kind in ("_parameters", "_buffers"):
        found = module.state.get(kind)
        if isinstance(found, dict):
            yield from ((f"{prefix}{name}", value) for name, value in found.items() if _is_tensor(value))
    inner = module.state.get("_modules")
    for name, value in inner.items() if isinstance(inner, dict) else ():
        if isinstance(value, StandIn):
            yield from _of_module(value, f"{prefix}{name}.")


def _is_tensor(value: object) -> bool:
    import torch

    return isinstance(value, torch.Tensor)


def _load(stream, **named):
    return _Unpickler(stream, **named).load()


def _is_script(file: Path) -> bool:
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return any(name.endswith("/constants.pkl") for name in archive.namelist())


class _ScriptUnpickler(_Unpickler):
    """Reads the data of a TorchScript archive, not its code; its modules are stand-ins."""

    def __init__(self, stream, archive: zipfile.ZipFile, root: str):
        super().__init__(stream)
        self._archive, self._root = archive, root

    def persistent_load(self, pid):
        import torch

        _, kind, key, _, size = pid
        dtype = getattr(torch, _DTYPES.get(kind.__name__.removesuffix("Storage"), "float32"))
        data = bytearray(self._archive.read(f"{self._root}/data/{key}"))
        storage = (
            torch.frombuffer(data, dtype=dtype)[:size].untyped_storage() if size else torch.UntypedStorage(0)
        )
        return torch.storage.TypedStorage(wrap_storage=storage, dtype=dtype, _internal=True)


def _read_script(file: Path) -> object:
    with zipfile.ZipFile(file) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/constants.pkl"))
        root = name.rpartition("/")[0]
        with archive.open(f"{root}/data.pkl") as stream:
            return _flattened(_ScriptUnpickler(stream, archive, root).load())


def _flattened(module: object, prefix: str = "") -> dict:
    """The tensors of a TorchScript module, whose attributes are its state."""
    tensors = {}
    for name, value in module.state.items() if isinstance(module, StandIn) else ():
        if _is_tensor(value):
            tensors[f"{prefix}{name}"] = value
        elif isinstance(value, StandIn):
            tensors |= _flattened(value, f"{prefix}{name}.")
    return tensors
