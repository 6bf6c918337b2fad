"""Embedding a folder on a CPU, decoding and thumbnails included, beside the bare network."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from explorer.cores import available_cores, instructions_for
from explorer.embedding.efficientnet_lite0.lite0 import read_network
from explorer.embedding.efficientnet_lite0.lite0_onnx import serialize
from explorer.embedding.efficientnet_lite0.packaged_encoder import PackagedEncoder, weights_file
from explorer.embedding.encoder import Encoder
from explorer.embedding.service import load_encoder
from explorer.embedding.streaming import embed_stream
from explorer.images.stream import ReadOptions, read_images
from tests.benchmarks.table import Table

BATCH = 32
ROUNDS = 3
# Long enough that starting the decoding workers, once, does not count.
PHOTOS, TINY = 1_280, 2_560
SLOW_PHOTOS = 160
_DIFFERENT = 160
PACKAGED_TARGETS = (0.9,)
# Beside the bare network in float32 and in the precision that is taken; with AMX, and without.
AMX_TARGETS, OTHER_TARGETS = (2.8, 0.85), (0.95, 0.85)


def run(table: Table) -> None:
    """Embed photographs and tiny pictures; each round measures the whole and the bare networks in turn."""
    encoder = PackagedEncoder("cpu")
    peers = {
        "the network alone in ONNX Runtime, one call a batch": _onnx_call(),
        "this encoder on pixels that are ready": encoder.encode,
        "timm's network alone in torch, channels last": _torch_call(),
    }
    with tempfile.TemporaryDirectory() as folder:
        kinds = (
            ("photographs, 500×375 JPEG", _write(Path(folder), PHOTOS, (375, 500), "jpg")),
            ("tiny pictures, 32×32 PNG", _write(Path(folder), TINY, (32, 32), "png")),
        )
        for title, files in kinds:
            _measure(table, f"Embed {title}, packaged", files, encoder, peers, PACKAGED_TARGETS)
        clip, forward = _vit(Path(folder) / "vit.pt")
        peers = {
            "the network alone in torch, as open_clip runs it": forward,
            f"this encoder on pixels that are ready, {clip.info.precision}": clip.encode,
        }
        photos = kinds[0][1][:SLOW_PHOTOS]
        targets = AMX_TARGETS if instructions_for("bfloat16") == "AMX" else OTHER_TARGETS
        _measure(table, "Embed photographs, 500×375 JPEG, ViT-B-32", photos, clip, peers, targets)


def _measure(
    table: Table, title: str, files: list[str], encoder: Encoder, peers: dict, targets: tuple[float, ...]
) -> None:
    """Add a row for each peer; the first ones have targets for the ratio to them."""
    batch = _prepared(files[:BATCH], encoder)
    whole, bare = [], {name: [] for name in peers}
    for _ in range(ROUNDS):
        for name, forward in peers.items():
            bare[name].append(_rate(partial(forward, batch), BATCH, 8))
        whole.append(_rate(partial(_embed, files, encoder), len(files), 1))
    for (name, rates), target in zip_longest(bare.items(), targets):
        ratio = median(a / b for a, b in zip(whole, rates, strict=True))
        table.add(
            title,
            f"{median(whole):.0f} images/s",
            f"≥ {target}" if target else "",
            ratio >= target if target else None,
            peer=f"{median(rates):.0f} images/s: {name}",
            ratio=f"{ratio:.2f}",
            conditions=f"{len(files)} files read, decoded, thumbnailed; batches of {BATCH}; "
            f"{available_cores()} cores; median of {ROUNDS}",
        )


def _onnx_call() -> Callable[[np.ndarray], object]:
    """The network as it is usually run: the whole batch at once, on the engine's own threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = available_cores()
    model = serialize(read_network(weights_file()), BATCH)
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return lambda pixels: session.run(None, {"pixels": pixels})


def _torch_call() -> Callable[[np.ndarray], object]:
    """The network as timm has it; its speed does not depend on its weights."""
    import timm
    import torch

    model = timm.create_model("tf_efficientnet_lite0", pretrained=False).eval()
    model = model.to(memory_format=torch.channels_last)

    def forward(pixels: np.ndarray) -> object:
        with torch.inference_mode():
            return model(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1)

    return forward


def _vit(file: Path) -> tuple[Encoder, Callable[[np.ndarray], object]]:
    """The default encoder and its bare network, with weights at random: they do not change its speed."""
    import open_clip
    import torch

    model = open_clip.create_model("ViT-B-32").eval()
    torch.save(model.state_dict(), file)

    def forward(pixels: np.ndarray) -> object:
        with torch.inference_mode():
            return model.encode_image(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1)

    return load_encoder(f"ViT-B-32:{file}", "cpu"), forward


def _embed(files: list[str], encoder: Encoder) -> None:
    records = read_images(files, ReadOptions(prepare=encoder.preparation))
    rows = sum(len(encoded.vectors) for _, encoded in embed_stream(records, encoder, BATCH))
    if rows != len(files):
        raise RuntimeError(f"{rows} of {len(files)} files were embedded")


def _prepared(files: list[str], encoder: Encoder) -> np.ndarray:
    return np.stack([encoder.preparation(Image.open(file)) for file in files])


def _rate(work: Callable[[], object], images: int, repeats: int) -> float:
    began = time.perf_counter()
    for _ in range(repeats):
        work()
    return images * repeats / (time.perf_counter() - began)


def _write(folder: Path, count: int, shape: tuple[int, int], ending: str) -> list[str]:
    """Pictures whose spectrum falls as that of photographs does, so that they cost as much to decode."""
    rng = np.random.default_rng(0)
    down, across = np.meshgrid(*(np.fft.fftfreq(side) for side in shape), indexing="ij")
    falloff = 1 / np.maximum(np.hypot(down, across), 1 / max(shape))
    files = []
    for i in range(_DIFFERENT):
        noise = np.fft.fft2(rng.standard_normal((3, *shape))) * falloff
        values = np.fft.ifft2(noise).real.transpose(1, 2, 0)
        values = 128 + 50 * values / values.std()
        path = folder / f"{i:04}.{ending}"
        Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(path, quality=92)
        files.append(str(path))
    return files * (count // _DIFFERENT)
