"""Suggestions over HTTP: bounded, by kind, and never in the way."""

import pytest

from explorer.web.app import create_app
from tests.web.test_facets import get


def test_words_are_gone_on_with(client):
    """By kinds, each with what choosing it does."""
    client.portal.call(client.app.state.workspace.session.words.get)
    answer = get(client, "suggestions", text="plu")
    (label,) = [group for group in answer["groups"] if group["kind"] == "label"]
    assert label["entries"][0]["words"] == "plum" and label["entries"][0]["where"] == "label = 'plum'"
    assert answer["complete"] is True and answer["text"] == "plu"
    assert all(
        len(group["entries"]) <= 2 for group in get(client, "suggestions", text="a", limit=2)["groups"]
    )


@pytest.mark.parametrize("params", [{}, {"text": ""}, {"text": "a" * 201}, {"text": "a", "limit": 21}])
def test_more_than_anyone_types_is_refused(client, params):
    """In one sentence."""
    assert get(client, "suggestions", 400, **params)["error"].endswith(".")


def test_columns_that_are_still_being_read_are_not_waited_for(small_index, monkeypatch):
    """There is less, and it is said."""
    from starlette.testclient import TestClient

    app = create_app(small_index)
    words = app.state.workspace.session.words
    monkeypatch.setattr(words, "state", "loading")
    with TestClient(app, base_url="http://localhost") as client:
        answer = get(client, "suggestions", text="plum")
    assert answer["complete"] is False
