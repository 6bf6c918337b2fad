"""The encoder for queries: loaded once, in the background, when first wanted."""

import threading

import pytest

from explorer.errors import EncoderError
from explorer.web.builds.query_encoder import QueryEncoder
from tests.event_loop import run

INFO = {"name": "ViT-B-32/some", "weights_hash": "a1", "text": True}


@pytest.fixture
def loads(monkeypatch):
    """Puts a fake in place of the loader; gives the calls, and what it is to do."""
    calls = []

    def install(result):
        import explorer.embedding.service as service

        def load(info):
            calls.append(info)
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr(service, "load_text_encoder", load, raising=False)
        return calls

    return install


def test_nothing_is_loaded_before_it_is_wanted(loads):
    """Being made loads nothing."""
    calls = loads("encoder")
    assert QueryEncoder(INFO).state == "idle"
    assert calls == []


def test_is_loaded_once_for_many_who_ask(loads):
    """Ten threads, one load, ten times the encoder."""
    calls = loads("encoder")
    encoder = QueryEncoder(INFO)
    found = []
    threads = [threading.Thread(target=lambda: found.append(run(encoder.get))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["encoder"] * 10
    assert len(calls) == 1
    assert encoder.state == "ready"


def test_a_failure_is_remembered_with_its_reason(loads):
    """Asked again, it is not tried again."""
    calls = loads(EncoderError("no weights here"))
    encoder = QueryEncoder(INFO)
    assert run(encoder.get) is None
    assert run(encoder.get) is None
    assert (encoder.state, encoder.message, len(calls)) == ("failed", "no weights here", 1)


def test_own_vectors_have_no_encoder(loads):
    """Nothing is tried."""
    calls = loads("encoder")
    encoder = QueryEncoder({"name": "own vectors", "text": False})
    assert (encoder.state, run(encoder.get), calls) == ("none", None, [])


def test_a_new_build_keeps_an_encoder_that_fits(loads):
    """The same name and weights: the same object; others: a new one."""
    loads("encoder")
    encoder = QueryEncoder(INFO)
    assert encoder.for_encoder(dict(INFO)) is encoder
    assert encoder.for_encoder(INFO | {"weights_hash": "b2"}) is not encoder
    assert encoder.for_encoder(INFO | {"precision": "bfloat16"}) is not encoder
    assert encoder.for_encoder(INFO | {"version": 2}) is not encoder
