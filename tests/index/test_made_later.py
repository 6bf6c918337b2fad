"""What is made when it is first wanted: kept where that is possible, made again where it is not sound."""

import numpy as np

from explorer.index import made_later
from explorer.index.made_later import kept_array


class Maker:
    """Makes an array, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> np.ndarray:
        self.made += 1
        return np.arange(6, dtype=np.int32).reshape(2, 3)

    def of(self, folder, name="lists"):
        return kept_array(folder, name, self, lambda found: found.shape == (2, 3))


def test_it_is_made_once_and_read_again(tmp_path):
    """Another name is another array; nothing else is left in the folder."""
    make = Maker()
    assert make.of(tmp_path).tolist() == make.of(tmp_path).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert make.made == 1
    make.of(tmp_path, "others")
    assert make.made == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["later-lists.npy", "later-others.npy"]


def test_what_is_torn_or_not_sound_is_made_again(tmp_path):
    """A file that is cut short, is no array, or has another shape."""
    make = Maker()
    make.of(tmp_path)
    path = tmp_path / "later-lists.npy"
    for number, content in enumerate((path.read_bytes()[:-4], b"no array", b"")):
        path.write_bytes(content)
        assert make.of(tmp_path).shape == (2, 3)
        assert make.made == number + 2
    np.save(path, np.zeros(4))
    assert make.of(tmp_path).shape == (2, 3) and make.made == 5


def test_where_nothing_can_be_written_it_is_still_given(tmp_path, monkeypatch):
    """A folder that is not there stands for one that is read-only; and no more than a few are kept."""
    make = Maker()
    assert make.of(tmp_path / "nowhere").shape == (2, 3)
    monkeypatch.setattr(made_later, "MOST_FILES", 1)
    make.of(tmp_path, "first")
    make.of(tmp_path, "second")
    assert [path.name for path in tmp_path.iterdir()] == ["later-first.npy"]
