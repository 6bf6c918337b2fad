"""Take a subset out of an index: as a table, as a folder of the original files, or as an archive."""

import io
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError, InputError
from explorer.export.export_format import COPY, LAYOUTS, LINKS, PATH, Format, Subset
from explorer.export.export_progress import Telling
from explorer.export.format_options import read_options
from explorer.export.formats import FORMATS, SENT
from explorer.export.made_of import asked_for
from explorer.export.selection import Found, Selection, read_rows, select_rows
from explorer.export.unfinished import unfinished_folder
from explorer.export.zipped_folder import write_zipped
from explorer.index.reader import Index
from explorer.index.workfolder import require_free, work_folder
from explorer.index.write_errors import why_and_what
from explorer.progress import Progress, as_progress

__all__ = [
    "FORMATS",
    "SENT",
    "Download",
    "ExportReport",
    "Found",
    "Selection",
    "export",
    "export_stream",
    "read_rows",
    "select_rows",
]
PIECE = 1 << 18
"""Bytes that are sent together, or a little more."""


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Attributes
    ----------
    out : Path
        The file or folder, absolute.
    format : str
        One of `FORMATS`.
    rows : int
        Images in the subset.
    missing : int
        Originals that could not be copied; `failures.csv` in the result lists them.
    resumed : int
        Images that were there already, of an export that was interrupted.
    """

    out: Path
    format: str
    rows: int
    missing: int
    resumed: int = 0


def export(
    index: Index,
    out: Path | str,
    *,
    format: str | None = None,
    layout: str = PATH,
    links: str = COPY,
    options: Mapping[str, object] | None = None,
    progress: Progress | Callable[[int, int], None] | None = None,
    **selection: Any,
) -> ExportReport:
    """Write a subset of an index.

    Parameters
    ----------
    index : Index
    out : Path or str
        A file or folder that is not there yet, outside the folder of the images and outside the index.
    format : str, optional
        One of `FORMATS`; None takes it from the ending of `out`, `folder` where it has none.
    layout : str
        One of `LAYOUTS`: where pictures go in a folder or an archive.
    links : str
        One of `LINKS`: how they get into a folder.
    options : mapping, optional
        What the format can be asked for besides, by name (`Format.options`), such as `{"dpi": 300}`.
    progress : Progress or callable, optional
        A function is called with images done and images in all.
    **selection
        Fields of `explorer.export.selection.Selection`; without any, everything.

    Returns
    -------
    ExportReport

    Raises
    ------
    InputError
        The subset is empty or unknown, or `out` cannot be written there. Nothing is left behind.
    ExplorerError
        It could not be written to its end. Of a folder of many files what is done stays beside `out`, and the
        same export goes on with it; nothing that looks whole is left.
    """
    out = Path(os.path.abspath(Path(out).expanduser()))
    chosen_format = _format(out, format)
    asked = Selection(**selection)
    chosen = select_rows(index, asked)
    _check_place(index, out)
    subset = Subset(
        index,
        chosen,
        chosen=asked.told(),
        layout=_one_of(layout, LAYOUTS),
        links=_one_of(links, LINKS),
        options=read_options(chosen_format.name, chosen_format.options, options or {}),
    )
    chosen_format.check(subset)
    told = Telling(as_progress(progress))
    try:
        with _made_beside(chosen_format, subset, out, told.note) as (subset, made):
            told.follow(subset, chosen_format.write_at(subset, made))
            if os.path.lexists(out):
                raise InputError(f"{out} appeared meanwhile; remove it or choose another name")
            os.rename(made, out)
    except OSError as error:
        left = told.left or "nothing was left there"
        raise ExplorerError(f"cannot write {out}: {why_and_what(error)}; {left}") from error
    except KeyboardInterrupt:
        if told.left:
            told.note(f"Interrupted: {told.left}.")
        raise
    return ExportReport(out, chosen_format.name, len(chosen), len(subset.missing.paths), subset.journal.there)


@contextmanager
def _made_beside(
    found: Format, subset: Subset, out: Path, note: Callable[[str], None]
) -> Iterator[tuple[Subset, Path]]:
    """Give the place where a result is made, and the subset with what is there of it."""
    if not found.resumes:
        with work_folder(out) as stage:
            yield subset, stage / "out"
        return
    with unfinished_folder(out, asked_for(found, subset), note) as journal:
        yield replace(subset, journal=journal), journal.out


class Download:
    """A subset to be sent: iterate it for the bytes, which are made as they are taken and kept nowhere.

    Attributes
    ----------
    name : str
        A file name to propose.
    media_type : str
    """

    def __init__(self, name: str, media_type: str, write: Callable[[Any], Generator[int]]) -> None:
        self.name = name
        self.media_type = media_type
        self._write = write

    def __iter__(self) -> Iterator[bytes]:
        pipe, least = _Pipe(), 1  # the first byte as soon as there is one: it says that the download begins
        with closing(self._write(pipe)) as writing:
            for _ in writing:
                if pipe.waiting() >= least:
                    yield pipe.take()
                    least = PIECE
        yield pipe.take()


class _Pipe(io.RawIOBase):
    """A file that is written to its end once, and taken away piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._written = self._taken = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._written += len(part)
        return len(part)

    def tell(self) -> int:
        return self._written

    def waiting(self) -> int:
        """Bytes written and not yet taken."""
        return self._written - self._taken

    def take(self) -> bytes:
        """Give them."""
        data = b"".join(self._parts)
        self._parts.clear()
        self._taken = self._written
        return data


def export_stream(
    index: Index,
    *,
    format: str = "csv",
    layout: str = PATH,
    places: bool = True,
    options: Mapping[str, object] | None = None,
    **selection: Any,
) -> Download:
    """Prepare a subset for the server to send, in a format of `SENT`; some are folders, sent as zip archives.

    Without `places`, tables do not say where the originals are on this machine. Other parameters and errors
    are those of `export`; what goes wrong later is raised while it is iterated.
    """
    if format not in SENT:
        raise InputError(f"cannot send the format {format!r}; choose one of {', '.join(SENT)}")
    asked = Selection(**selection)
    chosen = select_rows(index, asked)
    part = f"-node-{asked.node}" if asked.node is not None else ""
    safe = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in index.name)[:80] or "images"
    found = FORMATS[format]
    said = read_options(format, found.options, options or {})
    layout = _one_of(layout, LAYOUTS)
    subset = Subset(index, chosen, places, chosen=asked.told(), layout=layout, options=said)
    found.check(subset)
    if found.zipped:
        write, name = partial(write_zipped, found, subset), f"{safe}{part}-{format}.zip"
    else:
        write, name = partial(found.write, subset), f"{safe}{part}.{found.suffix}"
    return Download(name, SENT[format], write)


def _one_of(given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise InputError(f"{given[:40]!r} is not known; one of {', '.join(known)} is expected")
    return given


def _format(out: Path, format: str | None) -> Format:
    if format is None:
        ending = out.suffix.lower().removeprefix(".")
        named = next((each.name for each in FORMATS.values() if each.suffix == ending != ""), ending)
        format = named or "folder"
    if format not in FORMATS:
        raise InputError(
            f"{out.name}: unknown format {format!r}; choose one of {', '.join(FORMATS)} with --format"
        )
    return FORMATS[format]


def _check_place(index: Index, out: Path) -> None:
    """Refuse a place where something is, or that belongs to the user's images or to the index."""
    require_free(out)
    if not out.parent.is_dir():
        raise InputError(f"{out.parent} is not a folder; make it first or choose another place")
    place = out.parent.resolve() / out.name
    if place.is_relative_to(index.path.resolve()):
        raise InputError(f"{out} is inside the index; choose another place")
    for each in index.manifest.sources:
        if each.get("kind") == "folder" and place.is_relative_to(Path(each["location"]).resolve()):
            raise InputError(
                f"{out} is inside {each['location']}, the folder of the images, which is never written to"
            )
