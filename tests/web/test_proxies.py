"""Behind jupyter-server-proxy as it comes: once taking the prefix off, once passing it on."""

import re
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest
import uvicorn

from explorer.options import ServeOptions
from explorer.web.app import create_app
from explorer.web.limits.protocol import TimedProtocol

pytest.importorskip("jupyter_server_proxy")


def listening() -> socket.socket:
    """A socket on a free port of this machine."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """The address of a Jupyter server without a token."""
    folder = tmp_path_factory.mktemp("jupyter")
    with listening() as free:
        port = free.getsockname()[1]
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_root=True",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.jpserver_extensions=jupyter_server_proxy=True",
    ]
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "JUPYTER_PLATFORM_DIRS": "1"}
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options], env=env, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{address}/api")
                break
            except httpx.TransportError:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.2)
        yield address
        process.terminate()
        process.wait()


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("token", [None, "s3cret"])
def test_the_page_works_behind_jupyter(small_index, jupyter, kept, token):
    """Page, its files, API and callbacks, without a redirect that comes back to where it started."""
    bound = listening()
    port = bound.getsockname()[1]
    prefix = f"/proxy/absolute/{port}" if kept else f"/proxy/{port}"
    app = create_app(small_index, ServeOptions(url_prefix=prefix, port=port, token=token))
    server = uvicorn.Server(uvicorn.Config(app, http=TimedProtocol, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        with httpx.Client(base_url=jupyter, follow_redirects=True, timeout=60) as browser:
            _walk(browser, prefix, token)
    finally:
        server.should_exit = True
        thread.join()


def _walk(browser: httpx.Client, prefix: str, token: str | None) -> None:
    accept = {"accept": "text/html"}
    if token:
        assert browser.get(f"{prefix}/", headers=accept).status_code == 401
        form = {"token": token, "next": f"{prefix}/?node=5"}
        signed = browser.post(f"{prefix}/sign-in", data=form, headers=accept)
        assert (signed.status_code, signed.url.path) == (200, f"{prefix}/")
    page = browser.get(f"{prefix}/", headers=accept)
    assert page.status_code == 200 and not page.history
    linked = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert len(linked) > 5
    for path in [*linked[:3], *linked[-3:], f"{prefix}/api/view", f"{prefix}/api/items/0/image"]:
        assert path.startswith(f"{prefix}/")
        assert browser.get(path).status_code == 200, path
    body = {
        "output": "..class-grid.rowData...class-caption.children..",
        "outputs": [
            {"id": "class-grid", "property": "rowData"},
            {"id": "class-caption", "property": "children"},
        ],
        "inputs": [{"id": "view-at-rest", "property": "data"}],
        "changedPropIds": [],
    }
    assert browser.post(f"{prefix}/_dash-update-component", json=body).status_code == 204
    assert browser.post(f"{prefix}/api/reload").json()["changed"] is False
