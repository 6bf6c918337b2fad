"""Controls of the page: one declaration each, which page, address and canvas follow."""

import json
import re
from pathlib import Path

from explorer.view.request import BOUNDS
from explorer.web.assets import assets_folder
from explorer.web.page import controls, ids

FOR_NODE = Path(__file__).resolve().parents[1] / "frontend" / "controls.json"


def configuration(client) -> dict:
    """What the page's modules are told."""
    text = re.search(r'id="dendro-config">(.*?)</script>', client.get("/").text)[1]
    return json.loads(text)


def components(node) -> dict[str, dict]:
    """Properties of every component of a layout that has an id of its own."""
    found, waiting = {}, [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            if isinstance(name := part.get("props", {}).get("id"), str):
                found[name] = part["props"]
            waiting += part.values()
    return found


def test_names_of_controls_are_theirs_alone():
    """In the page, in the state and in the address."""
    for part in ("id", "key", "address"):
        names = [getattr(control, part) for control in controls.CONTROLS]
        assert len(names) == len(set(names))
    assert not {"node", "row", "token", "tree"} & {control.address for control in controls.CONTROLS}


def test_what_is_usual_is_within_bounds_and_within_what_a_view_takes():
    """Else the first page would ask for what the server refuses."""
    for control in controls.CONTROLS:
        assert not control.choices or control.default in control.choices
        if control.bounds:
            least, most = control.bounds
            low, high = BOUNDS[control.key]
            assert low <= least <= most <= high
            assert least <= control.default <= most or (control.auto and control.default == low == 0)


def test_the_page_is_told_of_controls_and_limits(client):
    """They are all that its modules know; so do the tests that run in Node."""
    told = json.loads(json.dumps(controls.for_page()))
    page = configuration(client)
    assert {part: page[part] for part in told} == told
    assert json.loads(FOR_NODE.read_text(encoding="utf-8")) == told


def test_no_module_of_the_page_repeats_a_bound(client):
    """Neither the numbers of sliders, nor the limits of texts and selections."""
    state = (assets_folder() / "modules" / "state.mjs").read_text(encoding="utf-8")
    numbers = {int(number.replace("_", "")) for number in re.findall(r"\b\d[\d_]*\b", state)}
    told = {controls.MOST_TEXT, controls.MOST_SELECTED, controls.THUMB.default}
    assert not numbers & (told | {*controls.CLUSTERS.bounds[1:], *controls.THUMB.bounds})


def test_controls_stand_on_the_page_as_they_are_declared(client):
    """Sliders have their bounds, a choice its ways."""
    laid = components(client.get("/_dash-layout").json())
    assert {control.id for control in controls.CONTROLS if not control.by_browser} <= set(laid)
    thumb, clusters = laid[ids.THUMB], laid[ids.CLUSTERS]
    assert (thumb["min"], thumb["max"]) == controls.THUMB.bounds
    assert (clusters["min"], clusters["max"]) == (0, controls.CLUSTERS.positions)
    ways = [way["value"] for way in laid[ids.SHOW]["data"]]
    assert tuple(ways) == (*controls.SHOW.choices, "filter")
