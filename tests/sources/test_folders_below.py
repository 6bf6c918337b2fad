"""Tables that name images by less than their paths: by names or ids, while they lie in folders below."""

import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source


@pytest.fixture
def opened(tmp_path):
    """Opens a table of this text beside these files, and tells label, path of each item."""

    def make(files: list[str], text: str, name: str = "train.csv", options: SourceOptions | None = None):
        for file in files:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes(b"x")
        (tmp_path / name).write_text(text)
        return open_source(tmp_path / name, options)

    return make


@pytest.mark.parametrize(
    ("files", "text", "column"),
    [
        (["train_images/a1.jpg", "train_images/b2.jpg"], "image_id,label\na1.jpg,x\nb2.jpg,y\n", "image_id"),
        (["part_1/a1.png", "part_2/b2.png"], "lesion,id_code,label\nq,a1,x\nr,b2,y\n", "id_code"),
        (["train/1001.jpg", "train/1002.jpg"], "id,label\n1001,x\n1002,y\n", "id"),
        (["train/1.jpg", "train/2.jpg"], "label,id\n0,1\n0,2\n", "id"),
        (["data/001.jpg", "data/002.jpg"], "nr,label\n001,x\n002,y\n", "nr"),
    ],
)
def test_ids_name_images_in_folders_below(opened, files, text, column):
    """With their endings or without, as text or numbers, zeros in front kept; two sentences say so."""
    source = opened(files, text)
    assert source.items["path"].to_pylist() == files
    assert source.failures == []
    assert source.notes[0] == f"The column `{column}` was taken for the paths of the images."
    assert source.notes[-1].startswith("2 paths name files by their ends: ")
    assert source.notes[-1].endswith(f" was taken for {files[0]!r}.")


def test_a_column_of_paths_may_be_written_for_another_folder(opened):
    """Paths count by how many of their last parts are alike; one that several may be is missing."""
    files = ["train/p1/s1/view.jpg", "train/p2/s1/view.jpg", "train/p2/s2/view.jpg"]
    rows = "path\nSet/train/p1/s1/view.jpg\nC:\\Set\\train\\p2\\s1\\view.jpg\nother/view.jpg\n"
    source = opened(files, rows)
    assert source.items["path"].to_pylist()[:2] == files[:2]
    assert source.files[2].endswith("/other/view.jpg")
    assert source.notes == (
        "2 paths name files by their ends: 'Set/train/p1/s1/view.jpg' was taken for 'train/p1/s1/view.jpg'.",
    )


def test_a_path_from_the_root_means_no_image_of_its_name_alone(opened):
    """Where a disk is not there, what is called the same in another folder is another image."""
    files = ["thumbs/1.jpg", "thumbs/2.jpg", "3.jpg", "cats/4.jpg"]
    rows = "path\n/mnt/set/cats/1.jpg\nD:\\set\\cats\\2.jpg\n/mnt/set/3.jpg\n/mnt/set/cats/4.jpg\n"
    source = opened(files, rows)
    assert source.items["path"].to_pylist()[2:] == ["3.jpg", "cats/4.jpg"]
    assert not any("thumbs" in file for file in source.files)


def test_the_folder_of_the_split_and_no_masks_come_first(opened):
    """`train.csv` means `train/0.jpg`, not `test/0.jpg`, and no picture of `train/masks`."""
    files = ["train_v2/images/0.jpg", "train_v2/masks/0.jpg", "test_v2/images/0.jpg", "test_v2/images/1.jpg"]
    source = opened(files, "id,label\n0,x\n1,y\n")
    assert source.items["path"].to_pylist()[0] == "train_v2/images/0.jpg"
    assert source.files[1].endswith("/1")  # the picture of this name is in the other split


def test_where_a_path_is_there_as_written_others_are_missing(opened):
    """A table that was written for its folder means no file that is elsewhere."""
    source = opened(["a.jpg", "old/b.jpg"], "path\na.jpg\nb.jpg\n")
    assert [file.rpartition("/")[2] for file in source.files] == ["a.jpg", "b.jpg"]
    assert source.notes == ()


def test_columns_that_seldom_name_images_are_not_taken(opened):
    """Half of the values at least are names; what to do is said."""
    with pytest.raises(SourceError, match=r"or ids of images below .*; to images elsewhere --join puts its"):
        opened(["x/1.jpg"], "id,label\n1,a\n2,b\n3,c\n")


def test_a_named_column_is_looked_for_below_too(opened):
    """As CelebA has it, whose other column of names is of no image."""
    options = SourceOptions(path_column="image_id")
    source = opened(["img/img/000001.jpg"], "image_id,Male\n000001.jpg,-1\n", options=options)
    assert source.items["path"].to_pylist() == ["img/img/000001.jpg"]
