"""Files of weights by what is in them, not by their names; and what would load and mean something else."""

import io
import json
import pickle
import zipfile

import numpy as np
import pytest

from explorer.embedding.checkpoints.checkpoint_names import from_transformers
from explorer.embedding.checkpoints.checkpoint_tensors import _as_tensor
from explorer.embedding.service import load_encoder, load_text_encoder
from explorer.errors import EncoderError

# torch says that quantised tensors will go, and that it checks sparse ones.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture(scope="module")
def weights(tiny):
    """The weights of `test-tiny`."""
    return tiny[0]["test-tiny"].state_dict()


def saved(content) -> bytes:
    """What torch.save writes."""
    import torch

    stream = io.BytesIO()
    torch.save(content, stream)
    return stream.getvalue()


def arrays(weights):
    """The weights as arrays of NumPy."""
    return {name: tensor.numpy() for name, tensor in weights.items()}


def as_safetensors(weights) -> bytes:
    """The weights as safetensors."""
    from safetensors.torch import save

    return save(weights)


def as_npz(weights) -> bytes:
    """The weights as numpy.savez writes them."""
    stream = io.BytesIO()
    np.savez(stream, **arrays(weights))
    return stream.getvalue()


def quantised(weights):
    """The weights in eight bits, with their scales."""
    import torch

    return {
        name: torch.quantize_per_tensor(tensor, float(tensor.abs().max()) / 127 or 1.0, 0, torch.qint8)
        if tensor.dim() > 1
        else tensor
        for name, tensor in weights.items()
    }


def others(prefix, weights):
    """Other weights, under a prefix."""
    return {f"{prefix}{name}": tensor + 1 for name, tensor in weights.items()}


FILES = {
    "weights.pt as safetensors": ("weights.pt", as_safetensors),
    "weights.SAFETENSORS": ("weights.SAFETENSORS", as_safetensors),
    "weights.safetensors of torch": ("weights.safetensors", saved),
    "weights.npz": ("weights.npz", as_npz),
    "arrays in torch": ("weights.pt", lambda w: saved({"model": arrays(w)})),
    "plain pickle of arrays": ("weights.pkl", lambda w: pickle.dumps(arrays(w))),
    "plain pickle of tensors": ("weights.pkl", pickle.dumps),
    "pair": ("weights.pt", lambda w: saved((w, 5))),
    "list": ("weights.pt", lambda w: saved([{"epoch": 1}, {"net": w}])),
    "quantised with scales": ("weights.pt", lambda w: saved(quantised(w))),
    "sparse": (
        "weights.pt",
        lambda w: saved({n: t.to_sparse() if t.dim() == 2 else t for n, t in w.items()}),
    ),
    "mean of weights first": (
        "weights.pt",
        lambda w: saved(others("averaged.module.", w) | {f"model.{n}": t for n, t in w.items()}),
    ),
    "momentum first": (
        "weights.pt",
        lambda w: saved(others("momentum_encoder.", w) | {f"base_encoder.{n}": t for n, t in w.items()}),
    ),
    "text tower set apart": (
        "weights.pt",
        lambda w: saved({n if n.startswith(("visual.", "logit_")) else f"text.{n}": t for n, t in w.items()}),
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_what_is_in_a_file_counts(tmp_path, weights, pixels, expected, kind):
    """The weights are found whatever the file is called and however its numbers are kept."""
    name, written = FILES[kind]
    path = tmp_path / name
    path.write_bytes(written(weights))
    encoder = load_encoder(f"test-tiny:{path}", "cpu")
    atol = 0.1 if kind.startswith("quantised") else 1e-5
    np.testing.assert_allclose(encoder.encode(pixels).vectors, expected, atol=atol)
    assert encoder.info.text


def as_npy(tensor) -> bytes:
    """What numpy.save writes."""
    stream = io.BytesIO()
    np.save(stream, tensor.numpy())
    return stream.getvalue()


def test_a_header_that_is_cut_off_is_told(tmp_path, weights):
    """Of safetensors in which the length of the header is not there, or is more than the file."""
    for content in (as_safetensors(weights)[:4], b"\xff" * 8 + as_safetensors(weights)[8:]):
        (tmp_path / "weights.safetensors").write_bytes(content)
        with pytest.raises(EncoderError, match="its header is damaged or cut off; copy or download it again"):
            load_encoder(f"test-tiny:{tmp_path / 'weights.safetensors'}", "cpu")


def test_a_pickle_in_letters_is_read(tmp_path):
    """The oldest protocol, of which the end alone tells it from text."""
    (tmp_path / "weights.pkl").write_bytes(pickle.dumps({"epoch": 1}, protocol=0))
    with pytest.raises(EncoderError, match="no named tensors, but what is named 'epoch'"):
        load_encoder(f"test-tiny:{tmp_path / 'weights.pkl'}", "cpu")


def zipped(content: bytes) -> bytes:
    """A zip archive with a file of weights in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("weights.pt", content)
    return stream.getvalue()


def in_eight_bits(weights):
    """Numbers without their scales, as bitsandbytes keeps them."""
    import torch

    return {n: (100 * t).to(torch.int8) if t.dim() == 2 else t for n, t in weights.items()}


REFUSED = {
    "a pointer of Git LFS": lambda w: b"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 9\n",
    "a web page": lambda w: b"\n<!DOCTYPE html><html></html>",
    "it is JSON": lambda w: b'{"architectures": []}',
    "compressed": lambda w: b"\x1f\x8b\x08" + bytes(50),
    "HDF5": lambda w: b"\x89HDF\r\n\x1a\n" + bytes(50),
    "it is empty": lambda w: b"",
    "it is text": lambda w: b"epoch,loss\n1,0.5\n",
    "it is an image": lambda w: b"\x89PNG\r\n\x1a\n" + bytes(50),
    r"it is one array; .* numpy\.savez": lambda w: as_npy(w["visual.proj"]),
    "its end is missing": lambda w: saved(w)[:-1000],
    r"an archive of files \(weights\.pt\)": lambda w: zipped(saved(w)),
    r"no named tensors, but a list of 2": lambda w: saved([w["visual.proj"], 1]),
    r"no named tensors, but what is named 'epoch', 'loss'": lambda w: saved({"epoch": 1, "loss": 0.5}),
    r"visual\.proj is quantised \(torch\.int8\)": lambda w: saved(
        {"visual.proj": in_eight_bits(w)["visual.proj"], **{n: t for n, t in w.items() if n != "visual.proj"}}
    ),
    r"visual\.proj holds NaN": lambda w: saved({**w, "visual.proj": w["visual.proj"] * float("nan")}),
    r"visual\.proj is empty, as DeepSpeed": lambda w: saved({**w, "visual.proj": w["visual.proj"][:0]}),
    r"visual\.proj has no values": lambda w: saved({**w, "visual.proj": w["visual.proj"].to("meta")}),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_no_file_of_weights_is_named(tmp_path, weights, words):
    """One sentence says what it is; nothing loads that would mean something else."""
    path = tmp_path / "weights.pt"
    path.write_bytes(REFUSED[words](weights))
    with pytest.raises(EncoderError, match=words) as caught:
        load_encoder(f"test-tiny:{path}", "cpu")
    assert "\n" not in str(caught.value)


def scaled(weights):
    """Numbers of eight bits as a float, with their scales beside them."""
    import torch

    matrices = {name: tensor for name, tensor in weights.items() if tensor.dim() == 2}
    numbers = {name: (100 * tensor).to(torch.float8_e4m3fn) for name, tensor in matrices.items()}
    return {**weights, **numbers, **{f"{name}_scale": torch.tensor(0.01) for name in numbers}}


def test_numbers_with_scales_apart_are_refused(tmp_path, weights, pixels, expected):
    """They would load as other weights; without scales they are what they say, if not exactly."""
    import torch

    path = tmp_path / "weights.pt"
    path.write_bytes(saved(scaled(weights)))
    with pytest.raises(EncoderError, match=r"is in 8 bits, and its scale is apart \(.*_scale\)"):
        load_encoder(f"test-tiny:{path}", "cpu")
    plain = {n: t.to(torch.float8_e4m3fn) if t.dim() == 2 else t for n, t in weights.items()}
    path.write_bytes(saved(plain))
    found = load_encoder(f"test-tiny:{path}", "cpu").encode(pixels).vectors
    np.testing.assert_allclose(found, expected, atol=0.1)


class Part:
    """Stands for a DTensor: what this process holds of a tensor."""

    is_quantized, layout = False, None

    def __init__(self, tensor, part):
        self.tensor, self.part, self.shape = tensor, part, tensor.shape

    def to_local(self):
        """What is here."""
        return self.part


def test_parts_of_tensors_are_told(weights):
    """A DTensor that is whole is a tensor; of one of several processes it says how to gather it."""
    tensor = weights["visual.proj"]
    assert _as_tensor(Part(tensor, tensor)) is tensor
    with pytest.raises(EncoderError, match=r"its tensors are parts.*gather them"):
        _as_tensor(Part(tensor, tensor[:1]))


def test_of_a_folder_the_weights_are_named(tmp_path):
    """Not what a trainer keeps beside them."""
    for name in ("model.safetensors", "optimizer.bin", "scheduler.bin", "random_states_0.pkl"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(EncoderError, match=r"give a file in it: model\.safetensors\."):
        load_encoder(f"test-tiny:{tmp_path}", "cpu")


def test_weights_in_several_files(tmp_path, weights, pixels, expected):
    """Their index is what to give; a part, or the folder, leads to it; every part counts for the hash."""
    names = sorted(weights)
    parts = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for part, held in parts.items():
        (tmp_path / part).write_bytes(as_safetensors({name: weights[name] for name in held}))
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(
        json.dumps({"weight_map": {name: part for part, held in parts.items() for name in held}})
    )
    encoder = load_encoder(f"test-tiny:{index}", "cpu")
    np.testing.assert_allclose(encoder.encode(pixels).vectors, expected, atol=1e-5)
    for place in (tmp_path / "model-00001-of-00002.safetensors", tmp_path):
        with pytest.raises(EncoderError, match=r"give .*model\.safetensors\.index\.json"):
            load_encoder(f"test-tiny:{place}", "cpu")
    changed = {name: weights[name] + 1 for name in names[1::2]}
    (tmp_path / "model-00002-of-00002.safetensors").write_bytes(as_safetensors(changed))
    with pytest.raises(EncoderError, match="are not those the index was built with"):
        load_text_encoder(encoder.info.to_dict())
    (tmp_path / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(EncoderError, match=r"missing beside it: model-00002-of-00002\.safetensors"):
        load_encoder(f"test-tiny:{index}", "cpu")


@pytest.mark.parametrize(
    ("file", "words"), [("zero_to_fp32.py", "python zero_to_fp32.py"), ("__0_0.distcp", "dcp_to_torch")]
)
def test_folders_of_parallel_training_say_how_to_gather(tmp_path, file, words):
    """DeepSpeed and torch.distributed write folders."""
    (tmp_path / file).write_bytes(b"x")
    with pytest.raises(EncoderError, match=words):
        load_encoder(f"test-tiny:{tmp_path}", "cpu")


def test_names_of_siglip():
    """As the transformers library writes it: towers, pooling, and the parts of attention put together."""
    import torch

    layer = {
        "layer_norm1.weight": torch.ones(2),
        **{f"self_attn.{part}_proj.bias": torch.full((2,), i) for i, part in enumerate("kqv")},
        "self_attn.out_proj.bias": torch.ones(2),
        "mlp.fc1.bias": torch.ones(8),
    }
    named = {
        "vision_model.embeddings.patch_embedding.weight": torch.ones(2, 3, 4, 4),
        "vision_model.embeddings.position_embedding.weight": torch.ones(4, 2),
        "vision_model.post_layernorm.bias": torch.ones(2),
        "vision_model.head.probe": torch.ones(1, 1, 2),
        "vision_model.head.attention.in_proj_bias": torch.arange(6),
        "vision_model.head.mlp.fc2.bias": torch.ones(2),
        "text_model.head.bias": torch.ones(2),
        **{
            f"{tower}_model.encoder.layers.0.{name}": t
            for name, t in layer.items()
            for tower in ("vision", "text")
        },
    }
    found = from_transformers({f"model.{name}": tensor for name, tensor in named.items()})
    assert set(found) == {
        "visual.trunk.patch_embed.proj.weight",
        "visual.trunk.pos_embed",
        "visual.trunk.norm.bias",
        "visual.trunk.attn_pool.latent",
        "visual.trunk.attn_pool.q.bias",
        "visual.trunk.attn_pool.kv.bias",
        "visual.trunk.attn_pool.mlp.fc2.bias",
        "visual.trunk.blocks.0.norm1.weight",
        "visual.trunk.blocks.0.attn.qkv.bias",
        "visual.trunk.blocks.0.attn.proj.bias",
        "visual.trunk.blocks.0.mlp.fc1.bias",
        "text_projection.bias",
        "transformer.resblocks.0.ln_1.weight",
        "transformer.resblocks.0.attn.in_proj_bias",
        "transformer.resblocks.0.attn.out_proj.bias",
        "transformer.resblocks.0.mlp.c_fc.bias",
    }
    assert found["visual.trunk.pos_embed"].shape == (1, 4, 2)
    assert found["visual.trunk.blocks.0.attn.qkv.bias"].tolist() == [1, 1, 0, 0, 2, 2]
    assert found["visual.trunk.attn_pool.kv.bias"].tolist() == [2, 3, 4, 5]
