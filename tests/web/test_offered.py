"""What the page offers can be had: of labels and predictions that tell nothing, nothing is offered."""

import pyarrow as pa
import pytest
from starlette.testclient import TestClient

from explorer.web.app import create_app
from explorer.web.page.bottom_bar.panel import has_errors
from explorer.web.page.findings.query import choices
from tests.browser.reworked import rework

JUDGED = {"accuracy", "findings:errors", "findings:regressions"}


def with_column(items: pa.Table, name: str, values: list) -> pa.Table:
    """The table with other values of a column."""
    return items.set_column(items.column_names.index(name), name, pa.array(values, pa.string()))


def no_labels(items: pa.Table) -> pa.Table:
    """A column of labels, and none of them given."""
    return with_column(items, "label", [None] * len(items))


def one_class(items: pa.Table) -> pa.Table:
    """All that is labelled is labelled alike."""
    return with_column(items, "label", ["plum"] * len(items))


def apart(items: pa.Table) -> pa.Table:
    """No image has both a label and a prediction."""
    half = len(items) // 2
    for name in ("prediction", "prediction:b"):
        items = with_column(items, name, [None] * half + items[name].to_pylist()[half:])
    return with_column(items, "label", items["label"].to_pylist()[:half] + [None] * (len(items) - half))


@pytest.mark.parametrize(
    ("change", "judged", "several"),
    [
        (lambda items: items, True, True),
        (no_labels, False, False),
        (one_class, True, False),
        (apart, False, True),
    ],
)
def test_what_is_offered_can_be_had(small_index, tmp_path, change, judged, several):
    """What is on offer is answered; what would be refused is not on offer."""
    client = TestClient(
        create_app(rework(small_index, tmp_path, change(small_index.items))), base_url="http://localhost"
    )
    session = client.app.state.workspace.session
    offered = {coloring["value"] for coloring in session.colorings}
    assert has_errors(session.index) is judged
    assert bool(offered & JUDGED) is judged and ("findings:labels" in offered) is several
    assert ("errors" in choices(session)) is judged and ("labels" in choices(session)) is several
    for color in offered - {"findings:errors", "findings:regressions"}:  # those take a thousand permutations
        assert client.get("/api/view", params={"color": color}).status_code == 200, color
    assert client.get("/").status_code == 200 and client.get("/_dash-layout").status_code == 200
