"""An opened index: arrays in dendrogram order, codes, originals, damage."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from explorer.dataset import Dataset
from explorer.errors import IndexFormatError, NotFoundError
from explorer.index.files import Artefacts
from explorer.index.format import AGAIN
from explorer.index.reader import Index, open_index


@pytest.fixture
def copy(small_index_path: Path, tmp_path: Path) -> Path:
    """An index to damage."""
    return shutil.copytree(small_index_path, tmp_path / "copy.dendro")


def build_file(folder: Path, name: str) -> Path:
    return next(folder.glob(f"builds/*/{name}"))


def test_every_part_has_a_row_an_image(small_index: Index) -> None:
    """All parts agree on n."""
    n = small_index.n
    assert n == 300
    assert small_index.items.num_rows == n
    assert small_index.embeddings.shape == (n, small_index.dim)
    assert small_index.colors.shape == (n, 3) and small_index.colors.dtype == np.uint8
    assert small_index.projection.shape == (n, 2)
    assert small_index.neighbors.rows.shape == (n, 10)
    assert len(small_index.thumbnails) == n
    assert small_index.tree.n == n
    assert small_index.failures.to_pylist() == [
        {"path": "plum/broken.png", "source_row": n, "reason": "truncated PNG"}
    ]


def test_the_content_is_what_the_manifest_says(small_index: Index, copy: Path) -> None:
    """`verify` reads everything, and names a file of which one byte has changed."""
    assert small_index.verify() == []
    with build_file(copy, "colors.npy").open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    assert open_index(copy).verify() == ["colors.npy"]


def test_models_and_classes(small_index: Index) -> None:
    """The plain prediction is the model with no name."""
    assert small_index.models == ["", "b"]
    assert small_index.classes == ["apple", "leaf", "ocean", "plum", "sand"]


def test_codes_stand_for_the_values_of_the_column(small_index: Index) -> None:
    """Decoding gives the column back, missing values included."""
    codes, values = small_index.codes("place")
    decoded = [None if code < 0 else values[code] for code in codes]
    assert decoded == small_index.items["place"].to_pylist()
    assert codes.dtype == np.int32 and (codes == -1).any()


def test_correct_is_worked_out_row_by_row(small_index: Index) -> None:
    """1 right, 0 wrong, -1 where the label is missing."""
    items = small_index.items.select(["label", "prediction:b"]).to_pylist()
    expected = [-1 if r["label"] is None else int(r["label"] == r["prediction:b"]) for r in items]
    assert small_index.correct("b").tolist() == expected
    assert set(expected) == {-1, 0, 1}


@pytest.mark.parametrize("ask", [Dataset.predictions, Dataset.correct, Dataset.errors])
def test_a_model_that_is_not_there_is_told_which_there_are(small_index: Dataset, ask) -> None:
    """As by every command, and by its name, not by that of a column."""
    with pytest.raises(NotFoundError, match=r"^There is no model 'c'; there are: prediction, b\.$"):
        ask(small_index, "c")


def test_a_column_of_numbers_has_nan_where_it_is_missing(small_index: Index) -> None:
    """Numbers come as numbers."""
    price = small_index.column("price")
    assert price.dtype == np.float64
    assert np.isnan(price).sum() == small_index.items["price"].null_count > 0


@pytest.mark.parametrize(
    "ask",
    [
        lambda index: index.column("nothing"),
        lambda index: index.codes("nothing"),
        lambda index: index.predictions("nobody"),
        lambda index: index.image_file(300),
        lambda index: index.image_file(-1),
    ],
)
def test_what_is_not_there_is_not_found(small_index: Index, ask) -> None:
    """Unknown columns, models and rows."""
    with pytest.raises(NotFoundError):
        ask(small_index)


def test_the_original_of_a_row_is_found(small_index: Index) -> None:
    """It is the file that the item table names."""
    path = small_index.image_file(17)
    assert path.is_file() and path.as_posix().endswith(small_index.items["path"][17].as_py())


def test_an_index_outlives_its_source(copy: Path) -> None:
    """With the images gone it opens and shows thumbnails; an original is not found, with what to do."""
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text().replace('/pictures"', '/elsewhere"'))
    index = open_index(copy)
    assert len(index.thumbnails.read(3, 160)) > 100
    with pytest.raises(NotFoundError, match="dendro index"):
        index.image_file(3)


@pytest.mark.parametrize("recorded", ["../../etc/passwd", "a/../../b"])
def test_a_recorded_path_cannot_lead_out_of_the_source(tmp_path: Path, recorded: str) -> None:
    """A relative path stays under the root."""
    from explorer.index.item_columns import locate

    assert locate(str(tmp_path), recorded) is None
    assert locate(str(tmp_path), "a/b.png") == str(tmp_path / "a" / "b.png")
    assert locate(str(tmp_path), "/data//b.png") == "/data/b.png"


@pytest.mark.parametrize("name", ["embeddings.npy", "thumbs.bin", "items.parquet", "tree.npz"])
def test_a_missing_or_short_file_is_noticed_at_once(copy: Path, name: str) -> None:
    """Opening compares presence and sizes, and names the file."""
    path = build_file(copy, name)
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(IndexFormatError, match=name):
        open_index(copy)
    path.unlink()
    with pytest.raises(IndexFormatError, match=name):
        open_index(copy)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("embeddings.npy", lambda index: index.embeddings),
        ("colors.npy", lambda index: index.colors),
        ("tree.npz", lambda index: index.tree),
        ("neighbors.npz", lambda index: index.neighbors),
        ("items.parquet", lambda index: index.items),
        ("thumbs.idx.npy", lambda index: index.thumbnails),
    ],
)
def test_overwritten_content_of_the_right_size_is_an_error_of_ours(copy: Path, name: str, read) -> None:
    """Reading a file full of something else raises IndexFormatError, not whatever the library raises."""
    path = build_file(copy, name)
    path.write_bytes(b"\xab" * path.stat().st_size)
    with pytest.raises(IndexFormatError, match=AGAIN):
        read(open_index(copy))


@pytest.mark.parametrize("name", ["items.parquet", "failures.parquet"])
def test_what_is_wrong_with_a_table_is_one_line(copy: Path, name: str) -> None:
    """Arrow says it in several, of which the first is the reason."""
    path = next(copy.glob(f"builds/*/{name}"))
    data = path.read_bytes()
    path.write_bytes(b"PAR1" + b"\x55" * (len(data) // 2) + data[4 + len(data) // 2 :])
    index = open_index(copy)
    with pytest.raises(IndexFormatError) as found:
        _ = index.items if name == "items.parquet" else index.failures
    assert str(found.value).count("\n") == 0 and str(found.value).endswith(AGAIN)


def test_neighbours_say_how_they_were_found(tmp_path: Path, small_index: Index) -> None:
    """Method and recall come back as written; a file older than these two holds exact neighbours."""
    near = small_index.neighbors
    assert (near.method, near.recall) == ("exact", 1.0)
    parts = {"rows": near.rows, "distances": near.distances, "metric": np.array(near.metric)}
    np.savez(tmp_path / "neighbors.npz", **parts)
    older = Artefacts(tmp_path, small_index.n).neighbors()
    assert (older.method, older.recall, older.metric) == ("exact", 1.0, near.metric)
    np.savez(tmp_path / "neighbors.npz", **parts, method=np.array("approximate"), recall=np.array(0.96))
    found = Artefacts(tmp_path, small_index.n).neighbors()
    assert (found.method, found.recall) == ("approximate", 0.96)


def test_many_threads_may_ask_at_once(small_index_path: Path) -> None:
    """All get the same cached objects."""
    index = open_index(small_index_path)
    with ThreadPoolExecutor(8) as threads:
        trees = list(threads.map(lambda _: id(index.tree), range(32)))
    assert len(set(trees)) == 1


def test_an_index_is_not_stale_until_another_build_is_published(copy: Path) -> None:
    """The manifest on disk decides."""
    index = open_index(copy)
    assert not index.is_stale()
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text().replace(index.build, "another"))
    assert index.is_stale()


def test_nobody_waits_for_what_another_reads(small_index_path: Path) -> None:
    """While one thing is being made, others are there; whoever asks for the same gets the same."""
    index = open_index(small_index_path)
    begun, go_on = threading.Event(), threading.Event()

    def slow(_index: Index) -> object:
        begun.set()
        assert go_on.wait(10)
        return object()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(index.cached, slow)
        assert begun.wait(10)
        second = threads.submit(index.cached, slow)
        assert index.tree.n == index.n
        assert not first.done()
        go_on.set()
        assert first.result() is second.result()


def test_what_could_not_be_made_is_made_anew(small_index_path: Path) -> None:
    """An error is not kept, and holds nobody up."""
    index = open_index(small_index_path)
    divisors = [0, 1, 0]

    def broken(_index: Index, over: int) -> float:
        return over / divisors.pop(0)

    with pytest.raises(ZeroDivisionError):
        index.cached(broken, 3)
    assert index.cached(broken, 3) == index.cached(broken, 3) == 3
    with pytest.raises(ZeroDivisionError):
        index.cached(broken, 4)  # other arguments, another result


def test_vectors_of_rows_are_copies_of_theirs(small_index: Index) -> None:
    """Any rows in any order, none too; float32, and not memory-mapped."""
    for rows in ([3, 0, small_index.n - 1, 3], []):
        rows = np.array(rows, np.int64)
        copies = small_index.vectors(rows)
        assert type(copies) is np.ndarray
        assert copies.dtype == np.float32
        assert np.array_equal(copies, np.asarray(small_index.embeddings[rows], np.float32))
