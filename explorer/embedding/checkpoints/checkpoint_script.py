"""Read the tensors of a TorchScript archive; its code stays where it is."""

import zipfile
from pathlib import Path

from explorer.embedding.checkpoints.checkpoint_pickle import StandIn, Unpickler

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


class _ScriptUnpickler(Unpickler):
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


def read_script(file: Path) -> dict:
    """Return the tensors of a TorchScript archive by the names of their modules."""
    with zipfile.ZipFile(file) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/constants.pkl"))
        root = name.rpartition("/")[0]
        with archive.open(f"{root}/data.pkl") as stream:
            return _flattened(_ScriptUnpickler(stream, archive, root).load())


def _flattened(module: object, prefix: str = "") -> dict:
    """The tensors of a TorchScript module, whose attributes are its state."""
    import torch

    tensors = {}
    for name, value in module.state.items() if isinstance(module, StandIn) else ():
        if isinstance(value, torch.Tensor):
            tensors[f"{prefix}{name}"] = value
        elif isinstance(value, StandIn):
            tensors |= _flattened(value, f"{prefix}{name}.")
    return tensors
