"""Open an index and read what is in it, lazily; every array is in dendrogram order."""

import json
from pathlib import Path
from typing import Self

import numpy as np

from explorer.argument_types import takes
from explorer.errors import NotFoundError
from explorer.index import format as layout
from explorer.index import item_columns
from explorer.index.checks import check_model
from explorer.index.current_build import current_build
from explorer.index.hashes import damaged_files
from explorer.index.item_originals import ItemOriginals
from explorer.index.manifests import copy_is_damaged
from explorer.index.once import label_free, once
from explorer.index.tasks import correctness, require_task
from explorer.options import CLASSIFICATION
from explorer.words import count, listed


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


class Index(ItemOriginals):
    """One build of an index, open for reading. Made by `open_index`; safe to share between threads."""

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the current build of an index; see `open_index`."""
        return cls(*current_build(path))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path} build={self.build} n={self.n} dim={self.dim}>"

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
        """What should be known of its images, a sentence each: `rests_on` and `Source.notes`."""
        return [*([self.rests_on] if self.rests_on else []), *self._said_of_source("notes")]

    @property
    def rests_on(self) -> str:
        """Which images all counts rest on, as a sentence; empty where these are all."""
        partial = self.manifest.partial
        if partial is None:
            return ""
        how = ", spread evenly over the source" if partial["even"] else ""
        return (
            f"These are {count(self.n)} of {count(partial['of'])} images{how}: "
            "counts and findings rest on them until the others are read."
        )

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

    @takes()
    def column(self, name: str) -> np.ndarray:
        """(n,) A column as a NumPy array: numbers as they are (missing: NaN), all else as objects.

        Raises
        ------
        NotFoundError
            When there is no such column.
        """
        self._require(name)
        return self._column(name)

    @takes()
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

    @takes()
    def predictions(self, model: str = "") -> np.ndarray:
        """(n,) int32 Codes of a model's predictions in `classes`, -1 where missing.

        Raises
        ------
        NotFoundError
            When there is no such model, or its predictions are not one class each.
        """
        return self._class_codes(item_columns.of_model(layout.PREDICTION, self._model(model)))

    @takes()
    def correct(self, model: str = "") -> np.ndarray:
        """(n,) int8 1 where the prediction is the label, 0 where it is not, -1 where either is missing.

        Of several classes an image, where they are the same ones; of a regression, which is neither right nor
        wrong, always -1.

        Raises
        ------
        NotFoundError
            When there are no labels or no such model.
        """
        return self._correct(self._model(model))

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

    def _model(self, model: str) -> str:
        return check_model(self, model) or ""

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
