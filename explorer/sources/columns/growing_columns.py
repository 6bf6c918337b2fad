"""Columns that are filled as images are read, of which each says what it has to say."""

from collections.abc import Iterator, Sequence

import pyarrow as pa


class GrowingColumns:
    """Columns by their names, in the order in which anything was said of them."""

    def __init__(self) -> None:
        self._values: dict[str, list] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def put(self, name: str, begin: int, values: Sequence) -> None:
        """Say values of the images from a place on; those before that nothing was said of have none."""
        column = self._values.setdefault(name, [])
        column += [None] * (begin - len(column))
        column += values

    def values(self, name: str, n: int) -> list:
        """Return what is said of n images, None where nothing is."""
        said = self._values.get(name, [])
        return said + [None] * (n - len(said))

    def arrays(self, n: int) -> dict[str, pa.Array]:
        """Return the columns of n images: of the type of their values, or text where they are of several."""
        return {name: _column(self.values(name, n)) for name in self}


def _column(values: list) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
