"""A filter as one value of a build."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pyarrow as pa
import pytest

from explorer.filters import filter as filters
from explorer.filters.filter import read_filter
from explorer.filters.parse import Where

ITEMS = pa.table({"label": ["cat", "dog", "cat"], "size": [1, 2, 3]})


@pytest.mark.parametrize(("place", "step"), [(filters, "compile_tree"), (Where, "mask")])
def test_a_costly_filter_holds_up_no_other(monkeypatch, place, step):
    """One client's is read, or worked out, while that of another is answered; both rightly."""
    begun, go = Event(), Event()
    do = getattr(place, step)

    def slowly(what, *arguments):
        if "like" in str(what):
            begun.set()
            go.wait(30)
        return do(what, *arguments)

    monkeypatch.setattr(place, step, slowly)
    costly, other = read_filter("label like '%a%'", ITEMS.schema), read_filter("size > 1", ITEMS.schema)
    with ThreadPoolExecutor(2) as threads:
        try:
            waiting = threads.submit(lambda: costly.where.mask(ITEMS))
            assert begun.wait(10)
            answer = threads.submit(lambda: other.where.mask(ITEMS))
            np.testing.assert_array_equal(answer.result(10), [False, True, True])
            assert not waiting.done()
        finally:
            go.set()
    np.testing.assert_array_equal(waiting.result(), [True, False, True])
