"""cleanlab: `issues.csv` and `summary.csv`, as its `Datalab` saves them, of what is found in an index."""

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.findings.kinds.quality import KIND as QUALITY
from explorer.analysis.findings.kinds.quality import faults
from explorer.analysis.findings.suspicion import (
    doubtful_labels,
    doubtful_sets,
    require_doubt,
    require_labels,
)
from explorer.analysis.outlier_scores import outliers_in
from explorer.errors import InputError
from explorer.export.export_format import Format, Subset
from explorer.export.tables import ROWS_AT_ONCE, write_csv
from explorer.index.class_sets import as_lists, sets_from
from explorer.index.format import PATH
from explorer.index.reader import Index
from explorer.index.tasks import label_sets
from explorer.options import MULTILABEL

ISSUES, SUMMARY = "issues.csv", "summary.csv"
_FAULTS = {
    "blur": "blurry",
    "dark": "dark",
    "bright": "light",
    "contrast": "low_information",
    "size": "odd_size",
    "proportions": "odd_aspect_ratio",
}
"""What cleanlab calls the faults of pictures, by their thresholds."""
_LIKELY = 0.5
"""Probability above which cleanlab predicts one of several classes."""
_WHISKER = 1 / 0.37037 - 1
"""Times the interquartile range above the third quartile, beyond which cleanlab calls an outlier."""


def write_issues(subset: Subset, folder: Path) -> Generator[int]:
    """Write a row an image: `path`, and of each type of issue `is_TYPE_issue` and `TYPE_score`.

    Labels have `given_label` and `predicted_label` besides, lists where images have several classes, and then
    the `wrong_classes` of each. What is an issue is judged among all images of the index. Scores are from 0
    to 1, and the lower the worse, as cleanlab has them; empty where an image cannot be judged.

    Yields
    ------
    int
        Images done so far.
    """
    folder.mkdir()
    columns = {PATH: subset.index.items.column(PATH), **_issues(subset.index)}
    table = pa.table({name: values.take(pa.array(subset.rows)) for name, values in columns.items()})
    parts = (table.slice(start, ROWS_AT_ONCE) for start in range(0, table.num_rows, ROWS_AT_ONCE))
    with open(folder / ISSUES, "wb") as out:
        yield from write_csv(parts, out)
    with open(folder / SUMMARY, "wb") as out:
        for _ in write_csv([_summary(table)], out):
            pass


def _issues(index: Index) -> dict[str, pa.Array]:
    """Columns of all images, (n,) each, by name."""
    columns: dict[str, pa.Array] = {}
    try:
        columns |= _several_labels(index) if index.task == MULTILABEL else _labels(index)
    except InputError:  # there are none that could be wrong
        pass
    columns |= _outliers(index) | _duplicates(index)
    scores, _, values = faults(index, {})
    for threshold, score, value in zip(QUALITY.thresholds, scores.T, values.T, strict=True):
        if not np.isnan(value).all():
            # 0.5 at the threshold, and 0 far beyond it.
            columns |= _of(
                _FAULTS[threshold.name], score > 1, np.where(np.isnan(value), np.nan, 1 / (1 + score))
            )
    return columns


def _of(kind: str, found: np.ndarray, score: np.ndarray) -> dict[str, pa.Array]:
    """Columns of a type of issue, scores that are not known missing."""
    return {f"is_{kind}_issue": pa.array(found), f"{kind}_score": pa.array(score, from_pandas=True)}


def _labels(index: Index) -> dict[str, pa.Array]:
    require_labels(index)
    found = doubtful_labels(index)
    score = np.full(index.n, np.nan)
    score[found.rows] = 1 - found.score
    predicted = np.full(index.n, None, object)
    predicted[found.rows] = [index.classes[code] for code in found.suggested.tolist()]
    # Of a label that is right cleanlab says the same again.
    likely = found.rows[found.issue[found.rows] != 1]
    given = np.array([*index.classes, None], object)[index.labels()]
    predicted[likely] = given[likely]
    said = {"given_label": pa.array(given, pa.string()), "predicted_label": pa.array(predicted, pa.string())}
    return _of("label", found.issue == 1, score) | said


def _several_labels(index: Index) -> dict[str, pa.Array]:
    """The same where images have several classes, and which of these are estimated to be wrong.

    cleanlab predicts the classes whose probability is above a half; which are wrong is what its
    `find_multilabel_issues_per_class` gives.
    """
    require_doubt(index)
    found, classes = doubtful_sets(index), index.classes
    score = np.full(index.n, np.nan)
    score[found.rows] = 1 - found.score
    likely = sets_from(np.ones(index.n, bool), *np.nonzero(np.asarray(index.probabilities) > _LIKELY))
    wrong = [(row, code) for row, codes in found.wrong.items() for code in codes]
    rows, codes = np.array(wrong, np.int64).reshape(-1, 2).T
    sets = {
        "given_label": label_sets(index),
        "predicted_label": likely,
        "wrong_classes": sets_from(found.issue >= 0, rows, codes),
    }
    return _of("label", found.issue == 1, score) | {k: as_lists(each, classes) for k, each in sets.items()}


def _outliers(index: Index) -> dict[str, pa.Array]:
    found = outliers_in(index)
    score, issue = np.full(index.n, np.nan), np.zeros(index.n, bool)
    score[found.rows] = 1 - found.score
    if len(found.rows):
        away = found.score / np.maximum(1 - found.score, 1e-9)  # in distances of an image like most
        low, high = np.quantile(away, (0.25, 0.75))
        issue[found.rows] = away > high + _WHISKER * (high - low)
    return _of("outlier", issue, score)


def _duplicates(index: Index) -> dict[str, pa.Array]:
    shown = copies_in(index).shown
    among = np.bincount(shown, minlength=index.n)[shown] > 1
    distances = index.neighbors.distances
    if not distances.shape[1]:
        return _of("near_duplicate", among, np.where(among, 0.0, 1.0))
    nearest = np.maximum(distances[:, 0].astype(np.float64), 0)
    usual = float(np.median(nearest)) or 1.0
    return _of("near_duplicate", among, np.where(nearest < 1e-6, 0.0, 1 - np.exp(-nearest / usual)))


def _summary(table: pa.Table) -> pa.Table:
    """What `Datalab.get_issue_summary` gives: of each type its mean score and how many there are."""
    kinds = [name.removesuffix("_score") for name in table.column_names if name.endswith("_score")]
    scores = [np.asarray(table[f"{kind}_score"].to_numpy(), np.float64) for kind in kinds]
    return pa.table(
        {
            "issue_type": kinds,
            "score": [float(np.nanmean(each)) if not np.isnan(each).all() else None for each in scores],
            "num_issues": [int(np.count_nonzero(table[f"is_{kind}_issue"].to_numpy())) for kind in kinds],
        }
    )


FORMATS = (Format("cleanlab", write_issues, "what is found, as cleanlab's Datalab has its issues"),)
