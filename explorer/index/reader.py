"""Open an index and read what is in it, lazily; every array is in dendrogram order."""

import json
import mmap
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import pyarrow as pa

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.tree.dendrogram import Tree
from explorer.errors import NotFoundError
from explorer.images.crops import split_fragment
from explorer.images.frames.frame import file_of, frame_of
from explorer.images.pages import MappedPages, read_ahead
from explorer.images.parts import Part
from explorer.images.thumbnails import ThumbnailReader
from explorer.index import format as layout
from explorer.index import item_columns
from explorer.index.checks import check_row
from explorer.index.current_build import current_build
from explorer.index.files import Artefacts
from explorer.index.format import Manifest
from explorer.index.hashes import damaged_files
from explorer.index.image_parts import FILE, is_part, part_at, part_of
from explorer.index.locks import ReaderLock
from explorer.index.manifests import copy_is_damaged
from explorer.index.once import Memory, label_free, once
from explorer.index.originals import Original, open_fetched, open_frame, open_original, open_part
from explorer.index.remote_originals import SIGNED, check_ours, fetch_original, remote_address
from explorer.index.tasks import correctness, require_task
from explorer.options import CLASSIFICATION
from explorer.remote.addresses import is_address
from explorer.words import listed

_Value = TypeVar("_Value")


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
        return cls(*current_build(path))

    def __init__(self, path: Path, manifest: Manifest, lock: ReaderLock) -> None:
        self.path = path
        self.manifest = manifest
        self._lock = lock
        self._files = Artefacts(self.folder, manifest.n)
        self._memory = Memory()

    def __enter__(self) -> Self:
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
        self._memory.clear()
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
    @once
    @label_free
    def models(self) -> list[str]:
        """Names of the models that have predictions; `""` stands for the plain column `prediction`."""
        return item_columns.models_of(self.items.column_names)

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
    @once
    def task(self) -> str:
        """What labels and predictions are: one of `explorer.options.TASKS`, by the types of their columns."""
        return item_columns.task_of(self.items.schema)

    @property
    def has_truth(self) -> bool:
        """Whether there is a column of labels, whatever the task is."""
        return layout.LABEL in self.items.column_names

    @property
    def has_labels(self) -> bool:
        """Whether there is a column of labels, each of them one class."""
        return self.has_truth and self.task == CLASSIFICATION

    @property
    @once
    def judged(self) -> bool:
        """Whether any prediction is right or wrong: some image has both it and a label."""
        return self.has_truth and any((self.correct(model) >= 0).any() for model in self.models)

    @property
    @once
    def mistaken(self) -> bool:
        """Whether any prediction is wrong; with one class alone none can be."""
        return self.has_truth and any((self.correct(model) == 0).any() for model in self.models)

    @property
    @once
    def items(self) -> pa.Table:
        """(n rows) The item table."""
        return self._files.items()

    @property
    @once
    @label_free
    def embeddings(self) -> np.ndarray:
        """(n, dim) Vectors, memory-mapped; unit rows unless they are the user's own."""
        return self._files.array(layout.EMBEDDINGS, (self.n, self.dim), mmap=True)

    @property
    @once
    @label_free
    def small_copy(self) -> tuple[np.ndarray, np.ndarray] | None:
        """(n, dim) int8 and (n, 2) float32, memory-mapped: see `explorer.index.quantized`; None without."""
        if not {layout.SMALL_COPY, layout.SMALL_COPY_BOUNDS} <= set(self.manifest.files):
            return None
        return self._files.small_copy(self.dim)

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """(m, dim) float32 copies of the vectors of rows far apart; what was read of the file is let go."""
        vectors, each = self.embeddings, self.dim * self.embeddings.itemsize
        starts = vectors.offset % mmap.ALLOCATIONGRANULARITY + each * np.asarray(rows, np.int64)
        read_ahead(vectors.base, starts, starts + each)
        copies = np.asarray(vectors[rows], np.float32)
        self._pages.looked_at(len(rows), each)
        return copies

    @property
    @once
    @label_free
    def _pages(self) -> MappedPages:
        return MappedPages([self.embeddings.base])

    @property
    @once
    @label_free
    def colors(self) -> np.ndarray:
        """(n, 3) uint8 Mean colours."""
        return self._files.array(layout.COLORS, (self.n, 3))

    @property
    @once
    @label_free
    def projection(self) -> np.ndarray | None:
        """(n, 2) float32 Places on the map; None where none was wanted."""
        return self._files.projection()

    @property
    @once
    @label_free
    def probabilities(self) -> np.ndarray | None:
        """(n, c) Class probabilities, memory-mapped, in the order of `classes`; None where there are none."""
        if layout.PROBABILITIES not in self.manifest.files:
            return None
        return self._files.array(layout.PROBABILITIES, (self.n, None), mmap=True)

    @property
    @once
    @label_free
    def status_times(self) -> np.ndarray | None:
        """(n,) int64 When the status of each file last changed, ns since 1970; None where it was not kept."""
        if layout.STATUS_TIMES not in self.manifest.files:
            return None
        return self._files.array(layout.STATUS_TIMES, (self.n,))

    @property
    @once
    @label_free
    def parts(self) -> pa.Table | None:
        """Where images lie in archives (`explorer.index.image_parts`); None where each is a whole file."""
        return self._files.parts() if layout.PARTS in self.manifest.files else None

    @property
    @once
    @label_free
    def tree(self) -> Tree:
        """The cluster tree over rows."""
        return self._files.tree()

    @property
    def root(self) -> int:
        """Node of all rows, known before the tree is read."""
        return 2 * self.n - 2

    @property
    @once
    @label_free
    def neighbors(self) -> Neighbors:
        """The nearest neighbours of every row."""
        return self._files.neighbors()

    @property
    @once
    @label_free
    def thumbnails(self) -> ThumbnailReader:
        """The stored thumbnails."""
        return ThumbnailReader(self.folder, tuple(self.manifest.levels))

    @property
    @once
    @label_free
    def failures(self) -> pa.Table:
        """`path`, `source_row` and `reason` of everything that could not be used."""
        return self._files.table(layout.FAILURES)

    def column(self, name: str) -> np.ndarray:
        """(n,) A column as a NumPy array: numbers as they are (missing: NaN), all else as objects.

        Raises
        ------
        NotFoundError
            When there is no such column.
        """
        self._require(name)
        return self._column(name)

    def codes(self, name: str) -> tuple[np.ndarray, list[str]]:
        """A column as `(codes, values)`: (n,) int32 into `values`, -1 where missing; values sorted.

        Raises
        ------
        NotFoundError
            When there is no such column.
        """
        self._require(name)
        return self._codes(name)

    def labels(self) -> np.ndarray:
        """(n,) int32 Codes of the labels in `classes`, -1 where missing.

        Raises
        ------
        NotFoundError
            When the index has no labels of one class each.
        """
        return self._class_codes(layout.LABEL)

    def predictions(self, model: str = "") -> np.ndarray:
        """(n,) int32 Codes of a model's predictions in `classes`, -1 where missing.

        Raises
        ------
        NotFoundError
            When there is no such model, or its predictions are not one class each.
        """
        return self._class_codes(item_columns.of_model(layout.PREDICTION, model))

    def correct(self, model: str = "") -> np.ndarray:
        """(n,) int8 1 where the prediction is the label, 0 where it is not, -1 where either is missing.

        Of several classes an image, where they are the same ones; of a regression, which is neither right nor
        wrong, always -1.

        Raises
        ------
        NotFoundError
            When there are no labels or no such model.
        """
        return self._correct(model)

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
        source = self.manifest.source
        address, part = self.remote_original(row)
        if address is not None:
            ours = self.cached(_is_ours)
            fetched = fetch_original(address, recorded, part, ours, self.manifest.image_options)
            return open_fetched(fetched, recorded, digest)
        if self.frames and frame_of(recorded) is not None:
            return open_frame(source, recorded, digest, self.manifest.image_options)
        if self.crops:
            recorded, digest = self.file_of(recorded), ""  # which is of the box
        if self.parts is None or not is_part(self.parts, int(row)):
            return open_original(source, recorded, digest)
        return open_part(part_of(self.parts, int(row), source.get("root", "")), recorded, digest)

    def remote_original(self, row: int) -> tuple[str | None, Part | None]:
        """Return the address of the original of a row, or of the archive it is in, and where it lies there.

        None where it is a file of this machine.

        Raises
        ------
        OriginalError
            It would lead out of the source.
        """
        source, row = self.manifest.source, int(row)
        if self.parts is not None:
            address = remote_address(source, self.parts[FILE][row].as_py())
            partial = address is not None and is_part(self.parts, row)
            return address, part_at(self.parts, row, address) if partial else None
        recorded = self.items[layout.PATH][row].as_py()
        return remote_address(source, self.file_of(recorded)), None

    @property
    def has_addresses(self) -> bool:
        """Whether originals lie at addresses, some or all."""
        source = self.manifest.source
        return SIGNED in source or is_address(source.get("root"))

    @property
    def crops(self) -> bool:
        """Whether its images are boxes in pictures, which `path` then ends with (`explorer.images.crops`)."""
        return self.manifest.source.get("items") == layout.OBJECTS

    @property
    def frames(self) -> bool:
        """Whether images are frames of files, which their `path` then names (`explorer.images.frames`)."""
        return self.manifest.source.get(layout.FRAMES) is True

    def file_of(self, recorded: str) -> str:
        """Return the file that an item's path names: of a box or a frame, that which it is in."""
        if self.frames and frame_of(recorded) is not None:
            return file_of(recorded)
        return split_fragment(recorded)[0] if self.crops else recorded

    def image_file(self, row: int) -> Path:
        """Return where the original file of a row is; to read it, `open_image`, whose errors these are.

        Of what lies at an address, `original_place`.
        """
        with self.open_image(row) as original:
            return Path(original.path)

    def original_place(self, row: int) -> str:
        """Return the path or the address of the original of a row; nothing is fetched to tell.

        Raises
        ------
        NotFoundError
            As of `open_image`, of a file of this machine.
        """
        check_row(self, row)
        address, _part = self.remote_original(row)
        return str(self.image_file(row)) if address is None else address

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

    def cached(self, make: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return `make(index, *arguments)`, made once for these arguments and kept until the index is closed.

        `make` is known by itself, so it is a function of a module and not one made for the occasion.
        """
        return self._memory.get((make, arguments), partial(make, self, *arguments))

    def _require(self, name: str) -> None:
        if name not in self.items.column_names:
            raise NotFoundError(
                f"There is no column {name!r} in {self.name}; there are: {listed(self.items.column_names)}."
            )

    @once
    def _column(self, name: str) -> np.ndarray:
        return item_columns.as_numpy(self.items[name])

    @once
    def _codes(self, name: str) -> tuple[np.ndarray, list[str]]:
        return item_columns.encode(self.items[name])

    @once
    def _correct(self, model: str) -> np.ndarray:
        return correctness(self, model)

    @once
    def _class_codes(self, name: str) -> np.ndarray:
        require_task(self, CLASSIFICATION, name)
        codes, values = self.codes(name)
        return item_columns.recode(codes, values, self.classes)


def _is_ours(index: Index) -> bool:
    """Whether this account built an index whose images lie at addresses."""
    names = index.items[layout.PATH] if index.parts is None else index.parts[FILE]
    return check_ours(index.manifest.source, names)
