"""Clients that send little, or nothing, are let go; others are not disturbed."""

import pytest

from explorer.web.app import create_app
from explorer.web.limits import patience, protocol
from tests.web.raw import answer, serving


@pytest.fixture(scope="module")
def port(small_index):
    """A server that is patient for a second."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(protocol, "HEAD_SECONDS", 1.0)
        patched.setattr(patience, "PAUSE_SECONDS", 1.0)
        patched.setattr(patience, "BODY_SECONDS", 2.0)
        with serving(create_app(small_index)) as port:
            yield port


HEAD = b"POST /api/thumbs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n"


def test_who_sends_no_headers_is_let_go(port):
    """Nothing at all, a part of them, or one line after the other."""
    assert answer(port) == b""
    assert answer(port, HEAD) == b""
    assert answer(port, HEAD, *[b"X: y\r\n"] * 40, pause=0.1) == b""


def test_who_sends_no_body_is_told_and_let_go(port):
    """408 as JSON, whether nothing comes, or always a little."""
    for parts, pause in (((HEAD + b"\r\n",), 0), ((HEAD + b"\r\n", *[b"x"] * 40), 0.1)):
        said = answer(port, *parts, pause=pause)
        assert b" 408 " in said.split(b"\r\n")[0] and b'{"error":"The body' in said
    json = (
        HEAD.replace(b"/api/thumbs", b"/_dash-update-component") + b"Content-Type: application/json\r\n\r\n"
    )
    assert b'{"error":' in answer(port, json)


def test_who_is_answered_before_the_end_of_a_body_cannot_stay(port):
    """A refused request of which the body goes on coming."""
    head = HEAD.replace(b"Host: localhost", b"Host: evil.example").replace(b"400", b"4000")
    assert b" 400 " in answer(port, head + b"\r\n", *[b"x"] * 40, pause=0.1).split(b"\r\n")[0]


def test_requests_that_take_their_time_are_answered(port):
    """Two on one connection, in parts, with less than the limit between."""
    get = b"GET /api/index HTTP/1.1\r\nHost: localhost\r\n"
    last = get + b"Connection: close\r\n\r\n"
    said = answer(port, get, b"\r\n", last[:20], last[20:], pause=0.2)
    assert said.count(b"HTTP/1.1 200 OK") == 2
