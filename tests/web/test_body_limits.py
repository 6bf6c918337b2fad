"""Bodies that are refused: by their size at once, and large ones that are wrong after a pause."""

import asyncio

import pytest

from explorer.web.limits.body_limits import LARGE, REFUSAL_SECONDS, BodyLimits
from tests.event_loop import run


def happens(monkeypatch, size: int, status: int, read: bool = True, chunked: bool = False) -> list:
    """Return what happens, in its order, when a body of so many bytes gets an answer of this status."""
    happened, ours = [], []

    rest = asyncio.sleep

    async def sleep(seconds):
        if asyncio.current_task() not in ours:  # of a server that another test has left to end by itself
            await rest(seconds)
            return
        happened.append(f"rests {seconds:g} s")

    async def receive():
        return {"type": "http.request", "body": bytes(size), "more_body": False}

    async def send(message):
        happened.append(message.get("status", "body"))

    async def answers(scope, receive, send):
        ours.append(asyncio.current_task())
        if read:
            await receive()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    monkeypatch.setattr(asyncio, "sleep", sleep)
    header = (b"transfer-encoding", b"chunked") if chunked else (b"content-length", b"%d" % size)
    scope = {"type": "http", "path": "/api/thumbs", "headers": [header]}
    run(lambda: BodyLimits(answers, {"/api/": 2 * LARGE})(scope, receive, send))
    return happened


@pytest.mark.parametrize(
    ("size", "status", "rests"),
    [
        (LARGE + 1, 400, [f"rests {REFUSAL_SECONDS:g} s"]),
        (LARGE + 1, 422, [f"rests {REFUSAL_SECONDS:g} s"]),
        (LARGE, 400, []),
        (LARGE + 1, 200, []),
        (0, 404, []),
    ],
)
@pytest.mark.parametrize("read", [True, False])
def test_who_sends_large_wrong_bodies_waits_to_hear_of_it(monkeypatch, size, status, rests, read):
    """Before the answer begins, and once, read or not; what is small or right is answered at once."""
    assert REFUSAL_SECONDS > 0
    assert happens(monkeypatch, size, status, read) == [*rests, status, "body"]


def test_what_is_too_large_is_refused_at_once(monkeypatch):
    """Nothing was made of it that would cost anything."""
    assert happens(monkeypatch, 2 * LARGE + 1, 200) == [413, "body"]


def test_who_does_not_say_how_much_comes_waits_where_nobody_read_it(monkeypatch):
    """It may be any size; what was read and is small is answered at once."""
    assert happens(monkeypatch, 10, 400, read=False, chunked=True)[0] == f"rests {REFUSAL_SECONDS:g} s"
    assert happens(monkeypatch, 10, 400, chunked=True) == [400, "body"]
