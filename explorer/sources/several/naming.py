"""What several sources and their columns are called."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

SOURCE = "source"
"""Column that says of each row which source it came from."""
_WHERE_TAKEN = "from_source"


def names_of(places: Sequence[Path | str]) -> list[str]:
    """Return a name for each: its own, or with the folders above it where others end alike (`a/train`)."""
    locations = [
        PurePosixPath(place.split("://", 1)[-1]) if isinstance(place, str) else place for place in places
    ]
    names = [location.name or str(location) for location in locations]
    for depth in range(2, max(len(location.parts) for location in locations) + 1):
        counts = Counter(names)
        if max(counts.values()) == 1:
            break
        names = [
            "/".join(location.parts[-depth:]) if counts[name] > 1 else name
            for name, location in zip(names, locations, strict=True)
        ]
    return names


def free_column(taken: Iterable[str]) -> str:
    """Return `source`, or where a source has a column of that name `from_source`, `from_source_2` and so on.

    Parameters
    ----------
    taken : iterable of str
        Columns of all sources; whether letters are small makes no difference.
    """
    lowered = {name.lower() for name in taken}
    if SOURCE not in lowered:
        return SOURCE
    free, number = _WHERE_TAKEN, 1
    while free in lowered:
        number += 1
        free = f"{_WHERE_TAKEN}_{number}"
    return free
