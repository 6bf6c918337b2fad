"""What the builds of these tests share: a drawn folder, a cheap encoder, a projection that costs nothing."""

from pathlib import Path

import numpy as np
import pytest

from explorer.index import assemble
from explorer.options import BuildOptions
from tests.index.drawing import draw_folder


@pytest.fixture
def options() -> BuildOptions:
    """Options for a small build in this process."""
    return BuildOptions(workers=0, batch_size=8, neighbors=5)


@pytest.fixture
def cheap_projection(monkeypatch: pytest.MonkeyPatch) -> None:
    """UMAP takes seconds to import, and what it draws is another room's test."""

    def project(vectors, neighbors, seed=0, progress=None):
        return np.ascontiguousarray(vectors[:, :2] if vectors.shape[1] > 1 else np.zeros((len(vectors), 2)))

    monkeypatch.setattr(assemble, "project", project)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of 40 drawn pictures in 5 class folders."""
    folder = tmp_path / "pictures"
    draw_folder(folder, 40)
    return folder
