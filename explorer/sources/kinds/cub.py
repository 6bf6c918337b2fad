"""CUB-200 and NABirds: lists of images, classes, boxes and splits by the ids of images.

Wah et al., The Caltech-UCSD Birds-200-2011 Dataset (CNS-TR-2011-001).
"""

from collections.abc import Iterator
from pathlib import Path

from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.shapes import sized
from explorer.sources.annotations.word_lines import numbers_in, words_by_id

_IMAGES, _CLASS_OF, _CLASSES = "images.txt", "image_class_labels.txt", "classes.txt"
_BOXES, _SPLITS = "bounding_boxes.txt", "train_test_split.txt"
_SPLIT = {"1": "train", "0": "test"}
_TAKEN_BY = {"photographers.txt": "photographer"}
"""Further lists of what is said of images, and the columns that they are."""


def is_cub(file: Path, _start: bytes) -> bool:
    """Whether a file is the list of images, by its name and those beside it."""
    return file.name == _IMAGES and (file.parent / _CLASS_OF).is_file()


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of the list."""
    beside = {name: words_by_id(file.parent / name) for name in (_CLASS_OF, _CLASSES, _BOXES, _SPLITS)}
    more = {column: words_by_id(file.parent / name) for name, column in _TAKEN_BY.items()}
    classes, boxes = beside[_CLASSES], beside[_BOXES]
    of_image = beside[_CLASS_OF]
    used = set(of_image.values())
    found.declared += [name for number, name in classes.items() if number in used]
    for image, path in words_by_id(file).items():
        number = of_image.get(image)
        box = sized(numbers_in(boxes.get(image, "")))
        marks = None if number is None else [Marked(classes.get(number, number), box)]
        said = {column: given[image] for column, given in more.items() if given.get(image)}
        yield ListedImage((path,), marks, _SPLIT.get(beside[_SPLITS].get(image, "")), None, said)


KIND = ListKind("cub", "CUB-200", (".txt",), is_cub, read).as_source(
    "a folder with `images.txt`, `image_class_labels.txt` and the like (CUB-200-2011, NABirds), or that list",
)
