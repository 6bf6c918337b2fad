"""Pictures of poor quality: each fault is found on pictures that were edited by known amounts."""

from pathlib import Path

import numpy as np
import pytest

from explorer.dataset import open_index
from explorer.errors import InputError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, FindingsOptions
from tests.benchmarks.bench_quality import EDITS, auroc, write_edited
from tests.benchmarks.pictures import photograph
from tests.index.fakes import FakeEncoder

N = 24


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory):
    """An index of made photographs and, of each, a copy with every fault."""
    folder: Path = tmp_path_factory.mktemp("quality") / "pictures"
    rng = np.random.default_rng(5)
    write_edited(folder, [photograph(rng, 120, 96) for _ in range(N)])
    with pytest.MonkeyPatch.context() as patch:
        from explorer.indexing import assemble

        patch.setattr(
            assemble, "project", lambda vectors, *rest, **named: np.ascontiguousarray(vectors[:, :2])
        )
        report = build_index(
            folder, options=BuildOptions(device="cpu", workers=0, neighbors=5), encoder=FakeEncoder()
        )
    return open_index(report.index)


@pytest.mark.parametrize("edit", EDITS)
def test_edited_pictures_are_ranked_first(edited, edit):
    """By the score of the fault, against the untouched ones."""
    assert auroc(edited, edit) >= 0.95


def test_reasons_scores_and_thresholds_are_said(edited):
    """Edited copies are listed with the right reason, untouched ones are not; thresholds are in the JSON."""
    document = edited.findings("quality", limit=1000).document()
    words = {
        "blurred": "blurred", "darkened": "dark", "brightened": "bright", "one colour": "of one colour",
        "shrunk": "odd size", "stretched": "odd proportions",
    }  # fmt: skip
    found = {image["path"]: image for image in document["images"]}
    assert not [path for path in found if path.startswith("original/")]
    for edit, word in words.items():
        reasons = [image["reason"] for path, image in found.items() if path.startswith(f"{edit}/")]
        assert len(reasons) >= 0.6 * N and all(word in reason for reason in reasons)
    scores = [image["score"] for image in document["images"]]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 1
    assert list(document["thresholds"]) == ["blur", "dark", "bright", "contrast", "size", "proportions"]


def test_a_threshold_can_be_set(edited):
    """It decides instead of the one chosen by the index; the others stay."""
    usual = edited.findings("quality").thresholds
    found = edited.findings("quality", limit=1000, thresholds={"blur": 50, "dark": 0.9})
    assert found.thresholds == usual | {"blur": 50, "dark": 0.9}
    assert not [image for image in found.images if "blurred" in image["reason"]]
    assert sum("dark" in image["reason"] for image in found.images) > 3 * N


def test_thresholds_that_mean_nothing_are_refused(edited):
    """In one sentence: names the kind has not, kinds without any, what is no number above 0."""
    with pytest.raises(InputError, match=r"no 'blurr'; its thresholds: blur, dark"):
        edited.findings("quality", thresholds={"blurr": 1})
    with pytest.raises(InputError, match=r"outliers has no 'blur'; its thresholds: none"):
        edited.findings("outliers", thresholds={"blur": 1})
    for value in (0, -1, float("nan"), float("inf"), "x"):
        with pytest.raises(InputError, match="a number above 0"):
            edited.findings("quality", thresholds={"blur": value})
    assert FindingsOptions(thresholds={"b": 1, "a": 2}) == FindingsOptions(thresholds=(("a", 2), ("b", 1)))


def test_an_index_without_measures_is_judged_by_what_is_known(small_index):
    """Size and proportions; that the rest is not known is said."""
    found = small_index.findings("quality")
    assert found.images == [] and "300 of 300 images were read before" in found.notes[0]
