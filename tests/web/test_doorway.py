"""The way in by an address that nobody can guess, wherever a proxy puts it."""

import pytest
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from explorer.options import ServeOptions
from explorer.web.access.doorway import MOST_PLACES, Doorway
from explorer.web.access.security import Security

SECRET = "s3-cret_x"


@pytest.fixture
def made():
    """URL prefixes that applications were made for."""
    return []


@pytest.fixture
def door(made):
    """A client of a doorway; what is behind it says which application answered, and what it was asked."""

    def make(prefix):
        made.append(prefix)

        async def app(scope, receive, send):
            answer = JSONResponse(
                {"prefix": prefix, "path": scope["path"], "raw": scope["raw_path"].decode()}
            )
            await answer(scope, receive, send)

        return app

    return TestClient(Doorway(SECRET, make), raise_server_exceptions=True)


@pytest.mark.parametrize(
    ("path", "headers", "prefix"),
    [
        ("", {}, ""),
        ("", {"x-forwarded-prefix": "/user/ann/proxy/80/"}, "/user/ann/proxy/80"),
        ("", {"x-proxycontextpath": "/proxy/80"}, "/proxy/80"),
        ("", {"x-forwarded-context": "/a", "x-forwarded-prefix": "/b"}, "/b"),
        ("/proxy/absolute/80", {}, "/proxy/absolute/80"),
        ("", {"x-forwarded-prefix": "/<script>"}, ""),
        ("", {"x-forwarded-prefix": "/../.."}, ""),
    ],
)
def test_links_follow_where_a_proxy_puts_it(door, path, headers, prefix):
    """Whether it takes its path off and says so, or passes it on; what is no path counts for nothing."""
    answer = door.get(f"{path}/{SECRET}/api/view%20x", headers=headers).json()
    assert answer == {"prefix": f"{prefix}/{SECRET}", "path": "/api/view x", "raw": "/api/view%20x"}


@pytest.mark.parametrize(
    "path", ["/", f"/{SECRET}", f"/{SECRET}x/", "/api/index", f"/{SECRET[:-1]}/", "/%ff/"]
)
def test_without_the_secret_there_is_nothing(door, path):
    """Not even a word of what is served."""
    answer = door.get(path)
    assert answer.status_code == 404
    assert answer.json() == {"error": "There is nothing at this address."}


def test_there_is_no_socket(door):
    """One that is asked for is closed, with or without the secret."""
    for path in ("/", f"/{SECRET}/"):
        with pytest.raises(WebSocketDisconnect), door.websocket_connect(path):
            pass


def test_requests_cannot_make_applications_without_end(door, made):
    """Beyond a few places, the first application answers."""
    for i in range(3 * MOST_PLACES):
        door.get(f"/{SECRET}/", headers={"x-forwarded-prefix": f"/{i}"})
    assert len(made) == MOST_PLACES
    assert made[0] == f"/{SECRET}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe", "accept": "text/html"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "script", "accept": "text/html"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "empty", "origin": "https://evil.example"}, 403),
        ({"host": "hub.example.org"}, 200),
    ],
)
def test_what_may_be_framed_is_no_more_open_than_that(headers, status):
    """A frame and any name of a host; pages of other sites may ask for nothing else."""

    async def app(scope, receive, send):
        await JSONResponse({})(scope, receive, send)

    client = TestClient(Security(app, ServeOptions(framed=True)), base_url="http://localhost")
    assert client.get("/", headers=headers).status_code == status
    closed = TestClient(Security(app, ServeOptions()), base_url="http://localhost")
    assert closed.get("/", headers=headers).status_code in (400, 403)
    assert "frame-ancestors 'self'" in closed.get("/").headers["content-security-policy"]
