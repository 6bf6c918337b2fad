"""Locks that vanish with their process: one builder for an index, many readers for a build."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.errors import IndexBusyError
from explorer.index import locks
from explorer.index.locks import BuilderLock, ReaderLock, lock_for_removal

HOLDER = """
import sys, time
from pathlib import Path
from explorer.index.locks import BuilderLock
lock = BuilderLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_builder_s_lock_goes_with_its_process(tmp_path: Path) -> None:
    """Another process is turned away until the holder is killed, which leaves the file and no lock."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexBusyError):
            BuilderLock(tmp_path)
    finally:
        holder.kill()
        holder.communicate()
    with BuilderLock(tmp_path), pytest.raises(IndexBusyError):
        BuilderLock(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_second_builder_is_noticed_without_flock(tmp_path: Path, monkeypatch) -> None:
    """As on Windows, where readers hold nothing."""
    monkeypatch.setattr(locks, "fcntl", None)
    with BuilderLock(tmp_path), pytest.raises(IndexBusyError):
        BuilderLock(tmp_path)
    reader = ReaderLock(tmp_path)
    assert reader.held and lock_for_removal(tmp_path) is None


@pytest.mark.skipif(os.name != "posix", reason="folders are locked on POSIX")
def test_many_readers_share_a_build_that_nobody_can_remove(tmp_path: Path) -> None:
    """Until the last lets go."""
    readers = [ReaderLock(tmp_path), ReaderLock(tmp_path)]
    assert all(reader.held for reader in readers)
    for reader in readers:
        assert lock_for_removal(tmp_path) is None
        reader.release()
        reader.release()
    fd = lock_for_removal(tmp_path)
    assert fd is not None and not ReaderLock(tmp_path).held
    os.close(fd)


def test_a_file_system_without_locks_holds_up_nobody(tmp_path: Path, monkeypatch) -> None:
    """Some network file systems refuse every lock."""

    def refuse(*_, **__):
        raise OSError("no locks here")

    monkeypatch.setattr(locks, "lock_descriptor", refuse)
    with BuilderLock(tmp_path), BuilderLock(tmp_path):
        pass
