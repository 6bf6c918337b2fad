"""Checkpoints as trainers write them: every wrapping gives the model's own vectors, misfits are named."""

import argparse
import json
import warnings

import numpy as np
import pytest

from explorer.embedding.service import load_encoder
from explorer.errors import EncoderError


class Options:
    """Settings of a trainer whose package is not here, and that does something when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return self.path.touch, ()


def prefixed(prefix, weights):
    """Weights with a prefix before each name."""
    return {f"{prefix}{name}": tensor for name, tensor in weights.items()}


def visual(weights):
    """The tower for images, by its own names."""
    return {name.removeprefix("visual."): w for name, w in weights.items() if name.startswith("visual.")}


def other(weights):
    """The same names with other values."""
    return {name: tensor + 1 for name, tensor in weights.items()}


WRAPPINGS = {
    "model": lambda w: {"model": w, "epoch": 3},
    "state_dict": lambda w: {"state_dict": w, "optimizer": {"state": {0: {"step": 1}}}},
    "model_state_dict": lambda w: {"model_state_dict": w, "loss": np.float64(0.5)},
    "module": lambda w: {"module": prefixed("module.", w)},
    "net": lambda w: {"net": w, "args": argparse.Namespace(lr=0.1)},
    "ema alone": lambda w: {"ema": w},
    "model beside its mean": lambda w: {"model_ema": other(w), "model": w},
    "BasicSR": lambda w: {"params_ema": other(w), "params": w},
    "BasicSR, the mean alone": lambda w: {"params_ema": w},
    "DeepSpeed": lambda w: {"module": w, "ds_version": "0.14", "optimizer": None, "dp_world_size": 2},
    "teacher beside student": lambda w: {"student": other(w), "teacher": prefixed("backbone.", w)},
    "Lightning": lambda w: {"state_dict": prefixed("model.", w), "hyper_parameters": {"x": np.arange(3)}},
    "Lightning of a compiled model": lambda w: {"state_dict": prefixed("net._orig_mod.", w)},
    "DDP of a compiled model": lambda w: prefixed("module._orig_mod.", w),
    "compiled inside": lambda w: {name.replace("visual.", "visual._orig_mod."): t for name, t in w.items()},
    "FSDP": lambda w: prefixed("_fsdp_wrapped_module.", w),
    "clip with a head": lambda w: prefixed("clip.", w) | {"head.weight": w["logit_scale"].reshape(1, 1)},
    "two levels": lambda w: {"checkpoint": {"state": {"model": w}}},
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_wrappings(tiny, tmp_path, pixels, expected, name):
    """The weights are found wherever they lie, under any prefix, and words can be searched."""
    import torch

    models, _ = tiny
    path = tmp_path / "weights.pt"
    torch.save(WRAPPINGS[name](models["test-tiny"].state_dict()), path)
    encoder = load_encoder(f"test-tiny:{path}", "cpu")
    np.testing.assert_allclose(encoder.encode(pixels).vectors, expected, atol=1e-5)
    assert encoder.info.text


@pytest.mark.parametrize("prefix", ["", "visual.", "backbone.", "module.image_encoder.", "model.visual."])
def test_the_tower_for_images_alone(tiny, tmp_path, pixels, expected, prefix):
    """It is enough for images; asked for words it says why not."""
    import torch

    models, _ = tiny
    path = tmp_path / "tower.pt"
    torch.save({"state_dict": prefixed(prefix, visual(models["test-tiny"].state_dict()))}, path)
    encoder = load_encoder(f"test-tiny:{path}", "cpu")
    np.testing.assert_allclose(encoder.encode(pixels).vectors, expected, atol=1e-5)
    assert not encoder.info.text
    with pytest.raises(EncoderError, match="image tower alone"):
        encoder.encode_text(["a dog"])


@pytest.mark.parametrize(
    "kind", ["half", "bfloat16", "old format", "whole model", "TorchScript", "safetensors"]
)
def test_kinds_of_files(tiny, tmp_path, pixels, expected, kind):
    """Half precision, formats before torch 1.6, pickled modules, TorchScript, safetensors with metadata."""
    import torch
    from safetensors.torch import save_file

    model = tiny[0]["test-tiny"]
    weights = model.state_dict()
    path = tmp_path / ("weights.safetensors" if kind == "safetensors" else "weights.pt")
    if kind == "safetensors":
        save_file(prefixed("model.", weights), path, metadata={"format": "pt", "step": "7"})
    elif kind == "old format":
        torch.save(
            {"model": weights, "args": argparse.Namespace()}, path, _use_new_zipfile_serialization=False
        )
    elif kind == "whole model":
        torch.save(model, path)
    elif kind == "TorchScript":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pictures, words = torch.zeros(1, 3, 64, 64), torch.zeros(1, 16, dtype=torch.int64)
            torch.jit.trace(model, (pictures, words), check_trace=False, strict=False).save(str(path))
    else:
        dtype = torch.float16 if kind == "half" else torch.bfloat16
        torch.save({name: tensor.to(dtype) for name, tensor in weights.items()}, path)
    found = load_encoder(f"test-tiny:{path}", "cpu").encode(pixels).vectors
    np.testing.assert_allclose(found, expected, atol=0.02 if kind in ("half", "bfloat16") else 1e-5)


def test_nothing_in_a_file_is_run(tiny, tmp_path, pixels, expected):
    """What a stranger's options would do when they are unpickled is not done; the weights are read."""
    import torch

    path = tmp_path / "weights.pt"
    torch.save({"model": tiny[0]["test-tiny"].state_dict(), "options": Options(tmp_path / "ran")}, path)
    found = load_encoder(f"test-tiny:{path}", "cpu").encode(pixels).vectors
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert not (tmp_path / "ran").exists()


def test_names_of_transformers(tiny, tmp_path, pixels, expected):
    """A CLIP as the transformers library names it."""
    import torch

    renamed = {}
    for name, tensor in tiny[0]["test-tiny"].state_dict().items():
        for old, new in TO_TRANSFORMERS.items():
            name = name.replace(old, new) if not name.startswith("text_model") or "." in old else name
        if name in ("visual.proj", "text_projection"):
            renamed[{"visual.proj": "visual_projection.weight"}.get(name, "text_projection.weight")] = (
                tensor.T
            )
        elif "in_proj_" in name:
            for part, piece in zip("qkv", tensor.chunk(3), strict=True):
                renamed[name.replace("in_proj_", f"{part}_proj.")] = piece
        else:
            renamed[name] = tensor
    path = tmp_path / "pytorch_model.bin"
    torch.save(renamed, path)
    encoder = load_encoder(f"test-tiny:{path}", "cpu")
    np.testing.assert_allclose(encoder.encode(pixels).vectors, expected, atol=1e-5)
    assert encoder.info.text


TO_TRANSFORMERS = {
    "visual.class_embedding": "vision_model.embeddings.class_embedding",
    "visual.conv1.": "vision_model.embeddings.patch_embedding.",
    "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
    "visual.ln_pre.": "vision_model.pre_layrnorm.",
    "visual.ln_post.": "vision_model.post_layernorm.",
    "visual.transformer.resblocks.": "vision_model.encoder.layers.",
    "token_embedding.weight": "text_model.embeddings.token_embedding.weight",
    "transformer.resblocks.": "text_model.encoder.layers.",
    "ln_final.": "text_model.final_layer_norm.",
    "ln_1.": "layer_norm1.",
    "ln_2.": "layer_norm2.",
    "mlp.c_fc.": "mlp.fc1.",
    "mlp.c_proj.": "mlp.fc2.",
    ".attn.": ".self_attn.",
}


def test_a_misfit_names_what_was_expected_and_found(tiny, tmp_path):
    """Names of both, where they lie, and how many are missing; shapes; adapters."""
    import torch

    path = tmp_path / "weights.pt"
    weights = tiny[0]["test-tiny"].state_dict()
    cases = {
        r"\d+ of \d+ tensors are missing under `model`; expected visual\..*; found fc\.weight, fc\.bias": {
            "model": {"fc.weight": weights["logit_scale"], "fc.bias": weights["logit_scale"]}
        },
        r"its shapes are others: visual\.proj is \(64, 16\) and not \(64, 32\)": {
            **weights,
            "visual.proj": weights["visual.proj"][:, :16].contiguous(),
        },
        "LoRA adapters": {"base_model.visual.lora_A.weight": weights["visual.proj"]},
        "merged into the model's": {
            **weights,
            "visual.proj.lora_A": weights["visual.proj"][:, :2].contiguous(),
        },
        "no named tensors": {"epoch": 3},
    }
    for words, content in cases.items():
        torch.save(content, path)
        with pytest.raises(EncoderError, match=words) as caught:
            load_encoder(f"test-tiny:{path}", "cpu")
        assert "\n" not in str(caught.value)


@pytest.fixture
def described(tiny, tmp_path):
    """A folder as open_clip writes it for the hub."""
    from safetensors.torch import save_file

    models, folder = tiny
    place = tmp_path / "described"
    place.mkdir()
    config = {
        "model_cfg": json.loads((folder / "test-tiny.json").read_text()),
        "preprocess_cfg": {"mean": [0.1] * 3},
    }
    (place / "open_clip_config.json").write_text(json.dumps(config))
    save_file(models["test-tiny"].state_dict(), place / "open_clip_model.safetensors")
    return place


def test_a_folder_that_describes_its_model(described, pixels, monkeypatch):
    """Its configuration and preprocessing are its own; the name leads back from anywhere."""
    monkeypatch.chdir(described.parent)
    encoder = load_encoder("local-dir:described", "cpu", offline=True)
    assert encoder.info.name == f"local-dir:{described}" and encoder.info.dim == 32 and encoder.info.text
    assert encoder.preparation.mean == (0.1, 0.1, 0.1)
    assert len(encoder.encode(pixels).vectors) == 4


def test_folders_that_lack_something_say_what(described, tmp_path):
    """No folder, no weights, no configuration: each one sentence."""
    with pytest.raises(EncoderError, match="There is no folder"):
        load_encoder(f"local-dir:{tmp_path / 'none'}", "cpu")
    (described / "open_clip_config.json").write_text("{}")
    with pytest.raises(EncoderError, match="does not describe an open_clip model"):
        load_encoder(f"local-dir:{described}", "cpu")
    (described / "open_clip_model.safetensors").unlink()
    with pytest.raises(EncoderError, match="holds no weights"):
        load_encoder(f"local-dir:{described}", "cpu")


def test_a_repository_of_the_hub(described, empty_cache, pixels):
    """It is taken from the cache, offline too; where it is not there a plain sentence says so."""
    from explorer.embedding.service import load_text_encoder
    from tests.embedding.conftest import put_in_cache

    with pytest.raises(EncoderError, match=r"hf-hub:me/tiny are not in the hub's cache.*local-dir:FOLDER"):
        load_encoder("hf-hub:me/tiny", "cpu", offline=True)
    for name in ("open_clip_config.json", "open_clip_model.safetensors"):
        put_in_cache(empty_cache, "me/tiny", name, (described / name).read_bytes())
    encoder = load_encoder("hf-hub:me/tiny", "cpu", offline=True)
    assert encoder.info.name == "hf-hub:me/tiny" and encoder.info.text
    again = load_text_encoder(encoder.info.to_dict())
    np.testing.assert_allclose(again.encode(pixels).vectors, encoder.encode(pixels).vectors, atol=1e-6)
