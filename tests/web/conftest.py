"""Applications of the small index, and clients that talk to them."""

import pytest
from starlette.testclient import TestClient

from explorer.options import ServeOptions
from explorer.web.app import create_app


@pytest.fixture(scope="session")
def small_app(small_index):
    """The application without token or prefix."""
    return create_app(small_index)


@pytest.fixture(scope="session")
def client(small_app):
    """A client at localhost; errors in the server come as answers, as they do to a browser."""
    with TestClient(small_app, base_url="http://localhost", raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="session")
def guarded(small_index):
    """An application that asks for the token `s3cret`, open to other machines, under a prefix."""
    options = ServeOptions(host="0.0.0.0", token="s3cret", url_prefix="/dendro")
    return create_app(small_index, options)


@pytest.fixture
def stranger(guarded, monkeypatch):
    """A browser that has not signed in; it does not follow redirects, has no cookies, and never waits."""

    async def at_once(_seconds):
        pass

    monkeypatch.setattr("explorer.web.access.wrong_tokens._wait", at_once)
    return TestClient(
        guarded, base_url="http://example.org", follow_redirects=False, raise_server_exceptions=False
    )
