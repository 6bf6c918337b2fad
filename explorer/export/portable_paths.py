"""Where each original goes in an exported folder: no two collide, none leaves it, all systems take it."""

import ntpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, repeat
from posixpath import splitext

from explorer.remote.addresses import is_address

OUTSIDE = "outside"
RESERVED = ("items.csv", "failures.csv")
LONGEST = 255
"""Bytes of a name that file systems take."""

# Control characters, what ends lines or turns the direction of writing, and what Windows gives a meaning.
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff" r'<>:"\\|?*]'
)
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def destinations(paths: Iterable[str], folders: Iterable[str] | None = None) -> Iterator[str]:
    """Map paths of the item table to safe relative ones.

    Parameters
    ----------
    paths : iterable of str
        Relative to the source where inside it, else absolute.
    folders : iterable of str, optional
        Parallel to `paths`: the one folder that each goes into, instead of those it lies in; any text.

    Yields
    ------
    str
        Parallel to `paths`; relative, posix, free of `..`; equal paths map to one, different paths to
        different ones even where a file system ignores case or the form of accents, and so do folders. A
        relative path is kept unless it collides or has what Windows takes in no name; an absolute one, or an
        address, goes below `outside/`.
    """
    taken: set[str] = set(RESERVED)
    above: set[str] = set()
    found: dict[tuple[str, str | None], str] = {}
    named: dict[str, str] = {}
    of_folders: set[str] = set()
    for path, folder in zip(paths, repeat(None) if folders is None else folders, strict=folders is not None):
        if (path, folder) not in found:
            parts = _safe(path)
            if folder is not None:
                if folder not in named:
                    named[folder] = _free([portable_name(folder.replace("/", "_"))], of_folders, set())
                parts = [named[folder], parts[-1]]
            found[path, folder] = _free(parts, taken, above)
        yield found[path, folder]


@lru_cache(1 << 12)  # folders come again and again
def portable_name(name: str) -> str:
    """Return a name of one file or folder that every system takes for just that."""
    name = _ODD.sub("_", name)
    bare = name.rstrip(". ")  # Windows takes these off the end
    name = (bare + "_" * (len(name) - len(bare))) or "_"
    return _cut(*splitext(f"_{name}" if _DEVICE.match(name) else name))


def _safe(path: str) -> list[str]:
    """Give the parts of a path, or of an address behind its scheme: names that lead nowhere else."""
    if is_address(path):
        path = f"/{path.split('://', 1)[1]}"
    windows = path[:2] == "\\\\" or path[1:3] in (":\\", ":/")
    drive, rest = ntpath.splitdrive(path) if windows else ("", path)
    given = re.split(r"[/\\]" if windows else "/", rest)
    outside = windows or path.startswith("/") or ".." in given
    above = [OUTSIDE, *([drive.strip(":\\/")] if drive else [])] if outside else []
    parts = [part for part in given if part not in ("", ".", "..")]
    return [portable_name(part) for part in (*above, *(parts or ["image"]))]


def _free(parts: list[str], taken: set[str], folders: set[str]) -> str:
    """Number a path until neither it nor a folder above it is another's file."""
    number, candidate, blocked = 1, parts, None
    while (name := _fold("/".join(candidate))) in taken or name in folders or _below_any(candidate, taken):
        number += 1
        if blocked is None:
            blocked = _below_any(parts, taken)
        if blocked:
            candidate = [_cut(parts[0], f"-{number}"), *parts[1:]]
        else:
            stem, suffix = splitext(parts[-1])
            candidate = [*parts[:-1], _cut(stem, f"-{number}{suffix}")]
    taken.add(name)
    folders.update(_folders_above(*candidate[:-1]))
    return "/".join(candidate)


def _below_any(parts: list[str], taken: set[str]) -> bool:
    """Whether a folder above a path is another's file."""
    return not taken.isdisjoint(_folders_above(*parts[:-1]))


@lru_cache(1 << 12)
def _folders_above(*folders: str) -> list[str]:
    """Give the folders above a path that lies in such ones, as they are compared."""
    return list(accumulate(map(_fold, folders), "{}/{}".format))


def _cut(name: str, ending: str = "") -> str:
    """Put an ending behind a name, and leave out the name's own end where that is too long."""
    if len(name) + len(ending) <= LONGEST // 4:  # no character takes more than four bytes
        return name + ending
    room = max(LONGEST - len(ending.encode()), 0)
    return name.encode()[:room].decode(errors="ignore") + ending


def _fold(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
