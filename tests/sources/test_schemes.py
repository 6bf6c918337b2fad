"""Addresses of Google Cloud Storage, Azure and the hub, by file systems that answer as those of theirs do."""

import tarfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry

from explorer.errors import SourceError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from explorer.remote import systems
from explorer.sources import open_source
from tests.index.drawing import draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")
OPTIONS = BuildOptions(workers=0)
TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SAID = {
    "gs": lambda tag: {"updated": TIME.isoformat(), "etag": tag, "storageClass": "STANDARD"},
    "az": lambda tag: {"last_modified": TIME, "etag": f'"{tag}"'},
    "abfs": lambda tag: {"last_modified": TIME, "etag": f'"{tag}"'},
    "hf": lambda tag: {"blob_id": tag, "lfs": None},
}
"""What the library of each says of a file beside its name, size and type."""


@pytest.fixture(params=sorted(SAID))
def there(request, monkeypatch):
    """A file system in the place of the one that reads a scheme, and the address of a folder in it."""
    scheme = request.param

    class Bucket(MemoryFileSystem):
        """Names have no slash at their start, as those of buckets."""

        protocol = scheme
        store, pseudo_dirs, cachable = {}, [""], False

        @classmethod
        def _strip_protocol(cls, path):
            return "/" + path.removeprefix(f"{scheme}://").strip("/")

        def ls(self, path, detail=True, **kwargs):
            return [self._as_theirs(each) for each in super().ls(path, True)]

        def info(self, path, **kwargs):
            return self._as_theirs(super().info(path))

        def find(self, path, detail=False, **kwargs):
            top = self._strip_protocol(path)
            return {n.lstrip("/"): self.info(n) for n in sorted(self.store) if n.startswith(f"{top}/")}

        def _as_theirs(self, info):
            if info["type"] == "directory":
                return info
            tag = sha256(self.store[info["name"]].getvalue()).hexdigest()[:16]
            return {key: info[key] for key in ("name", "size", "type")} | SAID[scheme](tag)

    monkeypatch.setitem(_registry, scheme, Bucket)
    monkeypatch.setattr(systems.System, "is_installed", True)
    fs = Bucket()

    def put(name: str, content: bytes) -> None:
        fs.pipe_file(f"bucket/{name}", content)

    return f"{scheme}://bucket", put


def test_a_folder_and_what_has_changed_of_it(there, tmp_path):
    """Labels from class folders, originals from there; of what has another tag only that is read again."""
    address, put = there
    for file in draw_folder(tmp_path / "p", 8):
        put(f"d/{file.relative_to(tmp_path / 'p').as_posix()}", file.read_bytes())
    report = build_index(f"{address}/d", tmp_path / "d.dendro", OPTIONS, encoder=FakeEncoder())
    assert (report.new, report.failed) == (8, 0)
    with open_index(report.index) as index:
        path = index.items["path"][0].as_py()
        with index.open_image(0) as original:
            assert original.read() == (tmp_path / "p" / path).read_bytes()
    encoder = FakeEncoder()
    assert not build_index(f"{address}/d", report.index, OPTIONS, encoder=encoder).published
    put(f"d/{path}", picture_bytes(draw(99, 0)))
    again = build_index(f"{address}/d", report.index, OPTIONS, encoder=encoder)
    assert (again.kept, encoder.seen) == (7, 1)


def test_a_table_and_an_archive(there, tmp_path):
    """Read in spans; a name that is not there is said."""
    address, put = there
    file = draw_folder(tmp_path / "p", 1)[0]
    put("images/a.png", file.read_bytes())
    put("t.csv", f"path,label\n{address}/images/a.png,cat\n".encode())
    assert open_source(f"{address}/t.csv").items["label"].to_pylist() == ["cat"]
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        archive.add(file, "cat/a.png")
    put("x.tar", Path(tmp_path / "x.tar").read_bytes())
    report = build_index(f"{address}/x.tar", tmp_path / "x.dendro", OPTIONS, encoder=FakeEncoder())
    with open_index(report.index) as index, index.open_image(0) as original:
        assert original.read() == file.read_bytes()
    with pytest.raises(SourceError, match="nothing is there"):
        open_source(f"{address}/gone.tar")
    for name in ("y.tar.gz", "z.mp4"):
        put(name, b"\x1f\x8b")
        with pytest.raises(SourceError, match="copy it to this machine"):
            open_source(f"{address}/{name}")
