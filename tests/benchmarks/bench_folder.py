"""Folders of very many small files: how busy the cores are, beside a bare decode loop, and what a kill costs.

20,000 files; 200,000 where DENDRO_BENCH_LARGE is set. An encoder that costs next to nothing stands in for a
network, so that scanning, decoding, thumbnails and keeping what was read are what is measured.
"""

import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from explorer.cores import available_cores
from explorer.images.decode import read_image
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_records
from explorer.images.thumbnails import summarize
from tests.benchmarks.pictures import photograph
from tests.benchmarks.table import Table
from tests.index.fakes import FakeEncoder, shrink

_IN_FOLDER = 500
_DIFFERENT = 64
_SAMPLE = 4_000
_CHUNK = 64
_TARGET = 0.5
_MIB = 2**20


def run(table: Table) -> None:
    """Make the files, read them bare and by a build, at a quarter and at all; then kill a build and go on."""
    large = bool(os.environ.get("DENDRO_BENCH_LARGE"))
    n, rounds = (200_000, 1) if large else (20_000, 3)
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        root = where / "files"
        quarter = write_files(root / "quarter", n // 4, 0)
        files = quarter + write_files(root / "rest", n - n // 4, n // 4)
        conditions = (
            f"{n:,} files in nested folders, half JPEG 64×64, half PNG 32×32; {available_cores()} cores"
        )
        _measure_rate(table, where, root, files, rounds, conditions)
        _measure_own(table, where, files, conditions)
        _measure_memory(table, where, root, n)
        _measure_kill(table, where, root, n, conditions)


def _measure_rate(
    table: Table, where: Path, root: Path, files: list[str], rounds: int, conditions: str
) -> None:
    n = len(files)
    rates, bare, answers = [], [], []
    for i in range(rounds):
        bare.append(n / decode_bare(files))
        answers.append(build(root, where / f"rate-{i}.dendro"))
        rates.append(n / answers[-1]["reading"])
    ratio = median(a / b for a, b in zip(rates, bare, strict=True))
    peer = f"{median(bare):,.0f} images/s: Image.open and load only, {available_cores()} processes"
    conditions = f"{conditions}; median of {rounds}"
    table.add(
        "a large folder: read, decode, thumbnails, keep",
        f"{median(rates):,.0f} images/s",
        f"≥ {_TARGET}",
        ratio >= _TARGET,
        peer=peer,
        ratio=f"{ratio:.2f}",
        conditions=conditions,
    )
    whole = [one["seconds"] * available_cores() for one in answers]
    others = [1 - (sum(one["cpu"]) + one["idle"]) / time for one, time in zip(answers, whole, strict=True)]
    busy = median(sum(one["cpu"]) / (sum(one["cpu"]) + one["idle"]) for one in answers)
    table.add(
        "a large folder: share in use of the cores, start to end",
        f"{busy:.0%}",
        "≥ 90%",
        busy >= 0.9,
        conditions=f"{conditions}; of the time that other processes left, which took {median(others):.0%}",
    )
    scan = median(one["scan"] for one in answers)
    table.add(
        "a large folder: scanning alone", f"{scan:.2f} s ({n / scan:,.0f} files/s)", conditions=conditions
    )
    used = median(sum(one["cpu"]) for one in answers) / n
    parts = cost_of_parts(files)
    parent = median(one["cpu"][0] for one in answers) / n
    parts["this process: scan, staging, order"] = parent
    parts["rest: pipes, starting workers"] = used - sum(parts.values())
    shares = ", ".join(f"{name} {seconds / used:.0%}" for name, seconds in parts.items())
    table.add("a large folder: where the CPU time goes", shares, conditions=f"{used * 1e6:.0f} µs an image")


def _measure_own(table: Table, where: Path, files: list[str], conditions: str) -> None:
    """The same with the user's own vectors: no encoder, and a table in the place of the folder."""
    listed = where / "files.csv"
    listed.write_text("path\n" + "\n".join(files))
    vectors = np.lib.format.open_memmap(where / "own.npy", "w+", np.float16, (len(files), 64))
    vectors[:] = 1
    del vectors
    answer = build(listed, where / "own.dendro", "--own", str(where / "own.npy"))
    rate = len(files) / answer["reading"]
    table.add(
        "a table with own vectors: read, decode, thumbnails, keep",
        f"{rate:,.0f} images/s",
        conditions=conditions,
    )


def _measure_memory(table: Table, where: Path, root: Path, n: int) -> None:
    """What an image more costs, from a quarter of them to all; a whole build, written, and then refreshed."""
    dimensions = FakeEncoder().info.dim
    few = build(root / "quarter", where / "quarter.dendro", "--finish")
    many = build(root, where / "all.dendro", "--finish")
    each = (many["grown"] - few["grown"]) / (n - n // 4)
    table.add(
        "a large folder: memory of the building process, peak",
        f"{few['grown'] / _MIB:.0f} MiB at {n // 4:,}, {many['grown'] / _MIB:.0f} MiB at {n:,}: "
        f"{each:,.0f} bytes an image",
        conditions=f"{4 * dimensions} bytes of vector an image, held twice; above what the imports take",
    )
    table.add(
        "a large folder: memory of the workers together, peak",
        f"{few['workers'] / _MIB:.0f} MiB at {n // 4:,}, {many['workers'] / _MIB:.0f} MiB at {n:,}",
        "≤ 1.1 times",
        many["workers"] <= 1.1 * few["workers"],
    )
    table.add("a large folder: writing the index, after the tree", f"{many['writing']:.1f} s for {n:,}")
    again = build(root, where / "all.dendro", "--finish")
    table.add(
        "a large folder: refresh when nothing changed",
        f"{again['seconds']:.1f} s for {n:,}; {again['encoded']} decoded",
        "none decoded",
        again["encoded"] == 0,
    )


def _measure_kill(table: Table, where: Path, root: Path, n: int, conditions: str) -> None:
    index = where / "killed.dendro"
    killed = build(root, index, "--kill", "0.9")
    again = build(root, index)
    repeated = again["encoded"] - (n - killed["done"])
    table.add(
        "killed at 90%: share of the images decoded by the second run",
        f"{again['encoded'] / n:.2%} ({max(0, repeated)} a second time)",
        "< 12%",
        again["encoded"] < 0.12 * n,
        conditions=conditions,
    )


def build(source: Path, index: Path, *options: str) -> dict:
    """What `tests.benchmarks.reading` prints of a build."""
    command = [sys.executable, "-m", "tests.benchmarks.reading", str(source), str(index), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True)
    if not done.stdout:
        raise RuntimeError(f"the build of {source} failed with exit status {done.returncode}")
    return json.loads(done.stdout)


def write_files(folder: Path, count: int, first: int) -> list[str]:
    """Small pictures, every file another: a few are made, and bytes that no decoder reads follow each."""
    rng = np.random.default_rng(0)
    kinds = [_encoded(photograph(rng, *size), form) for size, form in _KINDS * (_DIFFERENT // len(_KINDS))]
    files = []
    for i in range(first, first + count):
        data, form = kinds[i % len(kinds)]
        path = folder / f"{i // _IN_FOLDER // 20:03}" / f"{i // _IN_FOLDER:05}" / f"img_{i}.{form.lower()}"
        if i == first or i % _IN_FOLDER == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(data + i.to_bytes(8, "big"))
        files.append(str(path))
    return files


_KINDS = [((64, 64), "JPEG"), ((32, 32), "PNG")]


def _encoded(image: Image.Image, form: str) -> tuple[bytes, str]:
    stream = io.BytesIO()
    image.save(stream, form, quality=90)
    return stream.getvalue(), form


def decode_bare(files: list[str]) -> float:
    """Seconds to open and load every file with Pillow, on all cores, the processes being there already."""
    cores = available_cores()
    with ProcessPoolExecutor(cores, get_context("forkserver")) as pool:
        list(pool.map(_decode, [files[:8]] * (4 * cores)))
        began = time.perf_counter()
        list(pool.map(_decode, [files[i : i + 256] for i in range(0, len(files), 256)]))
        return time.perf_counter() - began


def _decode(files: Sequence[str]) -> None:
    for file in files:
        with Image.open(file) as image:
            image.load()


def cost_of_parts(files: list[str]) -> dict[str, float]:
    """CPU seconds an image of what a worker does, each part alone on a sample of the files."""
    sample = random.Random(0).sample(files, min(_SAMPLE, len(files)))
    data = [Path(file).read_bytes() for file in sample]
    pictures = [read_image(one).image for one in data]
    whole = ReadOptions(prepare=shrink)
    costs = {
        "decode": _each(read_image, data),
        "thumbnails": _each(summarize, pictures),
        "the encoder's pixels": _each(shrink, pictures),
    }
    chunks = [list(enumerate(sample[i : i + _CHUNK])) for i in range(0, len(sample), _CHUNK)]
    record = _each(lambda chunk: list(read_records(chunk, whole)), chunks) * len(chunks) / len(sample)
    return {
        **costs,
        "the rest of reading a file (open, hash)": record - sum(costs.values()),
    }


def _each(work: Callable[[object], object], items: Sequence) -> float:
    began = time.process_time()
    for item in items:
        work(item)
    return (time.process_time() - began) / len(items)
