"""What goes wrong when weights are put into a model, in one sentence."""

import pickle
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.errors import EncoderError

UNFIT = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What open_clip, timm, torch and pickle raise for a file that is not what was asked for."""


@contextmanager
def explained_misfit(file: Path, model: str) -> Iterator[None]:
    """An error inside becomes one `EncoderError` that says that the file does not fit the model, and why."""
    from safetensors import SafetensorError

    try:
        yield
    except (*UNFIT, SafetensorError, EncoderError) as error:
        raise EncoderError(
            f"{file} cannot be used as weights of {model} ({gist(error)}); expected .safetensors, or a .pt "
            "or .pth that torch.save wrote from the state_dict of that model."
        ) from error


def gist(error: Exception) -> str:
    """The part of a long error that tells the most, on one line."""
    if isinstance(error, pickle.UnpicklingError):
        return "it holds something else than plain tensors"
    lines = [line.strip().rstrip(".:") for line in str(error).splitlines() if line.strip()]
    if isinstance(error, EncoderError):
        return lines[0]
    return lines[0][:160] if lines and " " in lines[0] else type(error).__name__
