"""One of every picture, of pictures that are copies of each other in the ways that real ones are."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from explorer.dataset import Dataset, open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.benchmarks.pictures import photograph
from tests.index.fakes import FakeEncoder

OTHERS = 6


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Dataset:
    """Different photographs, and five of one: as it is, twice, blurred, larger but soft, and as a JPEG."""
    folder = tmp_path_factory.mktemp("copies")
    photos = folder / "photos"
    photos.mkdir()
    rng = np.random.default_rng(5)
    for number in range(OTHERS):
        photograph(rng, 240, 180).save(photos / f"other-{number}.png")
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
    assert drawn == sorted([kept, *(f"other-{number}.png" for number in range(OTHERS))])


def test_an_export_of_them_holds_no_copies(index: Dataset, tmp_path: Path):
    """As files."""
    report = index.export(tmp_path / "out", sample="best-copies")
    assert report.rows == OTHERS + 1
    assert {path.name for path in report.out.glob("?-*")} == {"d-sharp.png"}
