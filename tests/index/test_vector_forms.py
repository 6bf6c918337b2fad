"""What the packaged encoder makes of pooled features, and that it is undone exactly."""

import numpy as np
import pytest

from explorer.embedding.encoder import unit_rows
from explorer.embedding.kinds import packaged
from explorer.index import vector_forms
from explorer.index.vector_forms import VERSION, is_centered, lengths_from_mean, mean_root, vector_form


def pooled(count: int = 50) -> np.ndarray:
    """Features as a network gives them: half are 0, few are large."""
    rng = np.random.default_rng(5)
    features = rng.exponential(0.3, (count, 1280)) ** 2 * (rng.random((count, 1280)) < 0.5)
    return features.astype(np.float32)


def test_a_vector_worked_by_hand(monkeypatch):
    """The root of (9, 16) is (3, 4), at length 1 (.6, .8); less a mean of (.6, 0) it points along (0, 1)."""
    monkeypatch.setattr(vector_forms, "mean_root", lambda: np.array([0.6, 0], np.float32))
    form = vector_form(2)
    vectors = form.of_features(np.array([[9, 16], [18, 32]], np.float32))
    np.testing.assert_allclose(vectors, [[0, 1], [0, 1]], atol=1e-6)
    expected = np.array([9, 16]) / np.hypot(9, 16)
    np.testing.assert_allclose(form.to_features(vectors), [expected, expected], atol=1e-6)


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_features_are_had_back(version):
    """Whatever the version: their direction, which vectors of length one hold in full."""
    features, form = pooled(), vector_form(version)
    vectors = form.of_features(features)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(form.to_features(vectors), unit_rows(features), atol=1e-6)


def test_odd_features_have_vectors_too():
    """None at all, one alone, and very small ones."""
    features = np.zeros((3, 1280), np.float32)
    features[1, 7], features[2] = 5, 1e-6
    form = vector_form(2)
    vectors = form.of_features(features)
    assert np.isfinite(vectors).all()
    back = form.to_features(vectors)
    assert not back[0].any()
    np.testing.assert_allclose(back[1:], unit_rows(features[1:]), atol=1e-6)


def test_the_mean_is_one_of_unit_roots():
    """Positive, and shorter than what it is the mean of: else nothing could be had back."""
    mean = mean_root()
    assert mean.shape == (1280,) and mean.dtype == np.float32
    assert (mean > 0).all() and 0.3 < np.linalg.norm(mean) < 0.9
    assert not mean.flags.writeable


def test_the_newest_version_is_that_of_the_encoder():
    """It decides whether an index is embedded anew."""
    assert packaged.KIND.version == VERSION == 2


def test_how_far_a_root_is_from_the_mean():
    """What a vector times that, and the mean, add up to is the root itself."""
    features = pooled(20)
    roots = unit_rows(np.sqrt(features))
    vectors = vector_form(2).of_features(features)
    lengths = lengths_from_mean(vectors)
    np.testing.assert_allclose(lengths, np.linalg.norm(roots - mean_root(), axis=1), rtol=1e-4)
    assert is_centered({"name": "packaged", "version": 2})
    assert not is_centered({"name": "packaged"}) and not is_centered({"name": "own", "version": 2})
