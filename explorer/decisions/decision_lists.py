"""What is decided, as lists that are shown, answered and exported."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

import numpy as np

from explorer.decisions.corrected_labels import CORRECTED as CORRECTED_LABELS
from explorer.decisions.corrected_labels import as_given, with_labels
from explorer.decisions.current import current
from explorer.decisions.decided import Decided, Texts
from explorer.decisions.decision_columns import column_names
from explorer.decisions.decision_kinds import CLUSTER, CORRECTED, IMAGE, INDEX, NOTE, TAG, VERDICT, VIEW
from explorer.decisions.placing import HOW
from explorer.decisions.several_labels import classes_in
from explorer.index.arrow_values import as_words
from explorer.index.format import LABEL
from explorer.index.reader import Index
from explorer.options import MULTILABEL

_TREE = re.compile(r"\b[0-9a-f]{8}\b")


def saved_views(index: Index) -> list[dict]:
    """Return `name`, `address`, `time` and `author` of the views that were saved, by name."""
    found = current(index).store.about(INDEX)
    views = [(name, value, time, author) for _, kind, name, value, time, author in found if kind == VIEW]
    return [dict(zip(("name", "address", "time", "author"), view, strict=True)) for view in sorted(views)]


def trees_of_views(index: Index) -> frozenset[str]:
    """Return the trees that saved views may name (`explorer.index.fingerprint`): words of that form."""
    return frozenset(tree for view in saved_views(index) for tree in _TREE.findall(unquote(view["address"])))


def tag_counts(now: Decided) -> list[dict]:
    """Return `tag` and `count` of each, the most frequent first."""
    counts = sorted(((-len(rows), name) for name, rows in now.tags.items()))
    return [{"tag": name, "count": -count} for count, name in counts]


def decisions_list(index: Index, kinds: Iterable[str] = (TAG, NOTE, CORRECTED, VERDICT)) -> list[dict]:
    """Return every decision about an image, in the order of paths: what is listed, shown and exported.

    Returns
    -------
    list of dict
        `path` and `hash` as they were decided about; `row` and `now`, the image in this build and its path,
        None
        where there is none; `how`: empty, `moved` or `changed`; `kind`, `name`, `value`, `given` (the label
        that the build has), `time` and `author`.
    """
    following = current(index)
    now = following.decided()
    placed, kinds = now.placed, frozenset(kinds)
    rows = dict(
        zip(
            placed.subjects.tolist(), zip(placed.rows.tolist(), placed.how.tolist(), strict=True), strict=True
        )
    )
    subjects = {each[0]: each for each in following.store.since(0).subjects if each[1] == IMAGE}
    index = as_given(index)
    paths = index.items["path"]
    labels = index.items[LABEL] if index.has_truth else None
    found = []
    for subject, kind, name, value, time, author in following.store.decisions():
        if subject not in subjects or kind not in kinds:
            continue
        row, how = rows.get(subject, (None, 0))
        _, _, path, hash_, _, _ = subjects[subject]
        decision = {"path": path, "hash": hash_, "kind": kind, "name": name, "value": value}
        decision |= {"time": time, "author": author, "row": row}
        decision["now"] = None if row is None else paths[row].as_py()
        decision["how"] = "absent" if row is None else HOW[how]
        decision["given"] = None if row is None or labels is None else as_words(labels[row].as_py())
        found.append(decision)
    return sorted(found, key=lambda each: (each["path"], each["kind"], each["name"]))


def all_decisions(index: Index) -> list[dict]:
    """Return what a table of decisions holds: those about images, about clusters, then the saved views."""
    store = current(index).store
    about = {
        id_: (hash_, said) for id_, kind, _, hash_, _, said in store.since(0).subjects if kind == CLUSTER
    }
    clusters = [
        {"path": "", "hash": about[subject][0], "kind": kind, "name": name, "value": value, "how": ""}
        | {"time": time, "author": author, "about": about[subject][1]}
        for subject, kind, name, value, time, author in store.about(CLUSTER)
        if subject in about
    ]
    views = [
        {"path": "", "hash": "", "kind": VIEW, "name": view["name"], "value": view["address"], "how": ""}
        | {"time": view["time"], "author": view["author"]}
        for view in saved_views(index)
    ]
    return [{"about": ""} | each for each in decisions_list(index) + clusters + views]


def decisions_document(index: Index) -> dict:
    """Return what `dendro tags --json` prints and `/api/tags` answers."""
    now = current(index).decided()
    counts = {
        NOTE: len(now.notes.rows), CORRECTED: len(now.corrected.rows),
        VERDICT: sum(len(rows) for rows in now.verdicts.values()),
    }  # fmt: skip
    return {
        "revision": now.revision,
        "columns": dict(column_names(index)),
        "tags": tag_counts(now),
        "counts": counts,
        "verdicts": [{"verdict": name, "count": len(rows)} for name, rows in now.verdicts.items()],
        "new_classes": new_classes(index),
        "absent": now.resting,
        "views": [] if now.problem else saved_views(index),
        "problem": now.problem,
    }


def new_classes(index: Index) -> list[str]:
    """Return the classes that corrected labels name, and no label of the source does."""
    return with_labels(index, CORRECTED_LABELS).classes[len(as_given(index).classes) :]


def corrections_list(index: Index) -> list[dict]:
    """Return the corrected labels as a diff: `path`, `given`, `corrected`, `by`, `when`, `row`, `how`.

    What the source has taken over since, or says by itself, is no difference and not among them.
    """
    labels = as_given(index).items[LABEL] if index.has_truth else None
    return [
        {
            "path": each["now"] or each["path"], "given": each["given"], "corrected": each["value"],
            "by": each["author"], "when": each["time"], "row": each["row"], "how": each["how"],
        }
        for each in decisions_list(index, (CORRECTED,))
        if each["row"] is None or labels is None or not _says(labels[each["row"]].as_py(), each["value"])
    ]  # fmt: skip


def _says(label: str | list[str] | None, corrected: str) -> bool:
    """Whether a given label, or all classes of an image, are what it was corrected to."""
    return sorted(label) == sorted(classes_in(corrected)) if isinstance(label, list) else label == corrected


def at_row(index: Index, row: int) -> dict:
    """Return what is decided about one image: `tags`, `note`, `corrected`, `verdicts`, `how`, `history`.

    Beside them `given`, the label that the source gives it; None where it gives none.
    """
    now = current(index).decided()
    there = now.placed.at_rows(np.array([row]))
    history = current(index).store.decisions(there.subjects.tolist()) if len(there.subjects) else []
    return {
        "tags": [name for name, rows in now.tags.items() if _holds(rows, row)],
        "verdicts": [name for name, rows in now.verdicts.items() if _holds(rows, row)],
        "note": _text_at(now.notes, row),
        "corrected": corrected_words(index, _text_at(now.corrected, row)),
        "given": _given_at(index, row),
        "how": HOW[int(there.how.min())] if len(there.how) else "",
        "history": [
            {"kind": kind, "name": name, "time": time, "author": author}
            for _, kind, name, _, time, author in history
        ],
    }


def _given_at(index: Index, row: int) -> str | None:
    index = as_given(index)
    return as_words(index.items[LABEL][row].as_py()) if index.has_truth else None


def corrected_words(index: Index, corrected: str) -> str | None:
    """Return a corrected label as people read it; None where there is none."""
    several = corrected and index.task == MULTILABEL
    return as_words(classes_in(corrected)) if several else corrected or None


def _holds(rows: np.ndarray, row: int) -> bool:
    place = int(np.searchsorted(rows, row))
    return place < len(rows) and int(rows[place]) == row


def _text_at(texts: Texts, row: int) -> str:
    place = int(np.searchsorted(texts.rows, row))
    return texts.values[place] if _holds(texts.rows, row) else ""
