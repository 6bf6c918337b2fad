"""Files that name classes in the order of the columns of probabilities, as people and trainers write them."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from explorer.errors import SourceError
from explorer.sources.tables.separated import decoded

_BETWEEN = r"(?:\s*[:,;=]\s*|\s+)"
_NUMBERED = re.compile(rf"(?P<number>\d+){_BETWEEN}(?P<name>\S.*)")
_NUMBERED_BEHIND = re.compile(rf"(?P<name>\S.*?){_BETWEEN}(?P<number>\d+)")
_SEPARATOR = re.compile("[,;\t|]")
_OBJECTS = (".json", ".yaml", ".yml")
_NAMES = ("names", "classes", "class_names", "labels", "label_names", "categories", "id2label", "label2id")
_NAMES += ("idx_to_class", "class_to_idx")
"""Members of an object that have the names of classes, as data sets and models have them."""
_AFTER_HYPHEN = re.compile(r"- +(\S.*)")
_WANTED = "expected one class name a line, each once"


def read_classes(path: Path) -> list[str]:
    """Read the names of classes, one a line.

    Numbers from 0 or 1 before or behind all names (`0 cat`, `0: cat`, `cat 0`), a title above these, and the
    hyphens of YAML are no part of them. JSON and YAML may be a list of names, an object of numbers and names,
    either way round, or have one of these as a member. One line alone may have all names.

    Raises
    ------
    SourceError
        The file cannot be read, or a name is empty or comes twice.
    """
    try:
        text = decoded(path)
    except OSError as error:
        raise SourceError(f"{path}: the classes cannot be read ({error.strerror or error})") from error
    ending = path.suffix.lower()
    names = _of_object(text, ending) or ([] if ending in _OBJECTS else _of_lines(text))
    if not names and ending in _OBJECTS and text.strip():
        raise SourceError(
            f"{path}: no names of classes in this object; expected a list of names, numbers and names, or "
            "one of these as its member `names` or `classes`"
        )
    if not names:
        raise SourceError(f"{path} is empty; expected one class name a line")
    seen: set[str] = set()
    for number, name in enumerate(names, start=1):
        if not name or name in seen:
            what = f"{name!r} comes twice" if name else "an empty name"
            raise SourceError(f"{path}, line {number}: {what}; {_WANTED}")
        seen.add(name)
    return names


def _of_object(text: str, ending: str) -> list[str]:
    """The names in an object of JSON or YAML; nothing where it is something else."""
    if ending not in _OBJECTS and text.lstrip()[:1] not in ("[", "{"):
        return []
    try:
        return _names_in(json.loads(text))
    except (ValueError, RecursionError):
        pass
    try:
        # As it is written: `no` and `1.0` are names.
        return _names_in(yaml.load(text, yaml.CBaseLoader))
    except (yaml.YAMLError, RecursionError):
        return []


def _names_in(found: object) -> list[str]:
    """The names of a list, of an object of numbers and names either way round, or of one that is inside."""
    if isinstance(found, list):
        names = [str(each.get("name", "")) if isinstance(each, dict) else each for each in found]
        return names if all(isinstance(name, str) and name for name in names) else []
    if not isinstance(found, dict):
        return []
    pairs = [(str(key), _name_of(value)) for key, value in found.items()]
    swapped = [(value, key) for key, value in pairs]
    inside = [_names_in(found[key]) for key in _NAMES if isinstance(found.get(key), list | dict)]
    return next(filter(None, (_in_order(pairs), _in_order(swapped), *inside)), [])


def _name_of(value: object) -> str:
    """What a number stands for: a name, or the last of several, as behind an id of WordNet."""
    return str(value[-1] if isinstance(value, list) and value else value)


def _of_lines(text: str) -> list[str]:
    """The names in lines without what numbers or lists all of them."""
    lines = [line.strip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    # One class alone has no probability to be told.
    parts = [part.strip() for part in _SEPARATOR.split(lines[0])] if len(lines) == 1 else []
    if len(parts) > 1:
        return parts
    hyphens = [_AFTER_HYPHEN.fullmatch(line) for line in lines]
    if all(hyphens):
        lines = [found[1] for found in hyphens if found]
    for below in (lines, lines[1:]):  # a table has a line of titles
        for pattern in (_NUMBERED, _NUMBERED_BEHIND):
            found = [pattern.fullmatch(line) for line in below]
            pairs = [(each["number"], each["name"]) for each in found if each]
            names = _in_order(pairs) if all(found) else []
            if len(set(names)) == len(names) > 1:
                return names
    return lines


def _in_order(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Names by their numbers, where these count from 0 or 1; else nothing."""
    if not pairs or not all(number.isdecimal() for number, _ in pairs):
        return []
    by_number = sorted((int(number), name) for number, name in pairs)
    first = by_number[0][0]
    counted = [number for number, _ in by_number] == list(range(first, first + len(by_number)))
    return [name for _, name in by_number] if counted and first in (0, 1) else []
