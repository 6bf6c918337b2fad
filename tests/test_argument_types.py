"""Arguments of another type than a function takes: one sentence says which, what it takes, and what came."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from explorer.argument_types import check_fields, check_type, takes
from explorer.dataset import Dataset
from explorer.errors import ArgumentError, InputError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        (str, ["", np.str_("a")], [None, 5, b"a", ["a"]]),
        (int, [5, np.int8(5)], [2.5, True, np.bool_(True), "5", None]),
        (float, [5, 2.5, np.float16(1)], [True, "5", 1j]),
        (bool, [True, np.bool_(False)], [1, "yes", None]),
        (str | None, [None, "a"], [0]),
        (Path, ["a", Path("a")], [5, ["a"]]),
        (Sequence[int], [[1], (2,), np.array([3]), range(2), []], [5, "12", ["a"], [1.5], np.array([1.5])]),
        (Sequence[str] | np.ndarray, [["a"], np.ones(2)], ["abc", [5]]),
        (tuple[str, str] | None, [("a", "b"), ["a", "b"], None], [("a",), ("a", 5), "ab"]),
        (tuple[tuple[str, float], ...], [{"a": 1.0}, (("a", 1),)], [{"a"}, np.ones(2), "a"]),
        (Callable | None, [print, None], [5]),
    ],
)
def test_types(type_, right, wrong):
    """Numbers of NumPy are numbers, truth values are none, a text is no list."""
    for value in right:
        check_type("it", value, type_)
    for value in wrong:
        with pytest.raises(ArgumentError, match=r"^it takes .*, and not "):
            check_type("it", value, type_)


@dataclass(frozen=True)
class _Inner:
    size: int = 1


@dataclass(frozen=True)
class _Options:
    name: str | None = None
    inner: _Inner = field(default_factory=_Inner)


@takes(_Options, but=("inner",))
def _named(text: str, limit: int = 5, **options: object) -> tuple:
    return text, limit, options


def test_what_is_said():
    """The argument, what it takes and what came; of further arguments those of the dataclass they go to."""
    assert _named("a", 3, name="b") == ("a", 3, {"name": "b"})
    for given, named, said in [
        (("a", 2.5), {}, "limit takes a whole number, and not 2.5 (float)."),
        ((None,), {}, "text takes a text, and not None."),
        (("a",), {"name": ["x"]}, "name takes a text or None, and not ['x'] (list)."),
        (("a",), {"nam": "x"}, "_named has no argument 'nam'; there are: text, limit, name."),
        (("a",), {"inner": _Inner()}, "_named has no argument 'inner'; there are: text, limit, name."),
    ]:
        with pytest.raises(ArgumentError) as caught:
            _named(*given, **named)
        assert str(caught.value) == said
    assert issubclass(ArgumentError, TypeError) and issubclass(ArgumentError, ValueError)
    with pytest.raises(ArgumentError, match=r"^size takes a whole number, and not '1' \(str\)\.$"):
        check_fields(_Options(inner=_Inner("1")))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1 << 63, "9223372036854775808"),
        (-(10**30), "-1000000000000000000… (31 digits)"),
        (10**5000, "a number of about 5,001 digits"),
    ],
    ids=["64 bits", "31 digits", "5,001 digits"],
)
def test_whole_numbers_beyond_all_others_are_called_so(number, shown):
    """They are whole numbers, alone and in lists; a number that nobody would read is cut, or counted."""
    said = f"{shown} is beyond whole numbers of 64 bits."
    for value, type_ in ((number, int), (number, float | None), ([1, number], Sequence[int])):
        with pytest.raises(ArgumentError, match=re.escape(f"n: {said}")):
            check_type("n", value, type_)
    with pytest.raises(ArgumentError, match=re.escape(f"n takes a text, and not {shown} (int).")):
        check_type("n", number, str)


def test_every_method_of_an_index(tmp_path, monkeypatch):
    """Whatever each of its arguments is given: an answer, or an `InputError`; nothing from deep inside."""
    monkeypatch.chdir(tmp_path)  # exports go where they are told, such as to `x`
    draw_folder(tmp_path / "pictures", 12)
    options = BuildOptions(workers=0, projection=False)
    path = build_index(tmp_path / "pictures", options=options, encoder=FakeEncoder()).index
    asked = {
        "search": {
            "text": "apple",
            "limit": 5,
            "node": 0,
            "cut": 0.1,
            "where": "row < 5",
            "text_encoder": None,
        },
        "select": {"tag": "a", "rows": [0], "node": None, "size": None, "sample": (), "target": None},
        "findings": {"kind": "outliers", "limit": 3, "thresholds": (), "by": None, "all": False},
        "evaluate": {"bins": 5, "model": None},
        "export": {"out": tmp_path / "a.csv", "rows": [0], "format": None, "options": None},
        "tag": {"name": "a", "rows": [0], "author": "me"},
        "correct_labels": {"label": "leaf", "rows": [0]},
        "column": {"name": "path"},
        "correct": {"model": ""},
        "open_image": {"row": 0},
        "import_decisions": {"file": tmp_path / "no.csv"},
    }
    with Dataset.open(path) as index:
        for method, arguments in asked.items():
            for name in arguments:
                for value in (None, "x", 2.5, [1], ["x"], {"a": 1}, float("nan"), b"x", object(), 1 << 80):
                    try:
                        getattr(index, method)(**arguments | {name: value})
                    except InputError as error:
                        assert len(str(error)) > 10


def test_options_of_a_build(tmp_path):
    """They are refused before anything is looked for, those of the source among them."""
    for options, said in [
        (BuildOptions(source=SourceOptions(every="2")), "every takes a number or None, and not '2' (str)."),
        (BuildOptions(source="a"), "source takes a SourceOptions, and not 'a' (str)."),
        (BuildOptions(offline=None), "offline takes True or False, and not None."),
    ]:
        with pytest.raises(InputError) as caught:
            build_index(tmp_path, options=options)
        assert str(caught.value) == said
