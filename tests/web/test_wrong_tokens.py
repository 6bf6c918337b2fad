"""Wrong tokens are slowed for who sends them, and for nobody else."""

import asyncio
import logging

import httpx
import pytest

from explorer.options import ServeOptions
from explorer.web.access import wrong_tokens
from explorer.web.app import create_app
from tests.event_loop import run


@pytest.mark.parametrize(
    ("count", "seconds"), [(1, 0), (3, 0), (4, 0.5), (5, 1), (6, 2), (7, 4), (8, 4), (10**9, 4)]
)
def test_how_long_a_wrong_token_waits(count, seconds):
    """Three at once, for people mistype; then longer and longer, up to some seconds."""
    assert wrong_tokens.delay(count) == seconds


@pytest.fixture
def door(small_index, monkeypatch):
    """An application with a token whose waits last until they are let go, and the waits so far."""
    waits, gate = [], asyncio.Event()

    async def held(seconds):
        waits.append(seconds)
        await gate.wait()

    monkeypatch.setattr(wrong_tokens, "_wait", held)
    return create_app(small_index, ServeOptions(host="0.0.0.0", token="s3cret")), waits, gate


def at(app, address: str) -> httpx.AsyncClient:
    """A client at an address."""
    transport = httpx.ASGITransport(app, client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://example.org")


def test_a_guesser_waits_alone(door, caplog):
    """Who guesses waits and at last is not listened to; others come in at once. The log says it once."""
    app, waits, gate = door
    caplog.set_level(logging.WARNING)

    async def walk():
        async with at(app, "10.0.0.1") as guesser, at(app, "10.0.0.2") as other:
            signed = await guesser.get("/api/index", params={"token": "s3cret"})
            assert signed.status_code == 200
            guesses = [
                asyncio.create_task(guesser.get("/api/index", params={"token": str(n)})) for n in range(20)
            ]
            while sum(guess.done() for guess in guesses) < 20 - wrong_tokens.MOST_WAITING:
                await asyncio.sleep(0.01)
            ended = [guess.result() for guess in guesses if guess.done()]
            refused = [answer for answer in ended if answer.status_code == 429]
            assert len(refused) == 20 - wrong_tokens.FREE - wrong_tokens.MOST_WAITING
            assert refused[0].headers["retry-after"] == "4" and refused[0].json()["error"]
            assert (await other.get("/api/index", params={"token": "s3cret"})).status_code == 200
            assert (await other.get("/api/index", params={"token": "x"})).status_code == 401
            gate.set()
            assert {(await guess).status_code for guess in guesses} == {401, 429}
            assert (await guesser.get("/api/index", params={"token": "s3cret"})).status_code == 200

    run(walk)
    assert waits == [0.5, 1, 2, 4]
    said = [record.getMessage() for record in caplog.records]
    assert [("10.0.0.1" in line, "10.0.0.2" in line) for line in said] == [(True, False), (False, True)]


def test_clients_are_forgotten():
    """Memory is bounded, whatever addresses come."""
    known = wrong_tokens.Attempts()

    async def many():
        for number in range(wrong_tokens.MOST_CLIENTS + 500):
            await known.wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    run(many)
    assert len(known._wrong) == wrong_tokens.MOST_CLIENTS and not known._waiting
