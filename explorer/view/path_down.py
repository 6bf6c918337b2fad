"""Why an image is where it is: the clusters that hold it, from all images down to those nearest to it."""

from explorer.analysis.titles.cluster_titles import EVERYTHING
from explorer.filters.filter import ALL
from explorer.index.checks import check_row
from explorer.view.breadcrumb import trail
from explorer.view.views import Views

CLUSTERS_A_STEP = 8
"""Each is one of so many that the one before falls into: fewer would be more steps than anybody reads."""


def path_down(views: Views, row: int) -> list[dict]:
    """Return the clusters around an image, outermost first: what `/api/items/{row}/clusters` lists.

    A cluster that is called as the one before tells nothing new and is left out, but for the smallest, which
    says what tells it from that where something does.

    Parameters
    ----------
    views : Views
        Of the index; its titles are used.
    row : int

    Returns
    -------
    list of dict
        `node`, `title` and `count` of each. The image's own leaf is not among them.

    Raises
    ------
    NotFoundError
        When there is no such row.
    """
    tree = views.index.tree
    check_row(views.index, row)
    nodes = [node for node in trail(tree, row, CLUSTERS_A_STEP) if node >= tree.n]
    stops = [
        {
            "node": node,
            "title": EVERYTHING if node == tree.root else views.title(node, ALL),
            "count": int(tree.hi[node] - tree.lo[node]),
        }
        for node in nodes
    ]
    last = len(stops) - 1
    kept = [stop for i, stop in enumerate(stops) if i in (0, last) or stop["title"] != stops[i - 1]["title"]]
    if len(kept) > 2 and kept[-1]["title"] == kept[-2]["title"]:
        kept[-1]["title"] = views.told_from(kept[-1]["node"], kept[-2]["node"])
    return kept
