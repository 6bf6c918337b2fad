"""What the page offers can be had: of labels and predictions that tell nothing, nothing is offered."""

import pyarrow as pa
import pytest
from starlette.testclient import TestClient

from explorer.web.app import create_app
from explorer.web.page.bottom_bar.panel import has_errors
from explorer.web.page.findings.panel import panel
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


def all_right(items: pa.Table) -> pa.Table:
    """Every model says what the label says."""
    for name in ("prediction", "prediction:b"):
        items = with_column(items, name, items["label"].to_pylist())
    return items


def apart(items: pa.Table) -> pa.Table:
    """No image has both a label and a prediction."""
    half = len(items) // 2
    for name in ("prediction", "prediction:b"):
        items = with_column(items, name, [None] * half + items[name].to_pylist()[half:])
    return with_column(items, "label", items["label"].to_pylist()[:half] + [None] * (len(items) - half))


@pytest.mark.parametrize(
    ("change", "mistaken", "several"),
    [
        (lambda items: items, True, True),
        (no_labels, False, False),
        (one_class, False, False),
        (all_right, False, True),
        (apart, False, True),
    ],
)
def test_what_is_offered_can_be_had(small_index, tmp_path, change, mistaken, several):
    """What is on offer is answered; what would be refused is not on offer."""
    client = TestClient(
        create_app(rework(small_index, tmp_path, change(small_index.items))), base_url="http://localhost"
    )
    session = client.app.state.workspace.session
    offered = {coloring["value"] for coloring in session.colorings}
    assert has_errors(session.index) is mistaken
    assert bool(offered & JUDGED) is mistaken and ("findings:labels" in offered) is several
    assert ("errors" in choices(session)) is mistaken and ("labels" in choices(session)) is several
    for color in offered - {"findings:errors", "findings:regressions"}:  # those take a thousand permutations
        assert client.get("/api/view", params={"color": color}).status_code == 200, color
    assert client.get("/").status_code == 200
    laid_out = client.get("/_dash-layout").text
    for part in ("show", "truth", "confusion", "fair-by"):
        assert (f'"id":"{part}"' in laid_out) is mistaken, part
    assert ('"id":"class-search"' in laid_out) is several


def test_what_finds_no_clusters_offers_no_outlines(small_index, tmp_path):
    """Without labels, predictions and columns of few values only images and groups are found."""
    plain = small_index.items.select(["path", "source_row", "hash", "width", "height", "bytes", "modified"])
    app = create_app(rework(small_index, tmp_path, plain))
    session = app.state.workspace.session
    assert set(choices(session)) == {"duplicates", "outliers", "quality"}
    assert _switch_of(panel(session)).hidden is True
    other = create_app(rework(small_index, tmp_path / "labels", small_index.items)).state.workspace.session
    assert _switch_of(panel(other)).hidden is False


def _switch_of(parts: list):
    inside = [getattr(part, "children", None) for part in parts[0].children]
    return parts[0].children[[getattr(child, "id", None) for child in inside].index("outlines")]
