"""One of every picture, of pictures that are copies of each other in the ways that real ones are."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image, ImageFilter

from explorer.analysis.copies.same_picture import SamePictures
from explorer.dataset import Dataset, open_index
from explorer.export.sampling.method import Draw
from explorer.export.sampling.methods.best_copies import draw_best_copies
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.benchmarks.pictures import photograph
from tests.index.fakes import FakeEncoder

OTHERS = 6
CHANGED = ("n-grey.png", "z-turned.png")


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Dataset:
    """Different photographs, of which one is there grey and turned as well, and five of another.

    As it is, twice, blurred, larger but soft, and as a JPEG.
    """
    folder = tmp_path_factory.mktemp("copies")
    photos = folder / "photos"
    photos.mkdir()
    rng = np.random.default_rng(5)
    for number in range(OTHERS):
        photograph(rng, 240, 180).save(photos / f"other-{number}.png")
    with Image.open(photos / "other-0.png") as first:
        first.convert("L").save(photos / CHANGED[0])
        first.transpose(Image.Transpose.ROTATE_90).save(photos / CHANGED[1])
    one = photograph(rng, 240, 180)
    one.filter(ImageFilter.GaussianBlur(2)).save(photos / "a-blurred.png")
    one.resize((480, 360), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4)).save(
        photos / "b-larger.png"
    )
    one.save(photos / "c-jpeg.jpg", quality=40)
    one.save(photos / "d-sharp.png")
    one.save(photos / "e-again.png")
    options = BuildOptions(workers=0, projection=False)
    build_index(photos, folder / "x.dendro", options, encoder=FakeEncoder())
    return open_index(folder / "x.dendro")


@pytest.mark.parametrize(
    ("keep", "kept"), [("sharpest", "d-sharp.png"), ("largest", "b-larger.png"), ("first", "a-blurred.png")]
)
def test_the_best_of_real_copies_is_kept(index: Dataset, keep: str, kept: str):
    """All of what is no copy stays, and of the five the one that was asked for."""
    paths = index.items["path"].to_pylist()
    drawn = sorted(paths[row] for row in index.sample(f"best-copies;keep={keep}"))
    others = [f"other-{number}.png" for number in range(OTHERS)]
    assert drawn == sorted([kept, *CHANGED, *others])


def test_of_transformed_copies_one_in_colour_is_kept(index: Dataset):
    """Though the grey one comes first."""
    paths = index.items["path"].to_pylist()
    drawn = sorted(paths[row] for row in index.sample("best-copies;keep=first;transformed=yes"))
    assert drawn == ["a-blurred.png", *(f"other-{number}.png" for number in range(OTHERS))]


@pytest.mark.parametrize(("runs", "left"), [("one", 1), ("steps", 4)])
def test_of_a_run_one_stays_or_one_of_each_step(runs: str, left: int):
    """Of images that follow each other, whose ends show different things."""
    steps = np.array([0, 0, 2, 2, 4, 5])
    same = SamePictures(steps=steps, counted=steps, shown=np.zeros(6, np.int64))
    index = SimpleNamespace(n=6, items=pa.table({"path": list("abcdef")}), cached=lambda make, *given: same)
    draw = Draw(index, np.arange(6), 6, options={"keep": "first", "runs": runs, "transformed": "no"})
    assert len(draw_best_copies(draw)) == left


def test_an_export_of_them_holds_no_copies(index: Dataset, tmp_path: Path):
    """As files."""
    report = index.export(tmp_path / "out", sample="best-copies")
    assert report.rows == OTHERS + len(CHANGED) + 1
    assert {path.name for path in report.out.glob("?-*")} == {"d-sharp.png", *CHANGED}
