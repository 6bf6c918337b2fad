"""Weights in several files, which an index in JSON names: `model.safetensors.index.json`."""

import json
import re
from pathlib import Path

from explorer.errors import EncoderError

ENDING = ".index.json"
_PART = re.compile(r"(.+)-\d+-of-\d+(\.\w+)")


def is_index(file: Path) -> bool:
    """Tell whether a file is named as the index of weights in several files."""
    return file.name.endswith(ENDING)


def index_of(shard: Path) -> Path | None:
    """Return the index that one of several files belongs to; None where it is whole, or there is none."""
    part = _PART.fullmatch(shard.name)
    index = shard.parent / f"{part[1]}{part[2]}{ENDING}" if part else None
    return index if index and index.is_file() else None


def shards_of(index: Path) -> list[Path]:
    """Return the files that an index names, in order; they lie beside it.

    Raises
    ------
    EncoderError
        When it is no such index, or a file is missing: as the end of a sentence.
    """
    try:
        named = set(json.loads(index.read_text("utf-8"))["weight_map"].values())
        shards = [index.parent / Path(name).name for name in sorted(named)]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise EncoderError(
            f"it has no `weight_map` from names of tensors to files ({type(error).__name__})"
        ) from error
    missing = [shard.name for shard in shards if not shard.is_file()]
    if missing:
        raise EncoderError(f"files that it names are missing beside it: {', '.join(missing)}")
    return shards
