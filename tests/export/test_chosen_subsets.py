"""Subsets by tag, finding and search, alone and together; the command, Python and the API take the same."""

import csv
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from explorer.analysis.findings.chosen_finding import read_finding
from explorer.cli import cli
from explorer.dataset import open_index
from explorer.errors import InputError, NotFoundError
from tests.analysis.findings.relabelled import a_class_in_two_places


@pytest.fixture
def tagged(small_index_path, tmp_path):
    """An index of its own, so that it can be tagged: rows 3 to 12 have the tag `good`."""
    import shutil

    copied = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    with open_index(copied) as index:
        index.tag("good", rows=range(3, 13))
        yield index


def in_cluster(index, cluster) -> list[int]:
    """Rows of a cluster of the document of findings, or of a ball, which is no cluster of the tree."""
    return cluster["rows"] or list(range(cluster["lo"], cluster["hi"]))


def test_a_tag_is_a_subset_and_narrows_others(tagged):
    """The images that have it, and of these what else is asked for."""
    assert tagged.select(tag="good").tolist() == list(range(3, 13))
    assert tagged.select(tag="good", rows=[40, 12, 3, 4]).tolist() == [12, 3, 4]
    labels = tagged.column("label")
    one = tagged.select(tag="good", where=f"label = '{labels[5]}'")
    assert one.tolist() == [row for row in range(3, 13) if labels[row] == labels[5]]


def test_findings_are_those_that_are_listed(small_index):
    """All of a kind, or the one of a number: clusters, then images, then groups, counted from 1."""
    clusters = small_index.findings("errors").document()["clusters"]
    assert any(cluster["rows"] for cluster in clusters)
    for number, cluster in enumerate(clusters, start=1):
        found = small_index.select(finding=f"errors:{number}").tolist()
        assert found == in_cluster(small_index, cluster) and len(found) == cluster["size"]
    every = sorted({row for cluster in clusters for row in in_cluster(small_index, cluster)})
    assert sorted(small_index.select(finding="errors").tolist()) == every
    outliers = [image["row"] for image in small_index.findings("outliers").images]
    assert small_index.select(finding="outliers:3").tolist() == [outliers[2]]
    assert set(small_index.select(finding="outliers;limit=5").tolist()) == set(outliers[:5])


def test_images_are_numbered_behind_clusters(tagged):
    """A kind that lists both: doubtful labels, by the labels that count."""
    wrong = np.flatnonzero(tagged.column("label") != "plum")[::9][:12]
    tagged.correct_labels("plum", rows=wrong)
    found = tagged.findings("labels", labels="corrected").document()
    number = len(found["clusters"]) + 1
    rows = tagged.select(finding=f"labels:{number}", labels="corrected")
    assert rows.tolist() == [found["images"][0]["row"]]
    doubtful = tagged.select(finding="labels", labels="corrected")
    assert len(doubtful) > 5 and set(doubtful) <= set(wrong), "those beyond doubt, and not the whole ranking"


def test_a_class_to_split_is_all_its_clusters(small_index, tmp_path):
    """A finding that names several clusters is the images of all of them."""
    with a_class_in_two_places(small_index, tmp_path) as index:
        found = index.findings("classes", min_size=2).clusters
        assert len(found[0]["nodes"]) > 1
        for place, cluster in enumerate(found, start=1):
            tree = index.tree
            named = {row for node in cluster["nodes"] for row in range(tree.lo[node], tree.hi[node])}
            assert set(index.select(finding=f"classes:{place};min-size=2").tolist()) == named


def test_options_of_a_finding_are_read(small_index):
    """Names as of the command; lists with commas."""
    read = read_finding("drift:2;by=split,train,test;min-size=7;alpha=0.1")
    assert (read.number, read.options.by, read.options.min_size) == (2, ("split", "train", "test"), 7)
    assert read.options.alpha == 0.1
    b = small_index.findings("errors", model="b", alpha=0.9).clusters
    if b:
        found = small_index.select(finding="errors:1;model=b;alpha=0.9")
        assert found.tolist() == in_cluster(small_index, b[0])


def test_a_search_gives_all_that_answer_or_the_best(small_index):
    """As `search` ranks them; within a filter; a cut or a limit ends it."""
    found = small_index.search(text="plum", limit=10_000)
    rows = [hit["row"] for hit in found.results]
    assert small_index.select(search="plum").tolist() == rows
    assert small_index.select(search="plum", limit=4).tolist() == rows[:4]
    within = small_index.search(text="plum", where="split = 'test'", limit=3)
    best = [hit["row"] for hit in within.results]
    assert small_index.select(search="plum", where="split = 'test'", limit=3).tolist() == best
    assert small_index.select(search="plum", rows=rows[::-1], limit=2).tolist() == rows[:2][::-1]


class _Tower:
    """A text tower that points along the vector of row 7."""

    def __init__(self, index):
        self.vector = np.asarray(index.embeddings[7], np.float32)

    def encode_text(self, texts):
        """Give it for every text."""
        return np.repeat(self.vector[None], len(texts), axis=0)


def test_a_ranking_without_an_end_needs_one(small_index):
    """By an encoder every image has a score: a cut or a limit says which are meant."""
    tower = _Tower(small_index)
    with pytest.raises(InputError, match="least score"):
        small_index.select(search="red", text_encoder=tower)
    assert small_index.select(search="red", text_encoder=tower, limit=1).tolist() == [7]
    hits = small_index.search(text="red", text_encoder=tower, cut=0.5, limit=300).results
    cut = small_index.select(search="red", text_encoder=tower, cut=0.5)
    assert cut.tolist() == [hit["row"] for hit in hits]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"tag": "bad"}, "no image has 'bad'"),
        ({"finding": "nonsense"}, "no findings 'nonsense'"),
        ({"finding": "errors:0"}, "no number of a finding"),
        ({"finding": "errors:x"}, "no number of a finding"),
        ({"finding": "errors:999"}, "there is no errors:999"),
        ({"finding": "outliers"}, "say how many"),
        ({"finding": "errors;colour=red"}, "NAME is one of"),
        ({"finding": "errors;limit=many"}, "a number is expected"),
        ({"finding": "drift;by=split"}, "takes 3 names"),
        ({"finding": "drift"}, "by"),
        ({"finding": "errors;alpha=nan"}, "alpha"),
        ({"search": " "}, "empty"),
        ({"search": "zebra"}, "no image answers the search 'zebra'"),
        ({"search": "plum", "limit": 0}, "1 or more"),
        ({"cut": 0.5}, "belong to a search"),
        ({"rows": [0], "where": "row_that_is_not = 1"}, "row_that_is_not"),
    ],
)
def test_what_cannot_be_chosen_is_said(small_index, tmp_path, asked, said):
    """In one sentence, with nothing written."""
    with pytest.raises(InputError, match=said):
        small_index.export(tmp_path / "out.csv", **asked)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_tag_or_finding_is_not_found(small_index):
    """So that the API answers 404."""
    for asked in ({"tag": "bad"}, {"finding": "errors:999"}):
        with pytest.raises(NotFoundError):
            small_index.select(**asked)


def test_the_command_takes_the_same(tagged, tmp_path):
    """Each option, and all together: an intersection."""
    out = tmp_path / "out.csv"
    where = ["--search", "plum", "--limit", "5", "--finding", "errors:1", "--where", "price > 0"]
    ran = CliRunner().invoke(cli, ["export", str(tagged.path), str(out), *where])
    assert ran.exit_code == 0, ran.output
    rows = tagged.select(search="plum", limit=5, finding="errors:1", where="price > 0")
    with open(out, newline="", encoding="utf-8-sig") as file:
        assert [row["path"] for row in csv.DictReader(file)] == [tagged.column("path")[row] for row in rows]
    ran = CliRunner().invoke(cli, ["export", str(tagged.path), str(tmp_path / "tag.csv"), "--tag", "good"])
    assert ran.exit_code == 0 and "10 images" in ran.output


@pytest.mark.parametrize(
    "asked",
    [{"tag": "good"}, {"finding": "errors:1"}, {"search": "plum", "limit": 3}, {"sample": "random;size=9"}],
)
def test_the_script_of_such_a_subset_takes_the_same_images(tagged, tmp_path, asked):
    """It runs by itself, and says how they were chosen."""
    script = tagged.export(tmp_path / "subset.py", **asked).out
    said = next(iter(asked.values()))
    assert repr(said).strip("'") in script.read_text(encoding="utf-8").split('"""')[1]
    expected = tagged.export(tmp_path / "expected.jsonl", **asked).out.read_bytes()
    subprocess.run([sys.executable, script, tmp_path / "again.jsonl"], check=True, timeout=120)
    assert (tmp_path / "again.jsonl").read_bytes() == expected
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 1 and ran.stderr == "usage: python subset.py OUT\n"


def test_a_sample_is_drawn_of_what_is_chosen(small_index):
    """In order: first what is chosen, then each method from what the one before drew."""
    within = small_index.select(where="label = 'plum'")
    drawn = small_index.sample("k-center", 5, 3, where="label = 'plum'")
    assert len(drawn) == 5 and set(drawn) <= set(within)
    both = small_index.sample(["stratified;size=60", "k-center"], 6, seed=2)
    assert set(both) <= set(small_index.sample("stratified", 60, seed=2)) and len(both) == 6
    towards = small_index.sample("simcore", 20, target="label = 'plum' and split = 'test'")
    assert (small_index.column("label")[towards] == "plum").mean() > 0.9


def test_the_command_draws_the_same_sample(small_index, tmp_path):
    """With the options beside it or in its word, and towards vectors of a file."""
    out, vectors = tmp_path / "out.csv", tmp_path / "vectors.npy"
    np.save(vectors, small_index.embeddings[:9])
    for asked, rows in (
        (["--sample", "k-center", "--size", "7", "--seed", "2"], small_index.sample("k-center", 7, 2)),
        (["--sample", "k-center;size=7;seed=2"], small_index.sample("k-center", 7, 2)),
        (
            ["--sample", "simcore", "--size", "7", "--target", str(vectors)],
            small_index.sample("simcore", 7, target=small_index.embeddings[:9]),
        ),
    ):
        ran = CliRunner().invoke(cli, ["export", str(small_index.path), str(out), *asked])
        assert ran.exit_code == 0, ran.output
        with open(out, newline="", encoding="utf-8-sig") as file:
            paths = [row["path"] for row in csv.DictReader(file)]
        assert paths == small_index.column("path")[rows].tolist()
        out.unlink()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--size", "4"], "belong to a sample"),
        (["--sample", "simcore", "--target", "none.npy"], "none.npy"),
        (["--sample", "random", "--size", "9999"], "size is 9,999"),
    ],
)
def test_a_sample_that_cannot_be_is_one_line(small_index, tmp_path, asked, said):
    """And nothing is written."""
    from explorer.errors import ExplorerError

    ran = CliRunner().invoke(cli, ["export", str(small_index.path), str(tmp_path / "out.csv"), *asked])
    assert isinstance(ran.exception, ExplorerError) and said in str(ran.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_finding_can_be_tagged(tagged):
    """What chooses an export chooses what is decided about, too."""
    tagged.tag("look", finding="errors:1")
    assert tagged.tags()["look"].tolist() == tagged.select(finding="errors:1").tolist()
