"""A tiny open_clip model with random weights in files, and a hub of our own."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from explorer.embedding.service import load_encoder

TINY = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 64, "layers": 2, "width": 64, "head_width": 32, "patch_size": 16},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
}
TINY_CONVOLUTIONAL = {
    **TINY,
    "vision_cfg": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 16, "patch_size": None},
}


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Two registered architectures, `test-tiny` and `test-conv`, a model of each, and weights in `folder`."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("tiny")
    models = {}
    torch.manual_seed(0)
    for name, config in (("test-tiny", TINY), ("test-conv", TINY_CONVOLUTIONAL)):
        (folder / f"{name}.json").write_text(json.dumps(config))
        open_clip.add_model_config(folder / f"{name}.json")
        models[name] = open_clip.create_model(name).eval()
        torch.save(models[name].state_dict(), folder / f"{name}.pt")
        save_file(models[name].state_dict(), folder / f"{name}.safetensors")
    return models, folder


@pytest.fixture
def empty_cache(tmp_path, monkeypatch) -> Path:
    """An empty hub cache in place of the user's."""
    from huggingface_hub import constants

    cache = tmp_path / "hub-cache"
    cache.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    return cache


@pytest.fixture
def hub_at(monkeypatch):
    """Call with `http://host:port` to put the hub there."""
    from huggingface_hub import constants

    def place(address: str) -> None:
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            monkeypatch.delenv(name)
        monkeypatch.setattr(constants, "ENDPOINT", address)
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)

    return place


@pytest.fixture
def no_network(monkeypatch):
    """Fail whoever opens a socket or resolves a name."""
    import socket

    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def put_in_cache(cache: Path, repository: str, file: str, content: bytes) -> Path:
    """Lay a file into a hub cache as huggingface_hub does."""
    commit = "0" * 40
    root = cache / ("models--" + repository.replace("/", "--"))
    (root / "refs").mkdir(parents=True, exist_ok=True)
    (root / "refs" / "main").write_text(commit)
    path = root / "snapshots" / commit / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def pixels():
    """Four pictures of noise, prepared."""
    return np.random.default_rng(0).integers(0, 256, (4, 64, 64, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def expected(tiny, pixels):
    """Vectors of `test-tiny` for the pixels."""
    _, folder = tiny
    return load_encoder(f"test-tiny:{folder / 'test-tiny.pt'}", "cpu").encode(pixels).vectors
