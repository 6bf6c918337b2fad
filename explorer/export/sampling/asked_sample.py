"""What sample is asked for, as a word: `k-center`, `density;cells=100;size=500`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.errors import InputError
from explorer.export.sampling.method import Method
from explorer.export.sampling.methods import METHODS
from explorer.filters.filter import Filter

_SHARED = ("size", "seed", "target")


@dataclass(frozen=True, eq=False)
class SampleAsked:
    """A method and how to draw by it.

    Attributes
    ----------
    method : Method
    size : int or None
        None where the method needs none.
    seed : int
    options : mapping
        Every option of the method.
    target : Filter, (t,) int array of rows, (t, d) float array of vectors, or None
    word : str
        As it was asked for, without what holds for all methods.
    """

    method: Method
    size: int | None = None
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    target: Filter | np.ndarray | None = None
    word: str = ""

    @property
    def told(self) -> str:
        """The same in one word, as far as words go: rows and vectors are not said."""
        said = {"size": self.size, "seed": self.seed}
        if isinstance(self.target, Filter):
            said["target"] = self.target.text
        more = [f"{name}={value}" for name, value in said.items() if value is not None]
        return ";".join(
            [self.word, *(each for each in more if f";{each.partition('=')[0]}=" not in self.word)]
        )


@dataclass(frozen=True, eq=False)
class Defaults:
    """What holds for every method that is asked for, unless its word says otherwise.

    Attributes
    ----------
    size : int or None
    seed : int
    target : str, (t,) int array, (t, d) array or None
        The text of a filter, rows, or vectors.
    """

    size: int | None = None
    seed: int = 0
    target: Any = None


def split_word(text: str) -> tuple[Method, dict[str, str]]:
    """Read `METHOD;NAME=VALUE;…` into the method and the texts of what else is said.

    Raises
    ------
    InputError
        There is no such method, or something is no option of it.
    """
    name, *ways = text.split(";")
    if name not in METHODS:
        raise InputError(f"sample: there is no method {name[:60]!r}; there are: {', '.join(METHODS)}")
    method, said = METHODS[name], {}
    known = [each for each in _SHARED if each != "target" or method.towards]
    for way in ways:
        option, equals, value = way.partition("=")
        if option not in (*method.options, *known) or not equals or not value:
            there = ", ".join((*method.options, *known))
            raise InputError(
                f"sample: {name} has no {way[:60]!r}; write NAME=VALUE, where NAME is one of {there}"
            )
        if option in said:
            raise InputError(f"sample: {name} is told {option} twice; say it once")
        said[option] = value
    return method, said


def whole_number(name: str, text: str) -> int:
    """Read a size or a seed."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise InputError(f"sample: {name} is {text[:40]!r}; a whole number is expected")
    return int(text)


def options_of(method: Method, said: Mapping[str, str]) -> dict[str, Any]:
    """Read the options of a method, with defaults for what is not said.

    Raises
    ------
    InputError
        A value is none that the option takes.
    """
    read = {}
    for name, option in method.options.items():
        if name not in said:
            read[name] = option.default
            continue
        try:
            read[name] = option.read(said[name])
        except ValueError as error:
            raise InputError(
                f"sample: {method.name} has {name}={said[name][:40]!r}, which cannot be ({error}); "
                f"{option.about}"
            ) from None
        if option.values and read[name] not in option.values:
            raise InputError(
                f"sample: {method.name} has {name}={said[name][:40]!r}; one of {', '.join(option.values)} is "
                "expected"
            )
    return read
