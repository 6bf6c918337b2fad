"""Models of timm: the vectors and the preprocessing of the library itself, weights wherever they are."""

import numpy as np
import pytest
from PIL import Image

from explorer.embedding.kinds.timm import parse
from explorer.embedding.preparation import Preparation
from explorer.embedding.service import load_encoder, load_text_encoder
from explorer.embedding.timm_models.timm_encoder import preparation_of
from explorer.errors import EncoderError
from tests.embedding.conftest import put_in_cache

MODEL = "test_vit"


def odd_images() -> list[Image.Image]:
    """Noise of sizes that no model asks for."""
    rng = np.random.default_rng(0)
    shapes = ((301, 97), (64, 401), (31, 33), (160, 160))
    return [Image.fromarray(rng.integers(0, 256, (*shape, 3), dtype=np.uint8)) for shape in shapes]


def of_timm(model, images) -> np.ndarray:
    """The features of images by timm alone, unit rows."""
    import timm
    import torch

    config = timm.data.resolve_data_config({}, model=model)
    transform = timm.data.create_transform(**config, is_training=False)
    with torch.inference_mode():
        found = model(torch.stack([transform(image) for image in images])).numpy()
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def of_ours(encoder, images) -> np.ndarray:
    """The same by an encoder."""
    return encoder.encode(np.stack([encoder.preparation(image) for image in images])).vectors


@pytest.fixture(scope="module")
def model():
    """A tiny model with random weights, without a classifier."""
    import timm
    import torch

    torch.manual_seed(0)
    return timm.create_model(MODEL, num_classes=0).eval()


@pytest.fixture(scope="module")
def checkpoint(model, tmp_path_factory):
    """What Lightning writes of it, with a classifier."""
    import torch

    path = tmp_path_factory.mktemp("timm") / "epoch=3.ckpt"
    weights = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    weights["model.head.weight"] = torch.zeros(10, model.num_features)
    torch.save({"state_dict": weights, "epoch": 3}, path)
    return path


def test_vectors_are_those_of_timm(model, checkpoint):
    """Of a checkpoint as trainers write it, on images of odd sizes; and the name gives the same again."""
    encoder = load_encoder(f"timm:{MODEL}:{checkpoint}", "cpu")
    images = odd_images()
    np.testing.assert_allclose(of_ours(encoder, images), of_timm(model, images), atol=1e-5)
    assert encoder.info.dim == model.num_features
    assert not encoder.info.text
    assert load_text_encoder(encoder.info.to_dict()).info == encoder.info
    with pytest.raises(EncoderError, match="has no text search"):
        encoder.encode_text(["a dog"])


@pytest.mark.parametrize("mode", ["center", "squash", "border"])
@pytest.mark.parametrize("size", [(96, 96), (64, 96)])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear", "lanczos"])
def test_preparation_is_that_of_timm(model, monkeypatch, mode, size, interpolation):
    """Every way to crop, square and oblong, is that of timm's transform to the last bit."""
    import timm

    settings = {"input_size": (3, *size), "crop_mode": mode, "crop_pct": 0.9, "interpolation": interpolation}
    monkeypatch.setattr(model, "pretrained_cfg", {**model.pretrained_cfg, **settings})
    config = timm.data.resolve_data_config({}, model=model)
    transform = timm.data.create_transform(**config, is_training=False, normalize=False)
    prepare = preparation_of(model)
    assert isinstance(prepare, Preparation)
    for image in odd_images():
        np.testing.assert_array_equal(prepare(image), np.asarray(transform(image)).transpose(1, 2, 0))


def test_published_weights_come_from_the_cache(model, empty_cache, tmp_path, no_network):
    """A model by name, and a repository of the hub, with what lies in its cache; nobody is asked."""
    import timm
    from safetensors.torch import save

    weights = save(model.state_dict())
    put_in_cache(empty_cache, f"timm/{MODEL}.r160_in1k", "model.safetensors", weights)
    images = odd_images()
    encoder = load_encoder(f"timm:{MODEL}", "cpu", offline=True)
    np.testing.assert_allclose(of_ours(encoder, images), of_timm(model, images), atol=1e-5)
    folder = tmp_path / "described"
    timm.models.save_for_hf(model, folder)
    for file in folder.iterdir():
        put_in_cache(empty_cache, "us/own", file.name, file.read_bytes())
    for name in ("timm:hf-hub:us/own", f"timm:local-dir:{folder}"):
        described = load_encoder(name, "cpu", offline=True)
        np.testing.assert_allclose(of_ours(described, images), of_timm(model, images), atol=1e-5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("timm:test_vut", "no model 'test_vut'.*test_vit"),
        ("timm:test_vit.nowhere", "no weights 'nowhere'.*r160_in1k"),
        ("timm:test_vit", "not in the hub's cache.*--offline.*timm:NAME:FILE"),
        ("timm:hf-hub:us/none", "not in the hub's cache"),
        ("timm:test_vit:/nowhere/w.pt", "There is no file /nowhere/w.pt"),
        ("timm:local-dir:/nowhere", "There is no folder /nowhere"),
        ("timm:", "names no model; expected timm:NAME"),
        ("timm:hf-hub:alone", "names no model"),
    ],
)
def test_what_cannot_be_had_is_told(empty_cache, no_network, text, words):
    """One sentence says what is missing and what to give."""
    with pytest.raises(EncoderError, match=words) as caught:
        load_encoder(text, "cpu", offline=True)
    assert "\n" not in str(caught.value)


def test_weights_of_another_model_are_refused(model, tmp_path):
    """Names of the tensors that are expected and of those that were found are told."""
    import torch

    path = tmp_path / "w.pt"
    torch.save({"layer.weight": torch.ones(2)}, path)
    with pytest.raises(EncoderError, match=r"tensors are missing; expected .*; found layer\.weight"):
        load_encoder(f"timm:{MODEL}:{path}", "cpu")


def test_a_network_that_gives_the_same_for_all_is_refused(model, tmp_path):
    """Weights that are zero, or NaN, are told before any image is read."""
    import torch

    path = tmp_path / "w.pt"
    torch.save({name: torch.zeros_like(tensor) for name, tensor in model.state_dict().items()}, path)
    with pytest.raises(EncoderError, match="same vector for any image"):
        load_encoder(f"timm:{MODEL}:{path}", "cpu")


def test_names_are_taken_apart(tmp_path, monkeypatch):
    """A file follows a colon or a slash, and is remembered as absolute."""
    monkeypatch.chdir(tmp_path)
    assert parse("timm:resnet50.a1_in1k").name == "timm:resnet50.a1_in1k"
    assert parse("timm:resnet50/w.pt") == parse(f"timm:resnet50:{tmp_path}/w.pt")
    assert parse("timm:local-dir:m").name == f"timm:local-dir:{tmp_path}/m"
