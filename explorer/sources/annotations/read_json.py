"""Reading a file of JSON, as Python and others write it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from explorer.errors import SourceError

_BOM = b"\xef\xbb\xbf"


def read_json(path: Path) -> object:
    """Return what a file holds; NaN, which JSON does not have and Python writes, too.

    Raises
    ------
    SourceError
        It cannot be read, or is no JSON.
    """
    try:
        content = path.read_bytes().removeprefix(_BOM)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror})") from error
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{path} is no JSON ({error}); is it cut off?") from error


def read_objects(path: Path, expected: str) -> list[Mapping]:
    """Return the objects of a list that a file holds, without what else is in it.

    Parameters
    ----------
    path : Path
    expected : str
        What the list has, for who gave another file.

    Raises
    ------
    SourceError
        It cannot be read, is no JSON, or no list.
    """
    content = read_json(path)
    if not isinstance(content, list):
        raise SourceError(f"{path} is no list; expected {expected}")
    return [each for each in content if isinstance(each, Mapping)]


def object_in(given: object, name: str) -> Mapping:
    """Return the object that another has by a name; an empty one where it has none, or is none."""
    value = given.get(name) if isinstance(given, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def objects_in(given: object, name: str) -> list[Mapping]:
    """Return the objects of the list that an object has by a name; none where it has no list."""
    value = given.get(name) if isinstance(given, Mapping) else None
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def texts_of(*given: object) -> tuple[str, ...]:
    """Return those of some values that are texts, and not empty."""
    return tuple(each for each in given if isinstance(each, str) and each)


def read_json_lines(path: Path) -> Iterator[Mapping]:
    """Give the object of each line of a file that has one.

    Raises
    ------
    SourceError
        It cannot be read, or a line is no object of JSON.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.removeprefix(_BOM).strip():
                    yield _object_of(path, number, line.removeprefix(_BOM))
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror})") from error


def _object_of(path: Path, number: int, line: bytes) -> Mapping:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"{path}, line {number}: not JSON ({error}); is it cut off?") from error
    if not isinstance(value, Mapping):
        raise SourceError(f"{path}, line {number}: expected a JSON object")
    return value
