"""Files of MATLAB that say something of images, as Oxford Flowers and Stanford Cars have them."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explorer.errors import SourceError

_MOST_BYTES, _MOST_VALUES = 1 << 27, 1 << 25


def read_matlab(file: Path, names: Sequence[str]) -> dict[str, list]:
    """Return some of the variables of a file, those that it has: structs as dictionaries, all in lists.

    Raises
    ------
    SourceError
        It cannot be read, is too large for lists, or is of MATLAB 7.3, which is HDF5.
    """
    from scipy.io import loadmat, whosmat

    try:
        if file.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{file} is too large to say something of images")
        with file.open("rb") as stream:
            if sum(math.prod(shape) for name, shape, _ in whosmat(stream) if name in names) > _MOST_VALUES:
                raise SourceError(f"{file} has too many values to say something of images")
            stream.seek(0)
            found = loadmat(stream, variable_names=list(names), simplify_cells=True)
    except NotImplementedError as error:
        raise SourceError(f"{file} is of MATLAB 7.3, which is HDF5: save it with -v7") from error
    except SourceError:
        raise
    except Exception as error:  # a reader given foreign bytes raises what it likes
        raise SourceError(
            f"{file} cannot be read as MATLAB ({type(error).__name__}); is it cut off?"
        ) from error
    return {name: _listed(found[name]) for name in names if name in found}


def _listed(value: Any) -> list:
    """A variable as a list: what has one value is one itself."""
    if isinstance(value, np.ndarray):
        return value.ravel().tolist()
    return value if isinstance(value, list) else [value]
