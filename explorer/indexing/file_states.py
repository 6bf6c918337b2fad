"""What the file system says of the files of a source, and which of them have to be read."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from explorer.images.digests import DIGEST, Digests
from explorer.images.stream import ImageRecord, ReadOptions, read_images
from explorer.indexing.known_images import KnownImages, file_key
from explorer.indexing.stayed_as_indexed import AsIndexed, asked
from explorer.options import BuildOptions
from explorer.progress import Progress
from explorer.remote.addresses import is_address
from explorer.remote.reading import State
from explorer.sources import Source


@dataclass(frozen=True)
class FileStates:
    """What the file system says of each file of a source, as parallel arrays.

    Attributes
    ----------
    bytes, modified, changed : (n,) int64 array
        As in `Collected`; 0 where it cannot be asked.
    keys : (n,) `DIGEST` array
        By `file_key`; empty where it cannot be asked.
    digests : (n,) `DIGEST` array
        Content hashes of the files that were read already to be sure; empty for all others.
    """

    bytes: np.ndarray
    modified: np.ndarray
    changed: np.ndarray
    keys: np.ndarray
    digests: np.ndarray

    def slots(self, known_images: KnownImages) -> np.ndarray:
        """Where the content of each file lies among known images, (n,) int64; -1 where it must be read."""
        slots = known_images.find_files(self.keys, self.changed)
        read = self.digests != b""
        slots[read] = known_images.find(self.digests[read])
        return slots


def file_states(source: Source, before: AsIndexed) -> FileStates:
    """Ask for the state of each file of a source; of what lies at addresses its list has told already.

    What is there and cannot be asked for now, as in a folder whose rights are gone, is taken to be as it was.
    """
    n = len(source.files)
    states = FileStates(*np.zeros((3, n), np.int64), *np.zeros((2, n), DIGEST))
    # Texts of Arrow become strings one by one: all at once would be as much again as the files.
    paths = (path.as_py() for path in source.items["path"])
    for i, (path, state) in enumerate(zip(paths, _states(source, before), strict=True)):
        if state is not None and state.size >= 0:
            size = int(source.parts.size[i]) if source.parts and source.is_part(i) else state.size
            states.bytes[i], states.modified[i], states.changed[i] = size, state.modified, state.changed
            states.keys[i] = file_key(path, size, state.modified)
    return states


def _states(source: Source, before: AsIndexed) -> Iterator[State | None]:
    """Of each item that of its file, which is asked for once where it is that of the next item, too."""
    last, state, denied = "", None, ""
    for i, file in enumerate(source.files):
        if is_address(file):
            state, denied = State(*source.states[i].tolist()) if source.states is not None else None, ""
        elif file != last:
            state, denied = asked(file)
        last = file
        yield before.state(source.items["path"][i].as_py(), denied) if denied else state


def looked_into(
    source: Source, states: FileStates, known_images: KnownImages, options: BuildOptions, progress: Progress
) -> FileStates:
    """Read the files of which all is as before but the time of their status, and keep their content hashes.

    Another picture may have come under the same name, size and time (`rsync -t`, `touch -r`); or nothing
    changed, and the folder was copied, moved, linked or given other rights. Neither needs an encoder to tell.
    """
    places = known_images.find_doubted(states.keys, states.changed)
    if not len(places):
        return states
    progress.stage("Looking into files that may have changed", len(places), "images")
    digests = states.digests.copy()
    work = ReadOptions(image=options.image, workers=options.workers)
    files = [source.image(i) for i in places]
    with closing(read_images(files, work, Digests(known_images.digests()))) as records:
        for done, record in enumerate(records, 1):
            if isinstance(record, ImageRecord):
                digests[places[record.position]] = bytes.fromhex(record.hash)
            progress.update(done, len(places))
    return replace(states, digests=digests)


def unread(states: FileStates, known_images: KnownImages) -> np.ndarray:
    """Places in the source, ascending, of the files whose content is not known."""
    return np.flatnonzero(states.slots(known_images) < 0)
