"""Samples whose right answer is known: clusters on a line, a known density, a known target."""

import functools
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.cli.sampling import read_target
from explorer.clustering.tree.dendrogram import build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from explorer.errors import InputError, NotFoundError
from explorer.export.sampling import METHODS, Defaults, draw_sample, read_sample
from explorer.export.sampling.methods import k_center
from explorer.export.sampling.quotas import equal_quotas, quotas
from explorer.filters.filter import read_filter

TOWARDS = {name for name, method in METHODS.items() if method.towards}
SIZED = [name for name, method in METHODS.items() if method.takes_size]


def index_of(points: np.ndarray, **columns) -> SimpleNamespace:
    """What a method reads of an index, of points and columns in any order; `order` says which is where."""
    points = np.asarray(points, np.float32)
    merges = ward_linkage(points)
    order = dendrogram_order(merges)
    table = pa.table(
        {"path": pa.array([str(i) for i in order]), **{k: pa.array(v) for k, v in columns.items()}}
    )
    if columns:
        taken = {
            name: pa.array(np.asarray(values, object)[order].tolist()) for name, values in columns.items()
        }
        table = pa.table({"path": table["path"], **taken})

    def codes(name: str) -> tuple[np.ndarray, list]:
        if name not in table.column_names:
            raise NotFoundError(f"There is no column {name!r}")
        values = table[name].to_pylist()
        known = sorted({v for v in values if v is not None})
        return np.array([known.index(v) if v is not None else -1 for v in values], np.int32), known

    return SimpleNamespace(
        n=len(points),
        dim=points.shape[1],
        embeddings=points[order],
        tree=build_tree(relabel(merges, order)),
        items=table,
        codes=codes,
        column=lambda name: table[name].to_numpy(zero_copy_only=False),
        models=[],
        probabilities=None,
        order=order,
    )


def draw(index, word: str, size=None, seed=0, rows=None, target=None) -> np.ndarray:
    """The rows that a method draws."""
    asked = read_sample(
        word, Defaults(size, seed, target), lambda text: read_filter(text, index.items.schema)
    )
    return draw_sample(index, np.arange(index.n) if rows is None else rows, asked)


def on_a_line(*groups: tuple[float, int], spread: float = 0.01) -> np.ndarray:
    """(m, 2) Points of groups (place, number) on a line, each within `spread` of its place."""
    random = np.random.default_rng(3)
    places = np.concatenate([np.full(number, place) for place, number in groups])
    return np.stack([places + random.uniform(-spread, spread, len(places)), np.ones(len(places))], axis=1)


def around(*groups: tuple[float, int], spread: float = 0.01) -> np.ndarray:
    """(m, 2) The same on the unit circle, at angles: cosines tell them apart."""
    angles = on_a_line(*groups, spread=spread)[:, 0]
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


# ------------------------------------------------------------------ all methods


@functools.cache
def everything():
    """An index that has what every method needs."""
    random = np.random.default_rng(1)
    points = random.normal(size=(200, 8)) + 4 * random.integers(0, 3, (200, 1))
    index = index_of(
        points, label=[f"c{i % 3}" for i in range(200)], part=["a" if i < 40 else "b" for i in range(200)]
    )
    index.probabilities = random.dirichlet(np.ones(3), 200).astype(np.float32)
    return index


def target_of(name: str):
    """Vectors to draw towards, where the method does."""
    return everything().embeddings[:7].copy() if name in TOWARDS else None


@pytest.mark.parametrize("name", SIZED)
def test_a_sample_has_its_size_and_is_the_same_again(name):
    """Each image once, in whatever order it is drawn from and by however many threads."""
    index = everything()
    once = draw(index, name, 30, 5, target=target_of(name))
    assert len(once) == len(set(once.tolist())) == 30
    shuffled = np.random.default_rng(0).permutation(200)
    with ThreadPoolExecutor(3) as pool:
        others = [pool.submit(draw, index, name, 30, 5, shuffled, target_of(name)) for _ in range(3)]
        assert all(np.array_equal(once, each.result()) for each in others)
    again = [draw(index, name, 30, seed, target=target_of(name)) for seed in range(3)]
    if name != "density":  # by chance only where it is asked for
        assert METHODS[name].by_chance == (not all(np.array_equal(once, each) for each in again))


@pytest.mark.parametrize("name", ["k-center", "simcore"])
def test_cores_change_nothing(name, monkeypatch):
    """Of methods that divide their work among threads, over more blocks than there are cores."""
    from explorer.export.sampling.methods import simcore

    drawn = []
    for cores in (1, 5):
        for module in (k_center, simcore):
            monkeypatch.setattr(module, "available_cores", lambda cores=cores: cores)
            monkeypatch.setattr(module, "BLOCK", 16)
        drawn.append(draw(everything(), name, 60, 5, target=target_of(name)).tolist())
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", SIZED)
def test_all_and_one_can_be_drawn(name):
    """The two ends, and from some of the images alone."""
    index = everything()
    assert sorted(draw(index, name, 200, target=target_of(name))) == list(range(200))
    some = np.arange(20, 90)
    assert set(draw(index, name, 50, 1, some, target_of(name))) <= set(some.tolist())
    assert draw(index, name, 1, 0, np.array([77]), target_of(name)).tolist() == [77]


@pytest.mark.parametrize(
    "name", ["random", "stratified", "balanced", "k-center", "importance", "cluster-margin"]
)
def test_another_seed_draws_others(name):
    """Of methods that chance has a part in."""
    index = everything()
    assert set(draw(index, name, 30, 1, target=target_of(name))) != set(
        draw(index, name, 30, 2, target=target_of(name))
    )


@pytest.mark.parametrize(
    ("word", "size", "said"),
    [
        ("random", None, "needs a size"),
        ("random", 0, "1 image or more"),
        ("random", -3, "1 image or more"),
        ("random", 201, "size is 201 and there are 200 images"),
        ("randomly", 5, "no method 'randomly'"),
        ("random;size=x", None, "whole number"),
        ("random;cells=3", 5, "no 'cells=3'"),
        ("density;cells=0", 5, "cells='0'"),
        ("density;cells=3;cells=4", 5, "twice"),
        ("density;temperature=nan", 5, "temperature='nan'"),
        ("density;keep=best", 5, "hard, easy, random"),
        ("balanced;by=colour", 5, "no column 'colour'"),
        ("typical;by=colour", 5, "no column 'colour'"),
        ("simcore", 5, "draws towards a target"),
        ("importance", 5, "draws towards a target"),
        ("simcore;target=part = 'z'", 5, "no image matches the target"),
        ("cluster-margin;model=x", 5, "no model 'x'"),
        ("best-copies;size=4", None, "takes no size"),
        ("", 5, "no method"),
    ],
)
def test_what_cannot_be_drawn_is_said(word, size, said, monkeypatch):
    """In one sentence."""
    from explorer.export import sampling

    index = everything()
    monkeypatch.setattr(sampling, "mask_of", lambda _index, where: where.where.mask(index.items))
    with pytest.raises(InputError, match=said) as refusal:
        draw(index, word, size)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (np.ones((3, 5)), "8 numbers"),
        (np.ones(8), "8 numbers"),
        (np.empty((0, 8)), "8 numbers"),
        (np.full((2, 8), np.nan), "not finite"),
    ],
)
def test_another_target_is_refused(target, said):
    """Of another shape, empty, or not of numbers."""
    with pytest.raises(InputError, match=said):
        draw(everything(), "simcore", 3, target=target)


@pytest.mark.parametrize("name", ["k-center", "density", "typical", "simcore"])
def test_a_vector_that_is_no_number_is_said(name):
    """With its row, and only where it is drawn from."""
    index = index_of(around((0.0, 20), (2.0, 20)), label=["a"] * 40)
    index.embeddings = index.embeddings.copy()
    index.embeddings[13, 0] = np.nan
    target = np.array([[1.0, 0.0]]) if name == "simcore" else None
    with pytest.raises(InputError, match="row 13"):
        draw(index, name, 4, target=target)
    assert len(draw(index, name, 4, rows=np.arange(20, 40), target=target)) == 4


# ------------------------------------------------------------------ each method


def test_quotas_are_the_nearest_that_there_are():
    """Worked by hand: what one cannot give, the others give alike."""
    assert equal_quotas(np.array([2, 10, 10]), 12).tolist() == [2, 5, 5]
    assert equal_quotas(np.array([5, 5, 5]), 7).tolist() == [3, 2, 2]
    assert quotas(np.array([8.0, 1.0, 1.0]), np.array([4, 10, 10]), 10).tolist() == [4, 3, 3]
    assert quotas(np.array([0.0, 10.0]), np.array([9, 9]), 10, 1).tolist() == [1, 9]


def test_stratified_gives_every_cluster_its_share():
    """Every node of the tree, within one image; with cells, a small cluster as many as a large one."""
    index = index_of(on_a_line((0, 100), (5, 60), (9, 40)))
    rows = draw(index, "stratified", 20, seed=4)
    tree = index.tree
    inside = np.searchsorted(rows, tree.hi) - np.searchsorted(rows, tree.lo)
    assert np.abs(inside - (tree.hi - tree.lo) / 10).max() < 1
    places = index.embeddings[draw(index, "stratified;cells=3", 30), 0].round()
    assert np.unique(places, return_counts=True)[1].tolist() == [10, 10, 10]


def test_k_center_takes_one_of_each_cluster_first():
    """Clusters on a line: whichever comes first, the next ones are in the others, the farthest first."""
    index = index_of(on_a_line((0, 500), (10, 5), (100, 30), (101, 1)))
    for seed in range(5):
        drawn = index.embeddings[draw(index, "k-center", 3, seed), 0].round(-1)
        assert sorted(drawn) == [0, 10, 100]
    nine = draw(index, "k-center", 9, 1)
    assert draw(index, "k-center", 4, 1).tolist() == nine[:4].tolist()


def test_k_center_is_that_of_the_definition():
    """Beside the plain method in float64, over several blocks of rows."""
    points = np.random.default_rng(2).normal(size=(300, 6))
    index = index_of(points)
    drawn = draw(index, "k-center", 25, 9)
    away = np.linalg.norm(
        index.embeddings[:, None].astype(float) - index.embeddings[drawn].astype(float), axis=2
    )
    for step in range(1, 25):
        nearest = away[:, :step].min(axis=1)
        assert nearest[drawn[step]] == pytest.approx(nearest.max(), rel=1e-5)


def test_k_center_draws_copies_last():
    """Where everything that is left lies on what is drawn, each is still drawn once."""
    index = index_of(np.repeat([[0.0, 1], [3, 1], [7, 1]], 4, axis=0))
    drawn = draw(index, "k-center", 12)
    assert sorted(index.embeddings[drawn[:3], 0]) == [0, 3, 7] and sorted(drawn) == list(range(12))


def test_k_center_says_what_is_too_much(monkeypatch):
    """With a way to do it."""
    monkeypatch.setattr(k_center, "MOST_DISTANCES", 1000)
    with pytest.raises(InputError, match="stratified;size=100`"):
        draw(everything(), "k-center", 10)


def test_balanced_gives_each_value_the_same():
    """As far as there are; numbers by interval; none without a value."""
    labels = ["a"] * 80 + ["b"] * 15 + ["c"] * 4 + [None] * 21
    numbers = np.concatenate([np.linspace(0, 0.9, 110), np.linspace(9, 10, 10)])
    index = index_of(np.random.default_rng(0).normal(size=(120, 3)), label=labels, price=numbers.tolist())
    found = index.items["label"].take(draw(index, "balanced", 24)).to_pylist()
    assert {name: found.count(name) for name in "abc"} == {"a": 10, "b": 10, "c": 4}
    prices = index.items["price"].take(draw(index, "balanced;by=price", 20)).to_numpy()
    assert (prices > 5).sum() == 10
    with pytest.raises(InputError, match="99 of these images have a value in 'label'"):
        draw(index, "balanced", 100)


def test_typical_and_atypical_are_the_ends_of_each_class():
    """Of a class around an angle the nearest to it, or the farthest, first."""
    angles = np.concatenate([np.linspace(-0.3, 0.3, 21), 2 + np.linspace(-0.2, 0.2, 21)])
    index = index_of(np.stack([np.cos(angles), np.sin(angles)], axis=1), label=["a"] * 21 + ["b"] * 21)
    assert index.order[draw(index, "typical", 2)].tolist() == [10, 31]
    ends = index.order[draw(index, "atypical", 4)].tolist()
    assert sorted(ends[:2]) == [0, 20] and sorted(ends[2:]) == [21, 41]


def test_density_draws_more_of_what_is_wide_and_alone():
    """Clusters of as many images: of the wide one more, and its outermost; one or more of all."""
    points = around((0.0, 50), (1.0, 50), spread=0.01)
    points = np.concatenate([points, around((2.2, 50), spread=0.3)])
    index = index_of(points)
    drawn = index.order[draw(index, "density;cells=3;temperature=0.002", 20)]
    counts = np.bincount(drawn // 50, minlength=3)
    assert counts[2] > 15 and counts[:2].min() >= 1
    away = np.abs(np.arctan2(points[100:, 1], points[100:, 0]) - 2.2)
    wide = drawn[drawn >= 100] - 100
    assert np.median(away[wide]) > np.median(away)
    easy = index.order[draw(index, "density;cells=3;temperature=0.002;keep=easy", 20)]
    assert np.median(away[easy[easy >= 100] - 100]) < np.median(away)


def test_simcore_takes_what_is_like_the_target():
    """Of three clusters only those that the target lies in; without a size until likeness falls."""
    points = around((0.0, 40), (1.0, 40), (2.5, 40))
    index = index_of(points)
    target = around((1.0, 5), (2.5, 5))
    drawn = index.order[draw(index, "simcore;clusters=4", 40, target=target)] // 40
    assert np.bincount(drawn, minlength=3)[0] == 0 and np.bincount(drawn).min() < 40
    enough = index.order[draw(index, "simcore", target=target)] // 40
    counts = np.bincount(enough, minlength=3)
    assert counts[0] == 0 and counts[1:].min() >= 35


def test_importance_follows_the_target():
    """Where nine tenths of the target are, nine tenths of the sample are; other vectors and rows alike."""
    points = around((0.0, 2000), (2.0, 2000))
    index = index_of(points)
    target = around((0.0, 900), (2.0, 100))
    drawn = index.order[draw(index, "importance;cells=2", 400, 3, target=target)] // 2000
    assert abs(drawn.mean() - 0.1) < 0.04


def test_importance_towards_rows_leaves_these_out(monkeypatch):
    """A target in the index is drawn towards, and not drawn."""
    from explorer.export import sampling

    points = around((0.0, 300), (2.0, 300))
    wanted = np.isin(np.arange(600), np.r_[0:60, 300:305])
    index = index_of(points, wanted=wanted.tolist())
    monkeypatch.setattr(sampling, "mask_of", lambda _index, where: where.where.mask(index.items))
    for word in ("importance;cells=2", "simcore;clusters=3"):
        drawn = index.order[draw(index, word, 100, target="wanted")]
        assert not wanted[drawn].any()
    assert (index.order[draw(index, "importance;cells=2", 100, target="wanted")] < 300).mean() > 0.8
    rows = np.flatnonzero(wanted[index.order])
    for word in ("simcore;clusters=4", "importance;cells=2"):
        assert np.array_equal(draw(index, word, 9, target=rows), draw(index, word, 9, target="wanted"))
    with pytest.raises(InputError, match="in the target"):
        draw(index, "simcore", 1, rows=np.flatnonzero(wanted[index.order]), target="wanted")


@pytest.mark.parametrize(
    ("keep", "kept"), [("sharpest", [2, 4, 5]), ("largest", [1, 3, 5]), ("first", [0, 3, 5])]
)
def test_of_copies_the_best_is_kept(keep, kept, monkeypatch):
    """Two groups and one by itself; ties and what is not known go to the first of the source."""
    from explorer.export.sampling.methods import best_copies

    columns = {
        "blur": [0.9, 0.8, 0.6, None, 1.5, None],
        "width": [10, 40, 20, 10, 10, 5],
        "height": [10, 20, 20, 10, 10, 5],
        "source_row": [0, 1, 2, 3, 4, 5],
    }
    index = index_of(np.random.default_rng(0).normal(size=(6, 2)), **columns)
    group = np.array([0, 0, 0, 3, 3, 5])[index.order]
    monkeypatch.setattr(best_copies, "copies_in", lambda _index: SimpleNamespace(shown=group))
    monkeypatch.setattr(best_copies, "measure_column", lambda _items, name: name)
    assert sorted(index.order[draw(index, f"best-copies;keep={keep}")].tolist()) == kept
    some = np.flatnonzero(np.isin(index.order, [1, 3]))
    assert draw(index, f"best-copies;keep={keep}", rows=some).tolist() == some.tolist()
    monkeypatch.setattr(best_copies, "measure_column", lambda _items, _name: None)
    if keep == "sharpest":
        with pytest.raises(InputError, match="keep=largest"):
            draw(index, "best-copies")


def test_cluster_margin_draws_unsure_images_of_many_clusters():
    """Sure ones never; one of each cluster before a second of any, small clusters first."""
    index = index_of(on_a_line((0, 100), (10, 20), (20, 3)))
    place = index.embeddings[:, 0].round(-1)
    sure = np.arange(123) % 2 == 0
    sure[place == 20] = False
    index.probabilities = np.where(sure[:, None], [0.98, 0.02], [0.51, 0.49]).astype(np.float32)
    drawn = draw(index, "cluster-margin;cells=3;factor=21", 3)
    assert place[drawn].tolist() == [20, 10, 0]
    more = draw(index, "cluster-margin;cells=3;factor=3", 20)
    assert not sure[more].any() and set(place[more]) == {0, 10, 20}


def test_cluster_margin_needs_to_know_how_sure_a_model_is():
    """Confidence stands for margins; without either it is refused."""
    index = index_of(on_a_line((0, 10), (10, 10)))
    with pytest.raises(InputError, match="class probabilities, or the confidence"):
        draw(index, "cluster-margin", 2)
    confidence = [0.9] * 19 + [0.1]
    index = index_of(on_a_line((0, 10), (10, 10)), confidence=confidence)
    index.models = [""]
    assert index.order[draw(index, "cluster-margin;factor=1", 1)].tolist() == [19]


def test_the_command_takes_targets_as_files_and_filters(tmp_path):
    """Rows a line each, an array, or words."""
    (tmp_path / "target.txt").write_text("5\n3\n")
    np.save(tmp_path / "target.npy", np.ones((2, 4), np.float32))
    assert read_target(str(tmp_path / "target.txt")).tolist() == [5, 3]
    assert read_target(str(tmp_path / "target.npy")).shape == (2, 4)
    assert read_target("path like 'x.txt'") == "path like 'x.txt'" and read_target(None) is None
