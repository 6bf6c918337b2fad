"""Pictures edited by known amounts, told from untouched ones by the scores of `quality`; and what that costs.

Pictures come from the folder that DENDRO_BENCH_IMAGES names, or are made from numbers. Of each an untouched
copy and one of every edit is indexed. The target is an area under the ROC curve of 0.95 for each.
"""

import io
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from explorer.images import thumbnails
from explorer.images.decode import read_image
from tests.benchmarks.pictures import photograph
from tests.benchmarks.table import Table

PICTURES, TIMED, SEED = 300, 200, 11
TARGET, MOST_COST = 0.95, 0.1


def _blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(0.02 * min(picture.size)))


def _flattened(picture: Image.Image) -> Image.Image:
    mean = picture.resize((1, 1), Image.Resampling.BOX).resize(picture.size)
    return Image.blend(picture, mean, 0.9)


def _resized(across: float, down: float) -> Callable[[Image.Image], Image.Image]:
    def edit(picture: Image.Image) -> Image.Image:
        size = max(1, round(picture.width * across)), max(1, round(picture.height * down))
        return picture.resize(size, Image.Resampling.BICUBIC)

    return edit


EDITS: dict[str, tuple[str, Callable[[Image.Image], Image.Image]]] = {
    "blurred": ("blur", _blurred),
    "darkened": ("dark", lambda picture: picture.point(lambda value: value * 0.2)),
    "brightened": ("bright", lambda picture: picture.point(lambda value: 255 - (255 - value) * 0.12)),
    "one colour": ("contrast", _flattened),
    "shrunk": ("size", _resized(0.1, 0.1)),
    "stretched": ("proportions", _resized(3, 1)),
}
"""The edit and the threshold whose score should tell it."""


def write_edited(folder: Path, pictures: Sequence[Image.Image]) -> None:
    """Write pictures untouched and edited, in a folder for each edit."""
    edits = {"original": lambda picture: picture} | {name: edit for name, (_, edit) in EDITS.items()}
    for name, edit in edits.items():
        (folder / name).mkdir(parents=True)
        for number, picture in enumerate(pictures):
            edit(picture).save(folder / name / f"{number}.jpg", quality=90)


def auroc(index, edit: str) -> float:
    """Area under the ROC curve of edited against untouched pictures."""
    from sklearn.metrics import roc_auc_score

    from explorer.analysis.findings.kinds.quality import faults

    scores, thresholds, _ = faults(index, {})
    kinds = np.array([path.split("/")[0] for path in index.items["path"].to_pylist()])
    chosen = np.isin(kinds, ["original", edit])
    column = list(thresholds).index(EDITS[edit][0])
    return float(roc_auc_score(kinds[chosen] == edit, scores[chosen, column]))


def run(table: Table) -> None:
    """Index edited pictures, and time reading with and without the measures."""
    from explorer import build_index, open_index
    from explorer.progress import SilentProgress

    pictures = _pictures(np.random.default_rng(SEED))
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "pictures"
        write_edited(where, pictures)
        index = open_index(build_index(where, progress=SilentProgress()).index)
        for edit in EDITS:
            value = auroc(index, edit)
            table.add(
                f"quality, {edit}: AUROC", f"{value:.3f}", f"≥ {TARGET}", value >= TARGET,
                conditions=f"{len(pictures)} pictures, each untouched and edited",
            )  # fmt: skip
    _time(table, pictures[:TIMED])


def _time(table: Table, pictures: Sequence[Image.Image]) -> None:
    """Time what is done of an image without an encoder: decoding, thumbnails, mean colour, measures."""
    data = []
    for picture in pictures:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=90)
        data.append(stream.getvalue())
    rounds = {False: [], True: []}
    for turn in range(10):
        rounds[bool(turn % 2)].append(_seconds(data, measured=bool(turn % 2)))
    without, measured = min(rounds[False]), min(rounds[True])
    cost = measured / without - 1
    table.add(
        "quality: measures of an image", f"{(measured - without) / len(data) * 1e3:.2f} ms",
        f"≤ {MOST_COST:.0%}", cost <= MOST_COST, ratio=f"{cost:.1%} of decoding and thumbnails",
        conditions=f"{without / len(data) * 1e3:.2f} ms an image without; best of five, CPU time",
    )  # fmt: skip


def _seconds(data: Sequence[bytes], measured: bool) -> float:
    real = thumbnails.measure
    thumbnails.measure = real if measured else (lambda image: None)
    try:
        began = time.process_time()
        for one in data:
            thumbnails.summarize(read_image(one).image)
        return time.process_time() - began
    finally:
        thumbnails.measure = real


def _pictures(rng: np.random.Generator) -> list[Image.Image]:
    folder = os.environ.get("DENDRO_BENCH_IMAGES")
    if not folder:
        return [photograph(rng, 500, 375) for _ in range(PICTURES)]
    known = Image.registered_extensions()
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in known)
    chosen = np.sort(rng.permutation(len(files))[:PICTURES])
    return [Image.open(files[i]).convert("RGB") for i in chosen.tolist()]
