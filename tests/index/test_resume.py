"""An interrupted build goes on where it was."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from explorer.embedding.encoder import Encoded
from explorer.errors import ExplorerError, SourceError
from explorer.index.reader import open_index
from explorer.indexing import assemble
from explorer.indexing.build_index import build_index
from explorer.indexing.staging import Staging
from explorer.options import BuildOptions, SourceOptions
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")

_KILLED = """
import os, signal, sys
from dataclasses import dataclass
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.fakes import FakeEncoder

class Doomed(FakeEncoder):
    def encode(self, pixels):
        if self.seen >= 104:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(pixels)

build_index(sys.argv[1], options=BuildOptions(workers=1, batch_size=8, neighbors=5), encoder=Doomed())
"""


# Killed at the given call of a function of `os` that staging uses, just before it or just after.
_KILLED_WHILE_STAGING = """
import os, signal, sys
from explorer.indexing import staging
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.fakes import FakeEncoder

source, name, calls, when = sys.argv[1:]
real, left = getattr(os, name), int(calls)

def deadly(*arguments):
    global left
    left -= 1
    if not left and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments)
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

setattr(staging.os, name, deadly)
build_index(source, options=BuildOptions(workers=1, batch_size=8, neighbors=5), encoder=FakeEncoder())
"""


@dataclass
class Interrupted(FakeEncoder):
    """Ctrl-C comes when this many images have been encoded."""

    after: int = 0

    def encode(self, pixels: np.ndarray) -> Encoded:
        """Encode, or be interrupted."""
        if self.seen >= self.after:
            raise KeyboardInterrupt
        return super().encode(pixels)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of 120 pictures."""
    folder = tmp_path / "many"
    draw_folder(folder, 120)
    return folder


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def interrupt(folder: Path, options: BuildOptions, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(folder, options=options, encoder=Interrupted(after=after))


def test_after_a_kill_only_the_rest_is_decoded(many: Path, options: BuildOptions) -> None:
    """Killed at 104 of 120: but for three batches and a chunk of 8 each on the way, nothing is done again."""
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(many)], check=False, capture_output=True, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    index_path = many.parent / "many.dendro"
    assert not (index_path / "manifest.json").exists()
    encoder = FakeEncoder()
    report = build_index(many, options=options, encoder=encoder)
    assert report.new == 120 and 16 <= encoder.seen <= 16 + 4 * 8
    assert not (index_path / "staging").exists()
    whole = build_index(many, many.parent / "whole", options, encoder=FakeEncoder())
    assert open_index(index_path).manifest.files == open_index(whole.index).manifest.files


def test_killed_again_and_again_while_it_writes(many: Path, options: BuildOptions) -> None:
    """Before and after each step of a chunk: nothing of a whole chunk is lost, and the end is the same."""
    index_path = many.parent / "many.dendro"
    points = [("fsync", 3), ("replace", 2), ("replace", 3), ("fsync", 4)]
    staged = 0
    for i, (name, calls) in enumerate(points):
        when = "before" if i % 2 else "after"
        command = [sys.executable, "-c", _KILLED_WHILE_STAGING, str(many), name, str(calls), when]
        killed = subprocess.run(command, check=False, capture_output=True, timeout=60)
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
        (folder,) = (index_path / "staging").iterdir()
        # Two steps of either kind make a chunk: the first is its thumbnails, the second all else.
        staged += (calls - (when == "before")) // 2 if name == "replace" else (calls - 1) // 2
        chunks = Staging(folder).load()
        assert len(chunks) == staged
    assert staged == 3
    encoder = FakeEncoder()
    assert build_index(many, options=options, encoder=encoder).new == 120
    assert encoder.seen == 120 - sum(len(chunk.known.digests) for chunk in chunks) < 120
    whole = build_index(many, many.parent / "whole", options, encoder=FakeEncoder())
    assert open_index(index_path).manifest.files == open_index(whole.index).manifest.files


def test_vectors_stay_on_disk(many: Path, options: BuildOptions) -> None:
    """Of a million images they would take gigabytes twice: a chunk keeps none of them."""
    interrupt(many, options, after=48)
    (folder,) = (many.parent / "many.dendro" / "staging").iterdir()
    for chunk in Staging(folder).load():
        kept = [*vars(chunk).values(), *vars(chunk.known).values()]
        assert chunk.vectors().shape[1] == 192 and chunk.vectors().dtype == np.float32
        assert not any(isinstance(part, np.ndarray) and 192 in part.shape for part in kept)


def test_after_ctrl_c_nothing_is_done_again(many: Path, options: BuildOptions) -> None:
    """What was pending is written before it stops."""
    interrupt(many, options, after=48)
    encoder = FakeEncoder()
    build_index(many, options=options, encoder=encoder)
    assert encoder.seen == 72


def test_an_interrupted_refresh_leaves_the_old_build(pictures: Path, options: BuildOptions) -> None:
    """Until the new one is whole, the old one is current."""
    first = build_index(pictures, options=options, encoder=FakeEncoder())
    draw_folder(pictures, 60)
    interrupt(pictures, options, after=8)
    assert open_index(first.index).build == first.build
    encoder = FakeEncoder()
    report = build_index(pictures, options=options, encoder=encoder)
    assert report.new == 20 and report.kept == 40 and encoder.seen == 12


def test_ctrl_c_before_anything_was_done_leaves_nothing(pictures: Path, options: BuildOptions) -> None:
    """No empty folder stays."""
    interrupt(pictures, options, after=0)
    assert not (pictures.parent / "pictures.dendro").exists()


@pytest.mark.parametrize("ending", ["npz", "bin"])
@pytest.mark.parametrize("damage", ["cut", "empty", "gone", "flipped", "folder"])
def test_a_torn_chunk_is_done_again(many: Path, options: BuildOptions, ending: str, damage: str) -> None:
    """A chunk of which a part is missing or was changed counts for nothing, and breaks nothing."""
    interrupt(many, options, after=96)
    staging = many.parent / "many.dendro" / "staging"
    chunks = sorted(staging.glob(f"*/*.{ending}"))
    assert len(chunks) >= 3
    if damage == "flipped":
        data = bytearray(chunks[0].read_bytes())
        data[len(data) // 2] ^= 1
        chunks[0].write_bytes(data)
    elif damage in ("gone", "folder"):
        chunks[0].unlink()
        if damage == "folder":
            chunks[0].mkdir()
    else:
        os.truncate(chunks[0], 0 if damage == "empty" else chunks[0].stat().st_size - 7)
    encoder = FakeEncoder()
    build_index(many, options=options, encoder=encoder)
    assert 24 < encoder.seen <= 24 + 8
    assert open_index(many.parent / "many.dendro").n == 120


@pytest.mark.parametrize("stopped_by", ["column", "nothing there", "encoder", "embeddings", "full"])
def test_what_was_staged_outlives_every_error(
    many: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch, stopped_by: str
) -> None:
    """A mistyped option, an empty mount point, an encoder that cannot be had, a full disk: only a finished
    build lets go of staged work."""
    table = many.with_name("tables") / "many.csv"  # where no image is below
    table.parent.mkdir()
    table.write_text("path\n" + "".join(f"{path}\n" for path in sorted(many.rglob("*.png"))))
    interrupt(table, options, after=48)
    hidden = many.with_name("unmounted")
    with monkeypatch.context() as patch:
        if stopped_by == "nothing there":
            many.rename(hidden)
            many.mkdir()
        elif stopped_by == "full":
            patch.setattr(assemble, "ward_linkage", full_disk)
        source = {
            "column": SourceOptions(label_column="labl"),
            "embeddings": SourceOptions(embeddings=many.parent / "none.npy"),
        }.get(stopped_by, SourceOptions())
        wrong = replace(options, source=source)
        encoder = FakeEncoder()
        if stopped_by == "encoder":
            wrong, encoder = replace(wrong, encoder="no-such/encoder", offline=True), None
        with pytest.raises(ExplorerError):
            build_index(table, options=wrong, encoder=encoder)
    if stopped_by == "nothing there":
        many.rmdir()
        hidden.rename(many)
    encoder = FakeEncoder()
    build_index(table, options=options, encoder=encoder)
    assert encoder.seen == (0 if stopped_by == "full" else 72)
    assert not (table.with_name("many.dendro") / "staging").exists()


def test_an_index_outlives_an_empty_mount_point(pictures: Path, options: BuildOptions) -> None:
    """A source that has suddenly nothing in it is an error, not an empty index."""
    first = build_index(pictures, options=options, encoder=FakeEncoder())
    pictures.rename(pictures.with_name("unmounted"))
    pictures.mkdir()
    with pytest.raises(SourceError, match="empty folder"):
        build_index(pictures, options=options, encoder=FakeEncoder())
    assert open_index(first.index).build == first.build


def test_staged_work_of_another_encoder_is_not_taken(many: Path, options: BuildOptions) -> None:
    """Chunks lie under the name of what they depend on."""
    interrupt(many, options, after=48)
    encoder = FakeEncoder("other")
    build_index(many, options=options, encoder=encoder)
    assert encoder.seen == 120


def test_an_image_that_changed_meanwhile_is_done_again(many: Path, options: BuildOptions) -> None:
    """Staged work is found by content, not by place."""
    interrupt(many, options, after=48)
    paths = sorted(many.rglob("*.png"))
    paths[0].write_bytes(paths[-1].read_bytes())
    encoder = FakeEncoder()
    report = build_index(many, options=options, encoder=encoder)
    index = open_index(report.index)
    hashes = dict(zip(index.items["path"].to_pylist(), index.items["hash"].to_pylist(), strict=True))
    first, last = (p.relative_to(many).as_posix() for p in (paths[0], paths[-1]))
    assert hashes[first] == hashes[last] and index.n == 120
