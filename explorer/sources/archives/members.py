"""List what is in a tar or zip file, with the place of each member, so that it can be read where it lies."""

import io
import os
import shlex
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from explorer.errors import SourceError
from explorer.images.gzipped import MARK, GzipReader
from explorer.images.parts import GZIPPED, STORED, ZIPPED, Part
from explorer.remote.addresses import is_address, name_of, public
from explorer.remote.reading import open_binary

_GZIPPED = (".tar.gz", ".tgz")
_COMPRESSED = (".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst")
_AHEAD = 1 << 16
_ENDS_WITH = bytes(tarfile.BLOCKSIZE)
THE_REST = "the rest"
"""Name of a member that stands for all that cannot be read of an archive behind those before it."""


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    Attributes
    ----------
    name : str
        Posix; never absolute, and never out of the archive.
    part : Part
    size : int
        Bytes once it is unpacked, as the archive says.
    problem : str
        Why it cannot be read; empty where it can.
    """

    name: str
    part: Part
    size: int
    problem: str = ""


def is_archive(name: str) -> bool:
    """Whether a file is one by its ending."""
    return name.lower().endswith((*_READERS, *_GZIPPED, *_COMPRESSED))


def members(place: str | os.PathLike[str]) -> Iterator[Member]:
    """List the files of an archive, links among them, in the order in which they lie there.

    Parameters
    ----------
    place : path or str
        Path of the archive, or its address.

    Raises
    ------
    SourceError
        It is none, is cut off before its first member or its list, or is compressed as a whole in a way by
        which nothing in it can be read without all that is before it.

    Notes
    -----
    Of a tar that is cut off or damaged the members before are given, then one with a `problem` that stands
    for the rest.
    """
    place = os.fspath(place)
    path = public(place)
    name = name_of(place) if is_address(place) else place
    if name.lower().endswith(_COMPRESSED):
        raise SourceError(
            f"{path} is compressed as a whole, so that no image in it can be read by itself; "
            f"{_unpacking(path)}"
        )
    if name.lower().endswith(_GZIPPED) and is_address(place):
        raise SourceError(
            f"{path} is compressed as a whole, so that for one image all before it would be fetched; "
            "copy it to this machine and index it there"
        )
    read = _of_tar if name.lower().endswith(_GZIPPED) else _READERS[os.path.splitext(name)[1].lower()]
    try:
        yield from read(place)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise SourceError(f"{path} is no archive of its kind ({error}); is it cut off?") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error


def _of_zip(place: str) -> Iterator[Member]:
    with open_binary(place) as file, zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                part = Part(place, entry.header_offset, entry.compress_size, ZIPPED)
                yield Member(_safe(entry.filename), part, entry.file_size)


def _of_tar(place: str) -> Iterator[Member]:
    with open_binary(place) as file:
        # Some call a tar that is not compressed `.tgz`, and one that is `.tar`.
        gzipped = not is_address(place) and file.read(len(MARK)) == MARK
        file.seek(0)
        plain = io.BufferedReader(GzipReader(cast(BinaryIO, file)), _AHEAD) if gzipped else file
        yield from _listed(place, cast(BinaryIO, plain), GZIPPED if gzipped else STORED)


def _listed(place: str, file: BinaryIO, packing: str) -> Iterator[Member]:
    """Members of a tar, and where it does not end as one does a member that stands for the rest."""
    any_yet = False
    try:
        # `r:` takes no compressed file. Headers are read one by one: a list of millions is held nowhere.
        with tarfile.open(fileobj=file, mode="r:") as archive:
            while (entry := archive.next()) is not None:
                any_yet = True
                archive.members = []  # pyright: ignore[reportAttributeAccessIssue] - documented, not in the stubs
                if not entry.isdir():
                    part = Part(place, entry.offset_data, entry.size, packing)
                    yield Member(_safe(entry.name), part, entry.size, _problem(entry))
            # What is no header ends a tar for Python, whatever comes then.
            file.seek(archive.offset)
            whole = file.read(tarfile.BLOCKSIZE) in (b"", _ENDS_WITH)
    except (tarfile.TarError, EOFError):
        if not any_yet:
            raise
        whole = False
    if not whole:
        yield Member(THE_REST, Part(place, 0, 0, packing), 0, "the archive is cut off or damaged before it")


def _problem(entry: tarfile.TarInfo) -> str:
    if entry.islnk() or entry.issym():
        return f"a link in its archive (to {_safe(entry.linkname)})"
    return "a sparse file" if entry.issparse() else "" if entry.isreg() else "not a regular file"


def _unpacking(path: str) -> str:
    """What to do with an archive that is not read."""
    return f"unpack it (mkdir images && tar -xf {shlex.quote(path)} -C images) and index that folder"


def _safe(name: str) -> str:
    """A name within the archive, whatever it says: `../../etc/x` is `etc/x`."""
    parts = name.replace("\\", "/").split("/")
    kept = "/".join(part for part in parts if part not in ("", ".", ".."))
    return kept.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


_READERS: dict[str, Callable[[str], Iterator[Member]]] = {".zip": _of_zip, ".tar": _of_tar}
