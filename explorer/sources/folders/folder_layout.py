"""What the folders of a source say, each name judged among those beside it."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from explorer.sources.folders.corruptions import corruptions, degrees
from explorer.sources.folders.folder_names import (
    FURTHER,
    LEARN,
    SPLIT_WORD,
    FolderKind,
    holds_folds,
    holds_records,
    is_part_of_a_year,
    is_version,
    is_year,
    kind_of,
    may_be_level,
    meanings,
    without_year,
)
from explorer.sources.folders.sequences import is_stream

_PADDED = 3
"""Digits from which on numbers with zeros before them number parts of the files, unless below a split."""
_HASHED = re.compile("[0-9a-f]{1,4}|[0-9A-F]{2,4}")
_SERIAL = re.compile(r"(?<!\d)0\d")
_SPLIT_INSIDE = re.compile(rf"(.*?)(?<![a-z])({SPLIT_WORD})(?![a-z])(.*)", re.IGNORECASE)
_SIDE_OF_SPLIT = re.compile(rf"()({SPLIT_WORD})([A-Z])")


_CHAINS = {
    FolderKind.CLASS: ("named", "coded", "whole"),
    FolderKind.CODE: ("coded", "whole"),
    FolderKind.CORRUPTION: ("corruption", "whole"),
}
"""Which chains of `Said` a folder is a further link of."""


@dataclass(frozen=True)
class Said:
    """What a folder and those above it say together.

    Attributes
    ----------
    split, fold, level, side : str or None
    is_mask, is_record, is_hashed : bool
        Whether masks lie in it, whether it belongs to a date, a patient, a camera, …, and whether it is one
        of many that files are spread over by their hashes.
    corruption : tuple of str
        How pictures were spoilt, from the top down.
    named, coded, whole : tuple of str
        Classes from the top down, without those that are numbers or codes, with them, and with corruptions.
    """

    split: str | None = None
    fold: str | None = None
    level: str | None = None
    side: str | None = None
    is_mask: bool = False
    is_record: bool = False
    is_hashed: bool = False
    corruption: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def classes(self, name: str, kind: FolderKind) -> dict[str, tuple[str, ...]]:
        """The chains of classes one folder further; `chest_xray/chest_xray` says one thing."""
        chains = {chain: getattr(self, chain) for chain in _CHAINS[kind]}
        return {key: chain if chain[-1:] == (name,) else (*chain, name) for key, chain in chains.items()}


def read_folders(
    folders: Iterable[str], films: Collection[str] = (), pairs: Collection[str] = ()
) -> dict[str, Said]:
    """Return what every folder says, from the top down.

    Parameters
    ----------
    folders : iterable of str
        Posix; those in which images lie. "" is the source itself.
    films : collection of str
        Those of `explorer.sources.folders.sequences`.
    pairs : collection of str
        Those of `explorer.sources.folders.paired_folders`.
    """
    inside: dict[str, set[str]] = defaultdict(set)
    for folder in set(folders):
        while folder:
            above, _, name = folder.rpartition("/")
            if name in inside[above]:
                break
            inside[above].add(name)
            folder = above
    sides = _sides_of_splits({name for names in inside.values() for name in names})
    said = {"": Said()}
    levels = _levels(inside)
    spoilt = corruptions(inside)
    known = dict.fromkeys(films, FolderKind.RECORD) | dict.fromkeys(spoilt, FolderKind.CORRUPTION)
    known |= dict.fromkeys(degrees(inside, spoilt), FolderKind.LEVEL)
    known |= dict.fromkeys(pairs, FolderKind.SIDE)
    waiting = [""]
    while waiting:
        above = waiting.pop()
        prefix = f"{above}/" if above else ""
        names = inside.get(above, ())
        leaves = {name for name in names if f"{prefix}{name}" not in inside}
        kinds = _kinds_among(names, leaves, sides, said[above])
        kinds |= _kinds_by_place(kinds, above, said[above], levels)
        kinds |= {
            name: known[f"{prefix}{name}"]
            for name, kind in kinds.items()
            if f"{prefix}{name}" in known and kind in (*_CHAINS, FolderKind.VAGUE, FolderKind.PLAIN)
        }
        for name, kind in kinds.items():
            said[f"{prefix}{name}"] = _one_further(said[above], name, kind, sides.get(name))
            waiting.append(f"{prefix}{name}")
    return said


def _one_further(above: Said, name: str, kind: FolderKind, side: tuple[str, str] | None) -> Said:
    """What a folder says together with those above it."""
    if kind is FolderKind.SPLIT:
        split, classes = (name, {}) if side is None else (side[0], above.classes(side[1], FolderKind.CLASS))
        return replace(above, split=above.split or split, **classes)
    if kind is FolderKind.LEVEL:
        return replace(above, level=name)
    if kind is FolderKind.FOLD:
        return replace(above, fold=name)
    if kind is FolderKind.SIDE:
        return replace(above, side=name)
    if kind is FolderKind.MASK:
        return replace(above, is_mask=True)
    if kind is FolderKind.RECORD:
        return replace(above, is_record=True)
    if kind is FolderKind.HASHED:
        return replace(above, is_hashed=True)
    return replace(above, **above.classes(name, kind)) if kind in _CHAINS else above


def _kinds_among(
    names: Iterable[str], leaves: set[str], sides: Mapping, above: Said
) -> dict[str, FolderKind]:
    """The kinds of folders that lie side by side."""
    kinds = {name: FolderKind.SPLIT if name in sides else kind_of(name) for name in names}
    if _are_hashed(kinds, above):
        return dict.fromkeys(kinds, FolderKind.HASHED)
    number = _kind_of_numbers([name for name, kind in kinds.items() if kind is FolderKind.NUMBER], above)
    kinds = {name: number if kind is FolderKind.NUMBER else kind for name, kind in kinds.items()}
    kinds |= {
        name: FolderKind.RECORD
        for name, kind in kinds.items()
        if kind is FolderKind.CLASS and _is_one_of(name, above)
    }
    kinds |= _kinds_together(
        [name for name, kind in kinds.items() if kind in (FolderKind.CLASS, FolderKind.CODE)], kinds
    )
    masked = any("mask" in name.lower() for name, kind in kinds.items() if kind is FolderKind.CLASS)
    has_classes = FolderKind.CLASS in kinds.values()
    splits = {name: meanings(name) for name, kind in kinds.items() if kind is FolderKind.SPLIT}
    firm = any(FURTHER not in found for found in splits.values())
    denied = {name for name in splits if any(_denies(other, name) for other in kinds)}
    divided = sum(kind is FolderKind.CLASS and name not in leaves for name, kind in kinds.items())
    for name, kind in kinds.items():
        if has_classes and (
            kind in (FolderKind.VAGUE, FolderKind.CODE) or (kind is FolderKind.MASK and masked)
        ):
            kinds[name] = FolderKind.CLASS
        elif name in denied:
            kinds[name] = FolderKind.CLASS
        elif kind is FolderKind.SPLIT and FURTHER in splits[name] and not firm:
            kinds[name] = FolderKind.CLASS if has_classes else FolderKind.PLAIN
        elif (
            kind is FolderKind.SPLIT
            and LEARN in splits[name]
            and len(splits) == 1
            and (name in leaves or divided > 1)
        ):
            kinds[name] = FolderKind.CLASS if has_classes else FolderKind.SPLIT
    return kinds


def _denies(name: str, other: str) -> bool:
    """Whether a name says that it is not another: `invalid` beside `valid`, which are two classes then."""
    return bool(re.fullmatch(rf"(?:in|un|non|not|no)[ _.-]?{re.escape(other)}", name, re.IGNORECASE))


def _kinds_by_place(
    kinds: Mapping[str, FolderKind], folder: str, above: Said, levels: set[str]
) -> dict[str, FolderKind]:
    """Other kinds of what lies in `folder`, by its name and by what is below: folds, records, levels."""
    parent = folder.rpartition("/")[2]
    numbers = [name for name in kinds if name.isdecimal()]
    of_records = holds_records(parent) or is_stream(parent)
    found = dict.fromkeys(numbers, FolderKind.RECORD) if of_records else {}
    if holds_folds(parent):
        found = dict.fromkeys(numbers, FolderKind.FOLD)
    elif above.level is not None:
        found |= {name: FolderKind.CLASS for name, kind in kinds.items() if kind is FolderKind.CODE}
    elif above.named and FolderKind.VAGUE in map(kind_of, kinds) and all(map(is_version, kinds)):
        found |= dict.fromkeys(kinds, FolderKind.PLAIN)
    elif above.named:
        found |= {name: FolderKind.LEVEL for name in kinds if f"{folder}/{name}" in levels}
    return found


def _levels(inside: Mapping[str, set[str]]) -> set[str]:
    """Folders that may be levels (`fog/1`, `fog/severity_2`): at their depth, classes come again."""
    classes = {
        folder: {name for name in names if kind_of(name) in (FolderKind.CLASS, FolderKind.CODE)}
        for folder, names in inside.items()
        if may_be_level(folder.rpartition("/")[2])
    }
    seen = Counter((folder.count("/"), name) for folder, names in classes.items() for name in names)
    depths = {depth for (depth, _), count in seen.items() if count > 1}
    return {folder for folder, names in classes.items() if names and folder.count("/") in depths}


def _kinds_together(classes: list[str], kinds: Mapping[str, FolderKind]) -> dict[str, FolderKind]:
    """Other kinds of what may be classes, where all of them together say that they are none.

    Beside `train` and `val`, `test_seen` and `test_unseen` are splits; `VOC2007` and `VOC2012` are issues.
    """
    firm = any(kind is FolderKind.SPLIT and FURTHER not in meanings(name) for name, kind in kinds.items())
    if firm and all(map(_SPLIT_INSIDE.fullmatch, classes)):
        return dict.fromkeys(classes, FolderKind.SPLIT)
    rests = {without_year(name) for name in classes}
    return dict.fromkeys(classes, FolderKind.PLAIN) if len(rests) == 1 < len(classes) else {}


def _is_one_of(name: str, above: Said) -> bool:
    """Whether a folder is a month of the year above, or a recording, `v_Archery_g01`, of the class above."""
    if above.is_record and is_part_of_a_year(name):
        return True
    return any(part.lower() in name.lower() for part in above.named[-1:]) and bool(_SERIAL.search(name))


def _kind_of_numbers(numbers: list[str], above: Said) -> FolderKind:
    """What folders named by numbers are: years and days, parts of the files, or classes."""
    if above.is_record or all(map(is_year, numbers)):
        return FolderKind.RECORD
    padded = any(len(name) >= _PADDED and name[0] == "0" for name in numbers)
    return FolderKind.PLAIN if padded and not above.split else FolderKind.CODE


def _are_hashed(names: Iterable[str], above: Said) -> bool:
    """Whether folders are numbered to the base of sixteen (`00` to `ff`), as heaps of files are."""
    names = list(names)
    if not all(map(_HASHED.fullmatch, names)) or len(set(map(len, names))) != 1:
        return False
    return above.is_hashed or {name[0].isdigit() for name in names} == {True, False}


def _sides_of_splits(names: Iterable[str]) -> dict[str, tuple[str, str] | None]:
    """Splits by names that differ in the word for the split only: `seg_train`, `seg_test`.

    Where there are several such names (`trainA`, `testA`, `trainB`, …), the split and the class of each.
    """
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        found = _SPLIT_INSIDE.fullmatch(name) or _SIDE_OF_SPLIT.fullmatch(name)
        if found and kind_of(name) in (FolderKind.CLASS, FolderKind.CODE):
            words[f"{found[1]}\0{found[3]}"][name] = found[2]
    sides = {rest: of_rest for rest, of_rest in words.items() if len(set(of_rest.values())) > 1}
    several = len(sides) > 1
    return {
        name: (word, rest.replace("\0", "").strip(" _.-")) if several else None
        for rest, of_rest in sides.items()
        for name, word in of_rest.items()
    }
