"""An index with all that can be asked of it: what `explorer.open_index` gives."""

from pathlib import Path
from typing import Any

from explorer.analysis.findings import Findings, FindingsOptions, find
from explorer.export import ExportReport, export
from explorer.index.reader import Index
from explorer.search import SearchResult, search


class Dataset(Index):
    """An opened index; `search`, `findings` and `export` are the functions of their rooms."""

    def search(self, **query: Any) -> SearchResult:
        """Search it; see `explorer.search.search`."""
        return search(self, **query)

    def findings(self, kind: str = "errors", **asked: Any) -> Findings:
        """Find what stands out; the options are those of `explorer.options.FindingsOptions`."""
        return find(self, FindingsOptions(kind, **asked))

    def export(self, out: Path | str, **subset: Any) -> ExportReport:
        """Write a subset; see `explorer.export.export`."""
        return export(self, out, **subset)


def open_index(path: Path | str) -> Dataset:
    """Open the current build of an index.

    Parameters
    ----------
    path : Path or str
        Folder of the index.

    Returns
    -------
    Dataset
        Holds its build until it is closed or collected, so that a refresh does not remove it. Nothing is read
        before it is asked for.

    Raises
    ------
    InputError
        When the path is not UTF-8.
    IndexFormatError
        When the folder is not an index, is of another version, or files of it are missing or cut short.
    """
    return Dataset.open(path)
