"""Where the index of a source goes, and whether something else is there already."""

import os
from pathlib import Path
from tempfile import TemporaryFile

from explorer.errors import InputError
from explorer.index.format import MANIFEST
from explorer.index.known_by import ASIDE, FILES, FOLDERS, SUFFIX, all_ours, index_around, was_index
from explorer.index.manifest import looks_like_index
from explorer.remote.addresses import name_of
from explorer.sources import check_outside


def default_index_path(source: Path | str) -> Path:
    """`photos.dendro` beside `photos/` or `photos.tar.gz`; of an address in this folder."""
    if isinstance(source, str):
        name = name_of(source).replace("\\", "_")
        return Path.cwd() / f"{os.path.splitext(name)[0].lstrip('.') or 'index'}{SUFFIX}"
    source = source.expanduser().absolute()
    name = source.name if source.is_dir() else source.stem.removesuffix(".tar")
    return source.parent / f"{name or 'index'}{SUFFIX}"


def check_destination(index_path: Path, source: Path | str) -> None:
    """Refuse a place that holds something that is no index.

    Raises
    ------
    InputError
        When `index_path` is the source itself, a file, a folder with other things in it, or lies among the
        files of another index.
    SourceError
        When the source lies among the files of an index.
    """
    if isinstance(source, Path) and index_path.resolve() == source.expanduser().resolve():
        raise InputError(f"{index_path} is the source itself; give the index another place with -o.")
    try:
        if isinstance(source, Path):
            check_outside(source)
        around = index_around(index_path)
        if around is not None:
            raise InputError(
                f"{index_path} lies among the files of the index {around}, which the next build of it may "
                "remove; give the index another place with -o."
            )
        present = {path.name for path in index_path.iterdir()}
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise InputError(f"{index_path} is a file; give the index another place with -o.") from None
    except OSError as error:
        raise InputError(
            f"{index_path} cannot be read ({error.strerror}); give another place with -o."
        ) from None
    unfinished = MANIFEST not in present and all_ours(present)
    if unfinished or looks_like_index(index_path) or was_index(index_path):
        return
    raise InputError(
        f"{index_path} is there already and is no index; nothing in it was touched. "
        "Give the index another place with -o."
    )


def put_aside(index_path: Path) -> list[tuple[str, str]]:
    """Rename what stands where a build writes something of another kind; the names before and after."""
    right = {**dict.fromkeys(FOLDERS, Path.is_dir), **dict.fromkeys(FILES, Path.is_file)}
    moved = []
    for name, is_right in right.items():
        path = index_path / name
        if os.path.lexists(path) and not is_right(path):
            aside = free_path(index_path / f"{name}{ASIDE}")
            path.rename(aside)
            moved.append((name, aside.name))
    return moved


def free_path(path: Path) -> Path:
    """The path, or with `-2` and so on at its end where something is there already."""
    found, number = path, 1
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


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
        # Without a name, so that nothing can be left of it.
        with TemporaryFile(dir=index_path):
            pass
    except OSError as error:
        raise InputError(
            f"The index cannot be written to {index_path} ({error.strerror}); give another place with -o."
        ) from None
    return made
