"""Facets and filters over HTTP: bounded, refused in a sentence, and pointing at what is wrong."""

import pytest


def get(client, path, status=200, **params):
    """JSON of a GET, with the status expected."""
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_facets_come_with_the_columns_that_have_one(client, small_index):
    """Labels first; what tells one file from another has none."""
    answer = get(client, "facets", where="price > 50", mark="label <> prediction", values=2)
    names = [facet["column"] for facet in answer["facets"]]
    assert names[0] == "label" and "path" not in names and names[-1] in ("width", "height", "bytes")
    assert all(len(facet.get("values", [])) <= 2 for facet in answer["facets"])
    assert answer["matching"] < answer["count"] == small_index.n
    assert answer["marked"] > 0
    assert 0 < get(client, "facets", text="plum")["marked"] < small_index.n


def test_one_column_is_searched(client):
    """As a person types."""
    (facet,) = get(client, "facets", column="label", search="PLU")["facets"]
    assert [value["value"] for value in facet["values"]] == ["plum"]


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({"column": "nowhere"}, 404, "nowhere"),
        ({"node": 10**9}, 404, "node"),
        ({"values": 0}, 400, "values"),
        ({"where": "lable = 'a'"}, 400, "lable"),
        ({"mark": "lable = 'a'"}, 400, "lable"),
        ({"rows": "12:100000000"}, 404, "row"),
        ({"search": "a" * 201}, 400, "search"),
    ],
)
def test_what_cannot_be_counted_is_said(client, params, status, said):
    """In one sentence."""
    assert said in get(client, "facets", status, **params)["error"]


def test_a_filter_is_read_and_a_wrong_one_pointed_at(client):
    """The position is of the characters that are wrong."""
    answer = get(client, "filter", where=" split = 'test' and price > 50 ")
    assert answer["clauses"] == ["split = 'test'", "price > 50"] and 0 < answer["matching"] < 300
    assert answer["where"] == "split = 'test' and price > 50"
    wrong = get(client, "filter", 400, where="split = 'test' and prise > 50")
    assert wrong["position"] == [19, 24] and "price" in wrong["error"]
    assert get(client, "filter", 400, where="{:}")["position"] is None
    assert get(client, "view", 400, where="prise > 50")["position"] == [0, 5]
