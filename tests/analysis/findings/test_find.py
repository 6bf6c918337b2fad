"""Findings of an index: the document, its numbers against plain counting, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.classes.intervals import wilson_interval
from explorer.analysis.copies.first_copies import one_of_each
from explorer.analysis.exemplars import leading_rows
from explorer.analysis.findings import KINDS, FindingsOptions, find
from explorer.analysis.findings.held_out import halves, holm, raised_p
from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.clustering.tree.dendrogram import build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage
from explorer.errors import InputError
from tests.analysis.findings.relabelled import lumps_of_mistakes
from tests.analysis.found_rows import rows_of
from tests.benchmarks.synthetic import random_merges

KEYS = {"kind", "n", "rate", "alpha", "permutations", "seed", "clusters", "images", "groups", "notes"}
QUICK = FindingsOptions(permutations=99)


def test_the_lump_of_errors_is_found(small_index):
    """The document has the keys that scripts rely on, and its numbers are those of plain counting."""
    document = find(small_index, QUICK).document()
    assert set(document) == KEYS and json.loads(json.dumps(document, allow_nan=False)) == document
    correct = small_index.correct("")
    known = correct >= 0
    assert document["n"] == known.sum() and document["rate"] == pytest.approx(
        (correct == 0).sum() / known.sum()
    )
    first = document["clusters"][0]
    inside = np.zeros(300, bool)
    inside[rows_of(first)] = True
    wrong = correct == 0
    assert first["size"] == inside.sum() and first["known"] == (inside & known).sum()
    assert first["rate"] == pytest.approx(wrong[inside].sum() / (inside & known).sum())
    assert first["outside"] == pytest.approx(wrong[~inside].sum() / (known & ~inside).sum())
    assert first["ratio"] == pytest.approx(first["rate"] / first["outside"])
    assert first["interval"][0] < first["rate"] < first["interval"][1]
    assert "plum" in first["title"] and first["p"] == 0.01
    shown = first["representatives"]
    assert len(shown) == 12 == len(set(shown)) and inside[shown].all()
    errors_inside = int((wrong & inside).sum())
    assert all(wrong[shown[: min(12, errors_inside)]])
    assert small_index.findings(permutations=99).document() == document


def test_all_gives_nested_clusters_too(small_index):
    """`all` adds those within, with the same p."""
    some = find(small_index, QUICK).clusters
    every = find(small_index, replace(QUICK, all=True, limit=1000)).clusters
    assert len(every) > len(some)
    assert {c["llr"]: c["p"] for c in some}.items() <= {c["llr"]: c["p"] for c in every}.items()
    assert [c["llr"] for c in every] == sorted((c["llr"] for c in every), reverse=True)
    assert find(small_index, replace(QUICK, all=True, limit=2)).clusters == every[:2]


@pytest.fixture(scope="module")
def lumps(small_index, tmp_path_factory):
    """Several lumps of mistakes, sharp ones in a broad one among them."""
    with lumps_of_mistakes(small_index, tmp_path_factory.mktemp("lumps")) as index:
        yield index


def test_nested_clusters_are_folded_under_the_one_they_lie_in(small_index):
    """How many there are, and the first that share no image; with `all` they are in the list itself."""
    some = find(small_index, QUICK).clusters
    every = find(small_index, replace(QUICK, all=True, limit=1000)).clusters
    for cluster in some:
        mine = set(rows_of(cluster))
        inside = [
            c
            for c in every
            if c["window"] == "node" and mine >= set(rows_of(c)) and c["llr"] != cluster["llr"]
        ]
        assert cluster["within"] == len(inside)
        assert bool(cluster["nested"]) == bool(inside) and len(cluster["nested"]) <= 10
        assert cluster["nested"][:1] == [{key: inside[0][key] for key in cluster["nested"][0]}][:1]
        rows = [set(rows_of(c)) for c in cluster["nested"]]
        assert all(not a & b for i, a in enumerate(rows) for b in rows[:i])
        known = {c["node"]: c for c in every}
        assert all(c["rate"] == known[c["node"]]["rate"] for c in cluster["nested"])
    assert sum(c["within"] for c in some) > 0
    assert {c["within"] for c in every} == {0}


def test_findings_share_no_image_and_say_where_they_stand(lumps):
    """The lowest rate that each may well have is below its rate; what is broader holds it."""
    document = find(lumps, replace(QUICK, min_size=5)).document()
    rows = [set(rows_of(c)) for c in document["clusters"]]
    assert len(rows) > 2 and all(not a & b for i, a in enumerate(rows) for b in rows[:i])
    assert {cluster["context"] is None for cluster in document["clusters"]} == {False, True}
    for cluster, inside in zip(document["clusters"], rows, strict=True):
        assert 0 < cluster["least"] < cluster["rate"] and 0 < cluster["step_p"] <= 0.05
        if cluster["context"] is not None:
            assert cluster["context"]["size"] > len(inside)
            rest = cluster["context"]["rest"]
            assert rest["size"] < cluster["context"]["size"]
            assert cluster["context"]["own"] == (rest["size"] == len(inside) and rest["listed"])
    for cluster in find(lumps, replace(QUICK, all=True)).clusters:
        assert cluster["least"] is cluster["step_p"] is cluster["context"] is None


def test_given_class_says_what_the_classes_would_explain(small_index):
    """The rate inside, were every class as it is in all; without classes held fixed there is none."""
    assert {c["expected"] for c in find(small_index, QUICK).clusters} == {None}
    first = find(small_index, replace(QUICK, given="class", alpha=0.5)).clusters[0]
    labels, wrong = small_index.labels(), 1 - small_index.correct("")
    known = small_index.correct("") >= 0
    inside = np.intersect1d(np.flatnonzero(known), rows_of(first))
    by_class = [wrong[known & (labels == labels[row])].mean() for row in inside]
    assert first["expected"] == pytest.approx(np.mean(by_class))


def test_other_model_without_slices_has_no_findings(small_index):
    """The errors of model b are spread at random: that nothing stands out is an answer."""
    found = find(small_index, replace(QUICK, model="b", alpha=0.02))
    assert found.clusters == [] and found.rate > 0.1


def test_the_plain_model_can_be_named(small_index):
    """`prediction` is what people call the model without a name."""
    assert find(small_index, replace(QUICK, model="prediction")) == find(small_index, QUICK)


def test_regressions_go_both_ways(small_index):
    """Where b is right and the plain model wrong: the lump again; each cluster says which is better."""
    found = find(small_index, replace(QUICK, kind="regressions", models=("prediction", "b")))
    first = found.clusters[0]
    assert (first["better"], first["worse"]) == ("b", "prediction")
    right, wrong = small_index.correct("b"), small_index.correct("")
    there = rows_of(first)
    both = (right[there] >= 0) & (wrong[there] >= 0)
    assert first["rate"] == pytest.approx(((right[there] == 1) & (wrong[there] == 0)).sum() / both.sum())
    assert find(small_index, replace(QUICK, kind="regressions")) == found
    # Two questions are two chances: the smallest p-value is twice that of one.
    assert first["p"] == pytest.approx(0.02)


def test_drift_compares_two_values(small_index):
    """Labels gather in clusters: each value is found where it is, and other values do not count."""
    found = find(small_index, replace(QUICK, kind="drift", by=("label", "apple", "leaf")))
    labels = small_index.column("label")
    assert found.n == np.isin(labels, ["apple", "leaf"]).sum()
    assert {c["value"] for c in found.clusters} == {"apple", "leaf"}
    for cluster in found.clusters:
        mine = labels[rows_of(cluster)]
        either = np.isin(mine, ["apple", "leaf"])
        assert cluster["known"] == either.sum()
        assert cluster["rate"] == pytest.approx((mine == cluster["value"]).sum() / either.sum())
    nothing = find(small_index, replace(QUICK, kind="drift", by=("split", "train", "test"), alpha=0.02))
    assert nothing.clusters == []


class Relabelled:
    """An index with other labels than it was built with."""

    def __init__(self, index, labels):
        self._index, self._labels = index, labels

    def __getattr__(self, name):
        return getattr(self._index, name)

    def labels(self):
        """(n,) class codes."""
        return self._labels

    def cached(self, function, *args):
        """What a function says of these labels; nothing is kept."""
        return function(self, *args)


def test_labels_are_ranked_and_scanned(small_index):
    """The images are those that the ranking has first, with what it suggests; no other where all agree."""
    from explorer.analysis.labels.label_issues import label_issues

    labels = small_index.labels().copy()
    labels[5::20] = (labels[5::20] + 2) % 5
    index = Relabelled(small_index, labels)
    ranked = label_issues(labels, 5, None, small_index.neighbors, np.arange(300))
    doubted = ranked.suggested != labels[ranked.rows]
    rows, suggested = ranked.rows[doubted], ranked.suggested[doubted]
    found = find(index, replace(QUICK, kind="labels", limit=7))
    assert [image["row"] for image in found.images] == rows[:7].tolist()
    assert set(rows[:7].tolist()) <= set(range(5, 300, 20))
    for image, code in zip(found.images, suggested, strict=False):
        assert image["path"] == small_index.items["path"][image["row"]].as_py()
        assert image["label"] == small_index.column("label")[image["row"]]
        assert image["suggested"] == small_index.classes[code]
    scores = [image["score"] for image in found.images]
    assert scores == sorted(scores, reverse=True)
    assert found.n == len(ranked.rows)
    everything = find(index, replace(QUICK, kind="labels", limit=1000))
    assert len(everything.images) == len(rows) < len(ranked.rows)


def test_outliers_are_images_without_a_scan(small_index):
    """Ranked as the ranking says; no clusters, and no rate."""
    from explorer.analysis.outlier_scores import outliers

    found = find(small_index, replace(QUICK, kind="outliers", limit=5))
    ranked = outliers(small_index.neighbors, np.arange(300))
    assert [image["row"] for image in found.images] == ranked.rows[:5].tolist()
    assert (found.clusters, found.groups, found.rate, found.n) == ([], [], None, 300)
    assert found.images[0]["suggested"] is None and found.images[0]["score"] >= found.images[1]["score"]


def test_duplicates_are_groups():
    """The same bytes twice, with two labels: one group, which crosses labels."""
    rng = np.random.default_rng(0)
    index = fake_index(unit(rng.normal(size=(20, 8))), np.zeros(20), np.arange(20))
    hashes = [f"{i}" for i in range(20)]
    hashes[7] = hashes[3]
    labels = ["b" if i == 7 else "a" for i in range(20)]
    index.items = pa.table({"path": index.items["path"], "label": labels, "hash": hashes})
    found = find(index, replace(QUICK, kind="duplicates"))
    assert found.groups == [
        {
            "rows": [3, 7],
            "paths": ["3.png", "7.png"],
            "how": "exact",
            "crosses": ["label"],
            "transforms": None,
            "extent": None,
        }
    ]
    assert (found.clusters, found.images) == ([], [])


def test_held_out_confirms_what_is_there(small_index):
    """The lump is found on one half and confirmed on the other; the document says how many were."""
    found = find(small_index, replace(QUICK, held_out=True))
    assert found.held_out["found"] == len(found.clusters) >= 1
    confirmed = [c["held_out"]["confirmed"] for c in found.clusters]
    assert confirmed[0] and found.held_out["confirmed"] == sum(confirmed)
    assert found.held_out["rate"] == sum(confirmed) / len(confirmed)
    assert "held_out" in found.document()
    held = found.clusters[0]["held_out"]
    low, high = wilson_interval(round(held["rate"] * held["size"]), held["size"])
    assert held["interval"] == pytest.approx([float(low), float(high)], abs=1e-4)


def test_what_classes_explain_is_left_out(small_index):
    """With classes held fixed the lump stays: it is one part of plum only."""
    found = find(small_index, replace(QUICK, given="class"))
    assert found.clusters and "plum" in found.clusters[0]["title"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "nonsense"}, "errors, regressions, drift, labels, duplicates, outliers"),
        ({"model": "c"}, "prediction, b"),
        ({"alpha": 0.0}, "alpha"),
        ({"alpha": float("nan")}, "alpha"),
        ({"permutations": 0}, "permutations"),
        ({"permutations": 10}, "take 19 or more"),
        ({"permutations": 10**9}, "permutations"),
        ({"kind": "regressions", "permutations": 20}, "take 39 or more"),
        ({"min_size": 0}, "min_size"),
        ({"min_size": 151}, "1 to 150"),
        ({"limit": 0}, "limit"),
        ({"seed": -1}, "seed"),
        ({"given": "price"}, "`class`"),
        ({"kind": "drift"}, "COLUMN A B"),
        ({"kind": "drift", "by": ("nowhere", "a", "b")}, "nowhere"),
        ({"kind": "drift", "by": ("split", "train", "val")}, "it has: test, train"),
        ({"kind": "drift", "by": ("split", "train", "train")}, "itself"),
        ({"kind": "regressions", "models": ("b", "b")}, "itself"),
        ({"models": ("prediction", "b")}, "models: belongs to the kind regressions"),
        ({"by": ("split", "train", "test")}, "by: belongs to the kind drift"),
    ],
)
def test_bad_options_are_refused(small_index, wrong, said):
    """In one line that says what was expected."""
    with pytest.raises(InputError) as caught:
        find(small_index, replace(FindingsOptions(), **wrong))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def bare(**changes) -> SimpleNamespace:
    """What findings ask of an index before they count anything."""
    given = {"n": 100, "name": "pictures", "models": [""], "has_labels": True, "judged": True}
    given |= {"has_truth": changes.get("has_labels", True), "task": "classification"}
    return SimpleNamespace(**{**given, **changes})


def test_without_predictions_or_labels_it_says_what_to_add():
    """The line names the column."""
    with pytest.raises(InputError, match=r"No predictions in pictures\. Add a column `prediction`"):
        find(bare(models=[]), QUICK)
    with pytest.raises(InputError, match=r"No labels in pictures.*`label`"):
        find(bare(has_labels=False), QUICK)
    with pytest.raises(InputError, match="two models; pictures has: prediction"):
        find(bare(), replace(QUICK, kind="regressions"))


def test_one_class_cannot_be_held_fixed():
    """There is nothing to explain by it."""
    index = bare(correct=lambda _: np.ones(100, np.int8), labels=lambda: np.zeros(100, np.int32))
    with pytest.raises(InputError, match="Fewer than two classes"):
        find(index, replace(QUICK, given="class"))


class Nothing:
    """Thumbnails that cannot be read."""

    def pack(self, rows, size):
        return b"DTHM" + np.array([1, len(rows), *[0, 0] * len(rows)], "<u4").tobytes()


class Fake(SimpleNamespace):
    """An index of vectors, without pictures."""

    def cached(self, make, *arguments):
        return make(self, *arguments)

    def vectors(self, rows):
        return self.embeddings[rows]

    def codes(self, name):
        values = sorted(set(self.items[name].to_pylist()))
        return np.array([values.index(v) for v in self.items[name].to_pylist()]), values


def fake_index(vectors, wrong, hashes) -> Fake:
    """An index in dendrogram order, of one class, with the errors given."""
    n = len(vectors)
    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    vectors, wrong, hashes = vectors[order], np.asarray(wrong)[order], np.asarray(hashes)[order]
    paths = [f"{i}.png" for i in range(n)]
    items = pa.table({"path": paths, "label": ["a"] * n, "hash": hashes.astype(str)})
    return Fake(
        n=n,
        class_shares=None,
        encoder={},
        manifest=SimpleNamespace(source={}),
        name="fake",
        folder=Path("/nowhere"),
        small_copy=None,
        classes=["a"],
        labels=lambda: np.zeros(n, np.int32),
        predictions=lambda model: np.zeros(n, np.int32),
        models=[""],
        doubts=[],
        rests_on="",
        has_labels=True,
        has_truth=True,
        task="classification",
        judged=True,
        items=items,
        embeddings=vectors,
        tree=build_tree(relabel(merges, order)),
        neighbors=nearest_neighbors(vectors, 10),
        colors=np.random.default_rng(0).integers(0, 256, (n, 3), np.uint8),
        thumbnails=Nothing(),
        correct=lambda model: np.where(wrong, 0, 1).astype(np.int8),
    )


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("copies", [True, False])
def test_copies_of_one_wrong_image_are_no_finding(copies):
    """200 copies of one wrong image count once; 200 different wrong images in one place are a finding."""
    rng = np.random.default_rng(0)
    lump = rng.normal(size=24) + 0.3 * rng.normal(size=(200, 24))
    if copies:
        lump[:] = lump[0] + 1e-4 * rng.normal(size=lump.shape)
    vectors = unit(np.concatenate([rng.normal(size=(800, 24)), lump]))
    wrong = rng.random(1000) < 0.1
    wrong[800:] = True
    hashes = np.arange(1000)
    if copies:
        hashes[800:] = 800
    found = find(fake_index(vectors, wrong, hashes), replace(QUICK, min_size=5))
    assert bool(found.clusters) is not copies
    assert found.n == 1000


def test_the_first_known_of_each_picture_counts():
    """A copy stands in where the first has no outcome; the outcome itself does not decide."""
    outcomes = np.array([-1, 1, 0, 0, 1], np.int8)
    firsts = np.array([0, 0, 0, 3, 3])
    assert one_of_each(outcomes, firsts).tolist() == [-1, 1, -1, 0, -1]


def test_halves_share_nothing():
    """Each known outcome is in one half, and the halves are alike in size."""
    outcomes = np.random.default_rng(0).integers(-1, 2, 101).astype(np.int8)
    one, other = halves(outcomes, 0)
    assert not ((one >= 0) & (other >= 0)).any()
    assert (np.maximum(one, other) == outcomes).all()
    assert abs((one >= 0).sum() - (other >= 0).sum()) <= 1
    assert (halves(outcomes, 1)[0] != one).any()


def test_raised_p_is_exact():
    """4 of 4 inside where 5 of 10 are positive: 5 of 210 ways; with one stratum, the same by drawing."""
    tree = build_tree(random_merges(10, np.random.default_rng(0)))
    node = int(np.flatnonzero(tree.hi - tree.lo == 4)[0]) if (tree.hi - tree.lo == 4).any() else 19 - 1
    size = int(tree.hi[node] - tree.lo[node])
    outcomes = np.zeros(10, np.int8)
    outcomes[tree.lo[node] : tree.hi[node]] = 1
    from math import comb

    exact = 1 / comb(10, size)
    assert raised_p(tree, node, outcomes) == pytest.approx(exact)
    assert raised_p(tree, node, outcomes, np.zeros(10, int)) == pytest.approx(exact, abs=3e-3)


def test_holm_by_hand():
    """The smallest times their number, and so on; never falling, never above 1."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == pytest.approx([1, 1])
    assert holm([]).tolist() == []


def test_leading_rows_are_those_of_the_dense_group():
    """Errors of the group that raises the rate come before stray ones; then the rest, nearest first."""
    rng = np.random.default_rng(0)
    vectors = np.concatenate([rng.normal(0, 1, (300, 16)), 2 + 0.3 * rng.normal(size=(40, 16))])
    outcomes = (rng.random(340) < 0.1).astype(np.int8)
    outcomes[300:] = np.arange(40) % 2
    found = leading_rows(outcomes, 0, 340, lambda rows: vectors[rows], 12)
    assert (found >= 300).all() and (outcomes[found] == 1).all()
    more = leading_rows(outcomes, 300, 340, lambda rows: vectors[rows], 30)
    assert (outcomes[more[:20]] == 1).all() and (outcomes[more[20:]] == 0).all() and len(set(more)) == 30


def test_kinds_are_those_that_are_there():
    """The dispatcher knows what it says it knows."""
    assert set(KINDS) >= {"errors", "regressions", "drift"}


def test_classes_to_split_and_to_merge_are_clusters(small_index):
    """Best first, each with its classes, and rates that are those of plain counting; no p without a scan."""
    labels = small_index.labels()
    labels = np.where(np.arange(small_index.n) % 2 == 0, labels, (labels + 1) % len(small_index.classes))
    mixed = Relabelled(small_index, labels)
    document = find(mixed, FindingsOptions(kind="classes")).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    found = document["clusters"]
    assert found and [c["score"] for c in found] == sorted((c["score"] for c in found), reverse=True)
    for cluster in found:
        assert cluster["suggests"] in ("split", "merge") and cluster["node"] == cluster["nodes"][0]
        codes = [small_index.classes.index(name) for name in cluster["classes"]]
        inside = labels[cluster["lo"] : cluster["hi"]]
        assert cluster["rate"] == np.isin(inside, codes).sum() / (inside >= 0).sum()
        assert cluster["p"] is None and cluster["llr"] is None
    assert any(cluster["suggests"] == "merge" for cluster in found)
    assert len(find(mixed, FindingsOptions(kind="classes", limit=1)).clusters) == 1
