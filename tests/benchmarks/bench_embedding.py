"""Embedding a folder on a CPU, decoding and thumbnails included, beside the bare network."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from explorer.embedding.devices import available_threads
from explorer.embedding.lite0 import read_network
from explorer.embedding.lite0_onnx import serialize
from explorer.embedding.packaged import PackagedEncoder, weights_file
from explorer.embedding.streaming import embed_stream
from explorer.images.stream import ReadOptions, read_images
from tests.benchmarks.table import Table

BATCH = 32
ROUNDS = 5
PHOTOS, TINY = 320, 640
TARGET = 0.9


def run(table: Table) -> None:
    """Embed photographs and tiny pictures; each round measures the network alone and the whole in turn."""
    encoder = PackagedEncoder("cpu")
    one_call = _one_call()
    with tempfile.TemporaryDirectory() as folder:
        kinds = (
            ("photographs, 500×375 JPEG", _write(Path(folder), PHOTOS, (375, 500), "jpg")),
            ("tiny pictures, 32×32 PNG", _write(Path(folder), TINY, (32, 32), "png")),
        )
        for title, files in kinds:
            _measure(table, title, files, encoder, one_call)


def _measure(
    table: Table, title: str, files: list[str], encoder: PackagedEncoder, one_call: Callable
) -> None:
    batch = _prepared(files[:BATCH], encoder)
    whole, bare, alone = [], [], []
    _embed(files[: 2 * BATCH], encoder)  # the first batches wait for worker processes to start
    for _ in range(ROUNDS):
        bare.append(_rate(lambda: one_call(batch), BATCH, 4))
        alone.append(_rate(lambda: encoder.encode(batch), BATCH, 4))
        whole.append(_rate(lambda: _embed(files, encoder), len(files), 1))
    ratio = median(a / b for a, b in zip(whole, bare, strict=True))
    table.add(
        f"Embed {title}",
        f"{median(whole):.0f} images/s",
        f"≥ {TARGET} × the network alone",
        ratio >= TARGET,
        peer=f"{median(bare):.0f} images/s: the network alone, one call a batch on all cores",
        ratio=f"{ratio:.2f}",
        conditions=f"{len(files)} files read, decoded, thumbnailed; batches of {BATCH}; "
        f"{available_threads()} cores; median of {ROUNDS}",
    )
    ratio = median(a / b for a, b in zip(whole, alone, strict=True))
    table.add(
        f"Embed {title}, beside our engine on prepared pixels",
        f"{median(whole):.0f} images/s",
        peer=f"{median(alone):.0f} images/s: `encode`, one picture a core",
        ratio=f"{ratio:.2f}",
        conditions="what decoding costs where it shares the cores with the network",
    )


def _one_call() -> Callable[[np.ndarray], list]:
    """The same network in ONNX Runtime as it is usually run: the whole batch at once, its own threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = available_threads()
    session = onnxruntime.InferenceSession(
        serialize(read_network(weights_file()), BATCH), options, providers=["CPUExecutionProvider"]
    )
    return lambda pixels: session.run(None, {"pixels": pixels})


def _embed(files: list[str], encoder: PackagedEncoder) -> None:
    records = read_images(files, ReadOptions(prepare=encoder.preparation))
    rows = sum(len(encoded.vectors) for _, encoded in embed_stream(records, encoder, BATCH))
    if rows != len(files):
        raise RuntimeError(f"{rows} of {len(files)} files were embedded")


def _prepared(files: list[str], encoder: PackagedEncoder) -> np.ndarray:
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
    for i in range(count):
        noise = np.fft.fft2(rng.standard_normal((3, *shape))) * falloff
        values = np.fft.ifft2(noise).real.transpose(1, 2, 0)
        values = 128 + 50 * values / values.std()
        path = folder / f"{i:04}.{ending}"
        Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(path, quality=92)
        files.append(str(path))
    return files
