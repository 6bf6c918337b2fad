"""Lists and records that a source has: text in the index, and what they were in what leaves it."""

import json
from dataclasses import replace

import lance
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import webdataset as wds

from explorer.dataset import open_index
from explorer.export import export
from explorer.index.nested_columns import as_given
from explorer.indexing.build_index import build_index
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.index.fakes import FakeEncoder

KINDS = {
    "captions": pa.list_(pa.string()),
    "points": pa.list_(pa.float32(), 2),
    "pairs": pa.list_(pa.list_(pa.int64())),
    "camera": pa.struct([("name", pa.string()), ("lenses", pa.list_(pa.int32()))]),
    "text": pa.string(),
}


def told(row: int) -> dict:
    """What is said of a picture; every seventh of nothing, `text` like a list though it is none."""
    missing = row % 7 == 0
    return {
        "captions": None if missing else [f"“{row}” 猫", 'say "a, b"'][: row % 3],
        "points": None if missing else [row / 4, -1.5],
        "pairs": None if missing else [[row], [], [1, 2]],
        "camera": None if missing else {"name": None if row % 2 else "é", "lenses": [row]},
        "text": "[1, 2]",
    }


@pytest.fixture
def table(pictures, tmp_path):
    """A Parquet file of the pictures with such columns."""
    paths = sorted(path.relative_to(tmp_path).as_posix() for path in pictures.rglob("*.png"))
    rows = [told(row) for row in range(len(paths))]
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in KINDS.items()}
    labels = [None if row % 5 == 0 else f"class {row % 3}" for row in range(len(paths))]
    out = tmp_path / "pictures.parquet"
    pq.write_table(pa.table({"path": paths, "label": labels, "place": range(len(paths)), **columns}), out)
    return out


@pytest.fixture
def index(table, tmp_path, options, cheap_projection):
    """An index of it."""
    out = build_index(table, tmp_path / "i.dendro", options, encoder=FakeEncoder()).index
    return open_index(out)


def compared(rows: list[dict]) -> list[dict]:
    """Rows in the order of the source, of these columns alone."""
    return [{name: row[name] for name in KINDS} for row in sorted(rows, key=lambda row: row["place"])]


def test_an_index_has_them_as_text(index):
    """Which filters, pages and older readers read."""
    for name in KINDS:
        assert index.items.schema.field(name).type == pa.string()
    assert json.loads(index.items["pairs"][index.items["place"].to_pylist().index(3)].as_py()) == [
        [3],
        [],
        [1, 2],
    ]


@pytest.mark.parametrize("name", ["parquet", "huggingface", "lance"])
def test_columns_have_their_types_again(index, tmp_path, name):
    """Value by value, of all rows and of a few of which nothing is known."""
    for chosen in (None, [index.items["place"].to_pylist().index(7)]):
        out = export(index, tmp_path / f"{name}-{chosen is None}", rows=chosen, format=name).out
        if name == "lance":
            found = lance.dataset(out).to_table()
        else:
            found = pq.read_table(out if out.is_file() else next(out.rglob("*.parquet")))
        for column, kind in KINDS.items():
            assert found.schema.field(column).type == kind, column
        expected = [told(row) for row in (range(40) if chosen is None else [7])]
        assert compared(found.select(["place", *KINDS]).to_pylist()) == expected


def test_json_has_lists(index, tmp_path):
    """In lines, and in the samples of a WebDataset."""
    lines = export(index, tmp_path / "out.jsonl").out.read_text().splitlines()
    shards = export(index, tmp_path / "out", format="webdataset").out
    samples = wds.WebDataset(str(shards / "000000.tar"), shardshuffle=False).decode()
    for rows in ([json.loads(line) for line in lines], [sample["json"] for sample in samples]):
        assert compared(rows) == [told(row) for row in range(40)]


def test_datasets_has_lists(index, tmp_path):
    """`datasets` tells their features, of Parquet and of the samples of a WebDataset."""
    datasets = pytest.importorskip("datasets")
    for name in ("huggingface", "webdataset"):
        out = export(index, tmp_path / name, format=name).out
        loaded = datasets.load_dataset(str(out), cache_dir=str(tmp_path / "cache"))["train"]
        rows = [row.get("json", row) for row in loaded]
        assert compared(rows) == [told(row) for row in range(40)]
        features = loaded.features.get("json", loaded.features)
        assert (features["captions"].feature.dtype, features["text"].dtype) == ("string", "string")


def test_csv_has_text(index, tmp_path):
    """JSON, which this format has for what it has no place for."""
    out = export(index, tmp_path / "out.csv").out
    found = open_source(out).items
    place = found["place"].to_pylist().index(4)
    assert json.loads(found["camera"][place].as_py()) == told(4)["camera"]


def test_several_sources_and_joined_tables_have_them(table, pictures, tmp_path, options, cheap_projection):
    """Where all agree; what differs is text, as it was."""
    other = tmp_path / "other.parquet"
    given = pq.read_table(table)
    changed = given.set_column(given.column_names.index("pairs"), "pairs", given["place"])
    pq.write_table(changed, other)
    both = build_index([table, other], tmp_path / "both.dendro", options, encoder=FakeEncoder()).index
    joining = replace(options, source=SourceOptions(join=(str(table),)))
    joined = build_index(pictures, tmp_path / "joined.dendro", joining, encoder=FakeEncoder()).index
    for path, kept in ((both, KINDS.keys() - {"pairs"}), (joined, KINDS.keys())):
        items = as_given(open_index(path).items)
        assert all(items.schema.field(name).type == KINDS[name] for name in kept)
        assert {told(4)["camera"]["name"]} < {each and each["name"] for each in items["camera"].to_pylist()}


def test_what_does_not_fit_stays_text(index):
    """As where another program had changed a value."""
    items = index.items
    place = items.column_names.index("pairs")
    broken = pa.array(["no JSON", *items["pairs"].to_pylist()[1:]], pa.string())
    changed = items.set_column(place, items.schema.field("pairs"), broken)
    assert as_given(changed)["pairs"].to_pylist() == broken.to_pylist()
