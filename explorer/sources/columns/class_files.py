"""Files that name classes in the order of the columns of probabilities, as people and trainers write them."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from explorer.errors import SourceError
from explorer.sources.tables.separated import decoded

_NUMBERED = re.compile(r"(\d+)(?:\s*[:,;=]\s*|\s+)(\S.*)")
_AFTER_HYPHEN = re.compile(r"- +(\S.*)")
_WANTED = "expected one class name a line, each once"


def read_classes(path: Path) -> list[str]:
    """Read the names of classes, one a line.

    Numbers from 0 or 1 before all names (`0 cat`, `0: cat`) and the hyphens of YAML are no part of them. JSON
    may be a list of names, or an object of numbers and names, either way round.

    Raises
    ------
    SourceError
        The file cannot be read, or a name is empty or comes twice.
    """
    try:
        text = decoded(path)
    except OSError as error:
        raise SourceError(f"{path}: the classes cannot be read ({error.strerror or error})") from error
    lines = [line.strip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    names = _of_json(text) or _without_marks(lines)
    if not names:
        raise SourceError(f"{path} is empty; expected one class name a line")
    seen: set[str] = set()
    for number, name in enumerate(names, start=1):
        if not name or name in seen:
            what = f"{name!r} comes twice" if name else "an empty name"
            raise SourceError(f"{path}, line {number}: {what}; {_WANTED}")
        seen.add(name)
    return names


def _of_json(text: str) -> list[str]:
    """The names in a list, or in an object of numbers and names; nothing where it is something else."""
    if text.lstrip()[:1] not in ("[", "{"):
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(found, dict):
        pairs = [(str(key), str(value)) for key, value in found.items()]
        swapped = [(value, key) for key, value in pairs]
        return next(filter(None, map(_in_order, (pairs, swapped))), [])
    return found if isinstance(found, list) and all(isinstance(name, str) for name in found) else []


def _without_marks(lines: list[str]) -> list[str]:
    """The names in lines without what numbers or lists all of them."""
    hyphens = [_AFTER_HYPHEN.fullmatch(line) for line in lines]
    if all(hyphens):
        lines = [found[1] for found in hyphens if found]
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    names = _in_order([(found[1], found[2]) for found in numbered if found]) if all(numbered) else []
    return names if len(set(names)) == len(names) > 1 else lines


def _in_order(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Names by their numbers, where these count from 0 or 1; else nothing."""
    if not pairs or not all(number.isdecimal() for number, _ in pairs):
        return []
    by_number = sorted((int(number), name) for number, name in pairs)
    first = by_number[0][0]
    counted = [number for number, _ in by_number] == list(range(first, first + len(by_number)))
    return [name for _, name in by_number] if counted and first in (0, 1) else []
