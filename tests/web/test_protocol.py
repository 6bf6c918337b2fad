"""HTTP as clients should not write it, and answers that they do not take."""

import asyncio
import contextlib
import json
import logging
import re
import select
import socket
import threading
import time

import pytest
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from explorer.web.app import create_app
from explorer.web.limits import protocol
from tests.web.raw import answer, serving

HOST = b"Host: localhost\r\n"
INDEX = b"GET /api/index HTTP/1.1\r\n" + HOST
POST = b"POST /api/thumbs HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
STATUS = re.compile(rb"HTTP/1.1 [1-5]")
SLOW = b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n"
LEFT = threading.Event()
LARGE = 64 * 2**20


async def large(_request) -> Response:
    """More than a system takes for a client that reads nothing."""
    return Response(b" " * LARGE)


async def slow(request) -> Response:
    """Takes a second, unless its client leaves before."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            while (await request.receive())["type"] != "http.disconnect":
                pass
            LEFT.set()
    return Response(b"late")


async def broken(_request) -> Response:
    """Begins, and goes on to fail."""

    async def pieces():
        yield b"first"
        raise ZeroDivisionError

    return StreamingResponse(pieces())


@pytest.fixture(scope="module")
def port(small_index):
    """A server that waits a second for an answer to be taken, with three routes more."""
    app = create_app(small_index)
    app.router.routes[:0] = [Route("/large", large), Route("/slow", slow), Route("/broken", broken)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(protocol, "TAKE_SECONDS", 1.0)
        with serving(app) as found:
            yield found


def said_to_half_closed(port: int, *sent: bytes) -> bytes:
    """What a client hears that sends no more, and waits for its answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(b"".join(sent))
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize("requests", [1, 2])
def test_a_client_that_sends_no_more_is_answered(port, requests):
    """As `nc -N` asks; all that it asked for, and then the connection is closed."""
    said = said_to_half_closed(port, *[INDEX + b"\r\n"] * requests)
    assert said.count(b"HTTP/1.1 200") == requests and said.endswith(b"}")


def test_a_client_that_sends_no_more_may_wait_for_its_answer(port):
    """Meanwhile it hears that it is to go on, and passes over that."""
    said = said_to_half_closed(port, SLOW)
    assert [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", said)][-2:] == [100, 200]
    assert said.endswith(b"late")


def test_a_large_answer_reaches_a_client_that_sends_no_more(port):
    """What has begun is sent to its end."""
    said = said_to_half_closed(port, b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
    assert len(said) > LARGE


@pytest.mark.parametrize("sent", [SLOW.replace(b"1.1", b"1.0"), POST + b"Content-Length: 9\r\n\r\nab"])
def test_some_that_send_no_more_count_as_left(port, sent):
    """Those that cannot be asked, and those whose body will not come."""
    with contextlib.suppress(ConnectionResetError):
        assert said_to_half_closed(port, sent) == b""


def test_a_client_that_has_left_is_told_from_one_that_waits(port):
    """Work that it asked for is told before it is done."""
    LEFT.clear()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(SLOW)
    assert LEFT.wait(20)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"hello there\r\n\r\n",
        b"GET /api/index HTTP/1.1\r\n\r\n",
        INDEX + b"Host: evil.example\r\n\r\n",
        INDEX + b"X : y\r\n\r\n",
        INDEX + b"X: a\0b\r\n\r\n",
        POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        POST + b"Content-Length: -4\r\n\r\n",
        POST + b"Transfer-Encoding: gzip\r\n\r\nabcd",
        CHUNKED + b"ZZ\r\n",
        CHUNKED + b"4\r\nabcd\r\nZZ\r\n",
        CHUNKED + b"4;" + b"x" * 200_000,
    ],
)
def test_what_is_no_http_is_told_so_and_let_go(port, caplog, sent):
    """400 as JSON with the headers of every answer, and nothing in the log."""
    said = answer(port, sent)
    assert said.startswith(b"HTTP/1.1 400 Bad Request\r\n") and len(STATUS.findall(said)) == 1
    assert b"nosniff" in said and b"application/json" in said
    sentence = json.loads(re.search(rb"\{.*\}", said)[0])["error"]
    assert "no request of HTTP/1.1" in sentence
    assert not caplog.records


@pytest.mark.parametrize("head", [INDEX, POST.replace(b"localhost", b"evil.example")])
def test_a_body_that_breaks_off_after_the_answer(port, caplog, head):
    """The answer stands; nothing is written behind it, nor into the log."""
    said = answer(port, head + b"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n", b"ZZ\r\n", pause=0.5)
    assert len(STATUS.findall(said)) == 1 and b"no request of HTTP" not in said
    assert not caplog.records


def test_a_request_with_two_lengths_is_refused(port):
    """A proxy before us may have gone by the other: what follows is not taken for a request."""
    both = POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    said = answer(port, both + INDEX + b"\r\n")
    assert STATUS.findall(said) == [b"HTTP/1.1 4"] and b"Send one of them" in said


def test_a_request_for_another_protocol_is_answered_in_http(port, caplog):
    """As every request; the log does not grow by what clients ask for."""
    for protocol_name in (b"websocket", b"h2c"):
        head = INDEX + b"Upgrade: " + protocol_name + b"\r\nConnection: Upgrade, close\r\n\r\n"
        assert answer(port, head.replace(b"Upgrade, close", b"close, Upgrade")).startswith(b"HTTP/1.1 200")
    assert not caplog.records


@pytest.mark.parametrize("ending", [b"", b"Connection: close\r\n"])
def test_who_takes_nothing_of_an_answer_is_let_go(port, ending):
    """Whether the connection was to go on or not: soon nobody waits for the client any more."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(b"GET /large HTTP/1.1\r\n" + HOST + ending + b"\r\n")
        gone = select.poll()
        gone.register(client, 0)  # hears that the connection has ended, and takes nothing
        assert gone.poll(30_000)


def test_who_takes_an_answer_slowly_gets_it_whole(port):
    """For longer than is waited without anything taken."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(b"GET /large HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        taken, pause = 0, time.monotonic()
        while piece := client.recv(2**18):
            taken += len(piece)
            if time.monotonic() < pause + 3:
                time.sleep(0.05)
        assert taken > LARGE


def test_a_failure_in_the_middle_of_an_answer_is_logged_once(port, caplog):
    """The client sees that the answer is not whole."""
    said = answer(port, b"GET /broken HTTP/1.1\r\n" + HOST + b"\r\n")
    assert not said.endswith(b"0\r\n\r\n")
    (record,) = [found for found in caplog.records if found.levelno >= logging.WARNING]
    assert record.getMessage() == "GET /broken failed"


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("http://localhost:1/api/index?x=1", 200, '"n":'),
        ("HTTP://127.0.0.1/api%2Findex", 200, '"n":'),
        ("http://localhost", 200, "<html"),
        ("http://evil.example/api/index", 400, "localhost only"),
        ("http://localhost/nothing", 404, "nothing at /nothing."),
        ("http://localhost/api/items/x/http://a/b", 404, "nothing at"),
    ],
)
def test_a_whole_address_as_the_target(small_index, target, status, words):
    """The path of it is meant, and its host, whatever `Host` says."""
    request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    with serving(create_app(small_index)) as port:
        said = answer(port, request).decode()
    assert said.startswith(f"HTTP/1.1 {status} ") and words in said
