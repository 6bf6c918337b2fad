"""The engines of torch, which many points take, are tested on few."""

import pytest

from explorer.clustering import few_points


@pytest.fixture(autouse=True, scope="module")
def engines_for_many():
    """No number of points is few, but where a test says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(few_points, "MOST", -1)
        yield
