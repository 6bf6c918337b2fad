"""The small index with labels of several classes an image, and with numbers of a regression."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.dataset import Dataset, open_index
from explorer.index.reader import Index
from tests.browser.reworked import rework

ATTRIBUTES = ("big", "round", "it's odd")


def several_classes(index: Index, folder: Path) -> Dataset:
    """Open it with its class and up to three attributes an image; two models.

    Those of the plain model miss `big` in most images of plum, and else hardly anything; `b` is a worse
    one. Every 50th image has no label, every 60th no class, every 70th no prediction.
    """
    rng = np.random.default_rng(3)
    kinds = [name or "plum" for name in index.items["label"].to_pylist()]
    truth = [{kind, *(a for a in ATTRIBUTES if rng.random() < 0.4)} for kind in kinds]
    plain = [
        {name for name in names if rng.random() > (0.95 if name == "big" and kind == "plum" else 0.02)}
        for names, kind in zip(truth, kinds, strict=True)
    ]
    worse = [{name for name in names if rng.random() > 0.2} | {"big"} for names in truth]
    columns = {
        "label": [None if i % 50 == 0 else [] if i % 60 == 1 else sorted(t) for i, t in enumerate(truth)],
        "prediction": [None if i % 70 == 2 else sorted(p) for i, p in enumerate(plain)],
        "prediction:b": [sorted(p) for p in worse],
    }
    lists = {name: pa.array(values, pa.list_(pa.string())) for name, values in columns.items()}
    names = sorted({*kinds, *ATTRIBUTES})
    return open_index(rework(index, folder, _with(index.items, lists), classes=names))


def regression(index: Index, folder: Path) -> Dataset:
    """Open it with a number for each image and two models that come near to it.

    Errors of the plain model are some four times as large on plum; those of `b` are alike everywhere. Every
    50th image has no label, every 70th no prediction.
    """
    rng = np.random.default_rng(4)
    is_plum = np.array([name == "plum" for name in index.items["label"].to_pylist()])
    truth = rng.normal(40, 12, index.n)
    columns = {
        "label": truth,
        "prediction": truth + rng.normal(0, 1, index.n) * np.where(is_plum, 8, 2),
        "prediction:b": truth + rng.normal(0.5, 3, index.n),
    }
    columns["label"][::50] = columns["prediction"][2::70] = np.nan
    errors = {"error": columns["prediction"] - truth, "error:b": columns["prediction:b"] - columns["label"]}
    errors["error"] = columns["prediction"] - columns["label"]
    columns |= errors | {f"absolute_{name}": np.abs(values) for name, values in errors.items()}
    numbers = {name: pa.array(values, pa.float64(), from_pandas=True) for name, values in columns.items()}
    return open_index(rework(index, folder, _with(index.items, numbers), classes=[]))


def _with(items: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    for name, column in columns.items():
        if name in items.column_names:
            items = items.set_column(items.column_names.index(name), name, column)
        else:
            items = items.append_column(name, column)
    return items.drop_columns(["confidence", "confidence:b"])
