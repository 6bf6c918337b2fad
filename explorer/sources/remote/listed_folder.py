"""A folder of images at an address, with labels from class folders, told by the list of what is there."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from explorer.errors import Failure, ImageError, RemoteError, SourceError
from explorer.images.formats.file_formats import begins_as_image
from explorer.images.frames.video_frames import ENDINGS as VIDEOS
from explorer.images.recognize import FileEnding, Recognizer, ending_of
from explorer.index.format import LABEL
from explorer.options import SourceOptions
from explorer.remote.addresses import join, public
from explorer.remote.listing import Entry
from explorer.remote.reading import read_span
from explorer.remote.threads import each_at_once
from explorer.sources.columns.class_files import read_classes
from explorer.sources.folders.class_folders import class_folder_columns
from explorer.sources.folders.class_list_files import lists_among
from explorer.sources.folders.named_codes import name_codes
from explorer.sources.folders.passed_over import HIDDEN, NO_ENDING, by_ending, in_words
from explorer.sources.several.patterns import LEFT_OUT, patterns_of
from explorer.sources.source import Source
from explorer.words import images

_START = 64
_ASKED = 32
"""Files without a telling name that are looked into: where one is an image, all are taken for images."""


def images_below(entries: Sequence[Entry]) -> bool:
    """Whether any is an image by its name."""
    recognizer = Recognizer()
    return any(recognizer.by_name(entry.path) is FileEnding.IMAGE for entry in entries)


def open_listed(address: str, entries: Sequence[Entry], options: SourceOptions) -> Source:
    """Sort out a list of files; errors are those of `explorer.sources.open_source`.

    Parameters
    ----------
    address : str
    entries : sequence of Entry
        In the order that items are to have.
    options : SourceOptions
    """
    kept, failures, passed_over = _sorted_out(address, entries)
    if not kept:
        others = in_words(by_ending(passed_over)) or (failures[0].reason if failures else "")
        videos = "; videos are decoded where they lie: copy them to this machine"
        others += videos if set(passed_over) & set(VIDEOS) else ""
        raise SourceError(f"{public(address)}: no image below it; it has other files only: {others}")
    patterns = patterns_of(options)
    # What patterns leave out is no class.
    chosen = [entry for entry in kept if patterns is None or patterns.take(entry.path)] or kept
    passed_over[LEFT_OUT] += len(kept) - len(chosen)
    paths = [entry.path for entry in chosen]
    said, notes = class_folder_columns(paths), ()
    if LABEL in said and not options.classes:
        pictures = {path.rpartition("/")[2] for path in paths}
        sizes = {entry.path: entry.state.size for entry in entries if entry.state.size >= 0}
        levels = lists_among(sizes, paths, lambda path: read_span(join(address, path), 0, sizes[path]))
        said[LABEL], file, notes = name_codes(levels, said[LABEL], pictures)
        passed_over.subtract([ending_of(file.name)] if file else ())
    columns = {
        "path": pa.array(paths, pa.string()),
        "source_row": pa.array(range(len(paths)), pa.int64()),
        **{name: pa.array(values, pa.string()) for name, values in said.items()},
    }
    return Source(
        kind="folder",
        location=public(address),
        root=public(address),
        items=pa.table(columns),
        files=[join(address, path) for path in paths],
        states=np.array([entry.state for entry in chosen], np.int64).reshape(-1, 3),
        failures=failures,
        passed_over=by_ending(passed_over),
        classes=read_classes(options.classes) if options.classes else None,
        notes=notes,
        taken_for=f"folder: {images(len(paths))}",
    )


def _sorted_out(address: str, entries: Sequence[Entry]) -> tuple[list[Entry], list[Failure], Counter[str]]:
    recognizer = Recognizer()
    kept: list[Entry] = []
    untold: list[Entry] = []
    failures: list[Failure] = []
    passed_over: Counter[str] = Counter()
    for entry in entries:
        parts = entry.path.split("/")
        ending = recognizer.by_name(entry.path)
        if any(part.startswith(".") and part not in (".", "..") for part in parts):
            passed_over[HIDDEN] += 1
        elif ending is FileEnding.OTHER:
            passed_over[_ending(entry)] += 1
        elif {".", ".."} & set(parts) or "\0" in entry.path:
            failures.append(Failure(entry.path.replace("\0", "\\0"), -1, "a key with `..` in it (rename it)"))
        else:
            (kept if ending is FileEnding.IMAGE else untold).append(entry)
    if untold and _are_images(address, untold):
        places = {id(entry): place for place, entry in enumerate(entries)}
        kept = sorted([*kept, *untold], key=lambda entry: places[id(entry)])
    else:
        passed_over.update(map(_ending, untold))
    return kept, failures, passed_over


def _ending(entry: Entry) -> str:
    return repr(ending_of(entry.path))[1:-1] or NO_ENDING


def _are_images(address: str, untold: Sequence[Entry]) -> bool:
    """Whether one of some files begins as an image: a stride of them is looked into."""
    looked = [entry for entry in untold[:: max(1, len(untold) // _ASKED)] if entry.state.size != 0]
    return any(each_at_once(lambda entry: _begins_as_image(join(address, entry.path)), looked[:_ASKED]))


def _begins_as_image(address: str) -> bool:
    from io import BytesIO

    try:
        return begins_as_image(BytesIO(read_span(address, 0, _START)))
    except (RemoteError, ImageError):
        return False
