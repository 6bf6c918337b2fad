"""What is made when it is first wanted: kept where that is possible, made again where it is not sound."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from explorer.index import made_later
from explorer.index.made_later import LOCK, kept_array, kinds_being_made


class Maker:
    """Makes an array, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> np.ndarray:
        self.made += 1
        return np.arange(6, dtype=np.int32).reshape(2, 3)

    def of(self, folder, name="a", kind="lists", most=2):
        return kept_array(folder, f"{kind}-{name}", self, lambda found: found.shape == (2, 3), most)


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.glob("*.npy"))


def test_it_is_made_once_and_read_again(tmp_path):
    """Another name is another array; nothing else is left in the folder."""
    make = Maker()
    assert make.of(tmp_path).tolist() == make.of(tmp_path).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert make.made == 1
    make.of(tmp_path, "b")
    assert make.made == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        LOCK, "later-lists-a.npy", "later-lists-b.npy",
    ]  # fmt: skip


def test_what_is_torn_or_not_sound_is_made_again(tmp_path):
    """A file that is cut short, is no array, or has another shape."""
    make = Maker()
    make.of(tmp_path)
    path = tmp_path / "later-lists-a.npy"
    for number, content in enumerate((path.read_bytes()[:-4], b"no array", b"")):
        path.write_bytes(content)
        assert make.of(tmp_path).shape == (2, 3)
        assert make.made == number + 2
    np.save(path, np.zeros(4))
    assert make.of(tmp_path).shape == (2, 3) and make.made == 5


def test_where_nothing_can_be_written_it_is_still_given(tmp_path):
    """A folder that is not there stands for one that is read-only."""
    assert Maker().of(tmp_path / "nowhere").shape == (2, 3)


def test_what_is_being_made_is_known_while_it_is(tmp_path):
    """Of that folder alone; not where it is read, nor after it failed."""
    seen = []

    def make() -> np.ndarray:
        seen.append((kinds_being_made(tmp_path), kinds_being_made(tmp_path / "other")))
        return np.zeros(0)

    def fail() -> np.ndarray:
        raise OSError

    for _ in range(2):
        kept_array(tmp_path, "lists-a", make, lambda _: True, 2)
    with pytest.raises(OSError):
        kept_array(tmp_path, "lists-b", fail, lambda _: True, 2)
    assert seen == [({"lists"}, set())] and kinds_being_made(tmp_path) == set()


def test_what_was_wanted_longest_ago_goes(tmp_path):
    """Reading counts as wanting; another kind has room of its own; what was given stays valid."""
    make = Maker()
    first = make.of(tmp_path, "a")
    make.of(tmp_path, "b")
    for age, name in enumerate("ab"):
        os.utime(tmp_path / f"later-lists-{name}.npy", (age, age))
    make.of(tmp_path, "a")
    make.of(tmp_path, "other", kind="hashes")
    make.of(tmp_path, "c")
    assert names(tmp_path) == ["later-hashes-other.npy", "later-lists-a.npy", "later-lists-c.npy"]
    os.utime(tmp_path / "later-lists-a.npy", (0, 0))
    make.of(tmp_path, "d")
    assert names(tmp_path)[1:] == ["later-lists-c.npy", "later-lists-d.npy"]
    assert first.tolist() == [[0, 1, 2], [3, 4, 5]] and make.made == 5


def test_two_that_make_at_once_leave_no_more_than_the_limit(tmp_path, monkeypatch):
    """At any time, whoever comes last."""
    seen = []

    def replace(source, target) -> None:
        os.rename(source, target)
        seen.append(len(names(tmp_path)))

    monkeypatch.setattr(made_later.os, "replace", replace)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda place: Maker().of(tmp_path, str(place)), range(40)))
    assert len(seen) == 40 and max(seen) == 2 == len(names(tmp_path))
