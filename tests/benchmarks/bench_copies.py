"""Copies and outliers on pictures that were changed or planted: what is found, and what is found wrongly.

Pictures come from the folder that DENDRO_BENCH_IMAGES names, or are made from numbers. Copies are changed by
edits of random strength. The peer is what is usually done: `imagehash.phash` of every picture, and a copy is
what differs from it in at most ten of 64 bits. Outliers are pages of text, line charts and noise, a few at a
time among the pictures; the peers are the local outlier factor (Breunig et al., SIGMOD 2000) of scikit-learn
and the mean distance to the neighbours (Ramaswamy, Rastogi & Shim, SIGMOD 2000).
"""

import csv
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import imagehash
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from explorer import build_index, open_index
from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.outlier_scores import outliers
from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.progress import SilentProgress
from tests.benchmarks.pictures import photograph
from tests.benchmarks.table import Table

ORIGINALS, COPIES = 2_000, 800
FOREIGN = 20
BITS = 10
SEED = 7


def run(table: Table) -> None:
    """Make the pictures, index them, and compare what is found with what was done."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        rng = np.random.default_rng(SEED)
        rows = _make(where, rng)
        with open(where / "pictures.csv", "w", newline="") as file:
            csv.writer(file).writerows([("path", "base", "kind"), *rows])
        build_index(where / "pictures.csv", where / "pictures.dendro", progress=SilentProgress())
        index = open_index(where / "pictures.dendro")
        base = np.array([int(value) for value in index.items["base"].to_pylist()])
        kind = np.array(index.items["kind"].to_pylist())
        _measure_copies(table, index, base, kind)
        _measure_outliers(table, index, kind)


def _make(where: Path, rng: np.random.Generator) -> list[tuple[str, int, str]]:
    """(path, number of the original, kind) of originals, changed copies and foreign pictures."""
    rows = []
    for number, picture in enumerate(_pictures(rng)):
        name = f"{number}.png"
        picture.save(where / name)
        rows.append((name, number, "original"))
    side = min(Image.open(where / rows[0][0]).size)
    for turn, number in enumerate(rng.permutation(len(rows))[:COPIES].tolist()):
        kind = list(EDITS)[turn % len(EDITS)]
        suffix, options = SAVED.get(kind, (".png", lambda rng: {}))
        name = f"{number}-{kind.replace(' ', '-')}{suffix}"
        with Image.open(where / f"{number}.png") as picture:
            EDITS[kind](picture, rng).save(where / name, **options(rng))
        rows.append((name, number, kind))
    for kind, draw in FOREIGNERS.items():
        for number in range(FOREIGN):
            name = f"{kind.replace(' ', '-')}-{number}.png"
            draw(rng).resize((side, side), Image.Resampling.BICUBIC).save(where / name)
            rows.append((name, -1 - len(rows), kind))
    return rows


def _pictures(rng: np.random.Generator) -> list[Image.Image]:
    folder = os.environ.get("DENDRO_BENCH_IMAGES")
    if not folder:
        return [photograph(rng, 160, 128) for _ in range(ORIGINALS)]
    known = Image.registered_extensions()
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in known)
    chosen = np.sort(rng.permutation(len(files))[:ORIGINALS])
    return [ImageOps.contain(Image.open(files[i]).convert("RGB"), (320, 320)) for i in chosen.tolist()]


def _cropped(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    (width, height), (left, upper, right, lower) = picture.size, rng.uniform(0, 0.03, 4)
    return picture.crop(
        (round(left * width), round(upper * height), round((1 - right) * width), round((1 - lower) * height))
    )


def _cropped_more(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Leave 80% to 92% of each side, from anywhere."""
    (width, height), part, (x, y) = picture.size, rng.uniform(0.08, 0.2), rng.uniform(0, 1, 2)
    left, upper = x * part * width, y * part * height
    box = (left, upper, left + (1 - part) * width, upper + (1 - part) * height)
    return picture.crop(tuple(round(side) for side in box))


def _captioned(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    changed = picture.copy()
    height = picture.height
    ImageDraw.Draw(changed).text(
        (2, 0.85 * height), "© someone", fill="white", font_size=max(6, height // 12)
    )
    return changed


def _framed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    width = max(1, round(rng.uniform(0.01, 0.05) * min(picture.size)))
    return ImageOps.expand(picture, width, ("black", "white")[int(rng.integers(2))])


def _smaller(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    part = rng.uniform(0.5, 0.9)
    size = [max(1, round(part * side)) for side in picture.size]
    return picture.resize(size, Image.Resampling.BICUBIC)


EDITS: dict[str, Callable[[Image.Image, np.random.Generator], Image.Image]] = {
    "compressed": lambda picture, rng: picture,
    "smaller": _smaller,
    "cropped": _cropped,
    "cropped by 8 to 20%": _cropped_more,
    "brightness": lambda picture, rng: ImageEnhance.Brightness(picture).enhance(rng.uniform(0.9, 1.1)),
    "contrast": lambda picture, rng: ImageEnhance.Contrast(picture).enhance(rng.uniform(0.85, 1.2)),
    "framed": _framed,
    "captioned": _captioned,
    "WebP": lambda picture, rng: picture,
}
SAVED = {
    "compressed": (".jpg", lambda rng: {"quality": int(rng.integers(30, 90))}),
    "WebP": (".webp", lambda rng: {"quality": int(rng.integers(40, 90))}),
}


def _text(rng: np.random.Generator) -> Image.Image:
    page = Image.new("RGB", (256, 256), "white")
    for y in range(6, 250, 14):
        words = "".join(rng.choice(list("etaoin shrdlu cmfwyp"), 34).tolist())
        ImageDraw.Draw(page).text((6, y), words, fill="black")
    return page


def _chart(rng: np.random.Generator) -> Image.Image:
    page = Image.new("RGB", (256, 256), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((16, 16, 240, 240), outline="black")
    for color in ("crimson", "navy", "green"):
        heights = 128 + np.cumsum(rng.normal(0, 10, 24))
        draw.line(list(zip(np.linspace(16, 240, 24).tolist(), heights.tolist(), strict=True)), color, 2)
    return page


def _noise(rng: np.random.Generator) -> Image.Image:
    side = int(rng.integers(8, 128))
    return Image.fromarray(rng.integers(0, 256, (side, side, 3), np.uint8))


FOREIGNERS = {"text": _text, "chart": _chart, "noise": _noise}


def _measure_copies(table: Table, index, base: np.ndarray, kind: np.ndarray) -> None:
    started = time.perf_counter()
    ours = copies_in(index).shown
    seconds = time.perf_counter() - started
    conditions = _conditions(index)
    table.add("copies found among all pictures: time", f"{seconds:.1f} s", conditions=conditions)
    theirs = _by_hash_alone(index)
    original = np.full(base.max() + 1, -1)
    original[base[kind == "original"]] = np.flatnonzero(kind == "original")
    for edit in EDITS:
        rows = np.flatnonzero(kind == edit)
        found = np.mean(ours[rows] == ours[original[base[rows]]])
        usual = np.mean(theirs[rows, original[base[rows]]])
        table.add(
            f"copies found: {edit}", f"{found:.0%}", peer=f"{usual:.0%} (hash alone)",
            conditions=f"{len(rows)} copies",
        )  # fmt: skip
    different = base[:, None] != base[None, :]
    wrong = int(np.triu((ours[:, None] == ours[None, :]) & different, 1).sum())
    usual = int(np.triu(theirs & different, 1).sum())
    table.add(
        "pairs from different originals called copies", f"{wrong:,}", peer=f"{usual:,} (hash alone)",
        conditions=f"{conditions}; originals that are copies of each other count, too",
    )  # fmt: skip


def _by_hash_alone(index) -> np.ndarray:
    """(n, n) bool: pairs whose hashes differ in few bits."""
    bits = []
    for row in range(index.n):
        with Image.open(index.image_file(row)) as picture:
            bits.append(imagehash.phash(picture).hash.ravel())
    signs = np.where(np.array(bits), 1, -1).astype(np.float32)
    return (signs.shape[1] - signs @ signs.T) / 2 <= BITS


def _measure_outliers(table: Table, index, kind: np.ndarray) -> None:
    from sklearn.metrics import roc_auc_score
    from sklearn.neighbors import LocalOutlierFactor

    vectors, rng = index.vectors(np.arange(index.n)), np.random.default_rng(SEED)
    usual = np.flatnonzero(kind == "original")
    for planted in (1, 5):
        scores: dict[str, list[float]] = {}
        for foreign in FOREIGNERS:
            for rows in rng.permutation(np.flatnonzero(kind == foreign)).reshape(-1, planted)[:4]:
                among = np.concatenate([usual, rows])
                odd = np.isin(among, rows)
                near = nearest_neighbors(vectors[among], 15)
                found = outliers(near)
                ours = np.full(len(among), -1.0)
                ours[found.rows] = found.score
                factor = LocalOutlierFactor(n_neighbors=20).fit(vectors[among]).negative_outlier_factor_
                rankings = {"ours": ours, "factor": -factor, "distance": near.distances.mean(axis=1)}
                for name, ranking in rankings.items():
                    scores.setdefault(name, []).append(roc_auc_score(odd, ranking))
        mean = {name: float(np.mean(values)) for name, values in scores.items()}
        table.add(
            f"outliers, {planted} of a kind at a time: AUROC", f"{mean['ours']:.3f}",
            peer=f"{mean['factor']:.3f} (local outlier factor), {mean['distance']:.3f} (mean distance)",
            conditions=f"{', '.join(FOREIGNERS)} among {len(usual):,}, mean of {len(scores['ours'])}",
        )  # fmt: skip


def _conditions(index) -> str:
    given = os.environ.get("DENDRO_BENCH_IMAGES")
    what = f"pictures of {Path(given).name}" if given else "made pictures"
    return f"{index.n:,} {what}, {index.encoder['name']}"
