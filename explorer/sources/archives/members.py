"""List what is in a tar or zip file, with the place of each member, so that it can be read where it lies."""

import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explorer.errors import SourceError
from explorer.images.parts import STORED, ZIPPED, Part
from explorer.remote.addresses import is_address, name_of, public
from explorer.remote.reading import open_binary

_COMPRESSED = (".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst")


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
    return name.lower().endswith((*_READERS, *_COMPRESSED))


def members(place: str | os.PathLike[str]) -> Iterator[Member]:
    """List the regular files of an archive in the order in which they lie there.

    Parameters
    ----------
    place : path or str
        Path of the archive, or its address.

    Raises
    ------
    SourceError
        It is none, is cut off before its list, or is compressed as a whole: nothing in it can be read without
        all that is before it.
    """
    place = os.fspath(place)
    path = public(place)
    name = name_of(place) if is_address(place) else place
    if name.lower().endswith(_COMPRESSED):
        raise SourceError(
            f"{path} is compressed as a whole, so that no image in it can be read by itself; "
            "decompress it to a .tar"
        )
    read = _READERS[os.path.splitext(name)[1].lower()]
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
    # `r:` takes no compressed file. Headers are read one by one: a list of millions is held nowhere.
    with open_binary(place) as file, tarfile.open(fileobj=file, mode="r:") as archive:
        while (entry := archive.next()) is not None:
            archive.members = []  # pyright: ignore[reportAttributeAccessIssue] - documented, not in the stubs
            if entry.isreg():
                part = Part(place, entry.offset_data, entry.size, STORED)
                yield Member(_safe(entry.name), part, entry.size, "a sparse file" if entry.issparse() else "")


def _safe(name: str) -> str:
    """A name within the archive, whatever it says: `../../etc/x` is `etc/x`."""
    parts = name.replace("\\", "/").split("/")
    kept = "/".join(part for part in parts if part not in ("", ".", ".."))
    return kept.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


_READERS: dict[str, Callable[[str], Iterator[Member]]] = {".zip": _of_zip, ".tar": _of_tar}
