"""What the page replaces of Dash although it is private: to be looked at again with the next version."""

import dash
import pytest
from dash.backends._fastapi import FastAPIDashServer

SEEN_WITH = (4, 4)
"""Major and minor version of Dash for which `_Page` of `explorer/web/page/dash_page.py` was written."""


def test_the_version_of_dash_is_the_one_that_was_looked_at():
    """Another one may name what is replaced otherwise: look at `_Page`, then raise the number."""
    assert tuple(map(int, dash.__version__.split(".")[:2])) == SEEN_WITH


@pytest.mark.parametrize("name", ["_setup_catchall", "websocket_capability"])
def test_what_is_replaced_is_there(name):
    """Else replacing it would do nothing, without a word."""
    assert hasattr(FastAPIDashServer, name)


def test_dash_answers_no_unknown_path_and_keeps_no_socket(client):
    """What the replacing is for."""
    assert client.get("/nothing/here").status_code == 404
    assert "websocket_handler" not in {getattr(route, "name", None) for route in client.app.routes}
