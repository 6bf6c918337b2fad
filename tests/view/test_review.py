"""A review: images in the order of the findings, what stands about each, and answers as decisions."""

from dataclasses import replace

import pytest

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.findings.kinds import duplicates
from explorer.dataset import open_index
from explorer.decisions.current import current
from explorer.decisions.editing import decide
from explorer.errors import InputError
from explorer.index.arrow_values import texts_at
from explorer.view import review
from explorer.view.review import answered, images_to_review, review_document
from tests.browser.reworked import with_mistakes


@pytest.fixture
def index(small_index, tmp_path):
    """An index of its own: labels of 6 images are wrong, and three files hold the same bytes."""
    return open_index(with_mistakes(small_index, tmp_path))


def outcomes(index, kind, limit=5):
    """What stands about the images of a review."""
    document = review_document(index, kind, *images_to_review(index, kind, limit))
    return [image["outcome"] for image in document["images"]]


def give(index, kind, row, key, label=None, copies=()):
    """Answer."""
    said = answered(kind, key, label, row, copies)
    return decide(index, said.rows, said.asked, "Ada", said.instead, said.freed)


@pytest.mark.parametrize("kind", ["labels", "outliers"])
def test_images_come_as_the_findings_list_them(index, kind):
    """The same rows and labels, most suspicious first; whether there are more is told."""
    images, more = images_to_review(index, kind, 5)
    found = index.findings(kind, limit=5, permutations=99).images
    assert more and [image["row"] for image in images] == [image["row"] for image in found]
    assert [image["suggested"] for image in images] == [image["suggested"] for image in found]


def test_copies_are_told_by_their_group(index):
    """Each copy is an image of the review; a group bears one number."""
    images, more = images_to_review(index, "duplicates", 1000)
    groups = index.findings("duplicates", limit=1000).groups
    assert [i["exact"] for i in images] == [g["how"] == "exact" for g in groups for _ in g["rows"]]
    assert not more and [image["row"] for image in images if image["group"] == 0] == [100, 101, 102]
    assert [(image["group"], image["row"], image["path"]) for image in images] == [
        (number, row, path)
        for number, group in enumerate(groups)
        for row, path in zip(group["rows"], group["paths"], strict=True)
    ]


def test_one_copy_is_kept_by_one_answer(index):
    """The others are to go, and this one is not, whatever was said of it before; one undo takes it back."""
    give(index, "duplicates", 101, "x")
    give(index, "duplicates", 101, "o", copies=[100, 101, 102])
    assert outcomes(index, "duplicates")[:3] == ["to be removed", "", "to be removed"]
    current(index).store.undo("Ada")
    assert outcomes(index, "duplicates")[:3] == ["", "to be removed", ""]
    with pytest.raises(InputError, match="other copies"):
        give(index, "duplicates", 101, "o", copies=[101])


def test_copies_tell_their_split(index, monkeypatch):
    """So that a person sees which of them leaks."""
    images, _ = images_to_review(index, "duplicates", 5)
    assert [i["split"] for i in images] == texts_at(index.items["split"], [i["row"] for i in images])
    monkeypatch.setattr(review, "split_columns", lambda _: [])
    assert {image["split"] for image in images_to_review(index, "duplicates", 5)[0]} == {None}


def test_transformed_copies_are_reviewed_where_they_are_asked_for(index, monkeypatch):
    """Each with what was done to it; of no other kind."""
    shown = copies_in(index).shown.copy()
    shown[shown == shown[7]] = shown[5]
    monkeypatch.setattr(duplicates, "transformed_in", lambda _: replace(copies_in(index), shown=shown))
    images, _ = images_to_review(index, "duplicates", 1000, transformed=True)
    joined = {image["group"] for image in images if image["row"] in (5, 7)}
    assert len(joined) == 1 and all(isinstance(image["transform"], str) for image in images)
    with pytest.raises(InputError, match="transformed"):
        images_to_review(index, "outliers", 5, transformed=True)


def test_an_answer_is_a_decision_and_stands_in_place_of_another(index):
    """Taken, then judged right instead: one change each, and one undo brings the first back."""
    listed = images_to_review(index, "labels", 5)
    first, second = (image["row"] for image in listed[0][:2])
    give(index, "labels", first, "y", "plum")
    give(index, "labels", second, "n")
    assert outcomes(index, "labels") == ["corrected", "kept", "", "", ""]
    assert [image["corrected"] for image in review_document(index, "labels", *listed)["images"]][:2] == [
        "plum",
        None,
    ]
    assert [each["corrected"] for each in index.corrections()] == ["plum"]
    give(index, "labels", first, "n")
    assert index.corrections() == [] and outcomes(index, "labels")[:2] == ["kept", "kept"]
    current(index).store.undo("Ada")
    assert [each["corrected"] for each in index.corrections()] == ["plum"]
    assert outcomes(index, "labels")[:2] == ["corrected", "kept"]
    give(index, "labels", first, "l", "pine")
    assert [each["corrected"] for each in index.corrections()] == ["pine"]


def test_what_is_to_go_is_tagged_and_other_tags_stay(index):
    """Of an outlier; kept after all, the tag is gone, and a tag of another name is not."""
    row = images_to_review(index, "outliers", 5)[0][0]["row"]
    index.tag("night", rows=[row])
    give(index, "outliers", row, "x")
    assert outcomes(index, "outliers")[0] == "to be removed"
    left = review_document(index, "outliers", [], False)["left"]
    assert left == "(tag is null or tag != 'remove')"
    give(index, "outliers", row, "n")
    assert outcomes(index, "outliers")[0] == "kept" and list(index.tags()) == ["night"]


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [("errors", "y", "cannot be reviewed"), ("nonsense", "y", "labels"), ("labels", "x", "none of y, n, l")],
)
def test_what_is_no_answer_is_refused_in_a_sentence(kind, key, said):
    """And says what there is."""
    with pytest.raises(InputError, match=said):
        answered(kind, key, None, 3)
