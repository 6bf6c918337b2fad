"""What a format can be asked for besides its subset, such as the size of a figure: `--option NAME=VALUE`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import InputError


@dataclass(frozen=True)
class FormatOption:
    """An option of a format.

    Attributes
    ----------
    name : str
    about : str
        What it is, for `dendro formats`.
    default : str
        As it would be given.
    read : callable
        From a text to the value; raises `ValueError` with what is expected, as `180x120mm is expected`.
    """

    name: str
    about: str
    default: str
    read: Callable[[str], Any]

    def value(self, given: object) -> Any:
        """Read what was given.

        Raises
        ------
        InputError
            When it is nothing that this option can be.
        """
        try:
            return self.read(str(given).strip())
        except ValueError as error:
            raise InputError(f"option {self.name}: {str(given)[:40]!r} was given; {error}") from None


def read_options(format: str, known: Sequence[FormatOption], given: Mapping[str, object]) -> dict[str, Any]:
    """Return the value of each option of a format, defaults for those that are not given.

    Raises
    ------
    InputError
        When one is not known, or its value is not.
    """
    of_name = {option.name: option for option in known}
    unknown = next((name for name in given if name not in of_name), None)
    if unknown is not None:
        there = f"it has {', '.join(of_name)}" if of_name else "it has none"
        raise InputError(f"the format {format} has no option {str(unknown)[:40]!r}; {there}")
    return {name: option.value(given.get(name, option.default)) for name, option in of_name.items()}


def split_options(texts: Sequence[str]) -> dict[str, str]:
    """Read `NAME=VALUE` texts.

    Raises
    ------
    InputError
        When one is something else, or names what another did.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign or not name:
            raise InputError(f"option: {text[:40]!r} was given; NAME=VALUE is expected, such as dpi=300")
        if name in found:
            raise InputError(f"option {name[:40]}: it was given twice; give it once")
        found[name] = value
    return found


def one_of(*names: str) -> Callable[[str], str]:
    """Return what reads one of some words."""

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"one of {', '.join(names)} is expected")
        return text

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 9 and low <= int(text) <= high):
            raise ValueError(f"a whole number from {low} to {high} is expected")
        return int(text)

    return read
