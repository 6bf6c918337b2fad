"""A static copy of the small index, made once."""

from pathlib import Path

import pytest

from explorer.dataset import open_index
from explorer.publishing import PublishReport, publish


@pytest.fixture(scope="package")
def copied(small_index_path: Path, tmp_path_factory: pytest.TempPathFactory) -> PublishReport:
    """The report of a copy of all 300 images."""
    with open_index(small_index_path) as index:
        return publish(index, tmp_path_factory.mktemp("copies") / "site")
