"""What the page of a copy is told before its first question."""

from dataclasses import dataclass

from explorer.filters.clauses import identifier, with_values, write
from explorer.index.format import LABEL
from explorer.options import FindingsOptions
from explorer.publishing.budget import PublishingPlan
from explorer.publishing.color_levels import CHUNK as PAINTED
from explorer.publishing.item_chunks import CHUNK
from explorer.publishing.published_rows import PublishedRows
from explorer.publishing.thumbnail_packs import FACTOR, PACK, coarsest
from explorer.publishing.tree_pieces import BLOCK
from explorer.search.result import CLUSTER_SIZE
from explorer.web.page import controls
from explorer.web.page.bottom_bar import panel as bottom
from explorer.web.page.dash_page import CLASSES_SENT

DATA = "data"
"""Folder of what the page loads, beside it."""
VERSION = 2
"""Of the files in it."""


@dataclass(frozen=True)
class Contents:
    """What a copy holds beside tree, thumbnails and what is told of single images.

    Attributes
    ----------
    rows : tuple of str
        Files of `row_columns` that are there.
    colors : tuple of dict
        `value` and `label` of what clusters can be coloured by.
    findings, mistakes : bool
        Whether some were worked out.
    saved : bool
        Whether views were saved.
    """

    rows: tuple[str, ...]
    colors: tuple[dict, ...] = ()
    findings: bool = False
    mistakes: bool = False
    saved: bool = False


def page_config(published: PublishedRows, plan: PublishingPlan, contents: Contents) -> dict:
    """Return what `PageConfig` of `modules/types.d.ts` names, and in `packaged` what there is."""
    index = published.index
    known = index.classes
    views = ["tree", "map", "grid"] if "plane" in contents.rows else ["tree", "grid"]
    return {
        "api": DATA,
        "build": index.build,
        "tree": published.tree_name,
        "name": index.name,
        "n": published.n,
        "root": published.tree.root,
        "models": index.models,
        "colors": [each["value"] for each in contents.colors],
        "sorts": ["tree"],
        "classes": known if len(known) <= CLASSES_SENT else None,
        "fair_by": [],
        "filter_example": _example(published, plan.columns),
        "finds": [],
        "scans": [],
        "reviews": [],
        "transforms": [],
        "min_size": FindingsOptions.min_size,
        "judged": index.judged,
        "marking": False,
        "text_search": False,
        "image_search": False,
        "class_search": False,
        "encoder_ready": False,
        "worker": "./static/thumbs-worker.mjs",
        "errors": bottom.has_errors(index),
        "packaged": {
            "version": VERSION,
            "block": BLOCK,
            "chunk": CHUNK,
            "pack": PACK,
            "factor": FACTOR,
            "samples": [[sample.size, sample.stride, sample.packs] for sample in plan.samples],
            "light": plan.light,
            "coarsest": coarsest(published.n),
            "painted": PAINTED,
            "around": CLUSTER_SIZE,
            "findings": contents.findings,
            "mistakes": contents.mistakes,
            "saved": contents.saved,
            "colors": list(contents.colors),
            "columns": list(contents.rows),
            "classes": index.has_labels and LABEL in plan.columns and len(known) <= CLASSES_SENT,
            "filters": bool(plan.columns),
            "labels": index.has_truth,
            "task": index.task,
            "views": views,
        },
        **_chosen(views),
    }


def _example(published: PublishedRows, columns: tuple[str, ...]) -> str:
    """Give a filter that the copy understands; empty where it has no column."""
    index = published.index
    if LABEL in columns and index.classes:
        return write(with_values([], LABEL, index.classes[:1]))
    return f"{identifier(columns[0])} is not null" if columns else ""


def _chosen(views: list[str]) -> dict:
    """Return the controls of the page, of which the view has fewer choices."""
    told = controls.for_page()
    for control in told["controls"]:
        if control["key"] == controls.VIEW.key:
            control["choices"] = views
    return told
