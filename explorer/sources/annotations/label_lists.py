"""Files that list images with what is marked in them, a data set in one file or in one of each split."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from explorer.images.recognize import FileEnding, Recognizer
from explorer.options import SourceOptions
from explorer.remote.addresses import is_address
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.looking import files_below, some_files_below
from explorer.sources.annotations.picture_files import ELSEWHERE, PictureFiles
from explorer.sources.annotations.splits import is_split, split_in_words, split_of
from explorer.sources.columns.secrets import without_secrets
from explorer.sources.source import OF_ROWS, Source, SourceKind

_MOST_FILES, _MOST_FOLDERS = 50, 20
"""Looked into to tell what a folder is: such files lie in it, or in its folders of splits."""
_START = 1 << 14
"""Bytes of a file by which it is told what it is."""
_APART = ("annotations", "labels", "ann", "anno", "manifests", "wider_face_split")
_PICTURES = ("images", "Images", "JPEGImages", "img", "imgs", "data", "upload")


class ListedImage(NamedTuple):
    """An image in such a file.

    Attributes
    ----------
    names : tuple of str
        What it may be called, the likeliest first.
    objects : list of Marked or None
        What is marked in it; None where nobody has looked.
    split : str or None
        Where the file says it.
    size : (float, float) or None
        Width and height of the picture that boxes in pixels are of, where the file says it.
    said : mapping
        What else is said of it, by the names of columns.
    """

    names: tuple[str, ...]
    objects: list[Marked] | None
    split: str | None = None
    size: tuple[float, float] | None = None
    said: Mapping[str, float | str | None] = MappingProxyType({})


class ListKind(NamedTuple):
    """A format of such files.

    Attributes
    ----------
    name, title : str
        As of `SourceKind`.
    endings : tuple of str
        Of its files, in small letters.
    is_one : callable
        Whether a file is one, told by the file and the bytes that it begins with.
    read : callable
        Takes a file, and what is gathered already for whatever it has to say beside images, and gives its
        images in order; one may come again with further objects.
    of_addresses : bool
        Whether images at addresses are read from there unasked, as those of tables are.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    is_one: Callable[[Path, bytes], bool]
    read: Callable[[Path, Collecting], Iterable[ListedImage]]
    of_addresses: bool = False

    def accepts(self, location: Path) -> bool:
        """Whether this is such a file, or a folder that has one."""
        if not location.is_dir():
            return self._fits(location)
        return any(map(self._fits, some_files_below(location, self.endings, _MOST_FILES, _MOST_FOLDERS)))

    def open(self, location: Path, options: SourceOptions) -> Source:
        """Read them and find the images; see `explorer.sources.open_source`."""
        is_folder = location.is_dir()
        files = list(filter(self._fits, files_below(location, self.endings))) if is_folder else [location]
        root = location if is_folder else _root_of(location)
        gathered = _Gathered(root, fetch=bool(options.fetch) or self.of_addresses)
        splits = _splits(files)
        for file, split in zip(files, splits, strict=True):
            for listed in self.read(file, gathered.found):
                gathered.add(file, listed, split)
        if is_folder:
            gathered.add_others()
        source = to_source(self.name, self.title, location, root, gathered.found.annotated(), options)
        return replace(source, items=without_secrets(source.items)) if self.of_addresses else source

    def as_source(
        self,
        reads: str,
        accepts_asked: Callable[[Path], bool] | None = None,
        unpacked: tuple[str, ...] | None = None,
    ) -> SourceKind:
        """Return it as a kind of source; for the parameters see `SourceKind`.

        `unpacked` are its `endings` where not all of its files are unpacked from archives.
        """
        return SourceKind(
            self.name,
            self.title,
            reads,
            self.accepts,
            self.open,
            refuses=OF_ROWS,
            marks_objects=True,
            endings=self.endings if unpacked is None else unpacked,
            accepts_asked=accepts_asked,
        )

    def _fits(self, file: Path) -> bool:
        if file.suffix.lower() not in self.endings or not file.is_file():
            return False
        with file.open("rb") as stream:
            return self.is_one(file, stream.read(_START))


@dataclass
class _Gathered:
    """The images of all files; one that several name is one, with what all of them mark in it."""

    root: Path
    fetch: bool
    found: Collecting = field(default_factory=Collecting)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = PictureFiles(self.root, [self.root, *(self.root / name for name in _PICTURES)])

    def add(self, file: Path, listed: ListedImage, split: str | None) -> None:
        """Take an image that a file lists."""
        picture = self._picture(file, listed.names)
        known = picture or f"{file}\0{listed.names[0]}"
        if known in self._places:
            self.found.mark(self._places[known], listed.objects or ())
        else:
            self._places[known] = self.found.add(
                listed.names[0],
                picture,
                listed.objects,
                listed.split or split or self._split_in(picture),
                listed.size,
                listed.said,
            )

    def add_others(self) -> None:
        """Take the images that no file lists: of some formats those in which nothing is marked."""
        for path, picture in self._finder.others(frozenset(self._places), self.found.left_out):
            self.found.add(path, picture, None, split_of(path))

    def _split_in(self, picture: str | None) -> str | None:
        """The split that a picture lies in, where its file says none."""
        inside = picture is not None and not is_address(picture) and Path(picture).is_relative_to(self.root)
        return split_of(Path(picture).relative_to(self.root).as_posix()) if picture and inside else None

    def _picture(self, file: Path, names: Sequence[str]) -> str | None:
        beside = file.parent.parent if file.parent.name.lower() in _APART else file.parent
        for name in names:
            picture = self._finder.find(name, file.parent) or self._finder.find(name, beside)
            if picture is not None:
                return picture
        if not is_address(names[0]) and Recognizer().by_name(names[0]) is FileEnding.UNTOLD:
            return self._finder.of_stem(names[0].rsplit("/", 1)[-1], file.parent)
        if not is_address(names[0]):
            return None
        if not self.fetch:
            self.found.left_out[ELSEWHERE] += 1
        return names[0] if self.fetch else None


def _root_of(file: Path) -> Path:
    return file.parent.parent if file.parent.name.lower() in _APART else file.parent


def _splits(files: Sequence[Path]) -> list[str | None]:
    """The split of each file: by the folder that it is in, else, where there are several, by its name."""
    if len(files) == 1:
        return [files[0].parent.name if is_split(files[0].parent.name) else None]
    return list(map(_split_of, files))


def _split_of(file: Path) -> str | None:
    if is_split(file.parent.name):
        return file.parent.name
    return split_in_words(file.stem)


def grouped(rows: Iterable[tuple[str, list[Marked]]]) -> Iterator[ListedImage]:
    """Give each image once, in the order of its first row, with what all its rows mark."""
    objects: dict[str, list[Marked]] = {}
    for name, marked in rows:
        objects.setdefault(name, []).extend(marked)
    return (ListedImage((name,), marked) for name, marked in objects.items())
