"""What is known of each image, in chunks of rows: what the inspector and the hover card say."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.decisions.decision_columns import all_items, column_names, used_columns
from explorer.decisions.decision_kinds import TAG
from explorer.index.arrow_values import python_values, texts_at
from explorer.index.format import CONFIDENCE, LABEL, PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.reader import Index
from explorer.publishing.published_rows import PublishedRows
from explorer.view.item_summary import class_probabilities
from explorer.web.page.inspector.image_panel import field_text, in_reading_order

CHUNK = 256
"""Rows of a chunk."""
LIGHT = ("path", LABEL)
NEIGHBORS = 12
"""Nearest neighbours that are told, as many as the page shows."""


def chunk_count(published: PublishedRows) -> int:
    """Return how many chunks there are."""
    return -(-published.n // CHUNK)


def item_chunk(published: PublishedRows, number: int, light: bool, titles: TitleMaker) -> dict:
    """Return a chunk as parallel lists, one entry a row.

    Parameters
    ----------
    published : PublishedRows
    number : int
        From 0.
    light : bool
        Whether only names, labels and predictions are told.
    titles : TitleMaker
        Of the index.

    Returns
    -------
    dict
        `path`, `label`, `called` (text and kind of the title, null where that is the label), `models` (name,
        prediction, confidence, right), and unless light `fields` (name and
        texts, in reading order), `neighbors` (rows of the copy and distances) and `probabilities`.
    """
    index = published.index
    first = published.lo + number * CHUNK
    rows = np.arange(first, min(first + CHUNK, published.hi))
    labels = texts_at(index.items[LABEL], rows) if index.has_truth else None
    called = titles.own(rows.tolist())
    chunk = {
        "path": texts_at(index.items["path"], rows),
        "label": labels,
        "called": [
            None if labels and told.text == labels[i] else [told.text, told.kind]
            for i, told in enumerate(called)
        ],
        "models": list(_models(published, rows)),
    }
    return chunk if light else chunk | _more(published, rows)


def _models(published: PublishedRows, rows: np.ndarray) -> Iterator[dict]:
    index = published.index
    for model in index.models:
        confidence = of_model(CONFIDENCE, model)
        known = confidence in index.items.column_names
        yield {
            "name": model,
            "prediction": texts_at(index.items[of_model(PREDICTION, model)], rows),
            "confidence": _rounded(index.column(confidence)[rows]) if known else None,
            "right": index.correct(model)[rows].tolist() if index.has_truth else None,
        }


def _more(published: PublishedRows, rows: np.ndarray) -> dict:
    index, near = published.index, published.index.neighbors
    part = _told(index).slice(int(rows[0]), len(rows))
    named = in_reading_order(part.column_names)
    others = published.local(near.rows[rows][:, :NEIGHBORS])
    labels = part[LABEL].to_pylist() if index.has_truth else [None] * len(rows)
    probabilities = [class_probabilities(index, row, labels[i]) for i, row in enumerate(rows.tolist())]
    return {
        "fields": [[name, [field_text(value) for value in python_values(part[name])]] for name in named],
        "neighbors": [others.tolist(), np.round(near.distances[rows][:, :NEIGHBORS], 4).tolist()],
        "probabilities": probabilities if index.probabilities is not None else None,
    }


def _told(index: Index) -> pa.Table:
    """Return the columns that are told: those of the index, and tags where there are any.

    What else was decided, such as notes, is of those who work on the index.
    """
    tags = column_names(index)[TAG]
    tagged = [tags] if tags in used_columns(index) else []
    return all_items(index).select([*tagged, *index.items.column_names])


def _rounded(values: np.ndarray) -> list[float | None]:
    return [None if value != value else round(value, 6) for value in values.astype(float).tolist()]
