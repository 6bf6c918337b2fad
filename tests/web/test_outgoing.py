"""Large answers that nobody takes hold only so much memory, and none that others need."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from explorer.web.limits import outgoing
from explorer.web.limits.callers import Callers
from explorer.web.limits.outgoing import Outgoing
from tests.event_loop import run

SIZE = 3 * outgoing.LARGE + 1


async def large(_request) -> Response:
    """Three pieces and a byte."""
    return Response(bytes(SIZE))


async def small(_request) -> Response:
    """What is not counted."""
    return Response(b"small")


@pytest.fixture
def app(monkeypatch):
    """An application that holds four large answers, two for a client."""
    monkeypatch.setattr(outgoing, "MOST_WAITING", 4 * SIZE)
    bare = Starlette(routes=[Route("/large", large), Route("/small", small)])
    return Callers(Outgoing(bare))


def scope_of(address: str, path: str = "/large") -> dict:
    """A request from an address."""
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
        "client": (address, 1),
    }


class Client:
    """Takes a piece whenever it is let."""

    def __init__(self, app, address: str, path: str = "/large") -> None:
        self.messages, self.gate = [], asyncio.Semaphore(1)  # the head
        self.task = asyncio.ensure_future(app(scope_of(address, path), self.receive, self.send))

    async def receive(self) -> dict:
        """Nothing, for ever after."""
        await asyncio.sleep(0 if not hasattr(self, "asked") else 3600)
        self.asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: dict) -> None:
        """Wait to be let."""
        await self.gate.acquire()
        self.messages.append(message)

    def take(self) -> None:
        """Let everything come."""
        for _ in range(100):
            self.gate.release()

    @property
    def status(self) -> int:
        """Of the answer."""
        return self.messages[0]["status"]


async def settled() -> None:
    """Let all that can go on do so."""
    for _ in range(50):
        await asyncio.sleep(0)


def test_large_answers_wait_in_bounded_memory(app):
    """Beyond that they are refused; what others ask for, and small answers, come."""

    async def walk():
        mine = [Client(app, "10.0.0.1") for _ in range(3)]
        await settled()
        assert [client.status for client in mine] == [200, 200, 503]
        assert (b"retry-after", b"2") in mine[2].messages[0]["headers"]
        others = [Client(app, f"10.0.0.{i}") for i in (2, 3, 4)]
        tiny = Client(app, "10.0.0.1", "/small")
        await settled()
        assert [client.status for client in [*others, tiny]] == [200, 200, 503, 200]
        mine[0].take()
        await settled()
        pieces = [message["body"] for message in mine[0].messages[1:]]
        assert sum(map(len, pieces)) == SIZE and max(map(len, pieces)) == outgoing.LARGE
        mine[1].task.cancel()  # it has left
        await settled()
        again = Client(app, "10.0.0.1")
        await settled()
        assert again.status == 200

    run(walk)


def test_an_answer_that_is_larger_than_all_that_may_wait(app, monkeypatch):
    """Comes where nothing else waits."""
    monkeypatch.setattr(outgoing, "MOST_WAITING", SIZE // 2)

    async def walk():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
            for _ in range(2):
                assert len((await client.get("/large")).content) == SIZE

    run(walk)
