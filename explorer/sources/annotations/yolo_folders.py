"""How data sets of YOLO lie in folders: the file that describes one, its images, and their files of boxes."""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import yaml

from explorer.errors import SourceError
from explorer.sources.annotations.collecting import Collecting
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.annotations.splits import is_split, split_of
from explorer.sources.annotations.yolo_lines import VISIBLE, numbers_of
from explorer.sources.folders.scan_folder import scan_folder

DESCRIPTIONS = (".yaml", ".yml", ".data")
_SPLITS = ("train", "val", "valid", "test", "minival")
_LIST, _DARKNET, _DATASETS = ".txt", ".data", "datasets"
_LARGEST = 1 << 22
"""Bytes of a file that describes a data set: it names classes, and no data."""
_CLASSES = ("classes.txt", "obj.names", "labels/classes.txt", "data/obj.names")
_CLASS_LISTS = ("classes.txt", ".names", "_darknet.labels")
_PICTURES = (".jpg", ".png", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".JPG", ".PNG", ".JPEG")
"""Endings of images beside which boxes are looked for to tell what a folder is."""
_MOST_FILES, _MOST_FOLDERS, _TRIED = 200, 20, 3
_BEYOND = 0.5
"""Shares of an image that a box may lie beside it; more, and numbers are pixels."""


@dataclass(frozen=True)
class YoloFolder:
    """A data set of YOLO.

    Attributes
    ----------
    root : Path
        The folder that paths are relative to.
    names : dict
        Of classes, by their numbers.
    splits : dict
        What the file that describes it says of each split.
    base : str or None
        The folder that this says paths are relative to.
    is_darknet : bool
        Whether that is a file of Darknet, whose paths are those of the machine that trained.
    pose : bool
        Whether points follow each box.
    """

    root: Path
    names: dict[int, str]
    splits: dict[str, object] = field(default_factory=dict)
    base: str | None = None
    is_darknet: bool = False
    pose: bool = False

    def pictures(self, found: Collecting) -> list[tuple[str | None, str]]:
        """Return splits and absolute paths of images, split by split; where a split is missing, the others.

        Raises
        ------
        SourceError
            Images of no split are there.
        """
        if not self.splits:
            return self._undescribed()
        named = [(split, each.strip()) for split in _SPLITS for each in _texts(self.splits.get(split))]
        named = [(split, each) for split, each in named if not self._is_of_other_split(each, split)]
        places = [self._place(each) for _, each in named]
        if named and not any(places) and not self.is_darknet:
            split, each = named[0]
            raise SourceError(f"{self.root}: the {split} images are to be in {each!r}, which is not there")
        pictures: list[tuple[str | None, str]] = []
        for (split, each), place in zip(named, places, strict=True):
            if place is None:
                found.fail(each, f"the {split} images are to be here, and it is not there")
            else:
                pictures += _in(place, self.root, split)
        if self.is_darknet and not any(os.path.isfile(picture) for _, picture in pictures):
            found.failures.clear()
            return self._undescribed()
        return pictures

    def _undescribed(self) -> list[tuple[str | None, str]]:
        apart = (self.root / "images").is_dir() and (self.root / "labels").is_dir()
        return list(_below(self.root / "images" if apart else self.root, None))

    def _is_of_other_split(self, given: str, split: str) -> bool:
        """Whether it is the list of another split, such as `val: train.txt` for readers that require both."""
        name = os.path.splitext(os.path.basename(given.strip()))[0]
        return name != split and name in _SPLITS and self.splits.get(name) == given

    def _place(self, given: str) -> Path | None:
        """Where the images of a split are: as written, or as programs write it that keep the file elsewhere.

        Of a path of another machine that is the end of it that is here: two parts of it, or the folder or
        list that is called as a split.
        """
        bases = [self.root / self.base, self.root] if self.base is not None else [self.root]
        # Programs keep data sets in a folder of their own, which the path is relative to.
        name = os.path.basename(self.base.rstrip("/")) if self.base else ""
        bases += (
            [self.root / name, self.root / _DATASETS / name, self.root.parent / _DATASETS / name]
            if name
            else []
        )
        within = given.removeprefix("../").removeprefix("./")
        for folder in [*bases, self.root.parent]:
            for written in (given, within):
                place = Path(os.path.normpath(folder / written))
                if place.exists():
                    return place
        parts = [part for part in given.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        ends = [parts[i:] for i in range(1, len(parts))]
        known = [end for end in ends if len(end) > 1 or is_split(os.path.splitext(end[0])[0])]
        return next((place for end in known if (place := self.root.joinpath(*end)).exists()), None)


def described(location: Path) -> YoloFolder | None:
    """Return the data set that a file describes, or one in a folder; None where there is none."""
    is_folder = location.is_dir()
    files = (each for each in location.iterdir() if each.suffix.lower() in DESCRIPTIONS) if is_folder else ()
    # What names splits in YAML says more than a file of Darknet.
    ordered = (
        sorted(files, key=lambda file: (file.suffix.lower() == _DARKNET, file)) if is_folder else [location]
    )
    return next((found for file in ordered if (found := _read(file)) is not None), None)


def undescribed(folder: Path) -> YoloFolder | None:
    """Return the data set in a folder that has images with their files of boxes; None where it has none.

    It is the one that a file further below describes, and none where several are, whose classes differ.
    """
    seen = some_files_below(folder, _LIST, _MOST_FILES, _MOST_FOLDERS)
    tried = (file for file in seen if not file.name.endswith(_CLASS_LISTS) and _is_of_picture(file))
    told = (has for file in tried if (has := _has_boxes(file)) is not None)
    some = list(islice(told, _TRIED))
    if not some or not all(some):
        return None
    further = some_files_below(folder, DESCRIPTIONS, _MOST_FILES, _MOST_FOLDERS)
    within = [found for file in further if (found := _read(file)) is not None]
    if len({found.root for found in within}) > 1:
        return None
    return within[0] if within else YoloFolder(folder, _listed_names(folder))


def label_file(picture: str) -> str:
    """Where the boxes of an image are: `labels` for the last `images`, or beside it."""
    head, sep, tail = picture.rpartition(f"{os.sep}images{os.sep}")
    apart = os.path.splitext(f"{head}{os.sep}labels{os.sep}{tail}" if sep else picture)[0] + _LIST
    beside = os.path.splitext(picture)[0] + _LIST
    return beside if sep and not os.path.isfile(apart) and os.path.isfile(beside) else apart


def orphans(pictures: Collection[str]) -> int:
    """Return how many files of boxes beside those of some images are of no image that is there."""
    files = set(map(label_file, pictures))
    count = 0
    for folder in {os.path.dirname(file) for file in files}:
        with suppress(OSError), os.scandir(folder) as entries:
            others = [
                Path(each.path) for each in entries if each.name.endswith(_LIST) and each.path not in files
            ]
            count += sum(
                not file.name.endswith(_CLASS_LISTS) and not _has_picture(file) and bool(_has_boxes(file))
                for file in others
            )
    return count


def _has_picture(file: Path) -> bool:
    """Whether an image lies where the boxes of a file are of: beside it, or in `images` for `labels`."""
    head, sep, tail = str(file).rpartition(f"{os.sep}labels{os.sep}")
    places = [file] + ([Path(f"{head}{os.sep}images{os.sep}{tail}")] if sep else [])
    return any(place.with_suffix(ending).is_file() for place in places for ending in _PICTURES)


def _read(file: Path) -> YoloFolder | None:
    """What a file says, where it is a description of a data set."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        text = file.read_text("utf-8-sig")
        if file.suffix.lower() == _DARKNET:
            return _of_darknet(file, text)
        data = yaml.load(text, yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return None
    if not (isinstance(data, dict) and "names" in data and any(split in data for split in _SPLITS)):
        return None
    names, base = _names(data["names"]) or _listed_names(file.parent), data.get("path")
    base = base if isinstance(base, str) else None
    return YoloFolder(file.parent, names, data, base, pose=bool(data.get("kpt_shape")))


def _of_darknet(file: Path, text: str) -> YoloFolder | None:
    """What a file of Darknet says, in lines of `key = value`."""
    pairs = [line.partition("=") for line in text.splitlines() if "=" in line and line.strip()[:1] != "#"]
    data: dict[str, object] = {key.strip(): value.strip() for key, _, value in pairs}
    if "names" not in data or not any(split in data for split in _SPLITS):
        return None
    found = YoloFolder(file.parent, {}, data, is_darknet=True)
    listed = found._place(str(data["names"])) or file.parent / os.path.basename(str(data["names"]))
    names = _lines(listed) if listed.is_file() else {}
    return YoloFolder(file.parent, names or _listed_names(file.parent), data, is_darknet=True)


def _names(given: object) -> dict[int, str]:
    """Names of classes by their number, which are a list or have numbers before them."""
    if isinstance(given, list):
        return dict(enumerate(map(str, given)))
    if isinstance(given, Mapping):
        return {int(number): str(name) for number, name in given.items() if str(number).isdecimal()}
    return {}


def _listed_names(root: Path) -> dict[int, str]:
    """Names of classes by their number, from a list with one a line."""
    usual = (root / name for name in _CLASSES)
    others = some_files_below(root, _CLASS_LISTS, _MOST_FILES, _MOST_FOLDERS)
    return next((names for file in [*usual, *others] if file.is_file() and (names := _lines(file))), {})


def _lines(file: Path) -> dict[int, str]:
    lines = file.read_text("utf-8-sig", "replace").splitlines()
    return dict(enumerate(line.strip() for line in lines if line.strip()))


def _texts(given: object) -> list[str]:
    """Where the images of a split are: one place, or several."""
    each = given if isinstance(given, list) else [given]
    return [one for one in each if isinstance(one, str) and one.strip()]


def _in(place: Path, root: Path, split: str) -> Iterator[tuple[str | None, str]]:
    """The images of a split in a folder or a list, or one that is named itself."""
    if place.is_dir():
        yield from _below(place, split)
    elif place.suffix.lower() == _LIST:
        yield from _listed(place, root, split)
    else:
        yield split, str(place)


def _below(folder: Path, split: str | None) -> Iterator[tuple[str | None, str]]:
    for path in scan_folder(folder).paths:
        yield split or split_of(path), os.path.join(folder, path)


def _listed(file: Path, root: Path, split: str) -> Iterator[tuple[str | None, str]]:
    """Images that a text file names, a line each, relative to it or to the root."""
    for line in file.read_text("utf-8-sig", "replace").splitlines():
        name = line.strip()
        if name:
            yield split, _picture(name, file.parent, root)


def _picture(name: str, beside: Path, root: Path) -> str:
    """Where an image of a list is: as written, or below the root where that was another folder, once."""
    usual = os.path.normpath(root / name.removeprefix("./"))
    parts = name.replace("\\", "/").split("/")
    # A name alone, without its folder, may be that of another image.
    ends = (os.path.normpath(root / "/".join(parts[i:])) for i in range(1, len(parts) - 1))
    written = (os.path.normpath(beside / name), usual)
    return next((place for place in (*written, *ends) if os.path.isfile(place)), usual)


def _is_of_picture(file: Path) -> bool:
    """Whether a text file lies where the boxes of an image do: beside it, or in `labels` for `images`."""
    parts = file.parts
    if "labels" in parts[:-1]:
        place = len(parts) - 1 - parts[::-1].index("labels")
        return Path(*parts[:place], "images").is_dir()
    return any(file.with_suffix(ending).is_file() for ending in _PICTURES)


def _has_boxes(file: Path) -> bool | None:
    """Whether a file has boxes in shares of an image, told by its first line; None where it has none."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        words = next((words for line in lines if (words := line.split())), None)
    if words is None:
        return None
    told = numbers_of(words)
    return told is not None and all(-_BEYOND <= each <= 1 + _BEYOND or each == VISIBLE for each in told[1])
