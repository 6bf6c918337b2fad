"""Nothing here opens a browser, and no server outlives its module."""

import pytest

from explorer.notebook import servers


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """What would have been opened in a browser, as a list of addresses."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", found.append)
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    return found


@pytest.fixture(scope="module")
def served(small_index_path):
    """The server of the small index, which most tests find running."""
    held = servers.serve(small_index_path)
    yield held
    servers.stop_all()
