"""The widget, as Python has it: what is assigned, what the page sends, who hears of it."""

import numpy as np
import pytest

import explorer
from explorer.errors import InputError

pytest.importorskip("anywidget")
pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture
def widget(small_index_path):
    """The widget of the small index, without a notebook."""
    return explorer.show(small_index_path, height=500)


def from_page(widget, **state) -> None:
    """What a notebook hands on from the page."""
    widget.set_state(state)


def test_what_is_assigned_is_heard_once(widget):
    """The same again is no change, though arrays are compared."""
    heard = []
    widget.observe(lambda change: heard.append(change.new.tolist()), "selection")
    widget.selection = [4, 2]
    widget.selection = np.array([4, 2])
    widget.selection = []
    widget.selection = ()
    assert heard == [[4, 2], []]


def test_what_the_page_sends_arrives(widget):
    """Rows as bytes, a view as texts."""
    heard = []
    widget.observe(lambda change: heard.append(change.name), ["selection", "view", "build"])
    from_page(widget, selection={"rows": memoryview(b"\x07\0\0\0\x01\0\0\0")})
    from_page(widget, view={"node": "12", "where": "label = 'fig'"}, build="b1")
    assert widget.selection.tolist() == [7, 1]
    assert widget.view == {"node": 12, "where": "label = 'fig'"}
    assert heard == ["selection", "view", "build"]


def test_what_is_sent_to_the_page_is_bytes(widget):
    """A million rows are four megabytes, not a text of eight."""
    widget.selection = [5, 6]
    assert bytes(widget.get_state("selection")["selection"]["rows"]) == b"\x05\0\0\0\x06\0\0\0"


@pytest.mark.parametrize(("name", "wrong"), [("selection", [300]), ("view", {"knot": 1})])
def test_what_cannot_be_is_refused_and_changes_nothing(widget, name, wrong):
    """The small index has rows 0 to 299."""
    before = getattr(widget, name)
    with pytest.raises(InputError):
        setattr(widget, name, wrong)
    assert getattr(widget, name) is before


def test_each_widget_has_a_selection_of_its_own(widget, small_index_path):
    """They share the server, and no more."""
    other = explorer.show(small_index_path)
    widget.selection = [1]
    assert other.selection.tolist() == []
    assert other.url == widget.url
