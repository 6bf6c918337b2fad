"""An index of dogs and cats of which everything is known, without files."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from explorer.options import CLASSIFICATION

WHITE, GREEN = (230, 230, 230), (40, 120, 40)
DOG, CAT = 0, 1


def animals(n=600, seed=0, **columns):
    """Half dogs, half cats, without copies; what a column says of the images may be given.

    `predictions`, `vectors`, `colors` and `paths` stand for those, `doubtful` for the rows of labels that may
    be wrong; all other names are columns.
    """
    rng = np.random.default_rng(seed)
    labels = np.repeat([DOG, CAT], n // 2).astype(np.int32)
    predictions = columns.pop("predictions", labels)
    vectors = columns.pop("vectors", rng.normal(size=(n, 8))).astype(np.float32)
    colors = columns.pop("colors", np.tile(np.array(GREEN, np.uint8), (n, 1)))
    paths = columns.pop("paths", [f"{i}.png" for i in range(n)])
    issue = np.zeros(n, np.int8)
    issue[columns.pop("doubtful", [])] = 1
    made = {"_doubtful_labels": SimpleNamespace(issue=issue)}
    classes = ["dog", "cat"]
    items = {"path": paths, "label": [classes[code] for code in labels], **columns}
    return SimpleNamespace(
        n=n,
        name="animals",
        task=CLASSIFICATION,
        items=pa.table(items),
        classes=classes,
        models=[""],
        has_labels=True,
        has_truth=True,
        judged=True,
        colors=colors,
        encoder={"name": "own vectors"},
        manifest=SimpleNamespace(source={}),
        labels=lambda: labels,
        predictions=lambda model="": predictions,
        correct=lambda model="": (labels == predictions).astype(np.int8),
        vectors=lambda rows: vectors[rows],
        neighbors=SimpleNamespace(rows=np.full((n, 1), -1)),
        cached=lambda make, *given: made.get(make.__name__, np.arange(n)),
    )


def cluster(rows):
    """A finding of these rows, as the JSON has it."""
    rows = [int(row) for row in rows]
    return {
        "node": 7,
        "lo": 0,
        "hi": 1,
        "rows": rows,
        "representatives": rows,
    }
