"""Own embeddings, probabilities and classes beside a table."""

import numpy as np
import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.columns import arrays


@pytest.fixture
def table(tmp_path):
    """A table of three rows, the second without a path."""
    path = tmp_path / "t.csv"
    path.write_text("path,x\na.png,1\n,2\nc.png,3\n")
    return path


def saved(folder, array, name="e.npy", **options):
    """Save an array and give its path."""
    np.save(folder / name, array, **options)
    return folder / name


def refused(table, **options) -> str:
    """The one line with which the arrays of a table are refused."""
    with pytest.raises(SourceError) as caught:
        open_source(table, SourceOptions(**options))
    message = str(caught.value)
    assert "\n" not in message and any(str(value) in message for value in options.values())
    return message


@pytest.mark.parametrize("kind", ["<f2", "<f4", "<f8", ">f4"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_embeddings_are_mapped(table, tmp_path, kind, order):
    """All floats in any order: one row for each row of the table, those without a path too, not copied."""
    array = np.asarray(np.arange(12).reshape(3, 4), dtype=kind, order=order)
    source = open_source(table, SourceOptions(embeddings=saved(tmp_path, array)))
    assert isinstance(source.embeddings, np.memmap) and (source.embeddings == array).all()
    assert source.items["source_row"].to_pylist() == [0, 2]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "int32", "int64", "uint64"])
def test_whole_numbers_are_taken_as_those_of_a_column_are(table, tmp_path, kind):
    """Vectors that were quantised to bytes, or counts: as float32."""
    array = np.arange(12).reshape(3, 4).astype(kind)
    source = open_source(table, SourceOptions(embeddings=saved(tmp_path, array)))
    assert source.embeddings.dtype == np.float32 and (source.embeddings == array).all()


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros((2, 4), np.float32), "have 2 rows and the table has 3; expected one for each row"),
        (np.zeros((4, 4), np.float32), "have 4 rows and the table has 3"),
        (np.zeros(3, np.float32), r"shape \(3,\)"),
        (np.zeros((3, 2, 2), np.float32), r"shape \(3, 2, 2\)"),
        (np.zeros((3, 0), np.float32), r"shape \(3, 0\)"),
        (np.zeros((3, 4), bool), "type bool"),
        (np.zeros((3, 4), np.complex64), "type complex64"),
        (np.array([["a"], ["b"], ["c"]]), "type <U1"),
        (np.array([[1.0], [np.nan], [1.0]]), r"row 1 \(counted from 0\) has NaN, infinite numbers"),
        (np.array([[1.0], [1.0], [np.inf]], np.float16), "row 2"),
        (np.array([[1e300], [1.0], [1.0]]), "row 0"),
    ],
)
def test_embeddings_that_do_not_fit(table, tmp_path, array, words):
    """Rows, dimensions, types and numbers that are none: one line with what was found and expected."""
    with pytest.raises(SourceError, match=words):
        open_source(table, SourceOptions(embeddings=saved(tmp_path, array)))


def test_bad_numbers_are_found_in_every_block(table, tmp_path, monkeypatch):
    """The check goes block by block and names the row of the whole array."""
    monkeypatch.setattr(arrays, "_BLOCK_BYTES", 8)
    array = np.zeros((3, 1), np.float32)
    array[2] = np.nan
    assert "row 2 " in refused(table, embeddings=saved(tmp_path, array))


class Trap:
    """Tells when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was loaded",))


def test_files_that_are_no_array(table, tmp_path):
    """Pickles are never loaded; text, empty and cut files, archives and missing ones are told."""
    pickled = saved(tmp_path, np.array([Trap()] * 3, dtype=object), "o.npy", allow_pickle=True)
    assert "not a .npy file of numbers" in refused(table, embeddings=pickled)
    for content in (b"", b"hello", b"\x93NUMPY", b"\x93NUMPY\x01\0\x04\0{x:}"):
        (tmp_path / "x.npy").write_bytes(content)
        assert "not a .npy file of numbers" in refused(table, embeddings=tmp_path / "x.npy")
    whole = saved(tmp_path, np.zeros((3, 400), np.float32)).read_bytes()
    (tmp_path / "cut.npy").write_bytes(whole[:-100])
    assert "not a .npy file of numbers" in refused(table, embeddings=tmp_path / "cut.npy")
    np.savez(tmp_path / "z.npz", np.zeros((3, 4)))
    (tmp_path / "z.npz").rename(tmp_path / "z.npy")
    assert "not a .npy file of numbers" in refused(table, embeddings=tmp_path / "z.npy")
    assert "cannot be read (No such file" in refused(table, embeddings=tmp_path / "none.npy")
    assert "cannot be read" in refused(table, embeddings=tmp_path)


@pytest.fixture
def classes(tmp_path):
    """Three class names."""
    path = tmp_path / "classes.txt"
    path.write_text("cat\ndog\r\nnew york\n\n")
    return path


def test_probabilities_and_classes(table, tmp_path, classes):
    """Rows sum to one within a hundredth; the names are the lines of the file."""
    array = np.array([[0.2, 0.3, 0.5], [1, 0, 0], [0.335, 0.335, 0.335]], np.float16)
    source = open_source(table, SourceOptions(probabilities=saved(tmp_path, array), classes=classes))
    assert source.classes == ["cat", "dog", "new york"] and (source.probabilities == array).all()
    assert isinstance(source.probabilities, np.memmap)


@pytest.mark.parametrize(
    ("array", "words"),
    [
        ([[0.5, 0.5], [1, 0], [1, 0]], "has 2 columns and the classes file 3 classes"),
        ([[0.2, 0.3, 0.5], [1, 0, 0]], "have 2 rows and the table has 3"),
        ([[1.0, 0, 0], [1, 0, 0], [0.4, 0.3, 0.2]], r"row 2 \(counted from 0\) sums to 0.9; .*softmax"),
        ([[1.0, 0, 0], [2, -1, 0], [1, 0, 0]], "row 1"),
        ([[np.nan, 0, 1], [1, 0, 0], [1, 0, 0]], "row 0"),
    ],
)
def test_probabilities_that_do_not_fit(table, tmp_path, classes, array, words):
    """Columns, rows and sums are checked."""
    with pytest.raises(SourceError, match=words):
        open_source(table, SourceOptions(probabilities=saved(tmp_path, np.array(array)), classes=classes))


def test_probabilities_need_classes(table, tmp_path):
    """Columns without names mean nothing."""
    assert "--classes" in refused(table, probabilities=saved(tmp_path, np.eye(3)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"cat\n\ndog\n", "line 2: an empty name"),
        (b"cat\ndog\ncat\n", "line 3: 'cat' comes twice"),
        (b"caf\xe9\n", "line 1: not UTF-8 text"),
    ],
)
def test_class_files_that_cannot_be_used(table, tmp_path, content, words):
    """An empty file, an empty name, a name twice, bytes that are no text."""
    (tmp_path / "c.txt").write_bytes(content)
    assert words in refused(table, classes=tmp_path / "c.txt")
    assert "cannot be read" in refused(table, classes=tmp_path / "missing.txt")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cat\r\ndog", ["cat", "dog"]),
        ("0 cat\n1 dog big\n", ["cat", "dog big"]),
        ("1: cat\n2: dog\n", ["cat", "dog"]),
        ("0,cat\n1,dog\n", ["cat", "dog"]),
        ("- cat\n- dog\n", ["cat", "dog"]),
        ('["cat", "dog"]', ["cat", "dog"]),
        ('{"1": "dog", "0": "cat"}', ["cat", "dog"]),
        ('{"dog": 1, "cat": 0}', ["cat", "dog"]),
        ("001.cat\n002.dog\n", ["001.cat", "002.dog"]),
        ("1 euro\n2 euro\n", ["1 euro", "2 euro"]),
        ("7 cats\n9 dogs\n", ["7 cats", "9 dogs"]),
        ("cat 0\ndog 1\n", ["cat", "dog"]),
        ("class 0\nclass 1\n", ["class 0", "class 1"]),
        ("id,name\n1,dog\n0,cat\n", ["cat", "dog"]),
        ("cat, dog\n", ["cat", "dog"]),
        ("['cat', 'dog']", ["cat", "dog"]),
        ('{"classes": ["cat", "dog"]}', ["cat", "dog"]),
        ('{"model": {"depth": 2}, "id2label": {"0": "cat", "1": "dog"}, "label2id": {}}', ["cat", "dog"]),
        ('{"0": ["n02", "cat"], "1": ["n01", "dog"]}', ["cat", "dog"]),
        ('{"categories": [{"id": 3, "name": "cat"}, {"id": 7, "name": "dog"}]}', ["cat", "dog"]),
        ("{names: {0: yes, 1: no}}", ["yes", "no"]),
    ],
)
def test_class_files_as_people_and_programs_write_them(table, tmp_path, text, names):
    """Numbers of all classes are no part of their names; nor are marks of lists, or of an editor."""
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "c.txt").write_bytes(text.encode(encoding))
        assert open_source(table, SourceOptions(classes=tmp_path / "c.txt")).classes == names


@pytest.mark.parametrize("names", ["[cat, no]", "\n  0: cat\n  1: no", "\n  - cat\n  - no"])
def test_classes_of_a_yaml_file(table, tmp_path, names):
    """Those of a data set of YOLO, beside whatever else it says; one without names says what is expected."""
    file = tmp_path / "data.yaml"
    file.write_text(f"path: x\nnc: 2\nnames: {names}\n")
    assert open_source(table, SourceOptions(classes=file)).classes == ["cat", "no"]
    file.write_text("path: x\nnc: 2\n")
    assert "no names of classes in this object" in refused(table, classes=file)


def test_many_vectors_that_are_all_alike_are_refused():
    """As of a network that was not loaded; a few may be of copies of one picture."""
    arrays.check_finite(np.ones((9, 2)), "e.npy")
    with pytest.raises(SourceError, match=r"e\.npy: all 10 rows are the same vector"):
        arrays.check_finite(np.ones((10, 2)), "e.npy")
