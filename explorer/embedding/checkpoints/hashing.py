"""The name of a weight file's content."""

import hashlib
from pathlib import Path

from explorer.embedding.checkpoints.checkpoint_shards import is_index, shards_of


def weights_hash(path: Path) -> str:
    """Return the first 32 hexadecimal digits of the SHA-256 of a file, read as a stream.

    Of weights in several files: of their index and of them all.
    """
    digest = hashlib.sha256()
    for part in (path, *shards_of(path)) if is_index(path) else (path,):
        with open(part, "rb") as file:
            hashlib.file_digest(file, lambda: digest)
    return digest.hexdigest()[:32]
