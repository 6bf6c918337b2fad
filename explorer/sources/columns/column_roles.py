"""Which column of a table plays which part."""

import re
import shlex
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from explorer.errors import SourceError
from explorer.index.format import MEASURED_COLUMNS, SOURCE_ROW
from explorer.options import SourceOptions
from explorer.words import listed

PATH_NAMES = ("path", "image", "image_path", "file", "filename", "file_name", "filepath")
_ADDRESS_NAMES = ("url", "image_url", "uri", "image_uri", "s3_uri", "gcs_uri")
"""Taken where there is none of `PATH_NAMES`: beside one of these they say where a file was from."""
_SUFFIX = "_source"
"""Of a user's column that is named like one that the index has of its own."""
_LIKELY = {
    "label": "class class_name classname category target species ground_truth gt y_true true_label",
    "prediction": "pred preds predicted predicted_label predicted_class pred_label pred_class y_pred",
}
"""Names under which others keep labels and predictions; too little is certain to take them unasked."""
_TEXTS = ("label", "split", "prediction")
NOT_NAMED = "No column is named"
"""What sentences of `about_likely` begin with."""


@dataclass(frozen=True)
class Parts:
    """The columns of a table by the part they play.

    Attributes
    ----------
    path : str
        Column of paths.
    texts, confidences : dict
        Name in the index (`label`, `prediction:a`, `confidence`, …) to the column that plays it.
    others : dict
        Name in the index to column, of all that play no part.
    """

    path: str
    texts: dict[str, str]
    confidences: dict[str, str]
    others: dict[str, str]


def find_parts(names: Sequence[str], location: Path | str, options: SourceOptions) -> Parts:
    """Give each column its part.

    Raises
    ------
    SourceError
        An option names a column that is not there, or no column can be that of the paths.
    """
    path = _asked(names, options.path_column, "path", location) or named_path(names)
    if path is None:
        there = f"its columns are {listed(names)}"
        if len(names) == 1:
            there = f"its only column is {names[0]!r} (commas, semicolons, tabs and | tell columns apart)"
        raise SourceError(
            f"{location}: no column of image paths; {there}; expected one of {', '.join(PATH_NAMES)}, or "
            "another named with --path-column, or ids of images below the folder of the table; to images "
            f"elsewhere --join puts its columns{_about_pixels(names)}"
        )
    asked = {
        "label": _asked(names, options.label_column, "label", location),
        "prediction": _asked(names, options.prediction_column, "prediction", location),
        "confidence": _asked(names, options.confidence_column, "confidence", location),
    }
    parts = {_part(name): name for name in reversed(names) if _part(name)}
    parts.update({_part(name): name for name in names if name == _part(name)})
    parts.update({part: name for part, name in asked.items() if name is not None})
    taken = {path, *parts.values()}
    others: dict[str, str] = {}
    used = {"path", SOURCE_ROW, *MEASURED_COLUMNS, *parts}
    for name in names:
        if name not in taken:
            kept = free_name(name, used)
            used.add(kept)
            others[kept] = name
    texts = {part: name for part, name in parts.items() if not part.startswith("confidence")}
    confidences = {part: name for part, name in parts.items() if part.startswith("confidence")}
    return Parts(path, _ordered(texts, names), _ordered(confidences, names), others)


def _about_pixels(names: Sequence[str]) -> str:
    """Say what to do with a table that has pictures in its cells (`pixel0`, …, or `pixels`), else nothing."""
    there = any(letters_of(name).startswith("pixel") for name in names)
    return ". Pixels in cells are not read: write them to image files, and their paths here" if there else ""


def about_likely(parts: Parts) -> tuple[str, ...]:
    """Say which columns may be the labels or the predictions where none is named so."""
    notes = []
    for part, names in _LIKELY.items():
        if any(given.partition(":")[0] == part for given in parts.texts):
            continue
        likely = (n for n in parts.others.values() if n.strip().lower().replace(" ", "_") in names.split())
        notes += [
            f"{NOT_NAMED} `{part}`: `--{part}-column {shlex.quote(name)}` takes `{name}` for it."
            for name in islice(likely, 1)
        ]
    return tuple(notes)


def is_path_name(name: str) -> bool:
    """Whether a column is called as one of paths; capitals and signs between words do not matter."""
    return letters_of(name) in map(letters_of, PATH_NAMES)


def letters_of(name: str) -> str:
    """Return the letters and digits of a name, small, by which names of columns are compared."""
    return re.sub(r"[\W_]+", "", name.lower())


def may_be_path(name: str, options: SourceOptions) -> bool:
    """Whether a column is taken for that of the paths: named so by an option, else by its own name."""
    return is_path_name(name) if options.path_column is None else name == options.path_column


def named_path(names: Sequence[str]) -> str | None:
    """Return the column that is that of the paths by its name, else of addresses; None where none is."""
    lowered = [letters_of(name) for name in names]
    wanted = map(letters_of, (*PATH_NAMES, *_ADDRESS_NAMES))
    return next((names[lowered.index(name)] for name in wanted if name in lowered), None)


def text_columns(names: Sequence[str], options: SourceOptions) -> list[str]:
    """Return the columns to be read as text whatever is in them, so that the label 007 stays 007."""
    asked = (options.path_column, options.label_column, options.prediction_column)
    return [
        name for name in names if name in asked or is_path_name(name) or _part(name).split(":")[0] in _TEXTS
    ]


def unique_names(names: Sequence[str]) -> list[str]:
    """Return names with none empty and none twice: `a`, `a` become `a`, `a_2`."""
    given, unique = set(names), {}
    last: dict[str, int] = {}
    for name in names:
        name = name or "column"
        number, free = last.get(name, 1), name
        while free in unique or (number > 1 and free in given):
            number += 1
            free = f"{name}_{number}"
        last[name] = number
        unique[free] = None
    return list(unique)


def _asked(names: Sequence[str], name: str | None, part: str, location: Path | str) -> str | None:
    """The column an option names, which must be there."""
    if name is not None and name not in names:
        raise SourceError(
            f"{location}: no column {name!r}, which was named for the {part}; its columns are {listed(names)}"
        )
    return name


def _part(name: str) -> str:
    """The part a name asks for by itself (`Label` is `label`, `prediction:NAME` is itself), or nothing."""
    kind, colon, model = name.partition(":")
    kind = kind.strip().lower()
    if kind in ("prediction", "confidence"):
        return f"{kind}:{model.strip()}" if colon and model.strip() else kind
    return kind if kind in ("label", "split") and not colon else ""


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name for a user's column, with a suffix where the index has one of that name of its own."""
    while name in taken:
        name += _SUFFIX
    return name


def _ordered(parts: dict[str, str], names: Sequence[str]) -> dict[str, str]:
    """Parts in the order of the table's columns."""
    place = {name: i for i, name in enumerate(names)}
    return dict(sorted(parts.items(), key=lambda item: place[item[1]]))
