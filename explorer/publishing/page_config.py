"""What the page of a copy is told before its first question."""

from explorer.index.fingerprint import tree_fingerprint
from explorer.options import FindingsOptions
from explorer.publishing.budget import PublishingPlan
from explorer.publishing.item_chunks import CHUNK
from explorer.publishing.published_rows import PublishedRows
from explorer.publishing.thumbnail_packs import FACTOR, PACK
from explorer.publishing.tree_pieces import BLOCK
from explorer.search.result import CLUSTER_SIZE
from explorer.web.page import controls
from explorer.web.page.bottom_bar import panel as bottom
from explorer.web.page.dash_page import CLASSES_SENT

DATA = "data"
"""Folder of what the page loads, beside it."""
VERSION = 1
"""Of the files in it."""


def page_config(published: PublishedRows, plan: PublishingPlan, columns: list[str], findings: bool) -> dict:
    """Return what `PageConfig` of `frontend_assets/modules/types.d.ts` names, and `packaged`: what there is.

    Parameters
    ----------
    published : PublishedRows
    plan : Plan
    columns : list of str
        Files of `row_columns` that are there.
    findings : bool
        Whether some were worked out.
    """
    index = published.index
    known = index.classes
    views = ["tree", "map", "grid"] if "plane" in columns else ["tree", "grid"]
    return {
        "api": DATA,
        "build": index.build,
        "tree": f"{tree_fingerprint(index)}-{published.lo}-{published.hi}",
        "name": index.name,
        "n": published.n,
        "root": published.tree.root,
        "models": index.models,
        "colors": [],
        "sorts": ["tree"],
        "classes": known if len(known) <= CLASSES_SENT else None,
        "fair_by": [],
        "filter_example": "",
        "finds": [],
        "scans": [],
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
            "around": CLUSTER_SIZE,
            "findings": findings,
            "columns": columns,
            "labels": index.has_truth,
            "task": index.task,
            "views": views,
        },
        **_chosen(views),
    }


def _chosen(views: list[str]) -> dict:
    """Return the controls of the page, of which the view has fewer choices."""
    told = controls.for_page()
    for control in told["controls"]:
        if control["key"] == controls.VIEW.key:
            control["choices"] = views
    return told
