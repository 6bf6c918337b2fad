"""Build or refresh an index: scan, one streaming pass, tree, neighbours, projection, write."""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.embedding.encoder import Encoder
from explorer.embedding.function_encoder import as_encoder
from explorer.errors import InputError, SourceError
from explorer.index import format as layout
from explorer.index.checks import check_text
from explorer.index.locks import BuilderLock
from explorer.indexing.build_report import BuildReport
from explorer.indexing.build_run import BuildRun
from explorer.indexing.checked_options import check_options
from explorer.indexing.destination import (
    check_destination,
    default_index_path,
    make_folder,
    put_aside,
)
from explorer.indexing.growing.growth import Growth
from explorer.options import BuildOptions
from explorer.progress import Progress, SilentProgress
from explorer.remote.addresses import check_address, local_path, spells_address
from explorer.words import LONGEST_PATH, listed

__all__ = ["BuildReport", "BuildRequest", "build_index", "index_path_of", "run_build"]


def build_index(
    source: Path | str | Sequence[Path | str],
    out: Path | str | None = None,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
    encoder: Encoder | Callable | None = None,
) -> BuildReport:
    """Build the index of a source, or refresh the one that is there.

    An interrupted build is resumed; of a source that was indexed before only what is new or changed is read
    and embedded. Readers of the index are not disturbed: they see the old build until they open it again.

    Parameters
    ----------
    source : Path or str, or sequence of them
        A folder of images, a table with a column of image paths, another of the kinds of sources, or the
        address of any of these (`s3://…`); several become one index, in which a column says where each image
        came from.
    out : Path or str, optional
        Folder of the index; `photos.dendro` beside `photos/` by default, beside the first of several.
    options : BuildOptions, optional
        Everything that decides what the index holds. Parts of `options.source` that are None are taken from
        the index that is there, but for those in `options.forget`.
    progress : Progress, optional
        Told of the stages.
    encoder : Encoder or callable, optional
        Used instead of the one that `options.encoder` names. A callable takes a list of RGB images of PIL and
        returns a vector for each; see `explorer.FunctionEncoder`.

    Returns
    -------
    BuildReport

    Raises
    ------
    SourceError
        When there is nothing to index; no half index is left.
    InputError
        When the index cannot be written where it should go, as on a disk that is full.
    IndexBusyError
        When another process builds the same index.
    EncoderError
        When the encoder cannot be loaded.
    """
    return run_build(BuildRequest(source, out, options, progress, encoder))


@dataclass(frozen=True)
class BuildRequest:
    """What `build_index` is given, and whether there are builds on the way.

    Attributes
    ----------
    source, out, options, progress, encoder
        As of `build_index`.
    growth : Growth or None
        None makes the whole build only.
    """

    source: Path | str | Sequence[Path | str]
    out: Path | str | None = None
    options: BuildOptions | None = None
    progress: Progress | None = None
    encoder: Encoder | Callable | None = None
    growth: Growth | None = None


def check_sources(locations: Iterable[Path | str]) -> None:
    """Refuse what is not there, before anything is done.

    Raises
    ------
    SourceError
    """
    for location in locations:
        # A name may be too long to be looked for.
        if isinstance(location, Path) and not os.path.exists(location):
            raise SourceError(
                f"{listed([str(location)], longest=LONGEST_PATH)}: there is no such file or folder."
            )


def run_build(request: BuildRequest) -> BuildReport:
    """Build as asked; what is returned and raised is that of `build_index`."""
    began = time.monotonic()
    progress = request.progress or SilentProgress()
    locations = _locations(request.source, request.out)
    check_sources(locations)
    index_path = index_path_of(request.source, request.out)
    for location in locations:
        check_destination(index_path, location)
    options, encoder = check_options(request.options or BuildOptions()), as_encoder(request.encoder)
    made = make_folder(index_path)
    for name, aside in put_aside(index_path):
        progress.note(f"{index_path} is damaged: {name} is of the wrong kind; it was renamed to {aside}.")
    done = False
    try:
        with BuilderLock(index_path):
            try:
                job = BuildRun(locations, index_path, options, progress, encoder, request.growth)
                report = job.run()
                done = True
                return replace(report, seconds=round(time.monotonic() - began, 3))
            except OSError as error:
                raise InputError(
                    f"The index at {index_path} could not be finished ({error.strerror or error}). "
                    "What was read is kept: make room or mend that, and run the same command again."
                ) from error
    finally:
        progress.close()
        if made and not done:
            _remove_if_nothing_is_in_it(index_path)


def index_path_of(source: Path | str | Sequence[Path | str], out: Path | str | None = None) -> Path:
    """Folder of the index of these sources; the parameters are those of `build_index`.

    Raises
    ------
    InputError
        A path is empty, or there is none.
    """
    locations = _locations(source, out)
    return check_text(Path(out).expanduser().absolute() if out else default_index_path(locations[0]))


def _locations(source: Path | str | Sequence[Path | str], out: Path | str | None) -> list[Path | str]:
    given = [source] if isinstance(source, str | Path) else [*source] if isinstance(source, Iterable) else []
    for each in (*given, *([] if out is None else [out])):
        if not isinstance(each, str | Path):
            raise InputError(f"{each!r} is no path; expected a text or a `pathlib.Path`")
    if not given:
        raise InputError("No source was given; name a file or a folder (`.` is the current one).")
    if "" in (*given, out):
        raise InputError("An empty path was given; name a file or a folder (`.` is the current one).")
    return [_located(each) for each in given]


def _located(source: Path | str) -> Path | str:
    """An address as it is, all else as an absolute path."""
    path = local_path(source) if isinstance(source, str) else None
    if path is None and spells_address(source):
        return check_address(str(source))
    return check_text(Path(path or source).expanduser().absolute())


def _remove_if_nothing_is_in_it(index_path: Path) -> None:
    """Leave no empty folder behind, but what an interrupted build has done so far."""
    if not (index_path / layout.MANIFEST).exists() and not any((index_path / layout.STAGING).glob("*/*.npz")):
        shutil.rmtree(index_path, ignore_errors=True)
