"""Open an index and read what is in it, lazily; every array is in dendrogram order."""

import json
import mmap
from collections.abc import Callable
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Self, TypeVar

import numpy as np
import pyarrow as pa

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.tree.dendrogram import Tree
from explorer.errors import IndexFormatError, InputError, NotFoundError
from explorer.images.pages import MappedPages, read_ahead
from explorer.images.thumbnails import ThumbnailReader
from explorer.index import format as layout
from explorer.index import item_columns
from explorer.index.checks import check_row, check_text
from explorer.index.files import Artefacts
from explorer.index.format import AGAIN, Manifest, read_manifest
from explorer.index.hashes import damaged_files
from explorer.index.locks import ReaderLock
from explorer.index.manifests import copy_is_damaged
from explorer.index.originals import Original, open_original

_Value = TypeVar("_Value")
_ATTEMPTS = 20
_MISSING = object()


def open_index(path: Path | str) -> "Index":
    """Open the current build of an index.

    Parameters
    ----------
    path : Path or str
        Folder of the index.

    Returns
    -------
    Index
        Holds its build until it is closed or collected, so that a refresh does not remove it.

    Raises
    ------
    InputError
        When the path is not UTF-8.
    IndexFormatError
        When the folder is not an index, is of another version, or files of it are missing or cut short.
    """
    return Index.open(path)


def _current_build(path: Path | str) -> tuple[Path, Manifest, ReaderLock]:
    """Find the current build of an index and hold it."""
    if path == "":
        raise InputError("An empty path was given for an index; name its folder.")
    folder = check_text(Path(path).expanduser().absolute())
    if not folder.is_dir():
        raise IndexFormatError(
            f"There is no index at {folder}: it is not a folder. Build one with `dendro index`."
        )
    for _ in range(_ATTEMPTS):
        manifest = read_manifest(folder)
        lock = ReaderLock(folder / layout.BUILDS / manifest.build)
        if lock.held:
            break
        # A refresh may have published another build between the two lines above: read again.
    else:
        raise IndexFormatError(
            f"{folder} is damaged: its current build, {manifest.build}, is not there. {AGAIN}"
        )
    try:
        _check_files(folder, manifest)
    except BaseException:
        lock.release()
        raise
    return folder, manifest, lock


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, entry in manifest.files.items():
        path = folder / layout.BUILDS / manifest.build / name
        try:
            size = path.stat().st_size
        except OSError:
            raise IndexFormatError(f"{folder} is damaged: {name} is missing. {AGAIN}") from None
        if size != entry["bytes"]:
            raise IndexFormatError(
                f"{folder} is damaged: {name} has {size} bytes, expected {entry['bytes']}. {AGAIN}"
            )


class Index:
    """One build of an index, open for reading. Made by `open_index`; safe to share between threads.

    Attributes
    ----------
    path : Path
        Folder of the index, absolute.
    manifest : Manifest
        The manifest of this build.
    """

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the current build of an index; see `open_index`."""
        return cls(*_current_build(path))

    def __init__(self, path: Path, manifest: Manifest, lock: ReaderLock) -> None:
        self.path = path
        self.manifest = manifest
        self._lock = lock
        self._files = Artefacts(self.folder, manifest.n)
        self._guard = Lock()
        self._making: dict[str, Any] = {}
        self._cache: dict[str, Any] = {}

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Index {self.path} build={self.build} n={self.n} dim={self.dim}>"

    def __del__(self) -> None:
        lock = getattr(self, "_lock", None)
        if lock is not None:
            lock.release()

    def close(self) -> None:
        """Let a refresh remove this build; what was already read stays valid."""
        with self._guard:
            self._cache.clear()
            self._lock.release()

    @property
    def build(self) -> str:
        """Name of the build."""
        return self.manifest.build

    @property
    def folder(self) -> Path:
        """Folder of the build's files."""
        return self.path / layout.BUILDS / self.manifest.build

    @property
    def n(self) -> int:
        """Images."""
        return self.manifest.n

    @property
    def dim(self) -> int:
        """Dimensions of the embeddings."""
        return self.manifest.dim

    @property
    def name(self) -> str:
        """What the page calls the index: the name of its folder, so that a copy can be renamed."""
        return self.path.name.removesuffix(".dendro")

    @property
    def encoder(self) -> dict:
        """The fields of `EncoderInfo` of the encoder that made the embeddings."""
        return self.manifest.encoder

    @property
    def text_search(self) -> bool:
        """Whether the encoder has a text tower."""
        return bool(self.manifest.encoder.get("text"))

    @property
    def classes(self) -> list[str]:
        """Class names that labels and predictions share; codes count in this order."""
        return self.manifest.classes

    @property
    def models(self) -> list[str]:
        """Names of the models that have predictions; `""` stands for the plain column `prediction`."""
        return self.kept("models", lambda: item_columns.models_of(self.items.column_names))

    @property
    def notes(self) -> list[str]:
        """What should be known of its source, a sentence each: `Source.notes` when it was built."""
        return self._said_of_source("notes")

    @property
    def doubts(self) -> list[str]:
        """Those of the notes that cast doubt on rates."""
        return self._said_of_source("doubts")

    def _said_of_source(self, what: str) -> list[str]:
        said = self.manifest.source.get(what, [])
        return [sentence for sentence in said if isinstance(sentence, str)] if isinstance(said, list) else []

    @property
    def has_labels(self) -> bool:
        """Whether there is a column of labels."""
        return layout.LABEL in self.items.column_names

    @property
    def judged(self) -> bool:
        """Whether any prediction is right or wrong: some image has both it and a label."""

        def judge() -> bool:
            return any((self.correct(model) >= 0).any() for model in self.models)

        return self.has_labels and self.kept("judged", judge)

    @property
    def items(self) -> pa.Table:
        """(n rows) The item table."""
        return self.kept("items", self._files.items)

    @property
    def embeddings(self) -> np.ndarray:
        """(n, dim) Vectors, memory-mapped; unit rows unless they are the user's own."""
        return self.kept(
            "embeddings", lambda: self._files.array(layout.EMBEDDINGS, (self.n, self.dim), mmap=True)
        )

    @property
    def small_copy(self) -> tuple[np.ndarray, np.ndarray] | None:
        """(n, dim) int8 and (n, 2) float32, memory-mapped: see `explorer.index.quantized`; None without."""
        if not {layout.SMALL_COPY, layout.SMALL_COPY_BOUNDS} <= set(self.manifest.files):
            return None
        return self.kept("small copy", lambda: self._files.small_copy(self.dim))

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """(m, dim) float32 copies of the vectors of rows far apart; what was read of the file is let go."""
        vectors, each = self.embeddings, self.dim * self.embeddings.itemsize
        starts = vectors.offset % mmap.ALLOCATIONGRANULARITY + each * np.asarray(rows, np.int64)
        read_ahead(vectors.base, starts, starts + each)
        copies = np.asarray(vectors[rows], np.float32)
        self.kept("pages", lambda: MappedPages([vectors.base])).looked_at(len(rows), each)
        return copies

    @property
    def colors(self) -> np.ndarray:
        """(n, 3) uint8 Mean colours."""
        return self.kept("colors", lambda: self._files.array(layout.COLORS, (self.n, 3)))

    @property
    def projection(self) -> np.ndarray:
        """(n, 2) float32 Places on the map."""
        return self.kept("projection", lambda: self._files.array(layout.PROJECTION, (self.n, 2)))

    @property
    def probabilities(self) -> np.ndarray | None:
        """(n, c) Class probabilities, memory-mapped, in the order of `classes`; None where there are none."""
        if layout.PROBABILITIES not in self.manifest.files:
            return None
        return self.kept(
            "probabilities", lambda: self._files.array(layout.PROBABILITIES, (self.n, None), mmap=True)
        )

    @property
    def tree(self) -> Tree:
        """The cluster tree over rows."""
        return self.kept("tree", self._files.tree)

    @property
    def root(self) -> int:
        """Node of all rows, known before the tree is read."""
        return 2 * self.n - 2

    @property
    def neighbors(self) -> Neighbors:
        """The nearest neighbours of every row."""
        return self.kept("neighbors", self._files.neighbors)

    @property
    def thumbnails(self) -> ThumbnailReader:
        """The stored thumbnails."""
        return self.kept("thumbnails", lambda: ThumbnailReader(self.folder, tuple(self.manifest.levels)))

    @property
    def failures(self) -> pa.Table:
        """`path`, `source_row` and `reason` of everything that could not be used."""
        return self.kept("failures", lambda: self._files.table(layout.FAILURES))

    def column(self, name: str) -> np.ndarray:
        """(n,) A column as a NumPy array: numbers as they are (missing: NaN), all else as objects.

        Raises
        ------
        NotFoundError
            When there is no such column.
        """
        self._require(name)
        return self.kept(f"column {name}", lambda: item_columns.as_numpy(self.items[name]))

    def codes(self, name: str) -> tuple[np.ndarray, list[str]]:
        """A column as `(codes, values)`: (n,) int32 into `values`, -1 where missing; values sorted.

        Raises
        ------
        NotFoundError
            When there is no such column.
        """
        self._require(name)
        return self.kept(f"codes {name}", lambda: item_columns.encode(self.items[name]))

    def labels(self) -> np.ndarray:
        """(n,) int32 Codes of the labels in `classes`, -1 where missing.

        Raises
        ------
        NotFoundError
            When the index has no labels.
        """
        return self._class_codes(layout.LABEL)

    def predictions(self, model: str = "") -> np.ndarray:
        """(n,) int32 Codes of a model's predictions in `classes`, -1 where missing.

        Raises
        ------
        NotFoundError
            When there is no such model.
        """
        return self._class_codes(item_columns.of_model(layout.PREDICTION, model))

    def correct(self, model: str = "") -> np.ndarray:
        """(n,) int8 1 where the prediction is the label, 0 where it is not, -1 where either is missing.

        Raises
        ------
        NotFoundError
            When there are no labels or no such model.
        """
        return self.kept(
            f"correct {model}", lambda: item_columns.agreement(self.labels(), self.predictions(model))
        )

    def open_image(self, row: int) -> Original:
        """Open the original file of a row, as a context: `open_original`.

        Raises
        ------
        NotFoundError
            When there is no such row.
        OriginalError
            When its file is not there any more, or is a link that leads elsewhere by now.
        """
        check_row(self, row)
        recorded, digest = (self.items[name][int(row)].as_py() for name in (layout.PATH, layout.HASH))
        return open_original(self.manifest.source, recorded, digest)

    def image_file(self, row: int) -> Path:
        """Return where the original file of a row is; to read it, `open_image`, whose errors these are."""
        with self.open_image(row) as original:
            return Path(original.path)

    def is_stale(self) -> bool:
        """Whether the index has a newer build than this one."""
        try:
            return (
                json.loads((self.path / layout.MANIFEST).read_text(encoding="utf-8"))["build"] != self.build
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def verify(self) -> list[str]:
        """Names of the files whose content is not what was written; reads everything."""
        manifests = [] if self.manifest.intact else [layout.MANIFEST]
        if self.manifest.intact and copy_is_damaged(self.path, self.manifest):
            manifests = [layout.MANIFEST_COPY]
        return manifests + damaged_files(self.folder, self.manifest.files)

    def kept(self, key: str, make: Callable[[], _Value]) -> _Value:
        """What `make` gives for this build, made once and kept until it is closed.

        Whoever asks for the same waits; all else can be read meanwhile.
        """
        found = self._cache.get(key, _MISSING)
        if found is not _MISSING:
            return found
        with self._guard:
            making = self._making.setdefault(key, RLock())
        with making:
            found = self._cache.get(key, _MISSING)
            if found is _MISSING:
                found = self._cache[key] = make()
            return found

    def _require(self, name: str) -> None:
        if name not in self.items.column_names:
            raise NotFoundError(
                f"There is no column {name!r} in {self.name}; there are: "
                f"{', '.join(self.items.column_names)}."
            )

    def _class_codes(self, name: str) -> np.ndarray:
        codes, values = self.codes(name)
        return self.kept(f"classes {name}", lambda: item_columns.recode(codes, values, self.classes))
