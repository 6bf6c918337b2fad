"""Lists of the images of each split beside folders of classes, as Food-101 and DTD have them."""

import pytest

from explorer.sources import open_source
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import pictures

NAMES = [f"images/{name}/{number}.jpg" for name in ("apple_pie", "ribs") for number in (1, 2, 3)]
SPLITS = ["train", "train", "test", "train", None, "test"]


@pytest.mark.parametrize("form", ["{0}/{1}", "{0}/{1}.jpg", "./images/{0}/{1}.jpg", "images\\{0}\\{1}.jpg"])
def test_images_have_the_split_of_the_list_that_names_them(tmp_path, form):
    """With their endings or without; one that is in no list has none; what is not here is passed over."""
    pictures(tmp_path, *NAMES)
    for split in ("train", "test"):
        kept = [name.split("/") for name, own in zip(NAMES, SPLITS, strict=True) if own == split]
        lines = [form.format(label, image.removesuffix(".jpg")) for _, label, image in kept]
        write(tmp_path / f"meta/{split}.txt", "\n".join(lines) + "\n")
    source = open_source(tmp_path)
    assert source.items["split"].to_pylist() == SPLITS
    assert source.items["label"].to_pylist() == ["apple_pie"] * 3 + ["ribs"] * 3
    assert source.notes == ("Splits were read from `meta/test.txt`, `meta/train.txt`.",)


def test_of_several_sets_of_lists_the_first_counts(tmp_path):
    """The first by number, not 10; words behind the paths are still labels that are not read."""
    pictures(tmp_path, *NAMES)
    for number in (1, 2, 10):
        for split, names in (("train", NAMES[number % 3 :: 3]), ("val", NAMES[(number + 1) % 3 :: 3])):
            write(tmp_path / f"labels/{split}{number}.txt", "".join(f"{name} 7\n" for name in names))
    source = open_source(tmp_path)
    assert source.items["split"].to_pylist() == [None, "train", "val"] * 2
    assert "labels/train1.txt" in source.notes[0] and "were not read" in source.notes[1]


@pytest.mark.parametrize(
    "lists",
    [
        {"train": NAMES},  # one alone tells nothing
        {"train": ["1", "2"], "test": ["3"]},  # of either class
        {"train": ["elsewhere/9.jpg", NAMES[0]], "test": [NAMES[1], "no.jpg"]},
        {"train_notes": ["We trained."], "test_notes": ["And tested."]},
    ],
)
def test_what_names_no_images_or_one_split_is_no_list(tmp_path, lists):
    """Nor what most images of are elsewhere, or what may be any of several."""
    pictures(tmp_path, *NAMES)
    for name, lines in lists.items():
        write(tmp_path / f"{name}.txt", "\n".join(lines) + "\n")
    assert "split" not in open_source(tmp_path).items.column_names


def test_folders_of_splits_count_before_lists(tmp_path):
    """They are where the images lie."""
    pictures(tmp_path, "train/a/1.jpg", "train/b/2.jpg", "test/a/3.jpg", "test/b/4.jpg")
    write(tmp_path / "train.txt", "test/a/3.jpg\n")
    write(tmp_path / "test.txt", "train/a/1.jpg\n")
    assert open_source(tmp_path).items["split"].to_pylist() == ["test", "test", "train", "train"]
