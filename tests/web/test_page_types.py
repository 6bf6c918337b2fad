"""The shapes that `frontend_assets/modules/types.d.ts` declares are those that the server sends."""

import re

import pytest

from explorer.web.assets import assets_folder
from explorer.web.page.dash_page import configuration
from explorer.web.page.findings.cards import outlines

_INTERFACE = re.compile(
    r"^export interface (\w+)(?: extends ([\w, ]+))? \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_FIELD = re.compile(r"^  (\w+)(\??): ([^;]+);", re.MULTILINE)


@pytest.fixture(scope="module")
def shapes():
    """For each interface, its fields: name → (whether it may be absent, type)."""
    text = (assets_folder() / "modules" / "types.d.ts").read_text(encoding="utf-8")
    found = {}
    for name, bases, body in _INTERFACE.findall(text):
        found[name] = {}
        for base in filter(None, re.split(r",\s*", bases)):
            found[name] |= found.get(base, {})
        found[name] |= {field: (bool(mark), kind) for field, mark, kind in _FIELD.findall(body)}
    return found


def wrong(value, kind, shapes):
    """Say what of a value is not as declared, each as `field: found`."""
    options = [option.strip() for option in kind.split("|")]
    if value is None:
        return [] if "null" in options else [f"null, not {kind}"]
    option = next(option for option in options if option != "null")
    if option.endswith("[]") or isinstance(value, list):
        each = option.removesuffix("[]") if option.endswith("[]") else "number"
        return wrong(value[0], each, shapes) if value else []
    if option in shapes:
        fields = shapes[option]
        missing = [
            f"no {name}" for name, (optional, _) in fields.items() if not optional and name not in value
        ]
        more = [f"also {name}" for name in value if name not in fields]
        return (
            missing
            + more
            + [
                f"{name}: {w}"
                for name in fields
                if name in value
                for w in wrong(value[name], fields[name][1], shapes)
            ]
        )
    plain = {"string": str, "number": (int, float), "boolean": bool}
    right = any(isinstance(value, plain.get(option, object)) for option in options)
    return [] if right else [f"{value!r}, not {kind}"]


VIEW = {"clusters": 8, "width": 900, "height": 600, "thumb": 24}


@pytest.mark.parametrize(
    ("path", "params", "shape"),
    [
        ("view", VIEW, "View"),
        ("view", {**VIEW, "color": "class", "mark": "label <> ''"}, "View"),
        ("view", {**VIEW, "clusters": 0, "where": "label = 'plum'"}, "View"),
        ("items/0", {}, "Item"),
        ("search", {"text": "cat"}, "SearchAnswer"),
        ("search", {"row": 0}, "SearchAnswer"),
        ("review", {"kind": "outliers", "limit": 3}, "ReviewDocument"),
    ],
)
def test_an_answer_has_the_declared_fields(client, shapes, path, params, shape):
    """Every declared field is sent, and none that is not declared."""
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == 200, answer.text
    assert wrong(answer.json(), shape, shapes) == []


def test_the_page_is_configured_by_what_is_declared(small_app, client, shapes):
    """What stands in the page itself is a PageConfig."""
    config = configuration(small_app.state.workspace.session, "/")
    assert wrong(config, "PageConfig", shapes) == []


def test_what_is_read_of_the_index_is_sent(client, shapes):
    """Of /api/index the page reads few fields; they are there."""
    answer = client.get("/api/index").json()
    assert all(name in answer for name in shapes["IndexAnswer"])


def test_outlines_are_findings(shapes):
    """What the findings panel hands to the map has the fields of a Finding."""
    document = {"clusters": [{"node": 3, "lo": 0, "hi": 2, "rate": 0.5}]}
    assert wrong(outlines(document), "Finding[]", shapes) == []


def test_another_shape_is_noticed(shapes):
    """A field that is missing, one too many and another kind are all told."""
    assert wrong({"node": "3", "lo": 0, "more": 1}, "Finding", shapes) == [
        "no hi",
        "also more",
        "node: '3', not number",
    ]
