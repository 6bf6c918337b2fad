"""Where the bars of histograms begin and end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.view.facets.edges import MOST_BARS, number_edges, time_edges


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        ([1, 2, 3], [1, 2, 3, 3]),
        ([7, 7], [7, 7]),
        ([0.5], [0.5, 0.5]),
        ([0, 320], [*range(0, 321, 10), 320]),
        ([-1.0, 1.0], [*(round(0.1 * i, 1) for i in range(-10, 11)), 1.0]),
    ],
)
def test_bars_begin_at_round_numbers(values, edges):
    """Whole numbers have a bar each while there is room."""
    assert number_edges(np.array(values)) == edges


def test_a_few_far_values_leave_the_bars_to_the_others():
    """The first and the last bar reach out to them."""
    values = np.concatenate([np.linspace(0, 1, 10_000), [1e9, -1e9]])
    edges = number_edges(values)
    assert (edges[0], edges[-1]) == (-1e9, 1e9)
    assert len(edges) > 20 and -0.1 <= edges[1] < edges[-2] <= 1.1


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=50))
def test_any_numbers_have_few_ascending_edges_around_them(values):
    """Some bars, none of them twice."""
    edges = number_edges(np.array(values))
    assert 2 <= len(edges) <= MOST_BARS + 5
    assert edges[1:-1] == sorted(set(edges[1:-1]))


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=50))
def test_any_whole_numbers_have_whole_edges(values):
    """Also at both ends of 64 bits."""
    edges = number_edges(np.array(values, np.int64))
    assert 2 <= len(edges) <= MOST_BARS + 5 and all(isinstance(edge, int) for edge in edges)


@pytest.mark.parametrize(
    ("low", "high", "first", "second"),
    [
        ("2024-01-05", "2024-01-20", "2024-01-06", "2024-01-07"),
        ("2023-03-05", "2024-06-20", "2023-04-01", "2023-05-01"),
        ("1990-03-05", "2019-06-20", "1991-01-01", "1992-01-01"),
        ("2024-01-05T10:03:20", "2024-01-05T10:14:00", "2024-01-05T10:04:00", "2024-01-05T10:05:00"),
    ],
)
def test_bars_begin_where_days_months_and_years_do(low, high, first, second):
    """The finest of which few enough are needed."""
    edges = time_edges(np.array([low, high], "datetime64[us]"))
    assert list(edges[:3]) == [np.datetime64(each, "s") for each in (low, first, second)]
    assert edges[-1] == np.datetime64(high, "s")
    assert 2 <= len(edges) <= MOST_BARS + 5


def test_days_are_not_cut_into_hours():
    """A column of dates has no finer bars than days."""
    edges = time_edges(np.array(["2024-01-05", "2024-01-06"], "datetime64[D]"))
    assert edges.astype("datetime64[D]").astype(str).tolist() == ["2024-01-05", "2024-01-06", "2024-01-06"]


@given(
    st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=20), st.sampled_from(["s", "ms", "us", "ns"])
)
def test_any_times_have_few_ascending_edges(values, unit):
    """Within the years that can be written."""
    times = np.array(values, f"datetime64[{unit}]")
    low, high = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31", "s")
    times = times[(times.astype("datetime64[s]") > low) & (times.astype("datetime64[s]") < high)]
    if len(times):
        edges = time_edges(times)
        assert 2 <= len(edges) <= MOST_BARS + 5 and (np.diff(edges[1:-1]).astype(int) > 0).all()
