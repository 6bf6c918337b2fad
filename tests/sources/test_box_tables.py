"""Tables of boxes as people publish them: in four columns or one, of any form, in text or Parquet."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.tables.box_values import BoxForm, boxes_in
from tests.index.drawing import draw, picture_bytes
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import boxes, pictures

CAT, DOG = Crop(10, 20, 5, 6), Crop(1, 2, 3, 4)
HALF, LOW = Crop(40, 40, 20, 20, True), Crop(50, 10, 10, 10, True)


@pytest.mark.parametrize(
    ("header", "first", "second", "expected"),
    [
        ("image,class,x1,y1,w,h", "a.jpg,cat,10,20,5,6", "a.jpg,dog,1,2,3,4", [CAT, DOG]),
        (
            "img_fName,img_w,img_h,label,bbx_xtl,bbx_ytl,bbx_xbr,bbx_ybr",
            "a.jpg,99,80,cat,10,20,15,26",
            "a.jpg,99,80,dog,1,2,4,6",
            None,
        ),
        (
            "img_path\tcategory\tLeft\tTop\tWidth\tHeight",
            "a.jpg\tcat\t10\t20\t5\t6",
            "a.jpg\tdog\t1\t2\t3\t4",
            None,
        ),
        ("Filename;ClassId;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2", "a.jpg;cat;10;20;15;26", "a.jpg;dog;1;2;4;6", None),
        (
            "image_id,width,height,class,bbox",
            'a,99,80,cat,"[10.0, 20, 5, 6]"',
            'a,99,80,dog,"[1, 2, 3, 4]"',
            None,
        ),
        ("image,class,bbox_xyxy", 'a.jpg,cat,"(10, 20, 15, 26)"', "a.jpg,dog,1 2 4 6", None),
        ("image,class,box_x,box_y,box_w,box_h,x,y", "a.jpg,cat,10,20,5,6,0,0", "a.jpg,dog,1,2,3,4,9,9", None),
        ("image,class,cx,cy,w,h", "a.jpg,cat,.5,.5,.2,.2", "b.jpg,dog,.55,.15,.1,.1", [HALF, LOW]),
        ("image,class,x,y,width,height", "a.jpg,cat,0.95,.5,.1,.2", "b.jpg,dog,.55,.15,.1,.1", None),
    ],
)
def test_columns_of_boxes_are_told_by_their_names_and_numbers(tmp_path, header, first, second, expected):
    """Corners, sizes, middles and one text; of x and y in shares, a box beyond the edge says: the middle."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    if header.endswith("y,width,height"):
        expected = [Crop(90, 40, 10, 20, True), LOW]
    write(tmp_path / "train.csv", f"{header}\n{first}\n{second}\n")
    found = open_source(tmp_path, SourceOptions(items="objects"))
    assert [label for label, _ in boxes(found)] == ["cat", "dog"]
    for (_, crop), wanted in zip(boxes(found), expected or [CAT, DOG], strict=True):
        assert crop == pytest.approx(wanted)
    assert open_source(tmp_path).items["objects"].to_pylist()[0] == (1 if "b.jpg" in second else 2)


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_lists_of_boxes_in_a_row_and_what_is_said_of_images(tmp_path, form):
    """Names go with boxes; what all rows of an image say is a column of it, and all else of the objects."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    said = [
        {
            "image": "a.jpg",
            "boxes": [[10, 20, 5, 6], [1, 2, 3, 4]],
            "labels": ["cat", "dog"],
            "by": "x",
            "sky": 1,
        },
        {"image": "a.jpg", "boxes": [[1, 1, 1, 1]], "labels": ["cat"], "by": "y", "sky": 1},
        {"image": "b.jpg", "boxes": [], "labels": [], "by": "y", "sky": 2},
    ]
    file = tmp_path / f"t.{form}"
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(said), file)
    else:
        write(file, "\n".join(map(json.dumps, said)))
    source = open_source(file)
    assert source.items["categories"].to_pylist() == [["cat", "dog"], None]
    assert source.items["sky"].to_pylist() == [1, 2] and "by" not in source.items.column_names
    crops = open_source(file, SourceOptions(items="objects"))
    assert boxes(crops) == [("cat", CAT), ("dog", DOG), ("cat", Crop(1, 1, 1, 1))]
    assert crops.items["by"].to_pylist() == ["x", "x", "y"]


def test_what_columns_were_taken_for_is_said_and_what_numbers_do_not_tell(tmp_path):
    """And how to decide it; of a row for each image with more in it, that it may hold boxes."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    file = write(tmp_path / "t.csv", 'image,bbox\na.jpg,"[.1, .1, .2, .3]"\nb.jpg,"[.2, .2, .3, .3]"\n')
    taken, doubt = open_source(file).notes
    assert "`bbox` (left, top, right, bottom; shares of the picture)" in taken and "`image`" in taken
    assert "--source table" in taken and "`bbox_xywh`" in doubt
    assert open_source(file, SourceOptions(source="table")).kind == "table"
    write(file, 'image,bbox,weather\na.jpg,"[1, 1, 2, 3]",rain\n')
    assert open_source(file).kind == "table"
    assert any("`--source boxtable`" in note for note in open_source(file).notes)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("[{'x': 1, 'y': 2, 'width': 3, 'height': 4}]", [((1, 2, 3, 4), BoxForm.SIZE)]),
        ({"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4}, [((1, 2, 3, 4), BoxForm.CORNERS)]),
        ("[ 1.  2. 30. 4e1]", [((1, 2, 30, 40), None)]),
        ([1, 2, 9, 2, 9, 8, 1, 8], [((1, 2, 9, 8), BoxForm.CORNERS)]),
        ("see page 1, 2, 3, 4", []),
        ([], []),
        (None, []),
        ([1, 2, 3], []),
    ],
)
def test_a_cell_of_boxes(cell, expected):
    """Records tell their form; of a polygon it is the box around; other text is none."""
    assert boxes_in(cell) == expected


@pytest.mark.parametrize("depth", [4, 900, 100_000])
def test_a_cell_that_is_nested_too_deep_is_no_box(depth):
    """As text and, where a reader of tables gives lists, as those."""
    inside: object = [1, 2, 3, 4]
    for _ in range(depth):
        inside = [inside]
    assert boxes_in(inside) == []
    assert boxes_in("[" * depth + "[1, 2, x]" + "]" * depth) == []


def test_times_beside_boxes_that_python_has_no_object_for(tmp_path):
    """Of nanoseconds, which Parquet has: they are dropped, and the table is read."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    when = pa.array([1_796_079_379_727_068_859, None, 7], pa.timestamp("ns"))
    columns = {"image": ["a.jpg", "a.jpg", "b.jpg"], "bbox_xywh": [list(DOG[:4])] * 3, "when": when}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    found = open_source(tmp_path, SourceOptions(items="objects")).items["when"].to_pylist()
    assert [each and each.microsecond for each in found] == [727068, None, 0]


def test_parquet_with_the_images_in_it_is_no_table_of_boxes(tmp_path):
    """Though it has a path and a box in each row: these are of what was cut out."""
    picture = picture_bytes(draw(0, 0), "PNG")
    cells = [{"bytes": picture, "path": f"{i}.png"} for i in range(2)]
    columns = {"image": cells, "path": ["a.jpg", "a.jpg"], "bbox": [[1, 2, 3, 4]] * 2, "label": ["x", "y"]}
    said = {"huggingface": json.dumps({"info": {"features": {"image": {"_type": "Image"}}}})}
    pq.write_table(pa.table(columns).replace_schema_metadata(said), tmp_path / "t.parquet")
    assert open_source(tmp_path).kind == "huggingface"
