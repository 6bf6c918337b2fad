"""Where the index of a source goes, and whether something else is there already."""

from pathlib import Path

from explorer.errors import InputError
from explorer.index.format import (
    BUILD_LOCK,
    BUILDS,
    MANIFEST_BESIDE,
    STAGING,
    USER_DATA,
    looks_like_index,
)

_PROBE = ".writable"
_LEFTOVERS = {BUILDS, BUILD_LOCK, STAGING, USER_DATA, MANIFEST_BESIDE, _PROBE}
"""What a build that was killed at any moment may leave behind."""


def default_index_path(source: Path) -> Path:
    """`photos.dendro` beside `photos/`, `items.dendro` beside `items.csv`."""
    source = source.expanduser().absolute()
    name = source.name if source.is_dir() else source.stem
    return source.parent / f"{name or 'index'}.dendro"


def check_destination(index_path: Path, source: Path) -> None:
    """Refuse a place that holds something that is no index.

    Raises
    ------
    InputError
        When `index_path` is the source itself, a file, or a folder with other things in it.
    """
    if index_path.resolve() == source.expanduser().resolve():
        raise InputError(f"{index_path} is the source itself; give the index another place with -o.")
    try:
        present = {path.name for path in index_path.iterdir()}
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise InputError(f"{index_path} is a file; give the index another place with -o.") from None
    except OSError as error:
        raise InputError(
            f"{index_path} cannot be read ({error.strerror}); give another place with -o."
        ) from None
    if present <= _LEFTOVERS or looks_like_index(index_path):
        return
    raise InputError(
        f"{index_path} is there already and is no index; nothing in it was touched. "
        "Give the index another place with -o."
    )


def make_folder(index_path: Path) -> bool:
    """Make the folder of an index; whether it was made now.

    Raises
    ------
    InputError
        When it cannot be made or written to.
    """
    try:
        made = not index_path.exists()
        index_path.mkdir(parents=True, exist_ok=True)
        probe = index_path / _PROBE
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InputError(
            f"The index cannot be written to {index_path} ({error.strerror}); give another place with -o."
        ) from None
    return made
