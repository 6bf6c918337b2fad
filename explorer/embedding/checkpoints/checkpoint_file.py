"""Read a file of weights, whatever wrote it; nothing in it is run. What it is is told by its first bytes."""

import pickle
import types
from pathlib import Path
from typing import Any, BinaryIO

from explorer.embedding.checkpoints import checkpoint_pickle
from explorer.embedding.checkpoints.checkpoint_kind import CheckpointKind, about_folder, kind_of_file
from explorer.embedding.checkpoints.checkpoint_script import read_script
from explorer.embedding.checkpoints.checkpoint_shards import index_of, is_index, shards_of
from explorer.embedding.checkpoints.checkpoint_tensors import outline, tensors_within
from explorer.errors import EncoderError


def read_checkpoint(file: Path) -> object:
    """Return what a file of weights holds: dictionaries, lists, tensors, arrays and stand-ins.

    Parameters
    ----------
    file : Path
        Safetensors; what `torch.save` or `pickle` wrote; a TorchScript archive, of which the tensors are
        taken; arrays of `numpy.savez`; or the `.index.json` of weights in several files.

    Raises
    ------
    EncoderError
        When it is something else: says what, and what to do.
    OSError, RuntimeError, ValueError, pickle.UnpicklingError, safetensors.SafetensorError, …
        When it is damaged.
    """
    if is_index(file):
        merged: dict = {}
        for shard in shards_of(file):
            merged |= _read(shard)
        return merged
    index = index_of(file)
    if index:
        raise EncoderError(f"it is one of several parts; give {index.name} beside it")
    return _read(file)


def check_file(file: Path, model: str) -> None:
    """Refuse what is no file, before a library is loaded for it.

    Raises
    ------
    EncoderError
    """
    if file.is_dir():
        raise EncoderError(f"{file} is a folder and no file of weights: {about_folder(file)}.")
    if not file.is_file():
        raise EncoderError(f"There is no file {file}; expected weights of {model} (.pt or .safetensors).")


def read_weights(file: Path) -> list[tuple[str, dict]]:
    """Return every dictionary of tensors in a file of weights, as `tensors_within` gives them; at least one.

    Raises
    ------
    EncoderError
        There is none, and as `read_checkpoint`.
    """
    content = read_checkpoint(file)
    dictionaries = list(tensors_within(content))
    if not dictionaries:
        raise EncoderError(f"it holds no named tensors, but {outline(content)}")
    return dictionaries


def _read(file: Path) -> Any:
    kind = kind_of_file(file)
    if kind is CheckpointKind.SAFETENSORS:
        from safetensors.torch import load_file

        return load_file(file)
    if kind is CheckpointKind.SCRIPT:
        return read_script(file)
    if kind is CheckpointKind.ARRAYS:
        import numpy as np

        with np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    with open(file, "rb") as stream:
        return checkpoint_pickle.load(stream) if kind is CheckpointKind.PICKLE else _read_torch(stream)


def _read_torch(stream: BinaryIO) -> object:
    import torch

    try:
        return torch.load(stream, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        stream.seek(0)
        readers = types.SimpleNamespace(
            Unpickler=checkpoint_pickle.Unpickler, load=checkpoint_pickle.load, __name__="pickle"
        )
        return torch.load(stream, map_location="cpu", weights_only=False, pickle_module=readers)
