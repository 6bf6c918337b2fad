"""A format that is a folder, as a zip archive: what a server can send."""

import shutil
import tempfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from explorer.cancellation import check_cancelled
from explorer.errors import InputError
from explorer.export.export_format import SYMBOLIC, Format, Subset
from explorer.index.workfolder import work_folder

FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can say; the same subset gives the same bytes."""
PIECE = 1 << 20
"""Bytes that are read together."""
KEPT_FREE = 1 << 30
"""Bytes of the temporary folder that are left to others."""
_LOOK = 256
"""Images between two looks at what is free."""


def write_zipped(found: Format, subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Write a subset as the folder of a format, and that as a zip archive.

    The folder is made in the temporary folder, of links to the originals, so that it takes next to no room
    where these are files of their own. `out` is never gone back in. Images are stored: they are compressed
    already.

    Yields
    ------
    int
        Images done so far.

    Raises
    ------
    InputError
        Where what has to be copied would fill the disk.
    """
    with work_folder(Path(tempfile.gettempdir()) / "dendro-export") as stage:
        folder = stage / "out"
        for done in found.write(replace(subset, links=SYMBOLIC), folder):
            if done % _LOOK == 0:
                _check_room(stage, found)
            yield 0
        with ZipFile(out, "w", ZIP_STORED, allowZip64=True) as archive:
            for done, path in enumerate(sorted(each for each in folder.rglob("*") if each.is_file())):
                check_cancelled()
                with open(path, "rb") as file:
                    with archive.open(
                        entry(path.relative_to(folder).as_posix()), "w", force_zip64=True
                    ) as to:
                        while data := file.read(PIECE):
                            to.write(data)
                            yield done


def entry(name: str) -> ZipInfo:
    """Describe a file of an archive that anybody may read."""
    made = ZipInfo(name, FIRST_TIME)
    made.external_attr = 0o100644 << 16
    return made


def _check_room(stage: Path, found: Format) -> None:
    if shutil.disk_usage(stage).free < KEPT_FREE:
        raise InputError(
            f"no room to make the format {found.name} here; take fewer images, or run `dendro export`"
        )
