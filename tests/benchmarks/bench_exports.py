"""Ten thousand originals as archives, beside a loop that copies them; a million rows as a table."""

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

import numpy as np

from explorer.dataset import Dataset, open_index
from tests.benchmarks.server import Server, serving
from tests.benchmarks.synthetic import synthetic_index

N = 10_000
BYTES = 40_000
"""Of an original."""
TIMES = 5
"""Of each, in turn: a loop of copies alone takes three times as long in one run as in the next."""
ROWS = 1_000_000
"""Of the table."""
EVERYTHING = b'{"format": "zip"}'


def run(table) -> None:
    """Measure, and add rows to the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "originals"
        path = synthetic_index(Path(folder) / "exports.dendro", N, root=str(root))
        files = _make_originals(path, root)
        with serving(path) as server:
            firsts, seconds, copies, joins, before = [], [], [], [], server.memory().own
            for _ in range(TIMES):
                copies.append(_copy(files, Path(folder) / "copies"))
                joins.append(_join(files, Path(folder) / "joined"))
                first, whole, most = _download(server, Path(folder) / "download")
                firsts.append(first)
                seconds.append(whole)
            freed = _cancel(server)
        _add_tar(table, path, files, Path(folder))
        _add_csv(table, Path(folder))
    size = f"{N:,} images of {BYTES:,} bytes as zip"
    first, share = max(firsts), median(copies) / median(seconds)
    table.add(f"{size}: first byte", f"{1000 * first:.0f} ms", "≤ 200 ms", first <= 0.2)
    table.add(f"{size}: rate over that of a loop of `shutil.copyfile`", f"{share:.2f}", "≥ 0.7", share >= 0.7)
    table.add(f"{size}: rate over that of joining them in one file", f"{median(joins) / median(seconds):.2f}")
    table.add(f"{size}: memory it adds", f"{(most - before) / 2**20:.0f} MiB", "flat", most - before < 2**26)
    table.add(f"{size}: work gone after its client", f"{freed:.2f} s", "≤ 1 s", freed <= 1)


def _add_tar(table, path: Path, files: list[Path], folder: Path) -> None:
    """Write a tar archive to disk, in turn with the loop."""
    with open_index(path) as index:
        pairs = [(_copy(files, folder / "copies"), _export(index, folder / "all.tar")) for _ in range(TIMES)]
    copies, seconds = (median(each) for each in zip(*pairs, strict=True))
    share = copies / seconds
    size = f"{N:,} images of {BYTES:,} bytes as tar, to disk"
    table.add(f"{size}: rate over that of a loop of `shutil.copyfile`", f"{share:.2f}", "≥ 0.7", share >= 0.7)


def _add_csv(table, folder: Path) -> None:
    with open_index(synthetic_index(folder / "rows.dendro", ROWS)) as index:
        seconds = min(_export(index, folder / "rows.csv") for _ in range(TIMES))
    table.add(f"CSV of {ROWS:,} rows", f"{seconds:.1f} s", "≤ 10 s", seconds <= 10)


def _export(index: Dataset, out: Path) -> float:
    begun = time.perf_counter()
    index.export(out)
    seconds = time.perf_counter() - begun
    out.unlink()
    return seconds


def _make_originals(path: Path, root: Path) -> list[Path]:
    rng = np.random.default_rng(0)
    with open_index(path) as index:
        files = [root / each for each in index.items["path"].to_pylist()]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(rng.bytes(BYTES))
    return files


def _copy(files: list[Path], folder: Path) -> float:
    """Seconds to copy every file to a new folder."""
    folder.mkdir()
    begun = time.perf_counter()
    for number, file in enumerate(files):
        shutil.copyfile(file, folder / str(number))
    seconds = time.perf_counter() - begun
    shutil.rmtree(folder)
    return seconds


def _join(files: list[Path], out: Path) -> float:
    """Seconds to read every file and write it to one."""
    begun = time.perf_counter()
    with open(out, "wb") as copy:
        for file in files:
            copy.write(file.read_bytes())
    return time.perf_counter() - begun


def _download(server: Server, out: Path) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and the most memory meanwhile."""
    connection, most = server.connect(), 0
    begun = time.perf_counter()
    connection.request("POST", "/api/exports", EVERYTHING, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read(1)
    first = time.perf_counter() - begun
    with open(out, "wb") as file:
        while piece := answer.read(1 << 20):
            file.write(piece)
            most = max(most, server.memory().own)
        assert file.tell() > N * BYTES, "the download broke off"
    return first, time.perf_counter() - begun, most


def _cancel(server: Server) -> float:
    """Seconds after which two exports more are taken, when the two under way were left."""
    left = [server.connect() for _ in range(2)]
    for connection in left:
        connection.request("POST", "/api/exports", EVERYTHING)
        connection.getresponse().read(1)
    for connection in left:
        connection.sock.close() if connection.sock else None
        connection.close()
    begun = time.perf_counter()
    while time.perf_counter() - begun < 30:
        connection = server.connect()
        with suppress(OSError):
            connection.request("POST", "/api/exports", b'{"rows": [0], "format": "csv"}')
            if connection.getresponse().status == 200:
                break
        time.sleep(0.02)
    return time.perf_counter() - begun
