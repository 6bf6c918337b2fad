"""Several sources as one: a folder, a file of annotations and an archive in one index."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import Failure, SourceError
from explorer.images.parts import PACKINGS, WHOLE
from explorer.index.format import LABEL, PATH, SOURCE_ROW
from explorer.remote.addresses import is_address, join
from explorer.remote.reading import State
from explorer.sources.folders.passed_over import by_ending
from explorer.sources.several.naming import free_column, names_of
from explorer.sources.several.one_table import about_types, filled, first_of_each, one_table
from explorer.sources.source import Named, PartArrays, Source
from explorer.words import count, counted, images

SEVERAL = "several"
"""`Source.kind` of several sources."""
_SAID = 20


def unite(sources: Sequence[Source]) -> Source:
    """Make one source of two or more.

    Paths are taken from the nearest folder that holds all of them. A path that comes from more than one is
    one item: the first that names it counts, and the others fill in what it does not say. A column says
    which source a row came from, `source` or, where one has a column of that name, as of `free_column`.

    Raises
    ------
    SourceError
        Some have vectors of their own and others have not, or of another length.
    """
    names = names_of([source.location for source in sources])
    root = _common_folder([source.root for source in sources])
    starts = np.concatenate([[0], np.cumsum([_rows(source) for source in sources])])
    column = free_column(name for source in sources for name in source.items.column_names)
    tables = [
        _with_place(source, name, column, root, int(start))
        for source, name, start in zip(sources, names, starts, strict=False)
    ]
    table, made_text = one_table(tables)
    number = np.repeat(np.arange(len(sources)), [source.items.num_rows for source in sources])
    first = first_of_each(table[PATH], number)
    items, notes = _each_once(table, first, column)
    kept = np.flatnonzero(first == np.arange(len(first)))
    files = [file for source in sources for file in source.files]
    parts = _parts(sources)
    named = tuple(
        Named(name, source.kind, source.location, source.taken_for)
        for name, source in zip(names, sources, strict=True)
    )
    return Source(
        kind=SEVERAL,
        location=root,
        root=root,
        items=items,
        files=[files[place] for place in kept.tolist()],
        failures=_failures(sources, root, starts),
        passed_over=by_ending(sum((Counter(source.passed_over) for source in sources), Counter())),
        embeddings=_vectors(sources, names),
        classes=next((source.classes for source in sources if source.classes is not None), None),
        written={part: name for source in reversed(sources) for part, name in source.written.items()},
        notes=(
            *(
                f"{one.name}: {note}"
                for one, source in zip(named, sources, strict=True)
                for note in source.notes
            ),
            *about_types(made_text),
            *notes,
        ),
        taken_for=_in_words(named),
        parts=None if parts is None else parts.take(kept),
        states=_states(sources, kept),
        crops=any(source.crops for source in sources),
        frames=any(source.frames for source in sources),
        sources=named,
    )


def _rows(source: Source) -> int:
    """How many rows a source counts: those of which nothing is an item, too."""
    rows = source.items[SOURCE_ROW].to_numpy()
    last = max([int(rows.max(initial=-1)), *(failure.source_row for failure in source.failures)])
    return max(last + 1, 0 if source.embeddings is None else len(source.embeddings))


def _common_folder(roots: Sequence[Path | str]) -> Path | str:
    """The nearest folder that holds all that are of this machine; paths at addresses are whole."""
    local = [root for root in roots if isinstance(root, Path)]
    try:
        return Path(os.path.commonpath(local))
    except ValueError:  # on drives of their own, or none: paths of the others are absolute
        return local[0] if local else roots[0]


def _with_place(source: Source, name: str, column: str, root: Path | str, start: int) -> pa.Table:
    """The items of a source with their places among those of all, and what it is called."""
    items = source.items
    paths = placed(items[PATH].to_pylist(), source, root)
    rows = pc.add(items[SOURCE_ROW], start)
    items = items.set_column(items.column_names.index(PATH), PATH, pa.array(paths, pa.string()))
    place = items.column_names.index(SOURCE_ROW)
    items = items.set_column(place, SOURCE_ROW, rows)
    return items.add_column(place + 1, column, pa.array([name] * len(paths), pa.string()))


def placed(paths: Sequence[str], source: Source, root: Path | str) -> list[str]:
    """Return paths of a source from another root, those in one archive with its name before them."""
    base, name = source.root, os.path.basename(source.location)
    if source.parts is not None and not all(path.startswith(f"{name}/") for path in paths):
        base = source.location
    if isinstance(base, str):
        return [path if is_address(path) else join(base, path) for path in paths]
    inside, before = _folder(root) if isinstance(root, Path) else "\0", _folder(base)
    before = before.removeprefix(inside) if before.startswith(inside) else before
    return [path.removeprefix(inside) if os.path.isabs(path) else before + path for path in paths]


def _folder(path: Path) -> str:
    """A folder with a slash at its end, posix."""
    return f"{path.as_posix().rstrip('/')}/"


def _failures(sources: Sequence[Source], root: Path | str, starts: np.ndarray) -> list[Failure]:
    found = []
    for source, start in zip(sources, starts.tolist(), strict=False):
        paths = placed([failure.path for failure in source.failures], source, root)
        for failure, path in zip(source.failures, paths, strict=True):
            row = failure.source_row + start if failure.source_row >= 0 else failure.source_row
            found.append(Failure(path if failure.path else "", row, failure.reason))
    return found


def _each_once(table: pa.Table, first: np.ndarray, column: str) -> tuple[pa.Table, list[str]]:
    """The items, none of two sources twice, and what is to be said of that."""
    repeated = int((first != np.arange(len(first))).sum())
    if not repeated:
        return table, []
    kept = pa.array(np.flatnonzero(first == np.arange(len(first))))
    columns, differing = {}, {}
    for name in table.column_names:
        if name in (PATH, SOURCE_ROW, column):
            columns[name] = table[name].take(kept)
        else:
            columns[name], differing[name] = filled(table[name], first)
    notes = [
        f"In more than one source, and one item each, with what the first says of it and the others know "
        f"besides: {images(repeated)}."
    ]
    if differing.get(LABEL):
        notes.append(
            "Of these, with another label in another source, which does not count: "
            f"{count(differing[LABEL])}."
        )
    return pa.table(columns, table.schema), notes


def _parts(sources: Sequence[Source]) -> PartArrays | None:
    """Where images lie in their files; of sources of files, that they are all of them."""
    if all(source.parts is None for source in sources):
        return None
    each = [source.parts or _whole(len(source.files)) for source in sources]
    return PartArrays(
        *(np.concatenate(arrays) for arrays in zip(*(vars(a).values() for a in each), strict=True))
    )


def _states(sources: Sequence[Source], kept: np.ndarray) -> np.ndarray | None:
    """What lists have told of what lies at addresses."""
    if all(source.states is None for source in sources):
        return None
    untold = (np.full((len(source.files), 3), State(), np.int64) for source in sources)
    each = zip(sources, untold, strict=True)
    return np.concatenate([none if source.states is None else source.states for source, none in each])[kept]


def _whole(n: int) -> PartArrays:
    zeros = np.zeros(n, np.int64)
    return PartArrays(zeros, zeros, np.full(n, PACKINGS.index(WHOLE), np.int8), zeros)


def _vectors(sources: Sequence[Source], names: Sequence[str]) -> np.ndarray | None:
    """Own vectors of all."""
    given = [source.embeddings for source in sources if source.embeddings is not None]
    if not given:
        return None
    lengths = {vectors.shape[1] for vectors in given}
    if len(given) < len(sources) or len(lengths) > 1:
        without = [name for name, source in zip(names, sources, strict=True) if source.embeddings is None]
        reason = (
            f"{without[0]} has none"
            if without
            else f"they have {' and '.join(map(str, sorted(lengths)))} numbers"
        )
        raise SourceError(f"Own vectors must be of all sources and of one length: {reason}; index them apart")
    return np.concatenate(given)


def _in_words(named: Sequence[Named]) -> str:
    each = ", ".join(f"{one.name} ({one.taken_for})" for one in named[:_SAID])
    more = f" and {count(len(named) - _SAID)} more" if len(named) > _SAID else ""
    return f"{counted(len(named), 'source')}: {each}{more}"
