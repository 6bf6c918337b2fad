"""Folders in which results are made: gone with their makers, sooner or later."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.errors import InputError
from explorer.export import export
from explorer.index.reader import Index
from explorer.index.workfolder import work_folder

_MAKER = """
import sys, time
from pathlib import Path
from explorer.index.workfolder import work_folder
with work_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_it_is_there_inside_and_gone_after(tmp_path: Path) -> None:
    """Also after an error."""
    with pytest.raises(KeyError), work_folder(tmp_path / "out.csv") as folder:
        (folder / "x").write_text("x")
        assert folder.parent == tmp_path and folder.name.startswith(".out.csv.")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="folders are locked on POSIX")
def test_those_of_the_dead_are_swept_and_those_of_the_living_stay(tmp_path: Path, small_index: Index) -> None:
    """Whatever they were making; a user's hidden folder is not ours."""
    mine = tmp_path / ".out.csv.mine"
    mine.mkdir()
    makers = [
        subprocess.Popen([sys.executable, "-c", _MAKER, tmp_path / name], stdout=subprocess.PIPE, text=True)
        for name in ("a.zip", "b.zip")
    ]
    folders = [Path(maker.stdout.readline().strip()) for maker in makers]
    assert all(folder.is_dir() for folder in folders)
    makers[0].send_signal(signal.SIGKILL)
    makers[0].communicate(timeout=30)
    export(small_index, tmp_path / "out.csv", rows=[1])
    assert sorted(tmp_path.iterdir()) == sorted([mine, folders[1], tmp_path / "out.csv"])
    makers[1].kill()
    makers[1].communicate(timeout=30)


def test_a_long_name_is_cut_by_bytes(tmp_path: Path) -> None:
    """What the file system takes as a result, it takes as a folder beside it."""
    with work_folder(tmp_path / ("é" * 127)) as folder:
        assert folder.is_dir()


def test_a_place_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """It names the place."""
    with pytest.raises(InputError, match=r"cannot write in .*absent"), work_folder(tmp_path / "absent" / "x"):
        pass
