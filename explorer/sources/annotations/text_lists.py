"""Text files that say something of images: boxes, and lists of splits and classes, as of YOLO and VOC."""

from collections.abc import Iterable

TEXT_LISTS = (".txt", ".names", ".data", ".labels")
_FOLDERS = frozenset({"labels", "imagesets", "obj_train_data", "label_2", "labeltxt", "label"})
_NAMES = ("classes.txt", ".names", ".data", "_darknet.labels")
"""Ends of the names of files that only YOLO has."""


def has_text_lists(paths: Iterable[str]) -> bool:
    """Whether text files among these posix paths say more than captions do."""
    for path in map(str.lower, paths):
        if path.endswith(_NAMES) or not _FOLDERS.isdisjoint(path.split("/")[:-1]):
            return True
    return False
