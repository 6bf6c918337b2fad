"""Names of class folders that are numbers or codes, from a list of classes that lies beside or above them."""

import csv
import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

import yaml

from explorer.sources.classes.class_keys import numeric
from explorer.sources.folders.class_list_files import ListFile
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.words import listed

_Row = tuple[str, ...]
_OBJECTS, _CELLS = (".json", ".yaml", ".yml"), {".csv": ",", ".tsv": "\t"}
_MOST_ROWS = 200_000
_FIRST = re.compile(r"(\S+?)(?:\s*[:,;=\t]\s*|\s+)(\S.*)")
_LAST = re.compile(r"(.*\S)(?:\s*[:,;=\t]\s*|\s+)(\S+)")
_CODES = (FolderKind.NUMBER, FolderKind.CODE)
_WORDNET = re.compile(r"n\d{8}")
_TITLE = re.compile("name|class|label", re.IGNORECASE)
_EXAMPLES = 3
_DISTINCT = 0.9
"""Share of the names of numbers that are distinct, in a list of classes; ImageNet's are, but for three."""


def name_codes(
    levels: Sequence[Sequence[ListFile]], labels: Sequence[str | None], pictures: Collection[str]
) -> tuple[list[str | None], ListFile | None, tuple[str, ...]]:
    """Put names in the place of labels that are numbers or codes, where a file beside the folders has them.

    A list of names counts from 0, or from 1 where no folder is 0 and the last name belongs to the last
    number. Pairs (`0 cat`, `n01440764: tench`, an object of JSON, a table) name what they begin or end with;
    all folders must be among them. Of WordNet's synonyms the first counts; where two classes have the same
    name, the code stands behind it. A list above the source counts where it names these folders and no
    others, unless they have WordNet's ids. Lists of equally near folders that differ are in doubt.

    Parameters
    ----------
    levels : sequence of sequence of ListFile
        As of `lists_in_folder`: the nearest first.
    labels : sequence of str or None
        Of the images, from their folders.
    pictures : collection of str
        Names of files that are images: what names those names no classes.

    Returns
    -------
    labels : list of str or None
    file : ListFile or None
        Which has the names.
    notes : tuple of str
        What was taken for what, or why it was not.
    """
    codes = list(dict.fromkeys(label for label in labels if label is not None))
    if not codes or not all(kind_of(code) in _CODES for code in codes):
        return list(labels), None, ()
    doubted = []
    for files in levels:
        found: dict[str, tuple[ListFile, dict[str, str]]] = {}
        for file in files:
            folder = file.name.rpartition("/")[0]
            names = None if folder in found else _names_in(file, codes, pictures)
            if names:
                found[folder] = file, names
            elif names is not None and not file.is_outside:
                doubted.append(file.name)
        each = [*found.values()]
        if each and all(names == each[0][1] for _, names in each):
            file, names = each[0]
            examples = listed((f"{code} is {name}" for code, name in names.items()), most=_EXAMPLES)
            said = f"The names of classes are those in {file.name} ({examples})."
            return [None if label is None else names[label] for label in labels], file, (said,)
        doubted += [file.name for file, _ in each]
    if not doubted:
        return list(labels), None, ()
    kept = (
        f"Classes keep the names of their folders ({listed(codes, most=_EXAMPLES)}): "
        f"{listed(doubted, most=_EXAMPLES)} beside them does not surely name each."
    )
    return list(labels), None, (kept,)


def _names_in(file: ListFile, codes: Sequence[str], pictures: Collection[str]) -> dict[str, str] | None:
    """Names of the codes in a file; {} where that is not sure, None where it names no classes of these."""
    rows = _rows(file)
    if not rows or any(cell.rpartition("/")[2] in pictures for row in rows for cell in row):
        return None
    alone = all(len(row) == 1 for row in rows)
    more = len(rows) - len(codes)
    # A table has a line of titles.
    if file.is_outside and not all(map(_WORDNET.fullmatch, codes)) and more not in (0, 0 if alone else 1):
        return None
    return _by_place(codes, rows) if alone else _by_key(codes, rows)


def _rows(file: ListFile) -> list[_Row]:
    """What a file says, as rows of texts: names alone, or with what belongs to them; empty where it fails."""
    text, ending = file.text(), PurePosixPath(file.name).suffix.lower()
    try:
        if ending in _OBJECTS or text.lstrip()[:1] in ("{", "["):
            rows = _of_object(json.loads(text) if ending == ".json" else yaml.load(text, yaml.CSafeLoader))
        elif ending in _CELLS:
            rows = [
                tuple(cell.strip() for cell in row)
                for row in csv.reader(text.splitlines(), delimiter=_CELLS[ending])
            ]
        else:
            rows = _of_lines([line.strip() for line in text.splitlines() if line.strip()])
    except (ValueError, RecursionError, yaml.YAMLError, csv.Error):
        return []
    return [row for row in rows if row] if len(rows) <= _MOST_ROWS else []


def _of_object(found: object) -> list[_Row]:
    """Rows of a list of names or of descriptions, of an object of keys and names, or of one inside."""
    if isinstance(found, list):
        return [_cells(each) for each in found]
    if not isinstance(found, dict):
        return []
    inside = [each for each in found.values() if isinstance(each, list | dict)]
    if len(inside) < len(found) or len(inside) == 1:
        best = max(inside, key=len, default=())
        if len(best) > 1:
            return _of_object(best)
    return [(str(key), *_cells(value)) for key, value in found.items()]


def _cells(value: object) -> _Row:
    each = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return tuple(str(cell).strip() for cell in each if isinstance(cell, str | int | float))


def _of_lines(lines: list[str]) -> list[_Row]:
    """Rows of a code and a name, whichever comes first in all lines; else of whole lines."""
    for pattern, of_code in ((_FIRST, 0), (_LAST, 1)):
        found = [each.groups() for each in map(pattern.fullmatch, lines) if each]
        codes = {each[of_code] for each in found if kind_of(each[of_code]) in _CODES}
        names = {each[1 - of_code] for each in found}
        if len(codes) == len(lines) and len(names) >= _DISTINCT * len(lines):
            return found
    return [(line,) for line in lines]


def _by_place(codes: Sequence[str], rows: Sequence[_Row]) -> dict[str, str] | None:
    """Names that are listed in the order of the numbers; {} where that is not sure, None for no names."""
    names = [row[0] for row in rows]
    if _are_codes(names, codes):
        return None
    numbers = [int(code) for code in codes if code.isdecimal()]
    if len({*numbers}) < len(codes):
        return {}
    from_zero = min(numbers) == 0 and max(numbers) < len(names)
    from_one = min(numbers) == 1 and max(numbers) == len(names)
    if not (from_zero or from_one):
        return {}
    return _apart({code: names[n - from_one] for code, n in zip(codes, numbers, strict=True)})


def _by_key(codes: Sequence[str], rows: Sequence[_Row]) -> dict[str, str] | None:
    """Names that stand beside the codes; {} where some have none, None where the rows are about others."""
    keys = {code: numeric(code) or code for code in codes}
    wanted = {*keys.values()}
    width = Counter(map(len, rows)).most_common(1)[0][0]
    even = [row for row in rows if len(row) == width]
    some = False
    for of_key in range(width):
        found = [numeric(row[of_key]) or row[of_key] for row in even]
        some = some or not wanted.isdisjoint(found)
        if len(wanted) < len(codes) or not wanted.issubset(found):
            continue
        others = sorted({*range(width)} - {of_key}, key=lambda i: (not _TITLE.search(even[0][i]), i))
        for of_name in others:
            pairs = {(key, row[of_name]) for key, row in zip(found, even, strict=True)}
            names = _one_each(pairs)
            if names and not _are_codes([names[key] for key in wanted], codes):
                return _apart({code: names[key] for code, key in keys.items()})
    return {} if some else None


def _one_each(pairs: Collection[tuple[str, str]]) -> dict[str, str]:
    """One name for every key; nothing where that is not so, or where many numbers have the same."""
    names = {k: name.partition(", ")[0] if _WORDNET.fullmatch(k) else name for k, name in pairs if name}
    often = len({*names.values()}) < _DISTINCT * len(names) and not all(map(_WORDNET.fullmatch, names))
    return {} if often or len(names) < len(pairs) else names


def _apart(names: dict[str, str]) -> dict[str, str]:
    """Two classes of one name, as WordNet's cranes, with their codes behind it."""
    times = Counter(names.values())
    return {code: f"{name} ({code})" if times[name] > 1 else name for code, name in names.items()}


def _are_codes(names: Sequence[str], codes: Sequence[str]) -> bool:
    """Whether most are numbers, ids of WordNet, or the codes that are to be named."""
    each = [name in codes or numeric(name) is not None or bool(_WORDNET.fullmatch(name)) for name in names]
    return 2 * sum(each) >= len(each)
