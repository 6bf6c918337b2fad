"""The evaluation as the API answers it, and on the page: words, charts, and what a click filters to."""

import json

import pytest

from explorer.view.evaluation import EvaluationRequest, evaluate
from explorer.view.views import Views
from explorer.web.page.evaluation import charts
from explorer.web.page.evaluation import evaluation_words as words
from explorer.web.page.evaluation.callbacks import _coverage, _document, shown_threshold
from explorer.web.page.evaluation.panel import EVERY_CLASS

NAMES = ["prediction", "b"]


@pytest.fixture(scope="module")
def document(small_index):
    return evaluate(Views(small_index), EvaluationRequest())


def said(component) -> str:
    return json.dumps(component, default=lambda each: each.to_plotly_json(), ensure_ascii=False)


def test_the_route_answers_what_python_does(client, small_index):
    """Of every model, and of what is asked for."""
    assert client.get("/api/evaluation").json() == json.loads(json.dumps(small_index.evaluate()))
    asked = {"model": "prediction", "against": "b", "class": "plum", "bins": 7, "where": "split = 'test'"}
    found = client.get("/api/evaluation", params=asked)
    wanted = small_index.evaluate(
        model="prediction", against="b", of_class="plum", bins=7, where="split = 'test'"
    )
    assert found.json() == json.loads(json.dumps(wanted))


@pytest.mark.parametrize(
    ("query", "status"),
    [("model=c", 404), ("bins=0", 400), ("class=fig", 404), ("where=x", 400), ("node=99999", 404)],
)
def test_what_is_asked_wrongly_is_one_sentence(client, query, status):
    """As everywhere."""
    found = client.get(f"/api/evaluation?{query}")
    assert found.status_code == status and next(iter(found.json())) == "error"


def test_the_panel_says_how_far_confidences_are_off(document):
    """With what chance would give, and the temperature that would mend it."""
    model = document["models"][0]
    text = said(words.calibration(model, NAMES))
    assert (
        "Calibration error" in text
        and "A calibrated model would show" in text
        and "p\u00a0= " not in text
        and "p\u00a0=" in text
    )
    if model["calibration"]["temperature"]:
        assert "At temperature" in text
    empty = {"calibration": None, "absent": {"calibration": "No such thing."}}
    assert "No such thing." in said(words.calibration(empty, NAMES))


def test_why_there_is_nothing_stands_once():
    """In the part that it is first said in; another reason stands in its own."""
    absent = {"calibration": "None here.", "selective": "None here.", "precision_recall": "No score."}
    model = {"selective": None, "precision_recall": None, "absent": absent}
    (coverage,), (precision,) = words.coverage(model, None, NAMES), words.precision(model, NAMES)
    assert coverage.className == "unsaid" and coverage.hidden
    assert precision.className == "empty" and precision.children == ["No score."]


def test_charts_hold_what_a_click_filters_to(document):
    """A bar a bin of the first model, with the clauses of each; a point a bin of the second."""
    figure = charts.reliability(document["models"], NAMES, "dark")
    [bars] = [each for each in figure["data"] if each["type"] == "bar"]
    bins = document["models"][0]["calibration"]["bins"]
    assert bars["customdata"] == [each["clauses"] for each in bins]
    assert bars["y"] == [each["accuracy"] for each in bins]
    assert [each["name"] for each in figure["data"] if each.get("name") in NAMES] == NAMES
    low, high = charts.coverage(document["models"], NAMES, (0.5, 0.9), "light")["layout"]["yaxis"]["range"]
    assert 0 <= low < document["models"][0]["calibration"]["accuracy"] < high
    assert len(charts.precision(document["models"], NAMES, "dark")["data"]) == 2


def test_points_at_the_ends_of_a_scale_are_whole(document):
    """No accuracy is beyond 0% or 100%: half of what is drawn there would lie outside the axes."""
    drawn = [charts.reliability(document["models"], NAMES, "dark")]
    drawn.append(charts.coverage(document["models"], NAMES, (1.0, 1.0), "dark"))
    points = [each for figure in drawn for each in figure["data"] if "markers" in each.get("mode", "")]
    assert len(points) >= 2 and all(each["cliponaxis"] is False for each in points)


def test_a_line_of_the_comparison_filters_to_the_images_gained_and_lost(document):
    """By clauses of the document, and to its class by its name."""
    text = said(words.comparison(document))
    line = document["comparison"]["classes"][0]
    assert json.dumps(json.dumps(line["clauses"]["lost"]), ensure_ascii=False) in text
    assert f"label = '{line['name']}'" in text and "Holm" in text


def test_the_slider_and_the_field_mean_the_same_threshold(small_app):
    """The surest tenth has a threshold; typed, it accepts as many."""
    session = small_app.state.workspace.session
    view = {"node": session.index.root, "where": "", "model": None}
    document, at = _coverage(session, view, None, 20, None)
    total = document["models"][0]["selective"]["images"]
    assert 0 < at["accepted"] <= total / 10
    _, typed = _coverage(session, view, None, 200, at["threshold"])
    assert typed == at
    again = _coverage(session, view, None, 200, shown_threshold(at["threshold"]))
    assert (again[1]["accepted"], again[1]["right"]) == (at["accepted"], at["right"])
    text = said(words.coverage(document["models"][0], at, NAMES))
    assert "Left out" in text and "confidence <" in text
    _, none = _coverage(session, view, None, 200, 1.0)
    assert none["accepted"] == 0 and "None" in said(words.coverage(document["models"][0], none, NAMES))


def test_a_model_beside_itself_is_one(small_app):
    """Where the bar at the bottom names the model that is to be compared with."""
    session = small_app.state.workspace.session
    view = {"node": session.index.root, "where": "", "model": "b"}
    assert len(_document(session, view, "b", EVERY_CLASS)["models"]) == 1
    assert len(_document(session, view, "prediction", "plum")["models"]) == 2
