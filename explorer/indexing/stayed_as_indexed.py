"""What cannot be asked for now, and stays as it was indexed: a refresh takes out only what is gone."""

import errno
import os
from collections import Counter
from collections.abc import Callable
from functools import cache

import pyarrow.compute as pc

from explorer.errors import SourceError
from explorer.images.read_file import status_changed, status_modified
from explorer.index.item_columns import locate
from explorer.index.reader import Index
from explorer.options import SourceOptions
from explorer.progress import Progress
from explorer.remote.addresses import is_address
from explorer.remote.reading import State
from explorer.sources import Source
from explorer.sources.several.patterns import patterns_of
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


def asked(file: str) -> tuple[State | None, str]:
    """Return the state of a file, and why it cannot be asked for where it may well be there."""
    try:
        found = os.stat(file)
    except OSError as error:
        gone = error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)
        return None, "" if gone else error.strerror or "cannot be read"
    except ValueError:
        return None, ""
    return State(found.st_size, status_modified(found), status_changed(found)), ""


def check_nothing_is_hidden(previous: Index | None, source: Source, options: SourceOptions) -> None:
    """Refuse a source that has lost images of an index because their files cannot be read now.

    A folder names its files as they were (`indexed_below`); of other sources only they themselves know which
    frames or objects are in them. What `--include` and `--exclude` leave out may go.

    Raises
    ------
    SourceError
        Says how many, with the first of them, and what to do.
    """
    if previous is None or previous.manifest.source.get("root") != str(source.root):
        return
    before, now, patterns = previous.items["path"], source.items["path"], patterns_of(options)
    gone = before.filter(pc.invert(pc.is_in(before, now.cast(before.type).combine_chunks())))
    lost = Counter(map(previous.file_of, gone.to_pylist()))
    reasons = {
        file: reason
        for file in lost
        if (patterns is None or patterns.take(file)) and (reason := _denied(str(source.root), file))
    }
    if reasons:
        file, reason = next(iter(reasons.items()))
        many = counted(sum(lost[each] for each in reasons), "image")
        raise SourceError(
            f"{many} of the index cannot be read now and may be there ({file}: {reason}); none is taken out. "
            "Make their folders readable and refresh again, or leave them out with --exclude."
        )


def _denied(root: str, file: str) -> str:
    """Why the file of an index may not be read; empty where it may, or is gone."""
    located = locate(root, file)
    if located is None or is_address(file):
        return ""
    state, reason = asked(located)
    return reason if state is None or os.access(located, os.R_OK) else os.strerror(errno.EACCES)


def _states(index: Index | None) -> dict[str, State]:
    """The states of the files of an index, by the paths of their items."""
    if index is None:
        return {}
    names = index.items["path"].to_pylist()
    times = index.items["modified"].cast("int64").to_pylist()
    tags = [0] * index.n if index.status_times is None else index.status_times.tolist()
    return dict(zip(names, map(State, index.items["bytes"].to_pylist(), times, tags), strict=True))
