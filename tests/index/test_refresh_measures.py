"""Measures of quality through builds: filled once, kept, and not made up for what was read before them."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.dataset import open_index
from explorer.images.measures import MEASURES, measure
from explorer.indexing import assemble
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")


def by_path(index, name: str) -> dict[str, float | None]:
    """A column by the path of its image."""
    return dict(zip(index.items["path"].to_pylist(), index.items[name].to_pylist(), strict=True))


def test_measures_are_columns(pictures: Path, options: BuildOptions) -> None:
    """Each image has its own, and a filter reads them; workers give the same as this process."""
    index = open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)
    assert index.items.column_names[-4:] == [*MEASURES, "aspect_ratio"]
    for row in (0, 17, 39):
        with Image.open(index.image_file(row)) as file:
            expected = measure(file.convert("RGB"))
        found = [index.column(name)[row] for name in MEASURES]
        np.testing.assert_allclose(found, expected, atol=1e-4)
    assert set(index.column("aspect_ratio")) == {1.2}
    other = pictures.parent / "other.dendro"
    again = build_index(pictures, other, replace(options, workers=1), encoder=FakeEncoder())
    assert by_path(open_index(again.index), "blur") == by_path(index, "blur")


def test_a_refresh_keeps_measures(pictures: Path, options: BuildOptions) -> None:
    """What is known is neither read nor embedded again, and has the same measures."""
    index = open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)
    before = by_path(index, "blur")
    encoder = FakeEncoder()
    assert not build_index(pictures, options=options, encoder=encoder).published
    (pictures / "plum" / "new.png").write_bytes(picture_bytes(draw(3, 77)))
    after = by_path(open_index(build_index(pictures, options=options, encoder=encoder).index), "blur")
    assert encoder.seen == 1 and len(after) == 41
    assert {path: after[path] for path in before} == before


def test_an_index_from_before_the_measures(
    pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh embeds nothing anew for them: they are null of what was read before, known of what is new."""
    with monkeypatch.context() as older:
        older.setattr(assemble, "with_measures", lambda items, *rest: items)
        index = open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)
    assert "blur" not in index.items.column_names
    encoder = FakeEncoder()
    assert not build_index(pictures, options=options, encoder=encoder).published and encoder.seen == 0
    (pictures / "plum" / "new.png").write_bytes(picture_bytes(draw(3, 77)))
    after = by_path(open_index(build_index(pictures, options=options, encoder=encoder).index), "brightness")
    assert encoder.seen == 1
    assert [path for path, value in after.items() if value is not None] == ["plum/new.png"]


def test_a_users_column_stays_the_users(pictures: Path, options: BuildOptions) -> None:
    """A table's `brightness` keeps name and values; the measure lies beside it and survives a refresh."""
    paths = sorted(path.relative_to(pictures).as_posix() for path in pictures.rglob("*.png"))
    table = pictures / "items.csv"

    def write(paths: list[str]) -> None:
        table.write_text("path,brightness\n" + "".join(f"{path},7\n" for path in paths))

    write(paths)
    index = open_index(build_index(table, options=options, encoder=FakeEncoder()).index)
    assert set(index.column("brightness")) == {7}
    before = by_path(index, "brightness_measured")
    shutil.copy(pictures / paths[0], pictures / "copy.png")
    write([*paths, "copy.png"])
    after = by_path(
        open_index(build_index(table, options=options, encoder=FakeEncoder()).index), "brightness_measured"
    )
    assert after == before | {"copy.png": before[paths[0]]}
