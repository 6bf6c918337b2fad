"""Error sizes of a regression: scikit-learn's, and where they are undefined."""

import numpy as np
import pytest
from sklearn import metrics

from explorer.analysis.error_size import error_size


@pytest.mark.parametrize("scale", [1, 1e-200, 1e200])
def test_sizes_are_those_of_scikit_learn(scale):
    """Whatever the unit; what is not known is left out."""
    rng = np.random.default_rng(0)
    truth = rng.normal(5, 3, 200)
    guess = truth + rng.normal(0.5, 1, 200)
    errors = (guess - truth) * scale
    errors[::7] = np.nan
    found = error_size(truth * scale, errors)
    a, b = (np.delete(each, np.s_[::7]) for each in (truth, guess))
    assert found.judged == len(a)
    np.testing.assert_allclose(found.mae, metrics.mean_absolute_error(a, b) * scale)
    np.testing.assert_allclose(found.rmse, metrics.root_mean_squared_error(a, b) * scale)
    np.testing.assert_allclose(found.r2, metrics.r2_score(a, b))
    np.testing.assert_allclose(found.bias, np.mean(b - a) * scale)


def test_what_is_undefined_is_not_made_up():
    """R² of a constant truth or of one image; everything of none."""
    constant = error_size(np.full(3, 2.0), np.array([0.0, 1.0, -1.0]))
    assert np.isnan(constant.r2) and constant.mae == pytest.approx(2 / 3) and constant.bias == 0
    assert np.isnan(error_size(np.array([1.0]), np.array([2.0])).r2)
    nothing = error_size(np.array([np.nan]), np.array([np.nan]))
    assert nothing.judged == 0 and np.isnan([nothing.mae, nothing.rmse, nothing.bias, nothing.r2]).all()
    exact = error_size(np.array([1.0, 2.0]), np.zeros(2))
    assert exact.rmse == 0 and exact.r2 == 1
