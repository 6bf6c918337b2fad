"""How far groups of copies extend."""

import numpy as np
import pyarrow as pa

from explorer.analysis.copies.extents import extent_of
from explorer.analysis.copies.name_order import name_order


def test_steps_are_numbered_along_the_run():
    """Rows lie in any order; a pan that comes back ends as it began."""
    order = name_order(pa.array(["5.png", "1.png", "3.png", "2.png", "4.png"]))
    steps = np.array([0, 0, 2, 0, 2])
    found = extent_of(np.arange(5), order, steps, 3)
    assert found.rows.tolist() == [1, 3, 2, 4, 0] and found.by == "name"
    assert found.step.tolist() == [1, 1, 2, 2, 1] and found.steps == 2 and found.ends_alike


def test_copies_here_and_there_are_no_sequence():
    """Two images, or images with others between, extend nowhere; frames extend in time."""
    order = name_order(pa.array([f"{i}.png" for i in range(20)]))
    alike = np.zeros(20, np.int64)
    assert extent_of(np.array([3, 4]), order, alike, 3) is None
    assert extent_of(np.array([3, 4, 9]), order, alike, 3) is None
    assert extent_of(np.array([3, 6, 9]), order, alike, 3).steps == 1
    assert extent_of(np.array([3, 9]), order, np.arange(20), 3).ends_alike is False
    frames = name_order(pa.array([f"a.mp4#t={t}" for t in range(3)]))
    assert extent_of(np.arange(3), frames, alike, 3).by == "time"
