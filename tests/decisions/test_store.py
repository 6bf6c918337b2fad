"""The file of decisions: whole or unchanged, undone part by part, and harmless whoever wrote it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from threading import Thread, Timer

import pytest

from explorer.decisions.changing import CHANGES_KEPT, NewDecision, Subject
from explorer.decisions.store import DecisionStore
from explorer.errors import DecisionsError
from tests.export.test_full_disk import small_disk

A, B = Subject("image", "a.png", "0a"), Subject("image", "b.png", "0b")


def tag(store: DecisionStore, name: str, *subjects: Subject, author: str = ""):
    """Tag, as one change."""
    return store.change(
        [NewDecision(subject, "tag", name, "") for subject in subjects], f"Tag {name}", author
    )


def said(store: DecisionStore) -> set[tuple[str, str]]:
    """What stands: path and tag."""
    paths = {each[0]: each[2] for each in store.since(0).subjects}
    return {(paths[subject], name) for subject, _, name, *_ in store.decisions()}


def test_nothing_is_made_by_reading(tmp_path):
    """An index that nobody decided about stays as it was."""
    store = DecisionStore(tmp_path)
    assert store.revision() == 0
    assert store.decisions() == []
    assert not list(tmp_path.iterdir())


def test_a_change_is_one_revision_and_names_who_and_when(tmp_path):
    """Whoever follows by revisions sees each change once."""
    store = DecisionStore(tmp_path)
    assert tag(store, "fix", A, B, author="Ada").parts == 2
    assert tag(store, "fix", A).parts == 0
    assert store.revision() == 1
    (_, kind, name, value, when, author), _ = store.decisions()
    assert (kind, name, value, author) == ("tag", "fix", "", "Ada")
    assert when.endswith("Z")
    tag(store, "night", B)
    assert [each[2] for each in store.since(1).subjects] == ["b.png"]


def test_undo_and_redo_across_openings(tmp_path):
    """The journal is on disk; what was undone before another change is passed."""
    tag(DecisionStore(tmp_path), "one", A)
    tag(DecisionStore(tmp_path), "two", A)
    assert DecisionStore(tmp_path).undo().what == "Tag two"
    assert DecisionStore(tmp_path).undo().what == "Tag one"
    assert DecisionStore(tmp_path).undo() is None
    assert DecisionStore(tmp_path).redo().what == "Tag one"
    store = DecisionStore(tmp_path)
    assert said(store) == {("a.png", "one")}
    tag(store, "three", A)
    assert store.redo() is None
    assert store.undo().what == "Tag three"
    assert store.undo().what == "Tag one"
    assert said(store) == set()


def test_undo_leaves_alone_what_others_changed_since(tmp_path):
    """Everybody undoes their own, and nobody loses what somebody else decided."""
    store = DecisionStore(tmp_path)
    note = [NewDecision(subject, "note", "", "mine") for subject in (A, B)]
    store.change(note, "Write notes", "Ada")
    for words, who in (("theirs", "Eve"), ("yours", "Bob")):
        store.change([NewDecision(A, "note", "", words)], "Write a note", who)
    undone = store.undo("Ada")
    assert (undone.parts, undone.left, undone.by) == (1, 1, ("Bob",))
    assert [value for _, _, _, value, *_ in store.decisions()] == ["yours"]


def test_what_undo_left_alone_redo_leaves_alone(tmp_path):
    """A tag that somebody else took off since is not put on again; their undo gives it back."""
    store = DecisionStore(tmp_path)
    tag(store, "fix", A, B, author="Ada")
    store.change([NewDecision(A, "tag", "fix", None)], "Take fix off", "Bob")
    undone = store.undo("Ada")
    assert (undone.parts, undone.left, undone.by) == (1, 1, ("Bob",))
    again = store.redo("Ada")
    assert (again.parts, again.left, again.by) == (1, 1, ("Bob",))
    assert said(store) == {("b.png", "fix")}
    assert store.undo("Bob").parts == 1 and said(store) == {("a.png", "fix"), ("b.png", "fix")}
    assert store.undo("Ada").parts == 2 and store.redo("Ada").parts == 2


def test_a_change_is_undone_by_its_name_whatever_came_after(tmp_path):
    """That of this page, not the last of the same person elsewhere; twice it is so already."""
    store = DecisionStore(tmp_path)
    here, there = tag(store, "here", A, author="Ada"), tag(store, "there", B, author="Ada")
    assert store.last()[0] == there.id
    assert store.undo("Ada", (here.id, "2001-01-01T00:00:00Z")) is None  # of a file that was here before
    name = (here.id, here.time)
    assert (store.undo("Ada", name).what, said(store)) == ("Tag here", {("b.png", "there")})
    again = store.undo("Bob", name)
    assert (again.parts, again.left) == (0, 0)
    tag(store, "more", B, author="Ada")  # which passes over what was undone, but not for whoever names it
    assert store.redo("Ada") is None
    assert store.redo("Ada", name).parts == 1
    assert ("a.png", "here") in said(store)


def test_old_changes_are_forgotten(tmp_path, monkeypatch):
    """The journal is bounded; what they did stays."""
    monkeypatch.setattr("explorer.decisions.changing.CHANGES_KEPT", 3)
    store = DecisionStore(tmp_path)
    for i in range(5):
        tag(store, f"t{i}", A)
    assert [what for _, _, _, what, _ in store.journal()] == ["Tag t4", "Tag t3", "Tag t2"]
    assert len(said(store)) == 5
    assert CHANGES_KEPT >= 100


def test_two_at_once_lose_nothing(tmp_path):
    """Threads with stores of their own, as two processes have, write one after another."""

    def write(who: str) -> None:
        store = DecisionStore(tmp_path)
        for i in range(20):
            tag(store, f"{who}{i}", A, author=who)

    threads = [Thread(target=write, args=(who,)) for who in "xyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = DecisionStore(tmp_path)
    assert len(said(store)) == 60
    assert store.revision() == 60


def test_a_change_waits_for_another_that_is_making_the_file(tmp_path):
    """Before the file has its log, SQLite says at once that it is locked; a change waits all the same."""
    store = DecisionStore(tmp_path)
    other = sqlite3.connect(store.file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = Timer(0.3, other.execute, ["ROLLBACK"])
    ends.start()
    assert tag(store, "fix", A).parts == 1
    ends.join()
    other.close()


def test_a_kill_in_mid_write_leaves_the_last_whole_change(tmp_path):
    """A change of many images is there as a whole or not at all."""
    code = (
        "import sys, pathlib\n"
        "from explorer.decisions.changing import NewDecision, Subject\n"
        "from explorer.decisions.store import DecisionStore\n"
        "store = DecisionStore(pathlib.Path(sys.argv[1]))\n"
        "for i in range(10_000):\n"
        "    many = [NewDecision(Subject('image', f'{k}.png', ''), 'tag', f't{i}', '') for k in range(500)]\n"
        "    store.change(many, 'Tag')\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    store = DecisionStore(tmp_path)
    until = time.monotonic() + 60
    while store.revision() < 2 and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    changes = store.revision()
    assert changes >= 2
    assert len(store.decisions()) == 500 * changes
    assert tag(store, "after", A).parts == 1


def damaged(file, how: str) -> None:
    """Make a file that is no store."""
    DecisionStore(file.parent).change([NewDecision(A, "tag", "fix", "")], "Tag")
    db = sqlite3.connect(file)
    if how == "newer":
        db.execute("PRAGMA user_version = 2")
    elif how == "other":
        db.execute("PRAGMA application_id = 7")
    elif how == "trigger":
        db.execute("CREATE TRIGGER t AFTER INSERT ON decisions BEGIN DELETE FROM subjects; END")
    elif how == "view":
        db.execute("DROP TABLE decisions")
        db.execute("CREATE VIEW decisions AS SELECT 1 AS subject")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    if how == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    elif how == "noise":
        file.write_bytes(bytes(range(256)) * 40)
    elif how == "folder":
        file.unlink()
        file.mkdir()
    elif how == "link":
        file.rename(file.with_name("elsewhere"))
        file.symlink_to(file.with_name("elsewhere"))


@pytest.mark.parametrize("how", ["newer", "other", "trigger", "view", "cut", "noise", "folder", "link"])
def test_what_is_no_store_is_refused_in_a_sentence(tmp_path, how):
    """Read or written, and it stays as it is."""
    file = tmp_path / "user.sqlite"
    damaged(file, how)
    before = file.read_bytes() if file.is_file() else None
    store = DecisionStore(tmp_path)
    for ask in (store.decisions, lambda: tag(store, "more", B)):
        with pytest.raises(DecisionsError, match=r"user\.sqlite .*(move|Move|update|moved)"):
            ask()
    assert (file.read_bytes() if file.is_file() else None) == before


def test_a_store_that_is_locked_is_said(tmp_path, monkeypatch):
    """Who waits longer than a change waits is told to try again; reading goes on."""
    monkeypatch.setattr("explorer.decisions.schema.PATIENCE_SECONDS", 0.1)
    store = DecisionStore(tmp_path)
    tag(store, "fix", A)
    other = sqlite3.connect(tmp_path / "user.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DecisionsError, match="another process"):
        tag(store, "more", A)
    assert said(store) == {("a.png", "fix")}
    other.close()
    assert tag(store, "more", A).parts == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the size of files")
@pytest.mark.parametrize("room", [0, 1000, 40_000])
def test_a_full_disk_is_no_damage(tmp_path, room):
    """Nothing is to be moved away: what stood is read once there is room, by the same server."""
    store = DecisionStore(tmp_path)
    tag(store, "fix", A)
    for _ in range(2):
        store.close()
        with small_disk(room), pytest.raises(DecisionsError) as raised:
            store.decisions()
            tag(store, "more", *(Subject("image", f"{i}.png", "0a") for i in range(2000)))
        assert "Nothing was changed" in str(raised.value) and "damaged" not in str(raised.value)
        assert said(store) == {("a.png", "fix")}
    assert tag(store, "more", B).parts == 1


def test_values_of_other_kinds_are_passed_over(tmp_path):
    """SQLite lets a column of text hold bytes; whoever put them there is not answered with them."""
    store = DecisionStore(tmp_path)
    tag(store, "fix", A)
    db = sqlite3.connect(tmp_path / "user.sqlite")
    db.execute("INSERT INTO decisions VALUES (1, 'tag', X'ff', '', '', '')")
    db.commit()
    db.close()
    assert said(store) == {("a.png", "fix")}


def test_a_file_put_in_its_place_is_read(tmp_path):
    """A backup that is copied back while a server runs is what is read from then on."""
    store = DecisionStore(tmp_path)
    tag(store, "fix", A)
    assert said(store)
    for file in tmp_path.iterdir():
        file.unlink()
    assert store.decisions() == []
    assert tag(store, "new", B).parts == 1
    assert said(store) == {("b.png", "new")}


def test_the_other_copies_are_learnt_when_there_are_some(tmp_path):
    """Once: what a first decision found stays, and one from before they were told learns of them."""
    store = DecisionStore(tmp_path)
    for name, copies, about in (("old", 1, ""), ("fix", 2, '["b"]'), ("night", 3, '["b", "c"]')):
        tag(store, name, Subject("image", "a.png", "0a", copies, about))
    [(_, _, _, _, copies, about)] = store.subjects([1])
    assert (copies, about) == (2, '["b"]')
