"""Colourings: values against counting, steps worked by hand, what has no value, what is refused."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.findings.flagged import flagged
from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import filter_of
from explorer.view import ViewRequest, Views
from explorer.view.colored_by import by_accuracy, by_density, by_mean
from explorer.view.colored_by_value import Values, by_value
from explorer.view.coloring import colorings
from explorer.words import number

SMALL = ViewRequest(clusters=12, width=900, height=600, thumb=24)
LO, HI = np.array([0, 4]), np.array([4, 8])


@pytest.fixture(scope="module")
def views(small_index):
    """One `Views` for all tests here."""
    return Views(small_index)


@pytest.mark.parametrize(
    ("right", "step", "words"),
    [
        (100, 6, "24 points above the data set's 76%"),
        (80, 4, "4 points above the data set's 76%"),
        (76, 3, "as accurate as the data set (76%)"),
        (75, 3, "1 point below the data set's 76%"),
        (66, 1, "10 points below the data set's 76%"),
        (86, 5, "10 points above the data set's 76%"),
        (56, 0, "20 points below the data set's 76%"),
        (0, 0, "76 points below the data set's 76%"),
    ],
)
def test_accuracy_is_told_from_the_data_sets(right, step, words):
    """Orange below, blue above, seven steps; ends belong to the farther step on both sides."""
    coloring = by_accuracy(0.76, lambda lo, _hi: (np.full(len(lo), right), np.full(len(lo), 100)))
    assert [(tint.step, tint.words) for tint in coloring.tints(LO, HI)] == [(step, words)] * 2
    assert len(coloring.steps) == 7


def test_nothing_predicted_has_no_step():
    """Not the lowest one."""
    coloring = by_accuracy(0.76, lambda lo, _hi: (np.zeros(len(lo)), np.zeros(len(lo), int)))
    assert {tint.step for tint in coloring.tints(LO, HI)} == {None}


def test_density_is_told_from_the_data_sets():
    """None has no colour; the data set's own share is in the first step, 8 times it in the last."""
    flags = np.zeros(80, bool)
    flags[[0, 10, 11, 20, 21, 22, 23]] = True  # 8.75% of all
    lo = np.array([30, 0, 10, 20, 0, 0])
    hi = np.array([40, 10, 20, 24, 80, 0])
    tints = by_density("wrong", flags).tints(lo, hi)
    assert [tint.step for tint in tints] == [0, 2, 3, 5, 1, None]
    assert [tint.words for tint in tints[:2]] == ["0% wrong", "10% wrong"]
    filtered = by_density("wrong", flags).tints(lo[:2], hi[:2], np.array([0, 1, 35]))
    assert [(tint.step, tint.words) for tint in filtered] == [(0, "0% wrong"), (4, "50% wrong")]
    legend = by_density("wrong", flags).legend()
    assert legend["steps"][0]["strength"] == 0 and "8.8%" in legend["title"]
    assert [step["words"] for step in legend["steps"]] == ["none", "≤ 1×", "1–2×", "2–4×", "4–8×", "≥ 8×"]


@pytest.mark.parametrize(("share", "words"), [(0.25, ["none", "≤ 1×", "1–2×", "≥ 2×"]), (1, ["none", "all"])])
def test_no_step_is_beyond_everything(share, words):
    """Four times a quarter is all there can be: a cluster of flagged images alone is in the last step."""
    coloring = by_density("wrong", np.arange(8) < 8 * share)
    assert [step["words"] for step in coloring.steps] == words
    assert coloring.tints(np.array([0]), np.array([2]))[0].step == len(words) - 1


def test_no_findings_at_all_leave_the_ground():
    """Not a division by nothing."""
    tints = by_density("wrong", np.zeros(8, bool)).tints(LO, HI)
    assert [tint.step for tint in tints] == [0, 0]


def test_means_leave_missing_values_out():
    """By hand, with and without a filter; steps hold equal shares of the images."""
    values = np.array([1, 3, np.nan, np.nan, np.nan, np.nan, np.nan, 100.0])
    coloring = by_mean("price", values)
    low, high = coloring.tints(LO, HI)
    assert (low.words, high.words) == ("mean price 2", "mean price 100")
    assert low.step < high.step == len(coloring.steps) - 1
    filtered = coloring.tints(LO, HI, np.array([1, 2, 5]))
    assert [(tint.step, tint.words) for tint in filtered][1] == (None, "no price known")
    assert filtered[0].words == "mean price 3"


def test_columns_without_spread_have_one_step():
    """A constant, and nothing at all."""
    assert [tint.step for tint in by_mean("x", np.full(8, 5.0)).tints(LO, HI)] == [1, 1]
    empty = by_mean("x", np.full(8, np.nan))
    assert [step["words"] for step in empty.steps] == ["all"]
    assert {tint.step for tint in empty.tints(LO, HI)} == {None}


def test_the_dominant_value_is_named_with_its_share():
    """Ties to the lower code; missing values do not count; filters do."""
    codes = np.array([1, 1, 0, -1, 2, 2, 2, 2], np.int32)
    coloring = by_value("place", Values(codes, ["a", "b", "c"]))
    assert [tint.words for tint in coloring.tints(LO, HI)] == ["mostly b, 67% of 3", "all c"]
    assert [step["words"] for step in coloring.steps] == ["c", "b", "a"]
    assert [tint.step for tint in coloring.tints(LO, HI)] == [1, 0]
    tied = coloring.tints(LO, HI, np.array([0, 2, 3]))
    assert (tied[0].words, tied[1].step) == ("mostly a, 50% of 2", None)


def test_of_many_values_the_frequent_ones_have_colors_of_their_own():
    """Seven hues, the same striped, both fainter twice, then one for the rest; no two alike."""
    codes = np.repeat(np.arange(48), np.arange(48, 0, -1)).astype(np.int32)
    coloring = by_value("x", Values(codes, [f"v{i}" for i in range(48)]))
    looks = [(step["color"], step["pattern"], step["strength"]) for step in coloring.steps]
    assert len(set(looks)) == len(looks) == 43
    assert [pattern for _, pattern, _ in looks[:14]] == ["plain"] * 7 + ["stripes"] * 7
    assert coloring.steps[-1]["words"] == "6 other values"
    assert coloring.tints(np.array([len(codes) - 1]), np.array([len(codes)]))[0].step == 42
    with pytest.raises(InputError, match="2,000"):
        by_value("x", Values(codes, ["v"] * 2001))


def test_view_tints_cells_and_frames(views, small_index):
    """Against counting the rows of each; the legend is the same whatever is in view."""
    answer = views.view(replace(SMALL, color="column:price"))
    price = small_index.column("price")
    for box in answer["cells"]:
        mean = np.nanmean(price[box["lo"] : box["hi"]])
        assert box["tint"]["words"] == f"mean price {number(mean)}"
    assert all(frame["tint"]["words"] for frame in answer["frames"])
    node = answer["cells"][0]["node"]
    assert views.view(replace(SMALL, color="column:price", node=node))["legend"] == answer["legend"]
    json.dumps(answer)


@pytest.mark.parametrize("where", ["", "price < 30"])
def test_view_tints_by_class_and_by_accuracy(views, small_index, where):
    """The words name the class that is most frequent, and how far the accuracy is from the data set's."""
    by_class = views.view(replace(SMALL, color="class", where=filter_of(small_index, where)))
    steps = by_class["legend"]["steps"]
    mask = small_index.column("price") < 30 if where else np.ones(300, bool)
    for box in by_class["cells"]:
        rows = np.arange(box["lo"], box["hi"])
        counts = np.bincount(small_index.labels()[rows[mask[rows]]] + 1, minlength=6)[1:]
        if counts.any():
            assert steps[box["tint"]["step"]]["words"] == small_index.classes[int(counts.argmax())]
    whole = (small_index.correct("") == 1).sum() / (small_index.correct("") >= 0).sum()
    for box in views.view(replace(SMALL, color="accuracy", where=filter_of(small_index, where)))["cells"]:
        if box["accuracy"] is not None:
            points = round(100 * abs(box["accuracy"] - whole))
            assert not points or box["tint"]["words"].startswith(f"{points} point")


def test_every_coloring_that_is_offered_is_answered(views, small_index):
    """Accuracy, classes, numbers and text of few values; not what has a value of its own for every image."""
    offered = [coloring["value"] for coloring in colorings(small_index)]
    assert offered[:2] == ["accuracy", "class"]
    assert {"column:price", "column:place", "column:prediction:b", "column:confidence"} <= set(offered)
    assert not {"column:path", "column:hash", "column:label"} & set(offered)
    for color in offered:
        answer = views.view(replace(SMALL, color=color))
        assert answer["legend"]["steps"]
        for box in answer["cells"]:
            assert box["tint"]["words"]
            assert box["tint"]["step"] is None or 0 <= box["tint"]["step"] < len(answer["legend"]["steps"])


@pytest.mark.parametrize("kind", ["errors", "labels", "regressions"])
def test_cells_are_colored_by_the_density_of_findings(views, small_index, kind):
    """The share of each cell's images that are of one, under a filter too."""
    flags = flagged(small_index, kind)
    assert f"findings:{kind}" in [each["value"] for each in colorings(small_index)]
    for where, mask in (("", np.ones(300, bool)), ("label = 'plum'", small_index.column("label") == "plum")):
        answer = views.view(replace(SMALL, color=f"findings:{kind}", where=filter_of(small_index, where)))
        assert answer["cells"]
        for cell in answer["cells"]:
            part = flags[cell["lo"] : cell["hi"]][mask[cell["lo"] : cell["hi"]]]
            share = 100 * part.mean()
            said = cell["tint"]["words"].split("%")[0]
            assert abs(float(said.lstrip("<")) - share) <= 0.51 and (cell["tint"]["step"] == 0) == (
                share == 0
            )


def test_without_a_color_there_is_no_legend(views):
    """And no tint."""
    answer = views.view(SMALL)
    assert answer["legend"] is None
    assert not any("tint" in cell for cell in answer["cells"])


def test_what_cannot_be_colored_is_refused(views):
    """With a sentence."""
    for color in ("accurate", "column", "column:modified", "findings", "findings:", "findings:outliers"):
        with pytest.raises(InputError, match="color"):
            views.view(replace(SMALL, color=color))
    with pytest.raises(NotFoundError):
        views.view(replace(SMALL, color="column:nosuch"))


def test_marks_count_what_is_not_drawn(views, small_index):
    """Signs for what is drawn, in its order; counts for all, under the filter of the view."""
    request = replace(SMALL, where=filter_of(small_index, "price > 20"), thumb=60)
    view, marks = views.view(request), views.marks(request, filter_of(small_index, "label = 'plum'"))
    plum = small_index.labels() == small_index.classes.index("plum")
    wanted = plum & (small_index.column("price") > 20)
    rows = [row for cell in view["cells"] for row in cell["thumbs"]["rows"]]
    assert marks["signs"] == "".join(str(int(wanted[row])) for row in rows)
    assert marks["cells"] == [int(wanted[cell["lo"] : cell["hi"]].sum()) for cell in view["cells"]]
    assert marks["marked"] == wanted.sum() > marks["drawn"] == marks["signs"].count("1")


@pytest.mark.parametrize("values", [["a", "a", None, "a"], [3.5, 3.5, None, 3.5], [True, True, None, True]])
def test_a_column_of_one_value_is_not_offered(values):
    """It would tint every cluster alike; one more value and it is."""
    for column, offered in ((values, False), ([*values[:3], type(values[0])(not values[0])], True)):
        items = pa.table({"one": column, "path": ["a", "b", "c", "d"]})
        index = SimpleNamespace(
            name="four",
            items=items,
            models=[],
            has_labels=False,
            classes=[],
            mistaken=False,
            has_truth=False,
            task="classification",
        )
        assert [each["value"] for each in colorings(index)] == (["column:one"] if offered else [])


def test_a_class_has_one_colour_whoever_names_it(views):
    """By label, by both models; a colour of the legend stands for the same word."""
    legends = [
        views.view(replace(SMALL, color=color))["legend"]["steps"]
        for color in ("class", "column:prediction", "column:prediction:b")
    ]
    colours = [{step["words"]: (step["color"], step["pattern"]) for step in steps} for steps in legends]
    assert colours[0] == colours[1] == colours[2] and len(set(colours[0].values())) == len(colours[0])


def test_of_many_classes_those_of_the_view_have_colours():
    """Two hundred classes of one size: where the last ones lie, they have colours, as predictions too."""
    codes = np.repeat(np.arange(200), 10).astype(np.int32)
    names = [f"class {i:03d}" for i in range(200)]
    labels, guesses = Values(codes, names), Values(np.roll(codes, 1), names)
    lo = np.arange(1900, 2000, 10)
    told = [by_value("class", *given).in_view(lo, lo + 10, None) for given in ((labels,), (guesses, labels))]
    for coloring in told:
        shown = [coloring.steps[tint.step]["words"] for tint in coloring.tints(lo, lo + 10)]
        assert shown == names[190:]
    assert told[0].steps == told[1].steps and told[0].steps[-1]["words"] == "158 other classes"


def test_colours_go_to_the_classes_that_rule_most_cells():
    """Sixty cells of a class each, and a large one of another: first who rules two cells, then the larger."""
    codes = np.concatenate([np.repeat(np.arange(60), 5), np.repeat(59, 5), np.full(400, 60)]).astype(np.int32)
    lo = np.append(np.arange(0, 305, 5), 305)
    hi = np.append(lo[1:], len(codes))
    coloring = by_value("class", Values(codes, [f"c{i:02d}" for i in range(61)])).in_view(lo, hi, None)
    assert [step["words"] for step in coloring.steps[:2]] == ["c59", "c60"]
    grey = len(coloring.steps) - 1
    assert sum(tint.step == grey for tint in coloring.tints(lo, hi)) < len(lo) / 2


def test_numbers_have_both_ends_and_the_middle_in_words_with_their_unit():
    """Of the data set; of shares from none to all; what reads the same stands once."""
    width = by_mean("width", np.array([32.0, 500, 2435, 500, np.nan]), unit="px")
    assert width.marks == ((0.0, "32 px"), (0.5, "500 px"), (1.0, "2,435 px"))
    assert width.steps[0]["words"].startswith("< ") and width.steps[0]["words"].endswith(" px")
    assert width.tints(np.array([0]), np.array([3]))[0].words == "mean width 989 px"
    assert by_mean("x", np.full(8, 5.0)).marks == ((0.0, "5"),)
    assert by_mean("x", np.full(8, np.nan)).marks == ()
    shares = by_mean("good", np.array([0.0, 1, 1, 1]), boolean=True)
    assert shares.marks == ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
    assert "14–29%" in [step["words"] for step in shares.steps]


def test_accuracy_and_density_are_bars_too():
    """From the least to the most that there can be; the data set's own share stands where its step ends."""
    counts = None
    assert by_accuracy(0.76, counts).marks == ((0.0, "≤ 56%"), (0.5, "76%"), (1.0, "≥ 96%"))
    assert by_accuracy(0.95, counts).marks[-1] == (1.0, "100%")
    flags = np.arange(80) < 7
    assert by_density("wrong", flags).marks == ((0.0, "0%"), (1 / 3, "8.8%"), (1.0, "≥ 70%"))


def test_an_entry_tells_the_filter_that_leaves_its_images(views, small_index):
    """By class and by prediction; other classes, and numbers, have none."""
    for color, column in (("class", "label"), ("column:prediction:b", "prediction:b")):
        legend = views.view(replace(SMALL, color=color))["legend"]
        assert legend["marks"] == []
        for step in legend["steps"]:
            found = int((small_index.column(column) == step["words"]).sum())
            assert (
                views.view(replace(SMALL, where=filter_of(small_index, step["where"])))["matching"] == found
            )
    legend = views.view(replace(SMALL, color="column:price"))["legend"]
    assert {step["where"] for step in legend["steps"]} == {""} and len(legend["marks"]) == 3


def test_of_many_classes_those_of_neighbouring_cells_differ_in_hue():
    """By their ranks alone, six cells in a row would have one hue."""
    sizes = 100 - (np.arange(42) % 6 * 7 + np.arange(42) // 6)  # more images, sooner a colour
    codes = np.concatenate([np.full(size, code, np.int32) for code, size in enumerate(sizes)])
    codes = np.concatenate([codes, np.arange(42, 60, dtype=np.int32)])
    hi = np.cumsum(sizes)
    coloring = by_value("class", Values(codes, [f"c{i:02d}" for i in range(60)])).in_view(
        hi - sizes, hi, None
    )
    hues = [coloring.steps[tint.step]["color"] for tint in coloring.tints(hi - sizes, hi)]
    same = sum(hues[i] == hues[i + 1] for i in range(41))
    assert same <= 1, "the last have little choice"
    assert len({(step["color"], step["strength"], step["pattern"]) for step in coloring.steps}) == 43
