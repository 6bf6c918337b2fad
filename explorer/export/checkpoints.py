"""How far an export has come that writes one large file after the other: what whole files hold is done."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.export.export_format import Subset
from explorer.export.made_of import originals_digest


@dataclass(frozen=True)
class Checkpoint:
    """That some more files are whole.

    Attributes
    ----------
    done : int
        Images that were looked at by then, from the first on.
    files : dict of str to int
        Their paths in the folder, and their sizes.
    originals : str
        Digest of the originals since the checkpoint before (`originals_digest`).
    missing : list of (str, str)
        Those of them that are missing: path and reason.
    more : object
        What the format wants to know again; of JSON.
    """

    done: int
    files: dict[str, int]
    originals: str
    missing: list[tuple[str, str]]
    more: Any = None


class Checkpoints:
    """Those of an export.

    Parameters
    ----------
    subset : Subset
        The rows in the order in which they are written.
    folder : Path
        In which they are written; it must exist.

    Attributes
    ----------
    earlier : list of Checkpoint
        Of the interrupted export that this one goes on with, as far as files and originals are as they were.
        Files that are of none of them were removed.
    """

    def __init__(self, subset: Subset, folder: Path) -> None:
        self._subset, self._folder = subset, folder
        self._all = self.earlier = list(self._still_true())
        kept = {name for each in self.earlier for name in each.files}
        for path in [each for each in folder.rglob("*") if each.is_file()]:
            if path.relative_to(folder).as_posix() not in kept:
                path.unlink()
        for path, reason in [each for checkpoint in self.earlier for each in checkpoint.missing]:
            subset.missing.add(path, reason)
        subset.journal.there = self.done

    @property
    def done(self) -> int:
        """Images that need not be looked at any more."""
        return self._all[-1].done if self._all else 0

    def add(self, done: int, files: list[Path], more: object = None) -> None:
        """Note that some more files are whole, and with them so many images, from the first on, are done."""
        missing = self._subset.missing
        known = sum(len(each.missing) for each in self._all)
        self._all = [
            *self._all,
            Checkpoint(
                done,
                {path.relative_to(self._folder).as_posix(): path.stat().st_size for path in files},
                self._originals(self.done, done),
                list(zip(missing.paths[known:], missing.reasons[known:], strict=True)),
                more,
            ),
        ]
        self._subset.journal.save([asdict(each) for each in self._all])

    def _still_true(self):
        first = 0
        for said in self._subset.journal.read() or []:
            checkpoint = Checkpoint(**said)
            if any(_size(self._folder / name) != size for name, size in checkpoint.files.items()):
                return
            if self._originals(first, checkpoint.done) != checkpoint.originals:
                return
            yield checkpoint
            first = checkpoint.done

    def _originals(self, first: int, last: int) -> str:
        rows: np.ndarray = self._subset.rows[first:last]
        return originals_digest(self._subset.index, rows)


def _size(path: Path) -> int:
    """Bytes of a file; -1 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return -1
