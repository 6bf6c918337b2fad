"""Exported tables are sources again: no column twice, and images wherever the table lies."""

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from explorer.dataset import open_index
from explorer.export import export
from explorer.options import SourceOptions
from explorer.sources import open_source

OWN = {"path", "source_row"}
"""What a source says of each image before anything is measured."""


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_a_table_elsewhere_has_its_images_and_no_column_twice(small_index, tmp_path, ending):
    """As one that a browser saved among the downloads; a sentence says where the images are from."""
    rows = np.arange(5, 25)
    out = export(small_index, tmp_path / f"cleaned.{ending}", rows=rows).out
    source = open_source(out)
    assert source.failures == [] and source.files == [str(small_index.image_file(row)) for row in rows]
    assert source.items["path"].to_pylist() == source.files
    assert "taken from where its column `absolute_path` says that they lie" in source.notes[0]
    given = set(small_index.items.column_names) - {"hash", "width", "height", "bytes", "modified", "concept"}
    measures = {"blur", "brightness", "contrast", "aspect_ratio"}
    assert set(source.items.column_names) == given - measures
    assert source.items["label"].to_pylist() == small_index.items.take(rows)["label"].to_pylist()


def test_a_table_beside_its_images_keeps_its_paths(small_index, tmp_path):
    """Nothing is said, for nothing is otherwise."""
    shutil.copytree(small_index.manifest.source["root"], tmp_path / "moved")
    out = export(small_index, tmp_path / "moved" / "cleaned.csv", rows=[3, 4]).out
    source = open_source(out)
    assert source.items["path"].to_pylist() == small_index.items.take([3, 4])["path"].to_pylist()
    assert all(file.startswith(str(tmp_path / "moved")) for file in source.files) and source.notes == ()


def test_what_an_option_names_and_what_users_measured_stay(small_index, tmp_path):
    """A `blur` beside `blur_measured` is the user's; a column that is named plays its part."""
    out = export(small_index, tmp_path / "t.parquet", rows=[3, 4]).out
    table = pa.parquet.read_table(out).append_column("blur_measured", pa.array([0.1, 0.2]))
    if "blur" not in table.column_names:
        table = table.append_column("blur", pa.array([7.0, 8.0]))
    pa.parquet.write_table(table, out)
    named = SourceOptions(path_column="absolute_path", label_column="width")
    source = open_source(out, named)
    assert source.files == [str(small_index.image_file(row)) for row in (3, 4)]
    assert not [note for note in source.notes if "absolute_path" in note]
    assert source.items["label"].to_pylist() == [str(w) for w in table["width"].to_pylist()]
    assert source.items["blur"].to_pylist() == table["blur"].to_pylist()
    assert "blur_measured" not in source.items.column_names


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_decisions_stay_and_an_empty_column_of_them_takes_no_name(small_index, tmp_path, ending):
    """As that of the tag by which images were left out: it is `tag` again, and not `tag_2`."""
    shutil.copytree(small_index.path, tmp_path / "own.dendro")
    index = open_index(tmp_path / "own.dendro")
    index.tag("remove", rows=[3])
    index.note("blurred", rows=[4])
    out = index.export(tmp_path / f"cleaned.{ending}", where="tag is null").out
    names = open_source(out).items.column_names
    assert "note" in names and "tag" not in names


def test_joined_to_a_folder_it_adds_no_column_that_is_there_already(small_index, tmp_path):
    """Tags and corrections come along."""
    shutil.copytree(small_index.path, tmp_path / "own.dendro")
    index = open_index(tmp_path / "own.dendro")
    index.tag("fix", rows=[3])
    out = export(index, tmp_path / "t.csv").out
    joined = open_source(small_index.manifest.source["root"], SourceOptions(join=(out,))).items
    assert not [name for name in joined.column_names if name.endswith("_source") and name != "label_source"]
    assert sum("fix" in tags for tags in joined["tag"].to_pylist()) == 1
