"""What is served, and what a person sees of it."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from explorer.decisions.current import decided
from explorer.filters.filter import ALL, Filter, condition_of
from explorer.filters.parse import MAX_CHARACTERS
from explorer.view import Mark, ViewRequest, Views
from explorer.view.coloring import FINDINGS, decided_colorings
from explorer.view.ordering.sort import sorts
from explorer.view.request import BOUNDS
from explorer.view.task_summary import absent
from explorer.web.api.openapi import refused
from explorer.web.api.parameters import Model, Where, Whole
from explorer.web.api.search_parameters import NOTHING_SOUGHT, FoundBy
from explorer.web.builds.filter_columns import describe_decided
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer


def _bounded(name: str, about: str):
    low, high = BOUNDS[name]
    return Query(ge=low, le=high, description=about)


Clusters = Annotated[Whole, _bounded("clusters", "Cells wanted; 0: as many as suit the view.")]
Width = Annotated[Whole, _bounded("width", "Of the canvas, in CSS pixels.")]
Height = Annotated[Whole, _bounded("height", "Of the canvas, in CSS pixels.")]
OfNode = Annotated[Whole | None, Query(description="Cluster to look at; the root when absent.")]
Color = Annotated[
    str, Query(max_length=500, description="What tints the cells: `accuracy`, `class` or `column:NAME`.")
]
Condition = Annotated[
    str, Query(min_length=1, max_length=MAX_CHARACTERS, description="Condition in the syntax of filters.")
]
Marking = Annotated[
    str,
    Query(
        max_length=MAX_CHARACTERS,
        description="Condition in the syntax of filters: these are drawn before others.",
    ),
]
Rows = Annotated[
    str, Query(max_length=20_000, description="Rows and ranges that are drawn before all others: `3,10:20`.")
]
Thumb = Annotated[Whole, _bounded("thumb", "Side of a thumbnail, in CSS pixels.")]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of the index as a whole and of views."""

    @router.get("/index")
    @workspace.pools.views.runs
    def index() -> Response:
        """Counts, columns and their kinds, classes, models, encoder, and what is available."""
        return JsonAnswer(describe(workspace))

    async def answer(views: Views, request: ViewRequest, mark: Filter = ALL) -> Response:
        """Answer at once where only cells are to be made; what has to look at every image goes elsewhere."""
        pool = workspace.pools.views
        if not views.is_cheap(request, mark):
            pool = workspace.pools.lookups
            if request.color.startswith(FINDINGS):
                pool = workspace.pools.findings
        return await pool.run(lambda: JsonAnswer(views.marks(request, mark) if mark else views.view(request)))

    @router.get("/view")
    async def view(
        node: OfNode = None,
        clusters: Clusters = 48,
        width: Width = 1600,
        height: Height = 900,
        thumb: Thumb = 24,
        where: Where = "",
        model: Model = None,
        color: Color = "",
        mark: Marking = "",
        rows: Rows = "",
        by: Annotated[FoundBy, Depends()] = NOTHING_SOUGHT,
    ) -> Response:
        """The cells of a cluster: rectangles, counts, titles, accuracy, tint, and the images to draw.

        Of `mark`, `rows` and what a search found (`text`, `like`, `cut`, ...) all images are counted
        (`marked`), and they are drawn before others.
        """
        session = workspace.session
        found = await by.found(workspace, session)
        marked = Mark("", rows, condition_of(session.index, mark or None), found)
        chosen = session.filter(where)
        request = ViewRequest(node, clusters, width, height, thumb, chosen, model, color, marked)
        return await answer(session.views, request)

    @router.get("/view/marks")
    async def marks(
        mark: Condition,
        node: OfNode = None,
        clusters: Clusters = 48,
        width: Width = 1600,
        height: Height = 900,
        thumb: Thumb = 24,
        where: Where = "",
    ) -> Response:
        """Which images of a view a condition holds for, counting also those that are not drawn."""
        session = workspace.session
        request = ViewRequest(node, clusters, width, height, thumb, session.filter(where))
        return await answer(session.views, request, condition_of(session.index, mark))

    @router.post("/reload", responses={409: refused("The newest build cannot be read.")})
    @workspace.pools.panels.runs
    def reload() -> Response:
        """Serve the newest build of the index."""
        changed = workspace.reload()
        return JsonAnswer({"changed": changed, "build": workspace.index.build})


def describe(workspace: Workspace) -> dict:
    """Return what `/api/index` answers; where the source is on this machine, to who works there."""
    session = workspace.session
    index, manifest = session.index, session.index.manifest
    source = manifest.source
    if not workspace.shows_places:
        names = (each.get("name") or Path(each["location"]).name for each in manifest.sources)
        source = {"kind": source["kind"], "location": ", ".join(names)}
    return {
        "build": index.build,
        "stale": index.is_stale(),
        "name": index.name,
        "created": manifest.created,
        "source": source,
        "n": index.n,
        "partial": manifest.partial,
        "dim": index.dim,
        "root": index.root,
        "tree": manifest.tree,
        "levels": list(manifest.levels),
        "columns": [*session.columns, *describe_decided(index)],
        "labels": index.has_labels,
        "task": index.task,
        "absent": absent(index),
        "classes": index.classes,
        "models": index.models,
        "encoder": index.encoder,
        "text_search": index.text_search,
        "image_search": session.encoder.state not in ("none", "failed"),
        "query_encoder": {"state": session.encoder.state, "message": workspace.told(session.encoder.message)},
        "failures": index.failures.num_rows,
        "notes": index.notes,
        "sorts": sorts(index),
        "colorings": [*session.colorings, *decided_colorings(index)],
        "decisions": {"changes": workspace.takes_changes, "problem": workspace.told(decided(index).problem)},
        "bounds": BOUNDS,
    }
