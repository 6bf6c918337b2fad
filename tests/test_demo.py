"""The demo data set: whole, honest, the same each time, never in the way of other files."""

import csv
import json

import numpy as np
import pytest
from PIL import Image

from explorer import demo
from explorer.errors import InputError
from explorer.sources import open_source


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """The demo's table, written once."""
    return demo.prepare_demo(tmp_path_factory.mktemp("demo") / "digits")


@pytest.fixture(scope="module")
def rows(table):
    """Its rows."""
    with open(table, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_digit_is_there_with_its_label(table, rows):
    """1,797 pictures, in class folders, all readable and of one size."""
    assert len(rows) == 1797
    assert {row["label"] for row in rows} == set(demo.CLASSES)
    assert len({row["path"] for row in rows}) == 1797
    for row in rows[::100]:
        with Image.open(table.parent / row["path"]) as image:
            assert (image.mode, image.size) == ("RGB", (demo.SIZE, demo.SIZE))
        assert row["path"].split("/")[1] == row["label"]


def test_table_and_probabilities_agree(table, rows):
    """The prediction is the most likely class, and the confidence its probability."""
    probabilities = np.load(table.with_name("probabilities.npy"))
    classes = table.with_name("classes.txt").read_text().split()
    assert probabilities.shape == (1797, 10) and tuple(classes) == demo.CLASSES
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert [row["prediction"] for row in rows] == [classes[k] for k in probabilities.argmax(axis=1)]
    np.testing.assert_allclose([float(r["confidence"]) for r in rows], probabilities.max(axis=1), atol=6e-5)


def test_accuracy_is_that_of_a_plain_classifier(rows):
    """Good, and not as good as a model that saw the pictures."""
    right = np.mean([row["label"] == row["prediction"] for row in rows])
    assert 0.85 < right < 0.96


def test_no_image_is_predicted_by_a_model_that_saw_it():
    """Labels without meaning cannot be predicted: an honest classifier is at chance."""
    rng = np.random.default_rng(0)
    data, target = rng.integers(0, 17, (400, 64)).astype(float), rng.permutation(np.arange(400) % 10)
    probabilities, folds = demo.predict_out_of_fold(data, target)
    assert np.mean(probabilities.argmax(axis=1) == target) < 0.2
    assert sorted(set(folds.tolist())) == [0, 1, 2, 3, 4]
    assert (np.diff(folds) >= 0).all()


def test_two_runs_write_the_same_bytes(table, tmp_path):
    """Table, probabilities and pictures do not depend on when or where."""
    again = demo.prepare_demo(tmp_path / "other")
    for path in (
        "digits.csv",
        "probabilities.npy",
        "classes.txt",
        "images/zero/0000.png",
        "images/eight/1796.png",
    ):
        assert (again.parent / path).read_bytes() == (table.parent / path).read_bytes()


def test_second_call_writes_nothing(table):
    """What is there is taken as it is."""
    before = {path: path.stat().st_mtime_ns for path in table.parent.rglob("*")}
    seen = []
    assert demo.prepare_demo(table.parent, progress=lambda *counts: seen.append(counts)) == table
    assert before == {path: path.stat().st_mtime_ns for path in table.parent.rglob("*")} and not seen


def test_old_demo_is_made_anew_and_interrupt_keeps_it(tmp_path):
    """An older recipe is replaced at the end; Ctrl-C before that leaves it, and no staging."""
    folder = tmp_path / "digits"
    folder.mkdir()
    (folder / demo.MARK).write_text(json.dumps({"dendro-demo": 0}))
    (folder / "stale.txt").write_text("x")

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.prepare_demo(folder, progress=stop)
    assert (folder / "stale.txt").exists() and [p.name for p in tmp_path.iterdir()] == ["digits"]
    assert demo.prepare_demo(folder).is_file() and not (folder / "stale.txt").exists()


@pytest.mark.parametrize("name", ["notes.txt", "demo.json", "digits.csv"])
def test_other_files_are_left_alone(tmp_path, name):
    """A folder with something else in it is refused."""
    (tmp_path / name).write_text("[]")
    with pytest.raises(InputError, match="holds something else"):
        demo.prepare_demo(tmp_path)
    assert (tmp_path / name).read_text() == "[]"


def test_default_folder_follows_the_desktop_rule(monkeypatch, tmp_path):
    """XDG_DATA_HOME counts where it is absolute."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert demo.default_folder() == tmp_path / "dendro-explorer" / "digits"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert demo.default_folder() == tmp_path / "home" / ".local" / "share" / "dendro-explorer" / "digits"


def test_demo_opens_as_a_source(table):
    """The table, its probabilities and classes are what `open_source` takes."""
    source = open_source(table, demo.demo_options(table))
    assert source.items.num_rows == 1797 and not source.failures
    assert source.classes == list(demo.CLASSES) and source.probabilities.shape == (1797, 10)


def test_strokes_are_ink_on_paper():
    """No ink gives paper, all ink gives ink, and the margin stays paper."""
    blank = np.asarray(demo.draw(np.zeros((8, 8))))
    full = np.asarray(demo.draw(np.full((8, 8), 16.0)))
    assert (blank == demo.PAPER).all()
    assert (full[32, 32] == demo.INK).all() and (full[2, 2] == demo.PAPER).all()
