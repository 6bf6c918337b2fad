"""What was found, as cards; a click on one flies there."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.sentences import (
    cluster_sentence,
    context_sentence,
    group_sentence,
    some_of,
    summary,
    thresholds_sentence,
)
from explorer.options import FindingsOptions
from explorer.web.page.components import doubts, heading, icon, unbroken, wildcards
from explorer.web.page.findings.finding_parameters import explanation_parameters
from explorer.web.page.findings.query import FindingsQuery
from explorer.words import count, images, number, percent

PICTURES = 6
"""Thumbnails on a card: a row of the panel."""
CHANCE = "p says how often chance alone would make any cluster stand out as much."
ONLY = "Filter by these images: counts, searches and exports are of them alone, and the address keeps them"
MOST_SELECTED = 10_000
"""Rows that the button of one card carries."""


def cards(what: FindingsQuery, document: dict, options: FindingsOptions | None = None) -> list:
    """Show what was found.

    Parameters
    ----------
    what : FindingsQuery
    document : dict
        As `/api/findings` answers.
    options : FindingsOptions, optional
        By which it was found, to explain what can be.
    """
    clusters, images, groups = document["clusters"], document["images"], document["groups"]
    several = bool(clusters) and bool(images)
    return [
        html.P(what.wording.about, className="muted"),
        *_thresholds(document),
        *doubts(document["notes"]),
        html.P([_said(what.kind, document), *_select(images, groups)], className="found-summary"),
        *_review(what, [*images, *groups]),
        *([html.P(CHANCE, className="muted")] if any(c["p"] is not None for c in clusters) else []),
        *([heading("Where they gather")] if several else []),
        *(_cluster(what, document["kind"], i, cluster, options) for i, cluster in enumerate(clusters)),
        *([heading(what.kind.images_title)] if several else []),
        *(_image(what, image) for image in images),
        *(_group(what, group) for group in groups),
    ]


def outlines(document: dict) -> list[dict]:
    """Return what the map outlines, in the order of the cards."""
    return [
        {key: cluster.get(key) for key in ("node", "lo", "hi", "rows")} for cluster in document["clusters"]
    ]


def _thresholds(document: dict) -> list:
    said = thresholds_sentence(document)
    return [html.P(said, className="muted")] if said else []


def _said(kind: Kind, document: dict) -> str:
    text = summary(document)
    if kind.in_all and document["rate"] is not None and document["clusters"]:
        text += f"; {percent(document['rate'])} of {count(document['n'])} {kind.in_all} in all"
    if document.get("mean") is not None and document["clusters"]:
        measure = document["clusters"][0]["measure"].rstrip(":")
        text += f"; {measure} {number(document['mean'])} in all {count(document['n'])}"
    return text


def _select(listed: list[dict], groups: list[dict]) -> list:
    """Take what is listed into the selection, which can be exported."""
    rows = [image["row"] for image in listed] + [row for group in groups for row in group["rows"]]
    if not rows:
        return []
    attributes = wildcards({"data-action": "select", "data-rows": " ".join(map(str, rows[:MOST_SELECTED]))})
    words = "Select the image" if len(rows) == 1 else f"Select {images(min(len(rows), MOST_SELECTED))}"
    return [html.Button(words, className="link", type="button", **attributes), " ", _only(rows=rows)]


def _only(node: int | None = None, rows: Sequence[int] = ()) -> html.Button:
    """Filter by a cluster or images: so a finding is searched in, tagged, exported and handed on."""
    of = {"data-rows": " ".join(map(str, rows))} if node is None else {"data-node": str(node)}
    return html.Button(
        "Only these", className="link", type="button", title=ONLY, **wildcards({"data-action": "only", **of})
    )


def _select_rows(rows: list[int] | None) -> list:
    """Take what is no cluster into the selection: there is no node to export instead."""
    if rows is None:
        return []
    attributes = wildcards({"data-action": "select", "data-rows": " ".join(map(str, rows))})
    return [html.Button("Select these images", className="link", type="button", **attributes), " "]


def _review(what: FindingsQuery, listed: list[dict]) -> list:
    """Offer to decide about the images one after the other (`modules/page/review.mjs`)."""
    if not (what.kind.answers and listed):
        return []
    also = {"data-transformed": "true"} if what.transformed else {}
    attributes = wildcards({"data-review": what.kind.name, **also})
    return [html.Button("Review one by one", className="button review-start", type="button", **attributes)]


def _cluster(
    what: FindingsQuery, kind: str, place: int, cluster: dict, options: FindingsOptions | None
) -> html.Article:
    title = cluster["title"] or f"Cluster {cluster['node']}"
    rows = cluster.get("rows")
    return _card(
        f"{what}/{cluster['node']}" if rows is None else f"{what}/b{cluster['center']}n{len(rows)}",
        [
            _head(title, {"data-action": "go", "data-node": str(cluster["node"])}, number=place + 1),
            _pictures(cluster["representatives"][:PICTURES]),
            html.P(
                [
                    f"{unbroken(cluster_sentence(kind, cluster))}. ",
                    *_select_rows(rows),
                    _only(cluster["node"]) if rows is None else _only(rows=rows),
                ]
            ),
            *_context(kind, cluster),
            *([_why(options, place + 1)] if options is not None and what.kind.explains else []),
            *([_folded(cluster)] if cluster["within"] and cluster.get("least") is None else []),
        ],
        **wildcards({"data-outline": str(place)}),
    )


def _why(options: FindingsOptions, number: int) -> html.Details:
    """Room for what tells it, which the browser asks for (`modules/page/explanations.mjs`)."""
    return html.Details(
        [html.Summary("Why?"), html.Div(className="why", **wildcards({"aria-live": "polite"}))],
        className="folded",
        **wildcards({"data-explain": f"findings/explanation?{explanation_parameters(options, number)}"}),
    )


def _context(kind: str, cluster: dict) -> list:
    """The broad finding that it lies in, to go to, and what is beside it there."""
    context = cluster.get("context")
    if not context:
        return []
    around = html.Button(
        [
            html.Span(["within ", context["title"] or f"cluster {context['node']}"]),
            html.Span(_level(context), className="muted"),
        ],
        className="pair",
        type="button",
        **wildcards({"data-action": "go", "data-node": str(context["node"])}),
    )
    return [html.Div([around, html.P(context_sentence(kind, cluster), className="muted")])]


def _folded(cluster: dict) -> html.Details:
    """The most significant of the clusters within it, to be opened."""
    more = cluster["within"]
    lines: list[Component] = [
        html.Button(
            [
                html.Span(inner["title"] or f"Cluster {inner['node']}"),
                html.Span(_level(inner), className="muted"),
            ],
            className="pair",
            type="button",
            **wildcards({"data-action": "go", "data-node": str(inner["node"])}),
        )
        for inner in cluster["nested"]
    ]
    if more > len(lines):
        rest = f"and {count(more - len(lines))} inside or around these"
        lines.append(html.P(rest, className="muted"))
    return html.Details([html.Summary(f"{count(more)} more within"), *lines], className="folded")


def _level(cluster: dict) -> str:
    """Write a rate with what it is of, or a mean."""
    of = f"of {count(cluster['known'])}"
    return (
        f"{number(cluster['mean'])} {of}" if cluster["rate"] is None else f"{percent(cluster['rate'])} {of}"
    )


def _image(what: FindingsQuery, image: dict) -> html.Article:
    suggested = image.get("suggested")
    label = image.get("label")
    name = image["path"].rsplit("/", 1)[-1]
    title = f"{label or 'no label'} → {suggested}" if suggested else name
    said = [html.Span(name, title=image["path"])] if suggested else [html.Span(label)] if label else []
    said += [html.Span(image["reason"])] if image.get("reason") else []
    return _card(
        f"{what}/i{image['row']}",
        [
            _pictures([image["row"]]),
            html.Div(
                [
                    _head(title, {"data-action": "show-in-tree", "data-row": str(image["row"])}),
                    html.P(
                        [
                            *said,
                            html.Span(f"score {image['score']:.2f}", title="The higher, the more suspicious"),
                        ],
                        className="muted found-facts",
                    ),
                ]
            ),
        ],
        kind="card-image",
    )


def _group(what: FindingsQuery, group: dict) -> html.Article:
    first = group["rows"][0]
    name = group["paths"][0].rsplit("/", 1)[-1]
    crossed = f"Across {' and '.join(group['crosses'])}" if group["crosses"] else name
    return _card(
        f"{what}/g{first}",
        [
            _head(crossed, {"data-action": "show-in-tree", "data-row": str(first)}),
            _pictures(some_of(group, PICTURES)),
            html.P([f"{group_sentence(group)}. ", _only(rows=group["rows"])]),
        ],
    )


def _card(key: str, children: list, kind: str = "", **attributes) -> html.Article:
    """A card; `key` is what it is remembered by when it was looked at."""
    tick = html.Button(
        icon("check"),
        className="looked",
        type="button",
        title="Mark as looked at",
        **wildcards({"data-action": "looked", "aria-label": "Looked at", "aria-pressed": "false"}),
    )
    return html.Article(
        [*children, tick], className=f"card {kind}".strip(), **wildcards({"data-finding": key}), **attributes
    )


def _head(title: str, action: dict, number: int | None = None) -> html.Button:
    tag = (
        [html.Span(str(number), className="card-number", **wildcards({"aria-hidden": "true"}))]
        if number
        else []
    )
    return html.Button([*tag, html.Span(title)], className="card-title", type="button", title=title, **action)


def _pictures(rows: list[int]) -> html.Div:
    """Room for thumbnails; the browser fills it (`modules/page/findings.mjs`)."""
    return html.Div(className="card-pictures", **wildcards({"data-rows": " ".join(map(str, rows))}))
