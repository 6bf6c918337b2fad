"""Originals are opened where they were indexed, and nowhere else, whatever was put in their place."""

import hashlib
import os
from pathlib import Path

import pytest

from explorer.errors import OriginalError
from explorer.index.originals import open_original

SECRET = b"secret"
KNOWN = b"indexed"
DIGEST = hashlib.sha256(KNOWN).hexdigest()[:32]


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """The root of a source with `a.png` and `deep/b.png`, and a folder outside with a secret and a copy."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "deep").mkdir(parents=True)
    outside.mkdir()
    (root / "a.png").write_bytes(KNOWN)
    (root / "deep" / "b.png").write_bytes(b"changed since")
    (outside / "secret").write_bytes(SECRET)
    (outside / "copy").write_bytes(KNOWN)
    return root, outside


def read(root: Path, recorded: str, kind: str = "folder") -> bytes:
    """The content of an original."""
    with open_original({"kind": kind, "root": str(root)}, recorded, DIGEST) as original:
        return original.read()


@pytest.mark.parametrize("kind", ["folder", "table"])
def test_files_and_links_inside_are_opened(places, kind) -> None:
    """With the content they have now, also where the root itself is a link."""
    root, _ = places
    os.symlink(root / "a.png", root / "link.png")
    os.symlink("deep", root / "folder")
    os.symlink(root, root.parent / "alias")
    assert read(root, "link.png", kind) == KNOWN
    assert read(root, "folder/b.png", kind) == b"changed since"
    assert read(root.parent / "alias", "deep/b.png", kind) == b"changed since"


@pytest.mark.parametrize("kind", ["folder", "table"])
@pytest.mark.parametrize("target", ["../outside/secret", "{outside}/secret", "hop"])
def test_a_link_out_of_the_source_is_not_followed(places, kind, target) -> None:
    """Relative, absolute, and by way of another link; in place of a file of a folder or of a table."""
    root, outside = places
    os.symlink(outside / "secret", root / "hop")
    (root / "a.png").unlink()
    os.symlink(target.format(outside=outside), root / "a.png")
    with pytest.raises(OriginalError, match="link"):
        read(root, "a.png", kind)


@pytest.mark.parametrize("kind", ["folder", "table"])
def test_a_folder_that_became_a_link_is_not_followed(places, kind) -> None:
    """Nor what lies below it."""
    root, outside = places
    os.symlink(outside, root / "later")
    with pytest.raises(OriginalError, match="link"):
        read(root, "later/secret", kind)


def test_images_of_a_table_may_lie_behind_links(places) -> None:
    """With the content that was indexed: data sets are often laid out so; a folder is never left."""
    root, outside = places
    os.symlink(outside / "copy", root / "c.png")
    assert read(root, "c.png", "table") == KNOWN
    with pytest.raises(OriginalError, match="leads out"):
        read(root, "c.png", "folder")


def test_absolute_paths_are_opened_as_recorded(places) -> None:
    """Whatever they hold by now, but through no link to other content."""
    root, outside = places
    assert read(root, str(outside / "secret"), "table") == SECRET
    os.symlink(outside / "secret", outside / "link")
    os.symlink(outside / "copy", outside / "good")
    assert read(root, str(outside / "good"), "table") == KNOWN
    with pytest.raises(OriginalError, match="another file"):
        read(root, str(outside / "link"), "table")


@pytest.mark.parametrize(
    "recorded", ["deep", "gone.png", "pipe", "../outside/secret", "zero\0", "a.png/x", ""]
)
def test_what_is_no_file_is_said(places, recorded) -> None:
    """At once: a pipe is not waited for."""
    root, _ = places
    os.mkfifo(root / "pipe")
    with pytest.raises(OriginalError) as said:
        read(root, recorded)
    assert said.value.reason and "dendro index" in str(said.value)


def test_a_file_that_is_exchanged_while_it_is_looked_at(places, monkeypatch) -> None:
    """What was opened decides, not what lies there a moment later."""
    root, outside = places
    (root / "a.png").unlink()
    os.symlink(outside / "secret", root / "a.png")
    real = os.path.realpath

    def exchanged(path, **how):
        if Path(path).name == "a.png":
            (root / "a.png").unlink()
            (root / "a.png").write_bytes(KNOWN)
        return real(path, **how)

    monkeypatch.setattr(os.path, "realpath", exchanged)
    with pytest.raises(OriginalError):
        read(root, "a.png")
