"""The inspector while no image is chosen: the cluster in view."""

from dash import html

from explorer.index.checks import shown_model
from explorer.index.reader import Index
from explorer.options import MULTILABEL, REGRESSION
from explorer.web.page import ids
from explorer.web.page.components import doubts, empty, heading
from explorer.web.page.confusion.panel import pairs
from explorer.web.page.error_words import error_facts, several_words
from explorer.web.page.inspector.pieces import export_button, gallery, table
from explorer.words import count, images, percent, rate

MISTAKES_SHOWN = 5
_SHOWN = {"concept": "concept (guess)"}
LOOK = "panel-body scroll"
"""Class of the inspector's content."""


def waiting(index: Index) -> list:
    """Show what there is before anything was asked of the server."""
    return [
        html.Div([html.H2(index.name, className="title"), html.P(images(index.n), className="muted")]),
        empty("Click an image to inspect it."),
    ]


def describe(view: dict, about: dict, contrast: dict | None = None) -> list:
    """Show the cluster in view.

    Parameters
    ----------
    view : dict
        `title`, `count`, `matching` and `total` of the view.
    about : dict
        As `/api/nodes/{node}` answers.
    contrast : dict or None
        As `/api/nodes/{node}/contrast` answers.
    """
    return [
        html.H2(view["title"], className="title"),
        html.Div(id=ids.CLUSTER_DECIDED, className="decided"),
        table(_sizes(view)),
        *([html.Div(export_button("view"), className="actions")] if about["matching"] else []),
        *_told(contrast),
        *_rates(about),
        *_conditioned(about["conditioned"]),
        *_mistakes(about["confusion"][:MISTAKES_SHOWN], about["model"]),
        *_typical(about["representatives"]),
        empty("Click an image to inspect it." if about["matching"] else "No image here matches the filter."),
    ]


def _told(contrast: dict | None) -> list:
    """Draw what is more frequent here than in the cluster around as bars, with a line where that stands."""
    if contrast is None or not contrast["matching"]:
        return []
    against = contrast["against"]
    head = heading(f"What tells it from {against['title']}")
    if not contrast["values"]:
        return [head, empty("Nothing is more frequent here than chance gives.")]
    sizes = f"Share of {count(contrast['matching'])} here; the line, of {count(against['matching'])} there"
    lines = [_line(value, contrast["matching"], against["matching"]) for value in contrast["values"]]
    return [head, html.P(sizes, className="caption told-of"), html.Ul(lines, className="bars told")]


def _line(value: dict, here: int, there: int) -> html.Li:
    share, other = value["share"], value["share_against"]
    column = _SHOWN.get(value["column"], value["column"])
    name = [html.Span(value["value"], className="bar-name"), html.Span(column, className="muted")]
    bar = [
        html.Div(style={"width": f"{100 * share:.2f}%"}),
        html.I(style={"left": f"{100 * other:.2f}%"}),
    ]
    words = f"{rate(share, n=here)} here, {rate(other, n=there)} there"
    shares = [html.Span(percent(share)), html.Span(percent(other), className="muted")]
    parts = [html.Span(name), html.Div(bar, className="bar"), html.Span(shares, className="bar-share")]
    return html.Li(parts, title=f"{value['value']} ({column}): {words}")


def _typical(rows: list[int]) -> list:
    return [heading("Typical images"), gallery(len(rows))] if rows else []


def _sizes(view: dict) -> list[tuple[str, str]]:
    share = view["count"] / max(1, view["total"])
    size = count(view["count"]) if share == 1 else f"{count(view['count'])} · {percent(share)} of all"
    matching = f"{count(view['matching'])} of {count(view['count'])}"
    return [("Images", size)] + ([("Matching", matching)] if view["matching"] != view["count"] else [])


def _rates(about: dict) -> list:
    judged = [model for model in about["models"] if model["judged"]]
    if not judged:
        return []
    if about["task"] == REGRESSION:
        return _errors(judged, {model["name"]: model for model in about["around"] or ()})
    facts = []
    for model in judged:
        said = rate(model["accuracy"], model["interval"], model["judged"])
        facts.append((shown_model(model["name"]), said))
        if about["task"] == MULTILABEL:
            facts.append(("", several_words(model)))
    head = (
        "Right, with 95% interval" if about["task"] != MULTILABEL else "All classes right, with 95% interval"
    )
    return [heading(head), table(facts), *doubts(about["doubts"])]


def _errors(models: list[dict], around: dict[str, dict]) -> list:
    """Show how far each model is off, its mean absolute error beside that of the cluster around."""
    parts = []
    for model in models:
        parts.append(heading(f"Errors of {shown_model(model['name'])}"))
        parts.append(table(error_facts(model, around.get(model["name"]))))
    return parts


def _conditioned(words: str) -> list:
    return [empty(words)] if words else []


def _mistakes(mistakes: list[dict], model: str | None) -> list:
    words = f"Most frequent mistakes of {model}" if model else "Most frequent mistakes"
    return pairs(mistakes, words=words)
