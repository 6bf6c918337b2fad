"""The split that an image is in, by the folders of its path."""

import re

from explorer.sources.folders.folder_names import FolderKind, kind_of

_BETWEEN = re.compile(r"[^A-Za-z]+")
_WORDS = ("train", "training", "valid", "val", "validation", "test")


def is_split(name: str) -> bool:
    """Whether a folder is called as a split is: `train`, `val2017`, `TEST_IMAGES`."""
    return kind_of(name) is FolderKind.SPLIT


def split_of(path: str) -> str | None:
    """Return the first folder of a posix path that is called as a split is; None where there is none."""
    return next((part for part in path.split("/")[:-1] if is_split(part)), None)


def split_in_words(name: str) -> str | None:
    """Return the first word of a name that is one of a split: `train` of `instances_train2017`."""
    return next((word for word in _BETWEEN.split(name.lower()) if word in _WORDS), None)
