"""Nothing here opens a browser, and no server outlives its test."""

import pytest

from explorer.notebook import servers


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """What would have been opened in a browser, as a list of addresses."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", found.append)
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    yield found
    servers.stop_all()
