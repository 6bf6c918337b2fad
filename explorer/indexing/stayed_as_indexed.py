"""What cannot be asked for now, and stays as it was indexed: a refresh takes out only what is gone."""

from collections import Counter
from collections.abc import Callable
from functools import cache

from explorer.index.item_columns import locate
from explorer.index.reader import Index
from explorer.progress import Progress
from explorer.remote.reading import State
from explorer.words import counted


class AsIndexed:
    """The states that files had when they were indexed, and how many of them were asked for in vain.

    Parameters
    ----------
    previous : Index or None
        None knows of nothing.
    """

    def __init__(self, previous: Index | None) -> None:
        self._previous = previous
        self._states: dict[str, State] | None = None
        self._kept: Counter[str] = Counter()

    def state(self, path: str, reason: str) -> State | None:
        """Return the state of the file of an item, which cannot be asked for now; None where it is new."""
        if self._states is None:
            self._states = _states(self._previous)
        found = self._states.get(path)
        self._kept[reason] += found is not None
        return found

    def say(self, progress: Progress) -> None:
        """Say in one line how many stayed as they were, and the commonest reason."""
        if many := self._kept.total():
            progress.note(
                f"{counted(many, 'image')} could not be asked for ({self._kept.most_common(1)[0][0]}) and "
                "stayed as indexed; refresh again later."
            )


def indexed_below(previous: Index | None) -> Callable[[str], list[str]]:
    """Return what gives the files that were indexed below a folder, as `RefreshOptions` has it."""

    @cache
    def files() -> list[str]:
        if previous is None:
            return []
        root = str(previous.manifest.source.get("root", ""))
        located = (locate(root, path) for path in previous.items["path"].to_pylist())
        return [file for file in located if file is not None]

    return lambda folder: [file for file in files() if file.startswith(folder)]


def _states(index: Index | None) -> dict[str, State]:
    """The states of the files of an index, by the paths of their items."""
    if index is None:
        return {}
    names = index.items["path"].to_pylist()
    times = index.items["modified"].cast("int64").to_pylist()
    tags = [0] * index.n if index.status_times is None else index.status_times.tolist()
    return dict(zip(names, map(State, index.items["bytes"].to_pylist(), times, tags), strict=True))
