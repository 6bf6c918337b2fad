"""What is marked is drawn first and counted in full, whatever is drawn; the rest stays an even spread."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import InputError, NotFoundError, WhereError
from explorer.filters.filter import filter_of
from explorer.layout.grid import stride
from explorer.search import search
from explorer.view import Mark, ViewRequest, Views
from explorer.view.match_counts import select

SMALL = ViewRequest(clusters=6, width=400, height=300, thumb=30)
MISTAKES = "label <> prediction"


@pytest.fixture(scope="module")
def views(small_index):
    """One `Views` for all tests here."""
    return Views(small_index)


def rows_where(index, what: str) -> np.ndarray:
    """Rows by plain counting."""
    label, guess = (np.array(index.column(name), dtype=object) for name in ("label", "prediction"))
    known = (label != None) & (guess != None)  # noqa: E711 (elementwise)
    price = index.column("price")
    return np.flatnonzero(
        {"wrong": known & (label != guess), "plum": label == "plum", "cheap": price < 50}[what]
    )


def selection(n: int, *rows: int):
    """Some of n rows."""
    mask = np.zeros(n, bool)
    mask[list(rows)] = True
    return select(mask)


EVERYTHING = select(None)


@pytest.mark.parametrize(
    ("first", "drawn", "expected"),
    [
        ((), 4, [0, 3, 6, 9]),
        ((selection(12),), 4, [0, 3, 6, 9]),
        ((selection(12, 5),), 4, [0, 3, 5, 8]),
        ((selection(12, 0, 1, 2, 3),), 4, [0, 1, 2, 3]),
        ((selection(12, 0, 1, 2, 3, 4, 5),), 3, [0, 2, 4]),
        ((selection(12, 10, 11), selection(12, 0, 11)), 3, [0, 10, 11]),
        ((selection(12, 10), selection(12, 0, 1, 10)), 2, [0, 10]),
        ((selection(12, 3),), 12, list(range(12))),
        ((selection(12, 3),), 0, []),
    ],
)
def test_places_by_hand(first, drawn, expected):
    """Of twelve rows: the wanted ones, then others at even distance among those that are left."""
    assert EVERYTHING.sample(0, 12, drawn, first).tolist() == expected


def test_places_under_a_filter_by_hand():
    """Only even rows match: 8 is wanted, 0, 4 and 10 are spread over the others."""
    even = select(np.arange(20) % 2 == 0)
    assert even.sample(0, 16, 4, (selection(20, 8),)).tolist() == [0, 4, 8, 10]


@pytest.mark.parametrize("seed", range(40))
def test_any_sample_holds_what_is_wanted_and_spreads_the_rest(seed):
    """Against a list that is gone through one by one."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 80))
    lo, hi = sorted(rng.integers(0, n + 1, 2).tolist())
    mask = rng.random(n) < 0.7
    selected = select(mask if seed % 2 else None)
    wanted = select((rng.random(n) < rng.random()) & (mask if seed % 2 else True))
    inside = [row for row in range(lo, hi) if not seed % 2 or mask[row]]
    drawn = int(rng.integers(0, len(inside) + 1))
    first = [row for row in inside if wanted.mask[row]]
    others = [row for row in inside if not wanted.mask[row]]
    kept = [first[i] for i in stride(len(first), min(len(first), drawn))]
    rest = [others[i] for i in stride(len(others), drawn - len(kept))]
    assert selected.sample(lo, hi, drawn, (wanted,)).tolist() == sorted(kept + rest)


@pytest.mark.parametrize("where", ["", "price < 50"])
@pytest.mark.parametrize(("mark", "what"), [(MISTAKES, "wrong"), ("label = 'plum'", "plum")])
def test_all_are_counted_and_as_many_drawn_as_have_room(views, small_index, where, mark, what):
    """Against counting, in every cell and frame, under a filter too; without a mark fewer are drawn."""
    rows = rows_where(small_index, what)
    if where:
        rows = np.intersect1d(rows, rows_where(small_index, "cheap"))
    mark = Mark(where=filter_of(small_index, mark))
    answer = views.view(replace(SMALL, where=filter_of(small_index, where), mark=mark))
    assert answer["marked"] == len(rows)
    assert sum(cell["marked"] for cell in answer["cells"]) == len(rows)
    assert any(not cell["thumbs"]["whole"] for cell in answer["cells"])
    for cell in answer["cells"]:
        inside = rows[(rows >= cell["lo"]) & (rows < cell["hi"])]
        drawn = cell["thumbs"]["rows"]
        assert cell["marked"] == len(inside)
        assert drawn == sorted(set(drawn))
        assert len(set(drawn) & set(inside.tolist())) == min(len(inside), len(drawn))
        assert cell["thumbs"]["marked"] == "".join("2" if row in inside else "0" for row in drawn)


def test_marks_move_nothing(views):
    """Cells, their counts, sizes and places are those of the view without."""
    mistakes = Mark(where=filter_of(views.index, MISTAKES))
    plain, marked = (views.view(replace(SMALL, mark=mark)) for mark in (Mark(), mistakes))
    for a, b in zip(plain["cells"], marked["cells"], strict=True):
        assert {key: a[key] for key in a if key not in ("marked", "thumbs")} == {
            key: b[key] for key in b if key not in ("marked", "thumbs")
        }
        assert len(a["thumbs"]["rows"]) == len(b["thumbs"]["rows"])
        assert (a["marked"], a["thumbs"]["marked"]) == (None, "")


def test_a_search_marks_all_that_it_finds(views, small_index):
    """As many as the search counts, not as many as it lists."""
    answer = views.view(replace(SMALL, mark=Mark(text="plum")))
    assert answer["marked"] == search(small_index, text="plum", limit=1).total > 1
    nothing = views.view(replace(SMALL, mark=Mark(text="qwzx")))
    assert nothing["marked"] == 0 and {cell["marked"] for cell in nothing["cells"]} == {0}


def test_found_comes_before_mistakes(views, small_index):
    """Both have a sign; places go to what was searched for, and it is what is counted."""
    wrong = set(rows_where(small_index, "wrong").tolist())
    answer = views.view(replace(SMALL, mark=Mark(rows="0:40,77", where=filter_of(small_index, MISTAKES))))
    assert answer["marked"] == 41
    for cell in answer["cells"]:
        drawn = cell["thumbs"]["rows"]
        found = [row for row in range(cell["lo"], cell["hi"]) if row < 40 or row == 77]
        assert cell["marked"] == len(found)
        assert len(set(found) & set(drawn)) == min(len(found), len(drawn))
        signs = [(row < 40 or row == 77) + 2 * (row in wrong) for row in drawn]
        assert cell["thumbs"]["marked"] == "".join(map(str, signs))


@pytest.mark.parametrize(
    ("mark", "error"),
    [
        ({"rows": "7,x"}, InputError),
        ({"rows": "0:10:0"}, InputError),
        ({"rows": "300"}, NotFoundError),
        ({"rows": "0:99999999999"}, NotFoundError),
        ({"where": "label ="}, WhereError),
        ({"text": "?!"}, InputError),
    ],
)
def test_refuses_what_cannot_be_marked(views, mark, error):
    """One sentence each."""
    if "where" in mark:
        mark = {"where": filter_of(views.index, mark["where"])}
    with pytest.raises(error, match=r"\w+ .*\w"):
        views.view(replace(SMALL, mark=Mark(**mark)))
