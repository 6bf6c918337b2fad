"""Files beside images that seem to say something of them and are not read."""

import gzip
import io
import re
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.annotations.looking import files_below, some_files_below


def parquet(columns: dict) -> bytes:
    """A table of Parquet."""
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        (
            "labels.csv",
            "file,breed\nn1/a.jpg,x\nn1/b.jpg,y\nc.jpg,z\n",
            "--join .*labels.csv puts the columns",
        ),
        ("all.json", '{"boxes": {"a.jpg": [1], "b.jpg": [2], "c.jpg": []}}', "`dendro formats` lists"),
        ("a.jpg.json", '{"instances": []}', "`dendro formats` lists"),
        ("a.jpg___pixel.json", '{"instances": []}', "`dendro formats` lists"),
        ("a.odgt", '{"ID": "a.jpg"}\n{"ID": "b.jpg"}\n{"ID": "c.jpg"}\n', "`dendro formats` lists"),
        ("o.manifest", '{"ref": "s3://b/a.jpg"} "s3://b/b.jpg" "c.jpg"', "`dendro formats` lists"),
        ("a.txt", "car 0 0 1.85 387.63 181.54 423.81 203.12\n", "`dendro formats` lists"),
        (
            "dets.json",
            '[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}]',
            "--detections takes",
        ),
        ("readme.txt", "The best picture is a.jpg.", None),
        ("train.txt", "n1/a.jpg 0\nn1/b.jpg 1\nc.jpg 0\n", "--join .*train.txt puts the columns"),
        ("paths.txt", "a.jpg\nb.jpg\nc.jpg\n", "`dendro formats` lists"),
        (
            "l.csv.gz",
            gzip.compress(b"file,breed\na.jpg,x\nb.jpg,y\nc.jpg,z\n", mtime=0),
            "--join .*l.csv.gz puts",
        ),
        (
            "l.json",
            '{"img": ["a.jpg", "b.jpg", "c.jpg"], "n": [1, 2, 3]}',
            "--join",
        ),
        ("l.json", '{"a.jpg": "x", "b.jpg": "y", "c.jpg": "x"}', "--join"),
        ("l.parquet", parquet({"img": ["a.jpg", "b.jpg", "c.jpg"], "n": [1, 2, 3]}), "--join"),
    ],
)
def test_files_that_may_be_labels_are_named(tmp_path, name, content, advice):
    """They name images of the folder, or are named after one; what names one in passing does not count."""
    for each in ("a.jpg", "b.jpg", "c.jpg"):
        (tmp_path / each).write_bytes(b"x")
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    notes = open_source(tmp_path).notes
    assert len(notes) == (advice is not None)
    if advice:
        assert re.match(rf"Labels in {name} were not read; {advice}", notes[0])
    if advice and "--join" in advice:
        joined = open_source(tmp_path, SourceOptions(join=(tmp_path / name,)))
        assert not re.search("not read", " ".join(joined.notes)) and joined.items.num_columns == 3


@pytest.mark.parametrize("find", [files_below, partial(some_files_below, most=9)])
def test_files_of_an_index_that_lies_there_say_nothing_of_images(tmp_path, find):
    """However they end: what is built there is no annotation, and is written anew with each build."""
    place = tmp_path / "a.dendro"
    (place / "builds").mkdir(parents=True)
    (place / "manifest.json").write_text('{"format_version": 1}')
    (place / "builds" / "build.json").write_text("{}")
    (tmp_path / "labels.json").write_text("{}")
    assert find(tmp_path, ending=(".json",)) == [tmp_path / "labels.json"]


@pytest.mark.parametrize("find", [files_below, partial(some_files_below, most=9)])
def test_what_systems_keep_says_nothing_of_images(tmp_path, find):
    """In whichever folders images are passed over, annotations are, too."""
    for name in ("@eaDir", "__MACOSX", ".hidden", "kept"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "labels.json").write_text("{}")
    assert find(tmp_path, ending=(".json",)) == [tmp_path / "kept" / "labels.json"]


@pytest.mark.parametrize(
    ("image", "name", "content", "advice"),
    [
        ("x/street_7.jpg", "x/street_7.json", '{"street_7.jpg": 1}', "formats"),
        ("images/img_1.jpg", "gt_img_1.txt", "377,117,463,117,465,130,[06]", "formats"),
        ("a/bonn_000019_leftImg8bit.jpg", "b/bonn_000019_gtFine_polygons.json", "{}", "formats"),
        ("MOT17-02/img1/000001.jpg", "MOT17-02/gt/gt.txt", "1,1,1,1,10,10,1,1,0.9", "formats"),
        ("images/Train_0.jpg", "train.csv", "image_id,rust\nTrain_0,1\n", "--join"),
        ("my cat 1.jpg", "labels.csv", "name,breed\nmy cat 1.jpg,x\n", "--join"),
        ("my cat 1.jpg", "export.ndjson", '{"external_id": "my cat 1.jpg"}', "formats"),
        ("images/img_1.jpg", "annotations/README.txt", "Thanks", None),
        ("images/img_1.jpg", "notes_1.txt", "Thanks", None),
    ],
)
def test_labels_of_data_sets_that_are_not_read_are_named(tmp_path, image, name, content, advice):
    """ADE20K, ICDAR, Cityscapes, MOT and Labelbox by their names; ids of a competition can be joined."""
    for file, text in ((image, "x"), (name, content)):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    said = " ".join(open_source(tmp_path).notes)
    assert (name in said and advice in said) if advice else "were not read" not in said
