"""Folders that hold the frames of one film each: by how they and their files are numbered."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

_STREAM = re.compile(
    r"(?:im(?:g|age)|cam(?:era)?|view)[ _-]?"
    r"(?:0?\d|front|back|rear|left|right|(?:side|front|back)[ _-]?(?:left|right))",
    re.IGNORECASE,
)
"""What one camera saw of it: `img1`, `image_02`, `cam0`, `camera_FRONT`."""
_WITHIN = re.compile(r"data|(?:jpeg)?images?|imgs?|frames?|mav\d", re.IGNORECASE)
"""What may lie between a sequence and its frames."""
_OF_A_CLASS = re.compile(
    r"[\W_\d]*(?:class|category|cat|label|type|kind|id|group|grade|level)[\W_\d]*", re.IGNORECASE
)
_HASH = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}", re.IGNORECASE)
_FRAME_DIGITS = 5
_NUMBER = re.compile(r"\d+")
_SERIAL = re.compile(r"(?<!\d)0\d|\d{5}")


def is_stream(name: str) -> bool:
    """Tell whether a name is that of one camera's images among several."""
    return bool(_STREAM.fullmatch(name))


def sequences(paths: Sequence[str]) -> set[str]:
    """Return the folders that are one film each, and those of the streams in them.

    All files in them, or in streams within (`img1`, `image_02/data`), are named by numbers only, and each has
    a serial number in its own name. Without streams the names are alike but for that, or hashes, and frames
    have five digits at least and begin anew in each: `cat/0001.jpg` beside `dog/0001.jpg` are classes.

    Parameters
    ----------
    paths : sequence of str
        Posix.
    """
    files: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        folder, _, name = path.rpartition("/")
        files[folder].add(name.partition(".")[0])
    films: dict[str, list[str]] = defaultdict(list)
    streams: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, set[str]] = defaultdict(set)
    for folder, stems in files.items():
        film, stream = _film(folder)
        films[film] += stems
        streams[film].add(stream)
        beside[film.rpartition("/")[0]].add(film)
    found = {film for group in beside.values() if _are_films(sorted(group), films, streams) for film in group}
    return found.union(*(streams[film] for film in found)) - {""}


def _film(folder: str) -> tuple[str, str]:
    """The folder around streams and what else holds frames, and the outermost stream; "" where none is."""
    stream = ""
    while "/" in folder:
        above, _, name = folder.rpartition("/")
        if not (is_stream(name) or _WITHIN.fullmatch(name)):
            break
        stream = folder if is_stream(name) else stream
        folder = above
    return folder, stream


def _are_films(group: list[str], films: Mapping[str, list[str]], streams: Mapping[str, set[str]]) -> bool:
    """Whether folders side by side are one film each."""
    names = [film.rpartition("/")[2] for film in group]
    if not all(_is_serial(name) for name in names):
        return False
    if not all(stem.isdecimal() for film in group for stem in films[film]):
        return False
    if not any("" in streams[film] for film in group):
        return True
    alike = len({_NUMBER.sub("", name) for name in names} - {""}) == 1 or all(map(_HASH.search, names))
    return len(group) > 1 and alike and _begin_anew([films[film] for film in group])


def _is_serial(name: str) -> bool:
    """Whether a name has a number as one of many, and is not that of a class (`class_01`)."""
    return bool(_SERIAL.search(name) or _HASH.search(name)) and not _OF_A_CLASS.fullmatch(name)


def _begin_anew(frames: Iterable[list[str]]) -> bool:
    """Whether frames are numbered with zeros before, and most numbers come again in another film."""
    counts = Counter(stem for of_film in frames for stem in set(of_film))
    again = sum(count > 1 for count in counts.values())
    return 2 * again >= len(counts) and all(len(stem) >= _FRAME_DIGITS for stem in counts)
