"""Where each original goes in an exported folder, so that no two collide and none leaves it."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

OUTSIDE = "outside"
RESERVED = ("items.csv", "failures.csv")


def destinations(paths: list[str]) -> list[str]:
    """Map paths of the item table to safe relative ones.

    Parameters
    ----------
    paths : list of str
        Relative to the source where inside it, else absolute.

    Returns
    -------
    list of str
        Parallel to `paths`; relative, posix, free of `..`; equal paths map to one, different paths to
        different ones even where a file system ignores case or the form of accents. A relative path is kept
        unless it collides; an absolute one goes below `outside/`.
    """
    taken = set(RESERVED)
    parents: set[str] = set()
    found: dict[str, str] = {}
    for path in paths:
        if path not in found:
            found[path] = _free(_safe(path), taken, parents)
    return [found[path] for path in paths]


def _safe(path: str) -> PurePosixPath:
    absolute = PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
    source = PureWindowsPath(path) if absolute and not path.startswith("/") else PurePosixPath(path)
    parts = [part for part in source.parts if part not in (source.anchor, "..", ".", "")]
    drive = [source.drive.strip(":\\/").replace("\\", "_").replace(":", "_")] if source.drive else []
    return PurePosixPath(
        *([OUTSIDE, *drive] if absolute or ".." in source.parts else []), *(parts or ["image"])
    )


def _free(path: PurePosixPath, taken: set[str], parents: set[str]) -> str:
    """Number a path until neither it nor a folder above it is another's file."""
    number = 1
    candidate = path
    while _fold(candidate) in taken | parents or any(_fold(above) in taken for above in candidate.parents):
        number += 1
        if any(_fold(above) in taken for above in path.parents):
            candidate = PurePosixPath(f"{path.parts[0]}-{number}", *path.parts[1:])
        else:
            candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    taken.add(_fold(candidate))
    parents.update(_fold(above) for above in candidate.parents)
    return str(candidate)


def _fold(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()
