"""Text files whose lines begin with the id or the name of an image, as data sets of classes have them."""

from collections.abc import Mapping
from pathlib import Path

from explorer.numerals import to_float
from explorer.sources.tables.separated import decoded

_COMMENT = "#"


def words_by_id(file: Path) -> dict[str, str]:
    """Return what stands behind the first word of each line, by that word; nothing where there is no file."""
    if not file.is_file():
        return {}
    lines = (line.strip() for line in decoded(file).splitlines())
    parts = (line.partition(" ") for line in lines if line and not line.startswith(_COMMENT))
    return {word: rest.strip() for word, _, rest in parts}


def splits_of(folder: Path, names: Mapping[str, str]) -> dict[str, str]:
    """Return the split of each id, of files in a folder by their names; the first that lists it counts."""
    splits: dict[str, str] = {}
    for name, split in names.items():
        for each in words_by_id(folder / name):
            splits.setdefault(each, split)
    return splits


def numbers_in(text: str) -> list[float]:
    """Return the numbers of a text; none where a word is no number."""
    try:
        return list(map(to_float, text.split()))
    except ValueError:
        return []
