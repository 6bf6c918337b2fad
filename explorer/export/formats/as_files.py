"""Originals: a folder, or an archive with the same content."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from explorer.export.export_format import Format, Subset
from explorer.export.original_files import FAILURES, Copies, write_pieces
from explorer.export.put_file import put_files
from explorer.export.tables import write_csv
from explorer.export.zipped_folder import entry
from explorer.index.originals import PIECE, Original


def copy_folder(subset: Subset, folder: Path) -> Generator[int]:
    """Copy originals into a new folder, or link to them, with `items.csv` and, where any are missing,
    `failures.csv`.

    The times of the files are kept. What is a part of an archive is copied in any case.

    Yields
    ------
    int
        Images done so far.
    """
    folder.mkdir(exist_ok=True)
    copies = Copies(subset)
    (folder / FAILURES).unlink(missing_ok=True)
    yield from put_files(copies, folder)
    for name, tables in copies.tables():
        with open(folder / name, "wb") as out:
            for _ in write_csv(tables, out):
                pass


def write_zip(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Write originals, `items.csv` and, where any are missing, `failures.csv` as a zip archive.

    Images are stored, not compressed: they are already. `out` is never gone back in, so that it may lead to
    another machine.

    Yields
    ------
    int
        Images done so far.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        copies = Copies(subset)
        yield from copies.put_each(partial(_put_entry, archive))
        for name, tables in copies.tables():
            with archive.open(entry(name), "w", force_zip64=True) as table:
                for _ in write_csv(tables, table):
                    yield len(subset.rows)


def _put_entry(archive: zipfile.ZipFile, original: Original, name: str) -> Iterator[None]:
    """Store one original; of one that turns out to be unreadable after its first bytes, those remain."""
    if original.stored <= PIECE:
        archive.writestr(entry(name), original.read())
        return
    with archive.open(entry(name), "w", force_zip64=True) as out:
        yield from write_pieces(original, out)


def write_tar(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """The same as a tar archive, with the times of the files in whole seconds; parts would double headers."""
    copies = Copies(subset)
    yield from copies.put_each(lambda original, name: put_member(out, original, name))
    for name, tables in copies.tables():
        lines = io.BytesIO()  # a tar archive says the size of each member before it
        for _ in write_csv(tables, lines):
            yield len(subset.rows)
        put_bytes(out, name, lines.getvalue())
    out.write(bytes(2 * tarfile.BLOCKSIZE))


def put_bytes(out: IO[bytes], name: str, data: bytes, modified: int = 0) -> None:
    """Write a member of a tar archive. Nothing is gone back in, so `tarfile` writes the header alone."""
    member = tarfile.TarInfo(name)
    member.size, member.mtime = len(data), modified
    out.write(member.tobuf(tarfile.PAX_FORMAT))
    out.write(data)
    out.write(bytes(-len(data) % tarfile.BLOCKSIZE))


def put_member(out: IO[bytes], original: Original, name: str) -> Iterator[None]:
    """Write an original as a member of a tar archive, some bytes at a time where it is large."""
    modified = int(original.state.st_mtime)
    if original.place or original.stored <= PIECE:
        put_bytes(out, name, original.read(), modified)
        return
    member = tarfile.TarInfo(name)
    member.size, member.mtime = original.stored, modified
    out.write(member.tobuf(tarfile.PAX_FORMAT))
    left = member.size
    for number, piece in enumerate(original.pieces()):
        if number:
            yield
        out.write(piece[:left])
        left -= len(piece[:left])
    out.write(bytes(left + -member.size % tarfile.BLOCKSIZE))  # a file that was cut meanwhile is filled up


def _files(write: Callable, name: str, writes: str, media_type: str | None = None) -> Format:
    folder = media_type is None
    return Format(name, write, writes, media_type, layouts=True, links=folder, resumes=folder)


FORMATS = (
    _files(copy_folder, "folder", "copies of the originals or links to them, with a table"),
    _files(write_zip, "zip", "the same as one file", "application/zip"),
    _files(write_tar, "tar", "the same, as `tar` unpacks it", "application/x-tar"),
)
