"""The copy of the vectors in a byte a number: its bounds, its files, and an index without it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.dataset import open_index
from explorer.errors import IndexFormatError
from explorer.index import format as layout
from explorer.index import writer
from explorer.index.quantized import directions, small_rows, write_small_copy
from explorer.index.reader import Index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.search import vector_search
from tests.index.fakes import FakeEncoder

NAMES = (layout.SMALL_COPY, layout.SMALL_COPY_BOUNDS)


@pytest.fixture
def copied(
    pictures: Path, options: BuildOptions, cheap_projection: None, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An index of 40 images that is not too small for a copy."""
    monkeypatch.setattr(writer, "MIN_ROWS", 40)
    return build_index(pictures, options=options, encoder=FakeEncoder()).index


def test_rows_worked_by_hand() -> None:
    """The largest number becomes 127, the others their share; what is lost is the error."""
    codes, bounds = small_rows(np.array([[127, -63.5, 0.25], [0, 0, 0], [-2, 1, 2]], np.float32))
    assert codes.tolist() == [[127, -64, 0], [0, 0, 0], [-127, 64, 127]]
    assert bounds[:, 0].tolist() == pytest.approx([1, 0, 2 / 127])
    assert bounds[:, 1].tolist() == pytest.approx([np.hypot(0.5, 0.25), 0, abs(1 - 128 / 127)], abs=1e-3)


@pytest.mark.parametrize("scale", [1e-44, 1e-39, 1e-30, 1, 1e30, 3e37])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_no_vector_is_further_than_its_error(scale: float, dtype: type) -> None:
    """At any size of the numbers, step times codes lies within the error, which is no wider than due."""
    rng = np.random.default_rng(0)
    with np.errstate(over="ignore"):
        vectors = (rng.normal(size=(200, 33)) * scale).astype(dtype)
    vectors[~np.isfinite(vectors)] = 1
    codes, bounds = small_rows(vectors)
    exact = vectors.astype(np.float64)
    away = np.linalg.norm(exact - bounds[:, :1].astype(np.float64) * codes, axis=1)
    assert (away <= bounds[:, 1]).all()
    lengths = np.linalg.norm(exact, axis=1)
    assert (bounds[:, 1] <= away + 1e-4 * lengths + 3e-45).all()


def test_directions_have_length_one_or_none() -> None:
    """Neither huge nor tiny numbers overflow or vanish, and zeros stay."""
    found = directions(np.array([[3e38, 3e38], [1e-44, 0], [0, 0]], np.float32))
    np.testing.assert_allclose(found, [[2**-0.5, 2**-0.5], [1, 0], [0, 0]])


@pytest.mark.parametrize("unit", [True, False])
def test_files_are_the_same_whatever_the_block(tmp_path: Path, unit: bool) -> None:
    """Written in pieces of 7 rows or in one, twice: the same bytes, and those of `small_rows`."""
    vectors = np.random.default_rng(0).normal(size=(50, 9)).astype(np.float32)
    found = []
    for place, block in (("a", 7), ("b", 7), ("c", 100)):
        (tmp_path / place).mkdir()
        write_small_copy(tmp_path / place, vectors, unit, block=block)
        found.append([(tmp_path / place / name).read_bytes() for name in NAMES])
    assert found[0] == found[1] == found[2]
    codes, bounds = small_rows(vectors if unit else directions(vectors).astype(np.float32))
    assert (np.load(tmp_path / "a" / NAMES[0]) == codes).all()
    assert (np.load(tmp_path / "a" / NAMES[1]) == bounds).all()


def test_a_build_writes_it_and_a_search_uses_it(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listed in the manifest, mapped and not read, and the answers are those of the vectors alone."""
    index = open_index(copied)
    assert set(NAMES) <= set(index.manifest.files) and index.verify() == []
    assert all(isinstance(part, np.memmap) for part in index.small_copy)
    alone = index.search(row=3, limit=20)
    used = []
    monkeypatch.setattr(vector_search, "FEW_ROWS", 0)
    exact = vector_search.approximate
    monkeypatch.setattr(vector_search, "approximate", lambda *all: used.append(1) or exact(*all))
    assert index.search(row=3, limit=20) == alone
    assert used


def test_of_own_vectors_the_directions_are_copied(
    pictures: Path, options: BuildOptions, cheap_projection: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors of any length are compared by cosine, so it is rows of length one that are copied."""
    monkeypatch.setattr(writer, "MIN_ROWS", 40)
    paths = sorted(pictures.rglob("*.png"))
    table = pictures / "items.csv"
    table.write_text("path\n" + "".join(f"{p.relative_to(pictures).as_posix()}\n" for p in paths))
    rng = np.random.default_rng(0)
    np.save(
        pictures / "v.npy", (rng.normal(size=(40, 6)) * 10 ** rng.uniform(-3, 3, (40, 1))).astype(np.float32)
    )
    source = SourceOptions(embeddings=pictures / "v.npy")
    index = open_index(build_index(table, options=replace(options, source=source)).index)
    codes, bounds = index.small_copy
    np.testing.assert_allclose(bounds[:, :1] * codes, directions(index.embeddings), atol=0.01)
    alone = index.search(row=3, limit=20)
    monkeypatch.setattr(vector_search, "FEW_ROWS", 0)
    assert index.search(row=3, limit=20) == alone


def test_small_indexes_have_none(small_index: Index) -> None:
    """300 rows are read as fast as they are; so is every index made before there was a copy."""
    assert small_index.small_copy is None
    assert not set(NAMES) & set(small_index.manifest.files)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", ["kind", "shape", "content"])
def test_a_damaged_copy_is_said(copied: Path, name: str, change: str) -> None:
    """Another type, another shape, or no array at all: the file is named."""
    index = open_index(copied)
    path = index.folder / name
    array = np.load(path)
    if change == "content":
        path.write_bytes(b"x" * path.stat().st_size)
    else:
        np.save(path, array.astype(np.float64) if change == "kind" else array[:-1])
    with pytest.raises(IndexFormatError, match=f"{name} is damaged"):
        _ = index.small_copy
