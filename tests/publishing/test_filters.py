"""What a static copy filters, counts and colours by is what the server answers, of all kinds of columns."""

import shutil
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import pytest

from explorer.dataset import Dataset, open_index
from explorer.filters.filter import filter_of
from explorer.publishing import publish
from explorer.view.coloring import colorings
from explorer.view.facets import FacetRequest, Facets
from explorer.view.map.map_tiles import read_tiles
from explorer.view.map.maps import Maps
from explorer.view.marks import Mark
from explorer.view.request import ViewRequest
from explorer.view.views import Views
from tests.publishing.asking import ask
from tests.publishing.many_columns import many_columns

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")

FILTERS = (
    "label = 'dog'",
    "LABEL <> prediction",
    "label <> 'cat/black' and \"prediction\" = 'dog'",
    "label in ('dog', 'שלום', 'not there', null)",
    "label = 'it''s \"so\"' or label is null",
    "not (label = 'dog' or flag)",
    "flag and not flag = false",
    "flag is true or flag is null",
    "flag is not true",
    "word like 'a%b'",
    "word not like '%b'",
    "word like 'a!%b' escape '!'",
    "word like '_' or word like 'x%x'",
    "word = '' or word = '\n' or word = '=cmd'",
    "word > 'a' and word <= 'ｚ'",
    "words = 'a_b'",
    "words <> 'a_b'",
    "words in ('', 'O''Hara')",
    "words like '%B'",
    "words not like '%B'",
    "words is null",
    "words is not null and others = words",
    "words <> others",
    "price > 3 and price <= 120.55",
    "price between -20.1 and 33.25",
    "price = price and raw < price",
    "price in (1, 2.5) or price is null",
    "confidence < 0.5",
    "half >= 0.1",
    "raw > 1e3",
    "raw > -0.25 or raw is null",
    "small >= -5 and small < 7",
    "(-3) <= small",
    "3 > small",
    "small <> 3.0",
    "wide < 0",
    "large > 562949953421312",
    "\"count of\" = 3",
    "\"count of\" in (1, 2.0, 2.5)",
    "\"Count Of\" <> 3",
    "taken >= '2000-01-05' and taken < '2000-01-10 12:30:00'",
    "day < '1970-01-01' or day is null",
    "day between '1971-05-01' and '1973-01-01'",
    "stamp >= '1999-12-31 23:59:59.000100'",
    "taken > day",
    "\"a \"\"b\"\" c\" in ('3', '4')",
    "written >= '2024-06-01'",
    "true",
    "null = 3 or small is not null",
    "1 < 2",
    "label = null",
)  # fmt: skip
REFUSED = (
    "beyond = 3",
    "path like '%1%'",
    "price > '3'",
    "label = 3",
    "label < 'x' and (label",
    "small in (label)",
    "found('dog', 0.5)",
    "written > '2024'",
    "word < '5'",
    "taken > '2024-02-31'",
    "flag > true",
    "price",
    "label = 'a' order by label",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the index."""
    return many_columns(tmp_path_factory.mktemp("many") / "many.dendro")


@pytest.fixture(scope="module")
def site(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all of it."""
    with open_index(path) as index:
        return publish(index, tmp_path_factory.mktemp("many") / "site").out


@pytest.fixture
def index(path: Path):
    """The index that was copied."""
    with open_index(path) as opened:
        yield opened


def test_filters_leave_the_images_that_the_server_leaves(index: Dataset, site: Path):
    """With values that are missing, of several an image, of every width, and names that need quotes."""
    answers = ask(site, *(f"nodes/{index.tree.root}/rows?where={quote(where)}" for where in FILTERS))
    views = Views(index)
    for where, told in zip(FILTERS, answers, strict=True):
        assert isinstance(told, list), (where, told)
        expected = views.rows(index.tree.root, filter_of(index, where))
        assert np.frombuffer(bytes(told), "<u4").tolist() == expected.tolist(), where


def test_filters_are_read_as_the_server_reads_them(index: Dataset, site: Path):
    """The same clauses, so that facets and chips exchange the same."""
    answers = ask(site, *(f"filter?where={quote(where)}" for where in FILTERS))
    for where, told in zip(FILTERS, answers, strict=True):
        if " not " not in where and "(-3)" not in where:  # which the server writes otherwise
            assert told["clauses"] == filter_of(index, where).texts, where


def test_what_cannot_be_filtered_by_is_refused_in_a_sentence(site: Path):
    """Columns that are not in the copy, values of other kinds, texts that cannot be read."""
    for where, told in zip(
        REFUSED, ask(site, *(f"filter?where={quote(one)}" for one in REFUSED)), strict=True
    ):
        assert told["error"].endswith("."), (where, told)
    (told,) = ask(site, f"filter?where={quote('label = beyond')}")
    assert told["error"].startswith("This copy has no column beyond") and told["position"] == [8, 14]


COUNTED = (
    {},
    {"where": "label = 'dog' and (small >= 3 or small is null)"},
    {"where": "price >= 10 and price < 60 and word in ('=cmd', '')", "node": 2 * 240 - 3},
    {"where": "taken >= '2000-01-05' and \"count of\" between 1 and 3 and flag = true"},
    {"where": "label = 'dog' or flag", "mark": "label <> prediction"},
    {"column": "word", "values": "2", "search": "A"},
    {"column": "words", "where": "words = 'a_b'", "mark": "flag"},
)


def test_facets_are_those_of_the_server(index: Dataset, site: Path):
    """Every column that is in the copy, under filters, in a cluster, with marks, searched."""
    facets = Facets(index, Views(index))
    for given, told in zip(COUNTED, ask(site, *(f"facets?{urlencode(one)}" for one in COUNTED)), strict=True):
        request = FacetRequest(
            where=filter_of(index, given.get("where", "")),
            node=given.get("node"),
            mark=Mark(where=filter_of(index, given.get("mark", ""))),
            columns=(given["column"],) if "column" in given else (),
            search=given.get("search", ""),
            values=int(given.get("values", 10)),
        )
        expected = facets.answer(request)
        assert [each["column"] for each in told["facets"]] == [
            each["column"] for each in expected["facets"] if each["column"] != "beyond"
        ]
        for name in ("count", "matching", "marked", "node"):
            assert told[name] == expected[name], (given, name)
        known = {each["column"]: each for each in expected["facets"]}
        for facet in told["facets"]:
            assert plain(facet) == plain(known[facet["column"]]), given


def plain(facet: dict) -> dict:
    """A facet with its bounds as numbers where they are."""
    return facet | {"bounds": [list(map(number, bounds)) for bounds in facet.get("bounds", ())]}


def number(end: str | None) -> float | str | None:
    """An end of a range, read."""
    try:
        return None if end is None else float(end)
    except ValueError:
        return end


def test_numbers_that_no_browser_holds_are_absent(index: Dataset, site: Path):
    """Whole numbers beyond 2^53, rather than others in their place."""
    (told,) = ask(site, "facets")
    names = {column["name"] for column in told["columns"]}
    assert "beyond" not in names
    assert {"large", "stamp", "words", "count of"} <= names


def test_colours_are_those_of_the_server(index: Dataset, site: Path):
    """Legend, steps and words of every cell, with and without a filter; and steps on the map."""
    views = Views(index)
    offered = [each["value"] for each in colorings(index)]
    told = [color for color in offered if color != "column:beyond" and not color.startswith("findings:")]
    assert {"accuracy", "class", "column:price", "column:word", "column:words", "column:flag"} <= set(told)
    size = {"width": 900, "height": 600, "clusters": 12}
    asked = [size | {"color": color, "where": where} for color in told for where in ("", "small > 0")]
    for given, answer in zip(asked, ask(site, *(f"view?{urlencode(one)}" for one in asked)), strict=True):
        where = filter_of(index, given["where"])
        expected = views.view(ViewRequest(**(given | {"where": where})))
        assert answer["legend"] == expected["legend"], given
        tints = [[box["tint"] for box in (*view["cells"], *view["frames"])] for view in (answer, expected)]
        assert tints[0] == tints[1], given
    tiles = Maps(views).tiles
    on_map = ask(site, *(f"map/tiles?{urlencode({'tiles': '2/1/1', 'color': color})}" for color in told))
    for color, answer in zip(told, on_map, strict=True):
        expected = tiles.tiles(ViewRequest(color=color), read_tiles("2/1/1", 4))
        assert answer["tiles"][0]["tints"] == expected["tiles"][0]["tints"], color
        assert answer["legend"] == expected["legend"], color


def test_saved_views_are_shown_where_the_copy_has_what_they_hold(path: Path, tmp_path: Path):
    """Their places are those of the copy; searches, and columns that are not there, leave them out."""
    shutil.copytree(path, tmp_path / "x.dendro")
    notes: list[str] = []

    class Told:
        """Keeps notes."""

        note = staticmethod(notes.append)
        stage = update = close = staticmethod(lambda *_: None)

    with open_index(tmp_path / "x.dendro") as saving:
        node = int(saving.tree.children[saving.tree.root][1])
        lo, inside = int(saving.tree.lo[node]), int(saving.tree.children[node][0])
        for name, address in {
            "dogs": f"?where={quote(FILTERS[0])}&node={inside}",
            "one": f"?row={lo + 2}&color=class",
            "search": "?q=dog",
            "gone": "?where=beyond%20%3D%203",
            "elsewhere": "?row=0&view=map",
        }.items():
            saving.save_view(name, address)
        whole = publish(saving, tmp_path / "whole", progress=Told()).out
        part = publish(saving, tmp_path / "part", node=node).out
    (told,) = ask(whole, "saved-views")
    assert [view["name"] for view in told["views"]] == ["dogs", "elsewhere", "one"]
    assert any("2 saved views left out" in note for note in notes)
    (told,) = ask(part, "saved-views")
    addresses = {view["name"]: view["address"] for view in told["views"]}
    assert "row=2" in addresses["one"] and "author" not in addresses
    assert addresses["elsewhere"] == "?view=map"
    assert all(view["author"] == "" for view in told["views"])
