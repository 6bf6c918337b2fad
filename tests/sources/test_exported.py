"""Exported tables are sources again: no column twice, and images wherever the table lies."""

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from explorer.dataset import open_index
from explorer.errors import InputError
from explorer.export import export
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

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


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
def test_errors_of_numbers_stand_once(tmp_path, ending):
    """They are worked out anew, of each model; a column that is called so and is not that stays."""
    rows = 12
    paths = [path.relative_to(tmp_path / "photos") for path in draw_folder(tmp_path / "photos", rows)]
    labels = [str(20 + i * 1.37) if i != 3 else "" for i in range(rows)]
    lines = [f"{path},{labels[i]},{21 + i},{22 + i}.5,{i}" for i, path in enumerate(paths)]
    table = tmp_path / "photos/ages.csv"
    table.write_text("path,label,prediction:a,prediction:b,error\n" + "\n".join(lines) + "\n")
    options = BuildOptions(projection=False)
    index = open_index(build_index(table, tmp_path / "i.dendro", options, encoder=FakeEncoder()).index)
    assert {"error", "error:a", "absolute_error:b"} <= set(index.items.column_names)
    again = open_source(export(index, tmp_path / "photos" / f"again.{ending}").out)
    measured = {"hash", "width", "height", "bytes", "modified", "concept"}
    measured |= {"blur", "brightness", "contrast", "aspect_ratio"}
    assert set(again.items.column_names) == set(index.items.column_names) - measured
    for name in ("label", "error", "error:a", "absolute_error:b"):
        assert again.items[name].to_pylist() == index.items[name].to_pylist()


def test_numbers_are_refused_for_fiftyone(tmp_path):
    """Which has classes and boxes alone: labels would be lost without a word."""
    table = tmp_path / "photos/ages.csv"
    lines = [f"{path},{i * 1.37}\n" for i, path in enumerate(draw_folder(tmp_path / "photos", 12))]
    table.write_text("path,label\n" + "".join(lines))
    options = BuildOptions(source=SourceOptions(task="regression"), projection=False)
    index = open_index(build_index(table, tmp_path / "i.dendro", options, encoder=FakeEncoder()).index)
    with pytest.raises(InputError, match="are numbers, and the format fiftyone has classes"):
        export(index, tmp_path / "out", format="fiftyone")
    assert not (tmp_path / "out").exists()
