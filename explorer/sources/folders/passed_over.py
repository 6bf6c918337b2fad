"""Files of a folder that are no images, counted by ending so that none goes without a word."""

from collections import Counter
from collections.abc import Mapping

from explorer.extras import is_installed
from explorer.images.arrays.hdf5_files import ENDINGS as HDF5
from explorer.images.arrays.hdf5_files import NOT_INSTALLED
from explorer.images.frames.video_frames import ENDINGS
from explorer.images.recognize import ending_of
from explorer.words import count, counted

HIDDEN, IN_AN_INDEX, NO_ENDING = "hidden", "in an index", "without an ending"
OTHERS = "with other endings"
"""What stands in the place of an ending."""

_OF_A_SYSTEM = {
    *("__macosx", "thumbs.db", ".ds_store", "desktop.ini", "lost+found", "system volume information"),
    *("@eadir", "#recycle", "@recycle", "$recycle.bin", "recycler", "#snapshot", "@recently-snapshot"),
}
"""What systems and network drives put beside files, of pictures often small copies."""

_OF_OTHERS = (".ts", ".asf", ".mts")
"""Endings of videos that are those of programs, too: they are not called videos by them alone."""
_OF_ARRAYS = (".npz", ".npy", ".pkl", ".pickle", *HDF5, ".mat", ".mdb", ".tfrecord", ".tfrecords")
_OF_ARRAYS += (".lance", ".beton", ".rec", ".bin", ".pt", ".pth")
"""Endings of files that may hold many pictures as arrays or records of a library."""
_PERHAPS_READ = (".npz", ".npy", ".mat", *HDF5)
_ENDINGS_KEPT = 100
_ENDINGS_SAID = 8


def is_hidden(name: str) -> bool:
    """Whether a file or folder is hidden by its name, or is one that systems keep for themselves."""
    return name.startswith(".") or name.lower() in _OF_A_SYSTEM


def name_of_ending(path: str) -> str:
    """Return what a file is counted under: its ending as Python spells it, for it may hold anything."""
    return repr(ending_of(path))[1:-1] or NO_ENDING


def by_ending(counts: Counter[str]) -> dict[str, int]:
    """Return counts as an index keeps them: the most frequent first, and no more than a hundred names.

    Files may be named by dates or sums, so that each has an ending of its own.
    """
    ordered = sorted((+counts).items(), key=lambda item: (-item[1], item[0]))
    kept, rest = ordered[:_ENDINGS_KEPT], ordered[_ENDINGS_KEPT:]
    others = {OTHERS: sum(count for _, count in rest)} if rest else {}
    return dict(kept) | others


def about_videos(counts: Mapping[str, int], advice: str) -> tuple[str, ...]:
    """Say how many videos were passed over, and how to take them; nothing where there are none."""
    many = sum(counts.get(ending, 0) for ending in ENDINGS if ending not in _OF_OTHERS)
    return (f"{counted(many, 'video is', 'videos are')} passed over; {advice}.",) if many else ()


def about_arrays(counts: Mapping[str, int]) -> str:
    """Say what to do where the pictures may be in files that are not read; empty where there are none."""
    there = [ending for ending in counts if ending in _OF_ARRAYS or ending.startswith(".tfrecord-")]
    if not there:
        return ""
    if there[0] in _PERHAPS_READ:
        shapes = "bytes of (n, height, width), or any numbers of (n, height, width, channels)"
        needs = "" if there[0] not in HDF5 or is_installed("h5py") else f"; {NOT_INSTALLED}"
        return f". Arrays in {there[0]} are read where they are pictures: {shapes}{needs}"
    advice = "write them to image files in folders of classes, or to Parquet"
    return f". Pictures in {there[0]} are not read: {advice}"


def in_words(counts: Mapping[str, int]) -> str:
    """Say how many files were passed over: "7 files (5 .txt, 2 hidden)"; empty for none."""
    if not counts:
        return ""
    total = sum(counts.values())
    said = [f"{count(n)} {name}" for name, n in list(counts.items())[:_ENDINGS_SAID]]
    more = ", …" if len(counts) > _ENDINGS_SAID else ""
    return f"{counted(total, 'file')} ({', '.join(said)}{more})"
