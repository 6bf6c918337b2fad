"""Findings of a copy: worked out before anybody asks, since it takes all vectors, and told as on the page."""

import numpy as np

from explorer.analysis.findings import KINDS, FindingsOptions, find
from explorer.analysis.findings.sentences import cluster_sentence
from explorer.publishing.published_rows import PublishedRows
from explorer.view.finding_explanation import explainer_of

SHOWN = 8
"""Images of each."""


def found_clusters(published: PublishedRows, kind: str) -> dict:
    """Return what stands out, most significant first.

    Parameters
    ----------
    published : PublishedRows
    kind : str
        Of findings that scan the tree, such as `errors`.

    Returns
    -------
    dict
        `kind`, its `title` and what it is `about`, and `clusters`: `node`, `lo`, `hi`, `title`, `words`,
        `rows` to look at first and `members` of each, as the copy numbers them; `members` are all rows of a
        finding that is no whole node, else null; and `why` it is as it was found, as
        `/api/findings/explanation` tells it, null of kinds that are not explained. Of a part of an index
        those that lie in it whole.
    """
    options = FindingsOptions(kind)
    document = find(published.index, options).document()
    explainer = explainer_of(published.index, options)
    clusters = []
    for cluster in document.get("clusters", []):
        place = int(np.searchsorted(published.nodes[published.n :], cluster["node"])) + published.n
        inside = published.lo <= cluster["lo"] and cluster["hi"] <= published.hi
        if not inside or published.nodes[min(place, len(published.nodes) - 1)] != cluster["node"]:
            continue
        rows = published.local(np.array(cluster["representatives"][:SHOWN], np.int64))
        clusters.append(
            {
                "node": place,
                "lo": cluster["lo"] - published.lo,
                "hi": cluster["hi"] - published.lo,
                "members": _members(published, cluster),
                "title": cluster["title"],
                "words": cluster_sentence(kind, cluster | {"center": _center(published, cluster)}),
                "rows": rows[rows >= 0].tolist(),
                "why": None if explainer is None else local_pairs(published, explainer.explain(cluster)),
            }
        )
    wording = KINDS[kind].wording
    return {"kind": kind, "title": wording.title, "about": wording.about, "clusters": clusters}


def local_pairs(published: PublishedRows, told: dict) -> dict:
    """Return an explanation with its pairs as the copy numbers them, those in it."""
    found = [(pair["row"], -1 if pair["nearest"] is None else pair["nearest"]) for pair in told["pairs"]]
    local = published.local(np.array(found, np.int64).reshape(-1, 2)).tolist()
    # Of a part of an index what is nearest may be elsewhere.
    pairs = [{"row": row, "nearest": None if near < 0 else near} for row, near in local if row >= 0]
    return told | {"pairs": pairs}


def _members(published: PublishedRows, cluster: dict) -> list[int] | None:
    """Return the rows of a finding that is no whole node as the copy numbers them, those in it."""
    if not cluster.get("rows"):
        return None
    rows = published.local(np.array(cluster["rows"], np.int64))
    return np.sort(rows[rows >= 0]).tolist()


def _center(published: PublishedRows, cluster: dict) -> int | None:
    """Return the image that a finding lies around as the copy numbers it; None where it is not in it."""
    center = cluster.get("center")
    return None if center is None or not published.lo <= center < published.hi else center - published.lo
