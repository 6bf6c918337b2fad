"""`dendro tags`: parse, one call to the library, print."""

import json
import shutil

import pytest
from click.testing import CliRunner

from explorer.cli.commands import cli
from explorer.dataset import open_index
from explorer.errors import DecisionsError


@pytest.fixture
def path(small_index_path, tmp_path):
    """Folder of an index of its own."""
    return shutil.copytree(small_index_path, tmp_path / "mine.dendro")


def dendro(*words) -> str:
    """What it prints."""
    ran = CliRunner().invoke(cli, ["tags", *map(str, words)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_add_list_and_remove(path, tmp_path):
    """By a filter, by rows, by a cluster; undone and done again."""
    assert "No tags." in dendro(path)
    (tmp_path / "rows.txt").write_text("3\n4\n")
    assert "Tag 2 images fix: 2 decisions." in dendro(path, "--add", "fix", "--rows", tmp_path / "rows.txt")
    dendro(path, "--add", "plums", "--where", "label = 'plum'")
    dendro(path, "--add", "one", "--node", 0)
    assert "2  fix" in dendro(path)
    assert "Take the tag fix off 1 image" in dendro(
        path, "--remove", "fix", "--where", "tag = 'fix'", "--node", 3
    )
    assert dendro(path, "--undo").startswith("Undone: Take the tag fix")
    assert {each["tag"]: each["count"] for each in json.loads(dendro(path, "--json"))["tags"]}["fix"] == 2
    assert dendro(path, "--redo").startswith("Done again: Take the tag fix")
    assert dendro(path, "--redo") == "Nothing to do.\n"
    assert "fix" not in dendro(path, "--remove", "fix") or "fix" not in dendro(path)


def test_notes_verdicts_views_and_labels_taken_back(path):
    """About images or a cluster as such; empty takes back."""
    dendro(path, "--note", "blurred", "--node", 3)
    dendro(path, "--verdict", "label is right", "--node", 4)
    dendro(path, "--correct", "quince", "--node", 5)
    dendro(path, "--note", "look here", "--cluster", 400)
    dendro(path, "--verdict", "label is right", "--cluster", 400)
    dendro(path, "--view", "plums", "?where=label = 'plum'")
    index = open_index(path)
    counts = index.decisions()["counts"]
    assert (counts["corrected"], counts["verdict"]) == (1, 1)
    assert [(view["name"], view["address"]) for view in index.views()] == [("plums", "?where=label = 'plum'")]
    (cluster,) = index.clusters().values()
    assert (cluster.note, list(cluster.verdicts)) == ("look here", ["label is right"])
    dendro(path, "--correct", "", "--node", 5)
    dendro(path, "--note", "", "--node", 3)
    dendro(path, "--view", "plums", "")
    index = open_index(path)
    counts = index.decisions()["counts"]
    assert (counts["corrected"], counts["note"], index.views()) == (0, 0, [])


def test_a_verdict_is_taken_back(path):
    """Of the images that are named, of all, or of a cluster as such; undone as everything else is."""
    for node in (3, 4, 5):
        dendro(path, "--verdict", "label is right", "--node", node)
    dendro(path, "--verdict", "not an outlier", "--node", 3)
    dendro(path, "--verdict", "label is right", "--cluster", 400)
    assert "off 1 image: 1 decision." in dendro(path, "--withdraw", "label is right", "--node", 4)
    assert "1 decision." in dendro(path, "--withdraw", "label is right", "--cluster", 400)
    verdicts = {each["verdict"]: each["count"] for each in open_index(path).decisions()["verdicts"]}
    assert verdicts == {"label is right": 2, "not an outlier": 1} and not open_index(path).clusters()
    assert "off 2 images: 2 decisions." in dendro(path, "--withdraw", "label is right")
    dendro(path, "--undo")
    assert open_index(path).withdraw("label is right", node=5).parts == 1


def test_a_slip_of_the_pen_is_told(path, tmp_path):
    """A class that is new, by a correction or an import, and a tag that is none, with what may be meant."""
    said = dendro(path, "--correct", "Plumb", "--node", 5)
    assert "New classes: Plumb (did you mean plum?). --undo takes this back." in said
    assert "New classes" not in dendro(path, "--correct", "Plumb", "--node", 6)
    assert "New classes" not in dendro(path, "--correct", "plum", "--node", 6)
    first = open_index(path).items["path"][7].as_py()
    (tmp_path / "c.csv").write_text(f"path,corrected\n{first},quince\n")
    document = json.loads(dendro(path, "--import", tmp_path / "c.csv", "--json"))
    assert document["new_classes"] == ["quince"]
    dendro(path, "--add", "night", "--node", 3)
    said = dendro(path, "--remove", "nihgt")
    assert "There is no tag nihgt (did you mean night?); there are: night." in said
    assert "There is no tag" not in dendro(path, "--remove", "night", "--node", 4)
    assert "There is no tag night; there are: none." in dendro(path, "--remove", "night", "--cluster", 400)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--note", "x"], "Say which images"),
        (["--note", "", "--add", "x", "--node", "3"], "Give one of"),
        (["--correct", "x", "--cluster", "400"], "--cluster goes with"),
        (["--verdict", "so", "--node", "3"], "not a duplicate"),
    ],
)
def test_notes_and_verdicts_that_cannot_be(path, words, said):
    """Wrong usage says what goes."""
    ran = CliRunner().invoke(cli, ["tags", str(path), *words])
    assert ran.exit_code == 2 and said in ran.output


def test_commands_say_that_decisions_cannot_be_read(path, tmp_path):
    """And go on, unless they are asked for them: an export of what is tagged is no export of nothing."""
    (path / "user.sqlite").write_bytes(b"no database at all" * 300)

    def ran(*words):
        return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)

    for words in (("info", path), ("export", path, tmp_path / "all.csv")):
        told = ran(*words)
        assert told.exit_code == 0
        assert "user.sqlite is damaged" in told.stderr
    for words in (("--where", "tag = 'fix'"), ("--labels", "corrected")):
        with pytest.raises(DecisionsError, match=r"user\.sqlite is damaged"):
            ran("export", path, tmp_path / "some.csv", *words)
    assert not (tmp_path / "some.csv").exists()


def test_corrections(path, tmp_path):
    """Listed and written as a diff."""
    dendro(path, "--correct", "plum", "--node", 5, "--author", "Ada")
    assert "→ plum" in dendro(path, "--corrections")
    assert json.loads(dendro(path, "--corrections", "--json"))["corrections"][0]["by"] == "Ada"
    assert "1 decision." in dendro(path, "--corrections", "--export", tmp_path / "c.csv")
    dendro(path, "--undo", "--author", "Ada")
    assert "1 decision" in dendro(path, "--import", tmp_path / "c.csv")


@pytest.mark.parametrize(
    "words",
    [
        ["--add", "fix"],
        ["--correct", "x"],
        ["--add", "a", "--remove", "b", "--node", "1"],
        ["--node", "1"],
        ["--undo", "--redo"],
    ],
)
def test_wrong_usage(path, words):
    """Status 2, and nothing is written."""
    assert CliRunner().invoke(cli, ["tags", str(path), *words]).exit_code == 2
    assert not (path / "user.sqlite").exists()
