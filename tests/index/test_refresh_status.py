"""A second build of files of which size and time are as before, and only the system knows of a change."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.embedding import service
from explorer.index.reader import open_index
from explorer.indexing import staging, stayed_as_indexed
from explorer.indexing.build_index import BuildReport, build_index
from explorer.options import BuildOptions
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder
from tests.index.test_refresh import counts, first, read

__all__ = ["first", "read"]

pytestmark = [
    pytest.mark.usefixtures("cheap_projection"),
    pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when the status of a file changed"),
]


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """None can be loaded."""
    monkeypatch.setattr(service, "load_encoder", lambda *_: pytest.fail("an encoder was loaded"))


def exchange(path: Path, kind: int, seed: int, *, in_place: bool) -> None:
    """Put another picture under a name, of the same size and time."""
    status = path.stat()
    content = picture_bytes(draw(kind, seed))
    content = content.ljust(status.st_size, b"\0")
    assert len(content) == status.st_size, "the new picture must be no larger"
    target = path if in_place else path.with_name("beside")
    target.write_bytes(content)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.replace(target, path)


def padded(folder: Path) -> list[Path]:
    """All pictures, of one size each, so that any fits under any name."""
    paths = sorted(folder.rglob("*.png"))
    for path in paths:
        path.write_bytes(path.read_bytes().ljust(20_000, b"\0"))
    return paths


@pytest.mark.parametrize("in_place", [True, False])
def test_another_picture_of_the_same_size_and_time_is_noticed(
    pictures: Path, options: BuildOptions, read: list[str], in_place: bool
) -> None:
    """Written over (`touch -r`) or renamed over (`rsync -t`); no other file is opened."""
    path = padded(pictures)[5]
    report = build_index(pictures, options=options, encoder=FakeEncoder())
    read.clear()
    exchange(path, 4, 777, in_place=in_place)
    encoder = FakeEncoder()
    assert counts(build_index(pictures, options=options, encoder=encoder)) == (0, 1, 0, 39)
    assert encoder.seen == 1 and set(read) == {str(path)}
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published
    assert open_index(report.index).verify() == []


def test_a_copied_folder_is_read_once_and_not_embedded(
    first: BuildReport, pictures: Path, options: BuildOptions, read: list[str], no_encoder: None
) -> None:
    """Every status is another; what is in the files is not, and the next refresh opens none."""
    shutil.copytree(pictures, pictures.with_name("copied"))  # keeps times of change
    shutil.rmtree(pictures)
    pictures.with_name("copied").rename(pictures)
    assert counts(build_index(pictures, options=options)) == (0, 0, 0, 40)
    assert len(read) == 40
    assert not build_index(pictures, options=options).published
    assert len(read) == 40


def test_other_rights_load_no_encoder(
    first: BuildReport, pictures: Path, options: BuildOptions, read: list[str], no_encoder: None
) -> None:
    """A file that is read to be sure is the same file."""
    path = next(pictures.rglob("*.png"))
    path.chmod(0o600)
    assert counts(build_index(pictures, options=options)) == (0, 0, 0, 40)
    assert read == [str(path)]


def test_an_index_without_times_of_status_is_compared_as_before(
    pictures: Path, options: BuildOptions, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of an earlier release has none, and none are asked of its files."""
    with monkeypatch.context() as earlier:
        for module in (
            stayed_as_indexed,
            __import__("explorer.images.read_file", fromlist=["status_changed"]),
        ):
            earlier.setattr(module, "status_changed", lambda status: 0)
        report = build_index(pictures, options=options, encoder=FakeEncoder())
    assert open_index(report.index).status_times is None
    read.clear()
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published
    assert read == []


def test_damaged_times_of_status_cost_no_image(
    first: BuildReport, pictures: Path, options: BuildOptions, read: list[str], no_encoder: None
) -> None:
    """They are made anew; what is kept of the images is sound."""
    (open_index(first.index).folder / "status-times.npy").write_bytes(b"nothing")
    assert build_index(pictures, options=options).published
    assert read == [] and open_index(first.index).verify() == []


def test_staged_work_of_earlier_releases_is_used(
    pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks that do not say when the status changed are compared as before; those that do, by it."""
    real = staging._arrays
    paths = padded(pictures)

    def interrupted(after: int) -> None:
        class Interrupted(FakeEncoder):
            def encode(self, pixels: np.ndarray):
                if self.seen >= after:
                    raise KeyboardInterrupt
                return super().encode(pixels)

        with pytest.raises(KeyboardInterrupt):
            build_index(pictures, options=replace(options, batch_size=8), encoder=Interrupted())

    with monkeypatch.context() as earlier:
        earlier.setattr(staging, "_arrays", lambda p: {k: v for k, v in real(p).items() if k != "changed"})
        interrupted(16)
    interrupted(8)
    exchange(paths[0], 4, 777, in_place=True)
    exchange(paths[20], 4, 778, in_place=True)
    encoder = FakeEncoder()
    build_index(pictures, options=options, encoder=encoder)
    assert encoder.seen == 40 - 24 + 1
