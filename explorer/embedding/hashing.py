"""The name of a weight file's content."""

import hashlib
from pathlib import Path


def weights_hash(path: Path) -> str:
    """Return the first 32 hexadecimal digits of the SHA-256 of a file, read as a stream."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
