"""Confusion on the page: the rows that it is of, and how it is drawn."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.filters.filter import filter_of
from explorer.view.cluster_summary import describe_confusion
from explorer.view.mistake_explanation import explain_mistake
from explorer.view.views import Views
from explorer.web.page.confusion import panel as confusion
from explorer.web.page.in_view import part_in_view


@pytest.fixture(scope="module")
def views(small_index):
    return Views(small_index)


def test_the_part_in_view_is_the_cluster_under_the_filter(views, small_index):
    """All of the filter counts, a choice of the panel's own too."""
    tree, labels = small_index.tree, np.array(small_index.classes)[small_index.labels()]
    node = int(np.argmax(np.where(np.arange(len(tree.lo)) == tree.root, 0, tree.hi - tree.lo)))
    inside = np.arange(tree.lo[node], tree.hi[node])
    part, model = part_in_view(views, {"node": node, "where": None, "model": ""})
    assert (part, model) == (slice(inside[0], inside[-1] + 1), "")
    where = "label = 'plum' and split = 'test'"
    test = small_index.column("split")[inside] == "test"
    part, _ = part_in_view(views, {"node": node, "where": where})
    assert part.tolist() == inside[test & (labels[inside] == "plum")].tolist()


@pytest.mark.parametrize("view", [{"node": 10**9}, {"node": -1}, {"node": 0, "model": "none"}])
def test_a_view_of_another_build_is_refused(views, view):
    """Nodes and models that are not there any more."""
    with pytest.raises(InputError):
        part_in_view(views, view)


def test_a_matrix_has_no_more_classes_than_asked_for(small_index):
    """The most confused of them; the words say what is left out."""
    every = describe_confusion(small_index, slice(None), "", most=9)
    some = describe_confusion(small_index, slice(None), "", most=3)
    assert len(every["matrix"]["names"]) == 5
    assert len(some["matrix"]["names"]) == 3
    assert every["confusion"] == some["confusion"]
    assert "3 most confused" in confusion.caption(some["matrix"])
    assert describe_confusion(small_index, slice(None), None) == {"confusion": [], "matrix": None}


def test_the_large_matrix_has_room_for_every_count_and_name():
    """It grows with the classes, with their longest count, and with their names up to a limit."""

    def size(names, count):
        return confusion.least_size({"names": names, "counts": [[count] * len(names)] * len(names)})

    few, many, large = size(["a"] * 10, 5), size(["a"] * 50, 5), size(["a"] * 50, 1_234_567)
    assert many["minHeight"] - few["minHeight"] == 40 * 17 and many["minHeight"] == large["minHeight"]
    assert many["minWidth"] - few["minWidth"] == 40 * 20
    assert large["minWidth"] - many["minWidth"] == 50 * (6 + 9 * 7 - 20)
    assert size(["x" * 24], 5) == size(["x" * 500], 5)
    assert size([], 5)["minWidth"] > 0


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_counts_can_be_read_on_the_strongest_cell(theme):
    """A contrast of 4.5 to 1 (WCAG 2.2, 1.4.3) on either end of the scale."""
    matrix = {"names": ["a", "b"], "counts": [[5, 5], [0, 9]], "totals": [10, 9]}
    [heatmap] = confusion.figure(matrix, theme, large=True)["data"]
    ink = heatmap["textfont"]["color"]
    assert all(_contrast(ink, ground) >= 4.5 for _, ground in heatmap["colorscale"])
    assert heatmap["text"] == [["5", "5"], ["", "9"]]
    assert heatmap["z"] == [[None, 0.7071], [0.0, None]]


def test_colour_is_the_root_of_the_share_of_the_whole_class():
    """Of 400 images, also those predicted as a class that the matrix leaves out; rare mistakes are seen."""
    matrix = {"names": ["a", "b"], "counts": [[200, 100], [1, 99]], "totals": [400, 100]}
    [heatmap] = confusion.figure(matrix, "dark")["data"]
    assert heatmap["z"] == [[None, 0.5], [0.1, None]]
    assert (heatmap["zmin"], heatmap["zmax"], heatmap["hoverinfo"]) == (0, 0.5, "none")


@pytest.mark.parametrize(
    ("label", "prediction", "n", "of", "said"),
    [
        ("cat", "dog", 86, 1000, "86 of 1,000 images of cat were taken for dog (8.6%)"),
        ("cat", "cat", 914, 1000, "914 of 1,000 images of cat were recognised (91%)"),
        ("cat", "dog", 1, 1, "1 of 1 image of cat was taken for dog (100%)"),
        ("cat", "dog", 0, 20, "None of 20 images of cat was taken for dog"),
        ("cat", "dog", 0, 0, "No image of cat has a prediction here"),
    ],
)
def test_a_cell_says_what_it_stands_for(label, prediction, n, of, said):
    """As a sentence that a person would say."""
    assert confusion.cell_sentence(label, prediction, n, of) == said


def test_a_name_like_a_tag_is_shown_as_it_is():
    """In plotly's labels `<b>` would be bold, and `<unk>` nothing; a click still gives the name itself."""
    matrix = {"names": ["<unk>", "a & b"], "counts": [[5, 1], [0, 9]], "totals": [6, 9]}
    figure = confusion.figure(matrix, "dark")
    [heatmap] = figure["data"]
    assert heatmap["x"] == heatmap["y"] == matrix["names"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["&lt;unk&gt;", "a &amp; b"]
    assert heatmap["customdata"][0][1] == "1 of 6 images of <unk> was taken for a & b (17%)"


def test_names_of_one_folder_stand_without_it():
    """Beside the matrix and in the list of mistakes; a click still gives the whole name."""
    matrix = {"names": ["animal/cat", "animal/dog"], "counts": [[5, 1], [0, 9]], "totals": [6, 9]}
    figure = confusion.figure(matrix, "dark")
    assert figure["data"][0]["x"] == matrix["names"]
    assert figure["layout"]["yaxis"]["ticktext"] == ["cat", "dog"]
    pair = {"label": "animal/cat", "prediction": "animal/dog", "count": 1}
    button = confusion.pairs([pair])[1].children[0].to_plotly_json()["props"]
    assert button["children"][0].children[::2] == ["cat", "dog"]
    assert button["data-label"] == "animal/cat"


def _contrast(first: str, second: str) -> float:
    low, high = sorted(map(_luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_why_a_mistake_is_made_is_asked_of_the_cluster_in_view(client, views):
    """What the list asks for beside a mistake is what Python says of it, under the filter of the view."""
    index, where = views.index, "split = 'test'"
    view = {"node": index.tree.root, "where": where, "model": "b"}
    part, model = part_in_view(views, view)
    pair = describe_confusion(index, part, model, most=9)["confusion"][0]
    asked = confusion.pairs([pair], view)[1].children[0].children[1].to_plotly_json()["props"]["data-explain"]
    told = client.get(f"/api/{asked}").json()
    names = pair["label"], pair["prediction"]
    assert told == explain_mistake(views, index.tree.root, *names, filter_of(index, where), "b")
    assert told["having"]["count"] == pair["count"]
    # Where nothing is in view, as in the inspector, the list filters and no more.
    assert confusion.pairs([pair])[1].children[0].to_plotly_json()["type"] == "Button"
