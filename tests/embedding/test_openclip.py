"""open_clip models from files: both towers give what open_clip gives, and unfit files are refused."""

import warnings

import numpy as np
import pytest

from explorer.embedding.clip.openclip import OpenClipEncoder
from explorer.embedding.clip.openclip_tables import check_model, published, settings_for
from explorer.embedding.service import load_encoder
from explorer.embedding.spec import parse_spec
from explorer.errors import EncoderError


@pytest.fixture(scope="module")
def pixels():
    """Twenty pictures of noise, prepared."""
    return np.random.default_rng(0).integers(0, 256, (20, 64, 64, 3), dtype=np.uint8)


@pytest.mark.parametrize("model", ["test-tiny", "test-conv"])
@pytest.mark.parametrize("ending", ["pt", "safetensors"])
def test_images_are_encoded_as_open_clip_does(tiny, pixels, model, ending):
    """A checkpoint of either kind gives unit vectors that equal the model's own to 1e-5."""
    import torch

    models, folder = tiny
    encoder = load_encoder(f"{model}:{folder / model}.{ending}", "cpu", offline=True)
    found = encoder.encode(pixels)
    with torch.inference_mode():
        images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
        mean, std = (
            torch.tensor(values).view(3, 1, 1)
            for values in (encoder.preparation.mean, encoder.preparation.std)
        )
        expected = models[model].encode_image((images - mean) / std, normalize=True).numpy()
    np.testing.assert_allclose(found.vectors, expected, atol=1e-5)
    assert found.vectors.dtype == np.float32
    assert found.concepts is None
    assert encoder.info.dim == 32


def test_words_are_encoded_as_open_clip_does(tiny):
    """The text tower gives unit rows that equal the model's own, one for each text, none for none."""
    import open_clip
    import torch

    models, folder = tiny
    encoder = load_encoder(f"test-tiny:{folder / 'test-tiny.pt'}", "cpu", offline=True)
    assert encoder.info.text
    texts = [f"a photo of {i} dogs" for i in range(70)]
    with torch.inference_mode():
        tokens = open_clip.get_tokenizer("test-tiny")(texts)
        expected = models["test-tiny"].encode_text(tokens, normalize=True).numpy()
    np.testing.assert_allclose(encoder.encode_text(texts), expected, atol=1e-5)
    assert encoder.encode_text([]).shape == (0, 32)


def test_info_leads_back_to_the_encoder(tiny):
    """The name that an index keeps is what to type, with an absolute path; the hash is the file's."""
    from explorer.embedding.checkpoints.hashing import weights_hash

    _, folder = tiny
    path = folder / "test-tiny.safetensors"
    info = load_encoder(f"test-tiny:{path}", "cpu").info
    assert info.name == f"test-tiny:{path}"
    assert info.weights_hash == weights_hash(path)
    assert len(info.weights_hash) == 32
    assert info.preprocessing["size"] == [64, 64]


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 torn"])
@pytest.mark.parametrize("ending", ["pt", "safetensors"])
def test_a_corrupt_file_is_refused(tiny, tmp_path, content, ending):
    """Anything that is no weight file is an EncoderError that names the file and what was expected."""
    path = tmp_path / f"weights.{ending}"
    path.write_bytes(content)
    with pytest.raises(EncoderError, match=r"weights\..* cannot be used .* expected \.safetensors"):
        load_encoder(f"test-tiny:{path}", "cpu")


@pytest.mark.parametrize("kind", ["list", "empty", "script", "code"])
def test_a_torch_file_without_a_state_dict_is_refused(tiny, tmp_path, kind):
    """Lists, empty dictionaries, TorchScript and pickled objects are refused; nothing in them runs."""
    import torch

    path = tmp_path / "weights.pt"
    if kind == "script":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.jit.script(torch.nn.Linear(2, 2)).save(str(path))
    else:
        torch.save({"list": [1], "empty": {}, "code": {"a": Bomb(tmp_path / "ran")}}[kind], path)
    with warnings.catch_warnings(), pytest.raises(EncoderError, match="cannot be used"):
        warnings.simplefilter("ignore")
        load_encoder(f"test-tiny:{path}", "cpu")
    assert not (tmp_path / "ran").exists()


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return self.path.touch, ()


@pytest.mark.parametrize("model", ["test-conv", "ViT-S-32-alt"])
def test_weights_of_another_architecture_are_refused(tiny, model):
    """One line names the file and the model that it does not fit."""
    _, folder = tiny
    with pytest.raises(EncoderError, match=f"cannot be used as weights of {model}") as caught:
        load_encoder(f"{model}:{folder / 'test-tiny.pt'}", "cpu")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused_before_anything_is_loaded(monkeypatch, tmp_path):
    """The message names the file; open_clip, which takes seconds to load, is not asked for."""
    monkeypatch.setattr(
        "explorer.embedding.clip.openclip_loading.import_open_clip", lambda: pytest.fail("loaded")
    )
    with pytest.raises(EncoderError, match="There is no file"):
        load_encoder(f"ViT-B-32:{tmp_path / 'none.pt'}", "cpu")


def test_an_unknown_model_lists_the_nearest(tmp_path):
    """A slip of the pen in a model's name is answered with the right one."""
    for text in ("ViT-B-33/openai", f"vit-b32:{__file__}"):
        with pytest.raises(EncoderError, match=r"the nearest names are .*ViT-B-32"):
            load_encoder(text, "cpu", offline=True)
    with pytest.raises(EncoderError, match=r"the nearest names are packaged, "):
        load_encoder("packged", "cpu", offline=True)


def test_unknown_weights_list_those_there_are():
    """Weights that the model does not have, or none at all, are answered with all it has."""
    for text in ("ViT-B-32/laion2b", "ViT-B-32"):
        with pytest.raises(EncoderError, match=r"openai, .*laion2b_s34b_b79k.*ViT-B-32:FILE"):
            load_encoder(text, "cpu", offline=True)


def test_a_model_without_published_weights_says_so(tiny):
    """An architecture with no weights on the hub can only take a file."""
    with pytest.raises(EncoderError, match=r"No weights are published for test-tiny.*test-tiny:FILE"):
        published(parse_spec("test-tiny/any"))


def test_a_missing_package_for_the_text_tower_says_what_to_install(tmp_path, monkeypatch):
    """A model whose text tower is of transformers cannot be built without it, and says so."""
    monkeypatch.setattr("explorer.embedding.clip.openclip_loading.find_spec", lambda name: None)
    path = tmp_path / "weights.pt"
    path.touch()
    with pytest.raises(EncoderError, match="pip install transformers"):
        load_encoder(f"xlm-roberta-base-ViT-B-32:{path}", "cpu")


def test_without_a_tokenizer_there_are_images_only(tiny, monkeypatch, pixels):
    """Where the tokenizer cannot be had, `info.text` is False, and asking for words gives the reason."""

    def fail(*_):
        raise EncoderError("the tokenizer is elsewhere")

    monkeypatch.setattr("explorer.embedding.clip.openclip.load_tokenizer", fail)
    _, folder = tiny
    path = folder / "test-tiny.pt"
    encoder = OpenClipEncoder(parse_spec(f"test-tiny:{path}"), path)
    assert not encoder.info.text
    assert len(encoder.encode(pixels).vectors) == 20
    with pytest.raises(EncoderError, match="the tokenizer is elsewhere"):
        encoder.encode_text(["a dog"])


def test_settings_of_weights():
    """Named weights bring their own preprocessing and activation; a file gets what is usual."""
    openai = settings_for(parse_spec("ViT-B-32/openai"))
    assert openai["quick_gelu"] is True
    siglip = settings_for(parse_spec("ViT-B-16-SigLIP:weights.pt"))
    assert siglip["resize_mode"] == "squash"
    assert siglip["mean"] == (0.5, 0.5, 0.5)
    assert "quick_gelu" not in settings_for(parse_spec("ViT-B-32:weights.pt"))
    assert check_model("ViT-B-32")["embed_dim"] == 512


def test_weights_get_the_activation_they_were_trained_with(tiny, monkeypatch, pixels):
    """Weights published for QuickGELU run with it, although the architecture has GELU."""
    from open_clip import pretrained

    _, folder = tiny
    path = folder / "test-tiny.pt"
    settings = pretrained.get_pretrained_cfg("ViT-B-32", "openai")
    monkeypatch.setitem(pretrained._PRETRAINED, "test-tiny", {"quick": settings})
    plain = OpenClipEncoder(parse_spec(f"test-tiny:{path}"), path).encode(pixels).vectors
    quick = OpenClipEncoder(parse_spec("test-tiny/quick"), path).encode(pixels).vectors
    assert np.abs(plain - quick).max() > 1e-3


def test_loading_leaves_the_log_alone(tiny):
    """open_clip's use of the root logger installs no handler in the process."""
    import logging

    _, folder = tiny
    before = list(logging.getLogger().handlers)
    load_encoder(f"test-tiny:{folder / 'test-tiny.pt'}", "cpu")
    assert logging.getLogger().handlers == before
