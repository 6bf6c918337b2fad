"""Size and hash of every file of a build: noted when it is written, compared before anything is reused."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import xxhash

from explorer.index.unreadable import refusal

HASHES: dict[str, Callable] = {
    "xxh128": xxhash.xxh3_128,
    "blake2b": lambda: hashlib.blake2b(digest_size=20),
}
"""Name in the manifest -> how it is made. The first is written: it finds damage at the speed of the disk. The
others stand in indexes of earlier releases."""

_WRITTEN = next(iter(HASHES))
_THREADS = 4
_BLOCK_BYTES = 1 << 20


def content_hash(*parts: bytes | memoryview) -> str:
    """One hash of several contents in this order, as hexadecimal digits."""
    digest = HASHES[_WRITTEN]()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()


def describe_files(folder: Path) -> dict[str, dict]:
    """Size and hash of every file of a folder by its name, as the manifest lists them."""
    paths = sorted(folder.iterdir())
    return dict(zip((path.name for path in paths), _each(_described, paths), strict=True))


def damaged_files(folder: Path, files: dict[str, dict]) -> list[str]:
    """Names of the files that are missing or are not what the manifest says; reads everything.

    Parameters
    ----------
    folder : Path
        Of the build.
    files : dict
        As in `Manifest`.
    """
    sound = _each(lambda name: _is_sound(folder / name, files[name]), files)
    return [name for name, good in zip(files, sound, strict=True) if not good]


def _each(function: Callable, values: Iterable) -> list:
    # Hashing lets other threads run, and so does waiting for the disk.
    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(function, values))


def _described(path: Path) -> dict:
    return {"bytes": path.stat().st_size, _WRITTEN: _hash_of(path, _WRITTEN)}


def _is_sound(path: Path, entry: dict) -> bool:
    name = next((name for name in HASHES if name in entry), None)
    try:
        return (
            name is not None and path.stat().st_size == entry["bytes"] and _hash_of(path, name) == entry[name]
        )
    except OSError as error:
        if refused := refusal(error, path):
            raise refused from None
        return False


def _hash_of(path: Path, name: str) -> str:
    digest, buffer = HASHES[name](), bytearray(_BLOCK_BYTES)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(view[:count])
    return digest.hexdigest()
