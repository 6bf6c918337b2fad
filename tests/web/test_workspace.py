"""What a server holds of a build: prepared before it is asked for, kept, and whole where a file is not."""

import shutil
from pathlib import Path

from explorer.index.reader import open_index
from explorer.search import search
from explorer.view.cluster_summary import describe_cluster
from explorer.web.builds.session import Session


def test_what_clicks_need_is_read_before_they_come(small_index_path: Path, monkeypatch):
    """After it was prepared, a session reads no file for a view, a panel or neighbours."""
    session = Session(open_index(small_index_path))
    session._prepare()
    monkeypatch.setattr("numpy.load", None)
    monkeypatch.setattr("pyarrow.parquet.read_table", None)
    assert session.views.titles.words(session.index.root) is not None
    assert len(session.index.neighbors.rows) == session.index.n
    assert "price" in session.varied
    monkeypatch.setattr("explorer.search.search_query.text_fields", None)
    assert search(session.index, text="plum").results


def test_a_damaged_file_keeps_nothing_else_from_being_served(small_index_path: Path, tmp_path: Path):
    """Whoever needs the file is told; preparing says nothing, and views are there."""
    folder = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    (damaged,) = folder.glob("builds/*/neighbors.npz")
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    session = Session(open_index(folder))
    session._prepare()
    assert session.cluster(session.index.root)["count"] == session.index.n


def test_a_cluster_is_described_once(small_index, monkeypatch):
    """The second time nothing is computed, and the answer is the same as without keeping it."""
    session = Session(small_index)
    described = session.cluster(small_index.root, session.filter("width > 1"))
    assert described == describe_cluster(session.views, small_index.root, session.filter("width > 1"))
    monkeypatch.setattr("explorer.view.cluster_summary.class_scores", None)
    assert session.cluster(small_index.root, session.filter("width > 1")) is described
