"""An index with all that can be asked of it: what `explorer.open_index` gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer.analysis.findings import Findings, FindingsOptions, find
from explorer.argument_types import takes
from explorer.decisions.changing import Change
from explorer.decisions.cluster_decisions import ClusterDecisions, decide_cluster, decided_clusters
from explorer.decisions.corrected_labels import GIVEN, with_labels
from explorer.decisions.current import current, readable
from explorer.decisions.decision_kinds import CORRECTED, NOTE, TAG, VERDICT, own_name
from explorer.decisions.decision_lists import all_decisions, corrections_list, decisions_document, saved_views
from explorer.decisions.editing import Asked, decide, save_view
from explorer.decisions.importing import import_decisions
from explorer.export import ExportReport, export, select_rows
from explorer.export.asked_selection import read_selection
from explorer.export.export_format import COPY, PATH
from explorer.export.read_decisions import read_decisions
from explorer.export.selection import Selection
from explorer.export.write_decisions import CORRECTIONS, DECISIONS, write_table
from explorer.filters.filter import condition_of
from explorer.filters.named_sets import searching
from explorer.index.detection_figures import figures_of
from explorer.index.reader import Index
from explorer.index.tasks import signed_errors
from explorer.progress import Progress
from explorer.search import SearchResult, search
from explorer.view import Views
from explorer.view.encoder_classes import prepare_words_of
from explorer.view.evaluation import EvaluationRequest, evaluate
from explorer.view.finding_explanation import explain_finding
from explorer.view.mistake_explanation import explain_mistake
from explorer.view.named_set import find_named_set

_NOT_GIVEN = ("index", "found", "samples")
"""What a selection holds that is made of other arguments."""


@dataclass(frozen=True)
class _OfCluster:
    """What decisions take beside a selection."""

    cluster: int | None = None


_takes_selection = takes(read_selection, Selection, but=_NOT_GIVEN)
_takes_images = takes(read_selection, Selection, _OfCluster, but=_NOT_GIVEN)


class Dataset(Index):
    """An opened index; `search`, `findings` and `export` are the functions of their rooms."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        searching(self).find = find_named_set

    @takes()
    def with_labels(self, labels: str = GIVEN) -> Index:
        """Return this index with labels as `given` or as `corrected` by people.

        Raises
        ------
        DecisionsError
            When corrected labels are asked for and cannot be read.
        """
        if labels != GIVEN:
            readable(self)
        return with_labels(self, labels)

    @takes()
    def errors(self, model: str = "") -> np.ndarray:
        """(n,) float64 Prediction - label where the task is a regression; NaN where either is missing.

        Raises
        ------
        NotFoundError
            When there are no labels or no such model, or they are no numbers.
        """
        return signed_errors(self, self._model(model))

    @takes(search, but=("index", "ranking"))
    def search(self, *, where: str | None = None, labels: str = GIVEN, **query: Any) -> SearchResult:
        """Search it; see `explorer.search.search`. `where` is the text of a filter.

        Words are looked up in the classes of the packaged encoder, too, where it is installed.
        """
        index = self.with_labels(labels)
        query["where"] = condition_of(index, where)
        said = prepare_words_of(index, query.get("text"), query.get("text_encoder"))
        found = search(index, **query)
        return replace(found, note=f"{found.note} {said}".strip()) if said else found

    @takes(FindingsOptions)
    def findings(self, kind: str = "errors", *, labels: str = GIVEN, **asked: Any) -> Findings:
        """Find what stands out; the options are those of `explorer.options.FindingsOptions`.

        `labels` are those that it is judged by: as `given` or `corrected`.

        Raises
        ------
        InputError
            When there is no such kind, an option is beyond its bounds, or the index lacks what it needs.
        """
        return find(self.with_labels(labels), FindingsOptions(kind, **asked))

    @takes()
    def explain(self, found: Findings, number: int = 1, *, labels: str = GIVEN) -> dict:
        """Say what tells a finding from the images that it is compared with.

        Facts that hold for more of its images than of the right ones of its classes elsewhere, what its wrong
        images are taken for, and the nearest right image beside each.

        Parameters
        ----------
        found : Findings
            What `findings` gave, of a kind that finds clusters, by the same `labels`.
        number : int
            Which of its clusters, counted from 1.

        Raises
        ------
        InputError
            When findings of this kind are not explained.
        NotFoundError
            When there is no cluster of this number.
        """
        options = found.options or FindingsOptions(found.kind)
        return explain_finding(self.with_labels(labels), options, found.document(), number)

    @takes()
    def explain_mistake(
        self,
        label: str,
        prediction: str,
        *,
        node: int | None = None,
        where: str | None = None,
        model: str | None = None,
        labels: str = GIVEN,
    ) -> dict:
        """Say what tells images of one class that are predicted as another from those that are recognised.

        In a cluster, and where a filter holds, or of all images; see `explain` for what is said.

        Raises
        ------
        InputError
            When images have not one class each, there is no model, or both classes are one.
        NotFoundError
            When there is no such class, node or model, or no such mistake there.
        """
        index = self.with_labels(labels)
        node = index.tree.root if node is None else node
        return explain_mistake(Views(index), node, label, prediction, condition_of(index, where), model)

    def detections(self) -> dict:
        """Return the figures of the boxes of models, as `dendro detections --json` prints them.

        Raises
        ------
        NotFoundError
            When the index was built without any.
        """
        return figures_of(self)

    @takes(EvaluationRequest)
    def evaluate(self, *, where: str | None = None, labels: str = GIVEN, **asked: Any) -> dict:
        """Say how far models can be believed, as `dendro evaluate --json` prints it.

        Calibration, precision-recall and accuracy by coverage of each model, and the difference of two. The
        options are those of `explorer.view.evaluation.EvaluationRequest`: `node`, `model`, `against`,
        `of_class`, `bins`. `where` is the text of a filter, `labels` are those that it is judged by: as
        `given` or `corrected`.

        Raises
        ------
        InputError
            When the index has no labels and predictions, or the filter cannot be read.
        NotFoundError
            When there is no such model, class or node.
        """
        index = self.with_labels(labels)
        return evaluate(Views(index), EvaluationRequest(where=condition_of(index, where), **asked))

    @_takes_selection
    def export(
        self,
        out: Path | str,
        *,
        labels: str = GIVEN,
        format: str | None = None,
        layout: str = PATH,
        links: str = COPY,
        options: Mapping[str, object] | None = None,
        progress: Progress | Callable[[int, int], None] | None = None,
        **subset: Any,
    ) -> ExportReport:
        """Write a subset, named as `select` takes it; see `explorer.export.export`.

        `labels` are those of the column `label`: as `given` or `corrected`.
        """
        index = self.with_labels(labels)
        return export(
            index,
            out,
            format=format,
            layout=layout,
            links=links,
            options=options,
            progress=progress,
            **vars(read_selection(index, **subset)),
        )

    @_takes_selection
    def select(
        self,
        *,
        node: int | None = None,
        rows: Sequence[int] | np.ndarray | None = None,
        where: str | None = None,
        labels: str = GIVEN,
        **more: Any,
    ) -> np.ndarray:
        """(m,) int64 Rows of the images of which all holds that is given, m at least 1.

        Parameters
        ----------
        node : int, optional
            A cluster.
        rows : array of int, optional
            In the order in which they are wanted.
        where : str, optional
            The text of a filter.
        labels : str
            Those that count: as `given` or `corrected`.
        **more
            `tag`; `finding`, such as `errors` or `errors:2` (`explorer.analysis.findings.chosen_finding`);
            `search`, words to search for, with `cut`, `limit` and `text_encoder` as `search` takes them: all
            that answers where words have a line of their own, else a cut or a limit is to be given; `sample`,
            what is drawn of all that, with `size`, `seed` and `target`, as the method `sample` takes them.

        Raises
        ------
        InputError
            Something cannot be understood, or nothing is left.
        NotFoundError
            There is no such node, row, tag or finding.
        """
        index = self.with_labels(labels)
        return select_rows(index, read_selection(index, node=node, rows=rows, where=where, **more))

    @_takes_selection
    def sample(
        self,
        method: str | Sequence[str],
        size: int | None = None,
        seed: int = 0,
        target: str | np.ndarray | None = None,
        **selection: Any,
    ) -> np.ndarray:
        """(size,) int64 Rows that a method of `explorer.export.sampling` draws, the same for the same seed.

        Parameters
        ----------
        method : str or sequence of str
            Such as `k-center` or `density;cells=100`; of several each draws from what the one before drew.
        size : int, optional
            How many; methods that say themselves when it is enough need none.
        seed : int
        target : str or (t, d) array, optional
            The text of a filter, or vectors of images from elsewhere, that a method draws towards.
        **selection
            From what it draws, as `select` takes it; all images without any.

        Raises
        ------
        InputError
            A method cannot be understood, or cannot draw so many, or the index lacks what it needs.
        """
        return self.select(sample=method, size=size, seed=seed, target=target, **selection)

    @_takes_images
    def tag(self, name: str, author: str | None = None, **images: Any) -> Change:
        """Tag images, named as `select` takes them.

        With `cluster` instead, a node, the cluster as such is tagged; so with `untag`, `note`, `judge` and
        `withdraw`.

        Raises
        ------
        InputError
            When it says what no decision may say, or no image is named.
        NotFoundError
            When there is no such row, node or tag.
        DecisionsError
            When decisions cannot be read, or not be written.
        """
        return self._decide(Asked(TAG, name), author, images)

    @_takes_images
    def untag(self, name: str, author: str | None = None, **images: Any) -> Change:
        """Take a tag off images; off all of them where none are named. Errors are those of `tag`."""
        return self._decide(Asked(TAG, name, remove=True), author, images)

    @_takes_images
    def note(self, text: str, author: str | None = None, **images: Any) -> Change:
        """Write a note on images; an empty one takes it away. Errors are those of `tag`."""
        return self._decide(Asked(NOTE, value=text), author, images)

    @_takes_images
    def correct_labels(
        self, label: str | Sequence[str] | None, author: str | None = None, **images: Any
    ) -> Change:
        """Give images another label; None takes it back. (`correct` tells whether predictions are right.)

        Where an image has several classes, a list of all that it has, none for an empty one. Errors are those
        of `tag`; labels that are numbers cannot be corrected, which is an `InputError`.
        """
        return self._decide(Asked(CORRECTED, value=label, remove=label is None), author, images)

    @_takes_images
    def judge(self, verdict: str, author: str | None = None, **images: Any) -> Change:
        """Give images a verdict: one of `explorer.decisions.decision_kinds.VERDICTS`.

        Errors are those of `tag`.
        """
        return self._decide(Asked(VERDICT, verdict), author, images)

    @_takes_images
    def withdraw(self, verdict: str, author: str | None = None, **images: Any) -> Change:
        """Take a verdict back; of all images where none are named.

        Errors are those of `tag`.
        """
        return self._decide(Asked(VERDICT, verdict, remove=True), author, images)

    @takes()
    def undo(self, author: str | None = None) -> Change | None:
        """Undo the last change of somebody; None where there is none.

        Raises
        ------
        DecisionsError
            When decisions cannot be read, or not be written; so it is with `redo`.
        """
        return current(self).store.undo(_named(author))

    @takes()
    def redo(self, author: str | None = None) -> Change | None:
        """Do again what was undone last; None where there is none. Errors are those of `undo`."""
        return current(self).store.redo(_named(author))

    def tags(self) -> dict[str, np.ndarray]:
        """Return the tags, and the rows of each, ascending.

        Raises
        ------
        DecisionsError
            When decisions cannot be read; so it is with `clusters`, `corrections`, `views` and `decisions`.
        """
        return dict(readable(self).tags)

    def clusters(self) -> dict[int, ClusterDecisions]:
        """Return what is decided about clusters as such, by node. Errors are those of `tags`."""
        readable(self)
        return dict(decided_clusters(self))

    def corrections(self) -> list[dict]:
        """Return corrected labels: `path`, `given`, `corrected`, `by`, `when`, `row`, `how`.

        Errors are those of `tags`.
        """
        return corrections_list(self)

    def views(self) -> list[dict]:
        """Return the saved views: `name`, `address`, `time`, `author`. Errors are those of `tags`."""
        return saved_views(self)

    @takes()
    def save_view(self, name: str, address: str | None, author: str | None = None) -> Change:
        """Keep an address of the page under a name; without an address, forget it.

        Raises
        ------
        InputError
            When it is no address of a view, or the name is none.
        DecisionsError
            When it cannot be written.
        """
        return save_view(self, name, address, _named(author))

    def decisions(self) -> dict:
        """Return all that is decided, as `dendro tags --json` prints it. Errors are those of `tags`."""
        readable(self)
        return decisions_document(self)

    @takes()
    def export_decisions(self, out: Path | str, corrections: bool = False) -> int:
        """Write all decisions, or the corrected labels alone, as `.csv` or `.json`; return how many.

        Raises
        ------
        InputError
            When something is there already, it cannot be written, or the ending is another.
        DecisionsError
            When decisions cannot be read.
        """
        readable(self)
        rows = corrections_list(self) if corrections else all_decisions(self)
        write_table(Path(out), rows, CORRECTIONS if corrections else DECISIONS)
        return len(rows)

    @takes()
    def import_decisions(self, file: Path | str, author: str | None = None) -> Change:
        """Take decisions over from a `.csv` or `.json`; see `explorer.export.read_decisions`."""
        file = Path(file)
        return import_decisions(self, read_decisions(file), _named(author), file.name)

    def _decide(self, asked: Asked, author: str | None, images: dict) -> Change:
        readable(self)
        cluster = images.pop("cluster", None)
        if cluster is not None:
            return decide_cluster(self, cluster, asked, _named(author))
        return decide(self, select_rows(self, read_selection(self, **images)), asked, _named(author))


def _named(author: str | None) -> str:
    return own_name() if author is None else author


@takes()
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
