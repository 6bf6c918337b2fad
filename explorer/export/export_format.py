"""What a format of an export is: the command line, the API and downloads read its description."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from explorer.errors import InputError
from explorer.export.format_options import FormatOption
from explorer.export.unfinished import Journal
from explorer.extras import is_installed, line_for
from explorer.index.reader import Index

PATH, CLASS, CLUSTER = "path", "class", "cluster"
LAYOUTS = (PATH, CLASS, CLUSTER)
"""Where a picture goes in an exported folder: as it lay, below its class, or below its cluster."""
COPY, HARD, SYMBOLIC = "copy", "hard", "symbolic"
LINKS = (COPY, HARD, SYMBOLIC)
"""How it gets there."""


@dataclass(frozen=True)
class Missing:
    """Originals that could not be copied: parallel lists of paths and reasons."""

    paths: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, path: str, reason: str) -> None:
        """Note one."""
        self.paths.append(path)
        self.reasons.append(reason)

    def table(self) -> pa.Table:
        """They as a table, a row each."""
        return pa.table({"path": self.paths, "reason": self.reasons})


@dataclass(frozen=True)
class Chosen:
    """How a subset was asked for, in words.

    Attributes
    ----------
    node : int or None
        A cluster.
    listed : bool
        Whether rows were listed one by one.
    where, tag, finding, search : str
        The texts of a filter, a tag, a finding (`explorer.analysis.findings.chosen_finding`) and a search;
        empty for none.
    samples : tuple of str
        What was drawn of these (`explorer.export.sampling`), one after the other.
    """

    node: int | None = None
    listed: bool = False
    where: str = ""
    tag: str = ""
    finding: str = ""
    search: str = ""
    samples: tuple[str, ...] = ()

    @property
    def lasts(self) -> bool:
        """Whether what was said means the same in another build: numbers of rows and nodes do not."""
        return bool(self.where or self.tag) and not (
            self.node is not None or self.listed or self.finding or self.search or self.samples
        )


@dataclass(frozen=True)
class Subset:
    """What is written.

    Attributes
    ----------
    index : Index
    rows : (m,) int64
        m at least 1, in the order in which they are written.
    places : bool
        Whether tables say where the originals are on this machine.
    missing : Missing
        Filled with the originals that could not be copied.
    chosen : Chosen
    layout : str
        One of `LAYOUTS`, for formats of files.
    links : str
        One of `LINKS`, for formats that are folders.
    options : dict
        Values of all options of the format, by name.
    journal : Journal
        What of it is done, and was done by an export that was interrupted.
    """

    index: Index
    rows: np.ndarray
    places: bool = True
    missing: Missing = field(default_factory=Missing)
    chosen: Chosen = Chosen()
    layout: str = PATH
    links: str = COPY
    options: Mapping[str, Any] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)


@dataclass(frozen=True)
class Format:
    """A format of an export.

    Attributes
    ----------
    name : str
        As `--format` and the API have it.
    write : callable
        Takes a `Subset` and a binary file of any kind, which is never gone back in; yields how many images
        are done. Of a format without `media_type` it takes the path of a folder to make.
    writes : str
        What is written, for the table of `dendro formats`.
    media_type : str or None
        Of what a server sends; None for a folder, which cannot be sent.
    ending : str or None
        Of its file, where that is not its name.
    layouts, links : bool
        Whether pictures can be laid out by class or cluster, and be linked to.
    zipped : bool
        Whether a server sends the folder as a zip archive.
    marks : bool
        Whether it is of pictures in which objects are marked, and of no others.
    options : tuple of FormatOption
        What can be asked for besides.
    needs : (str, str) or None
        A module that is imported late, and the extra that installs it.
    resumes, resumes_by_parts : bool
        Whether an interrupted export can go on: from any file, or, with both, from the last large one that
        holds many images (`explorer.export.checkpoints`).
    """

    name: str
    write: Callable[[Subset, Any], Generator[int]]
    writes: str
    media_type: str | None = None
    ending: str | None = None
    layouts: bool = False
    links: bool = False
    zipped: bool = False
    marks: bool = False
    options: tuple[FormatOption, ...] = ()
    needs: tuple[str, str] | None = None
    resumes: bool = False
    resumes_by_parts: bool = False

    @property
    def suffix(self) -> str:
        """Ending of its file, without a dot; empty for a folder."""
        return "" if self.media_type is None else self.ending or self.name

    def check(self, subset: Subset) -> None:
        """Raise InputError where this format cannot be what is asked of it."""
        if self.needs is not None and not is_installed(self.needs[0]):
            raise InputError(
                f"the format {self.name} needs {self.needs[0]}, which is not installed; "
                f"run: {line_for(self.needs[1])}"
            )
        if subset.layout != PATH and not self.layouts:
            raise InputError(f"the format {self.name} holds no files to lay out; leave --layout out")
        if subset.links != COPY and not self.links:
            raise InputError(f"the format {self.name} cannot link to originals; leave --links out")

    def write_at(self, subset: Subset, place: Path) -> Generator[int]:
        """Write a subset where nothing is yet, yielding how many images are done."""
        if self.media_type is None:
            yield from self.write(subset, place)
            return
        with open(place, "xb") as out:
            yield from self.write(subset, out)
