"""Callbacks of the evaluation, worked out while it is looked at."""

import math
from typing import Any

import numpy as np
from dash import ClientsideFunction, Dash, Input, Output, ctx, no_update
from dash.exceptions import PreventUpdate

from explorer.index.checks import check_model, shown_model
from explorer.view.evaluation import EvaluationRequest
from explorer.view.evaluation.curves import accepted_from
from explorer.view.evaluation.document import FEW_NUMBERS
from explorer.view.evaluation.judged_scores import judged_scores
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids
from explorer.web.page.asking import ask, busy
from explorer.web.page.chart_look import theme_of
from explorer.web.page.evaluation import charts
from explorer.web.page.evaluation import evaluation_words as words
from explorer.web.page.evaluation.panel import EVERY_CLASS, STEPS
from explorer.web.page.in_view import filter_in_view, part_in_view

TAB = "evaluation"


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callbacks."""

    @dash_app.callback(
        Output(ids.CALIBRATION_WORDS, "children"),
        Output(ids.CALIBRATION, "figure"),
        Output(ids.PRECISION_WORDS, "children"),
        Output(ids.PRECISION, "figure"),
        Output(ids.COMPARISON, "children"),
        Input(ids.AT_REST, "data"),
        Input(ids.CLASS_TABS, "value"),
        Input(ids.AGAINST, "value"),
        Input(ids.CURVE_OF, "value"),
        Input(ids.PROVIDER, "forceColorScheme"),
        running=busy(ids.CALIBRATION_WORDS, "answer"),
        prevent_initial_call=True,
    )
    async def evaluated(view, tab, against, of_class, theme):
        document, problem = await _ask(tab, _document, view, against, of_class)
        theme = theme_of(theme)
        if problem:
            blank = charts.nothing(theme)
            return problem, blank, words.unsaid(), blank, []
        models, names = _named(document)
        return (
            words.calibration(models[0], names),
            _chart(charts.reliability, models, names, theme),
            words.precision(models[0], names),
            _chart(charts.precision, models, names, theme),
            words.comparison(document),
        )

    @dash_app.callback(
        Output(ids.COVERAGE_WORDS, "children"),
        Output(ids.COVERAGE, "figure"),
        Output(ids.THRESHOLD, "value"),
        Output(ids.SUREST, "value"),
        Input(ids.AT_REST, "data"),
        Input(ids.CLASS_TABS, "value"),
        Input(ids.AGAINST, "value"),
        Input(ids.SUREST, "value"),
        Input(ids.THRESHOLD, "value"),
        Input(ids.PROVIDER, "forceColorScheme"),
        prevent_initial_call=True,
    )
    async def covered(view, tab, against, surest, threshold, theme):
        # A threshold stays where it is when the view changes: what it accepts is then another share.
        typed = None if ctx.triggered_id == ids.SUREST or threshold == "" else threshold
        found, problem = await _ask(tab, _coverage, view, against, surest, typed)
        if problem:
            return problem, charts.nothing(theme_of(theme)), no_update, no_update
        document, at = found
        models, names = _named(document)
        if at is None:
            return (
                words.coverage(models[0], None, names),
                charts.nothing(theme_of(theme)),
                no_update,
                no_update,
            )
        share = at["accepted"] / models[0]["selective"]["images"]
        mark = (share, at["right"] / at["accepted"]) if at["accepted"] else None
        figure = charts.coverage(models, names, mark, theme_of(theme))
        placed = no_update if typed is None else max(1, round(share * STEPS))
        shown = shown_threshold(at["threshold"]) if typed is None else no_update
        return words.coverage(models[0], at, names), figure, shown, placed

    dash_app.clientside_callback(
        ClientsideFunction("dendro", "binned"),
        Input(ids.CALIBRATION, "clickData"),
        prevent_initial_call=True,
    )

    async def _ask(tab: str | None, question, view: dict | None, *parts) -> tuple[Any, list]:
        if not view or tab != TAB:
            raise PreventUpdate
        return await ask(workspace, workspace.pools.evaluations, question, workspace.session, view, *parts)


def _document(session: Session, view: dict, against: str | None, of_class: str | None) -> dict:
    """Give the evaluation of what is in view, of the model in view and another."""
    index = session.index
    model = check_model(index, view.get("model") or None)
    other = check_model(index, against) if against else None
    asked = EvaluationRequest(
        view["node"],
        filter_in_view(index, view),
        model,
        None if other == model else other,
        None if not of_class or of_class == EVERY_CLASS else of_class,
        most_numbers=FEW_NUMBERS,
    )
    return session.evaluation(asked)


def _coverage(
    session: Session, view: dict, against: str | None, surest: int | None, threshold: float | None
) -> tuple[dict, dict | None]:
    """Give the evaluation, and what is accepted at a threshold or of the surest images."""
    document = _document(session, view, against, None)
    found = document["models"][0]["selective"]
    if found is None:
        return document, None
    if threshold is None:
        threshold = _threshold_of(found, (surest or STEPS) / STEPS)
    part, model = part_in_view(session.views, view)
    scores = judged_scores(session.index, part, model or "")
    return document, None if scores is None else accepted_from(scores, float(threshold))


def _threshold_of(found: dict, share: float) -> float:
    """Give the confidence from which so many of the images are accepted, or fewer where several are alike."""
    curve = found["curve"]
    places = [place for place, n in enumerate(curve["accepted"]) if n <= share * found["images"]]
    return curve["thresholds"][places[-1] if places else 0]


def shown_threshold(threshold: float) -> float:
    """Round a confidence to six decimals, such that no image of it or a greater one is lost."""
    rounded = round(threshold, 6)
    return rounded if np.float32(rounded) <= threshold else math.floor(threshold * 1e6) / 1e6


def _named(document: dict) -> tuple[list[dict], list[str]]:
    models = document["models"]
    return models, [shown_model(model["name"]) for model in models]


def _chart(draw, models: list[dict], names: list[str], theme: str) -> dict:
    figure = draw(models, names, theme)
    return figure if any(each.get("name") for each in figure["data"]) else charts.nothing(theme)
