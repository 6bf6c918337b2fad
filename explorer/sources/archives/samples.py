"""What lies beside an image in a WebDataset: files of the same name up to its first dot."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from explorer.errors import Failure, ImageError, SourceError
from explorer.images.parts import read_part, reader_of
from explorer.images.recognize import FileEnding, Recognizer, ending_of
from explorer.remote.reading import open_binary
from explorer.sources.archives.members import THE_REST, Member
from explorer.sources.classes.class_keys import numeric
from explorer.sources.folders.class_list_files import is_named_so
from explorer.sources.folders.passed_over import HIDDEN, NO_ENDING, is_hidden
from explorer.sources.tables.metadata import LARGEST, NAMES, packed_rows

_LARGEST = 1 << 20
"""Bytes of a file beside an image that is read: what people write of one is shorter."""
_LABELS = ("cls", "label", "class")
_LABEL, _OTHER_LABEL = "label", "json_label"
_CAPTIONS = ("txt", "caption", "text")
_OBJECTS = "json"
_TELLING = (*_LABELS, *_CAPTIONS, _OBJECTS)


@dataclass
class Samples:
    """The members of one archive, sorted out.

    Attributes
    ----------
    images : list of Member
    rows : list of dict
        What is said of each image, by the names of columns.
    failures : list of Failure
        What could not be read.
    passed_over : Counter
        All other files by ending.
    lists : list of Member
        Those of them that may list classes, by their names.
    """

    images: list[Member] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    lists: list[Member] = field(default_factory=list)


def sort_out(archive: str, found: Iterable[Member], recognizer: Recognizer) -> Samples:
    """Tell images from what is said of them and from all else.

    Parameters
    ----------
    archive : str
        Path or address, to read what lies beside images.
    found : iterable of Member
        In any order.
    recognizer : Recognizer
    """
    sorted_out = Samples()
    beside: dict[str, dict[str, Member]] = {}
    tables: list[Member] = []
    for member in found:
        base = member.name.rsplit("/", 1)[-1]
        if is_named_so(base) and not (member.problem or is_junk(member.name)):
            sorted_out.lists.append(member)
        if member.name == THE_REST and member.problem:
            sorted_out.failures.append(Failure(THE_REST, -1, member.problem))
        elif is_junk(member.name):
            sorted_out.passed_over[HIDDEN] += 1
        elif recognizer.by_name(base) is FileEnding.IMAGE:
            sorted_out.images.append(member)
        elif base.lower() not in NAMES and key_of(member.name)[1] not in _TELLING:
            sorted_out.passed_over[repr(ending_of(base))[1:-1] or NO_ENDING] += 1
        elif member.problem:
            sorted_out.failures.append(Failure(member.name, -1, member.problem))
        elif base.lower() in NAMES:
            tables.append(member)
        else:
            key, ending = key_of(member.name)
            beside.setdefault(key, {})[ending] = member
    keys = {key_of(member.name)[0] for member in sorted_out.images}
    for key in beside.keys() - keys:
        for member in beside[key].values():
            sorted_out.passed_over[ending_of(member.name)] += 1
    # In the order in which they lie: what is compressed as a whole is unpacked once.
    lying = sorted(beside.keys() & keys, key=lambda key: min(m.part.offset for m in beside[key].values()))
    with open_binary(archive) as file:
        reader = reader_of(cast(BinaryIO, file), [member.part for member in sorted_out.images[:1]])
        said = {key: _said(reader, beside[key], sorted_out) for key in lying}
        told = _told(reader, tables, sorted_out)
    sorted_out.rows = [
        said.get(key_of(member.name)[0], {}) | told.get(member.name, {}) for member in sorted_out.images
    ]
    return sorted_out


def is_junk(name: str) -> bool:
    """Whether a member is hidden, or what systems put into archives."""
    return any(map(is_hidden, name.split("/")))


def key_of(name: str) -> tuple[str, str]:
    """Return what the files of a sample share, and the rest: `a/b` and `left.png` of `a/b.left.png`."""
    folder, _, base = name.rpartition("/")
    stem, _, ending = base.partition(".")
    return f"{folder}/{stem}", ending.lower()


def _said(file, members: Mapping[str, Member], sorted_out: Samples) -> dict[str, object]:
    """What the files beside an image say of it."""
    said: dict[str, object] = {}
    label = None
    for ending, member in members.items():
        try:
            text = read_part(file, member.part, _LARGEST).decode("utf-8", "replace").strip()
        except (ImageError, OSError) as error:
            sorted_out.failures.append(Failure(member.name, -1, str(error)))
            continue
        if ending in _LABELS:
            label = text
        elif ending in _CAPTIONS:
            said["caption"] = text
        else:
            said |= _object(text, member, sorted_out)
    return said if label is None else _with_label(said, label)


def _with_label(said: dict[str, object], label: str) -> dict[str, object]:
    """What is said of an image and its label; a name in the JSON is that of its number in `.cls`."""
    other = said.get(_LABEL)
    if other is None or str(other) == label:
        return said | {_LABEL: label}
    if label.isdecimal() and isinstance(other, str) and numeric(other) is None:
        return said
    return said | {_LABEL: label, _OTHER_LABEL: other}


def _told(file, tables: Iterable[Member], sorted_out: Samples) -> dict[str, dict[str, object]]:
    """What tables of metadata say, by the names of images."""
    told: dict[str, dict[str, object]] = {}
    for member in tables:
        try:
            rows = packed_rows(member.name, read_part(file, member.part, LARGEST))
        except (ImageError, OSError, SourceError) as error:
            reason = str(error).removeprefix(member.name).lstrip(",: ")
            sorted_out.failures.append(Failure(member.name, -1, reason))
            continue
        if rows is None:
            sorted_out.passed_over[ending_of(member.name)] += 1
        told |= rows or {}
    return told


def _object(text: str, member: Member, sorted_out: Samples) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        sorted_out.failures.append(Failure(member.name, -1, "no JSON"))
        return {}
    return {str(name): each for name, each in value.items()} if isinstance(value, dict) else {_OBJECTS: value}
