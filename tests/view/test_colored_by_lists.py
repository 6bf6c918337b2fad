"""Columns of several texts an image, such as categories and tags, as colours."""

import pyarrow as pa
import pytest

from explorer.dataset import open_index
from explorer.filters.filter import filter_of, mask_of
from explorer.view import ViewRequest, Views
from explorer.view.coloring import colorings
from tests.browser.reworked import rework

KINDS = {"apple": ["fruit", "red"], "plum": ["fruit"], "leaf": ["green"], "ocean": None}


@pytest.fixture(scope="module")
def index(small_index, tmp_path_factory):
    """The small index with what marks its images, with one tag for all, and with more tags than images."""
    labels = small_index.items["label"].to_pylist()
    columns = {
        "categories": [KINDS.get(label) for label in labels],
        "same": [["one"]] * small_index.n,
        "many": [[f"{row}", f"{row} again"] for row in range(small_index.n)],
    }
    items = small_index.items
    for name, values in columns.items():
        items = items.append_column(name, pa.array(values, pa.list_(pa.string())))
    return open_index(rework(small_index, tmp_path_factory.mktemp("lists"), items))


def test_lists_of_few_values_are_offered(index):
    """Those that tell cells apart, as of other columns."""
    offered = {each["value"] for each in colorings(index)}
    assert "column:categories" in offered and not {"column:same", "column:many"} & offered


def test_cells_have_the_value_that_most_of_their_images_have(index):
    """Each value of an image counts; an entry of the legend tells the filter that leaves its images."""
    view = Views(index).view(ViewRequest(index.tree.root, 6, 800, 600, 24, color="column:categories"))
    assert view["legend"]["title"] == "most frequent categories"
    steps = {step["words"]: step["where"] for step in view["legend"]["steps"]}
    assert steps.keys() == {"fruit", "red", "green"}
    lists = index.items["categories"].to_pylist()
    red = ["red" in (each or ()) for each in lists]
    assert mask_of(index, filter_of(index, steps["red"])).tolist() == red
    for cell in view["cells"]:
        inside = [each for each in lists[cell["lo"] : cell["hi"]] if each]
        said = cell["tint"]["words"]
        if not inside:
            assert said == "no categories known"
        else:
            name = said.removeprefix("mostly ").removeprefix("all ").split(",")[0]
            counts = {one: sum(one in each for each in inside) for one in steps}
            assert counts[name] == max(counts.values())


def test_clusters_are_named_by_what_is_marked_in_them(small_index, tmp_path):
    """Where nothing says more: by the value that most of their images have, and fewer of the others."""
    labels = small_index.items["label"].to_pylist()
    items = small_index.items.select(["path", "source_row", "hash", "width", "height", "bytes", "modified"])
    items = items.set_column(0, "path", pa.array([f"{row}.png" for row in range(small_index.n)]))
    values = pa.array([KINDS.get(label) for label in labels], pa.list_(pa.string()))
    path = rework(small_index, tmp_path, items.append_column("categories", values), classes=[])
    view = Views(open_index(path)).view(ViewRequest(small_index.tree.root, 6, 800, 600, 24))
    titles = " ".join(str(cell["title"]) for cell in view["cells"])
    assert "red" in titles and "green" in titles
