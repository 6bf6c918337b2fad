"""FGVC-Aircraft: lists of images of each split with their variant, family and manufacturer, and their boxes.

Maji et al., Fine-Grained Visual Classification of Aircraft (arXiv 1306.5151).
"""

from collections.abc import Iterator
from pathlib import Path

from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.shapes import around
from explorer.sources.annotations.word_lines import numbers_in, splits_of, words_by_id

_BOXES = "images_box.txt"
_SPLITS = ("train", "val", "test")
_LABEL, _LEVELS = "variant", ("family", "manufacturer")
_CORNERS = 4


def is_fgvcaircraft(file: Path, _start: bytes) -> bool:
    """Whether a file is the list of boxes, by its name and those beside it."""
    return file.name == _BOXES and any(file.parent.glob(f"images_{_LABEL}_*.txt"))


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of the lists, the finest of the classes as their label."""
    folder = file.parent
    levels = {
        level: {
            image: name
            for split in _SPLITS
            for image, name in words_by_id(folder / f"images_{level}_{split}.txt").items()
        }
        for level in (_LABEL, *_LEVELS)
    }
    splits = splits_of(folder, {f"images_{_LABEL}_{split}.txt": split for split in _SPLITS})
    boxes = words_by_id(file)
    for image in dict.fromkeys((*levels[_LABEL], *boxes)):
        # Pixels count from 1, and both corners are in the box.
        sides = numbers_in(boxes.get(image, ""))
        told = len(sides) == _CORNERS
        box = around([(sides[0] - 1, sides[1] - 1), (sides[2], sides[3])]) if told else None
        name = levels[_LABEL].get(image)
        said = {level: levels[level][image] for level in _LEVELS if image in levels[level]}
        marks = None if name is None else [Marked(name, box)]
        yield ListedImage((f"{image}.jpg",), marks, splits.get(image), None, said)


KIND = ListKind("fgvcaircraft", "FGVC-Aircraft", (".txt",), is_fgvcaircraft, read).as_source(
    "a folder with `images_variant_train.txt`, `images_box.txt` and the like, or the latter",
)
