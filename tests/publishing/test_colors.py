"""Mean colours in samples: the browser finds those of every row where they were put."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.publishing.color_levels import CHUNK, color_levels, strides
from explorer.publishing.thumbnail_packs import FACTOR, coarsest
from tests.publishing.asking import run_node

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")


@pytest.mark.parametrize("n", [1, 5, 700, 2400, 40_000])
def test_every_row_has_its_colour(n: int, tmp_path: Path):
    """Of copies with one sample and with several, some of them in more files than one."""
    colors = np.random.default_rng(0).integers(0, 256, (n, 3), dtype=np.uint8)
    published = SimpleNamespace(n=n, rows=slice(0, n), index=SimpleNamespace(colors=colors))
    for name, content in color_levels(published):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    rows = list(range(n - 1, -1, -1))
    about = {"coarsest": coarsest(n), "factor": FACTOR, "chunk": CHUNK}
    told = run_node({"colors": {"folder": str(tmp_path), "rows": rows, "about": about}})
    assert told == colors[::-1].tobytes().hex()


def test_a_far_view_paints_from_little():
    """Of a million images the coarsest sample is one file of some hundred rows."""
    assert strides(1_000_000) == [1024, 256, 64, 16, 4, 1]
    assert strides(300) == [1]
