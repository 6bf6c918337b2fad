"""Lance: what is written is what the library reads, at random and by nearest vectors."""

import lance
import numpy as np
import pytest

from explorer import extras
from explorer.errors import ExplorerError, InputError
from explorer.export import export, export_format
from explorer.export.formats import as_lance


def test_a_data_set_has_pictures_columns_and_vectors(small_index, tmp_path, monkeypatch, capfd):
    """Of several files and one version, in the order of the rows; taken by places and found by vectors."""
    monkeypatch.setattr(as_lance, "FRAGMENT_ROWS", 10)
    rows = np.random.default_rng(0).permutation(300)[:25]
    out = export(small_index, tmp_path / "plums.lance", rows=rows).out
    assert capfd.readouterr().err == ""
    found = lance.dataset(out)
    assert (found.count_rows(), found.version, len(found.get_fragments())) == (25, 1, 3)
    given = small_index.items.take(rows)
    columns = found.to_table(columns=given.column_names).combine_chunks()
    assert columns.equals(given.combine_chunks().replace_schema_metadata(None))
    places = [21, 3, 11]
    taken = found.take(places, columns=["image", "vector", "path"]).to_pylist()
    for place, each in zip(places, taken, strict=True):
        with small_index.open_image(int(rows[place])) as original:
            assert each["image"] == original.read() and each["path"] == given["path"][place].as_py()
        assert np.allclose(each["vector"], small_index.embeddings[rows[place]], atol=1e-6)
    query = np.asarray(small_index.embeddings[rows[7]], np.float32)
    nearest = found.to_table(nearest={"column": "vector", "q": query, "k": 1}, columns=["path"])
    assert nearest["path"].to_pylist() == [given["path"][7].as_py()]


def test_what_is_gone_is_listed_and_left_out(small_index, tmp_path, monkeypatch):
    """It costs its own row only; of nothing there is still a data set."""
    real = type(small_index).open_image
    gone = {1, 7}

    def open_image(self, row):
        if row in gone:
            raise FileNotFoundError(2, "No such file or directory", "gone")
        return real(self, row)

    monkeypatch.setattr(type(small_index), "open_image", open_image)
    report = export(small_index, tmp_path / "out", rows=np.arange(10), format="lance")
    assert (report.rows, report.missing, lance.dataset(report.out).count_rows()) == (10, 2, 8)
    assert "No such file or directory" in (report.out / "failures.csv").read_text()
    gone.add(3)
    report = export(small_index, tmp_path / "none", rows=[1, 3], format="lance")
    assert lance.dataset(report.out).count_rows() == 0


def test_a_full_disk_leaves_nothing(small_index, tmp_path, monkeypatch):
    """The library's errors are said in a line, too."""
    from lance import fragment

    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fragment, "write_fragments", full)
    with pytest.raises(
        ExplorerError,
        match="make room there, or choose another place; nothing was left there",
    ):
        export(small_index, tmp_path / "out", rows=[1], format="lance")
    assert not list(tmp_path.iterdir())


def test_what_is_not_installed_is_said(small_index, tmp_path, monkeypatch):
    """With the line that installs it, before anything is written."""
    monkeypatch.setattr(export_format, "is_installed", lambda module: module != "lance")
    with pytest.raises(InputError, match=r"pip install 'dendro-explorer\[lance\]'"):
        export(small_index, tmp_path / "out", rows=[1], format="lance")
    assert extras.is_installed("lance") and not list(tmp_path.iterdir())
