"""Oxford-IIIT Pet: a list of images with their breeds and species, lists of splits, and boxes of some heads.

Parkhi et al., Cats and Dogs, CVPR 2012.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.numerals import to_float
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_xml import elements, text_of
from explorer.sources.annotations.shapes import around
from explorer.sources.annotations.word_lines import splits_of, words_by_id

_LIST, _BEGINS = "list.txt", b"#Image CLASS-ID SPECIES"
_SPLITS = {"trainval.txt": "trainval", "test.txt": "test"}
_SPECIES = {"1": "cat", "2": "dog"}
_XMLS = "xmls"


def is_oxfordpets(file: Path, start: bytes) -> bool:
    """Whether a file is that list."""
    return file.name == _LIST and start.lstrip().startswith(_BEGINS)


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of the list; the breed is what stands before the number in their names."""
    splits = splits_of(file.parent, _SPLITS)
    for name, words in words_by_id(file).items():
        species = words.split()[1:2]
        said = {"species": _SPECIES.get(species[0], species[0])} if species else {}
        head = Marked(name.rpartition("_")[0] or name, _head(file.parent / _XMLS / f"{name}.xml"))
        yield ListedImage((f"{name}.jpg",), [head], splits.get(name), None, said)


KIND = ListKind("oxfordpets", "Oxford-IIIT Pet", (".txt",), is_oxfordpets, read).as_source(
    "a folder with `annotations/list.txt` beside `images/`, or that list",
    unpacked=(".txt", ".xml"),
)


def _head(file: Path) -> Crop | None:
    """The box of a head, where there is a file with it; pixels count from 1."""
    if file.is_file():
        with suppress(SourceError, ValueError):
            for annotation in elements(file, "annotation"):
                sides = ("xmin", "ymin", "xmax", "ymax")
                x, y, right, lower = (to_float(text_of(annotation, f"object/bndbox/{s}")) for s in sides)
                return around([(x - 1, y - 1), (right, lower)])
    return None
