"""How often terms occur in nodes that hold one another, against counting each by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.analysis.titles.node_counts import NodeCounts
from explorer.analysis.titles.terms import count_codes, plain_terms

CODES = np.random.default_rng(0).integers(-1, 4, 60).astype(np.int32)


class Reading:
    """A counter that remembers how many rows it read."""

    def __init__(self):
        self.counter, self.rows = count_codes(CODES, plain_terms(list("abcd"))), 0

    def count_each(self, lo, hi):
        """Count, and remember."""
        self.rows += int((hi - lo).sum())
        return self.counter.count_each(lo, hi)


@given(st.lists(st.tuples(st.integers(0, 59), st.integers(1, 60)), min_size=1, max_size=12))
def test_each_row_is_read_once_for_all_nodes(spans):
    """Nested, apart, the same twice: what is not in any of them is not read at all."""
    lo, hi = (np.array(ends) for ends in zip(*((lo, min(60, lo + size)) for lo, size in spans), strict=True))
    reading = Reading()
    counts = NodeCounts(range(len(lo)), lo, hi, hi - lo, lambda source: reading)
    expected = [[int((CODES[a:b] == term).sum()) for term in range(4)] for a, b in zip(lo, hi, strict=True)]
    assert counts.of("source").tolist() == expected
    assert reading.rows == len({row for a, b in zip(lo, hi, strict=True) for row in range(a, b)})
    assert counts.of("source") is counts.of("source")
