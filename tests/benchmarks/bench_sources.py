"""Sources that hold much: a large file of annotations, and images in containers beside those in a folder."""

import gzip
import io
import json
import random
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.images.read_file import status_changed
from explorer.images.stream import ReadOptions, read_images
from explorer.index.image_parts import part_of, part_table
from explorer.index.originals import open_original, open_part
from explorer.options import SourceOptions
from explorer.sources import Source, open_source
from tests.benchmarks.pictures import photograph
from tests.benchmarks.table import Table

_IMAGES, _OBJECTS = 100_000, 800_000
_PICTURES = 4_000
_DIFFERENT = 32
_ROUNDS = 3
_SECONDS, _BYTES = 15.0, 2e9
_RATE, _TIMES = 0.9, 1.5
_SERVED = 400


def run(table: Table) -> None:
    """Open a large file of COCO, then read the same pictures out of a folder and of each container."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        _measure_coco(table, where)
        kinds = _write_pictures(where)
        _measure_reading(table, kinds)
        _measure_originals(table, kinds)


def _measure_coco(table: Table, where: Path) -> None:
    root = where / "coco"
    write_coco(root)
    size = (root / "annotations/instances_val.json").stat().st_size
    for items in ("images", "objects"):
        said = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.bench_sources", str(root), items],
            stdout=subprocess.PIPE,
            check=True,
        )
        seconds, memory = json.loads(said.stdout)
        table.add(
            f"COCO of {_IMAGES:,} images and {_OBJECTS:,} boxes opened, {items} as items",
            f"{seconds:.1f} s, {memory / 1e9:.2f} GB",
            f"≤ {_SECONDS:.0f} s, ≤ {_BYTES / 1e9:.0f} GB",
            seconds <= _SECONDS and memory <= _BYTES,
            conditions=f"{size / 1e6:.0f} MB of JSON with masks; a process of its own, memory at its peak",
        )


def write_coco(root: Path) -> None:
    """Write a file of annotations with masks, and files for its images, which are empty."""
    (root / "val").mkdir(parents=True)
    (root / "annotations").mkdir()
    rng = random.Random(0)
    mask = [[round(rng.random() * 600, 2) for _ in range(50)]]
    names = [f"{i:012d}.jpg" for i in range(_IMAGES)]
    for name in names:
        (root / "val" / name).touch()
    with (root / "annotations/instances_val.json").open("w") as file:
        file.write('{"images":[')
        file.write(
            ",".join(
                json.dumps({"file_name": name, "height": 427, "width": 640, "id": 3 * i + 7})
                for i, name in enumerate(names)
            )
        )
        file.write('],"annotations":[')
        for i in range(_OBJECTS):
            one = {
                "segmentation": mask,
                "area": 702.1,
                "iscrowd": 0,
                "image_id": 3 * rng.randrange(_IMAGES) + 7,
                "bbox": [473.07, 395.93, 38.65, 28.67],
                "category_id": rng.randrange(80),
                "id": i,
            }
            file.write("," * (i > 0) + json.dumps(one))
        kinds = [{"id": i, "name": f"class {i}"} for i in range(80)]
        file.write(f'],"categories":{json.dumps(kinds)}}}')


def _write_pictures(where: Path) -> dict[str, Path]:
    """The same photographs of 40 kB in a folder, archives and tables."""
    rng = np.random.default_rng(0)
    kinds = [_jpeg(rng) for _ in range(_DIFFERENT)]
    contents = [kinds[i % _DIFFERENT] + i.to_bytes(8, "big") for i in range(_PICTURES)]
    found = {name: where / name for name in ("folder", "x.tar", "x.zip", "x.tar.gz", "x.parquet", "saved")}
    found["folder"].mkdir()
    for i, content in enumerate(contents):
        (found["folder"] / f"{i:05d}.jpg").write_bytes(content)
    with tarfile.open(found["x.tar"], "w") as tar, zipfile.ZipFile(found["x.zip"], "w") as zipped:
        for i, content in enumerate(contents):
            entry = tarfile.TarInfo(f"{i:05d}.jpg")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
            zipped.writestr(f"{i:05d}.jpg", content)
    with found["x.tar"].open("rb") as tar, gzip.open(found["x.tar.gz"], "wb") as packed:
        shutil.copyfileobj(tar, packed)
    images = pa.table({"image": [{"bytes": content, "path": None} for content in contents]})
    pq.write_table(images, found["x.parquet"], row_group_size=100)
    found["saved"].mkdir()
    (found["saved"] / "state.json").write_text("{}")
    with pa.ipc.new_stream(found["saved"] / "data-00000.arrow", images.schema) as writer:
        writer.write_table(images, max_chunksize=1000)
    return found


def _jpeg(rng: np.random.Generator) -> bytes:
    stream = io.BytesIO()
    photograph(rng, 400, 300).save(stream, "JPEG", quality=92)
    return stream.getvalue()


def _measure_reading(table: Table, kinds: dict[str, Path]) -> None:
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(_ROUNDS):
        for name, place in kinds.items():
            began = time.perf_counter()
            source = open_source(place)
            wanted = [source.image(i) for i in range(len(source.files))]
            for _record in read_images(wanted, ReadOptions()):
                pass
            rates[name].append(_PICTURES / (time.perf_counter() - began))
    peer = f"{median(rates['folder']):,.0f} images/s out of a folder"
    for name in list(kinds)[1:]:
        ratio = median(a / b for a, b in zip(rates[name], rates["folder"], strict=True))
        table.add(
            f"photographs listed, read and decoded out of {_SAID[name]}",
            f"{median(rates[name]):,.0f} images/s",
            f"≥ {_RATE}",
            ratio >= _RATE,
            peer=peer,
            ratio=f"{ratio:.2f}",
            conditions=f"{_PICTURES:,} JPEGs of 400 × 300, turn by turn, median of {_ROUNDS}",
        )


_SAID = {
    "x.tar": "a tar",
    "x.zip": "a zip",
    "x.tar.gz": "a tar.gz",
    "x.parquet": "Parquet, 100 rows a group",
    "saved": "an Arrow file of Hugging Face",
}


def _measure_originals(table: Table, kinds: dict[str, Path]) -> None:
    rows = np.random.default_rng(1).choice(_PICTURES, _SERVED, replace=False).tolist()
    folder = kinds["folder"]
    about = {"kind": "folder", "root": str(folder), "location": str(folder)}
    plain = _each(lambda row: open_original(about, f"{row:05d}.jpg", "").__enter__().read(), rows)
    for name in ("x.tar", "x.zip", "saved"):
        read = _reader(open_source(kinds[name], SourceOptions()))
        seconds = _each(read, rows)
        table.add(
            f"originals out of {_SAID[name]}, one by one",
            f"{1e3 * seconds:.2f} ms",
            f"≤ {_TIMES} times",
            seconds <= _TIMES * plain,
            peer=f"{1e3 * plain:.2f} ms out of a folder",
            ratio=f"{seconds / plain:.2f}",
            conditions=f"{_SERVED} of {_PICTURES:,}, opened out of what is as it was indexed, and read",
        )


def _reader(source: Source) -> Callable[[int], bytes]:
    parts = source.parts
    assert parts is not None
    kept = part_table(source.files, parts.offset, parts.length, parts.packing)
    states = {file: Path(file).stat() for file in {*source.files}}
    when = {file: (each.st_mtime_ns, status_changed(each)) for file, each in states.items()}

    def read(row: int) -> bytes:
        with open_part(part_of(kept, row, ""), str(row), "", when[source.files[row]]) as original:
            return original.read()

    return read


def _each(read: Callable[[int], bytes], rows: list[int]) -> float:
    for row in rows[:20]:
        read(row)
    began = time.perf_counter()
    for row in rows:
        read(row)
    return (time.perf_counter() - began) / len(rows)


if __name__ == "__main__":
    began = time.perf_counter()
    open_source(sys.argv[1], SourceOptions(items=sys.argv[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([time.perf_counter() - began, 1024 * peak]))
