"""Folders that say how, and how much, pictures were spoilt: `fog/3`, `noise/shot_noise/severity_5`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from explorer.sources.folders.folder_names import FolderKind, kind_of, may_be_level

_TELLING = (
    "noise noisy blur blurred blurry defocus fog foggy haze hazy frost snow rain spatter brightness contrast "
    "elastic pixelate pixelated pixelation jpeg compression compressed saturate saturation saturated impulse "
    "speckle corrupted corruption corruptions corrupt"
).split()
_BESIDE = (
    "gaussian shot salt pepper and poisson glass motion zoom lens transform transformation weather digital "
    "identity clean none original originals orig raw rotate rotation scale shear translate translation "
    "stripe zigzag canny edges dotted line lines hue dark darken low high quality artifact artifacts masking "
    "severity level strength"
).split()
"""Words that say it only beside others that do."""
_WORDS = re.compile("|".join(sorted([*_TELLING, *_BESIDE], key=len, reverse=True)) + r"|[\W_\d]+")
_MOST_SEVERE = 5
"""The scale that corruptions are made by (Hendrycks & Dietterich, "Benchmarking Neural Network Robustness",
2019): numbers up to it are degrees where they might be classes, too."""
_MAY_BE_CLASSES = (FolderKind.CLASS, FolderKind.CODE, FolderKind.NUMBER, FolderKind.VAGUE)


def corruptions(inside: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the folders that say how pictures were spoilt.

    More than half of what lies side by side has no other words, and so it is in more than half of the folders
    at that depth: `weather/fog` beside `animals/cat` is a class.

    Parameters
    ----------
    inside : mapping of str to iterable of str
        The names of the folders in each folder; posix, "" is the source itself.
    """
    of_depth: dict[int, list[list[str]]] = defaultdict(list)
    found: set[str] = set()
    for folder in sorted(inside, key=_depth):
        names = [
            name for name in inside[folder] if kind_of(name) in _MAY_BE_CLASSES and not may_be_level(name)
        ]
        told = [name for name in names if _says_how(name)]
        sure = folder in found or any(_says_how(name, _TELLING) for name in told)
        spoilt = [_path(folder, name) for name in names] if sure and 2 * len(told) > len(names) else []
        of_depth[_depth(folder)] += [spoilt] if names else []
        found.update(spoilt)
    kept = (groups for groups in of_depth.values() if 2 * sum(map(bool, groups)) > len(groups))
    return {folder for groups in kept for group in groups for folder in group}


def degrees(inside: Mapping[str, Iterable[str]], spoilt: set[str]) -> set[str]:
    """Return the folders that say how much: numbers to ten below or above those of `corruptions`.

    Where images lie in them they may be classes, and are degrees only up to five.
    """
    groups: dict[int, list[str]] = defaultdict(list)
    above = {folder.rpartition("/")[0] for folder in spoilt}
    for folder, names in inside.items():
        for name in names:
            path = _path(folder, name)
            if any(character.isdecimal() for character in name) and path not in spoilt:
                if _is_below(path, spoilt) or path in above:
                    groups[_depth(path)].append(path)
    return {path for group in groups.values() if _are_degrees(group, inside, spoilt, above) for path in group}


def _are_degrees(group: list[str], inside: Mapping, spoilt: set[str], above: set[str]) -> bool:
    """Whether numbers at one depth are: no other name is there, and the classes are somewhere else."""
    names = {path.rpartition("/")[2] for path in group}
    if not all(map(may_be_level, names)):
        return False
    if any(path in above for path in group):  # `3/fog/cat`; what `3/fog` holds is a three
        return any(_path(folder, name) for folder in spoilt for name in inside.get(folder, ()))
    divided = any(inside.get(path) for path in group)
    return divided or all(int(re.sub(r"\D", "", name)) <= _MOST_SEVERE for name in names)


def _says_how(name: str, words: Iterable[str] = (*_TELLING, *_BESIDE)) -> bool:
    """Whether a name has words for corruptions only, and one of these."""
    rest, found = name.lower(), set()
    while rest:
        word = _WORDS.match(rest)
        if not word:
            return False
        found.add(word[0])
        rest = rest[word.end() :]
    return not found.isdisjoint(words)


def _is_below(folder: str, spoilt: set[str]) -> bool:
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in spoilt:
            return True
    return False


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0
