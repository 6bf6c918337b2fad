"""Lists of images of Pascal VOC: `ImageSets/Main/train.txt`, and of each class one as `cat_train.txt`.

Those of Stanford Dogs are files of MATLAB: `train_list.mat`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.tables.matlab_file import read_matlab

_SETS = "ImageSets/Main"
_SPLITS = ("train", "val", "test", "trainval")
_FOUND = ("1", "+1", "0")
"""Marks of an image that shows a class; 0 of one in which that is difficult to see."""
_MARKS = (*_FOUND, "-1")
_DIFFICULT = "0"
_LOOKED_AT = 200


@dataclass(frozen=True)
class ImageSets:
    """What such lists say.

    Attributes
    ----------
    splits : dict
        Of each image, by its name without an ending, the split; of the narrowest that has it.
    classes : dict
        Of each image that a list of a class names, the classes that it shows, which may be none.
    """

    splits: dict[str, str] = field(default_factory=dict)
    classes: dict[str, list[Marked]] = field(default_factory=dict)


def read_image_sets(folder: Path) -> ImageSets:
    """Read the lists below a folder."""
    found = ImageSets()
    files = sorted(folder.rglob(f"{_SETS}/*.txt"))
    lines = {file: list(_lines(file)) for file in files}
    plain = [file for file in files if file.stem in _SPLITS or all(len(line) == 1 for line in lines[file])]
    for file in sorted(plain, key=lambda file: [*_SPLITS, file.stem].index(file.stem)):
        for name, *_ in lines[file]:
            found.splits.setdefault(name, file.stem)
    for split, file in _matlab_lists(folder):
        for path in read_matlab(file, ["file_list"]).get("file_list", []):
            found.splits.setdefault(Path(str(path)).stem, split)
    splits = {*_SPLITS, *(file.stem for file in plain)}
    for file in files:
        if file in plain or not all(_is_marked(line) for line in lines[file]):
            continue
        name, _, split = file.stem.rpartition("_")
        category = name if name and split in splits else file.stem
        for image, mark in lines[file]:
            marked = found.classes.setdefault(image, [])
            if mark in _FOUND and category not in (each.name for each in marked):
                said = {"difficult": True} if mark == _DIFFICULT else {}
                marked.append(Marked(category, None, said))
    return found


def has_class_lists(folder: Path) -> bool:
    """Whether lists of classes are among the first files of text below a folder."""
    for file in some_files_below(folder, ".txt", _LOOKED_AT):
        if file.parent.as_posix().endswith(f"/{_SETS}"):
            with file.open(encoding="utf-8", errors="replace") as stream:
                if _is_marked(stream.readline(1000).split()):
                    return True
    return False


def _matlab_lists(folder: Path) -> Iterator[tuple[str, Path]]:
    """Lists of the images of each split, as Stanford Dogs has them."""
    for split in ("train", "test"):
        files = (folder / place / f"{split}_list.mat" for place in (".", "lists"))
        yield from ((split, file) for file in files if file.is_file())


def _lines(file: Path) -> Iterator[list[str]]:
    return (words for line in file.read_text("utf-8", "replace").splitlines() if (words := line.split()))


def _is_marked(line: list[str]) -> bool:
    return len(line) == 2 and line[1] in _MARKS
